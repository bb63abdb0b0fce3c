"""The panel with real services, on a bundled picture; shut down, and nothing is left behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch  # noqa: F401  # so that no test ends in the middle of its import

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from explorer.panels.layers.panel import LayersPanel
    from explorer.widgets.panel import PanelContext

TIMEOUT_MS = 20_000


@pytest.fixture
def make_panel(qtbot, context: PanelContext) -> Iterator[Callable[..., LayersPanel]]:
    """Build the panel, show it, and wait until its network is on the screen."""
    from explorer.panels.layers.panel import LayersPanel

    panels: list[LayersPanel] = []

    def make(**state: object) -> LayersPanel:
        panel = LayersPanel(context)
        panels.append(panel)
        qtbot.addWidget(panel)
        panel.build_page.network_card.canvas.animated = False
        if state:
            panel.restore(state)
        panel.resize(1280, 760)
        panel.show()
        panel.activate()
        settle(qtbot, panel)
        return panel

    yield make
    while panels:  # pytest keeps this fixture, so the list has to let go of the panels
        panels.pop().shutdown()


def settle(qtbot, panel: LayersPanel) -> None:
    """Wait until what was asked for last is on the screen."""
    qtbot.waitUntil(panel.is_idle, timeout=TIMEOUT_MS)
