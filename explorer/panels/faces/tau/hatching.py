"""Slanted lines in a rectangle, as lines: a pattern that every printer and SVG reader has."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QLineF, QRectF


def hatched(room: QRectF, pitch: float, slant: int) -> list[QLineF]:
    """Return the lines x + slant·y = n·pitch inside a rectangle.

    Those of neighbours go on in one another.

    Parameters
    ----------
    slant
        1 for lines that rise to the right, −1 for lines that fall.
    """
    edges = room.left(), room.right()
    tops = (slant * room.top(), slant * room.bottom())
    first = ceil((edges[0] + min(tops)) / pitch)
    lines = []
    while first * pitch <= edges[1] + max(tops):
        lines.append(_inside(room, first * pitch, slant))
        first += 1
    return lines


def _inside(room: QRectF, at: float, slant: int) -> QLineF:
    """Return the part of x + slant·y = at that a rectangle holds."""
    xs = sorted((at - slant * room.top(), at - slant * room.bottom()))
    left, right = max(room.left(), xs[0]), min(room.right(), xs[1])
    return QLineF(left, (at - left) * slant, right, (at - right) * slant)
