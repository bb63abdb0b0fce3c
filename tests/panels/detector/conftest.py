"""Pages with real services and the real detector; each is shut down, and leaves nothing behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from explorer.engine.inference import precision
from explorer.panels.detector.session import Session
from explorer.panels.detector.state import DetectorState
from explorer.services.media import parse_source
from explorer.services.serial import one_at_a_time
from explorer.services.store import Store
from tests.panels.driving import is_answered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from explorer.panels.detector.detector_page import DetectorPage, Respond
    from explorer.widgets.panel import PanelContext

TIMEOUT_MS = 30_000
PICTURE = "bundled:person-dog-horse"


@pytest.fixture(scope="package", autouse=True)
def _one_precision() -> Iterator[None]:
    """Compute in float32, so that machines with other instructions find the same boxes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(precision, "fastest_precision", lambda _device: "float32")
        yield


@pytest.fixture(scope="package")
def respond(_one_precision: None) -> Respond:
    """One session for all tests: the weights are read once."""
    return one_at_a_time(Session().respond)


@pytest.fixture
def make_page(
    qtbot, context: PanelContext, respond: Respond, show_page: Callable[..., None]
) -> Callable[..., Any]:
    """Build a page on a store, show it as at 1280×800, and wait until its picture has boxes."""

    def make(
        kind: type[DetectorPage],
        state: DetectorState | None = None,
        *,
        source: str = PICTURE,
        answer: Respond | None = None,
        rest: bool = True,
        context: PanelContext = context,
    ) -> Any:
        page = kind(context, Store(state or DetectorState()), answer or respond)  # type: ignore[call-arg]
        show_page(page, height=668)
        context.engine.start()
        if source:
            context.source.open(parse_source(source))
        if rest:
            settle(qtbot, page)
        return page

    return make


def settle(qtbot, page: Any) -> None:
    """Wait until what was asked for last is on the screen."""
    qtbot.waitUntil(lambda: is_answered(page), timeout=TIMEOUT_MS)
