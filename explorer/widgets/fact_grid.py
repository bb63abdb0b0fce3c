"""Names and values under one another, for cards that say what is so."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from explorer.widgets import theme
from explorer.widgets.labels import label, set_style_property, set_tone

if TYPE_CHECKING:
    from collections.abc import Sequence


class Fact(NamedTuple):
    """A name, its value, what it means, and the tone of the value.

    One without a value is a heading; its tone is the name's.
    """

    name: str
    value: str
    tip: str = ""
    tone: str = ""


class FactGrid(QWidget):
    """Makes its labels once and changes their words."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[tuple[QLabel, QLabel]] = []
        self._facts: tuple[Fact, ...] = ()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        self.setAccessibleName(name)
        theme.watch_theme(self._apply_metrics)

    def set_facts(self, facts: Sequence[Fact]) -> None:
        """Show other facts."""
        if tuple(facts) == self._facts:
            return
        self._facts = tuple(facts)
        while len(self._rows) < len(facts):
            self._add_row()
        for row, (name, value) in enumerate(self._rows):
            is_used = row < len(facts)
            name.setVisible(is_used)
            value.setVisible(is_used)
            if is_used:
                _show(name, value, facts[row])

    def facts(self) -> tuple[Fact, ...]:
        """Return what is shown."""
        return self._facts

    def _add_row(self) -> None:
        name, value = label("", "label"), label("", "number", wrap=True)
        value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        name.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = len(self._rows)
        self._grid.addWidget(name, row, 0)
        self._grid.addWidget(value, row, 1)
        self._rows.append((name, value))

    def _apply_metrics(self) -> None:
        px = theme.current_theme().px
        self._grid.setHorizontalSpacing(px(theme.MEDIUM))
        self._grid.setVerticalSpacing(px(theme.TIGHT))


def _show(name: QLabel, value: QLabel, fact: Fact) -> None:
    name.setText(fact.name)
    value.setText(fact.value)
    set_style_property(name, "role", "label" if fact.value else "strong")
    set_tone(value if fact.value else name, fact.tone)
    for one in (name, value):
        one.setToolTip(fact.tip)
