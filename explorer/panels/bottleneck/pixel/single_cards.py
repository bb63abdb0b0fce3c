"""The step with one channel: one map times one number is another map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy

from explorer.panels.bottleneck.pixel.mathematics import single_latex, single_letters_latex
from explorer.panels.bottleneck.pixel.paint import cell_image, limit_of
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.cell_overlays import CellNumbers, WindowFrame
from explorer.widgets.colour_scale import ColourScale
from explorer.widgets.controls import ElidedLabel, label, set_tone
from explorer.widgets.image_view import ImageView, link_views
from explorer.widgets.matrix_view import Matrix, MatrixView
from explorer.widgets.numbers import MINUS, short_number
from explorer.widgets.paced_formula import PacedFormula

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtWidgets import QWidget

    from explorer.engine.bottleneck.pixel_dense import OneChannel
    from explorer.panels.bottleneck.pixel.values import Found
    from explorer.widgets.cells import Cell, Size

PATCH = 5
WEIGHT_WIDTH = 54


class SingleCard(Card):
    """A channel, the number, and the channel that comes out."""

    cellHovered = Signal(int, int)
    unhovered = Signal()
    cellClicked = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("One channel: just multiplying by a number", parent=parent)
        self._found: Found | None = None
        self._one_scale = True
        self.before = ImageView("The input channel", pixelated=True)
        self.after = ImageView("The channel times the weight", pixelated=True)
        self._titles = (ElidedLabel("", "caption"), ElidedLabel("", "caption"))
        self._scales = (ColourScale(), ColourScale())
        self._weight = label("", "number")
        self._weight.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._lay_out()
        self._connect()
        theme.watch_theme(self._apply_theme)

    @property
    def views(self) -> tuple[ImageView, ImageView]:
        """What goes in and what comes out."""
        return self.before, self.after

    def show_found(self, found: Found, given: int, *, one_scale: bool) -> None:
        """Show a channel and what the number makes of it."""
        self._found, self._one_scale = found, one_scale
        single = found.single
        if single is None:
            return
        weight = short_number(single.weight, 3)
        self._weight.setText(f"×\n{weight}\n=")
        self.set_facts(f"C = C′ = 1 · {found.size[0]} × {found.size[1]} pixels")
        self._titles[0].setText(f"x: channel {given} of {found.channels_in}")
        self._titles[1].setText(f"y = {weight} · x, at every pixel")
        self._paint()

    def _paint(self) -> None:
        found = self._found
        if found is None or found.single is None:
            return
        planes = (found.single.channel, found.single.by_conv)
        limits = map_limits(found.single, one_scale=self._one_scale)
        for view, plane, limit, scale in zip(self.views, planes, limits, self._scales, strict=True):
            view.set_image(cell_image(plane, limit))
            mark = WindowFrame(found.cell[1], found.cell[0], 1, 1)
            view.set_overlays([*_numbers(view, plane), mark])
            scale.set_range(-limit, limit, signed=True)

    def _lay_out(self) -> None:
        self._grid = QGridLayout()
        for column, place in enumerate((0, 2)):
            self._grid.addWidget(self._titles[column], 0, place)
            self._grid.addWidget(self.views[column], 1, place)
            self._grid.addWidget(self._scales[column], 2, place)
            self._grid.setColumnStretch(place, 1)
        self._grid.addWidget(self._weight, 1, 1)
        self._grid.setRowStretch(1, 1)
        self.add(self._grid, 1)

    def _connect(self) -> None:
        link_views(*self.views)
        for view in self.views:
            view.hovered.connect(self.cellHovered)
            view.unhovered.connect(self.unhovered)
            view.clicked.connect(self.cellClicked)

    def _apply_theme(self) -> None:
        px = theme.current_theme().px
        self._grid.setSpacing(px(theme.SMALL))
        # The number's room does not follow its digits, or the pictures would jump.
        self._weight.setFixedWidth(px(WEIGHT_WIDTH))
        self._paint()


class SingleNumbersCard(Card):
    """The numbers about the pixel: before, after, and one of them as mathematics."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Numbers about the pixel", parent=parent)
        self._before, self._after = MatrixView("x"), MatrixView("y")
        self._times, self._equals = label("", "number"), label("=", "number")
        self._check = label("", "number")
        self.formula = PacedFormula()
        self.formula.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._row = QHBoxLayout()
        for widget in (self._times, self._before, self._equals, self._after):
            self._row.addWidget(widget)
        self._row.addStretch(1)
        self.add(self._row)
        self.add(self.formula)
        self.add_header_widget(self._check)
        theme.watch_theme(self._apply_row_metrics)

    def show_found(self, found: Found, given: int, *, one_scale: bool, moving: bool) -> None:
        """Show the numbers in a window about the pixel, in the colours of their maps."""
        single = found.single
        if single is None:
            return
        rows, columns = window_about(found.cell, found.size)
        marked = frozenset({(found.cell[0] - rows.start, found.cell[1] - columns.start)})
        limits = map_limits(single, one_scale=one_scale)
        self._before.set_matrix(_patch(single.channel, (rows, columns), marked, limits[0]))
        self._after.set_matrix(_patch(single.by_conv, (rows, columns), marked, limits[1]))
        place = f"rows {rows.start}–{rows.stop - 1}, columns {columns.start}–{columns.stop - 1}"
        self._before.set_caption(f"x, {place}")
        self._after.set_caption("y")
        self._times.setText(f"{_bracketed(short_number(single.weight, 4))} ·")
        latex = single_letters_latex(given) if moving else single_latex(single, given, found.cell)
        self.formula.set_latex(latex)
        self._show_check(single)

    def check_text(self) -> str:
        """Return what is said of ``nn.Conv2d``."""
        return self._check.text()

    def is_idle(self) -> bool:
        """Whether the formula belongs to the numbers."""
        return self.formula.is_idle()

    def shutdown(self) -> None:
        """Let go of the formula's worker."""
        self.formula.shutdown()

    def _show_check(self, single: OneChannel) -> None:
        difference = single.difference
        # One product is rounded once, whichever way it is computed.
        agrees = difference == 0
        text = "nn.Conv2d(1, 1, 1) gives the same map"
        self._check.setText(f"{text} ✓" if agrees else f"nn.Conv2d(1, 1, 1): {difference:.1e} off")
        self._check.setToolTip(f"Largest difference at any pixel: {short_number(difference)}")
        set_tone(self._check, "good" if agrees else "bad")

    def _apply_row_metrics(self) -> None:
        self._row.setSpacing(theme.current_theme().px(theme.MEDIUM))


