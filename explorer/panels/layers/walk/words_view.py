"""The words of a walk: a column beside the grids, or lines below them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from explorer.panels.layers.walk.word_sizes import (
    LEAST_GAP,
    ROLES,
    SUMS,
    cell_texts,
)
from explorer.panels.layers.walk.words import flowing, unread_text
from explorer.widgets import theme
from explorer.widgets.controls import ElidedLabel, set_tone

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QPaintEvent

    from explorer.panels.layers.walk.geometry import Walk
    from explorer.panels.layers.walk.word_sizes import Part, WordSizes
    from explorer.widgets.cells import Cell

Form = Literal["column", "pairs", "lines"]

PLACES: Final[Mapping[Form, Mapping[Part, Cell]]] = {
    # Row 0 and the last are free room.
    "column": {part: (index + 1, 0) for index, part in enumerate(ROLES)},
    "pairs": {"reads": (0, 0), "unread": (0, 1), "rows": (1, 0), "columns": (1, 1)},
    "lines": {"reads": (0, 0), "unread": (1, 0), "rows": (2, 0), "columns": (3, 0)},
}


class WalkWords(QWidget):
    """Says what one output cell reads; `field` is said elsewhere unless this is a column."""

    def __init__(self) -> None:
        super().__init__()
        self._texts: dict[Part, str] = dict.fromkeys(ROLES, "")
        self._form: Form | None = None
        self._whole = False
        self._is_broken = True
        self._has_field = True
        self._labels = {part: _FlowingLabel(role, self) for part, role in ROLES.items()}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self.set_form("lines")
        theme.watch_theme(self._apply_metrics)

    def texts(self) -> tuple[str, ...]:
        """Return what is said of a cell, and of the cells that are not read."""
        return tuple(self._texts[part] for part in ("reads", "rows", "columns", "unread"))

    def set_walk(self, walk: Walk) -> None:
        """Speak of another layer."""
        self._whole = walk.whole
        self._say("unread", unread_text(walk))
        dropped = walk.rows.dropped or walk.columns.dropped
        set_tone(self._labels["unread"], "warm" if dropped else "muted")
        self._show_parts()

    def set_cell(self, walk: Walk, cell: Cell) -> None:
        """Say what a cell reads."""
        texts = cell_texts(walk, cell)
        for part in ("reads", *SUMS):
            self._say(part, texts.get(part, ""))

    def set_field(self, text: str) -> None:
        """Say how large the receptive field is."""
        self._say("field", text)

    def set_form(self, form: Form) -> None:
        """Stand as a column, as two lines of two, or as four lines."""
        if form == self._form:
            return
        self._form = form
        is_column = form == "column"
        for part, place in PLACES[form].items():
            self._grid.addWidget(self._labels[part], *place)
            self._labels[part].setWordWrap(is_column)
            self._labels[part].setAlignment(_alignment(form, place))
        for row in (0, len(ROLES) + 1):
            self._grid.setRowStretch(row, int(is_column))
        self._show_parts()
        for part, text in self._texts.items():
            self._say(part, text)

    def reserve(self, sizes: WordSizes, width: float, height: float) -> None:
        """Let every part of a column be as high as its longest text: nothing jumps on the way."""
        is_column = self._form == "column"
        heights = sizes.heights(width) if is_column else {}
        self._is_broken = sizes.is_broken(width)
        self._has_field = sizes.holds_field(width, height)
        gap = sizes.gap(width, height) if is_column else theme.current_theme().px(LEAST_GAP)
        self._grid.setVerticalSpacing(gap)
        for part, one in self._labels.items():
            one.setMinimumHeight(heights.get(part, 0))
            self._say(part, self._texts[part])
        self._show_parts()

    def has_field(self) -> bool:
        """Whether the receptive field is said here."""
        return self._form == "column" and self._has_field

    def _say(self, part: Part, text: str) -> None:
        self._texts[part] = text
        is_column = self._form == "column"
        self._labels[part].setText(flowing(text, broken=self._is_broken) if is_column else text)

    def _show_parts(self) -> None:
        hidden: set[Part] = set(SUMS) if self._whole else set()
        if not self._has_field:
            hidden.add("field")
        for part, one in self._labels.items():
            one.setVisible(part in PLACES[self._form or "lines"] and part not in hidden)

    def _apply_metrics(self) -> None:
        self._grid.setHorizontalSpacing(theme.current_theme().px(theme.LARGE))


class _FlowingLabel(ElidedLabel):
    """One line that is shortened; with word wrap, as many lines as it takes."""

    def __init__(self, role: str, parent: QWidget) -> None:
        super().__init__("", role, parent=parent)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the text, whole where it may wrap."""
        if self.wordWrap():
            QLabel.paintEvent(self, event)
        else:
            super().paintEvent(event)

    def _refresh_tooltip(self) -> None:
        if self.wordWrap():
            self.setToolTip("")
        else:
            super()._refresh_tooltip()


def form_below(sizes: WordSizes, width: float) -> Form:
    """Return how the words stand below the grids: in two lines where nothing is shortened."""
    gap = theme.current_theme().px(theme.LARGE)
    sides: dict[int, int] = {}
    for part, (_, side) in PLACES["pairs"].items():
        sides[side] = max(sides.get(side, 0), sizes.line_width(part))
    return "pairs" if sum(sides.values()) + gap <= width else "lines"


def height_below(sizes: WordSizes, form: Form) -> int:
    """Return the height of the words below the grids."""
    return sizes.below({part: row for part, (row, _) in PLACES[form].items()})


def _alignment(form: Form, place: Cell) -> Qt.AlignmentFlag:
    if form == "column":
        return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
    side = Qt.AlignmentFlag.AlignRight if place[1] else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
