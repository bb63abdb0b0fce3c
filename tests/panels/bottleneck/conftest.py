"""Pages with real services; each is shut down, and leaves nothing behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import torch  # noqa: F401  # so that no test ends in the middle of its import

from explorer.panels.bottleneck.state import BottleneckState
from explorer.services.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.widgets.page import Page
    from explorer.widgets.panel import PanelContext

TIMEOUT_MS = 20_000


@pytest.fixture
def make_page(qtbot, context: PanelContext, show_page: Callable[..., None]) -> Callable[..., Any]:
    """Build a page on a store, show it as at 1280×800, and wait until it has come to rest."""

    def make(kind: type[Page], state: BottleneckState | None = None, *, rest: bool = True) -> Any:
        page = kind(context, Store(state or BottleneckState()))
        show_page(page, height=668)
        if rest:
            settle(qtbot, page)
        return page

    return make


def settle(qtbot, page: Any) -> None:
    """Wait until what was asked for last is on the screen."""
    qtbot.waitUntil(page.is_idle, timeout=TIMEOUT_MS)
