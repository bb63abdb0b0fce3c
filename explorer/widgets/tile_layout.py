"""Where the tiles of a grid lie: rows that fill the width, whatever it is."""

from __future__ import annotations

from dataclasses import dataclass

SMALLEST, LARGEST = 48, 224
"""Sides of a tile in pixels; what does not fit at the smallest is scrolled."""


@dataclass(frozen=True, slots=True)
class TileLayout:
    """`count` tiles in a room of `width` pixels, at least `gap` apart."""

    count: int = 0
    tile_width: int = 1
    tile_height: int = 1
    gap: int = 2
    width: int = 1

    @property
    def columns(self) -> int:
        """How many tiles stand in a row."""
        return max(1, (self.width + self.gap) // (self.tile_width + self.gap))

    @property
    def height(self) -> int:
        """Of all rows together."""
        rows = -(-self.count // self.columns)
        return max(0, rows * self._row_pitch - self.gap)

    def position(self, index: int) -> tuple[int, int]:
        """Return left and top of a tile."""
        row, column = divmod(index, self.columns)
        return round(column * self._column_pitch), row * self._row_pitch

    def index_at(self, x: int, y: int) -> int | None:
        """Return the tile that covers a point."""
        column, row = int(x // self._column_pitch), y // self._row_pitch
        # Positions are rounded, so the point may lie at the end of the tile before.
        for candidate in (column, column - 1, column + 1):
            index = row * self.columns + candidate
            if not (0 <= candidate < self.columns and 0 <= index < self.count):
                continue
            left, top = self.position(index)
            if left <= x < left + self.tile_width and top <= y < top + self.tile_height:
                return index
        return None

    def between(self, top: int, bottom: int) -> range:
        """Return the tiles that lie in a stripe."""
        first = max(0, top // self._row_pitch) * self.columns
        last = (max(0, bottom // self._row_pitch) + 1) * self.columns
        return range(min(first, self.count), min(last, self.count))

    def is_laid_out_as(self, columns: int, pitch: int, box: tuple[int, int, int, int]) -> bool:
        """Whether a mosaic of squares is what is to be seen, row by row."""
        fills = box == (0, 0, self.tile_height, self.tile_width)
        return fills and self.is_even and columns == self.columns and pitch == self._row_pitch

    @property
    def _row_pitch(self) -> int:
        return self.tile_height + self.gap

    @property
    def is_even(self) -> bool:
        """Whether all gaps are of one width: less than a pixel for each would be left over."""
        spare = self.width - self.columns * (self.tile_width + self.gap) + self.gap
        return self.count < self.columns or spare < self.columns

    @property
    def _column_pitch(self) -> float:
        """From one tile to the next; wide gaps where full rows would not end at the edge."""
        if self.is_even or self.columns == 1:
            return self.tile_width + self.gap
        return (self.width - self.tile_width) / (self.columns - 1)


def largest_side(count: int, width: int, height: int, gap: int = 2, aspect: float = 1.0) -> int:
    """Return the largest side at which all tiles are seen at once; the smallest if none.

    Parameters
    ----------
    count
        Of tiles.
    width, height
        Of the room, in pixels.
    aspect
        Height over width of a map; the side is the longer of both.
    """
    wide, high = min(1, 1 / aspect), min(1, aspect)
    best = SMALLEST
    for columns in range(1, count + 1):
        across = (width + gap) // columns - gap
        if across < SMALLEST * wide:
            break
        down = (height + gap) // -(-count // columns) - gap
        best = max(best, min(int(across / wide), int(down / high), LARGEST))
    return best


def filling_side(width: int, gap: int = 2) -> int:
    """Return the side, not much above the smallest, at which rows of squares fill a width."""
    columns = max(1, (width + gap) // (SMALLEST + gap))
    return max(SMALLEST, (width + gap) // columns - gap)
