"""The panel as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from explorer.panels.faces.panel import PAGES, FacesPanel
from explorer.panels.faces.state import FacesState
from explorer.services.media import parse_source

if TYPE_CHECKING:
    from explorer.widgets.panel import PanelContext


@pytest.mark.parametrize("key", PAGES)
def test_it_closes_while_it_loads(qtbot, context: PanelContext, key: str) -> None:
    panel = FacesPanel(context)
    qtbot.addWidget(panel)
    panel.show()
    panel.activate()
    context.engine.start()
    context.source.open(parse_source("bundled:astronaut"))
    panel.store.set(FacesState(page=key))  # type: ignore[arg-type]
    panel.keeper.set_stored(True)
    panel.shutdown()
    assert panel.keeper.is_idle()


def test_it_closes_while_it_looks_at_a_clip(qtbot, context: PanelContext) -> None:
    panel = FacesPanel(context)
    qtbot.addWidget(panel)
    panel.show()
    panel.activate()
    context.engine.start()
    context.source.open(parse_source("bundled:webcam"))
    qtbot.waitUntil(lambda: context.source.current_frame() is not None, timeout=60_000)
    panel.shutdown()
