"""Paints an output as a block with one column marked, and the column's numbers beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPen, QPolygonF

from explorer.engine.colormaps import to_levels
from explorer.widgets.colour_scale import gradient_image
from explorer.widgets.detections.output_slice import BOX_NUMBERS
from explorer.widgets.detections.slice_layout import shifted
from explorer.widgets.drawing.inks import inks_of, mixed
from explorer.widgets.drawing.scene import faces_of
from explorer.widgets.drawing.solids import cosmetic, paint_solid
from explorer.widgets.numbers import format_number
from explorer.widgets.palettes import palette_colours

if TYPE_CHECKING:
    from PySide6.QtGui import QFontMetrics, QPainter

    from explorer.widgets.detections.output_slice import OutputSlice
    from explorer.widgets.detections.slice_layout import NumberCell, SliceLayout
    from explorer.widgets.drawing.figure import Room, Solid
    from explorer.widgets.theme import Theme

_RADIUS: Final = 6.0
_NUMBER_FROM: Final = 34.0
"""Pixels at scale 1 that a cell needs for its number."""
_NAME_PX: Final = 14.0
_BAR_PX: Final = 6.0


def paint_slice(
    painter: QPainter,
    value: OutputSlice,
    layout: SliceLayout,
    theme: Theme,
    hovered: tuple[int, int] | None = None,
) -> None:
    """Paint all of it; ``hovered`` is the anchor and number under the pointer."""
    _paint_leads(painter, value, layout, theme)
    paint_solid(painter, layout.block, faces_of(layout.block), inks_of(theme), 1.0,
                is_hovered=False)  # fmt: skip
    _paint_slabs(painter, value, layout, theme)
    _paint_column(painter, value, layout, theme)
    _paint_caption(painter, value, layout, theme)
    _paint_legend(painter, value.limit, QRectF(*layout.legend), theme)
    for anchor, room in enumerate(layout.groups):
        _paint_group(painter, value, anchor, room, theme)
    _paint_cells(painter, value, layout, theme)
    if hovered is not None:
        _paint_hovered(painter, layout, hovered, theme)


# The block


def _paint_slabs(painter: QPainter, value: OutputSlice, layout: SliceLayout, theme: Theme) -> None:
    """Paint where one anchor's channels end, and tint the chosen anchor's."""
    block, slabs = layout.block, layout.slabs
    inks = inks_of(theme)
    warm = theme.colour("warm")
    painter.setPen(cosmetic(inks.faces(block.kind).edge, 0.9))
    near, far = slabs[value.anchor], slabs[value.anchor + 1]
    painter.setBrush(mixed(warm, theme.on_picture("text"), 0.3))
    painter.drawPolygon(_top_strip(block, near, far))
    painter.setBrush(mixed(warm, theme.on_picture("background"), 0.15))
    painter.drawPolygon(_side_strip(block, near, far))
    painter.setPen(cosmetic(inks.faces(block.kind).edge, 1.2))
    for depth in slabs[1:-1]:
        dx, dy = shifted(depth)
        corner = QPointF(block.x + block.width + dx, block.y + dy)
        painter.drawLine(QLineF(QPointF(block.x + dx, block.y + dy), corner))
        painter.drawLine(QLineF(corner, corner + QPointF(0, block.height)))


def _paint_column(painter: QPainter, value: OutputSlice, layout: SliceLayout, theme: Theme) -> None:
    """Paint the chosen cell through the whole depth, as if the block were glass."""
    front = QRectF(*layout.column)
    back = front.translated(*shifted(layout.block.depth))
    warm = theme.colour("warm")
    edge = cosmetic(theme.colour("warm"), 1.2 * theme.scale, Qt.PenStyle.DotLine)
    painter.setPen(edge)
    painter.setBrush(theme.colour("warm", 0.22))
    painter.drawPolygon(_prism(front, back))
    near, far = layout.slabs[value.anchor], layout.slabs[value.anchor + 1]
    painter.setPen(cosmetic(warm, 1.4 * theme.scale))
    painter.setBrush(theme.colour("warm", 0.6))
    painter.drawPolygon(_prism(front.translated(*shifted(near)), front.translated(*shifted(far))))
    grow = max(0.0, 5 * theme.scale - front.width()) / 2
    painter.setPen(QPen(theme.colour("background", 0.7), 3.6 * theme.scale))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    frame = front.adjusted(-grow, -grow, grow, grow)
    painter.drawRect(frame)
    painter.setPen(QPen(warm, 2 * theme.scale))
    painter.setBrush(warm)
    painter.drawRect(frame)


def _paint_leads(painter: QPainter, value: OutputSlice, layout: SliceLayout, theme: Theme) -> None:
    """Paint lines from the chosen anchor's part of the block to its numbers."""
    if not layout.is_beside or not layout.groups:
        return
    block, group = layout.block, layout.groups[value.anchor]
    painter.setPen(QPen(theme.colour("warm", 0.7), 1.2 * theme.scale, Qt.PenStyle.DashLine))
    depth = (layout.slabs[value.anchor] + layout.slabs[value.anchor + 1]) / 2
    dx, dy = shifted(depth)
    start = QPointF(block.x + block.width + dx, block.y + dy + block.height / 2)
    painter.drawLine(QLineF(start, QPointF(group.x, group.y + group.height / 2)))


