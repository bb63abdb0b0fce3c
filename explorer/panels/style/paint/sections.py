"""What is wanted second, a fold each: normalisation, colours and strokes, start, optimiser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal

from explorer.panels.style.balance import rebalanced
from explorer.panels.style.paint.formula import NORMALISATION_WORDS, normalisation_latex
from explorer.widgets.controls import (
    Choice,
    Range,
    Section,
    SliderRow,
    label,
    tool_button,
)
from explorer.widgets.formula_view import FormulaView
from explorer.widgets.weight_range import WeightRange

if TYPE_CHECKING:
    from explorer.panels.style.state import PaintState

LARGEST_SEED: Final = 9999
COLOUR_WORDS: Final = {
    "style": "The painting’s colours.",
    "luminance": "The photograph’s colours: only the lightness is painted.",
    "matched": "The photograph’s colours: the painting gets their mean and covariance first.",
}
OWN_RATE: Final = {"lbfgs": "own: 1", "adam": "own: 0.02"}


class NormalisationSection(Section):
    """Which sums the losses are, by name and by formula."""

    chosen = Signal(dict)  # fields and their values

    def __init__(self) -> None:
        super().__init__("Normalisation")
        self._paint: PaintState | None = None
        self.choice = Choice(
            "Normalisation",
            [("sum", "sum", "As in the course"), ("gatys", "Gatys", "Gatys et al. 2016"),
             ("johnson", "Johnson", "Johnson et al. 2016"), ("mean", "mean", "PyTorch’s tutorial")],
            fill=True,
        )  # fmt: skip
        self.formula = FormulaView()
        self._words = label("", "caption", wrap=True)
        self._kept = label("Choosing another one changes α and β so that J stays about the same.",
                           "caption", wrap=True)  # fmt: skip
        for item in (self.choice, self.formula, self._words, self._kept):
            self.add(item)
        self.choice.currentChanged.connect(self._on_choice_changed)

    def show_state(self, paint: PaintState) -> None:
        """Show the normalisation of the state."""
        self._paint = paint
        self.choice.set_current(paint.normalisation)
        self._words.setText(NORMALISATION_WORDS[paint.normalisation])
        self.formula.set_latex(
            normalisation_latex(paint.normalisation),
            f"Content and style loss, {NORMALISATION_WORDS[paint.normalisation]}",
        )

    def _on_choice_changed(self, key: str) -> None:
        if self._paint is None:
            return
        new = rebalanced(self._paint, key)  # type: ignore[arg-type]
        self.chosen.emit(
            {
                "normalisation": new.normalisation,
                "content_weight": new.content_weight,
                "style_weight": new.style_weight,
            }
        )


class StrokesSection(Section):
    """Colours, the size of strokes, and pooling."""

    chosen = Signal(dict)  # fields and their values

    def __init__(self) -> None:
        super().__init__("Colours and strokes")
        self.colour = Choice(
            "Colours",
            [("style", "painting’s", COLOUR_WORDS["style"]),
             ("luminance", "luminance", COLOUR_WORDS["luminance"]),
             ("matched", "matched", COLOUR_WORDS["matched"])],
            fill=True,
        )  # fmt: skip
        self._words = label("", "caption", wrap=True)
        self.scale = SliderRow(
            "style scale",
            Range(0.25, 4, "log", 2),
            1.0,
            "Size of the painting as a multiple of the picture’s: above 1 strokes get larger",
        )
        self.pooling = Choice(
            "Pooling",
            [("max", "max pooling", "As the network was trained"),
             ("average", "average pooling", "Smoother: Gatys et al. found it slightly better")],
            fill=True,
        )  # fmt: skip
        for item in (self.colour, self._words, self.scale, self.pooling):
            self.add(item)
        self.colour.currentChanged.connect(lambda key: self.chosen.emit({"colour": key}))
        self.pooling.currentChanged.connect(lambda key: self.chosen.emit({"pooling": key}))
        self.scale.valueChanged.connect(lambda value: self.chosen.emit({"style_scale": value}))

    def show_state(self, paint: PaintState) -> None:
        """Say what the state says."""
        self.colour.set_current(paint.colour)
        self._words.setText(COLOUR_WORDS[paint.colour])
        self.scale.set_value(paint.style_scale)
        self.pooling.set_current(paint.pooling)


class StartSection(Section):
    """Which picture is the first."""

    chosen = Signal(dict)  # fields and their values

    def __init__(self) -> None:
        super().__init__("First picture")
        self.noise = SliderRow(
            "noise in it",
            Range(0, 1, "float", 2),
            0.0,
            "0 starts from the photograph, 1 from noise alone, between from a mix of both",
        )
        self.seed = SliderRow(
            "seed of the noise",
            Range(0, LARGEST_SEED, "int"),
            0,
            "The same seed on the same device paints the same picture",
        )
        self.dice = tool_button("dices", "Another seed", kind="quiet")
        self.seed.add_to_name(self.dice)
        for item in (self.noise, self.seed):
            self.add(item)
        self.noise.valueChanged.connect(lambda value: self.chosen.emit({"noise": value}))
        self.seed.valueChanged.connect(lambda value: self.chosen.emit({"seed": int(value)}))
        self.dice.clicked.connect(self._on_dice_clicked)

    def show_state(self, paint: PaintState) -> None:
        """Say what the state says."""
        self.noise.set_value(paint.noise)
        self.seed.set_value(paint.seed)

    def _on_dice_clicked(self) -> None:
        self.chosen.emit({"seed": (int(self.seed.value()) + 1) % (LARGEST_SEED + 1)})


class OptimiserSection(Section):
    """How J is made small."""

    chosen = Signal(dict)  # fields and their values

    def __init__(self) -> None:
        super().__init__("Optimiser")
        self.choice = Choice(
            "Optimiser",
            [("lbfgs", "L-BFGS", "Learns J’s curvature from the last steps: fewest steps"),
             ("adam", "Adam", "Takes more steps, and less memory")],
            fill=True,
        )  # fmt: skip
        self.rate = SliderRow(
            "learning rate",
            WeightRange(1e-3, 2, "log", typed=10),
            0,
            "Length of a step, of the range 0 to 1 of a pixel; 0 takes the optimiser’s own",
        )
        for item in (self.choice, self.rate):
            self.add(item)
        self.choice.currentChanged.connect(lambda key: self.chosen.emit({"optimizer": key}))
        self.rate.valueChanged.connect(lambda value: self.chosen.emit({"learning_rate": value}))

    def show_state(self, paint: PaintState) -> None:
        """Say what the state says."""
        self.choice.set_current(paint.optimizer)
        self.rate.set_value(paint.learning_rate)
        self.rate.set_suffix("" if paint.learning_rate else f" ({OWN_RATE[paint.optimizer]})")
