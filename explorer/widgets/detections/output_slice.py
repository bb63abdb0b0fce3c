"""A head's output and one cell's column in it, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

BOX_NUMBERS: Final = ("tx", "ty", "tw", "th", "to")
"""In the order of the map; to becomes p_c = σ(to)."""
OBJECTNESS: Final = 4


@dataclass(frozen=True, slots=True, eq=False)
class OutputSlice:
    """What a network's output has for one cell: A groups of 5 + C numbers.

    Parameters
    ----------
    size
        Rows and columns of the grid.
    values
        Float (A, 5 + C), raw, in the order of the map: tx, ty, tw, th, to, classes.
    cell
        Row and column.
    anchor
        The chosen one.
    class_names
        Of the C classes.
    anchor_names
        Such as "81×82"; by default none.
    pc_first
        Show to first, as the lecture writes the vector; the channels keep their numbers.
    """

    size: tuple[int, int]
    values: NDArray[np.floating]
    cell: tuple[int, int]
    anchor: int
    class_names: tuple[str, ...]
    anchor_names: tuple[str, ...] = ()
    pc_first: bool = False

    @property
    def anchors(self) -> int:
        """A."""
        return int(self.values.shape[0])

    @property
    def classes(self) -> int:
        """C."""
        return int(self.values.shape[1]) - len(BOX_NUMBERS)

    @property
    def depth(self) -> int:
        """Channels of the output: A·(5 + C)."""
        return int(self.values.size)

    @property
    def limit(self) -> float:
        """The largest magnitude: the ends of the colour map."""
        return float(np.abs(self.values).max(initial=0.0))

    @property
    def order(self) -> tuple[int, ...]:
        """The first five channels of a group, as they are shown."""
        return (OBJECTNESS, 0, 1, 2, 3) if self.pc_first else tuple(range(len(BOX_NUMBERS)))

    def caption(self) -> str:
        """Return the shape, from A and C, such as 19×19×5·(5+80) = 19×19×425."""
        grid = f"{self.size[0]}×{self.size[1]}"
        return f"{grid}×{self.anchors}·(5+{self.classes}) = {grid}×{self.depth}"

    def channel(self, anchor: int, number: int) -> int:
        """Return which channel of the output a number of a group is, counted from 0."""
        return anchor * int(self.values.shape[1]) + number

    def name(self, number: int) -> str:
        """Return what a number of a group stands for."""
        if number < len(BOX_NUMBERS):
            return BOX_NUMBERS[number]
        index = number - len(BOX_NUMBERS)
        return self.class_names[index] if index < len(self.class_names) else f"class {index}"

    def anchor_name(self, anchor: int) -> str:
        """Return an anchor's number and size."""
        size = f"  {self.anchor_names[anchor]}" if anchor < len(self.anchor_names) else ""
        return f"anchor {anchor + 1}{size}"

    def objectness(self, anchor: int) -> float:
        """Return p_c of an anchor: σ(to)."""
        return float(1 / (1 + np.exp(-np.clip(self.values[anchor, OBJECTNESS], -60.0, 60.0))))

    def best_class(self, anchor: int) -> int | None:
        """Return the number, in its group, of the class with the largest value."""
        if not self.classes:
            return None
        return len(BOX_NUMBERS) + int(np.argmax(self.values[anchor, len(BOX_NUMBERS) :]))

    def described(self, anchor: int, number: int) -> str:
        """Return a number in words, with the place where it stands in the tensor."""
        value = float(self.values[anchor, number])
        what = f"{self.name(number)} = {value:.4f} before any activation"
        if number == OBJECTNESS:
            what += f"; p_c = σ(to) = {self.objectness(anchor):.4f}"
        place = f"[{self.channel(anchor, number)}, {self.cell[0]}, {self.cell[1]}]"
        return f"{self.anchor_name(anchor)}: {what}\noutput{place} of {self.depth} channels"
