r"""Two boxes, what they share, and what that means: as numbers, words and LaTeX."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from explorer.widgets.numbers import format_number

Rect4 = tuple[float, float, float, float]
"""Left, top, right, bottom."""

GENERAL_LATEX: Final = r"\mathrm{IoU} = \frac{|A \cap B|}{|A \cup B|}"
_SMALL_PX2: Final = 100.0
_MOST_DECIMALS: Final = 6


@dataclass(frozen=True, slots=True)
class IouPair:
    """Boxes A and B in pixels of the picture.

    Parameters
    ----------
    first, second
        Left, top, right, bottom; A is the one that was kept.
    names
        What they are called on the picture, such as "A person 0.94".
    colours
        ``#rrggbb`` or tokens of the theme.
    threshold
        An IoU above it suppresses; None where nothing is decided.
    """

    first: Rect4
    second: Rect4
    names: tuple[str, str] = ("A", "B")
    colours: tuple[str, str] = ("warm", "accent")
    threshold: float | None = None

    @property
    def intersection(self) -> Rect4 | None:
        """What both boxes cover, None where that is nothing."""
        left, top = max(self.first[0], self.second[0]), max(self.first[1], self.second[1])
        right, bottom = min(self.first[2], self.second[2]), min(self.first[3], self.second[3])
        return (left, top, right, bottom) if right > left and bottom > top else None

    @property
    def shared(self) -> float:
        """|A ∩ B| in square pixels."""
        return 0.0 if self.intersection is None else area(self.intersection)

    @property
    def union(self) -> float:
        """|A ∪ B| in square pixels."""
        return area(self.first) + area(self.second) - self.shared

    @property
    def iou(self) -> float:
        """Intersection over union, 0 where both boxes are empty."""
        return self.shared / self.union if self.union > 0 else 0.0

    @property
    def is_suppressed(self) -> bool | None:
        """Whether A suppresses B: only an IoU above the threshold does."""
        return None if self.threshold is None else self.iou > self.threshold

    def latex(self) -> str:
        """Return IoU = |A∩B|/|A∪B| = 48 210/61 094 = 0.79 > 0.45."""
        shared, union = (_area_latex(value, self.union) for value in (self.shared, self.union))
        numbers = rf"\frac{{{shared}}}{{{union}}}"
        if self.threshold is None:
            return rf"{GENERAL_LATEX} = {numbers} = {format_number(self.iou)}"
        iou, threshold = self._told_apart(self.threshold)
        sign = ">" if self.is_suppressed else r"\le"
        return rf"{GENERAL_LATEX} = {numbers} = {iou} {sign} {threshold}"

    def verdict(self) -> str:
        """Return what follows for B, in words."""
        if self.threshold is None:
            return ""
        iou, threshold = self._told_apart(self.threshold)
        if self.is_suppressed:
            return f"{iou} > {threshold}: B is suppressed"
        return f"{iou} ≤ {threshold}: B stays"

    def spoken(self) -> str:
        """Return the formula for those who cannot see it."""
        return (
            f"Intersection {self.shared:,.0f} over union {self.union:,.0f} square pixels: "
            f"IoU {format_number(self.iou)}. {self.verdict()}"
        ).strip()

    def _told_apart(self, threshold: float) -> tuple[str, str]:
        """Return IoU and threshold with as many decimals as it takes to see which is larger."""
        for decimals in range(2, _MOST_DECIMALS + 1):
            texts = format_number(self.iou, decimals), format_number(threshold, decimals)
            if texts[0] != texts[1]:
                break
        return texts


def area(box: Rect4) -> float:
    """Return the area of a box in square pixels, 0 where it is turned inside out."""
    return max(box[2] - box[0], 0.0) * max(box[3] - box[1], 0.0)


def _area_latex(value: float, union: float) -> str:
    """Return an area with thin spaces between thousands; small ones with a decimal."""
    text = f"{value:,.1f}" if union < _SMALL_PX2 else f"{value:,.0f}"
    return text.replace(",", r"\,")
