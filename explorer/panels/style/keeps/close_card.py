"""The card of one reconstruction, enlarged: a line between it and the original."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from explorer.panels.style.keeps.words import (
    SSIM_TIP,
    grain_words,
    kept,
    numbers_words,
    title_of,
)
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.controls import label
from explorer.widgets.divided_view import DividedView
from explorer.widgets.zoom import PAINTED_SHARP_FROM

if TYPE_CHECKING:
    from explorer.panels.style.keeps.values import KeepsView
    from explorer.panels.style.state import Trunk

NOTHING = "Start, and this picture is found again from noise."
WAITS = "Its turn comes after the layers before it."
LEFT_OUT = "This layer was left out."
SIDES = ("original", "reconstruction")
WORDS_WIDTH = 280


class CloseCard(Card):
    """Original and reconstruction at either side of a line, and what is kept in words."""

    divided = Signal(float)

    def __init__(self) -> None:
        super().__init__("Enlarged")
        self.picture = DividedView("Original and reconstruction", sharp_from=PAINTED_SHARP_FROM)
        self.kept = label("", "strong", wrap=True)
        self.numbers = label("", "body", wrap=True)
        self.grain = label("", "caption", wrap=True)
        self.numbers.setToolTip(SSIM_TIP)
        self.picture.shareChanged.connect(self.divided)
        self._lay_out()
        theme.watch_theme(self._apply_close_metrics)

    def show_view(self, view: KeepsView, trunk: Trunk) -> None:
        """Show the chosen reconstruction, or the original while there is none."""
        target, cell, original = view.chosen, view.cell, view.original(view.chosen)
        self.set_title(title_of(target))
        self.set_facts("" if cell is None else "drag the line")
        self.kept.setText(kept(target))
        self.grain.setText(grain_words(target, trunk))
        self.numbers.setText(_none_words(view) if cell is None else numbers_words(cell))
        if cell is not None and cell.picture is not None:
            self.picture.set_pictures(cell.step.original, cell.picture, SIDES)
            self.picture.set_share(view.divide)
        elif original is not None:
            self.picture.set_pictures(original.rgb, original.rgb, (SIDES[0], ""))
            self.picture.set_share(1.0)

    def _lay_out(self) -> None:
        self._words = _Words()
        for part in (self.kept, self.numbers, self.grain):
            self._words.column.addWidget(part)
        self._words.column.addStretch(1)
        self._row = QHBoxLayout()
        self._row.addWidget(self.picture, 1)
        self._row.addWidget(self._words)
        self.add(self._row, 1)

    def _apply_close_metrics(self) -> None:
        px = theme.current_theme().px
        self._row.setSpacing(px(theme.LARGE))
        self._words.column.setSpacing(px(theme.SMALL))
        self._words.setFixedWidth(px(WORDS_WIDTH))


def _none_words(view: KeepsView) -> str:
    if view.chosen.block not in view.blocks:
        return LEFT_OUT
    return WAITS if view.is_running else NOTHING


class _Words(QWidget):
    """A column of words that asks for no height: the picture beside it has what is free."""

    def __init__(self) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)

    def hasHeightForWidth(self) -> bool:
        """Say no."""
        return False
