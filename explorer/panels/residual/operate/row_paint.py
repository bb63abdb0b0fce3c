"""The row of blocks, painted: each a box with its skip over it, as strong as its gate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainterPath, QPen, QPolygonF

from explorer.panels.residual.operate.columns import Columns, runs_of_equal
from explorer.widgets import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from explorer.engine.residual.gates import Operation
    from explorer.panels.residual.operate.values import Block, Chain

HEIGHT, LEAST_HEIGHT = 116, 53
"""With the shapes under it; the least is without, and all lower."""
ARC_TOP, BOX_TOP, BOX_BOTTOM, SHAPES_TOP = 14, 42, 76, 86
BOX_SHARE = 0.5
"""Of a column's width; the rest is for where the ways part and meet."""
WIDEST_BOX = 34
FAINTEST = 0.12


@dataclass(frozen=True, slots=True)
class RowLook:
    """What the row shows: blocks, what is done to them, which is chosen, which is pointed at."""

    chain: Chain
    operation: Operation
    chosen: int
    hovered: int | None = None
    has_focus: bool = False


@dataclass(frozen=True, slots=True)
class Spot:
    """One block's column down to the shapes: the box, where the ways part and where they meet."""

    column: QRectF
    box: QRectF
    parts: QPointF
    meets: QPointF
    arc_top: float


def heights_of(height: float, scale: float) -> tuple[float, bool]:
    """Return what a pixel of the drawing's height becomes, and whether shapes are written."""
    words = (HEIGHT - SHAPES_TOP) * scale
    has_shapes = height >= LEAST_HEIGHT * scale + words
    return min((height - words * has_shapes) / SHAPES_TOP, scale), has_shapes


def spot_of(columns: Columns, index: int, down: float) -> Spot:
    """Return where a block is painted; ``down`` as `heights_of` returns it."""
    px = columns.scale
    centre, half = columns.centre(index), columns.pitch / 2
    wide = min(columns.pitch * BOX_SHARE, WIDEST_BOX * px)
    box = QRectF(centre - wide / 2, BOX_TOP * down, wide, (BOX_BOTTOM - BOX_TOP) * down)
    middle, away = box.center().y(), half - (half - wide / 2) / 2
    return Spot(
        QRectF(centre - half, 0, 2 * half, (SHAPES_TOP - 2) * down),
        box,
        QPointF(centre - away, middle),
        QPointF(centre + away, middle),
        ARC_TOP * px,
    )


def paint_row(painter: QPainter, look: RowLook, columns: Columns, height: float) -> None:
    """Paint everything, as high as there is room, and the shapes if there is for them."""
    down, has_shapes = heights_of(height, columns.scale)
    spots = [spot_of(columns, index, down) for index in range(len(look.chain.blocks))]
    _paint_grounds(painter, look, spots)
    _paint_line(painter, columns, spots)
    for block, spot in zip(look.chain.blocks, spots, strict=True):
        _paint_block(painter, look, block, spot)
    if has_shapes:
        _paint_shapes(painter, look.chain, spots, SHAPES_TOP * down)
    _paint_ends(painter, look.chain, columns, spots)


def _paint_grounds(painter: QPainter, look: RowLook, spots: list[Spot]) -> None:
    present = theme.current_theme()
    radius = present.px(theme.CONTROL_RADIUS)
    for index, token in ((look.hovered, "hover"), (look.chosen, "accent-soft")):
        if index is None or index >= len(spots):
            continue
        is_chosen = index == look.chosen
        width = 2 if is_chosen and look.has_focus else 1
        pen = QPen(present.colour("accent"), width) if is_chosen else Qt.PenStyle.NoPen
        painter.setPen(pen)
        painter.setBrush(present.colour(token))
        painter.drawRoundedRect(spots[index].column.adjusted(1, 1, -1, -1), radius, radius)


def _paint_line(painter: QPainter, columns: Columns, spots: list[Spot]) -> None:
    """Paint the way of the maps, from the picture to the answer."""
    present = theme.current_theme()
    painter.setPen(QPen(present.colour("muted"), present.px(1.5)))
    ends = [spots[0].column.left() - present.px(8)]
    for spot in spots:
        painter.drawLine(QLineF(ends[-1], spot.parts.y(), spot.box.left(), spot.parts.y()))
        ends.append(spot.box.right())
    painter.drawLine(QLineF(ends[-1], spots[-1].parts.y(), columns.right + present.px(8),
                            spots[-1].parts.y()))  # fmt: skip


def _paint_block(painter: QPainter, look: RowLook, block: Block, spot: Spot) -> None:
    place = look.chain.place(block)
    if place is None:
        _paint_box(painter, block, spot, str(block.number), "muted", changes=True)
        return
    alpha = look.operation.gates[place.index]
    _paint_skip(painter, spot, alpha, padded=place.shortcut != "identity")
    stands = look.operation.order[place.index]
    is_moved = stands != place.index
    text = str(look.chain.block_of(stands).number)
    changes = block.input != block.output
    if look.operation.deleted[place.index]:
        painter.save()
        painter.setOpacity(0.4)
        _paint_box(painter, block, spot, text, "bad", changes=changes, dashed=True)
        painter.restore()
        _paint_cross(painter, spot)
    else:
        token = "warm" if is_moved else "text"
        _paint_box(painter, block, spot, text, token, changes=changes, solid=True)
    if is_moved:
        _paint_moved(painter, spot)


