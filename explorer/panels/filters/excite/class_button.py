"""A class to choose: its name, and how probable the network holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from explorer.widgets import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from explorer.engine.trained.network import Prediction

HEIGHT = 26


class ClassButton(QAbstractButton):
    """A row that fills from the left as far as the class is probable."""

    chosen = Signal(int)  # index of the class

    def __init__(self) -> None:
        super().__init__()
        self._prediction: Prediction | None = None
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.clicked.connect(self._on_clicked)

    def show_prediction(self, prediction: Prediction | None, chosen: int | None) -> None:
        """Offer a class; the one that the evidence is for is marked."""
        self._prediction = prediction
        self.setVisible(prediction is not None)
        if prediction is None:
            return
        self.setText(prediction.label)
        self.setChecked(prediction.index == chosen)
        self.setAccessibleName(f"{prediction.label}, {prediction.probability:.1%}")
        self.setToolTip(
            f"Evidence for {prediction.label}: class {prediction.index}, "
            f"{prediction.probability:.2%} probable"
        )
        self.update()

    def prediction(self) -> Prediction | None:
        """Return what is offered."""
        return self._prediction

    def sizeHint(self) -> QSize:
        """One line, in whatever width."""
        px = theme.current_theme().px
        return QSize(px(120), px(HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground, the bar, the name and the percentage."""
        if self._prediction is None:
            return
        present = theme.current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        radius = present.px(theme.CONTROL_RADIUS)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(present.colour("hover" if self.underMouse() else "raised"))
        painter.drawRoundedRect(room, radius, radius)
        self._paint_bar(painter, present, room, radius)
        ring = "accent" if self.isChecked() else "text" if self.hasFocus() else "line"
        painter.setPen(QPen(present.colour(ring), present.px(2) if self.isChecked() else 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(room, radius, radius)
        self._paint_words(painter, present, room)

    def _paint_bar(
        self, painter: QPainter, present: theme.Theme, room: QRectF, radius: float
    ) -> None:
        assert self._prediction is not None
        painter.save()
        filled = room.width() * self._prediction.probability
        painter.setClipRect(QRectF(room.left(), room.top(), filled, room.height()))
        painter.setBrush(present.colour("accent", 0.28))
        painter.drawRoundedRect(room, radius, radius)
        painter.restore()

    def _paint_words(self, painter: QPainter, present: theme.Theme, room: QRectF) -> None:
        assert self._prediction is not None
        side = present.px(9)
        inner = room.adjusted(side, 0, -side, 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(present.font("number-small"))
        painter.setPen(present.colour("text" if self.isChecked() else "muted"))
        percent = f"{self._prediction.probability:.1%}"
        painter.drawText(inner, middle | Qt.AlignmentFlag.AlignRight, percent)
        wide = painter.fontMetrics().horizontalAdvance(percent) + side
        painter.setFont(present.font("label"))
        painter.setPen(present.colour("text"))
        name = painter.fontMetrics().elidedText(
            self._prediction.label, Qt.TextElideMode.ElideRight, int(inner.width() - wide)
        )
        painter.drawText(inner, middle, name)

    def _on_clicked(self) -> None:
        if self._prediction is not None:
            self.setChecked(True)
            self.chosen.emit(self._prediction.index)
