"""Sketches of whole maps: stacks, neighbours, a volume unrolled, ways through a block."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF

from explorer.panels.layers.walk.stills.pen import CAPTION, CENTRE, LEFT, Pen

if TYPE_CHECKING:
    from explorer.panels.layers.walk.stills.sketch import ChannelWindow, Detour, Stack, Unrolled

PARTS = ("accent", "warm", "good", "positive", "bad", "muted")
"""Colours of the parts of a stack; each has its name beside it as well."""
MOST_MAPS = 21
MOST_ROWS = 9
LEAST_PART = 3
MOST_UNROLLED = 3
MOST_SIDE = 5
VECTOR = 14


def paint_stack(pen: Pen, room: QRectF, sketch: Stack) -> None:
    """Draw a bar of parts in proportion, with a row of words for each part."""
    px = pen.theme.px
    total = sum(channels for channels, _ in sketch.parts)
    shown = sketch.parts[:MOST_ROWS]
    rest = sketch.parts[MOST_ROWS:]
    if rest:
        shown = (*shown, (sum(channels for channels, _ in rest), f"{len(rest)} more"))
    bar = QRectF(room.left(), room.top() + px(4), room.width() * 0.2, room.height() - px(8))
    heights = _heights([channels for channels, _ in shown], bar.height(), px(LEAST_PART))
    row = min(room.height() / len(shown), px(30))
    top, first = bar.top(), room.top() + (room.height() - row * len(shown)) / 2
    for index, ((channels, name), height) in enumerate(zip(shown, heights, strict=True)):
        token = PARTS[index % len(PARTS)]
        part = QRectF(bar.left(), top, bar.width(), height)
        pen.fill(token, 0.75)
        pen.painter.drawRect(part.adjusted(0, 0, 0, -1))
        line = QRectF(bar.right() + px(54), first + index * row, 0, row)
        line.setRight(room.right())
        pen.line(token, 1, 0.7)
        middle = line.center().y()
        pen.painter.drawPolyline(
            [
                QPointF(part.right() + px(3), part.center().y()),
                QPointF(part.right() + px(24), middle),
                QPointF(line.left() - px(6), middle),
            ]
        )
        numbers = line.adjusted(0, 0, 0, 0)
        numbers.setWidth(px(44))
        pen.text(numbers, f"{channels:,}", "text", LEFT, "number")
        pen.text(
            line.adjusted(px(48), 0, 0, 0), f"{name}  ({100 * channels / total:.3g} %)", align=LEFT
        )
        top += height


def _heights(counts: list[int], height: float, least: float) -> list[float]:
    """Return heights in proportion, none so small that it cannot be seen."""
    heights = [max(count / sum(counts) * height, least) for count in counts]
    factor = height / sum(heights)
    return [part * factor for part in heights]


def paint_channel_window(pen: Pen, room: QRectF, sketch: ChannelWindow) -> None:
    """Draw maps as slanted sheets, one chosen, its neighbours that are read marked."""
    count = min(sketch.channels, MOST_MAPS)
    chosen = count // 2
    caption = pen.theme.px(CAPTION)
    body = room.adjusted(0, 0, 0, -caption)
    height = body.height() * 0.86
    lean = height * 0.28
    step = min((body.width() - lean) / count, pen.theme.px(26))
    left = body.left() + (body.width() - step * count - lean) / 2
    others = [
        index for index in range(count) if not -sketch.before <= index - chosen <= sketch.after
    ]
    near = [index for index in range(count) if index not in others and index != chosen]
    top = body.top() + (body.height() - height) / 2
    for index in (*others, *near, chosen):
        sheet = _sheet(left + index * step, top, height, lean)
        token, alpha = ("raised", 1.0) if index in others else ("accent", 0.6)
        token, alpha = ("warm", 0.9) if index == chosen else (token, alpha)
        pen.fill(token, alpha)
        pen.painter.drawPolygon(sheet)
        pen.line("line" if index in others else token, 1)
        pen.painter.drawPolygon(sheet)
    words = f"channel c of {sketch.channels:,}"
    if sketch.before or sketch.after:
        words += f", read with c−{sketch.before} to c+{sketch.after}"
    else:
        words += ", by itself"
    pen.text(QRectF(room.left(), body.bottom(), room.width(), caption), words)


def _sheet(x: float, y: float, height: float, lean: float) -> list[QPointF]:
    """Return a map that is seen from the side: its front edge at x."""
    return [
        QPointF(x, y + lean),
        QPointF(x + lean, y),
        QPointF(x + lean, y + height - lean),
        QPointF(x, y + height),
    ]


def paint_unrolled(pen: Pen, room: QRectF, sketch: Unrolled) -> None:
    """Draw the first maps as grids, and below them the vector that they become."""
    px = pen.theme.px
    maps = min(sketch.channels, MOST_UNROLLED)
    rows, columns = min(sketch.height, MOST_SIDE), min(sketch.width, MOST_SIDE)
    below = 2 * px(CAPTION) + px(VECTOR) + px(18)
    step = room.width() / MOST_UNROLLED
    cell = max(2.0, min((room.height() - below) / rows, (step - px(30)) / columns, px(30)))
    top = room.top() + (room.height() - below - rows * cell) / 2
    for index in range(maps):
        left = room.left() + index * step + (step - columns * cell) / 2
        for place in range(rows * columns):
            row, column = divmod(place, columns)
            box = QRectF(left + column * cell, top + row * cell, cell, cell)
            pen.fill(PARTS[index], _fading(row, rows))
            pen.painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
        under = QRectF(room.left() + index * step, top + rows * cell, step, px(CAPTION))
        pen.text(under, f"channel {index}")
    strip = QRectF(room.left(), top + rows * cell + px(CAPTION) + px(18), room.width(), px(VECTOR))
    _paint_vector(pen, strip, sketch, maps, rows)


def _fading(row: int, rows: int) -> float:
    """Return a row's opacity: the same in the map and in the vector."""
    return 0.75 - 0.5 * row / rows


