"""How one width learns: the training images batch by batch, the test images epoch by epoch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from explorer.panels.bottleneck.inks import BOTTLENECKED, DIRECT
from explorer.widgets import theme
from explorer.widgets.axis import Axis, Tick
from explorer.widgets.chart import Chart, Plane

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from explorer.panels.bottleneck.quality.values import Learning, QualityView

ACROSS = "epochs"
UP = "named right"
POINT = 4
WAITING = "The curve of the width in training comes here"
TOOLTIP = (
    "Line: the share of this epoch's training images named right so far, each before it was "
    "learnt from; it starts anew with each epoch. Points: the test images, after each epoch. "
    "Faint: the widths before."
)


class EpochAxis(Axis):
    """Epochs from the first batch on, each with its number."""

    __slots__ = ()

    def ticks(self, most: int = 8) -> tuple[Tick, ...]:
        """Return each epoch's end, however narrow the chart is: there are few."""
        return tuple(Tick(float(end), f"{end}") for end in range(int(self.high) + 1))


class LearningChart(Chart):
    """The newest width in its colour, those before it faint."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._view: QualityView | None = None
        super().__init__("How the width in training learns", parent)
        self.setToolTip(TOOLTIP)

    def show_view(self, view: QualityView) -> None:
        """Show the training so far."""
        self._view = view
        self.update()

    def newest(self) -> Learning | None:
        """Return the width whose curve is shown."""
        view = self._view
        return view.learning[-1] if view is not None and view.learning else None

    def axes(self) -> tuple[Axis, Axis]:
        """Return epochs, and shares from 0 to 1."""
        view = self._view
        assert view is not None
        up = Axis(UP, 0.0, 1.0, text=lambda share: f"{100 * share:.3g} %")
        return EpochAxis(ACROSS, 0.0, float(view.shown.epochs)), up

    def paintEvent(self, event: object) -> None:
        """Paint once there is something to show."""
        if self._view is not None:
            super().paintEvent(event)  # type: ignore[arg-type]

    def paint_marks(self, painter: QPainter, plane: Plane) -> None:
        """Paint the ends of epochs, the former widths, then the newest."""
        view = self._view
        assert view is not None
        present = theme.current_theme()
        painter.setPen(QPen(present.colour("muted", 0.7), 1, Qt.PenStyle.DotLine))
        for epoch in range(1, view.shown.epochs):
            x = plane.across(epoch)
            painter.drawLine(QLineF(x, plane.room.top(), x, plane.room.bottom()))
        if not view.learning:
            painter.setPen(present.colour("muted"))
            flags = Qt.AlignmentFlag.AlignCenter.value | Qt.TextFlag.TextWordWrap.value
            painter.drawText(plane.room, flags, WAITING)
            return
        for one in view.learning[:-1]:
            _paint_tests(painter, plane, one, view.shown.batches, 0.3)
        newest = view.learning[-1]
        _paint_shares(painter, plane, newest, view.shown.batches)
        _paint_tests(painter, plane, newest, view.shown.batches, 1.0)


def _colour_token(one: Learning) -> str:
    return DIRECT if one.width is None else BOTTLENECKED


def _paint_shares(painter: QPainter, plane: Plane, one: Learning, batches: int) -> None:
    present = theme.current_theme()
    painter.setPen(QPen(present.colour(_colour_token(one)), present.px(1.5)))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for start in range(0, len(one.shares), batches):
        epoch = one.shares[start : start + batches]
        points = [
            plane.point((start + index) / batches, share) for index, share in enumerate(epoch, 1)
        ]
        painter.drawPolyline(QPolygonF(points))


def _paint_tests(
    painter: QPainter, plane: Plane, one: Learning, batches: int, opacity: float
) -> None:
    present, radius = theme.current_theme(), theme.current_theme().px(POINT)
    colour = present.colour(_colour_token(one), opacity)
    points = [plane.point(count / batches, share) for count, share in one.tests]
    painter.setPen(QPen(colour, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF(points))
    painter.setBrush(colour)
    painter.setPen(QPen(present.colour("surface"), 1))
    for point in points:
        painter.drawEllipse(point, radius, radius)
