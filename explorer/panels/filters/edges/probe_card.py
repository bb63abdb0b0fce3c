"""The probe: one response taken apart, as numbers and as set mathematics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from explorer.panels.filters.edges.dot_product import DotProductView
from explorer.panels.filters.edges.mathematics import outcome_text, probe_latex
from explorer.panels.filters.edges.symbols import symbolic_latex
from explorer.panels.filters.edges.walk_bar import SketchWalkBar
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.controls import Segmented, label, set_tone
from explorer.widgets.numbers import format_number
from explorer.widgets.paced_formula import PacedFormula

if TYPE_CHECKING:
    from explorer.panels.filters.edges.probing import Reading

HINT = "hover to probe, click to keep"


class ProbeCard(Card):
    """Numbers and formula of one cell, and the controls of the walk."""

    def __init__(self) -> None:
        super().__init__("Probe", HINT)
        self._reading: Reading | None = None
        self._products = DotProductView()
        self._slices = Segmented(
            "Slice", [("0", "R", "red"), ("1", "G", "green"), ("2", "B", "blue")]
        )
        self._equality = label("", "number")
        self.add_header_widget(self._slices)
        self.add_header_widget(self._equality)
        self._formula = PacedFormula()
        self.walk_bar = SketchWalkBar()
        self._lay_out()
        self._slices.currentChanged.connect(self._on_slices_changed)

    @property
    def reading(self) -> Reading | None:
        """What is shown."""
        return self._reading

    def show_reading(self, reading: Reading | None, *, moving: bool = False) -> None:
        """Show the numbers at once; the formula has them too, except while the picture moves."""
        self._reading = reading
        self._content.setVisible(reading is not None)
        if reading is None:
            self.set_title("Probe")
            return
        row, column = reading.cell
        self.set_title(f"Probe · cell ({row}, {column})")
        self._show_products(reading)
        self._show_equality(reading)
        self._formula.set_latex(symbolic_latex(reading) if moving else probe_latex(reading))

    def is_idle(self) -> bool:
        """Whether numbers and formula belong together."""
        return self._formula.is_idle()

    def shutdown(self) -> None:
        """Let go of the formula's worker."""
        self._formula.shutdown()

    def _lay_out(self) -> None:
        self._content = QWidget()
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.addWidget(self._formula)
        right.addStretch(1)
        left = QVBoxLayout()
        left.setContentsMargins(0, 0, 0, 0)
        left.addWidget(self._products)
        left.addStretch(1)
        self._flow = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._content)
        self._flow.setContentsMargins(0, 0, 0, 0)
        self._flow.addLayout(left)
        self._flow.addLayout(right, 1)
        self._content.hide()
        self.add(self._content)
        self.add(self.walk_bar)

    def _show_products(self, reading: Reading) -> None:
        small = len(reading.probe.padded) == 3
        colour = reading.probe.window.ndim == 3
        self._slices.setVisible(colour and not small)
        channels: tuple[int, ...] = (0,)
        if colour:
            channels = (0, 1, 2) if small else (int(self._slices.current()),)
        self._products.show_reading(reading, channels)
        # A small window leaves room beside it; a large one takes the width.
        flow = QBoxLayout.Direction
        self._flow.setDirection(flow.LeftToRight if small else flow.TopToBottom)
        self._flow.setSpacing(theme.current_theme().px(theme.LARGE if small else theme.TIGHT))

    def _show_equality(self, reading: Reading) -> None:
        agrees = reading.agrees()
        sums, maps = (
            ", ".join(format_number(value, 3) for value in values)
            for values in (reading.sums, reading.responses)
        )
        found = outcome_text(reading)
        self._equality.setText(f"{found} = response ✓" if agrees else f"{found} ≠ response")
        self._equality.setToolTip(
            f"The dot product at this cell, {maps}, was computed for the whole picture at once; "
            f"the products below add up to {sums}"
        )
        set_tone(self._equality, "good" if agrees else "bad")

    def _on_slices_changed(self) -> None:
        if self._reading is not None:
            self._show_products(self._reading)
