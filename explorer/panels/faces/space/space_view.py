"""The plane of faces with lines from one of them to its nearest neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPen

from explorer.engine.faces.distance import plain
from explorer.panels.faces.plane.paint import paint_tag, tag_size
from explorer.panels.faces.plane.view import MEANT, PlaneView
from explorer.panels.faces.space.tags import place_tags
from explorer.panels.faces.space.values import LIT, tone_of
from explorer.widgets import theme
from explorer.widgets.label_places import Box

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QWidget

    from explorer.panels.faces.space.tags import Tag
    from explorer.panels.faces.space.values import Neighbours


class SpaceView(PlaneView):
    """Lines are whole within τ, broken beyond it; their colours say whether that is right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._found: Neighbours | None = None
        self._tau = 0.0
        super().__init__("Faces in the plane", parent)

    def show_neighbours(self, found: Neighbours | None, tau: float) -> None:
        """Light the neighbours of a face; None lights none."""
        self._found, self._tau = found, tau
        self.show_meant(-1 if found is None else found.place, () if found is None else found.lit)

    def paint_between(self, painter: QPainter, pixels: NDArray[np.float64]) -> None:
        """Paint the lines."""
        found = self._found
        if found is None:
            return
        present, start = theme.current_theme(), pixels[found.place]
        for place, distance, is_same in _nearest(found):
            is_near = distance < self._tau
            style = Qt.PenStyle.SolidLine if is_near else Qt.PenStyle.DashLine
            colour = present.colour(tone_of(is_same=is_same, is_near=is_near))
            painter.setPen(QPen(colour, present.px(2), style))
            painter.drawLine(QLineF(*start, *pixels[place]))

    def paint_above(self, painter: QPainter, pixels: NDArray[np.float64]) -> None:
        """Paint the distances beside the neighbours, none over another."""
        found = self._found
        if found is None:
            return
        present = theme.current_theme()
        nearest = [one for one in _nearest(found) if self._is_seen(pixels[one[0]])]
        if not nearest:
            return
        texts = [f"{distance:.3f} ({plain(distance):.3f})" for _, distance, _ in nearest]
        tags = self._tags(found.place, [place for place, _, _ in nearest], texts, pixels)
        for tag, text, (place, distance, is_same) in zip(tags, texts, nearest, strict=True):
            tone = tone_of(is_same=is_same, is_near=distance < self._tau)
            room = QRectF(*tag.box)
            if tag.is_led:
                is_right = room.left() > pixels[place][0]
                end = QPointF(room.left() if is_right else room.right(), room.center().y())
                painter.setPen(QPen(present.colour(tone, 0.7), 1))
                painter.drawLine(QLineF(QPointF(*pixels[place]), end))
            paint_tag(painter, room, text, tone, present)

    def _is_seen(self, at: NDArray[np.float64]) -> bool:
        return bool(0 <= at[0] <= self.width() and 0 <= at[1] <= self.height())

    def _tags(
        self, centre: int, places: list[int], texts: list[str], pixels: NDArray[np.float64]
    ) -> list[Tag]:
        """Place the distances over no face that is lit, and not over the name of the one."""
        present = theme.current_theme()
        points = [(float(pixels[place][0]), float(pixels[place][1])) for place in places]
        sizes = [tag_size(text, present) for text in texts]
        boxes = [self.face_box(pixels[place], 1.0) for place in places]
        boxes += [self.face_box(pixels[centre], MEANT), self.name_box(centre, pixels)]
        taken = [Box(box.x(), box.y(), box.width(), box.height()) for box in boxes]
        room = Box(0, 0, self.width(), self.height())
        gap = boxes[0].width() / 2 + present.px(4)
        return place_tags(points, sizes, taken, room, gap)


def _nearest(found: Neighbours) -> list[tuple[int, float, bool]]:
    """Return the places of those that are lit, how far they are, and whether they are the same."""
    parts = (found.places[:LIT], found.distances[:LIT], found.is_same[:LIT])
    return list(zip(*(part.tolist() for part in parts), strict=True))
