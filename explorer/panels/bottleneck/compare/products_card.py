"""Both products written out: letters, today's numbers, the sum, and how many times less it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from explorer.engine.bottleneck.derivation import UNITS
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.controls import Section, Segmented, label
from explorer.widgets.formula_view import FormulaView
from explorer.widgets.paced_formula import PacedFormula

if TYPE_CHECKING:
    from explorer.engine.bottleneck.formulas import CourseNote, Formula
    from explorer.panels.bottleneck.compare.respond import CompareView
    from explorer.panels.bottleneck.state import CompareState

PRODUCTS = (
    ("operations", "MACs", "Multiplications, and FLOPs where those are chosen"),
    ("params", "Parameters", "Weights and biases"),
)
NOTE_TITLE = "The notes write ×32, ×192 is meant"
RATIO = 4
"""Which of the five formulae is the ratio."""


class ProductsCard(Card):
    """Five formulae of MACs, FLOPs or parameters, and the slip in the course's notes."""

    edited = Signal(dict)  # fields of CompareState

    def __init__(self) -> None:
        super().__init__("Counted")
        self.products = Segmented("What is written out", PRODUCTS)
        self.lines = [FormulaLine(in_one=at == RATIO) for at in range(RATIO + 1)]
        self.note = NoteSection()
        self._follows = False
        self._lay_out()
        self.products.currentChanged.connect(lambda key: self.edited.emit({"products": key}))
        theme.watch_theme(self._apply_body_metrics)

    def show_choices(self, choices: CompareState) -> None:
        """Press the button of what is written out."""
        self.products.rename_option("operations", UNITS[choices.counts])
        self.products.set_current(choices.products)

    def show_view(self, view: CompareView) -> None:
        """Write the products of a comparison."""
        for line, formula in zip(self.lines, view.formulas.all, strict=True):
            line.show_formula(formula)
        self.note.show_note(view.note)

    def is_idle(self) -> bool:
        """Whether every formula is set."""
        return all(line.is_idle() for line in self.lines) and self.note.is_idle()

    def shutdown(self) -> None:
        """Let go of the formulae's worker."""
        for line in self.lines:
            line.shutdown()
        self.note.shutdown()

    def _lay_out(self) -> None:
        self.add_header_widget(self.products)
        body = QWidget()
        body.setObjectName("columnBody")
        self._grid = QGridLayout()
        self._grid.setColumnStretch(1, 1)
        for row, line in enumerate(self.lines):
            line.put(self._grid, 2 * row)
        self._body = QVBoxLayout(body)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.addLayout(self._grid)
        self._body.addWidget(self.note)
        self._body.addStretch(1)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.verticalScrollBar().rangeChanged.connect(self._on_range_changed)
        self._area.setWidget(body)
        self.note.section.toggled.connect(self._on_note_toggled)
        self.add(self._area, 1)

    def _on_note_toggled(self, is_open: bool) -> None:
        self._follows = is_open

    def _on_range_changed(self, _least: int, most: int) -> None:
        """Show what was just unfolded: it stands below all else."""
        if self._follows:
            self._area.verticalScrollBar().setValue(most)

    def _apply_body_metrics(self) -> None:
        px = theme.current_theme().px
        self._grid.setHorizontalSpacing(px(theme.SMALL))
        self._grid.setVerticalSpacing(px(2))
        self._body.setSpacing(px(theme.TIGHT))


class FormulaLine:
    """What is counted, its letters beside it, and today's numbers below.

    ``in_one``: letters and numbers are one equation, as for a ratio, which is high enough alone.
    """

    def __init__(self, *, in_one: bool = False) -> None:
        self._title = label("", "caption")
        self.letters = None if in_one else FormulaView()
        self.numbers = PacedFormula()

    def put(self, grid: QGridLayout, row: int) -> None:
        """Put it into two rows of a grid, or into one."""
        grid.addWidget(self._title, row, 0)
        if self.letters is None:
            grid.addWidget(self.numbers, row, 1)
        else:
            grid.addWidget(self.letters, row, 1)
            grid.addWidget(self.numbers, row + 1, 0, 1, 2)

    def show_formula(self, formula: Formula) -> None:
        """Write a formula."""
        self._title.setText(formula.title)
        latex = formula.numbers
        if self.letters is None:
            latex = f"{formula.general} = {formula.numbers}"
        else:
            self.letters.set_latex(formula.general, f"{formula.title}, in letters")
        self.numbers.set_latex(latex, formula.spoken)

    def is_idle(self) -> bool:
        """Whether both are set."""
        return all(view.is_idle() for view in self._views())

    def shutdown(self) -> None:
        """Let go of the formulae's worker."""
        for view in self._views():
            view.shutdown()

    def _views(self) -> list[FormulaView]:
        return [self.numbers] if self.letters is None else [self.letters, self.numbers]


class NoteSection(QWidget):
    """The slip in the course's notes, folded away under a title that says what it is."""

    def __init__(self) -> None:
        super().__init__()
        self.section = Section(NOTE_TITLE)
        # Words that wrap need more height than they hint at.
        self.section.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.text = label("", "caption", wrap=True)
        self.formula = PacedFormula()
        self.section.add(self.text)
        self.section.add(self.formula)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.section)

    def show_note(self, note: CourseNote) -> None:
        """Say what is written, and what is meant."""
        self.text.setText(note.text)
        written, meant = rf"\text{{written: }} {note.written}", rf"\text{{meant: }} {note.meant}"
        self.formula.set_latex(f"{written}\n{meant}", note.text)

    def is_idle(self) -> bool:
        """Whether the formulae are set."""
        return self.formula.is_idle()

    def shutdown(self) -> None:
        """Let go of the formulae's worker."""
        self.formula.shutdown()
