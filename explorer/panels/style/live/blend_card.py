"""The blend: a slider for each style in it, its γ as a sum, and blends at a click."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from explorer.panels.style.live.blend import NONE, chosen, shares
from explorer.panels.style.live.blend_row import BlendRow
from explorer.panels.style.live.mathematics import blend_latex
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.controls import label, push_button
from explorer.widgets.paced_formula import PacedFormula

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.engine.style.multistyle_names import MultistyleInfo
    from explorer.panels.style.live.blend import Weights

ROOM: Final = 119
"""For three styles; more are scrolled, so that nothing below moves."""
NOBODY: Final = "No style is chosen: click one below."
ADD_MORE: Final = "Shift or Ctrl with a click on another style adds it to the blend."


class BlendCard(Card):
    """Shows what it is told, and says what the user wants."""

    weightChanged = Signal(int, float)  # style, weight
    removed = Signal(int)
    evenWanted = Signal()
    randomWanted = Signal()
    clearWanted = Signal()

    def __init__(self, styles: Sequence[MultistyleInfo], parent: QWidget | None = None) -> None:
        super().__init__("Blend", parent=parent)
        self._styles = styles
        self._weights: Weights = NONE
        self._held: int | None = None
        self._rows: dict[int, BlendRow] = {}
        self.formula = PacedFormula()
        self._hint = label("", "caption", wrap=True)
        self.even = push_button("Even mix", "Give the styles of the blend the same weight")
        self.random = push_button("Random blend", "Two to four styles by chance", "dices")
        self.clear = push_button("Clear", "Choose no style: the picture as it comes")
        self._lay_out()
        self.even.clicked.connect(self.evenWanted)
        self.random.clicked.connect(self.randomWanted)
        self.clear.clicked.connect(self.clearWanted)
        theme.watch_theme(self._apply_room)

    def show_weights(self, weights: Weights) -> None:
        """Show a blend; emits nothing."""
        self._weights = weights
        styles, portions = chosen(weights), shares(weights)
        for style in {*styles, *self._rows}:
            row = self._row(style)
            row.show_weight(weights[style], portions[style], is_alone=styles == (style,))
            row.setVisible(style in styles or style == self._held)
        self._hint.setText({0: NOBODY, 1: ADD_MORE, 2: ADD_MORE}.get(len(styles), ""))
        self._hint.setVisible(len(styles) < 3)
        self.even.setEnabled(len(styles) > 1)
        self.clear.setEnabled(bool(styles))
        self.set_facts(f"{len(styles)} of {len(weights)} styles")
        self.formula.setVisible(bool(styles))
        if styles:
            self.formula.set_latex(blend_latex(weights))

    def row(self, style: int) -> BlendRow | None:
        """Return the row of a style in the blend."""
        row = self._rows.get(style)
        return None if row is None or row.isHidden() else row

    def hint(self) -> str:
        """Return what is said below the sliders."""
        return "" if self._hint.isHidden() else self._hint.text()

    def is_idle(self) -> bool:
        """Whether the formula is the newest."""
        return self.formula.is_idle()

    def shutdown(self) -> None:
        """Let the formula go."""
        self.formula.shutdown()

    def _lay_out(self) -> None:
        body = QWidget()
        body.setObjectName("columnBody")
        self._list = QVBoxLayout(body)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.addWidget(self._hint)
        self._list.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setObjectName("column")
        self._scroll.setAccessibleName("Sliders of the blend")
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(body)
        self._buttons = QHBoxLayout()
        for button in (self.even, self.random, self.clear):
            self._buttons.addWidget(button)
        self._buttons.addStretch(1)
        self.add(self._scroll)
        self.add(self.formula)
        self.add(self._buttons)

    def _row(self, style: int) -> BlendRow:
        if style not in self._rows:
            row = self._rows[style] = BlendRow(self._styles[style])
            row.weightChanged.connect(self._on_row_changed)
            row.released.connect(self._on_row_released)
            row.removed.connect(self.removed)
            self._list.insertWidget(sum(other < style for other in self._rows), row)
        return self._rows[style]

    def _on_row_changed(self, style: int, weight: float) -> None:
        self._held = style  # its row stays while it is dragged, at 0, too
        self.weightChanged.emit(style, weight)

    def _on_row_released(self) -> None:
        self._held = None
        self.show_weights(self._weights)

    def _apply_room(self) -> None:
        px = theme.current_theme().px
        self._scroll.setFixedHeight(px(ROOM))
        self._list.setSpacing(px(2))
        self._buttons.setSpacing(px(theme.SMALL))
