"""Words on the screen: a label of a role, and one that shortens itself where room is short."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QResizeEvent


LONGEST_WORD = 16


def label(text: str = "", role: str = "body", *, wrap: bool = False) -> QLabel:
    """Return a plain-text label of a role that ``theme.qss`` styles."""
    made = _Wrapped(text) if wrap else QLabel(text)
    _prepare(made, role)
    made.setWordWrap(wrap)
    return made


def shortened(text: str, most: int) -> str:
    """Return a text in one line of at most so many characters, for a title that cannot shrink."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def plain_tip(text: str) -> str:
    """Return a text for a tooltip so that nothing in it, such as a file's name, is taken for HTML.

    Qt guesses; a tag in a name would be left out, and a picture's address be looked up.
    """
    if "<" not in text:
        return text
    return f"<qt>{escape(text, quote=False).replace(chr(10), '<br>')}</qt>"


def set_tone(widget: QWidget, tone: str) -> None:
    """Colour a label: "good", "bad", "warm", "muted" or "" for the ordinary colour."""
    set_style_property(widget, "tone", tone)


def set_style_property(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet looks at, and let the sheet look again."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def _prepare(made: QLabel, role: str) -> None:
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", role)


class _Wrapped(QLabel):
    """Words in lines; one that is longer than a line, such as a name, does not widen the window."""

    def minimumSizeHint(self) -> QSize:
        """Ask for room for ordinary words only."""
        hint = super().minimumSizeHint()
        most = self.fontMetrics().horizontalAdvance("m" * LONGEST_WORD)
        return hint.boundedTo(QSize(most, hint.height()))


class ElidedLabel(QLabel):
    """One line of text that ends in … where it does not fit; the tooltip has all of it."""

    def __init__(
        self,
        text: str = "",
        role: str = "body",
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        _prepare(self, role)
        self._mode = mode
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def setText(self, text: str) -> None:
        """Set the whole text."""
        super().setText(text)
        self._refresh_tooltip()

    def minimumSizeHint(self) -> QSize:
        """Let the label shrink to nothing."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Offer the whole text as tooltip when it no longer fits."""
        super().resizeEvent(event)
        self._refresh_tooltip()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the text, shortened to the label's width."""
        painter = QPainter(self)
        rect = self.contentsRect()
        text = self.fontMetrics().elidedText(self.text(), self._mode, rect.width())
        self.style().drawItemText(
            painter,
            rect,
            self.alignment().value,
            self.palette(),
            self.isEnabled(),
            text,
            self.foregroundRole(),
        )

    def _refresh_tooltip(self) -> None:
        cut = self.fontMetrics().horizontalAdvance(self.text()) > self.contentsRect().width()
        self.setToolTip(plain_tip(self.text()) if cut else "")
