"""How much room the words of a walk take, over all the cells of a layer."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics

from explorer.panels.layers.walk.arrange import Column
from explorer.panels.layers.walk.words import flowing, reads_text, sum_text, unread_text
from explorer.widgets import theme

if TYPE_CHECKING:
    from collections.abc import Mapping

    from explorer.panels.layers.walk.geometry import Walk
    from explorer.widgets.cells import Cell

Part = Literal["reads", "rows", "columns", "unread", "field"]

ROLES: Final[Mapping[Part, str]] = {
    "reads": "body",
    "rows": "number-small",
    "columns": "number-small",
    "unread": "caption",
    "field": "caption",
}
SUMS: Final[tuple[Part, ...]] = ("rows", "columns")
COLUMN_GAP = 6
"""Between the parts of a column, where there is height for it."""
LEAST_GAP = 2
"""Between the parts of a column, and between lines, at least."""
NARROWEST = 208
WIDER = (0, 32, 64, 128)
"""So much wider than need be a column is offered too: it is lower."""
FIELD_WORTH = 20
"""Pixels of the grids at scale 1, for which the receptive field is not left out."""
LONGEST_FIELD = "receptive field 000 × 000 of 000 × 000, 000 × 000 of it picture"


class WordSizes:
    """Measures, with the theme of the moment, all that is said of a layer."""

    def __init__(self, walk: Walk) -> None:
        self._texts = _all_texts(walk)
        present = theme.current_theme()
        self._px = present.px
        self._heights: dict[float, dict[Part, int]] = {}
        self._metrics = {part: QFontMetrics(present.font(role)) for part, role in ROLES.items()}

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """Columns that hold whatever is said, from the narrowest to the widest.

        Those without the receptive field come last: its picture can say it, but shortened.
        """
        narrowest = max(self._width_of_sums(broken=True), self._px(NARROWEST))
        widths = {narrowest + self._px(more) for more in WIDER}
        widths.add(max(self._whole_sums, narrowest))
        return tuple(
            Column(width, self._height(width, has_field=has_field), 0 if has_field else FIELD_WORTH)
            for has_field in (True, False)
            for width in sorted(widths)
        )

    def holds_field(self, width: float, height: float) -> bool:
        """Whether a column of a size holds the receptive field too."""
        return height >= self._height(width, has_field=True)

    def is_broken(self, width: float) -> bool:
        """Whether a sum takes two lines in a column of a width."""
        return width < self._whole_sums

    def heights(self, width: float) -> dict[Part, int]:
        """Return how high each part gets in a column of a width."""
        if width not in self._heights:
            broken = self.is_broken(width)
            self._heights[width] = {
                part: max(self._wrapped(part, flowing(one, broken=broken), width) for one in texts)
                for part, texts in self._texts.items()
            }
        return self._heights[width]

    def gap(self, width: float, height: float) -> int:
        """Return the room between the parts of a column of a size."""
        has_field = self.holds_field(width, height)
        count = len(self._texts) - (1 if has_field else 2)
        free = int(height - self._height(width, has_field=has_field)) // max(count, 1)
        return min(free + self._px(LEAST_GAP), self._px(COLUMN_GAP))

    def line_width(self, part: Part) -> int:
        """Return the width of a part's longest text on one line."""
        metrics = self._metrics[part]
        return max((metrics.horizontalAdvance(one) for one in self._texts.get(part, ())), default=0)

    def below(self, rows: Mapping[Part, int]) -> int:
        """Return the height of lines, for the numbers of the lines that the parts stand in."""
        lines: dict[int, int] = {}
        for part, row in rows.items():
            if part in self._texts:
                lines[row] = max(lines.get(row, 0), self._metrics[part].height())
        return sum(lines.values()) + self._px(LEAST_GAP) * (len(lines) - 1)

    @cached_property
    def _whole_sums(self) -> int:
        return self._width_of_sums(broken=False)

    def _width_of_sums(self, *, broken: bool) -> int:
        texts = [one for part in SUMS for one in self._texts.get(part, ())]
        lines = [line for one in texts for line in flowing(one, broken=broken).split("\n")]
        widest = max((self._metrics["rows"].horizontalAdvance(line) for line in lines), default=0)
        return widest + 1 if widest else 0

    def _wrapped(self, part: Part, text: str, width: float) -> int:
        room, wrap = QRect(0, 0, int(width), 10_000), Qt.TextFlag.TextWordWrap.value
        return self._metrics[part].boundingRect(room, wrap, text).height()

    def _height(self, width: float, *, has_field: bool) -> int:
        heights = self.heights(width)
        kept = [height for part, height in heights.items() if has_field or part != "field"]
        return sum(kept) + self._px(LEAST_GAP) * (len(kept) - 1)


def cell_texts(walk: Walk, cell: Cell) -> dict[Part, str]:
    """Return what is said of a cell; a window that does not walk has no sums."""
    texts: dict[Part, str] = {"reads": reads_text(walk, cell)}
    if not walk.whole:
        texts["rows"] = sum_text(walk.rows, cell[0], "i")
        texts["columns"] = sum_text(walk.columns, cell[1], "j")
    return texts


def _all_texts(walk: Walk) -> dict[Part, set[str]]:
    """Return what is said of a layer: at its edges is all that is only said there."""
    rows, columns = ({0, axis.out // 2, axis.out - 1} for axis in (walk.rows, walk.columns))
    found: dict[Part, set[str]] = {"unread": {unread_text(walk)}, "field": {LONGEST_FIELD}}
    for cell in ((row, column) for row in rows for column in columns):
        for part, text in cell_texts(walk, cell).items():
            found.setdefault(part, set()).add(text)
    return found
