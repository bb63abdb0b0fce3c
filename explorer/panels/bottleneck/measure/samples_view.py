"""Every sample of both variants as a dot on one axis of time, with median and middle half."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.panels.bottleneck.inks import VARIANTS
from explorer.panels.bottleneck.measure.lanes import lane_texts, rises, spread_text, time_axis
from explorer.widgets import theme
from explorer.widgets.fit_text import fit_text

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from explorer.engine.bottleneck.measurement_values import Samples
    from explorer.panels.bottleneck.measure.values import MeasureView
    from explorer.widgets.axis import Axis

WORDS = 18
STRIP = 26
GAP = 8
AXIS = 18
DOT = 2.4
SWATCH = 9
TOOLTIP = (
    "Each dot is one sample: the mean of as many passes as fill some milliseconds. The line is "
    "the median, the box holds the middle half. A triangle at the edge is a sample beyond it."
)


class SamplesView(QWidget):
    """Two lanes, the direct variant's above."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view: MeasureView | None = None
        self._axis = time_axis(())
        self.setAccessibleName("Samples of both variants")
        self.setToolTip(TOOLTIP)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.watch_theme(self._apply_metrics)

    def show_view(self, view: MeasureView) -> None:
        """Show what has been sampled."""
        self._view = view
        self._axis = time_axis(view.samples)
        self.setAccessibleDescription("; ".join(self.texts()))
        self.update()

    def texts(self) -> tuple[str, ...]:
        """Return what is written above the lanes, a text for each."""
        view = self._view
        if view is None:
            return ()
        pairs = zip(view.shown.titles, view.samples, strict=True)
        return tuple(f"{title}: {spread_text(samples)}" for title, samples in pairs)

    def sizeHint(self) -> QSize:
        """Two lanes and the axis."""
        px = theme.current_theme().px
        return QSize(px(420), 2 * px(WORDS + STRIP) + px(GAP) + px(AXIS))

    def minimumSizeHint(self) -> QSize:
        """As high, in whatever width."""
        return QSize(theme.current_theme().px(200), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint both lanes, then the numbers of the axis."""
        view = self._view
        if view is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        present = theme.current_theme()
        strips = [self._strip(index, present) for index in range(2)]
        self._paint_axis(painter, strips, present)
        for index, strip in enumerate(strips):
            self._paint_words(painter, strip, index, view)
            samples = view.samples[index]
            if samples is not None:
                _paint_lane(painter, strip, samples, self._axis, VARIANTS[index])

    def _strip(self, index: int, present: theme.Theme) -> QRectF:
        px = present.px
        top = index * px(WORDS + STRIP + GAP) + px(WORDS)
        side = px(DOT) + 1
        return QRectF(side, top, self.width() - 2 * side, px(STRIP))

    def _paint_words(self, painter: QPainter, strip: QRectF, index: int, view: MeasureView) -> None:
        present, samples = theme.current_theme(), view.samples[index]
        high = present.px(WORDS)
        line = QRectF(0, strip.top() - high, strip.right(), high)
        centre, side = line.center().y(), present.px(SWATCH)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(present.colour(VARIANTS[index]))
        painter.drawRoundedRect(QRectF(0, centre - side / 2, side, side), 2, 2)
        words = line.adjusted(side + present.px(6), 0, 0, 0)
        painter.setFont(present.font("label"))
        painter.setPen(present.colour("text"))
        title = view.shown.titles[index]
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, title)
        words.setLeft(
            words.left() + painter.fontMetrics().horizontalAdvance(title) + present.px(14)
        )
        cost, config = view.shown.comparison.variants[index], view.shown.config
        painter.setFont(present.font("number-small"))
        painter.setPen(present.colour("muted"))
        texts = lane_texts(samples, config.batch, cost.flops)
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(words, flags, fit_text(texts, painter.fontMetrics(), words.width()))

    def _paint_axis(self, painter: QPainter, strips: list[QRectF], present: theme.Theme) -> None:
        for strip in strips:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(present.colour("raised"))
            radius = present.px(theme.TIGHT)
            painter.drawRoundedRect(strip, radius, radius)
        painter.setFont(present.font("number-small"))
        bottom = strips[-1].bottom()
        most = max(2, int(self.width() / present.px(90)))
        for tick in self._axis.ticks(most):
            x = _across(strips[0], self._axis, tick.value)
            painter.setPen(QPen(present.colour("line"), 1))
            for strip in strips:
                painter.drawLine(QLineF(x, strip.top(), x, strip.bottom()))
            painter.setPen(present.colour("muted"))
            wide = painter.fontMetrics().horizontalAdvance(tick.text)
            left = min(max(x - wide / 2, 0), self.width() - wide)
            painter.drawText(
                QRectF(left, bottom + 2, wide + 1, present.px(AXIS)),
                Qt.AlignmentFlag.AlignTop,
                tick.text,
            )

    def _apply_metrics(self) -> None:
        self.updateGeometry()
        self.update()


def _paint_lane(painter: QPainter, strip: QRectF, samples: Samples, axis: Axis, token: str) -> None:
    present = theme.current_theme()
    low, high = (_across(strip, axis, value) for value in samples.quartiles)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(present.colour(token, 0.22))
    painter.drawRect(QRectF(low, strip.top(), max(high - low, 1), strip.height()))
    painter.setBrush(present.colour(token, 0.75))
    radius = present.px(DOT)
    for seconds, rise in zip(samples.seconds, rises(samples.count), strict=True):
        y = strip.bottom() - radius - rise * (strip.height() - 2 * radius)
        if axis.holds(seconds):
            painter.drawEllipse(QPointF(_across(strip, axis, seconds), y), radius, radius)
        else:
            _paint_beyond(painter, strip.right(), y, radius)
    middle = _across(strip, axis, samples.median)
    painter.setPen(QPen(present.colour(token), present.px(2)))
    painter.drawLine(QLineF(middle, strip.top() - 2, middle, strip.bottom() + 2))


def _paint_beyond(painter: QPainter, right: float, y: float, radius: float) -> None:
    corners = ((right - 2 * radius, y - radius), (right - 2 * radius, y + radius), (right, y))
    painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))


def _across(strip: QRectF, axis: Axis, seconds: float) -> float:
    return strip.left() + axis.share(seconds) * strip.width()
