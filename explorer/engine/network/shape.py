"""The shape of a volume, as the course writes it."""

from __future__ import annotations

from typing import NamedTuple


class Shape(NamedTuple):
    """(height, width, channels); a vector of n numbers is (1, 1, n)."""

    height: int
    width: int
    channels: int

    @property
    def size(self) -> int:
        """How many numbers the volume holds."""
        return self.height * self.width * self.channels

    @property
    def text(self) -> str:
        """The shape in words: 28×28×6, or 120 for a vector."""
        if self.height == self.width == 1:
            return str(self.channels)
        return f"{self.height}×{self.width}×{self.channels}"