def _paint_caption(
    painter: QPainter, value: OutputSlice, layout: SliceLayout, theme: Theme
) -> None:
    painter.setFont(theme.font("number-small"))
    painter.setPen(theme.colour("text"))
    room, text = QRectF(*layout.caption), value.caption()
    flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    if painter.fontMetrics().horizontalAdvance(text) > room.width():  # on two lines
        text = text.replace(" = ", "\n= ")
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        room.setHeight(room.height() * 2)
    painter.drawText(room, flags, text)


def _paint_legend(painter: QPainter, limit: float, room: QRectF, theme: Theme) -> None:
    """Paint the ends of the colour map and the colours between them."""
    low, high = format_number(-limit, 1), f"+{format_number(limit, 1)}"
    painter.setFont(theme.font("number-small"))
    painter.setPen(theme.colour("muted"))
    middle = Qt.AlignmentFlag.AlignVCenter
    painter.drawText(room, middle | Qt.AlignmentFlag.AlignLeft, low)
    painter.drawText(room, middle | Qt.AlignmentFlag.AlignRight, high)
    side = painter.fontMetrics().horizontalAdvance(high) + theme.px(6)
    high_px = theme.px(_BAR_PX)
    bar = QRectF(room.left() + side, room.center().y() - high_px / 2,
                 room.width() - 2 * side, high_px)  # fmt: skip
    painter.drawImage(bar, gradient_image(palette_colours(signed=True)))
    painter.setPen(QPen(theme.colour("line"), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(bar)


# The numbers


def _paint_group(
    painter: QPainter, value: OutputSlice, anchor: int, room: Room, theme: Theme
) -> None:
    is_chosen = anchor == value.anchor
    colour = theme.colour("warm" if is_chosen else "line")
    painter.setPen(QPen(colour, (1.8 if is_chosen else 1.0) * theme.scale))
    painter.setBrush(theme.colour("raised"))
    radius = theme.px(_RADIUS)
    painter.drawRoundedRect(QRectF(*room).adjusted(1, 1, -1, -1), radius, radius)
    painter.setFont(theme.font("caption"))
    painter.setPen(theme.colour("text" if is_chosen else "muted"))
    title = QRectF(room.x + theme.px(8), room.y + theme.px(2), room.width - theme.px(16),
                   theme.px(18))  # fmt: skip
    left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    painter.drawText(title, left, value.anchor_name(anchor))
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    said = _said(value, painter.fontMetrics(), title.width() - theme.px(8))
    painter.drawText(title, right, said[anchor])


def _said(value: OutputSlice, metrics: QFontMetrics, width: float) -> list[str]:
    """Return what stands at the right of each anchor, in the longest form for which all fit."""
    bests = [value.best_class(anchor) for anchor in range(value.anchors)]
    p_c = [f"p_c {value.objectness(anchor):.2f}" for anchor in range(value.anchors)]
    lefts = [value.anchor_name(anchor) for anchor in range(value.anchors)]
    for between in (" · largest class ", " · "):
        texts = [
            one if best is None else f"{one}{between}{value.name(best)}"
            for one, best in zip(p_c, bests, strict=True)
        ]
        pairs = zip(lefts, texts, strict=True)
        if all(metrics.horizontalAdvance(left + text) <= width for left, text in pairs):
            return texts
    return p_c


def _paint_cells(painter: QPainter, value: OutputSlice, layout: SliceLayout, theme: Theme) -> None:
    colours = palette_colours(signed=True)
    limit = max(value.limit, 1e-9)
    levels = to_levels(value.values, -limit, limit)
    bests = [value.best_class(anchor) for anchor in range(value.anchors)]
    painter.setFont(theme.font("number-small"))
    for cell in layout.cells:
        fill = QColor.fromRgba(colours[int(levels[cell.anchor, cell.number])])
        _paint_cell(painter, value, cell, fill, theme)
        if cell.number == bests[cell.anchor]:
            painter.setPen(QPen(theme.colour("text"), 1.6 * theme.scale))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(*cell.room).adjusted(0.5, 0.5, -1, -1))


def _paint_cell(
    painter: QPainter, value: OutputSlice, cell: NumberCell, fill: QColor, theme: Theme
) -> None:
    room = QRectF(*cell.room)
    gap = 1.0 if room.width() > theme.px(10) else 0.5
    painter.fillRect(room.adjusted(0, 0, -gap, -gap), fill)
    if room.width() < theme.px(_NUMBER_FROM):
        return
    painter.setPen(theme.text_on(fill))
    number = format_number(float(value.values[cell.anchor, cell.number]))
    if cell.number < len(BOX_NUMBERS):
        _paint_symbol(painter, value.name(cell.number), room, theme)
        room.setTop(room.top() + theme.px(_NAME_PX - 1))
    painter.drawText(room, Qt.AlignmentFlag.AlignCenter, number)


def _paint_symbol(painter: QPainter, name: str, room: QRectF, theme: Theme) -> None:
    """Paint a name such as tx as mathematics: t with x below it."""
    upright, font = theme.font("number-small"), theme.font("caption")
    font.setItalic(True)
    small = theme.font("caption")
    small.setPixelSize(max(theme.px(9), 1))
    small.setItalic(True)
    letter, below = name[0], name[1:]
    wide = QFontMetricsF(font).horizontalAdvance(letter) + 1
    left = room.center().x() - (wide + QFontMetricsF(small).horizontalAdvance(below)) / 2
    base = room.top() + theme.px(_NAME_PX - 3)
    painter.setFont(font)
    painter.drawText(QPointF(left, base), letter)
    painter.setFont(small)
    painter.drawText(QPointF(left + wide, base + theme.px(2)), below)
    painter.setFont(upright)


def _paint_hovered(
    painter: QPainter, layout: SliceLayout, hovered: tuple[int, int], theme: Theme
) -> None:
    for cell in layout.cells:
        if (cell.anchor, cell.number) == hovered:
            painter.setPen(QPen(theme.colour("accent"), 2 * theme.scale))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(*cell.room).adjusted(-0.5, -0.5, 0, 0))


# Shapes


def _top_strip(block: Solid, near: float, far: float) -> QPolygonF:
    a, b = shifted(near), shifted(far)
    left, right, top = block.x, block.x + block.width, block.y
    corners = ((left, a), (right, a), (right, b), (left, b))
    return QPolygonF([QPointF(x + dx, top + dy) for x, (dx, dy) in corners])


def _side_strip(block: Solid, near: float, far: float) -> QPolygonF:
    a, b = shifted(near), shifted(far)
    right, top, bottom = block.x + block.width, block.y, block.y + block.height
    corners = ((top, a), (top, b), (bottom, b), (bottom, a))
    return QPolygonF([QPointF(right + dx, y + dy) for y, (dx, dy) in corners])


def _prism(front: QRectF, back: QRectF) -> QPolygonF:
    """Return the outline of a bar that goes from one square back to another, up to the right."""
    return QPolygonF([front.bottomLeft(), front.topLeft(), back.topLeft(), back.topRight(),
                      back.bottomRight(), front.bottomRight()])  # fmt: skip