def _paint_vector(pen: Pen, strip: QRectF, sketch: Unrolled, maps: int, rows: int) -> None:
    step = strip.width() / MOST_UNROLLED
    width = (step - pen.theme.px(2)) / rows
    for index in range(maps):
        for row in range(rows):
            left = strip.left() + index * step + row * width
            pen.fill(PARTS[index], _fading(row, rows))
            pen.painter.drawRect(QRectF(left, strip.top(), width - 1, strip.height()))
    total = sketch.height * sketch.width * sketch.channels
    more = f", and {sketch.channels - maps} channels more" if sketch.channels > maps else ""
    caption = QRectF(strip.left(), strip.bottom(), strip.width(), pen.theme.px(CAPTION))
    pen.text(caption, f"row after row{more}: {total:,} numbers")


def paint_detour(pen: Pen, room: QRectF, sketch: Detour) -> None:
    """Draw the body above, the shortcut below, and where they meet."""
    px = pen.theme.px
    upper = room.top() + room.height() * 0.3
    lower = room.top() + room.height() * 0.78
    start, end = room.left() + px(64), room.right() - px(104 if sketch.after else 74)
    pen.text(QRectF(room.left(), lower - px(24), px(60), px(18)), "a[l]", "text", CENTRE, "label")
    pen.text(QRectF(room.left() - px(4), lower + px(4), px(74), px(16)), sketch.side_shape)
    pen.arrow([QPointF(start - px(2), lower), QPointF(start - px(2), upper),
               QPointF(start + px(16), upper)], "accent")  # fmt: skip
    pen.line("warm", 1.5)
    pen.painter.drawLine(QPointF(room.left() + px(10), lower), QPointF(start, lower))
    boxes = QRectF(start + px(16), upper - px(15), end - start - px(44), px(30))
    _boxes(pen, boxes, sketch.main, "accent")
    if sketch.ends:
        _paint_end(pen, room, boxes, lower, sketch)
        return
    plus = QPointF(end, lower)
    radius = px(11)
    pen.arrow([QPointF(boxes.right(), upper), QPointF(end, upper),
               QPointF(end, lower - radius)], "accent")  # fmt: skip
    pen.text(QRectF(boxes.right() + px(2), upper - px(36), px(120), px(18)), sketch.main_shape,
             align=LEFT)  # fmt: skip
    short = QRectF(start + px(16), lower - px(15), end - start - px(44), px(30))
    if sketch.side:
        pen.arrow([QPointF(start, lower), QPointF(short.left(), lower)], "warm")
        _boxes(pen, short, sketch.side, "warm")
        pen.arrow([QPointF(short.right(), lower), QPointF(end - radius, lower)], "warm")
    else:
        pen.arrow([QPointF(start, lower), QPointF(end - radius, lower)], "warm")
        pen.text(short.translated(0, -px(16)), "the identity")
    _paint_sum(pen, plus, radius, room, sketch.after)


