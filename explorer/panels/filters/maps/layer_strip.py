"""The layers of a network side by side: where the maps shrink and where the channels grow."""

from __future__ import annotations

from itertools import groupby
from math import log2
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from explorer.widgets import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent

    from explorer.panels.filters.maps.values import LayerFacts

BARS_PX = 40
GROUP_GAP_PX = 6
SMALLEST_BAR = 0.16  # of the highest
_TOKENS = {"conv": "muted", "block": "muted", "dense": "muted"}
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class LayerStrip(QWidget):
    """One bar a layer: as high as the logarithm of its channels, grouped by the size of its maps.

    A click or the arrow keys choose.
    """

    chosen = Signal(str)  # name of the layer

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layers: tuple[LayerFacts, ...] = ()
        self._groups: list[tuple[str, range]] = []
        self._bars: list[QRectF] = []
        self._current = -1
        self._hovered = -1
        self.setAccessibleName("Layers, from the first to the last")
        self.setAccessibleDescription("The left and right arrow keys go to the next layer")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.watch_theme(self._apply_metrics)

    def set_layers(self, layers: tuple[LayerFacts, ...]) -> None:
        """Show the layers of another network."""
        self._layers = layers
        self._groups = _grouped(layers)
        self._current = self._hovered = -1
        self._lay_out()

    def set_current(self, name: str) -> None:
        """Mark the layer of this name and emit nothing."""
        names = [layer.name for layer in self._layers]
        current = names.index(name) if name in names else -1
        if current != self._current:
            self._current = current
            self.update()

    def step(self, count: int) -> None:
        """Choose the layer so many places further on; stops at the ends."""
        if self._layers:
            self._choose(min(max(self._current + count, 0), len(self._layers) - 1))

    def index_at(self, x: float) -> int:
        """Return the layer whose bar, or the gap beside it, lies at ``x``; −1 without layers."""
        away = [abs(bar.center().x() - x) for bar in self._bars]
        return away.index(min(away)) if away else -1

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Spread the bars over the new width."""
        self._lay_out()

    def minimumSizeHint(self) -> QSize:
        """Stay high enough for bars and words."""
        return QSize(160, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint bars, and the size of the maps below each group."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        present = theme.current_theme()
        painter.setPen(Qt.PenStyle.NoPen)
        for index, layer in enumerate(self._layers):
            token = _TOKENS.get(layer.kind, "faint")
            token = "text" if index == self._hovered else token
            painter.setBrush(present.colour("accent" if index == self._current else token))
            bar = self._bars[index]
            radius = min(bar.width() / 3, present.px(3))
            painter.drawRoundedRect(bar, radius, radius)
        self._paint_sizes(painter, present)
        if self.hasFocus():
            painter.setPen(QPen(present.colour("accent"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the layer under the pointer."""
        if event.button() == Qt.MouseButton.LeftButton and self._layers:
            self._choose(self.index_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light up the layer under the pointer."""
        self._hover(self.index_at(event.position().x()))

    def leaveEvent(self, event: QEvent) -> None:
        """Let the last one go."""
        self._hover(-1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk with the arrows, jump with Home and End."""
        key = Qt.Key(event.key())
        if key in _STEPS:
            self.step(_STEPS[key])
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.step(len(self._layers) * (1 if key == Qt.Key.Key_End else -1))
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Name the layer under the resting pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and self._layers:
            layer = self._layers[self.index_at(event.pos().x())]
            QToolTip.showText(event.globalPos(), f"{layer.title}  {layer.size_text}", self)
            return True
        return super().event(event)

    def _paint_sizes(self, painter: QPainter, present: theme.Theme) -> None:
        painter.setFont(present.font("caption"))
        painter.setPen(present.colour("muted"))
        metrics = painter.fontMetrics()
        free_from = 0.0
        for text, indices in self._groups:
            left, right = self._bars[indices[0]].left(), self._bars[indices[-1]].right()
            wide = metrics.horizontalAdvance(text)
            start = max(0.0, min((left + right - wide) / 2, self.width() - wide))
            if start < free_from:
                continue
            free_from = start + wide + present.px(6)
            painter.drawText(
                QRectF(start, self.height() - metrics.height(), wide + 2, metrics.height()),
                Qt.AlignmentFlag.AlignLeft,
                text,
            )

    def _lay_out(self) -> None:
        """Give each layer its bar."""
        px = theme.current_theme().px
        group_gap, top, high = px(GROUP_GAP_PX), px(2), px(BARS_PX)
        gaps = group_gap * max(len(self._groups) - 1, 0)
        pitch = (self.width() - gaps - px(4)) / max(len(self._layers), 1)
        gap = min(px(2), pitch / 4)
        most = max((log2(1 + layer.shape[2]) for layer in self._layers), default=1.0)
        self._bars = []
        for group, (_, indices) in enumerate(self._groups):
            for index in indices:
                share = max(log2(1 + self._layers[index].shape[2]) / most, SMALLEST_BAR)
                left = px(2) + index * pitch + group * group_gap
                bar = QRectF(left, top + (1 - share) * high, pitch - gap, share * high)
                self._bars.append(bar)
        self.update()

    def _choose(self, index: int) -> None:
        if index != self._current:
            self._current = index
            self.update()
            self.chosen.emit(self._layers[index].name)

    def _hover(self, index: int) -> None:
        if index != self._hovered:
            self._hovered = index
            self.update()

    def _apply_metrics(self) -> None:
        px = theme.current_theme().px
        self.setFixedHeight(px(BARS_PX + 22))
        self._lay_out()


def _grouped(layers: tuple[LayerFacts, ...]) -> list[tuple[str, range]]:
    """Return the runs of layers whose maps have one size, with that size as text."""
    groups, start = [], 0
    for (height, width), run in groupby(layers, key=lambda layer: layer.shape[:2]):
        count = len(list(run))
        groups.append((f"{height} × {width}", range(start, start + count)))
        start += count
    return groups
