"""Pages with real services; each is shut down, and leaves nothing behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import torch  # at once, so that no test ends in the middle of its import

from explorer.panels.residual.state import ResidualState
from explorer.services.store import Store
from tests.panels.residual.train.making import write_idx

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from explorer.widgets.page import Page
    from explorer.widgets.panel import PanelContext

TIMEOUT_MS = 20_000


@pytest.fixture
def make_page(qtbot, context: PanelContext) -> Iterator[Callable[..., Any]]:
    """Build a page on a store, show it as at 1280×800, and wait until it has come to rest.

    What else a page is made with follows the state.
    """
    pages: list[Page] = []

    def make(
        kind: type[Page],
        state: ResidualState | None = None,
        *others: object,
        rest: bool = True,
        context: PanelContext = context,
    ) -> Any:
        page = kind(context, Store(state or ResidualState()), *others)
        qtbot.addWidget(page)
        pages.append(page)
        page.show_state(page.store.state)
        page.resize(1196, 620)
        page.show()
        page.activate()
        if rest:
            settle(qtbot, page)
        return page

    yield make
    while pages:  # pytest keeps this fixture, so the list has to let go of the pages
        pages.pop().shutdown()


def settle(qtbot, page: Any) -> None:
    """Wait until what was asked for last is on the screen."""
    qtbot.waitUntil(page.is_idle, timeout=TIMEOUT_MS)


@pytest.fixture
def one_thread() -> Iterator[None]:
    """Networks so small are slower with several threads."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture
def noise(tmp_path: Path) -> Path:
    return write_idx(tmp_path / "noise")
