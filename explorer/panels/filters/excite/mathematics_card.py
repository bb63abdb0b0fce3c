"""The mathematics of the method, with the numbers of the moment, below the pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from explorer.panels.filters.excite.ascent import SHIFT, TURN_DEG, ZOOM
from explorer.panels.filters.excite.mathematics import (
    GENERAL,
    SPOKEN,
    ascent_latex,
    cam_latex,
    gradient_latex,
)
from explorer.panels.filters.excite.unit_map import UnitMap
from explorer.panels.filters.excite.values import CamAnswer, GradientAnswer
from explorer.panels.filters.excite.weights_table import ROWS, WeightsTable
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.controls import label
from explorer.widgets.curve_plot import CurvePlot
from explorer.widgets.formula_view import FormulaView
from explorer.widgets.numbers import short_number

if TYPE_CHECKING:
    from explorer.panels.filters.excite.ascents import Ascents
    from explorer.panels.filters.excite.values import ExciteView, Method

HEIGHT = 200
_TITLES: dict[Method, str] = {
    "gradient": "Input gradient",
    "grad-cam": "Grad-CAM",
    "maximise": "Activation maximisation",
}
_SOURCES: dict[Method, str] = {
    "gradient": (
        "x is the network's input after its preprocessing, A the maps of the layer, h × w their "
        "size. Simonyan, Vedaldi and Zisserman 2014, section 3."
    ),
    "grad-cam": (
        "y is the score of the class before the softmax, A the maps of the layer, Z the number "
        "of places in a map. Selvaraju et al. 2017, equations 1 and 2."
    ),
    "maximise": (
        "τ shifts by up to {shift:.1%}, turns by up to {turn:.1f}° and zooms by up to {zoom:.0%}, "
        "at random in each step. u is a spectrum, s = 1/frequency; C makes RGB of independent "
        "colours. Adam changes u. Olah, Mordvintsev and Schubert 2017."
    ),
}


class MathematicsCard(Card):
    """Formula and source; beside them the weights of Grad-CAM, or the curve of an ascent."""

    channelChosen = Signal(int)

    def __init__(self, ascents: Ascents) -> None:
        super().__init__("")
        self._ascents = ascents
        self._method: Method | None = None
        self._level: float | None = None
        self.formula = FormulaView()
        self.curve = CurvePlot("Mean activation after each step")
        self.table = WeightsTable()
        self.map = UnitMap()
        self._source = label("", "caption", wrap=True)
        self._lay_out()
        self.table.channelChosen.connect(self.channelChosen)
        ascents.changed.connect(self._show_ascent)
        ascents.stepped.connect(self._show_ascent)
        theme.watch_theme(self._apply_size)

    def show_method(self, method: Method) -> None:
        """Take another method, of which there are no numbers yet."""
        if method == self._method:
            return
        self._method = method
        self.set_title(_TITLES[method])
        self._source.setText(_SOURCES[method])
        self.curve.setVisible(method == "maximise")
        self._show_nothing()
        self._show_ascent()

    def show_view(self, view: ExciteView, *, moves: bool) -> None:
        """Put the numbers of an answer in; letters stay where the picture moves on at once."""
        self._level = None if view.unit is None else view.unit.mean
        answer, unit, layer = view.answer, view.unit, view.layer
        if self._method == "maximise":
            self._show_ascent()
        elif unit is None or layer is None or answer is None:
            self._show_nothing()
        elif isinstance(answer, GradientAnswer):
            self.map.show_unit(unit, answer.position)
            self.set_facts(f"{layer.title}, channel {unit.channel} · {view.elapsed_ms:.0f} ms")
            if not moves:
                self._set_formula(gradient_latex(answer, unit, layer))
        else:
            self.table.show_weights(answer.weights[:ROWS], unit.channel)
            self.set_facts(
                f"{layer.title} · α of channel {unit.channel}: "
                f"{short_number(answer.weight_of(unit.channel))} · {view.elapsed_ms:.0f} ms"
            )
            if not moves:
                self._set_formula(cam_latex(answer))
        if moves:
            self._show_letters()
        self.map.setVisible(isinstance(answer, GradientAnswer))
        self.table.setVisible(isinstance(answer, CamAnswer))

    def is_idle(self) -> bool:
        """Whether the formula is set."""
        return self.formula.is_idle()

    def shutdown(self) -> None:
        """Let go of the formula's worker."""
        self.formula.shutdown()

    def _show_nothing(self) -> None:
        """Say what is computed while there are no numbers."""
        self._show_letters()
        self.set_facts("")
        self.map.hide()
        self.table.hide()

    def _show_letters(self) -> None:
        if self._method is not None:
            self._set_formula(GENERAL[self._method])

    def _set_formula(self, latex: str) -> None:
        if self._method is not None:
            self.formula.set_latex(latex, SPOKEN[self._method])

    def _show_ascent(self) -> None:
        if self._method != "maximise":
            return
        ascents = self._ascents
        request, step = ascents.request, ascents.step
        self._source.setText(_moves_text(1.0 if request is None else request.moves))
        self._set_formula(ascent_latex(request, None if ascents.is_running() else ascents.shown()))
        steps = 1 if request is None else request.steps
        best = None if step is None else step.best.index
        self.curve.set_curve(ascents.curve, steps, best, self._level, "this picture")
        self.set_facts(self._ascent_facts())

    def _ascent_facts(self) -> str:
        curve, level = self._ascents.curve, self._level
        if not curve:
            return ""
        text = f"ā from {short_number(curve[0])} to {short_number(max(curve))}"
        return text if level is None else f"{text} · this picture: {short_number(level)}"

    def _lay_out(self) -> None:
        self._words = QVBoxLayout()
        self._words.addWidget(self.formula)
        self._words.addWidget(self._source)
        self._words.addStretch(1)
        self._sides = QHBoxLayout()
        self._sides.addWidget(self.curve, 4)
        self._sides.addLayout(self._words, 5)
        self._sides.addWidget(self.table)
        self._sides.addWidget(self.map)
        self.add(self._sides, 1)
        self.table.hide()
        self.map.hide()
        self.curve.hide()

    def _apply_size(self) -> None:
        px = theme.current_theme().px
        self.setFixedHeight(px(HEIGHT))
        self._sides.setSpacing(px(theme.LARGE))
        self._words.setSpacing(px(theme.SMALL))


def _moves_text(moves: float) -> str:
    return _SOURCES["maximise"].format(
        shift=SHIFT * moves, turn=TURN_DEG * moves, zoom=ZOOM * moves
    )
