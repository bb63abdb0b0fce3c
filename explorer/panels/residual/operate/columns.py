"""Where each block stands, for the row and for the bars below it; no Qt here."""

from __future__ import annotations

from dataclasses import dataclass

GUTTER = 46
"""At the left: the picture comes in, and the bars' axis has its numbers."""
END = 66
"""At the right: the answer goes out, and what is set now has its bars."""


@dataclass(frozen=True, slots=True)
class Columns:
    """``count`` columns of equal width between two gutters, in pixels."""

    width: float
    count: int
    scale: float = 1.0

    @property
    def left(self) -> float:
        """Where the first begins."""
        return GUTTER * self.scale

    @property
    def right(self) -> float:
        """Where the last ends."""
        return max(self.width - END * self.scale, self.left + 1)

    @property
    def pitch(self) -> float:
        """The width of one."""
        return (self.right - self.left) / max(self.count, 1)

    def centre(self, index: float) -> float:
        """Return the middle of a column."""
        return self.left + (index + 0.5) * self.pitch

    def at(self, x: float) -> int | None:
        """Return the column at a pixel; None in the gutters."""
        index = int((x - self.left) // self.pitch)
        return index if 0 <= index < self.count else None


def runs_of_equal(values: tuple[object, ...]) -> tuple[tuple[int, int], ...]:
    """Return first and last index of each run of equal neighbours."""
    runs: list[tuple[int, int]] = []
    for index, value in enumerate(values):
        if runs and values[runs[-1][0]] == value:
            runs[-1] = (runs[-1][0], index)
        else:
            runs.append((index, index))
    return tuple(runs)
