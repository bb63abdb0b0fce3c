"""The page of the 26 styles with the real network, at a small size; shut down afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from explorer.panels.style.live.page import LiveStylesPage
from explorer.panels.style.pictures import PictureKeeper
from explorer.panels.style.shared import Shared
from explorer.panels.style.state import LiveState, StyleState
from explorer.services.media import parse_source
from explorer.services.store import Store
from tests.panels.driving import is_answered

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.panels.style.studio import Studio
    from explorer.widgets.panel import PanelContext

TIMEOUT_MS = 60_000
PICTURE = "bundled:giraffe"
SIZE = 96


@pytest.fixture
def make_page(
    qtbot, context: PanelContext, studio: Studio, show_page: Callable[..., None]
) -> Callable[..., LiveStylesPage]:
    """Build the page, show it as at 1280×800, and wait until its picture is painted."""

    def make(
        *,
        source: str = PICTURE,
        frozen: bool = False,
        rest: bool = True,
        context: PanelContext = context,
        **live: Any,
    ) -> LiveStylesPage:
        live = {"size": SIZE, **live}
        store = Store(StyleState(page="live", live=LiveState(**live)))
        keeper = PictureKeeper(context.errors)
        keeper.follow(store)
        page = LiveStylesPage(context, store, Shared(keeper, studio))
        show_page(page, keeper)
        context.engine.start()
        if source:
            context.source.open(parse_source(source), frozen=frozen)
        if rest:
            settle(qtbot, page)
        return page

    return make


def settle(qtbot, page: LiveStylesPage) -> None:
    """Wait until what was asked for last is on the screen."""
    qtbot.waitUntil(lambda: is_answered(page), timeout=TIMEOUT_MS)
