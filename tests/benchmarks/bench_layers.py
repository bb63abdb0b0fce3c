"""An edit in the Layer Builder, from the slider to the painted drawing, against 50 ms."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from tests.benchmarks.harness import Row

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.panels.layers.panel import LayersPanel

GOAL_MS = 50.0


def rows() -> list[Row]:
    """The rows of this module."""
    return [
        Row(
            name="edit a layer of ResNet-152 until it is painted / 50 ms",
            ours=_Edits(),
            peer=lambda: GOAL_MS,
            goal=1.0,
            repeats=25,
            warm_ups=3,
        )
    ]


class _Edits:
    """Moves a slider of a panel that is on the (offscreen) screen, again and again."""

    def __init__(self) -> None:
        self._panel: LayersPanel | None = None
        self._next = 0

    def __call__(self) -> float:
        panel = self._panel or self._open()
        self._next += 1
        place = (0,)
        layer = panel.store.state.network.layers[0]
        _turn_until(panel.is_idle)  # what the former edit left to paint and to set is not timed
        changed = replace(layer, filters=64 + self._next)  # a width that was never seen
        start = time.perf_counter()
        panel.editor.select(place)
        panel.editor.replace_layer(changed, "filters")
        wanted = panel.store.state.network
        _turn_until(lambda: panel.result is not None and panel.result.network == wanted)
        panel.build_page.network_card.canvas.repaint()
        return (time.perf_counter() - start) * 1e3

    def _open(self) -> LayersPanel:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        from PySide6.QtWidgets import QApplication

        from explorer.engine.zoo import build
        from explorer.panels.layers.panel import LayersPanel
        from explorer.services.engine_loader import EngineLoader
        from explorer.services.errors import ErrorHub
        from explorer.services.job_registry import JobRegistry
        from explorer.services.source import SourceController
        from explorer.widgets import theme
        from explorer.widgets.panel import PanelContext

        self._application = QApplication.instance() or QApplication([])
        theme.apply_theme(self._application, "dark")  # type: ignore[arg-type]
        context = PanelContext(SourceController(), JobRegistry(), ErrorHub(), EngineLoader())
        self._panel = panel = LayersPanel(context)
        panel.resize(1440, 860)
        panel.show()
        panel.activate()
        panel.editor.open(build("resnet152"), "open")
        _turn_until(panel.is_idle)
        return panel


def _turn_until(is_done: Callable[[], bool]) -> None:
    """Run the event loop as the application does: asleep between events, so that workers work."""
    from PySide6.QtCore import QCoreApplication, QEventLoop, QTimer

    heartbeat = QTimer(interval=20)
    heartbeat.start()
    while not is_done():
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
