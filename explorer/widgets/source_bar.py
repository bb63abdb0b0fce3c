"""The source bar: where the pictures come from, shared by all panels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from explorer.widgets import theme
from explorer.widgets.buttons import push_button, set_button_text
from explorer.widgets.icons import icon, icon_pixmap
from explorer.widgets.labels import ElidedLabel, set_tone
from explorer.widgets.source_menu import SourceMenu

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from explorer.services.media import SourceSpec
    from explorer.services.source import SourceController, SourceState

KIND_ICONS = {"camera": "video", "video": "film", "picture": "image", "memory": "image"}
# States in which there is no picture to come until the user does something.
_BROKEN = frozenset({"lost", "failed"})
BUTTON_WIDTH = 280


class SourceBar(QWidget):
    """Shows the present source and its state, and lets the user choose another.

    What the user cannot have from here, such as a file's dialog, is asked for by `fileRequested`.
    """

    fileRequested = Signal()
    pasteRequested = Signal()

    def __init__(self, source: SourceController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._source = source
        self._message = ElidedLabel("", "caption", Qt.TextElideMode.ElideRight)
        self._message.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._message.setAccessibleName("State of the source")
        self._retry = push_button("Retry", "Try to open the source again", "refresh-cw")
        self._chooser = SourceButton()
        self._menu = SourceMenu(source, self)
        self._menu.fileRequested.connect(self.fileRequested)
        self._menu.pasteRequested.connect(self.pasteRequested)
        self._freeze = push_button(
            "Freeze", "Keep this picture; frames go on being dropped (Space)", "pause",
            checkable=True,
        )  # fmt: skip
        self._open = push_button("Open…", "Show a picture or a video file (Ctrl+O)", "folder-open")
        self._layout = QHBoxLayout(self)
        self._layout.addWidget(self._message, 1)
        for widget in (self._retry, self._chooser, self._freeze, self._open):
            self._layout.addWidget(widget)
        self._connect()
        theme.watch_theme(self._apply_metrics)
        self._on_source_state_changed(source.state)

    def shutdown(self) -> None:
        """Stop looking for cameras."""
        self._menu.shutdown()

    def _connect(self) -> None:
        self._retry.clicked.connect(self._source.retry)
        self._chooser.clicked.connect(self._on_chooser_clicked)
        self._freeze.clicked.connect(self._source.set_frozen)
        self._open.clicked.connect(self.fileRequested)
        self._source.stateChanged.connect(self._on_source_state_changed)
        self._source.frozenChanged.connect(self._on_source_frozen_changed)

    def _on_chooser_clicked(self) -> None:
        self._menu.popup_below(self._chooser)

    def _on_source_state_changed(self, state: SourceState) -> None:
        broken = state.kind in _BROKEN
        self._chooser.show_source(self._source.spec, state.size)
        self._message.setText(state.message)
        set_tone(self._message, "bad" if broken else "warm")
        self._retry.setVisible(broken)
        self._freeze.setEnabled(state.kind in ("live", "frozen"))

    def _on_source_frozen_changed(self, frozen: bool) -> None:
        self._freeze.setChecked(frozen)
        set_button_text(self._freeze, "Resume" if frozen else "Freeze")
        self._freeze.setIcon(icon("play" if frozen else "pause"))

    def _apply_metrics(self) -> None:
        px = theme.current_theme().px
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(px(theme.SMALL))
        self._chooser.setMinimumWidth(px(160))
        self._chooser.setMaximumWidth(px(BUTTON_WIDTH))


class SourceButton(QPushButton):
    """Looks like a list to choose from: icon, name of the source, chevron."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "source")
        self.setToolTip("Choose a camera, a clip or a picture")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_source(None, None)

    def show_source(self, spec: SourceSpec | None, size: tuple[int, int] | None) -> None:
        """Name a source and the size of its pictures, (width, height)."""
        title = "Choose a source" if spec is None else spec.title
        if size is not None:
            title = f"{title}  {size[0]}×{size[1]}"
        self._title = title
        self._elide()
        self.setIcon(icon(KIND_ICONS[spec.kind] if spec else "image", "muted"))
        self.setAccessibleName(f"Source: {title}")

    def sizeHint(self) -> QSize:
        """Leave room for the chevron."""
        return QSize(theme.current_theme().px(BUTTON_WIDTH), super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten the name to the new width."""
        super().resizeEvent(event)
        self._elide()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the button and the chevron over it."""
        super().paintEvent(event)
        self._paint_chevron(QPainter(self))

    def _elide(self) -> None:
        # Not by QStyleOptionButton: the import of QStyle alone takes 20 ms of the start.
        room = self.width() - theme.current_theme().px(10 + theme.ICON + theme.SMALL + 30)
        elided = self.fontMetrics().elidedText(self._title, Qt.TextElideMode.ElideMiddle, room)
        self.setText(f" {elided}")

    def _paint_chevron(self, painter: QPainter) -> None:
        px = theme.current_theme().px
        side = px(14)
        pixmap = icon_pixmap("chevron-down", "muted", side, self.devicePixelRatioF())
        painter.drawPixmap(self.width() - side - px(9), (self.height() - side) // 2, pixmap)
