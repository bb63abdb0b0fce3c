"""Pages with real services, real networks and a gallery of their own; each is shut down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from explorer.panels.faces.keeper import GalleryKeeper
from explorer.panels.faces.session import Session
from explorer.panels.faces.shared import Ask, Shared, ask_lazily
from explorer.panels.faces.state import FacesState
from explorer.services.media import parse_source
from explorer.services.store import Store
from tests.panels.driving import is_answered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from explorer.widgets.panel import PanelContext

TIMEOUT_MS = 60_000
PICTURE = "bundled:astronaut"


@pytest.fixture(scope="session")
def ask() -> Ask:
    """One session for all tests: the weights are read once."""
    return ask_lazily(Session)


@pytest.fixture
def keeper(qtbot, context: PanelContext) -> Iterator[GalleryKeeper]:
    """The gallery, open and empty, in memory; where it may be stored is the test's own home."""
    made = GalleryKeeper(context.errors)
    qtbot.waitUntil(lambda: made.is_open, timeout=TIMEOUT_MS)
    yield made
    made.shutdown()


@pytest.fixture
def shared(ask: Ask, keeper: GalleryKeeper) -> Shared:
    """What pages share."""
    return Shared(ask, keeper)


@pytest.fixture
def make_page(
    qtbot, context: PanelContext, shared: Shared, show_page: Callable[..., None]
) -> Callable[..., Any]:
    """Build a page on a store, show it as at 1280×800, and wait until its picture is looked at."""

    def make(
        kind: Any,
        state: FacesState | None = None,
        *,
        source: str = PICTURE,
        rest: bool = True,
        shared: Shared = shared,
        context: PanelContext = context,
    ) -> Any:
        page = kind(context, Store(state or FacesState()), shared)
        show_page(page)
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
