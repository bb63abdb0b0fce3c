"""A figure made ready to be painted often: polygons, bounds, and what is in view."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QPolygonF

from explorer.widgets.drawing.figure import Room
from explorer.widgets.drawing.lines import Line, line_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from explorer.widgets.drawing.figure import Figure, Frame, Mark, Solid


@dataclass(frozen=True, slots=True)
class Outlines:
    """The outlines of a solid's faces; ``outline`` goes around all of them."""

    front: QRectF
    top: QPolygonF
    side: QPolygonF
    outline: QPolygonF


class Scene:
    """Answers what of a figure lies in a rectangle; polygons are made when first needed."""

    def __init__(self, figure: Figure) -> None:
        self.figure = figure
        self._solids = _bounds([solid.bounds for solid in figure.solids])
        self._labels = _bounds([solid.label or solid.bounds for solid in figure.solids])
        self._links = _bounds([link.bounds for link in figure.links])
        self._frames = _bounds([frame.bounds for frame in figure.frames])
        self._marks = _bounds([mark.bounds for mark in figure.marks])
        self._faces: dict[int, Outlines] = {}
        self.badged = [item for item in figure.items if item.group is not None]
        self.broken = [item for item in figure.items if item.reason]
        self._ready: dict[int, Line] = {}
        self._rects: list[tuple[str, QRectF]] | None = None
        self._strokes: list[list[QLineF]] | None = None

    def solids(self, room: Room, margin: float = 0.0) -> list[tuple[int, Solid]]:
        """Return the solids in a rectangle, with their index, in order."""
        found = _meeting(self._solids, room, margin)
        return [(int(at), self.figure.solids[at]) for at in found]

    def links(self, room: Room) -> list[Line]:
        """Return the lines in a rectangle, ready to be painted."""
        return [self._line(int(at)) for at in _meeting(self._links, room, 8.0)]

    def _line(self, index: int) -> Line:
        if index not in self._ready:
            self._ready[index] = line_of(self.figure.links[index])
        return self._ready[index]

    def frames(self, room: Room) -> list[Frame]:
        """Return the frames in a rectangle, outer ones first."""
        return [self.figure.frames[at] for at in _meeting(self._frames, room, 12.0)]

    def marks(self, room: Room) -> list[Mark]:
        """Return the marks in a rectangle."""
        return [self.figure.marks[at] for at in _meeting(self._marks, room, 4.0)]

    def near(self, x: float, y: float, reach: float) -> Figure:
        """Return the part of the figure around a point."""
        room = Room(x, y, 0.0, 0.0)
        labelled = _meeting(self._labels, room, 0.0)
        solids = sorted({*_meeting(self._solids, room, reach), *labelled})
        return replace(
            self.figure, solids=tuple(self.figure.solids[at] for at in solids),
            frames=tuple(self.frames(room)), marks=tuple(self.marks(room)), links=(), slots=(),
        )  # fmt: skip

    def faces(self, index: int) -> Outlines:
        """Return the outlines of a solid."""
        if index not in self._faces:
            self._faces[index] = faces_of(self.figure.solids[index])
        return self._faces[index]

    def crowd(self, room: Room) -> int:
        """Return how many solids lie in a rectangle."""
        return len(_meeting(self._solids, room, 0.0))

    def blocks(self, room: Room) -> dict[str, list[QRectF]]:
        """Return the solids in a rectangle as plain rectangles, by kind."""
        if self._rects is None:
            self._rects = [(solid.kind, QRectF(*solid.bounds)) for solid in self.figure.solids]
        blocks: dict[str, list[QRectF]] = {}
        for at in _meeting(self._solids, room, 0.0):
            kind, rect = self._rects[at]
            blocks.setdefault(kind, []).append(rect)
        return blocks

    def strokes(self, room: Room) -> list[QLineF]:
        """Return the links in a rectangle as straight lines."""
        if self._strokes is None:
            self._strokes = [
                [QLineF(*a, *b) for a, b in pairwise(link.points)] for link in self.figure.links
            ]
        strokes = self._strokes
        return [line for at in _meeting(self._links, room, 0.0) for line in strokes[at]]


def faces_of(solid: Solid) -> Outlines:
    """Return the outlines of a solid's faces."""
    left, top, right, bottom = solid.x, solid.y, solid.x + solid.width, solid.y + solid.height
    dx, dy = solid.dx, solid.dy
    return Outlines(
        QRectF(left, top, solid.width, solid.height),
        _polygon((left, top), (left + dx, top - dy), (right + dx, top - dy), (right, top)),
        _polygon((right, top), (right + dx, top - dy), (right + dx, bottom - dy), (right, bottom)),
        _polygon((left, top), (left + dx, top - dy), (right + dx, top - dy),
                 (right + dx, bottom - dy), (right, bottom), (left, bottom)),
    )  # fmt: skip


def _polygon(*points: tuple[float, float]) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in points])


def _bounds(rooms: Sequence[Room]) -> npt.NDArray[np.float64]:
    """Return rectangles as rows of left, top, right, bottom."""
    values = np.array(rooms, dtype=np.float64).reshape(len(rooms), 4)
    values[:, 2:] += values[:, :2]
    return values


def _meeting(bounds: npt.NDArray[np.float64], room: Room, margin: float) -> npt.NDArray[np.intp]:
    return np.flatnonzero(
        (bounds[:, 0] <= room.right + margin)
        & (bounds[:, 2] >= room.x - margin)
        & (bounds[:, 1] <= room.bottom + margin)
        & (bounds[:, 3] >= room.y - margin)
    )
