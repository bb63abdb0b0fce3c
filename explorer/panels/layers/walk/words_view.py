"""The words of a walk: a column beside the grids, or lines below them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from explorer.panels.layers.walk.words import flowing, reads_text, sum_text, unread_text
from explorer.widgets import theme
from explorer.widgets.controls import ElidedLabel, set_tone

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QPaintEvent

    from explorer.panels.layers.walk.arrange import Size
    from explorer.panels.layers.walk.geometry import Walk
    from explorer.widgets.cells import Cell

Form = Literal["column", "pairs", "lines"]
Part = Literal["reads", "rows", "columns", "unread", "field"]

ROLES: Mapping[Part, str] = {
    "reads": "body",
    "rows": "number-small",
    "columns": "number-small",
    "unread": "caption",
    "field": "caption",
}
_PLACES: Mapping[Form, Mapping[Part, Cell]] = {
    # Row 0 and the last are free room.
    "column": {part: (index + 1, 0) for index, part in enumerate(ROLES)},
    "pairs": {"reads": (0, 0), "unread": (0, 1), "rows": (1, 0), "columns": (1, 1)},
    "lines": {"reads": (0, 0), "unread": (1, 0), "rows": (2, 0), "columns": (3, 0)},
}
PAIRS_FROM = 790
"""Below so many pixels at scale 1, what is said below the grids is four lines and not two."""
NARROWEST = 208
WIDER = (0, 32, 64, 128)
"""So much wider than need be a column is offered too: it is lower."""
COLUMN_GAP = 5
LONGEST_FIELD = "receptive field 000 × 000 of 000 × 000, 000 × 000 of it picture"


class WalkWords(QWidget):
    """Says what one output cell reads; `field` is said elsewhere unless this is a column."""

    def __init__(self) -> None:
        super().__init__()
        self._texts: dict[Part, str] = dict.fromkeys(ROLES, "")
        self._form: Form | None = None
        self._whole = False
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
        for part, text in _cell_texts(walk, cell).items():
            self._say(part, text)

    def set_field(self, text: str) -> None:
        """Say how large the receptive field is."""
        self._say("field", text)

    def set_form(self, form: Form) -> None:
        """Stand as a column, as two lines of two, or as four lines."""
        if form == self._form:
            return
        self._form = form
        is_column = form == "column"
        for part, place in _PLACES[form].items():
            self._grid.addWidget(self._labels[part], *place)
            self._labels[part].setWordWrap(is_column)
            self._labels[part].setAlignment(_alignment(form, place))
        for row in (0, len(ROLES) + 1):
            self._grid.setRowStretch(row, int(is_column))
        self._apply_metrics()
        self._show_parts()
        for part, text in self._texts.items():
            self._say(part, text)

    def reserve(self, walk: Walk, width: float) -> None:
        """Let every part of a column be as high as its longest text: nothing jumps on the way."""
        heights = _heights(walk, width)
        for part, one in self._labels.items():
            one.setMinimumHeight(heights.get(part, 0) if self._form == "column" else 0)

    def _say(self, part: Part, text: str) -> None:
        self._texts[part] = text
        self._labels[part].setText(flowing(text) if self._form == "column" else text)

    def _show_parts(self) -> None:
        places = _PLACES[self._form or "lines"]
        for part, one in self._labels.items():
            one.setVisible(part in places and not (self._whole and part in ("rows", "columns")))

    def _apply_metrics(self) -> None:
        px = theme.current_theme().px
        self._grid.setVerticalSpacing(px(COLUMN_GAP if self._form == "column" else 2))
        self._grid.setHorizontalSpacing(px(theme.LARGE))


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


def form_below(width: float) -> Form:
    """Return how the words stand below the grids."""
    return "pairs" if width >= theme.current_theme().px(PAIRS_FROM) else "lines"


def height_below(walk: Walk, form: Form) -> int:
    """Return the height of the words below the grids."""
    px = theme.current_theme().px
    parts = [part for part in _PLACES[form] if not (walk.whole and part in ("rows", "columns"))]
    rows: dict[int, int] = {}
    for part in parts:
        row = _PLACES[form][part][0]
        rows[row] = max(rows.get(row, 0), _metrics(part).height())
    return sum(rows.values()) + px(2) * (len(rows) - 1)


def column_sizes(walk: Walk) -> tuple[Size, ...]:
    """Return the widths and heights of columns that hold whatever is said of a layer."""
    px = theme.current_theme().px
    lines = [line for part in ("rows", "columns") for line in _lines(walk, part)]
    widest = max((_metrics("rows").horizontalAdvance(line) for line in lines), default=0)
    width = max(widest + px(2), px(NARROWEST))
    sizes = []
    for more in WIDER:
        heights = _heights(walk, width + px(more)).values()
        sizes.append((width + px(more), sum(heights) + px(COLUMN_GAP) * (len(heights) - 1)))
    return tuple(sizes)


def _heights(walk: Walk, width: float) -> dict[Part, int]:
    """Return how high each part gets in a column, over the cells of a layer."""
    room = QRect(0, 0, int(width), 10_000)
    wrap = Qt.TextFlag.TextWordWrap.value
    found: dict[Part, int] = {}
    for part, texts in _all_texts(walk).items():
        metrics = _metrics(part)
        found[part] = max(metrics.boundingRect(room, wrap, flowing(one)).height() for one in texts)
    return found


def _lines(walk: Walk, part: Part) -> list[str]:
    found = _all_texts(walk).get(part, ())
    return [line for text in found for line in flowing(text).split("\n")]


def _all_texts(walk: Walk) -> dict[Part, set[str]]:
    """Return what is said of a layer: at its edges is all that is only said there."""
    rows, columns = ({0, axis.out // 2, axis.out - 1} for axis in (walk.rows, walk.columns))
    found: dict[Part, set[str]] = {"unread": {unread_text(walk)}, "field": {LONGEST_FIELD}}
    for cell in ((row, column) for row in rows for column in columns):
        for part, text in _cell_texts(walk, cell).items():
            if not (walk.whole and part in ("rows", "columns")):
                found.setdefault(part, set()).add(text)
    return found


def _cell_texts(walk: Walk, cell: Cell) -> dict[Part, str]:
    return {
        "reads": reads_text(walk, cell),
        "rows": sum_text(walk.rows, cell[0], "i"),
        "columns": sum_text(walk.columns, cell[1], "j"),
    }


def _metrics(part: Part) -> QFontMetrics:
    return QFontMetrics(theme.current_theme().font(ROLES[part]))


def _alignment(form: Form, place: Cell) -> Qt.AlignmentFlag:
    if form == "column":
        return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
    side = Qt.AlignmentFlag.AlignRight if place[1] else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
