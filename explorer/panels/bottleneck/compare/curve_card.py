"""The card with the cost against the bottleneck's width, and where the bottleneck saves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from explorer.engine.bottleneck.derivation import UNITS
from explorer.panels.bottleneck.compare.cost_curve import CostCurve, curve_words
from explorer.widgets.card import Card
from explorer.widgets.controls import Segmented, label
from explorer.widgets.export import save_array, save_image, save_svg
from explorer.widgets.exporter import export_button
from explorer.widgets.formula_view import FormulaView
from explorer.widgets.svg import widget_svg

if TYPE_CHECKING:
    from explorer.panels.bottleneck.compare.respond import CompareView
    from explorer.panels.bottleneck.state import CompareState
    from explorer.widgets.exporter import MenuEntry

CURVES = (
    ("macs", "MACs", "Multiplications, and FLOPs where those are chosen"),
    ("params", "Parameters", "Weights and biases"),
    ("traffic", "Traffic", "The least bytes that are moved for one picture in float32"),
)


class CurveCard(Card):
    """The curve, its switch, and the break-even width as a formula."""

    edited = Signal(dict)  # fields of CompareState
    widthChosen = Signal(int)

    def __init__(self) -> None:
        super().__init__("Cost against b")
        self.choice = Segmented("What is drawn against the width", CURVES)
        self.curve = CostCurve()
        self.words = label("", "caption", wrap=True)
        self.formula = FormulaView()
        self.add_header_widget(self.choice)
        self.add_header_widget(export_button(self.entries))
        self.add(self.curve, 1)
        self.add(self.formula)
        self.add(self.words)
        self.choice.currentChanged.connect(lambda key: self.edited.emit({"curve": key}))
        self.curve.widthChosen.connect(self.widthChosen)

    def show_choices(self, choices: CompareState) -> None:
        """Press the quantity's button."""
        self.choice.rename_option("macs", UNITS[choices.counts])
        self.choice.set_current(choices.curve)

    def show_view(self, view: CompareView) -> None:
        """Draw the curve of a comparison."""
        self.curve.show_curve(view.curve, view.break_even)
        meeting = view.break_even.lines[2]
        general = meeting.general.removeprefix("b^* = ")
        numbers = meeting.numbers.removeprefix("b^* = ").partition(" = ")[2]
        self.formula.set_latex(f"b^* = {general} = {numbers}", meeting.spoken)
        self.words.setText(curve_words(view.curve, view.break_even))

    def is_idle(self) -> bool:
        """Whether the formula is set."""
        return self.formula.is_idle()

    def shutdown(self) -> None:
        """Let go of the formula's worker."""
        self.formula.shutdown()

    def entries(self) -> list[MenuEntry]:
        """Return what can be saved: the curve as a picture, and its points."""
        curve = self.curve.curve()
        if curve is None:
            return []
        unit = UNITS[curve.quantity]
        rows = [["width", f"{unit}, bottlenecked", f"{unit}, directly"]]
        rows += [[str(one.width), str(one.cost), str(curve.direct)] for one in curve.points]
        return [
            ("Save curve as PNG…",
             lambda: save_image(self, self.curve.grab().toImage(), "cost-curve")),
            ("Save curve as SVG…",
             lambda: save_svg(self, widget_svg(self.curve), "cost-curve")),
            ("Save points as CSV…", lambda: save_array(self, rows, "cost-curve")),
        ]  # fmt: skip
