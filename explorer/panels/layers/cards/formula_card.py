"""What the cards with formulae have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.controls import ElidedLabel, label, set_tone
from explorer.widgets.formula_view import FormulaView
from explorer.widgets.labels import plain_tip

if TYPE_CHECKING:
    from explorer.panels.layers.values import LayersView


class FormulaCard(Card):
    """A card whose formulae are set in a worker; one without a text is hidden."""

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self.formulas: list[FormulaView] = []

    def show_view(self, view: LayersView) -> None:
        """Show what follows from the chosen layer."""
        raise NotImplementedError

    def is_idle(self) -> bool:
        """Whether every formula is set."""
        return all(formula.is_idle() for formula in self.formulas)

    def shutdown(self) -> None:
        """Let go of the formulae's worker."""
        for formula in self.formulas:
            formula.shutdown()

    def _formula(self) -> FormulaView:
        """Return a formula that the card looks after."""
        made = FormulaView()
        self.formulas.append(made)
        return made


class StatLine(QWidget):
    """A caption at the left, its number at the right, and behind it a mark of a tone."""

    def __init__(self, caption: str, tooltip: str) -> None:
        super().__init__()
        self._caption = label(caption, "label")
        self._value = ElidedLabel("", "number")
        self._mark = label("", "caption")
        self._tooltip = tooltip
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(self._caption)
        self._layout.addStretch(1)
        self._layout.addWidget(self._value)
        self._layout.addWidget(self._mark)
        self.setToolTip(tooltip)
        theme.watch_theme(self._apply_metrics)

    def show_value(self, text: str, mark: str = "", tone: str = "muted", why: str = "") -> None:
        """Show a number, its mark, and in the tooltip what the mark means."""
        self._value.setText(text)
        self._mark.setText(mark)
        self._mark.setVisible(bool(mark))
        set_tone(self._mark, tone)
        self.setToolTip(plain_tip(f"{self._tooltip}\n{why}" if why else self._tooltip))
        self.setAccessibleName(f"{self._caption.text()}: {text} {mark}".strip())

    def set_caption(self, caption: str) -> None:
        """Call the number otherwise."""
        self._caption.setText(caption)

    def value(self) -> str:
        """Return the number as it is shown."""
        return self._value.text()

    def mark(self) -> str:
        """Return what stands behind the number."""
        return self._mark.text()

    def _apply_metrics(self) -> None:
        px = theme.current_theme().px
        self._layout.setSpacing(px(theme.SMALL))
        self._layout.setContentsMargins(0, px(2), 0, 0)


def show_formula(formula: FormulaView, latex: str, spoken: str = "") -> None:
    """Show a formula, or nothing where there is none."""
    formula.setVisible(bool(latex))
    if latex:
        formula.set_latex(latex, spoken)
