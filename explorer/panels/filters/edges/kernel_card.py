"""The card of the kernel: by name or number by number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from explorer.engine.filters import KERNEL_INFOS
from explorer.panels.filters.edges import kernels
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.controls import Choice, Range, SliderRow, label, push_button
from explorer.widgets.kernel_editor import KernelEditor
from explorer.widgets.numbers import short_number

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from explorer.panels.filters.state import EdgesState, FiltersState
    from explorer.services.store import Store

_GABOR_TEXT = (
    "A wave under a bell: answers to edges of one direction and one width, as cells of the "
    "visual cortex and the first layer of a trained network do."
)
_CUSTOM_TEXT = "Your own kernel. Type a number or 1/9, or drag up and down on a cell."


class KernelCard(Card):
    """Choose a kernel, edit it, transpose it; sliders for the Gabor."""

    def __init__(self, store: Store[FiltersState]) -> None:
        super().__init__("Kernel")
        self._store = store
        self._choice = Choice(
            "Kernel", list(kernels.TITLES.items()), tooltip="A kernel by its name", as_list=True
        )
        self._transpose = push_button("Transpose", "Rows become columns", kind="quiet")
        self._editor = KernelEditor()
        self._gabor = _GaborSliders()
        self._text = label("", "caption", wrap=True)
        line = QHBoxLayout()
        line.addWidget(self._choice, 1)
        line.addWidget(self._transpose)
        self.add(line)
        self.add(self._editor)
        self.add(self._gabor)
        self.add(self._text)
        self._choice.currentChanged.connect(self._on_choice_changed)
        self._transpose.clicked.connect(self._on_transpose_clicked)
        self._editor.kernelChanged.connect(self._on_editor_changed)
        self._gabor.angle.valueChanged.connect(self._on_angle_changed)
        self._gabor.wavelength.valueChanged.connect(self._on_wavelength_changed)

    def show_state(self, state: EdgesState) -> None:
        """Say what the state says."""
        self._choice.set_current(
            state.kernel_name if state.kernel_name in kernels.TITLES else kernels.CUSTOM
        )
        kernel = np.array(state.kernel, np.float32)
        if not np.array_equal(kernel, self._editor.kernel()):
            self._editor.set_kernel(kernel)
        self._gabor.angle.set_value(state.gabor_angle_deg)
        self._gabor.wavelength.set_value(state.gabor_wavelength_px)
        self._gabor.setVisible(state.kernel_name == kernels.GABOR)
        self._text.setText(_explanation(state.kernel_name))
        self.set_facts(f"{len(kernel)} × {len(kernel)} · Σ = {_sum_text(kernel)}")

    def _on_choice_changed(self, name: str) -> None:
        self._change(kernels.choose(self._store.state.edges, name))

    def _on_transpose_clicked(self) -> None:
        self._change(kernels.transpose(self._store.state.edges))

    def _on_editor_changed(self, values: NDArray[np.float32]) -> None:
        self._change(kernels.take(self._store.state.edges, values))

    def _on_angle_changed(self, angle_deg: float) -> None:
        self._change(kernels.tune_gabor(self._store.state.edges, angle_deg=angle_deg))

    def _on_wavelength_changed(self, wavelength_px: float) -> None:
        self._change(kernels.tune_gabor(self._store.state.edges, wavelength_px=wavelength_px))

    def _change(self, changes: dict[str, Any]) -> None:
        if changes:
            self._store.update("edges", **changes)


class _GaborSliders(QWidget):
    """Direction and width of the Gabor's wave."""

    def __init__(self) -> None:
        super().__init__()
        self.angle = SliderRow(
            "angle θ",
            Range(0, 180, "int", decimals=0),
            45,
            "Direction in which the wave runs, counter-clockwise from the right",
            suffix="°",
        )
        self.wavelength = SliderRow(
            "wavelength λ",
            Range(2, 16, decimals=1, step=0.1),
            4,
            "From crest to crest, in pixels: large ones answer to broad edges",
            suffix="px",
        )
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(self.angle)
        self._layout.addWidget(self.wavelength)
        theme.watch_theme(self._apply_metrics)

    def _apply_metrics(self) -> None:
        self._layout.setSpacing(theme.current_theme().px(theme.SMALL))


def _explanation(name: str) -> str:
    if name == kernels.GABOR:
        return _GABOR_TEXT
    info = KERNEL_INFOS.get(name)
    return _CUSTOM_TEXT if info is None else info.explanation


def _sum_text(kernel: NDArray[np.float32]) -> str:
    total = float(kernel.sum(dtype=np.float64))
    return "0" if abs(total) < 1e-6 * float(np.abs(kernel).sum()) else short_number(total)
