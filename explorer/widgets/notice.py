"""Messages: one beside the control it is about, and those of the whole window above the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from explorer.widgets import theme
from explorer.widgets.buttons import push_button, tool_button
from explorer.widgets.icons import icon_pixmap
from explorer.widgets.labels import label, set_style_property

if TYPE_CHECKING:
    from explorer.services.errors import Notice

Kind = Literal["info", "warning", "error"]

_ICONS = {"info": "info", "warning": "triangle-alert", "error": "circle-alert"}
_TOKENS = {"info": "accent", "warning": "warm", "error": "bad"}
# Each kind is named for those who cannot see its colour.
_SPOKEN = {"info": "Note", "warning": "Warning", "error": "Error"}
SHOWN_AT_MOST = 3


class InlineMessage(QFrame):
    """An icon and a sentence, hidden while there is nothing to say."""

    def __init__(self, kind: Kind = "info", text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind: Kind = kind
        self._icon = QLabel()
        self._text = label("", wrap=True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._layout = QHBoxLayout(self)
        self._layout.addWidget(self._icon)
        self._layout.addWidget(self._text, 1)
        theme.watch_theme(self._apply_theme)
        self.show_message(kind, text)

    def show_message(self, kind: Kind, text: str) -> None:
        """Say something; an empty text hides the message."""
        self._kind = kind
        self._text.setText(text)
        self.setAccessibleName(f"{_SPOKEN[kind]}: {text}")
        set_style_property(self, "kind", kind)
        self._apply_theme()
        self.setVisible(bool(text))

    def clear(self) -> None:
        """Hide the message."""
        self.show_message(self._kind, "")

    @property
    def text(self) -> str:
        """What is said."""
        return self._text.text()

    def add_button(self, button: QWidget) -> None:
        """Append a button at the right: what the reader can do about it."""
        self._layout.addWidget(button)

    def _apply_theme(self) -> None:
        px = theme.current_theme().px
        ratio = self.devicePixelRatioF()
        self._icon.setPixmap(icon_pixmap(_ICONS[self._kind], _TOKENS[self._kind], px(16), ratio))
        self._layout.setContentsMargins(px(10), px(7), px(10), px(7))
        self._layout.setSpacing(px(theme.SMALL))


class NoticeBar(QFrame):
    """One message of the window, with its details behind a button, until it is dismissed."""

    dismissed = Signal()

    def __init__(
        self, kind: Kind, text: str, details: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("kind", kind)
        self.message = InlineMessage(kind, text, self)
        self._details = _details_field(details)
        close = tool_button("x", "Dismiss", kind="quiet")
        close.clicked.connect(self.dismissed)
        if details:
            self.message.add_button(self._details_button())
        self.message.add_button(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.message)
        layout.addWidget(self._details)

    def _details_button(self) -> QPushButton:
        button = push_button(
            "Details", "Show what happened, for a report", kind="quiet", checkable=True
        )
        button.toggled.connect(self._details.setVisible)
        return button


class NoticeArea(QWidget):
    """The newest messages of the window, above the page; it takes no room while empty."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: list[NoticeBar] = []
        self._layout = QVBoxLayout(self)
        theme.watch_theme(self._apply_metrics)
        self.hide()

    def show_message(self, kind: Kind, text: str) -> None:
        """Show one sentence; the same one is not shown twice."""
        self._add(kind, text, "")

    def show_notice(self, notice: Notice) -> None:
        """Show what the error hub reported, with its traceback and the log's place."""
        text = f"{notice.title}. {notice.detail}" if notice.detail else notice.title
        where = f"\n\nLog: {notice.log_path}" if notice.log_path else ""
        self._add("error", text, f"{notice.traceback}{where}".strip())

    @property
    def texts(self) -> tuple[str, ...]:
        """What is shown, oldest first."""
        return tuple(bar.message.text for bar in self._bars)

    def clear(self) -> None:
        """Dismiss all messages."""
        for bar in tuple(self._bars):
            self._remove(bar)

    def _add(self, kind: Kind, text: str, details: str) -> None:
        if not text or text in self.texts:
            return
        if len(self._bars) == SHOWN_AT_MOST:
            self._remove(self._bars[0])
        bar = NoticeBar(kind, text, details)
        bar.dismissed.connect(self._on_bar_dismissed)
        self._bars.append(bar)
        self._layout.addWidget(bar)
        self.show()

    def _on_bar_dismissed(self) -> None:
        bar = self.sender()
        if isinstance(bar, NoticeBar):
            self._remove(bar)

    def _remove(self, bar: NoticeBar) -> None:
        self._bars.remove(bar)
        self._layout.removeWidget(bar)
        bar.hide()
        bar.deleteLater()
        self.setVisible(bool(self._bars))

    def _apply_metrics(self) -> None:
        px = theme.current_theme().px
        self._layout.setContentsMargins(px(16), px(theme.SMALL), px(16), 0)
        self._layout.setSpacing(px(theme.TIGHT))


def _details_field(details: str) -> QPlainTextEdit:
    field = QPlainTextEdit(details)
    field.setReadOnly(True)
    field.setAccessibleName("Details")
    field.setProperty("role", "number-small")
    field.setFixedHeight(theme.current_theme().px(160))
    field.hide()
    return field
