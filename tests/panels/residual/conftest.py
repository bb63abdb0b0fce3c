"""Pages with real services; each is shut down, and leaves nothing behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from explorer.panels.residual.state import ResidualState
from explorer.services.store import Store
from tests import threads
from tests.panels.residual.train.making import write_idx

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from explorer.widgets.page import Page
    from explorer.widgets.panel import PanelContext

TIMEOUT_MS = 20_000


@pytest.fixture
def make_page(qtbot, context: PanelContext, show_page: Callable[..., None]) -> Callable[..., Any]:
    """Build a page on a store, show it as at 1280×800, and wait until it has come to rest.

    What else a page is made with follows the state.
    """

    def make(
        kind: type[Page],
        state: ResidualState | None = None,
        *others: object,
        rest: bool = True,
        context: PanelContext = context,
    ) -> Any:
        page = kind(context, Store(state or ResidualState()), *others)
        show_page(page)
        if rest:
            settle(qtbot, page)
        return page

    return make


def settle(qtbot, page: Any) -> None:
    """Wait until what was asked for last is on the screen."""
    qtbot.waitUntil(page.is_idle, timeout=TIMEOUT_MS)


@pytest.fixture
def one_thread() -> Iterator[None]:
    """Networks so small are slower with several threads."""
    with threads.one_thread():
        yield


@pytest.fixture
def noise(tmp_path: Path) -> Path:
    return write_idx(tmp_path / "noise")