def _paint_sum(pen: Pen, plus: QPointF, radius: float, room: QRectF, after: str) -> None:
    px = pen.theme.px
    pen.line("text", 1.5)
    pen.painter.drawEllipse(plus, radius, radius)
    pen.painter.drawLine(plus - QPointF(radius / 2, 0), plus + QPointF(radius / 2, 0))
    pen.painter.drawLine(plus - QPointF(0, radius / 2), plus + QPointF(0, radius / 2))
    x = plus.x() + radius
    if after:
        box = QRectF(x + px(12), plus.y() - px(13), px(52), px(26))
        pen.arrow([QPointF(x, plus.y()), QPointF(box.left(), plus.y())], "text")
        _box(pen, box, after, "text")
        x = box.right()
    pen.arrow([QPointF(x, plus.y()), QPointF(room.right(), plus.y())], "text")


def _paint_end(pen: Pen, room: QRectF, boxes: QRectF, lower: float, sketch: Detour) -> None:
    px = pen.theme.px
    middle = boxes.center().y()
    pen.arrow([QPointF(boxes.right(), middle), QPointF(boxes.right() + px(24), middle)], "accent")
    place = QRectF(boxes.right() + px(28), middle - px(9), room.right() - boxes.right(), px(18))
    pen.text(place, f"{sketch.main_shape} scores", align=LEFT)
    pen.arrow([QPointF(room.left() + px(10), lower), QPointF(room.right(), lower)], "warm")
    words = QRectF(room.left() + px(74), lower + px(4), room.width() - px(84), px(16))
    pen.text(words, "the network goes on, unchanged")


def _boxes(pen: Pen, room: QRectF, titles: tuple[str, ...], token: str) -> None:
    """Draw a row of boxes on a line; where not all fit, the last ones say how many they are."""
    px = pen.theme.px
    pen.line(token, 1.5)
    pen.painter.drawLine(QPointF(room.left(), room.center().y()),
                         QPointF(room.right(), room.center().y()))  # fmt: skip
    gap, names = px(8), _fitting(pen, titles, room.width(), px(8))
    widths = [pen.width_of(name) + px(16) for name in names]
    left = room.left() + (room.width() - sum(widths) - gap * (len(names) - 1)) / 2
    for name, width in zip(names, widths, strict=True):
        _box(pen, QRectF(left, room.top(), width, room.height()), name, token)
        left += width + gap


def _fitting(pen: Pen, titles: tuple[str, ...], room: float, gap: float) -> list[str]:
    """Return as many titles as have room beside each other, and how many more there are."""
    for shown in range(len(titles), 0, -1):
        rest = len(titles) - shown
        names = [*titles[:shown], *([f"+ {rest} more"] if rest else [])]
        widths = (pen.width_of(name) + pen.theme.px(16) + gap for name in names)
        if sum(widths) - gap <= room:
            return names
    return [f"{len(titles)} layers"]


def _box(pen: Pen, rect: QRectF, text: str, token: str) -> None:
    pen.fill("raised")
    radius = pen.theme.px(5)
    pen.painter.drawRoundedRect(rect, radius, radius)
    pen.line(token, 1.2)
    pen.painter.drawRoundedRect(rect, radius, radius)
    pen.text(rect.adjusted(4, 0, -4, 0), text, "text")
