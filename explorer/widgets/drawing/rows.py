"""Breaks a long drawing into rows, so that it can be read where it is fitted in."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from explorer.widgets.drawing.chain import LABEL_GAP, LINE, Arc, Chain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.widgets.drawing.figure import Fold
    from explorer.widgets.drawing.pieces import Piece, Sheet, Style

ROOM = (880.0, 205.0)
"""The room for which rows are made: its proportions are those of windows of the usual sizes."""
LARGEST = 1.15
"""Beyond this zoom nothing reads better."""
ROW_GAP = 20.0
TURN_SHARE = 0.7
"""Where in the gap a line turns to the next row."""
TURN = 12.0
"""How far a line runs beyond a row before it turns to the next."""
_STEPS = 14


class Rows:
    """The whole network, in as many rows as make it largest in `ROOM`."""

    def __init__(
        self, parts: Sequence[Piece], style: Style, arcs: Sequence[Arc], folds: Sequence[Fold]
    ) -> None:
        self._parts = parts
        self._style = style
        self._arcs = arcs
        self._folds = folds
        self._gap = style.gap(False)
        self._may_break = _breaks(len(parts), arcs)
        words = style.lines(False) * LINE + LABEL_GAP
        self._heights = [part.above + part.below + words * part.has_words for part in parts]

    def put(self, sheet: Sheet, margin: float, eagerness: float) -> tuple[float, float]:
        """Put all rows; return the drawing's width and height."""
        rows = self._best(eagerness)
        # Under the only row, words may reach into the margin.
        slack = margin - 1 if len(rows) == 1 else 0.0
        chains = [self._chain(start, end, slack) for start, end in rows]
        x = margin + (TURN if len(chains) > 1 else 0.0)
        axis, axes = margin, []
        for at, chain in enumerate(chains):
            axis += chain.above + (chains[at - 1].below + ROW_GAP if at else 0.0)
            axes.append(axis)
            chain.put(sheet, x, axis)
        for (before, high), (after, low) in pairwise(zip(chains, axes, strict=True)):
            _turn(sheet, x, before, high, after, low)
        sheet.folds.extend(self._folds)
        width = x + max(chain.width for chain in chains) + (x - margin) + margin
        return width, axis + chains[-1].below + margin

    def _chain(self, start: int, end: int, slack: float) -> Chain:
        arcs = [Arc(max(arc.start - start, -1), arc.end - start)
                for arc in self._arcs if start <= max(arc.start, 0) and arc.end < end]  # fmt: skip
        return Chain(self._parts[start:end], self._style, (), arcs=arcs, slack=slack)

    def _best(self, eagerness: float) -> list[tuple[int, int]]:
        """Return the ranges of the rows."""
        best, best_zoom = [(0, len(self._parts))], 0.0
        for count in self._counts():
            rows = self._balanced(count)
            zoom = self._zoom(rows) / (eagerness if len(rows) > 1 else 1.0)
            if zoom > best_zoom * 1.02:
                best, best_zoom = rows, zoom
        return best

    def _counts(self) -> list[int]:
        """Return numbers of rows worth a trial: around that which would fill the room."""
        total = sum(part.width + self._gap for part in self._parts)
        height = sum(self._heights) / len(self._heights) + ROW_GAP
        likely = round((total * ROOM[1] / ROOM[0] / height) ** 0.5)
        return sorted({1, 2, 3, 4, *range(max(likely - 3, 1), likely + 3)})

    def _balanced(self, count: int) -> list[tuple[int, int]]:
        """Return about so many rows, as equally long as can be."""
        total = sum(part.width + self._gap for part in self._parts)
        if count == 1:
            return [(0, len(self._parts))]
        low, high = total / count, total
        rows = self._filled(high)
        for _ in range(_STEPS):
            middle = (low + high) / 2
            trial = self._filled(middle)
            if len(trial) <= count:
                rows, high = trial, middle
            else:
                low = middle
        return rows

    def _filled(self, width: float) -> list[tuple[int, int]]:
        """Return rows filled up to a width, one after another."""
        rows, start, x = [], 0, 0.0
        for at, part in enumerate(self._parts):
            if at > start and x + part.width > width and self._may_break[at]:
                rows.append((start, at))
                start, x = at, 0.0
            x += part.width + self._gap
        return [*rows, (start, len(self._parts))]

    def _zoom(self, rows: Sequence[tuple[int, int]]) -> float:
        wide = max(sum(p.width + self._gap for p in self._parts[a:b]) for a, b in rows)
        high = sum(max(self._heights[a:b]) + ROW_GAP for a, b in rows)
        return min(ROOM[0] / wide, ROOM[1] / high, LARGEST)


def _breaks(count: int, arcs: Sequence[Arc]) -> list[bool]:
    """Return before which parts a row may begin: not under a line that leads over it."""
    free = [True] * count
    for arc in arcs:
        for at in range(max(arc.start, 0) + 1, arc.end + 1):
            free[at] = False
    return free


def _turn(sheet: Sheet, x: float, before: Chain, high: float, after: Chain, low: float) -> None:
    """Lead the line from the end of a row to the start of the next."""
    middle = high + before.below + TURN_SHARE * ROW_GAP
    right, left = x + before.width + TURN, x - TURN
    points = [(x + before.exit, high), (right, high), (right, middle), (left, middle),
              (left, low), (x + after.entry, low)]  # fmt: skip
    sheet.link(points, is_arrow=after.has_arrow, state=after.parts[0].state)
