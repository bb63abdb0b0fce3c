"""The mathematics of the sum: each branch's products, in letters and with today's numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from explorer.panels.bottleneck.inception.branch_mark import BranchMark
from explorer.panels.bottleneck.inception.branches import BRANCH_TITLES, BRANCHES
from explorer.widgets import theme
from explorer.widgets.controls import label
from explorer.widgets.formula_view import FormulaView

if TYPE_CHECKING:
    from explorer.engine.bottleneck.formulas import Formula
    from explorer.engine.bottleneck.inception_formulas import ModuleFormulas
    from explorer.panels.bottleneck.inception.values import ModuleView

TITLES = {**BRANCH_TITLES, "total": "sum", "ratio": "ratio"}
TITLE_WIDTH = 52
LETTERS = (
    "h × w cells, c channels in; n: filters of a branch, r: of the 1×1 before them. MACs leave "
    "out biases; FLOPs are twice the MACs."
)


class SumView(QScrollArea):
    """First the unit of cost that is chosen, then the parameters."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName("The sum, with today's numbers")
        self.groups = (SumGroup(), SumGroup())
        self._body = QWidget()
        self._body.setObjectName("columnBody")
        self._layout = QVBoxLayout(self._body)
        self._layout.addWidget(label(LETTERS, "caption", wrap=True))
        for group in self.groups:
            self._layout.addWidget(group)
        self._layout.addStretch(1)
        self.setWidget(self._body)
        theme.watch_theme(self._apply_metrics)

    def show_view(self, view: ModuleView) -> None:
        """Show another module's sums."""
        for group, found in zip(self.groups, view.sums, strict=True):
            group.show_formulas(found)

    def is_idle(self) -> bool:
        """Whether every formula is set."""
        return all(group.is_idle() for group in self.groups)

    def shutdown(self) -> None:
        """Let go of the worker that sets formulae."""
        for group in self.groups:
            group.shutdown()

    def _apply_metrics(self) -> None:
        px = theme.current_theme().px
        self._layout.setContentsMargins(0, 0, px(theme.SMALL), 0)
        self._layout.setSpacing(px(theme.MEDIUM))


class SumGroup(QWidget):
    """One quantity: a line for each branch, their sum, and the ratio to the naive module."""

    def __init__(self) -> None:
        super().__init__()
        self._title = label("", "strong")
        self.lines = {key: FormulaView() for key in TITLES}
        self._grid = QGridLayout(self)
        self._grid.addWidget(self._title, 0, 0, 1, 3)
        for row, (key, view) in enumerate(self.lines.items(), 1):
            if key in BRANCHES:
                self._grid.addWidget(BranchMark(key), row, 0)
            self._grid.addWidget(label(TITLES[key], "label"), row, 1)
            self._grid.addWidget(view, row, 2)
        self._grid.setColumnStretch(2, 1)
        theme.watch_theme(self._apply_metrics)

    def show_formulas(self, found: ModuleFormulas) -> None:
        """Show other formulae."""
        self._title.setText(found.unit[0].upper() + found.unit[1:])
        keyed = zip(TITLES, found.all, strict=True)
        for key, formula in keyed:
            self.lines[key].set_latex(latex_of(formula), formula.spoken)

    def is_idle(self) -> bool:
        """Whether every formula is set."""
        return all(line.is_idle() for line in self.lines.values())

    def shutdown(self) -> None:
        """Let go of the worker that sets formulae."""
        for line in self.lines.values():
            line.shutdown()

    def _apply_metrics(self) -> None:
        px = theme.current_theme().px
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(px(theme.SMALL))
        self._grid.setVerticalSpacing(px(6))
        self._grid.setColumnMinimumWidth(1, px(TITLE_WIDTH))


def latex_of(formula: Formula) -> str:
    """Return letters and numbers as one line; once where they are the same."""
    if formula.general == formula.numbers:
        return formula.numbers
    return f"{formula.general} = {formula.numbers}"
