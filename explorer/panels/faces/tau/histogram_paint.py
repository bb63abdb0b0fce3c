"""How histograms of two kinds of pairs look: bars, filled and hatched, and what they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPolygonF

from explorer.panels.faces.tau.hatching import hatched
from explorer.widgets import theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.panels.faces.tau.analysis import Analysis
    from explorer.widgets.chart import Plane

GENUINE, IMPOSTOR = "accent", "warm"
SWATCH: Final = 12
HATCH: Final = 6
ERRS: Final = "filled: where τ errs"


def bars_of(
    plane: Plane, edges: Sequence[float], shares: Sequence[float], room: QRectF
) -> list[QRectF]:
    """Return the bars of shares between edges, as far as they lie in a room."""
    bars = []
    for share, low, high in zip(shares, edges[:-1], edges[1:], strict=True):
        left = max(plane.across(low), room.left())
        right = min(plane.across(high), room.right())
        if right > left:
            bars.append(QRectF(QPointF(left, plane.down(share)), QPointF(right, plane.down(0))))
    return bars


def paint_bars(painter: QPainter, bars: Sequence[QRectF], token: str, *, is_wrong: bool) -> None:
    """Paint bars that stand side by side: filled, hatched, with one outline."""
    present, slant = theme.current_theme(), 1 if token == GENUINE else -1
    fill = present.colour(token, 0.55 if is_wrong else 0.14)
    lines: list[QLineF] = []
    outline: list[QPointF] = []
    for bar in bars:
        outline += [bar.topLeft(), bar.topRight()]
        if bar.height() > 0:
            painter.fillRect(bar, fill)
            lines += hatched(bar, present.px(HATCH), slant)
    painter.setPen(QPen(present.colour(token, 0.9 if is_wrong else 0.45), 1))
    painter.drawLines(lines)
    painter.setPen(QPen(present.colour(token), present.px(1.5)))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF(outline))


def paint_names(painter: QPainter, plane: Plane, analysis: Analysis) -> None:
    """Write above the chart what both kinds are; the last words go where room is short."""
    present = theme.current_theme()
    painter.setFont(present.font("caption"))
    metrics = QFontMetricsF(painter.font())
    side, gap = present.px(SWATCH), present.px(6)
    free = plane.room.right() - metrics.horizontalAdvance(plane.y.title) - 4 * gap
    names = [
        (GENUINE, f"genuine: {len(analysis.genuine):,} pairs of one person"),
        (IMPOSTOR, f"impostor: {len(analysis.impostor):,} pairs of two people"),
        ("", ERRS),
    ]
    widths = [metrics.horizontalAdvance(text) + bool(token) * (side + gap) + 3 * gap
              for token, text in names]  # fmt: skip
    shown = len(names) if sum(widths) <= free else len(names) - 1
    left = plane.room.right() - sum(widths[:shown]) + 3 * gap
    for (token, text), wide in zip(names[:shown], widths[:shown], strict=True):
        row = QRectF(left, 0, wide, metrics.height())
        _paint_name(painter, row, token, text)
        left += wide


def _paint_name(painter: QPainter, row: QRectF, token: str, text: str) -> None:
    present, side = theme.current_theme(), theme.current_theme().px(SWATCH)
    left = row.left()
    if token:
        swatch = QRectF(left, row.center().y() - side / 2, side, side)
        painter.fillRect(swatch, present.colour(token, 0.14))
        painter.setPen(QPen(present.colour(token), 1))
        painter.drawLines(hatched(swatch, present.px(HATCH) / 1.5, 1 if token == GENUINE else -1))
        painter.drawRect(swatch)
        left += side + present.px(6)
    painter.setPen(present.colour("text" if token else "muted"))
    words = QRectF(left, row.top(), row.width(), row.height())
    painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, text)
