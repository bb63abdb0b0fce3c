"""No part of a panel is a window of its own, not even for the moment before it has its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from explorer.app.registry import PANELS
from explorer.widgets.paged_panel import PagedPanel
from tests.stray_windows import shown_windows

if TYPE_CHECKING:
    from explorer.widgets.panel import PanelContext


@pytest.mark.parametrize("key", PANELS)
def test_no_page_shows_a_window_while_it_is_made(key: str, qtbot, context: PanelContext) -> None:
    with shown_windows() as shown:
        panel = PANELS[key].create(context)
        qtbot.addWidget(panel)
        if isinstance(panel, PagedPanel):
            for page in panel._factories:
                panel._open(page)
    panel.shutdown()
    assert shown == []
