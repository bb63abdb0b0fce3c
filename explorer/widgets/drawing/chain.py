"""Parts one after another along an axis, with their lines, words and the slots between them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from explorer.widgets.drawing.figure import Fold, Room, Slot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.engine.network import Place
    from explorer.widgets.drawing.figure import State
    from explorer.widgets.drawing.pieces import Piece, Sheet, Style

LINE = 15.0
"""Height of a line of words."""
LABEL_GAP = 7.0
ARC = 14.0
"""Height of one level of lines over a chain."""
EMPTY = 26.0
"""Length of a branch without layers."""


class Arc(NamedTuple):
    """A volume that is stacked later: from after one part (−1: the start) to another."""

    start: int
    end: int
    level: int = 0


class Chain:
    """Parts in a row. ``place`` is that of the sequence; words may go ``slack`` below it."""

    has_words = False

    def __init__(
        self,
        parts: Sequence[Piece],
        style: Style,
        place: Place,
        *,
        arcs: Sequence[Arc] = (),
        folds: Sequence[Fold] = (),
        slack: float = 0.0,
    ) -> None:
        self.parts = parts
        self.place = place
        self.span = sum(part.span for part in parts)
        self._compact = bool(place)
        self._gap = style.gap(self._compact)
        self._lines = style.lines(self._compact)
        self._arcs = _levelled(arcs)
        self._folds = folds
        self._slack = slack
        self._offsets = self._spread()
        self.first_state: State = parts[0].state if parts else "ok"
        self.state: State = parts[-1].state if parts else "ok"
        self._measure(parts)

    def _spread(self) -> list[float]:
        """Return where each part begins."""
        offsets, x = [], 0.0
        for part in self.parts:
            offsets.append(x)
            x += part.width + self._gap
        self.width = x - self._gap if self.parts else EMPTY
        return offsets

    def _measure(self, parts: Sequence[Piece]) -> None:
        levels = 1 + max((arc.level for arc in self._arcs), default=-1)
        self._top = max((part.above for part in parts), default=4.0)
        self.above = self._top + levels * ARC
        # Words stand right under what they belong to, on one line for neighbours of a kind.
        self._floors = self._words_under(parts)
        words = self._lines * LINE + LABEL_GAP if self._lines else 0.0
        self.below = max(
            (
                floor + words * part.has_words
                for floor, part in zip(self._floors, parts, strict=True)
            ),
            default=4.0,
        )
        self.entry = parts[0].entry if parts else 0.0
        self.exit = self._offsets[-1] + parts[-1].exit if parts else self.width
        self.has_arrow = parts[0].has_arrow if parts else False

    @staticmethod
    def _words_under(parts: Sequence[Piece]) -> list[float]:
        floors = [part.below for part in parts]
        start = 0
        for at in range(1, len(parts) + 1):
            if at == len(parts) or parts[at].has_words != parts[start].has_words:
                if parts[start].has_words:
                    floors[start:at] = [max(floors[start:at])] * (at - start)
                start = at
        return floors

    def put(self, sheet: Sheet, x: float, axis: float, label: Room | None = None) -> None:
        """Put all parts, and lines between them."""
        if not self.parts:
            sheet.link([(x, axis), (x + self.width, axis)], "branch")
        for part, offset, floor in zip(self.parts, self._offsets, self._floors, strict=True):
            part.put(sheet, x + offset, axis, self._room(x + offset, axis + floor, part))
        for (before, left), (after, right) in pairwise(zip(self.parts, self._offsets, strict=True)):
            points = [(x + left + before.exit, axis), (x + right + after.entry, axis)]
            sheet.link(points, is_arrow=after.has_arrow, state=after.state)
        self._put_arcs(sheet, x, axis)
        self._put_slots(sheet, x, axis)
        sheet.folds.extend(self._folds)

    def _room(self, x: float, floor: float, part: Piece) -> Room | None:
        if not self._lines or not part.has_words:
            return None
        spread = self._gap / 2 - 2
        return Room(
            x - spread, floor + LABEL_GAP, part.width + 2 * spread, self._lines * LINE + self._slack
        )

    def _put_arcs(self, sheet: Sheet, x: float, axis: float) -> None:
        for arc in self._arcs:
            first = arc.start < 0
            start = x if first else x + self._offsets[arc.start] + self.parts[arc.start].exit
            last = self.parts[arc.end]
            end = x + self._offsets[arc.end] + last.entry
            high = axis - self._top - ARC * (arc.level + 0.5)
            start, end = start + 4, end - 6
            points = [(start, axis), (start, high), (end, high), (end, axis)]
            sheet.link(points, "branch", state=last.state)

    def _put_slots(self, sheet: Sheet, x: float, axis: float) -> None:
        top, bottom = axis - self._top, axis + max((p.below for p in self.parts), default=8.0)
        if not self.parts:
            sheet.slots.append(Slot((*self.place, 0), x + self.width / 2, top, bottom))
            return
        first = self.parts[0].place
        at = first[-1] if first else 0
        for part, offset in zip(self.parts, self._offsets, strict=True):
            if part.place:
                slot_x = x + offset - self._gap / 2
                sheet.slots.append(Slot((*self.place, at), slot_x, top, bottom))
            at += part.span
        end = x + self.width + self._gap / 2
        sheet.slots.append(Slot((*self.place, at), end, top, bottom))


def _levelled(arcs: Sequence[Arc]) -> tuple[Arc, ...]:
    """Give arcs that overlap levels of their own, short ones below."""
    levels: list[list[Arc]] = []
    for arc in sorted(arcs, key=lambda arc: (arc.end - arc.start, arc.start)):
        level = next(
            (at for at, taken in enumerate(levels)
             if all(arc.end <= o.start or o.end <= arc.start for o in taken)), len(levels)
        )  # fmt: skip
        if level == len(levels):
            levels.append([])
        levels[level].append(arc._replace(level=level))
    return tuple(arc for level in levels for arc in level)
