"""From one drawing to the next: what is in both glides, what is new appears."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QEasingCurve, QObject, QVariantAnimation, Signal

from explorer.widgets.drawing.figure import Figure, Frame, Room, Solid

if TYPE_CHECKING:
    from collections.abc import Sequence

LENGTH_MS = 180
MOST_ITEMS = 200
_LEAST_COMMON = 0.5
_LEAST_WAY = 6.0
"""In the drawing's own pixels: what moves less is there at once, as while a slider is dragged."""
_Item = TypeVar("_Item", Solid, Frame)


class Motion(QObject):
    """Runs from 0 to 1 in a moment; ``progressed`` says where it is, the last time with 1."""

    progressed = Signal(float)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._animation = QVariantAnimation(self)
        self._animation.setStartValue(0.0)
        self._animation.setEndValue(1.0)
        self._animation.setDuration(LENGTH_MS)
        self._animation.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._animation.valueChanged.connect(self._on_animation_value_changed)

    def is_running(self) -> bool:
        """Whether something moves."""
        return self._animation.state() is QVariantAnimation.State.Running

    def start(self) -> None:
        """Begin anew."""
        self._animation.stop()
        self._animation.start()

    def stop(self) -> None:
        """End at once, where it is."""
        self._animation.stop()

    def _on_animation_value_changed(self, share: float) -> None:
        self.progressed.emit(share)


def is_related(before: Figure, after: Figure) -> bool:
    """Whether two drawings are of nearly one network, and drawn in the same way."""
    most = max(len(before.solids), len(after.solids))
    common = sum(1 for pair in pairs(before.solids, after.solids) if pair[0] is not None)
    return most > 0 and common >= _LEAST_COMMON * most


def is_worthwhile(before: Figure, after: Figure) -> bool:
    """Whether the way from one drawing to another can be shown smoothly, and explains something."""
    most = max(len(before.solids), len(after.solids))
    return (
        before is not after
        and most <= MOST_ITEMS
        and is_related(before, after)
        and _longest_way(before, after) >= _LEAST_WAY
    )


def _longest_way(before: Figure, after: Figure) -> float:
    """Return how far a solid moves; a new one, or one that is gone, counts as far."""
    if len(before.solids) != len(after.solids):
        return _LEAST_WAY
    ways = (
        _LEAST_WAY if old is None else max(abs(new.x - old.x), abs(new.y - old.y))
        for old, new in pairs(before.solids, after.solids)
    )
    return max(ways, default=0.0)


def pairs(before: Sequence[_Item], after: Sequence[_Item]) -> list[tuple[_Item | None, _Item]]:
    """Return each later item with the earlier one that it was, or None.

    Places shift when a layer is put in, so that layers are known by their order: what is equal from
    the front, and what is equal from the back.
    """
    keys = [[_key(item) for item in items] for items in (before, after)]
    least = min(len(before), len(after))
    front = next((at for at in range(least) if keys[0][at] != keys[1][at]), least)
    rest = least - front
    back = next((at for at in range(rest) if keys[0][-1 - at] != keys[1][-1 - at]), rest)
    shift = len(before) - len(after)
    matched: list[tuple[_Item | None, _Item]] = []
    for at, item in enumerate(after):
        if at < front:
            matched.append((before[at], item))
        elif at >= len(after) - back:
            matched.append((before[at + shift], item))
        else:
            matched.append((None, item))
    return matched


def _key(item: Solid | Frame) -> tuple[object, ...]:
    return item.kind, item.titles, item.form if isinstance(item, Solid) else None


def between(before: Figure, after: Figure, share: float) -> Figure:
    """Return a drawing on the way from one to another; lines are those of the later one."""
    solids = tuple(_solid(old, new, share) for old, new in pairs(before.solids, after.solids))
    frames = tuple(_frame(old, new, share) for old, new in pairs(before.frames, after.frames))
    return replace(after, solids=solids, frames=frames)


def _solid(old: Solid | None, new: Solid, share: float) -> Solid:
    if old is None:
        return new
    x, y, width, height = _room(_face(old), _face(new), share)
    depth = old.depth + (new.depth - old.depth) * share
    return replace(new, x=x, y=y, width=width, height=height, depth=depth,
                   label=_label(old.label, new.label, share))  # fmt: skip


def _frame(old: Frame | None, new: Frame, share: float) -> Frame:
    if old is None:
        return new
    x, y, width, height = _room(old.bounds, new.bounds, share)
    return replace(new, x=x, y=y, width=width, height=height,
                   label=_label(old.label, new.label, share))  # fmt: skip


def _face(solid: Solid) -> Room:
    return Room(solid.x, solid.y, solid.width, solid.height)


def _label(old: Room | None, new: Room | None, share: float) -> Room | None:
    return new if old is None or new is None else _room(old, new, share)


def _room(old: Room, new: Room, share: float) -> Room:
    return Room(*(a + (b - a) * share for a, b in zip(old, new, strict=True)))
