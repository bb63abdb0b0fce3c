"""Boxes over a picture: kept, suppressed, candidates; their names never overlap one another."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor
from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QRectF

from explorer.widgets.detections.layer import Layer
from explorer.widgets.detections.looks import LOOKS, ORDER, BoxStyle, ring_for
from explorer.widgets.detections.names import Name, Named, placed_names, tab_pixels
from explorer.widgets.seen import seen_of

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QPainter

    from explorer.widgets.detections.rings import Ring
    from explorer.widgets.overlays import Placement
    from explorer.widgets.theme import Theme

    Corners = NDArray[np.float64]

_NAMED: Final = ("kept", "highlighted")
_FADES: Final = 32
"""Steps of a fading box: each has a line of its own."""
_TINT: Final = 0.14


@dataclass(frozen=True, slots=True, eq=False)
class BoxesOverlay:
    """Boxes with their names, best first: the first has its name before all others.

    Painted in a few milliseconds for thousands of boxes, in any thread.

    Parameters
    ----------
    boxes_xyxy
        Float (N, 4) in pixels of the picture.
    picture
        Width and height of the picture, which no name leaves.
    colours
        Of each box, as ``#rrggbb`` or a token of the theme.
    labels
        Of each box, such as "person 0.94"; "" for none. Where there is no room for all of it, the
        last word is left out. Only boxes that are kept or highlighted have their names shown.
    styles
        One for all boxes or one for each: "kept" is a rounded line, "highlighted" a thick one,
        "suppressed" a dashed one, and "candidate" a thin one.
    opacities
        Float (N,) in 0 to 1, for boxes that fade; by default 1.
    """

    boxes_xyxy: NDArray[np.floating]
    picture: tuple[int, int]
    colours: tuple[str, ...]
    labels: tuple[str, ...] = ()
    styles: tuple[BoxStyle, ...] | BoxStyle = "kept"
    opacities: NDArray[np.floating] | None = None

    def paint(self, painter: QPainter, place: Placement, theme: Theme) -> None:
        """Draw the candidates, what was suppressed, what was kept, and the names."""
        if not len(self.boxes_xyxy):
            return
        seen = seen_of(painter, place, self.picture)
        corners = np.asarray(self.boxes_xyxy, np.float64) * place.scale
        corners += (place.left, place.top, place.left, place.top)
        self._paint_tints(painter, corners, theme)
        ratio = painter.device().devicePixelRatioF()
        left, top = floor(seen.window.left() * ratio), floor(seen.window.top() * ratio)
        width = ceil(seen.window.right() * ratio) - left
        height = ceil(seen.window.bottom() * ratio) - top
        if width <= 0 or height <= 0:
            return
        layer = Layer(width, height)
        order, rings = self._drawn(), self._rings(theme, ratio)
        places = corners[order] * ratio - (left, top, left, top)
        layer.draw(places, [rings[index] for index in order])
        for room, text, colour, opacity in self._names(corners, seen.picture, theme):
            tab = tab_pixels(text, colour, opacity, theme, ratio)
            layer.stamp(room.x * ratio - left, room.y * ratio - top, tab)
        layer.paint(painter, QRectF(left / ratio, top / ratio, width / ratio, height / ratio))

    def style(self, index: int) -> BoxStyle:
        """Return how a box is drawn."""
        return self.styles if isinstance(self.styles, str) else self.styles[index]

    def opacity(self, index: int) -> float:
        """Return how much of a box is left."""
        return 1.0 if self.opacities is None else _stepped(self.opacities[index])

    def _paint_tints(self, painter: QPainter, corners: Corners, theme: Theme) -> None:
        for index in self._with_style("highlighted"):
            left, top, right, bottom = corners[index].tolist()
            tint = theme.on_picture(self.colours[index], _TINT * self.opacity(index))
            painter.fillRect(QRectF(left, top, right - left, bottom - top), tint)

    def _drawn(self) -> list[int]:
        """Return the boxes that are seen at all, the lowest first."""
        order = list(range(len(self.boxes_xyxy) - 1, -1, -1))
        if self.opacities is not None:
            order = [index for index in order if self.opacities[index] > 0]
        if not isinstance(self.styles, str):
            places = [ORDER[style] for style in self.styles]
            order.sort(key=places.__getitem__)
        return order

    def _rings(self, theme: Theme, ratio: float) -> list[Ring]:
        count = len(self.boxes_xyxy)
        styles = (self.styles,) * count if isinstance(self.styles, str) else self.styles
        fades = [1.0] * count
        if self.opacities is not None:
            fades = [_stepped(opacity) for opacity in self.opacities.tolist()]
        looks = list(zip(styles, self.colours, fades, strict=True))
        rings = {look: ring_for(*look, theme, ratio) for look in set(looks)}
        return [rings[look] for look in looks]

    def _names(self, corners: Corners, room: QRectF, theme: Theme) -> list[Name]:
        """Return the names and their places; first what is highlighted has one."""
        named = [index for index in self._with_style(*_NAMED)
                 if self.labels and self.labels[index] and self.opacity(index) > 0]  # fmt: skip
        if not named:
            return []
        named.sort(key=lambda index: -ORDER[self.style(index)])
        widths = [LOOKS[self.style(index)].width for index in named]
        half = np.array(widths)[:, None] * theme.scale / 2
        outside = corners[named] + half * (-1, -1, 1, 1)
        wanted = [
            Named(tuple(box), self.labels[index], self.colours[index], self.opacity(index))
            for box, index in zip(outside.tolist(), named, strict=True)
        ]
        return placed_names(wanted, room, theme)

    def _with_style(self, *styles: str) -> list[int]:
        if isinstance(self.styles, str):
            return list(range(len(self.boxes_xyxy))) if self.styles in styles else []
        return [index for index, style in enumerate(self.styles) if style in styles]


def _stepped(opacity: float) -> float:
    return ceil(min(max(float(opacity), 0.0), 1.0) * _FADES) / _FADES


def box_label(name: str, score: float) -> str:
    """Return what stands on a box's tab: its class and score."""
    return f"{name} {score:.2f}"


def box_at(boxes_xyxy: NDArray[np.floating], x: float, y: float) -> int | None:
    """Return the smallest box around a point of the picture, so that inner boxes can be had."""
    boxes = np.asarray(boxes_xyxy, np.float64).reshape(-1, 4)
    inside = ((boxes[:, :2] <= (x, y)) & (boxes[:, 2:] > (x, y))).all(axis=1)
    areas = np.where(inside, (boxes[:, 2:] - boxes[:, :2]).prod(axis=1), np.inf)
    return int(areas.argmin()) if inside.any() else None
