"""The chosen block: what it is, its formula, its skip's gate, and what can be done to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from explorer.engine.residual.gates import exchangeable
from explorer.panels.residual.operate.words import identity_reason, skip_text, swap_reason
from explorer.widgets import theme
from explorer.widgets.buttons import set_button_text
from explorer.widgets.card import Card
from explorer.widgets.controls import Range, Segmented, SliderRow, label, push_button
from explorer.widgets.fact_grid import Fact, FactGrid
from explorer.widgets.icons import icon
from explorer.widgets.paced_formula import PacedFormula

if TYPE_CHECKING:
    from explorer.engine.residual.gates import Operation, ResidualPlace
    from explorer.panels.residual.operate.bars_values import BarsView
    from explorer.panels.residual.operate.values import Block, Chain

DELETE, BACK = "Delete", "Put back"
NOT_MEASURED = "not measured yet"


class BlockCard(Card):
    """Shows one block; says what is wanted of it."""

    gateChosen = Signal(float)
    deletionChosen = Signal(bool)
    blockChosen = Signal(int)  # the place whose block is to stand here

    def __init__(self) -> None:
        super().__init__("Block")
        self._options: tuple[object, ...] = ()
        self.formula = PacedFormula()
        self._table = FactGrid("What the block is")
        self.gate = SliderRow(
            "α, how much of the skip comes through", Range(0, 1, decimals=2, step=0.01), 1.0,
            "1: as trained. 0: the skip is cut, and F alone is left",
        )  # fmt: skip
        self.delete = push_button(
            DELETE, "Turn F off: the skip alone is left", "trash-2", checkable=True
        )
        self._swap_name = label("Swap with", "label")
        self.swap = Segmented("Swap with", ())
        self._reason = label("", "caption", wrap=True)
        self._lay_out()
        self.gate.valueChanged.connect(self.gateChosen)
        self.delete.clicked.connect(self.deletionChosen)
        self.swap.currentChanged.connect(lambda key: self.blockChosen.emit(int(key)))

    def show_block(self, chain: Chain, operation: Operation, chosen: int, bars: BarsView) -> None:
        """Show a block and what is done to it."""
        block = chain.block(chosen)
        place = chain.place(block)
        self.set_title(f"Block {block.number}")
        self.set_facts(block.name)
        self._table.set_facts(_facts(block, place, bars, chosen))
        self._show_formula(place, operation)
        for part in (self.gate, self.delete):
            part.setVisible(place is not None)
        if place is None:
            self._swap_name.hide()
            self.swap.hide()
            self._say(identity_reason(block))
            return
        self.gate.set_value(operation.gates[place.index])
        self._show_deleted(operation.deleted[place.index])
        self._show_swap(chain, place, operation)

    def formula_text(self) -> str:
        """Return the formula that was asked for."""
        return self.formula.latex()

    def reason(self) -> str:
        """Return why the block cannot be deleted or exchanged."""
        return self._reason.text()

    def is_idle(self) -> bool:
        """Whether the formula is set."""
        return self.formula.is_idle()

    def shutdown(self) -> None:
        """Let go of the formula's worker."""
        self.formula.shutdown()

    def _show_formula(self, place: ResidualPlace | None, operation: Operation) -> None:
        latex, spoken = formula_of(place, operation)
        self.formula.set_latex(latex, spoken)

    def _show_deleted(self, deleted: bool) -> None:
        self.delete.setChecked(deleted)
        set_button_text(self.delete, BACK if deleted else DELETE)
        self.delete.setIcon(icon("undo-2" if deleted else "trash-2", "text"))

    def _show_swap(self, chain: Chain, place: ResidualPlace, operation: Operation) -> None:
        others = exchangeable(chain.places, place.index)
        self._swap_name.setVisible(bool(others))
        self.swap.setVisible(bool(others))
        self._say(swap_reason(chain, place))
        if not others:
            return
        options = (chain.network, place.index)
        stands = str(operation.order[place.index])
        if options == self._options:
            self.swap.set_current(stands)
            return
        self._options = options
        offered = [(str(place.index), "none", "Its own block stands here")]
        for one in others:
            number = chain.block_of(one).number
            offered.append((str(one), str(number), f"Let block {number} stand here, and this "
                            "one where that is"))  # fmt: skip
        self.swap.set_options(offered, stands)

    def _say(self, text: str) -> None:
        self._reason.setText(text)
        self._reason.setVisible(bool(text))

    def _lay_out(self) -> None:
        self._row = QHBoxLayout()
        self._row.addWidget(self.delete)
        self._row.addStretch(1)
        self._row.addWidget(self._swap_name)
        self._row.addWidget(self.swap)
        for part in (self.formula, self._table, self.gate):
            self.add(part)
        self.add(self._row)
        self.add(self._reason)
        theme.watch_theme(self._apply_row)

    def _apply_row(self) -> None:
        self._row.setSpacing(theme.current_theme().px(theme.SMALL))


def formula_of(place: ResidualPlace | None, operation: Operation) -> tuple[str, str]:
    """Return a block's equation with what is set put in, as LaTeX and in words."""
    if place is None:
        return "y = F(x)", "y is F of x: nothing is added"
    alpha, deleted = operation.gates[place.index], operation.deleted[place.index]
    skip = "x" if place.shortcut == "identity" else r"\mathrm{skip}(x)"
    gate = "" if alpha == 1 else rf"{alpha:.2f}\,"
    parts = ([] if deleted else ["F(x)"]) + ([] if alpha == 0 else [f"{gate}{skip}"])
    inner = " + ".join(parts) or "0"
    if place.linear:
        return f"y = {inner}", "y is F of x plus alpha times the skip: linear, no g follows"
    return f"y = g({inner})", "y is g of F of x plus alpha times the skip, g being a ReLU"


def _facts(block: Block, place: ResidualPlace | None, bars: BarsView, chosen: int) -> list[Fact]:
    facts = [
        Fact("x", block.input.text, "What comes in: height × width × channels"),
        Fact("y", block.output.text, "What goes out"),
        Fact("F", block.inside, "Its convolutions, in the order they run"),
    ]
    if place is None:
        return [*facts, Fact("skip", "none", "", "warm")]
    after = "nothing: linear" if place.linear else "g, a ReLU"
    facts += [
        Fact("skip", skip_text(place), "What goes around F and is added"),
        Fact("after +", after, "What follows the addition"),
    ]
    return [*facts, Fact("without it", without_text(bars, chosen), "As the bars have it")]


def without_text(bars: BarsView, chosen: int) -> str:
    """Return what is left without a block, as it was measured."""
    pair, whole = bars.without(min(chosen, len(bars.chain.blocks) - 1)), bars.whole
    if pair is None or whole is None:
        return NOT_MEASURED
    if bars.chain.network == "dlib-face":
        return f"AUC {pair.first:.3f} of {whole.first:.3f}, equal error {pair.second:.1%}"
    agreeing, total, right, _, known, _ = pair.cells
    return f"agrees on {agreeing} of {total}, right on {right} of {known}"
