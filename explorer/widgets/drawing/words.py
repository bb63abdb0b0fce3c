"""Paints words on the screen: the longest that have room, and never too small to be read."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF

from explorer.widgets.drawing.figure import Frame, Room, Solid

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PySide6.QtGui import QColor, QPainter

    from explorer.widgets.drawing.figure import Caption, Item
    from explorer.widgets.drawing.inks import Inks
    from explorer.widgets.drawing.view import View
    from explorer.widgets.theme import Theme

SMALLEST_PX = 9.0
LARGEST_PX = 13.0
USUAL_PX = 11.0
"""At zoom 1."""
LINE_HEIGHT = 1.25
SHORTEST_PX = 26.0
"""Words are not cut down to less."""
STRONG, PLAIN = "caption", "number-small"


class Line(NamedTuple):
    """A line of words: what it may say, the longest first, and how."""

    texts: tuple[str, ...]
    role: str
    colour: QColor


@lru_cache(64)
def _font(theme: Theme, role: str, size: int) -> tuple[QFont, QFontMetricsF]:
    font = theme.font(role)
    font.setPixelSize(size)
    if role == STRONG:
        font.setWeight(QFont.Weight.DemiBold)
    return font, QFontMetricsF(font)


@lru_cache(8192)
def _width(theme: Theme, role: str, size: int, text: str) -> float:
    return _font(theme, role, size)[1].horizontalAdvance(text)


def font_size(theme: Theme, zoom: float) -> int:
    """Return the size of words at a zoom, in pixels."""
    return round(min(max(USUAL_PX * zoom, theme.px(SMALLEST_PX)), theme.px(LARGEST_PX)))


def paint_all_words(painter: QPainter, items: Iterable[Item], view: View, inks: Inks) -> None:
    """Paint titles and shapes; shapes on lines of one kind are cut down equally."""
    theme, size = inks.theme, font_size(inks.theme, view.zoom)
    found = [(item, _room(item, view)) for item in items if item.label is not None]
    labels = [(item, room, _lines(item, _count(item, room, size), inks)) for item, room in found]
    levels: dict[tuple[int, str], int] = {}
    for item, room, lines in labels:
        for line in lines:
            if line.role == PLAIN and item.state == "ok":
                key = _key(item)
                level = _level(theme, line, size, room.width)
                levels[key] = max(levels.get(key, 0), level)
    for item, room, lines in labels:
        level = levels.get(_key(item), 0)
        _paint_lines(painter, item, room, lines, size, inks, level)


def has_words(item: Item, view: View, theme: Theme) -> bool:
    """Whether an item's title can be read where it stands."""
    if item.label is None:
        return False
    room, size = _room(item, view), font_size(theme, view.zoom)
    count = _count(item, room, size)
    if count == 2:
        texts, role = item.titles[:2], STRONG
    elif count == 1 and isinstance(item, Frame):
        texts, role = _joined(item, item.shapes)[:1], PLAIN
    else:
        return False
    return any(_width(theme, role, size, text) <= room.width for text in texts)


def _key(item: Item) -> tuple[int, str]:
    """Return what items have in common whose shapes are cut down equally."""
    return max(len(item.place), 1), type(item).__name__


def words_room(item: Item, view: View, theme: Theme) -> Room | None:
    """Return what the words of an item take up on the screen, about."""
    if item.label is None:
        return None
    room, size = view.room(item.label), font_size(theme, view.zoom)
    high = _count(item, room, size) * size * LINE_HEIGHT
    return Room(room.x, room.y, room.width, high)


def _is_box(item: Item) -> bool:
    return isinstance(item, Solid) and item.form == "box"


def _room(item: Item, view: View) -> Room:
    room = view.room(item.label or item.bounds)
    if _is_box(item):  # beside the strip of colour
        room = Room(room.x + 8 * view.zoom, room.y, room.width - 10 * view.zoom, room.height)
    return room


def _count(item: Item, room: Room, size: int) -> int:
    """Return on how many lines words have room."""
    fitting = int((room.height + size * 0.45) / (size * LINE_HEIGHT))
    return min(fitting, 2 if _is_box(item) else item.lines)


def _lines(item: Item, count: int, inks: Inks) -> list[Line]:
    if count < 1:
        return []
    strong = {"ok": inks.text, "broken": inks.bad, "unreached": inks.faint}[item.state]
    plain = strong if item.state != "ok" else inks.muted
    shapes = item.shapes
    if item.state == "broken" and not shapes:
        shapes = ("does not fit", "no fit", "×")
    if count >= 2:
        return [Line(item.titles, STRONG, strong), Line(shapes, PLAIN, plain)]
    return [Line(_joined(item, shapes), PLAIN, plain)]


def _joined(item: Item, shapes: tuple[str, ...]) -> tuple[str, ...]:
    """Return title and shape in one line."""
    if not shapes:
        return item.titles
    if isinstance(item, Frame):
        return (*(f"{title} · {shapes[0]}" for title in item.titles), *shapes[:-1])
    if item.lines == 2 and not _is_box(item):
        return shapes
    return (f"{item.titles[-1]} · {shapes[-1]}", shapes[-1])


def _level(theme: Theme, line: Line, size: int, width: float) -> int:
    """Return how far a text has to be cut down; 0 if no text fits at all."""
    fits = (at for at, text in enumerate(line.texts)
            if _width(theme, line.role, size, text) <= width)  # fmt: skip
    return next(fits, 0)


