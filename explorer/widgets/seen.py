"""What of a picture is seen while something is painted over it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QRectF

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from explorer.widgets.overlays import Placement


class Seen(NamedTuple):
    """What can be painted on, and which part of it is the picture."""

    window: QRectF
    picture: QRectF


def seen_of(painter: QPainter, place: Placement, picture: tuple[int, int]) -> Seen:
    """Return what is seen of a picture (width, height); a clip hides the rest of the window."""
    window = QRectF(painter.viewport())
    if painter.hasClipping():
        window = window.intersected(painter.clipBoundingRect())
    return Seen(window, window.intersected(place.rect(0, 0, *picture)))
