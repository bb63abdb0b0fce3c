"""Pages with real services on small pictures; each is shut down, and leaves nothing behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from explorer.panels.filters.state import FiltersState
from explorer.services.store import Store
from tests.panels.filters.driving import settle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from explorer.widgets.page import Page
    from explorer.widgets.panel import PanelContext


@pytest.fixture
def make_page(qtbot, context: PanelContext) -> Iterator[Callable[..., Any]]:
    """Build a page on a store, show it, and wait until it has come to rest on a picture."""
    pages: list[Page] = []

    def make(kind: type[Page], rgb: NDArray[np.uint8], state: FiltersState | None = None) -> Any:
        page = kind(context, Store(state or FiltersState()))
        qtbot.addWidget(page)
        pages.append(page)
        page.show_state(page.store.state)
        page.resize(1200, 660)
        page.show()
        page.activate()
        context.source.open_picture(rgb)
        settle(qtbot, page)
        return page

    yield make
    while pages:  # pytest keeps this fixture, so the list has to let go of the pages
        pages.pop().shutdown()


@pytest.fixture
def rgb() -> NDArray[np.uint8]:
    """A picture of noise: no two windows are alike."""
    return np.random.default_rng(7).integers(0, 256, (20, 31, 3), np.uint8)