def _paint_lines(
    painter: QPainter, item: Item, room: Room, lines: Sequence[Line], size: int, inks: Inks,
    level: int,
) -> None:  # fmt: skip
    chosen = []
    for line in lines:
        texts = line.texts
        if line.role == PLAIN and item.state == "ok" and not isinstance(item, Frame):
            texts = texts[min(level, len(texts) - 1) :] if texts else texts
        if text := _chosen(inks.theme, line.role, size, texts, room.width):
            chosen.append((text, line))
    high = size * LINE_HEIGHT
    top = room.y
    if _is_box(item) and chosen:  # two lines move together in a low box
        high = min(high, room.height / len(chosen))
    if isinstance(item, Frame) or _is_box(item):
        top += (room.height - high * len(chosen)) / 2
    for at, (text, line) in enumerate(chosen):
        font, metrics = _font(inks.theme, line.role, size)
        painter.setFont(font)
        painter.setPen(line.colour)
        left = room.x + (room.width - _width(inks.theme, line.role, size, text)) / 2
        rise = (high + metrics.capHeight()) / 2 if _is_box(item) else metrics.ascent()
        painter.drawText(QPointF(left, top + high * at + rise), text)


def _chosen(theme: Theme, role: str, size: int, texts: tuple[str, ...], width: float) -> str:
    """Return the longest text that fits; a title is cut, numbers never are."""
    for text in texts:
        if _width(theme, role, size, text) <= width:
            return text
    if not texts or role != STRONG or width < SHORTEST_PX:
        return ""
    metrics = _font(theme, role, size)[1]
    return metrics.elidedText(texts[-1], Qt.TextElideMode.ElideRight, width)


def paint_caption(painter: QPainter, caption: Caption, view: View, inks: Inks) -> None:
    """Paint words that belong to no layer alone, in the middle of their room's height."""
    room, role = view.room(caption.room), STRONG if caption.is_strong else PLAIN
    size = font_size(inks.theme, view.zoom)
    text = _chosen(inks.theme, role, size, caption.texts, room.width)
    if not text:
        return
    font, metrics = _font(inks.theme, role, size)
    painter.setFont(font)
    painter.setPen(inks.theme.colour(caption.tone))
    share = {"left": 0.0, "middle": 0.5, "right": 1.0}[caption.align]
    left = room.x + (room.width - _width(inks.theme, role, size, text)) * share
    painter.drawText(QPointF(left, room.y + (room.height + metrics.capHeight()) / 2), text)


def paint_plate_name(painter: QPainter, solid: Solid, view: View, inks: Inks) -> None:
    """Paint the name on a plate of a graph, turned upright."""
    room, text = view.room(solid.bounds), solid.titles[-1]
    largest = font_size(inks.theme, view.zoom) - 1
    size = _upright_size(inks.theme, text, largest, int(room.width), int(room.height))
    if size == 0:
        return
    font, metrics = _font(inks.theme, STRONG, size)
    painter.save()
    painter.translate(room.x + room.width / 2, room.y + room.height / 2)
    painter.rotate(-90)
    painter.setFont(font)
    painter.setPen(inks.muted if solid.state == "ok" else inks.faint)
    left = -_width(inks.theme, STRONG, size, text) / 2
    painter.drawText(QPointF(left, metrics.capHeight() / 2), text)
    painter.restore()


@lru_cache(1024)
def _upright_size(theme: Theme, text: str, largest: int, width: int, height: int) -> int:
    """Return the largest size in which a turned text fits; 0 for none."""
    for size in range(largest, theme.px(SMALLEST_PX - 1) - 1, -1):
        high = _font(theme, STRONG, size)[1].capHeight()
        if _width(theme, STRONG, size, text) <= height - 1 and high <= width - 1:
            return size
    return 0


def paint_badge(painter: QPainter, item: Item, room: Room, inks: Inks) -> None:
    """Paint ×N; hollow for a group that is drawn in full."""
    text = f"×{item.repeat}"
    fill = inks.ground if item.is_open else inks.block
    painter.setPen(inks.block)
    painter.setBrush(fill)
    painter.drawRoundedRect(QRectF(*room), room.height / 2, room.height / 2)
    font, metrics = _font(inks.theme, STRONG, round(room.height * 0.7))
    painter.setFont(font)
    painter.setPen(inks.block if item.is_open else inks.theme.text_on(fill))
    left = room.x + (room.width - metrics.horizontalAdvance(text)) / 2
    painter.drawText(QPointF(left, room.y + room.height / 2 + metrics.capHeight() / 2), text)


def paint_callout(
    painter: QPainter, text: str, about: Room, window: Room, inks: Inks, *, is_bad: bool = False
) -> None:
    """Paint a small tag beside a rectangle of the screen, inside the window."""
    px = inks.theme.px
    size, pad = px(USUAL_PX), px(6)
    font, metrics = _font(inks.theme, STRONG, size)
    text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, window.width * 0.7)
    width, height = metrics.horizontalAdvance(text) + 2 * pad, size + 2 * px(4)
    left, top = _beside(about, window, width, height, px(5))
    painter.setPen(inks.bad if is_bad else inks.accent)
    painter.setBrush(inks.theme.colour("raised"))
    painter.drawRoundedRect(QRectF(left, top, width, height), px(5), px(5))
    painter.setFont(font)
    painter.setPen(inks.bad if is_bad else inks.text)
    painter.drawText(QPointF(left + pad, top + height / 2 + metrics.capHeight() / 2), text)


def _beside(
    about: Room, window: Room, width: float, height: float, gap: float
) -> tuple[float, float]:
    """Return where a tag goes: above a rectangle, or else below it, or at its side."""
    left = min(max(about.x + (about.width - width) / 2, window.x + 4), window.right - width - 4)
    above, below = about.y - height - gap, about.bottom + gap
    if above >= window.y:
        return left, above
    if below + height <= window.bottom:
        return left, below
    if about.right + gap + width <= window.right:
        return about.right + gap, max(about.y, window.y + 4)
    return left, window.y + 4
