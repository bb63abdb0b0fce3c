"""The dot product of one cell as numbers: windows, kernels, products, sums."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from explorer.widgets import theme
from explorer.widgets.labels import label, set_tone
from explorer.widgets.matrix_view import Matrix, MatrixView
from explorer.widgets.numbers import signed_number

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from explorer.panels.filters.edges.probing import Reading

WIDEST_PIXEL = 0.5
LARGE = 5
_NAMES = ("red", "green", "blue")
_SIGNS = ("⊙", "=", "Σ =")


class DotProductView(QWidget):
    """One row of matrices for the luminance or for a channel: window ⊙ kernel = products, Σ."""

    def __init__(self) -> None:
        super().__init__()
        self._rows = tuple(_MatrixRow() for _ in range(3))
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        for index, row in enumerate(self._rows):
            for column, widget in enumerate(row.widgets):
                self._grid.addWidget(widget, index, column, Qt.AlignmentFlag.AlignTop)
        self._grid.setColumnStretch(len(self._rows[0].widgets), 1)
        for row in self._rows:
            row.hide()
        theme.watch_theme(self._apply_metrics)

    def show_reading(self, reading: Reading, channels: tuple[int, ...]) -> None:
        """Show these channels of a volume; (0,) for the luminance."""
        found = reading.probe
        single = found.window.ndim == 2
        for index, row in enumerate(self._rows):
            if index >= len(channels):
                row.hide()
                continue
            channel = channels[index]
            window, kernel, products = (
                array if single else array[:, :, channel]
                for array in (found.window, found.kernel, found.products)
            )
            total = float(found.channel_totals[channel])
            last = index == len(channels) - 1
            row.show_numbers(window, kernel, products, found.padded)
            row.show_words(_NAMES[channel] if len(channels) > 1 else "", total, captions=last)

    def _apply_metrics(self) -> None:
        px = theme.current_theme().px
        self._grid.setHorizontalSpacing(px(theme.SMALL))
        self._grid.setVerticalSpacing(px(theme.TIGHT))


class _MatrixRow:
    """The widgets of one dot product."""

    def __init__(self) -> None:
        self._window, self._kernel, self._products = self._matrices = (
            MatrixView(""),
            MatrixView(""),
            MatrixView(""),
        )
        self._signs = tuple(label(sign, "number") for sign in _SIGNS)
        self._name = label("", "caption")
        self._total = label("", "number")
        set_tone(self._total, "warm")
        self._is_large = False
        self.widgets: tuple[QWidget, ...] = (
            self._name,
            self._window,
            self._signs[0],
            self._kernel,
            self._signs[1],
            self._products,
            self._signs[2],
            self._total,
        )

    def hide(self) -> None:
        """Take no room."""
        for widget in self.widgets:
            widget.hide()

    def show_numbers(
        self,
        window: NDArray[np.float32],
        kernel: NDArray[np.float32],
        products: NDArray[np.float32],
        padded: NDArray[np.bool_],
    ) -> None:
        """Put the numbers in; large windows show fewer decimals."""
        decimals = 3 if len(window) <= LARGE else 2
        largest = -float(abs(kernel).max())
        self._window.set_matrix(
            Matrix(window, decimals, "level", padding=padded, room_for=WIDEST_PIXEL)
        )
        self._kernel.set_matrix(Matrix(kernel, _kernel_decimals(kernel), "signed"))
        self._products.set_matrix(Matrix(products, decimals, "signed", room_for=largest))
        self._is_large = len(window) > LARGE

    def show_words(self, name: str, total: float, *, captions: bool) -> None:
        """Name the channel and the matrices; say the sum beside them, or below large ones."""
        text = signed_number(total, 3)
        self._name.setText(name)
        self._total.setText(text)
        for widget in self.widgets:
            widget.setVisible(self._is_used(widget, name))
        self._window.set_caption("window" if captions else "")
        self._kernel.set_caption("kernel" if captions else "")
        below = f"products, Σ = {text}" if self._is_large else "products"
        self._products.set_caption(below if captions else "")
        for view, what in zip(self._matrices, ("window", "kernel", "products"), strict=True):
            view.setAccessibleName(f"{what} {name}".strip())

    def _is_used(self, widget: QWidget, name: str) -> bool:
        if widget is self._name:
            return bool(name)
        return not (self._is_large and widget in (self._signs[-1], self._total))


def _kernel_decimals(kernel: NDArray[np.float32]) -> int:
    """Return two decimals, or three where two would not say what is multiplied: 1/9."""
    return 2 if bool((abs(kernel - kernel.round(2)) < 1e-6).all()) else 3