def _paint_skip(painter: QPainter, spot: Spot, alpha: float, *, padded: bool) -> None:
    """Paint the way around, as strong and thick as its gate, and where it is added."""
    present = theme.current_theme()
    colour = present.colour("accent", FAINTEST + (1 - FAINTEST) * alpha)
    pen = QPen(colour, present.px(1) + present.px(2.5) * alpha)
    if alpha == 0:
        pen.setStyle(Qt.PenStyle.DotLine)
    elif padded:
        pen.setStyle(Qt.PenStyle.DashLine)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    path = QPainterPath(spot.parts)
    # A curve whose middle comes as high as the arc: three quarters of its handles' height.
    top = spot.parts.y() - (spot.parts.y() - spot.arc_top) * 4 / 3
    path.cubicTo(QPointF(spot.parts.x(), top), QPointF(spot.meets.x(), top), spot.meets)
    painter.drawPath(path)
    _paint_plus(painter, spot.meets)
    painter.setFont(present.font("number-small"))
    words = QRectF(spot.column.left(), 0, spot.column.width(), present.px(ARC_TOP))
    text = "" if alpha == 1 else f"{alpha:.2f}"
    if text:
        painter.setPen(present.colour("accent"))
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, text)
    if padded:
        painter.setFont(present.font("caption"))
        painter.setPen(present.colour("accent"))
        below = words.translated(0, present.px(ARC_TOP + 3))
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, "A")


def _paint_plus(painter: QPainter, at: QPointF) -> None:
    present = theme.current_theme()
    radius = present.px(4)
    painter.setPen(QPen(present.colour("accent"), 1))
    painter.setBrush(present.colour("surface"))
    painter.drawEllipse(at, radius, radius)
    arm = radius * 0.6
    painter.drawLine(QLineF(at.x() - arm, at.y(), at.x() + arm, at.y()))
    painter.drawLine(QLineF(at.x(), at.y() - arm, at.x(), at.y() + arm))


def _paint_box(
    painter: QPainter,
    block: Block,
    spot: Spot,
    text: str,
    token: str,
    *,
    changes: bool,
    solid: bool = False,
    dashed: bool = False,
) -> None:
    """Paint F: a box, or a wedge where it changes the shape."""
    present, box = theme.current_theme(), spot.box
    pen = QPen(present.colour(token if token != "text" else "muted"), present.px(1.5))
    if dashed:
        pen.setStyle(Qt.PenStyle.DashLine)
    painter.setPen(pen)
    painter.setBrush(present.colour("raised" if solid else "surface"))
    if changes:
        slope = box.height() * 0.16
        left, right = (0.0, slope) if block.input.height >= block.output.height else (slope, 0.0)
        painter.drawPolygon(QPolygonF([
            QPointF(box.left(), box.top() + left), QPointF(box.right(), box.top() + right),
            QPointF(box.right(), box.bottom() - right), QPointF(box.left(), box.bottom() - left),
        ]))  # fmt: skip
    else:
        radius = present.px(3)
        painter.drawRoundedRect(box, radius, radius)
    painter.setFont(present.font("number"))
    painter.setPen(present.colour(token))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def _paint_cross(painter: QPainter, spot: Spot) -> None:
    present, box = theme.current_theme(), spot.box
    painter.setPen(QPen(present.colour("bad"), present.px(2)))
    painter.drawLine(QLineF(box.topLeft(), box.bottomRight()))
    painter.drawLine(QLineF(box.bottomLeft(), box.topRight()))


def _paint_moved(painter: QPainter, spot: Spot) -> None:
    """Mark a block that has come from elsewhere."""
    present = theme.current_theme()
    painter.setFont(present.font("caption"))
    painter.setPen(present.colour("warm"))
    room = QRectF(spot.column.left(), spot.box.bottom() - 1, spot.column.width(), present.px(12))
    painter.drawText(room, Qt.AlignmentFlag.AlignCenter, "⇄")


def _paint_shapes(painter: QPainter, chain: Chain, spots: list[Spot], top: float) -> None:
    """Write what the blocks give, once for neighbours that give the same."""
    present = theme.current_theme()
    line = present.px(14)
    outputs = tuple(block.output for block in chain.blocks)
    for first, last in runs_of_equal(outputs):
        left, right = spots[first].column.left(), spots[last].column.right()
        painter.setPen(QPen(present.colour("line"), 1))
        inset = present.px(4)
        painter.drawLine(QLineF(left + inset, top, right - inset, top))
        shape = outputs[first]
        painter.setPen(present.colour("muted"))
        painter.setFont(present.font("number-small"))
        for row, text in enumerate((f"{shape.height}×{shape.width}", f"×{shape.channels}")):
            room = QRectF(left - inset, top + 1 + row * line, right - left + 2 * inset, line)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)


def _paint_ends(painter: QPainter, chain: Chain, columns: Columns, spots: list[Spot]) -> None:
    """Name what comes in and what goes out."""
    present = theme.current_theme()
    painter.setFont(present.font("caption"))
    painter.setPen(present.colour("muted"))
    y, high = spots[0].parts.y(), present.px(40)
    flags = Qt.AlignmentFlag.AlignVCenter
    first = QRectF(0, y - high / 2, columns.left - present.px(10), high)
    is_faces = chain.network == "dlib-face"
    painter.drawText(first, flags | Qt.AlignmentFlag.AlignLeft, "face" if is_faces else "picture")
    last = QRectF(columns.right + present.px(12), y - high / 2, columns.width, high)
    answer = "128\nnumbers" if is_faces else "1,000\nclasses"
    painter.drawText(last, flags | Qt.AlignmentFlag.AlignLeft, answer)
