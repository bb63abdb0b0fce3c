"""A digit to draw, and what LeNet-5 takes it for, stroke by stroke."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from explorer.panels.filters.maps.digits import EXAMPLES
from explorer.widgets import theme
from explorer.widgets.bars import ProbabilityBars
from explorer.widgets.card import Card
from explorer.widgets.controls import Segmented, label, push_button
from explorer.widgets.draw_pad import DrawPad

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtWidgets import QWidget

    from explorer.engine.trained.network import Prediction
    from explorer.panels.filters.state import MapsState, Stroke

SOURCES = (
    ("pad", "Draw", "LeNet-5 reads what is drawn here"),
    ("source", "Source", "LeNet-5 reads the picture, clip or camera chosen above"),
)
PAD_WIDTH = 178


class DigitCard(Card):
    """The pad at the left, the probability of each digit at the right."""

    digitFromChosen = Signal(str)  # "pad" or "source"
    strokesDrawn = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Digit", parent=parent)
        self._shown_example = 2
        self._from = Segmented("Where the digit comes from", SOURCES)
        self._example = push_button("Example", "Draw the next of ten example digits", "pencil")
        self.pad = DrawPad()
        self._bars = ProbabilityBars("Probability of each digit", 10, compact=True)
        self._verdict = label("", "strong", wrap=True)
        self._top = QHBoxLayout()
        self._top.addWidget(self._from)
        self._top.addStretch(1)
        self._top.addWidget(self._example)
        self._right = QVBoxLayout()
        self._right.addWidget(self._bars)
        self._right.addWidget(self._verdict)
        self._right.addStretch(1)
        self._sides = QHBoxLayout()
        self._sides.addWidget(self.pad)
        self._sides.addLayout(self._right, 1)
        self.add(self._top)
        self.add(self._sides)
        self._from.currentChanged.connect(self.digitFromChosen)
        self._example.clicked.connect(self.draw_example)
        self.pad.drawn.connect(self._on_pad_drawn)
        theme.watch_theme(self._apply_pad_metrics)

    def show_state(self, maps: MapsState) -> None:
        """Draw the strokes of the state, and press the button of where the digit comes from."""
        self._from.set_current(maps.digit_from)
        drawing = maps.digit_from == "pad"
        self.pad.setVisible(drawing)
        self._example.setVisible(drawing)
        self.pad.set_strokes(maps.strokes)

    def show_predictions(self, predictions: tuple[Prediction, ...]) -> None:
        """Show the probability of each digit, 0 to 9."""
        ordered = sorted(predictions, key=lambda one: one.index)
        self._bars.set_rows([(one.label, one.probability) for one in ordered])
        best = max(predictions, key=lambda one: one.probability, default=None)
        if best is None:
            self.set_facts("nothing drawn yet")
            self._verdict.setText("")
        else:
            self.set_facts(f"a {best.label}, {best.probability:.1%}")
            self._verdict.setText(f"It reads a {best.label}")

    def rows(self) -> tuple[tuple[str, float], ...]:
        """Return the digits and probabilities that are shown."""
        return self._bars.rows()

    def image(self) -> NDArray[np.uint8]:
        """Return what is drawn, uint8 (280, 280), white on black."""
        return self.pad.image()

    def draw_example(self) -> None:
        """Draw the next example in place of what is on the pad."""
        self._shown_example = (self._shown_example + 1) % len(EXAMPLES)
        self.strokesDrawn.emit(EXAMPLES[self._shown_example])

    def _on_pad_drawn(self) -> None:
        strokes: tuple[Stroke, ...] = self.pad.strokes()
        self.strokesDrawn.emit(strokes)

    def _apply_pad_metrics(self) -> None:
        px = theme.current_theme().px
        self.pad.setFixedWidth(px(PAD_WIDTH))
        self._sides.setSpacing(px(theme.MEDIUM))
        self._right.setSpacing(px(theme.SMALL))
