"""Which part of a drawing is seen and how large: a value, and arithmetic without Qt."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.widgets.drawing.figure import Room

SMALLEST_ZOOM = 0.005
LARGEST_ZOOM = 12.0
LARGEST_FIT = 1.7
"""A small network is not blown up beyond this when it is fitted in."""


@dataclass(frozen=True, slots=True)
class View:
    """screen = zoom · drawing + (x, y)."""

    zoom: float = 1.0
    x: float = 0.0
    y: float = 0.0

    def to_screen(self, x: float, y: float) -> tuple[float, float]:
        """Return where a point of the drawing is seen."""
        return self.zoom * x + self.x, self.zoom * y + self.y

    def to_figure(self, x: float, y: float) -> tuple[float, float]:
        """Return which point of the drawing is seen at a place."""
        return (x - self.x) / self.zoom, (y - self.y) / self.zoom

    def room(self, room: Room) -> Room:
        """Return where a rectangle of the drawing is seen."""
        return Room(self.zoom * room.x + self.x, self.zoom * room.y + self.y,
                    self.zoom * room.width, self.zoom * room.height)  # fmt: skip

    def seen(self, width: float, height: float) -> Room:
        """Return the part of the drawing that a window of this size shows."""
        x, y = self.to_figure(0, 0)
        return Room(x, y, width / self.zoom, height / self.zoom)

    def zoomed(self, factor: float, x: float, y: float) -> View:
        """Return the view enlarged so that what is seen at (x, y) stays there."""
        zoom = min(max(self.zoom * factor, SMALLEST_ZOOM), LARGEST_ZOOM)
        change = zoom / self.zoom
        return View(zoom, x - (x - self.x) * change, y - (y - self.y) * change)

    def moved(self, dx: float, dy: float) -> View:
        """Return the view with the drawing shifted, in pixels."""
        return View(self.zoom, self.x + dx, self.y + dy)

    def toward(self, other: View, share: float) -> View:
        """Return the view so far on the way to another."""
        return View(self.zoom + (other.zoom - self.zoom) * share,
                    self.x + (other.x - self.x) * share,
                    self.y + (other.y - self.y) * share)  # fmt: skip

    def kept(self, size: tuple[float, float], window: tuple[float, float]) -> View:
        """Return the view with a part of the drawing still in the window."""
        places = []
        for at, length, room in zip((self.x, self.y), size, window, strict=True):
            keep = min(room, self.zoom * length) / 4
            places.append(min(max(at, keep - self.zoom * length), room - keep))
        return View(self.zoom, places[0], places[1])

    def showing(self, room: Room, window: tuple[float, float], margin: float) -> View:
        """Return the view moved as little as possible so that a rectangle is seen."""
        seen = self.room(room)
        steps = []
        for low, high, length in ((seen.x, seen.right, window[0]),
                                  (seen.y, seen.bottom, window[1])):  # fmt: skip
            step = min(length - margin - high, 0.0)
            steps.append(step if low + step >= margin else margin - low)
            if low >= margin and high <= length - margin:
                steps[-1] = 0.0
        return self.moved(*steps)


def fitted(
    size: tuple[float, float], window: tuple[float, float], largest: float = LARGEST_FIT
) -> View:
    """Return the view in which all of a drawing is seen, in the middle of the window."""
    zoom = min(window[0] / max(size[0], 1.0), window[1] / max(size[1], 1.0), largest)
    zoom = max(zoom, SMALLEST_ZOOM)
    return View(zoom, (window[0] - zoom * size[0]) / 2, (window[1] - zoom * size[1]) / 2)
