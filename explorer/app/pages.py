"""The pages of the window: panels are made when they are first opened, and live on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from explorer.app.registry import PanelKey, panel_info
from explorer.services.plain import StateError
from explorer.widgets.labels import label

if TYPE_CHECKING:
    from collections.abc import Mapping

    from explorer.widgets.panel import Panel, PanelContext


class Pages(QStackedWidget):
    """Owns the panels; exactly one is active, and only while the window shows it."""

    panelShown = Signal(object)  # PanelKey
    panelCreated = Signal(object)  # Panel

    def __init__(self, context: PanelContext, saved: Mapping[str, Mapping[str, Any]]) -> None:
        super().__init__()
        self._context = context
        self._panels: dict[PanelKey, Panel] = {}
        self._saved = dict(saved)
        self._current: PanelKey | None = None
        self.addWidget(_opening())

    @property
    def key(self) -> PanelKey | None:
        """The panel that is on the screen."""
        return self._current

    @property
    def panel(self) -> Panel | None:
        """The panel that is on the screen; None until the first one was opened."""
        return None if self._current is None else self._panels[self._current]

    def open(self, key: PanelKey) -> Panel:
        """Bring a panel to the front, making it when it is opened for the first time."""
        if self._current == key:
            return self._panels[key]
        panel = self._panels.get(key) or self._create(key)
        if self.panel is not None:
            self.panel.deactivate()
        self._current = key
        self.setCurrentWidget(panel)
        panel.activate()
        self.panelShown.emit(key)
        return panel

    def states(self) -> dict[str, Mapping[str, Any]]:
        """The state of each panel that was opened, by key."""
        return {str(key): panel.state() for key, panel in self._panels.items()}

    def shutdown(self) -> None:
        """Close every panel."""
        for panel in self._panels.values():
            panel.shutdown()
        self._panels.clear()
        self._current = None

    def _create(self, key: PanelKey) -> Panel:
        panel = panel_info(key).create(self._context)
        self._restore(key, panel)
        self._panels[key] = panel
        self.addWidget(panel)
        self.panelCreated.emit(panel)
        return panel

    def _restore(self, key: PanelKey, panel: Panel) -> None:
        """Bring back the last time's state; one that no longer fits is dropped, and said."""
        if (saved := self._saved.get(key)) is None:
            return
        try:
            panel.restore(saved)
        except StateError as error:
            self._context.errors.report(error, "The panel starts anew")


def _opening() -> QWidget:
    """What stands on the first picture of the window, for the moment until a panel is there."""
    from PySide6.QtCore import Qt

    words = label("Opening…", "caption")
    words.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return words
