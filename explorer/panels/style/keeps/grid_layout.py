"""Where the pictures of the grid lie: two rows, the original and five reconstructions in each."""

from __future__ import annotations

from dataclasses import dataclass

COLUMNS = 6
ROWS = 2


@dataclass(frozen=True, slots=True)
class GridLayout:
    """Rows of pictures with captions below, in a room.

    Parameters
    ----------
    width, height
        Of the room, in pixels.
    aspects
        Width over height of the pictures of each row.
    caption
        Height of the words below each picture.
    gap
        Between pictures.
    """

    width: float
    height: float
    aspects: tuple[float, float]
    caption: float
    gap: float

    @property
    def column_width(self) -> float:
        """Room of each column."""
        return max((self.width - (COLUMNS - 1) * self.gap) / COLUMNS, 1.0)

    @property
    def heights(self) -> tuple[float, float]:
        """Heights of the pictures of each row: as wide as their columns, if they fit."""
        wanted = [self.column_width / aspect for aspect in self.aspects]
        free = max(self.height - ROWS * self.caption - self.gap, ROWS)
        scale = min(1.0, free / sum(wanted))
        return wanted[0] * scale, wanted[1] * scale

    def cell(self, row: int, column: int) -> tuple[float, float, float, float]:
        """Return left, top, width and height of a picture with its caption."""
        left = column * (self.column_width + self.gap)
        spare = max(self.height - sum(self.heights) - ROWS * self.caption - self.gap, 0.0)
        top = spare / 3
        if row:
            top += self.heights[0] + self.caption + self.gap + spare / 3
        return left, top, self.column_width, self.heights[row] + self.caption

    def picture(self, row: int, column: int) -> tuple[float, float, float, float]:
        """Return left, top, width and height of a picture: in the middle of its column."""
        left, top, width, _ = self.cell(row, column)
        high = self.heights[row]
        wide = min(width, high * self.aspects[row])
        return left + (width - wide) / 2, top, wide, high

    def at(self, x: float, y: float) -> tuple[int, int] | None:
        """Return the row and column at a point; None between them."""
        for row in range(ROWS):
            for column in range(COLUMNS):
                left, top, width, height = self.cell(row, column)
                if left <= x < left + width and top <= y < top + height:
                    return row, column
        return None
