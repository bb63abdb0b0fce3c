"""What the pointer is doing: pressing on a layer, dragging one, or moving the ground."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from explorer.engine.network import Place
    from explorer.widgets.drawing.figure import Slot


@dataclass(slots=True)
class Pan:
    """The ground follows the pointer; ``moved``: by more than a click."""

    x: float
    y: float
    moved: bool = False


@dataclass(slots=True)
class Press:
    """A button is down on a layer; it becomes a drag when it goes far enough."""

    place: Place
    x: float
    y: float


@dataclass(slots=True)
class Drag:
    """A layer is dragged: to ``slot``, if that changes anything."""

    place: Place
    title: str
    x: float = 0.0
    y: float = 0.0
    slot: Slot | None = None


Gesture = Pan | Press | Drag
