"""What lies under a point of a drawing: a layer, a badge, or the slot where a layer can go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.widgets.drawing.figure import Frame, Room, Solid

if TYPE_CHECKING:
    from collections.abc import Iterable

    from explorer.engine.network import Place
    from explorer.widgets.drawing.figure import Figure, Item, Slot

BADGE_WIDTH = 26.0
BADGE_HEIGHT = 15.0


def solid_holds(solid: Solid, x: float, y: float, margin: float = 0.0) -> bool:
    """Whether a point lies on one of a solid's three faces."""
    if not solid.bounds.holds(x, y, margin):
        return False
    if solid.depth == 0 or Room(solid.x, solid.y, solid.width, solid.height).holds(x, y, margin):
        return True
    # Sheared back along the receding edges, the point has to fall on the front face.
    dx, dy = solid.dx, solid.dy
    low = max(0.0, (x - solid.x - solid.width - margin) / dx, (solid.y - y - margin) / dy)
    high = min(1.0, (x - solid.x + margin) / dx, (solid.y + solid.height - y + margin) / dy)
    return low <= high


def item_at(figure: Figure, x: float, y: float, margin: float = 0.0) -> Item | None:
    """Return the layer under a point: a solid, or else the innermost frame.

    Parameters
    ----------
    margin
        How near is near enough, so that thin plates can be met.
    """
    reach = (0.0,) if margin <= 0 else (0.0, margin)
    for near in reach:
        for solid in reversed(figure.solids):
            if solid_holds(solid, x, y, near):
                return solid
        marked = next((mark for mark in figure.marks if mark.bounds.holds(x, y, near)), None)
        if marked is not None:
            return figure.item(marked.place)
    labelled = next((solid for solid in figure.solids
                     if solid.label is not None and solid.label.holds(x, y)), None)  # fmt: skip
    return labelled or _innermost(figure, x, y)


def badge_at(figure: Figure, x: float, y: float, zoom: float = 1.0) -> Place | None:
    """Return the group whose ×N lies under a point."""
    for item in figure.items:
        if item.group is not None and badge_room(item, zoom).holds(x, y):
            return item.group
    return None


def badge_room(item: Item, zoom: float = 1.0) -> Room:
    """Return where ×N stands: on the upper right edge, of one size on the screen."""
    width, height = BADGE_WIDTH / zoom, BADGE_HEIGHT / zoom
    bounds = item.bounds
    if isinstance(item, Frame):
        return Room(bounds.right - width - 6 / zoom, bounds.y - height / 2, width, height)
    if item.form == "box":
        return Room(bounds.right - width - 3 / zoom, bounds.y - height * 0.6, width, height)
    return Room(item.x + item.dx + (item.width - width) / 2, bounds.y - height - 2 / zoom,
                width, height)  # fmt: skip


def slot_at(figure: Figure, x: float, y: float) -> Slot | None:
    """Return where a layer that is dropped on a point goes: the nearest slot.

    Over a block, that is one of the block; elsewhere one of the network.
    """
    block = _innermost(figure, x, y, with_repeats=False)
    inside = () if block is None else block.place
    slots = [slot for slot in figure.slots if slot.before[:-2] == inside] if inside else []
    slots = slots or [slot for slot in figure.slots if len(slot.before) == 1]
    return min(slots, key=lambda slot: _distance(slot, x, y), default=None)


def is_idle_move(place: Place, before: Place) -> bool:
    """Whether putting a layer before another leaves it where it is, or goes into itself."""
    inside = len(before) > len(place) and before[: len(place)] == place
    beside = before[:-1] == place[:-1] and before[-1] - place[-1] in (0, 1)
    return inside or beside


def _distance(slot: Slot, x: float, y: float) -> tuple[float, float]:
    away = max(slot.top - y, y - slot.bottom, 0.0)
    return (away, abs(slot.x - x))


def _innermost(figure: Figure, x: float, y: float, *, with_repeats: bool = True) -> Frame | None:
    frames: Iterable[Frame] = (frame for frame in reversed(figure.frames)
                               if with_repeats or frame.kind != "repeat")  # fmt: skip
    found = next((frame for frame in frames if frame.bounds.holds(x, y)), None)
    if found is not None and found.kind == "repeat":
        return _innermost(figure, x, y, with_repeats=False)
    return found


def siblings(figure: Figure, place: Place) -> list[Place]:
    """Return the places drawn in the same block, in order, branch after branch."""
    depth, block = len(place), place[:-2]
    if depth <= 1:
        return sorted(one for one in figure.places if len(one) <= 1)
    return sorted(one for one in figure.places if len(one) == depth and one[:-2] == block)


def stepped(figure: Figure, place: Place, by: int) -> Place:
    """Return the place so many layers further on; stops at the ends of the block."""
    places = siblings(figure, place)
    if place not in places:
        return place
    return places[min(max(places.index(place) + by, 0), len(places) - 1)]


def entered(figure: Figure, place: Place) -> Place | None:
    """Return the first layer in a block; None in a layer that holds none."""
    inside = [one for one in figure.places
              if place and len(one) == len(place) + 2 and one[: len(place)] == place]  # fmt: skip
    return min(inside, default=None)
