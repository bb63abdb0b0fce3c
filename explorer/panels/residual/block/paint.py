"""Paints the block: maps, what stands between them, and the way around as thick as α."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import pi
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen

from explorer.engine.residual.block_values import TITLES
from explorer.panels.residual.block.layout import LINE_HEIGHT, tile_rects
from explorer.panels.residual.block.maps import map_image, signed_image
from explorer.panels.residual.block.strokes import (
    CENTRE,
    THINNEST,
    paint_box,
    paint_dot,
    paint_empty,
    paint_frame,
    paint_ground,
    paint_head,
    paint_image,
    paint_line,
    paint_tip,
    qrect,
)
from explorer.widgets import theme
from explorer.widgets.numbers import short_number
from explorer.widgets.qimages import qimage_from_rgb

if TYPE_CHECKING:
    from explorer.engine.residual.block_values import Form, StageKey
    from explorer.panels.residual.block.layout import Layout, Rect
    from explorer.panels.residual.block.values import Found, PlaceMap
    from explorer.widgets.cells import Cell

THICKEST = 9.0
"""The way around at α = 1, in pixels."""
HEAD = 6.0
MARK = 4.0
TITLES_AROUND: dict[Form, str] = {"A": "α·S a[l]", "B": "α·W_s a[l]"}
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(slots=True, eq=False)
class Images:
    """The maps as pictures in the colours of the theme, each made once."""

    maps: dict[StageKey, QImage]
    picture: QImage
    tiles: list[QImage] = field(default_factory=list)
    weights: QImage | None = None


def images_of(found: Found) -> Images:
    """Return what is to be painted of a block."""
    around = found.around
    weights = None if around.weights is None else signed_image(around.weights.T)
    tiles = [] if around.tiles is None else [map_image(one, signed=False) for one in around.tiles]
    return Images(
        {key: map_image(one.levels, signed=one.signed) for key, one in found.places.items()},
        qimage_from_rgb(found.picture),
        tiles,
        weights,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """A block, where its parts lie, and what is marked."""

    found: Found
    images: Images
    layout: Layout
    hovered: StageKey | None
    pixel: Cell

    def paint(self, painter: QPainter) -> None:
        """Paint everything; the painter's origin is that of the layout."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_arrows(painter)
        self._paint_skip(painter)
        self._paint_steps(painter)
        self._paint_shortcut(painter)
        self._paint_picture(painter)
        for key in self.layout.maps:
            self._paint_map(painter, key)
            self._paint_caption(painter, key)

    def _paint_arrows(self, painter: QPainter) -> None:
        colour = theme.current_theme().colour("muted")
        for start, end in self.layout.arrows:
            paint_line(painter, (start, end), QPen(colour, theme.current_theme().px(THINNEST)))
            paint_head(painter, start, end, HEAD * theme.current_theme().scale, "muted")

    def _paint_skip(self, painter: QPainter) -> None:
        present, alpha = theme.current_theme(), self.found.view.alpha
        end = self.layout.skip[-1]
        thick = max(THINNEST, THICKEST * alpha) * present.scale
        pen = QPen(present.colour("accent" if alpha > 0 else "faint"), thick)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if alpha == 0:
            pen.setStyle(Qt.PenStyle.DashLine)
        head = HEAD * present.scale + thick / 2
        # The thick line ends where its head begins, and does not stand out beside the tip.
        stop = end._replace(y=end.y - head if alpha > 0 else end.y)
        paint_line(painter, (*self.layout.skip[:-1], stop), pen)
        paint_dot(painter, self.layout.skip[0], thick)
        if alpha > 0:
            paint_head(painter, self.layout.skip[-2], end, head, "accent")
        self._paint_factor(painter, present)

    def _paint_factor(self, painter: QPainter, present: theme.Theme) -> None:
        rect = qrect(self.layout.factor)
        painter.setPen(QPen(present.colour("accent"), present.px(THINNEST)))
        painter.setBrush(present.colour("surface"))
        painter.drawEllipse(rect)
        painter.setFont(present.font("label"))
        painter.setPen(present.colour("text"))
        painter.drawText(rect, CENTRE, "×")
        words = rect.adjusted(-rect.width(), rect.height(), rect.width(), present.px(LINE_HEIGHT))
        words.setHeight(present.px(LINE_HEIGHT))
        painter.setFont(present.font("number-small"))
        painter.drawText(words, CENTRE, f"α {self.found.view.alpha:.2f}")

    def _paint_steps(self, painter: QPainter) -> None:
        present = theme.current_theme()
        for place, step in enumerate(self.layout.steps):
            off = self.found.view.zeroed and step.text == "conv"
            if step.text:
                paint_box(painter, step, present, is_off=off)
            else:
                self._paint_word_over(painter, place, present)

    def _paint_word_over(self, painter: QPainter, place: int, present: theme.Theme) -> None:
        """Say over a line that nothing stands in it."""
        step = self.layout.steps[place]
        room = qrect(step.rect).translated(0, -step.rect.height / 2)
        painter.setFont(present.font("caption"))
        painter.setPen(present.colour("muted"))
        painter.drawText(room, CENTRE, step.below)

    def _paint_shortcut(self, painter: QPainter) -> None:
        room, present = self.layout.shortcut, theme.current_theme()
        if room is None:
            self._paint_identity(painter, present)
            return
        line = present.px(LINE_HEIGHT)
        inner = room._replace(top=room.top + line, height=room.height - 2 * line)
        around = self.found.around
        if around.weights is not None:
            self._paint_weights(painter, inner)
            words = (
                "W_s: 1×1, stride 2",
                f"{around.weights.shape[0]} × {around.weights.shape[1]} weights",
            )
        else:
            self._paint_tiles(painter, inner)
            real = len(self.images.tiles) - around.missing
            words = ("every 2nd pixel", f"{real} channels + {around.missing} of zeros")
        painter.setFont(present.font("caption"))
        painter.setPen(present.colour("muted"))
        head = QRectF(room.left, room.top, room.width, line)
        for text, where in zip(words, (head, head.translated(0, room.height - line)), strict=True):
            painter.drawText(where, CENTRE, text)

    def _paint_identity(self, painter: QPainter, present: theme.Theme) -> None:
        """Say that nothing is done on the way around."""
        start, end = self.layout.skip[1], self.layout.factor
        high = present.px(LINE_HEIGHT)
        top = start.y - THICKEST * present.scale / 2 - high - present.px(2)
        painter.setFont(present.font("caption"))
        painter.setPen(present.colour("muted"))
        painter.drawText(QRectF(start.x, top, end.left - start.x, high), CENTRE, "a[l] as it is")

    def _paint_tiles(self, painter: QPainter, room: Rect) -> None:
        """Paint the channels that go around, and those that are padding as empty frames."""
        count, scale = len(self.images.tiles), theme.current_theme().scale
        places = tile_rects(room, count, 2, scale)
        paint_ground(painter, places)
        for channel, where in enumerate(places):
            rect = qrect(where)
            if self.found.around.is_padding(channel):
                paint_empty(painter, rect)
            else:
                paint_image(painter, self.images.tiles[channel], rect)
            if channel == self.found.channel:
                paint_frame(painter, rect, "accent", 1.5)

    def _paint_weights(self, painter: QPainter, room: Rect) -> None:
        """Paint W_s, a column for each output channel, the chosen one framed."""
        image, present = self.images.weights, theme.current_theme()
        assert image is not None
        cell = min(room.height / image.height(), room.width / image.width())
        wide, high = cell * image.width(), cell * image.height()
        rect = QRectF(room.middle.x - wide / 2, room.middle.y - high / 2, wide, high)
        paint_image(painter, image, rect)
        painter.setPen(QPen(present.colour("line"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(rect)
        column = QRectF(rect.left() + self.found.channel * cell, rect.top(), cell, high)
        paint_frame(painter, column, "accent", 1.5)

    def _paint_picture(self, painter: QPainter) -> None:
        """Paint what the network sees, and that its first layers make a[l] of it."""
        present, room = theme.current_theme(), qrect(self.layout.picture)
        target = self.layout.maps["a0"]
        start = QPointF(room.center().x(), room.bottom())
        ends = (start, QPointF(start.x(), target.top))
        painter.setPen(QPen(present.colour("muted"), present.px(THINNEST)))
        painter.drawLine(QLineF(*ends))
        head = HEAD * present.scale
        paint_tip(painter, ends[1], pi / 2, head, "muted")
        paint_image(painter, self.images.picture, room)

    def _paint_map(self, painter: QPainter, key: StageKey) -> None:
        present, rect = theme.current_theme(), qrect(self.layout.maps[key])
        place = self.found.places[key]
        if place.is_padding:
            painter.fillRect(rect, present.colour("surface"))
            paint_empty(painter, rect)
        else:
            paint_image(painter, self.images.maps[key], rect)
        painter.setPen(QPen(present.colour("line"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(rect)
        self._paint_mark(painter, rect)
        if key == self.found.place:
            paint_frame(painter, rect, "accent", 2.5)
        elif key == self.hovered:
            paint_frame(painter, rect, "text", 1.5)

    def _paint_mark(self, painter: QPainter, rect: QRectF) -> None:
        """Ring the pixel whose numbers are written out: it lies at one place in all maps."""
        rows, columns = self.found.output_size
        centre = QPointF(
            rect.left() + (self.pixel[1] + 0.5) * rect.width() / columns,
            rect.top() + (self.pixel[0] + 0.5) * rect.height() / rows,
        )
        scale = theme.current_theme().scale
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for token, width in (("background", 3.5), ("warm", 2.0)):
            painter.setPen(QPen(theme.current_theme().colour(token), width * scale))
            painter.drawEllipse(centre, MARK * scale, MARK * scale)

    def _paint_caption(self, painter: QPainter, key: StageKey) -> None:
        present, room = theme.current_theme(), qrect(self.layout.captions[key])
        high = present.px(LINE_HEIGHT)
        flags = _LEFT if key == "skip" else CENTRE
        lines = caption(self.found, self.found.places[key])[: self.layout.lines]
        for index, (text, role, token) in enumerate(lines):
            painter.setFont(present.font(role))
            painter.setPen(present.colour(token))
            line = QRectF(room.left(), room.top() + index * high, room.width(), high)
            painter.drawText(line, flags, text)


def caption(found: Found, place: PlaceMap) -> list[tuple[str, str, str]]:
    """Return the four lines beside a map: its name, its shape, its mean, its share of zeros."""
    return [
        (title(found.form, place.key), "label", "text"),
        (place.shape_text, "caption", "muted"),
        (f"mean {short_number(place.mean)}", "number-small", "text"),
        (f"{place.zero_share:.0%} zeros", "number-small", "text"),
    ]


def title(form: Form, key: StageKey) -> str:
    """Return the name of a tensor; what goes around is changed first where shapes differ."""
    around = TITLES_AROUND.get(form, TITLES["skip"])
    if key == "skip":
        return around
    return f"z[l+2] + {around}" if key == "sum" else TITLES[key]
