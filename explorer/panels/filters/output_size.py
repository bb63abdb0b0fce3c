"""The size of what slides over a picture gives, axis by axis, and what the floor drops."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.engine.arithmetic import conv_output_size, dropped

if TYPE_CHECKING:
    from explorer.engine.sliding import Sliding


def shape_text(*sides: int) -> str:
    """Return sides as text: 512 × 512 × 3, height first, as in the course."""
    return " × ".join(str(side) for side in sides)


@dataclass(frozen=True, slots=True)
class AxisSize:
    """Output size along one axis: n cells, kernel f, padding p on each side, stride s."""

    name: str
    n: int
    f: int
    p: int
    s: int

    @property
    def output(self) -> int:
        """n′ = ⌊(n + 2p − f)/s⌋ + 1."""
        return conv_output_size(self.n, self.f, self.p, self.s)

    @property
    def dropped(self) -> int:
        """Cells of the padded input, at its end, that no window reaches."""
        return dropped(self.n, self.f, self.p, self.s)

    def latex(self, *, padded: bool = True) -> str:
        """Return the formula with the numbers put in; pooling has no p in it."""
        padding = rf" + 2 \cdot {self.p}" if padded else ""
        return (
            rf"{self.name}' = \left\lfloor \frac{{{self.n}{padding} - {self.f}}}{{{self.s}}}"
            rf" \right\rfloor + 1 = {self.output}"
        )


def axis_sizes(sliding: Sliding) -> tuple[AxisSize, AxisSize]:
    """Return the arithmetic of height and width; both sides of an axis are padded alike."""
    top, _, left, _ = sliding.pads
    f, s = sliding.kernel, sliding.stride
    return (
        AxisSize("h", sliding.picture[0], f[0], top, s),
        AxisSize("w", sliding.picture[1], f[1], left, s),
    )


def dropped_text(sliding: Sliding) -> str:
    """Say which rows and columns the floor drops, by number and place."""
    height, width = axis_sizes(sliding)
    parts = [_dropped_part(height, "row"), _dropped_part(width, "column")]
    found = [part for part in parts if part]
    if not found:
        return "The windows reach the last row and column: the floor drops nothing."
    return f"The floor drops {' and '.join(found)}: shaded in the input."


def _dropped_part(axis: AxisSize, word: str) -> str:
    count = axis.dropped
    if not count:
        return ""
    words = f"{count} {word}{'s' if count > 1 else ''}"
    of_picture = max(0, count - axis.p)
    if of_picture == 0:
        return f"{words} (of padding only)"
    if of_picture == 1:
        return f"{words} ({word} {axis.n - 1})"
    return f"{words} ({word}s {axis.n - of_picture}–{axis.n - 1})"
