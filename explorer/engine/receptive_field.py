"""Which part of the input one cell of a layer depends on, along one axis.

The recurrence is that of Araujo, Norris and Sim, "Computing receptive fields of convolutional
neural networks" (Distill 2019), section "Derivation", with the first cell in place of the centre.
"""

from __future__ import annotations

from typing import NamedTuple


class AxisField(NamedTuple):
    """The receptive fields of a layer's cells along one axis, in cells of the network's input.

    ``first`` is the first input cell that output cell 0 depends on: negative where that is
    padding. ``size`` is the receptive field r, padding included. ``jump`` j is the effective
    stride: how far apart the fields of two neighbouring cells are.
    """

    first: int = 0
    size: int = 1
    jump: int = 1

    @property
    def start(self) -> float:
        """Centre of the receptive field of output cell 0."""
        return self.first + (self.size - 1) / 2

    def cell(self, index: int) -> tuple[int, int]:
        """Return (first, one past the last) input cell of an output cell; padding included."""
        first = self.first + index * self.jump
        return first, first + self.size

    def slid(self, f: int, p: int = 0, s: int = 1, d: int = 1) -> AxisField:
        """Return the fields after a window: r′ = r + (f−1)·d·j, j′ = j·s; p is the padding before.

        Cell 0 of the output begins p cells before cell 0 of the input.
        """
        return AxisField(
            self.first - p * self.jump, self.size + (f - 1) * d * self.jump, self.jump * s
        )

    def whole(self, n: int) -> AxisField:
        """Return the field of one cell that looks at all n cells, as a dense layer's does."""
        return self.slid(n)

    def joined(self, other: AxisField) -> AxisField:
        """Return the smallest field that holds two: of a sum, or of maps that are stacked.

        Where the two differ in their effective stride, the larger one is kept, and the fields of
        the cells after the first are an approximation.
        """
        first = min(self.first, other.first)
        end = max(self.first + self.size, other.first + other.size)
        return AxisField(first, end - first, max(self.jump, other.jump))


PIXEL = AxisField()
"""A cell of the input: it depends on itself."""
