"""Where the parts of z = W · x + b lie in a room, and which cell a point of it hits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

Part = Literal["weights", "given", "bias", "sums", "outcome"]

CAPTION = 20
SIGN = 20
NARROW, WIDE = 20, 50
NUMBER_HEIGHT = 13
"""From this height of a row on a number can be read in it."""
LEAST_MATRIX = 60


class Area(NamedTuple):
    """Left, top, width and height in pixels."""

    left: float
    top: float
    width: float
    height: float


class Hit(NamedTuple):
    """A cell of a part, counted from 0; columns are 0 but in the matrix."""

    part: Part
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class DenseLayout:
    """The areas of a C′ × C matrix, a column of C and columns of C′, all of one height.

    ``outcome`` is None where nothing follows the sum. ``scale`` is by how much all is enlarged.
    """

    channels: int
    channels_in: int
    width: float
    height: float
    follows: bool
    has_bias: bool
    scale: float = 1.0

    @property
    def row_height(self) -> float:
        """Of the matrix and of the columns at its sides."""
        return self._body / self.channels

    @property
    def shows_numbers(self) -> bool:
        """Whether the result has room for its numbers."""
        return self.row_height >= NUMBER_HEIGHT * self.scale

    @property
    def parts(self) -> dict[Part, Area]:
        """All parts, from left to right."""
        top, column = CAPTION * self.scale, self._column
        narrow, sign = NARROW * self.scale, SIGN * self.scale
        widths: list[tuple[Part, float]] = [("weights", self._matrix_width), ("given", narrow)]
        if self.has_bias:
            widths.append(("bias", column))
        widths.append(("sums", column))
        if self.follows:
            widths.append(("outcome", column))
        areas: dict[Part, Area] = {}
        left = 0.0
        for part, width in widths:
            areas[part] = Area(left, top, width, self._body)
            left += width + sign
        return areas

    def rows(self, part: Part) -> int:
        """Return how many cells stand above one another."""
        return self.channels_in if part == "given" else self.channels

    def cell(self, part: Part, row: int, column: int = 0) -> Area:
        """Return where a cell lies."""
        area, rows = self.parts[part], self.rows(part)
        columns = self.channels_in if part == "weights" else 1
        high, wide = area.height / rows, area.width / columns
        return Area(area.left + column * wide, area.top + row * high, wide, high)

    def hit(self, x: float, y: float) -> Hit | None:
        """Return the cell at a point."""
        for part, area in self.parts.items():
            across, down = (x - area.left) / area.width, (y - area.top) / area.height
            if 0 <= across < 1 and 0 <= down < 1:
                columns = self.channels_in if part == "weights" else 1
                return Hit(part, int(down * self.rows(part)), int(across * columns))
        return None

    @property
    def _body(self) -> float:
        return max(self.height - CAPTION * self.scale, self.scale)

    @property
    def _column(self) -> float:
        return (WIDE if self.shows_numbers else NARROW) * self.scale

    @property
    def _matrix_width(self) -> float:
        """What the columns and the signs leave."""
        columns = 1 + self.has_bias + self.follows
        taken = columns * (self._column + SIGN * self.scale) + (NARROW + SIGN) * self.scale
        return max(self.width - taken, LEAST_MATRIX * self.scale)
