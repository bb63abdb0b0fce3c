"""A kernel that can be typed, dragged, turned and rolled: 3×3, 5×5 or 7×7."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from explorer.widgets import theme
from explorer.widgets.buttons import tool_button
from explorer.widgets.kernel_cell import KernelCell
from explorer.widgets.labels import label, set_tone
from explorer.widgets.segmented import Segmented

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

SIZES = (3, 5, 7)
CELL_WIDTHS = {3: 60, 5: 58, 7: 43}


class KernelEditor(QWidget):
    """Edits a square kernel. `set_kernel` is silent; each change by the user is emitted."""

    kernelChanged = Signal(object)  # float32 (f, f)

    def __init__(self, name: str = "Kernel", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._random = np.random.default_rng()
        self._kernel: NDArray[np.float32] = np.zeros((0, 0), np.float32)
        self._cells: list[list[KernelCell]] = []
        self._grid = QGridLayout()
        self._size = Segmented("Size", [(str(f), f"{f}×{f}") for f in SIZES])
        self._problem = label("", "caption", wrap=True)
        set_tone(self._problem, "bad")
        self._problem.hide()
        self._tools = QHBoxLayout()
        self._add_tools()
        self._lay_out()
        self._size.currentChanged.connect(self._on_size_changed)
        self.setAccessibleName(name)
        theme.watch_theme(self._apply_metrics)
        self.set_kernel(np.zeros((3, 3), np.float32))

    def kernel(self) -> NDArray[np.float32]:
        """Return a copy of the kernel, float32 (f, f)."""
        return self._kernel.copy()

    def set_kernel(self, kernel: NDArray[np.floating]) -> None:
        """Show a square kernel of size 3, 5 or 7, and emit nothing.

        Raises
        ------
        ValueError
            When it has another shape or is not finite.
        """
        if kernel.ndim != 2 or kernel.shape[0] != kernel.shape[1] or len(kernel) not in SIZES:
            raise ValueError(f"A kernel is 3×3, 5×5 or 7×7, not {kernel.shape}.")
        if not np.isfinite(kernel).all():
            raise ValueError("A kernel's numbers are finite.")
        self._kernel = np.array(kernel, np.float32)
        if len(self._cells) != len(kernel):
            self._make_cells(len(kernel))
        self._size.set_current(str(len(kernel)))
        self._show_problem("")
        self._refresh()

    def seed(self, seed: int) -> None:
        """Make the random button repeatable."""
        self._random = np.random.default_rng(seed)

    def _lay_out(self) -> None:
        self._bottom = QHBoxLayout()
        self._bottom.addWidget(self._size)
        self._bottom.addStretch(1)
        self._bottom.addLayout(self._tools)
        centred = QHBoxLayout()
        centred.addLayout(self._grid)
        centred.addStretch(1)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addLayout(centred)
        self._layout.addWidget(self._problem)
        self._layout.addLayout(self._bottom)

    def _add_tools(self) -> None:
        tools: tuple[tuple[str, str, Callable[[], NDArray[np.float32]]], ...] = (
            ("dices", "Random numbers", self._randomised),
            ("sigma", "Divide by the sum of magnitudes", self._normalised),
            ("rotate-cw", "Turn by 90°", lambda: np.rot90(self._kernel, -1)),
            ("diff", "Change all signs", lambda: -self._kernel),
        )
        for icon_name, tooltip, change in tools:
            button = tool_button(icon_name, tooltip, kind="quiet")
            button.clicked.connect(lambda _checked, change=change: self._take(change()))
            self._tools.addWidget(button)

    def _make_cells(self, size: int) -> None:
        for row in self._cells:
            for cell in row:
                self._grid.removeWidget(cell)
                cell.hide()
                cell.deleteLater()
        self._cells = [[self._make_cell(row, column) for column in range(size)]
                       for row in range(size)]  # fmt: skip
        self._apply_metrics()

    def _make_cell(self, row: int, column: int) -> KernelCell:
        cell = KernelCell(f"row {row + 1}, column {column + 1}")
        cell.edited.connect(lambda value: self._on_cell_edited(row, column, value))
        cell.moved.connect(lambda rows, columns: self._focus_cell(row + rows, column + columns))
        cell.rejected.connect(self._show_problem)
        self._grid.addWidget(cell, row, column)
        return cell

    def _on_cell_edited(self, row: int, column: int, value: float) -> None:
        changed = self._kernel.copy()
        changed[row, column] = value
        self._take(changed)

    def _on_size_changed(self, key: str) -> None:
        self._take(resized(self._kernel, int(key)))

    def _take(self, kernel: NDArray[np.floating]) -> None:
        if kernel.shape == self._kernel.shape and np.array_equal(kernel, self._kernel):
            return
        self.set_kernel(kernel)
        self.kernelChanged.emit(self.kernel())

    def _randomised(self) -> NDArray[np.float32]:
        return np.round(self._random.normal(0, 1, self._kernel.shape), 1).astype(np.float32)

    def _normalised(self) -> NDArray[np.float32]:
        total = np.abs(self._kernel).sum()
        return self._kernel if total == 0 else (self._kernel / total).astype(np.float32)

    def _focus_cell(self, row: int, column: int) -> None:
        size = len(self._cells)
        if 0 <= row < size and 0 <= column < size:
            self._cells[row][column].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self._cells[row % size][column % size].commit()

    def _refresh(self) -> None:
        limit = float(np.abs(self._kernel).max())
        for row, cells in enumerate(self._cells):
            for column, cell in enumerate(cells):
                cell.set_value(float(self._kernel[row, column]), limit)

    def _show_problem(self, why: str) -> None:
        self._problem.setText(why)
        self._problem.setVisible(bool(why))

    def _apply_metrics(self) -> None:
        present = theme.current_theme()
        gap = present.px(theme.TIGHT)
        self._grid.setSpacing(gap)
        self._tools.setSpacing(gap // 2)
        self._layout.setSpacing(present.px(theme.SMALL))
        size = len(self._cells)
        for row in self._cells:
            for cell in row:
                cell.setFont(present.font("number" if size < 7 else "number-small"))
                cell.setFixedWidth(present.px(CELL_WIDTHS[size]))


def resized(kernel: NDArray[np.float32], size: int) -> NDArray[np.float32]:
    """Return a kernel cut or filled up with zeros around its middle."""
    result = np.zeros((size, size), np.float32)
    side = min(size, len(kernel))
    inside, outside = (size - side) // 2, (len(kernel) - side) // 2
    result[inside : inside + side, inside : inside + side] = kernel[
        outside : outside + side, outside : outside + side
    ]
    return result
