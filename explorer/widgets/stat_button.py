"""A number that can be opened: above it its name and a mark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from explorer.widgets import theme
from explorer.widgets.labels import plain_tip

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

CAPTION_HEIGHT = 16
NUMBER_HEIGHT = 26
NUMBER_ROLES = ("number-large", "number", "number-small")


class StatButton(QAbstractButton):
    """A caption, a word of a tone ("good", "bad", "muted") behind it, and a large number."""

    def __init__(self, caption: str, tooltip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number = "–"
        self._mark = ""
        self._tone = "muted"
        self._tip = tooltip
        self.setText(caption)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.watch_theme(self._apply_metrics)
        self._describe()

    def set_caption(self, caption: str) -> None:
        """Rename the number."""
        self.setText(caption)
        self._describe()
        self._apply_metrics()

    def set_number(self, number: str, mark: str = "", tone: str = "muted", why: str = "") -> None:
        """Show a number, a mark beside its name, and in the tooltip what the mark means."""
        if (number, mark, tone) != (self._number, self._mark, self._tone):
            self._number, self._mark, self._tone = number, mark, tone
            self._apply_metrics()
        self._describe(why)

    def number(self) -> str:
        """Return the number as it is shown."""
        return self._number

    def mark(self) -> str:
        """Return what stands beside the name."""
        return self._mark

    def sizeHint(self) -> QSize:
        """Room for the number and its mark."""
        return self._hint

    def _measured(self) -> QSize:
        present = theme.current_theme()
        number = QFontMetrics(present.font("number-large")).horizontalAdvance(self._number)
        mark = QFontMetrics(present.font("caption")).horizontalAdvance(self._mark)
        caption = QFontMetrics(present.font("caption")).horizontalAdvance(self.text())
        gap = present.px(theme.SMALL)
        wide = max(number, caption + (gap + mark if mark else 0)) + 2 * gap
        return QSize(wide, present.px(CAPTION_HEIGHT + NUMBER_HEIGHT + theme.SMALL))

    def minimumSizeHint(self) -> QSize:
        """Shrink to the number alone."""
        return QSize(theme.current_theme().px(60), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground while pointed at, caption, number and mark."""
        present = theme.current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, present)
        gap = present.px(theme.SMALL)
        room = self.rect().adjusted(gap, present.px(theme.TIGHT), -gap, -present.px(theme.TIGHT))
        caption = QRect(room.left(), room.top(), room.width(), present.px(CAPTION_HEIGHT))
        wide = self._paint_text(painter, caption, self.text(), "caption", "muted")
        beside = caption.adjusted(wide + gap, 0, 0, 0)
        self._paint_text(painter, beside, self._shown_mark(beside.width()), "caption", self._tone)
        below = QRect(room.left(), caption.bottom() + 1, room.width(), present.px(NUMBER_HEIGHT))
        self._paint_text(painter, below, self._number, self._number_role(below.width()), "text")

    def _shown_mark(self, room: int) -> str:
        """Return the mark, its sign alone, or nothing, as there is room: a part would mislead."""
        metrics = QFontMetrics(theme.current_theme().font("caption"))
        marks = (self._mark, self._mark.partition(" ")[0])
        return next((mark for mark in marks if metrics.horizontalAdvance(mark) <= room), "")

    def _number_role(self, room: int) -> str:
        """Return the largest type in which the number is not cut."""
        fits = (role for role in NUMBER_ROLES
                if QFontMetrics(theme.current_theme().font(role)).horizontalAdvance(self._number)
                <= room)  # fmt: skip
        return next(fits, NUMBER_ROLES[-1])

    def _paint_ground(self, painter: QPainter, present: theme.Theme) -> None:
        if not (self.underMouse() or self.hasFocus() or self.isChecked()):
            return
        ring = "accent" if self.hasFocus() else "line"
        painter.setPen(QPen(present.colour(ring), 1))
        painter.setBrush(present.colour("raised" if self.underMouse() else "surface"))
        radius = present.px(theme.CONTROL_RADIUS)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)

    @staticmethod
    def _paint_text(painter: QPainter, room: QRect, text: str, role: str, tone: str) -> int:
        present = theme.current_theme()
        painter.setFont(present.font(role))
        painter.setPen(present.colour(tone))
        metrics = painter.fontMetrics()
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        return metrics.horizontalAdvance(shown)

    def _describe(self, why: str = "") -> None:
        self.setAccessibleName(self.text())
        self.setAccessibleDescription(f"{self._number} {self._mark}".strip())
        self.setToolTip(plain_tip("\n".join(part for part in (self._tip, why) if part)))

    def _apply_metrics(self) -> None:
        self._hint = self._measured()
        self.updateGeometry()
        self.update()
