"""The window assembles the rail, the bar, the pages and the status line, and computes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from explorer.app.pages import Pages
from explorer.app.registry import PANELS, PanelKey, panel_info
from explorer.app.top_bar import TopBar
from explorer.widgets.icons import icon
from explorer.widgets.notice import NoticeArea
from explorer.widgets.rail import Rail
from explorer.widgets.source_bar import SourceBar
from explorer.widgets.status_bar import StatusBar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtCore import QSize
    from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QPaintEvent

    from explorer.engine.device import DeviceInfo
    from explorer.widgets.panel import Panel, PanelContext

SMALLEST = (960, 600)
MEMORY_INTERVAL_MS = 2000


class MainWindow(QWidget):
    """Frame around the pages. What the menu does lives in :mod:`explorer.app.commands`."""

    firstPainted = Signal()
    closing = Signal()
    dropped = Signal(object)  # QMimeData
    escapePressed = Signal()

    def __init__(self, context: PanelContext, saved: Mapping[str, Mapping[str, Any]]) -> None:
        super().__init__()
        self.context = context
        self.rail = Rail()
        self.top_bar = TopBar()
        self.notices = NoticeArea()
        self.pages = Pages(context, saved)
        self.status_bar = StatusBar()
        self.source_bar = SourceBar(context.source)
        self.panel_actions: dict[PanelKey, QAction] = {}
        self._painted = False
        self._memory_timer = QTimer(self, interval=MEMORY_INTERVAL_MS)
        self.top_bar.add(self.source_bar)
        self._lay_out()
        self._add_panel_actions()
        self._connect()
        self.setWindowTitle("ConvNet Explorer")
        self.setMinimumSize(*SMALLEST)
        self.setAcceptDrops(True)
        # The window has the focus at the start: Space freezes and no button wears the focus ring.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setFocus()

    @property
    def panel(self) -> Panel | None:
        """The panel on the screen, or None before the first was opened."""
        return self.pages.panel

    def show_panel(self, key: PanelKey, state: Mapping[str, Any] | None = None) -> Panel:
        """Open a panel, with a state when another panel or a scene sends one.

        Raises
        ------
        ValueError
            When the state does not fit; the panel is open then, as it was.
        """
        panel = self.pages.open(key)
        if state is not None:
            panel.restore(state)
        return panel

    def rail_corner(self, size: QSize) -> QPoint:
        """Where a menu of this size opens: beside the foot of the rail, on the screen."""
        corner = self.rail.rect().bottomRight()
        return self.rail.mapToGlobal(corner) - QPoint(0, size.height())

    def set_presenting(self, on: bool) -> None:
        """Hide or show everything but the panel."""
        for part in (self.rail, self.top_bar, self.status_bar):
            part.setVisible(not on)
        full = Qt.WindowState.WindowFullScreen
        # The other flags stay: a window that was maximised comes back maximised.
        self.setWindowState(self.windowState() | full if on else self.windowState() & ~full)

    def shutdown(self) -> None:
        """Close the pages and what reads the source."""
        self._memory_timer.stop()
        self.pages.shutdown()
        self.source_bar.shutdown()

    def _lay_out(self) -> None:
        column = QVBoxLayout()
        for part, stretch in (
            (self.top_bar, 0),
            (self.notices, 0),
            (self.pages, 1),
            (self.status_bar, 0),
        ):
            column.addWidget(part, stretch)
        row = QHBoxLayout(self)
        row.addWidget(self.rail)
        row.addLayout(column, 1)
        for layout in (row, column):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)

    def _add_panel_actions(self) -> None:
        group = QActionGroup(self)
        for key, info in PANELS.items():
            action = QAction(icon(info.icon, "muted", "accent"), info.rail_label, self)
            action.setToolTip(f"{info.title}: {info.teaches} ({info.shortcut})")
            action.setShortcut(QKeySequence(info.shortcut))
            action.setCheckable(True)
            action.triggered.connect(lambda _checked, key=key: self.show_panel(key))
            group.addAction(action)
            self.addAction(action)
            self.rail.add_panel(action)
            self.panel_actions[key] = action

    def _connect(self) -> None:
        self.pages.panelShown.connect(self._on_panel_shown)
        self.pages.panelCreated.connect(self._on_panel_created)
        engine, jobs, errors = self.context.engine, self.context.jobs, self.context.errors
        self._memory_timer.timeout.connect(self._on_memory_timer_timeout)
        engine.progressed.connect(self.status_bar.show_progress)
        engine.ready.connect(self._on_engine_ready)
        engine.failed.connect(self._on_engine_failed)
        jobs.changed.connect(self._on_jobs_changed)
        errors.reported.connect(self.notices.show_notice)

    def _on_panel_shown(self, key: PanelKey) -> None:
        self.top_bar.show_panel(panel_info(key))
        self.panel_actions[key].setChecked(True)
        self.status_bar.show_rates(None)

    def _on_panel_created(self, panel: Panel) -> None:
        panel.ratesChanged.connect(self.status_bar.show_rates)
        panel.noticeRequested.connect(self.notices.show_message)
        panel.openRequested.connect(self._on_panel_open_requested)

    def _on_panel_open_requested(self, key: str, state: Mapping[str, Any]) -> None:
        self.show_panel(panel_info(key).key, state)

    def _on_engine_ready(self, info: DeviceInfo) -> None:
        self.status_bar.show_progress("", None)
        self.status_bar.show_device(info)
        self._memory_timer.start()

    def _on_memory_timer_timeout(self) -> None:
        from explorer.engine.device import describe_device

        if (device := self.context.engine.device) is not None:
            self.status_bar.show_device(describe_device(device))

    def _on_engine_failed(self, message: str) -> None:
        self.status_bar.show_progress("", None)
        self.status_bar.show_device_text("no device", "bad")
        self.notices.show_message("error", message)

    def _on_jobs_changed(self) -> None:
        self.status_bar.show_jobs(self.context.jobs.running())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint, and say once that the first picture is on the screen."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self, self.firstPainted.emit)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space freezes: only here, so that a focused button still takes its own Space."""
        if event.key() == Qt.Key.Key_Escape:
            self.escapePressed.emit()
            return
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.context.source.set_frozen(not self.context.source.is_frozen)
            return
        super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take what could be a picture, a clip or a scene."""
        from explorer.widgets.drop import can_take, scene_files

        if can_take(event.mimeData()) or scene_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand on what was dropped."""
        event.acceptProposedAction()
        self.dropped.emit(event.mimeData())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let the application save and stop before the window goes."""
        self.closing.emit()
        super().closeEvent(event)