def map_limits(single: OneChannel, *, one_scale: bool) -> tuple[float, float]:
    """Return where the colour scales of both maps end."""
    first = limit_of(single.channel)
    return first, first if one_scale else limit_of(single.by_conv)


def window_about(cell: Cell, size: Size) -> tuple[slice, slice]:
    """Return rows and columns of a window about a cell, moved inside where it is at an edge."""
    slices = []
    for place, length in zip(cell, size, strict=True):
        side = min(PATCH, length)
        start = min(max(place - side // 2, 0), length - side)
        slices.append(slice(start, start + side))
    return slices[0], slices[1]


def _numbers(view: ImageView, plane: NDArray[np.float32]) -> list[CellNumbers]:
    return [] if view.image is None else [CellNumbers(plane, view.image)]


def _patch(
    plane: NDArray[np.float32], window: tuple[slice, slice], marked: frozenset[Cell], limit: float
) -> Matrix:
    part = plane[window]
    return Matrix(part, _decimals(part), limit=limit, marked=marked)


def _decimals(part: NDArray[np.float32]) -> int:
    """Return two decimals, or more where all numbers are small."""
    largest = float(abs(part).max())
    return 2 if largest >= 1 else 3 if largest >= 0.1 else 4


def _bracketed(text: str) -> str:
    return f"({text})" if text.startswith(MINUS) else text
