"""What tests of the cards share: views of small networks, and a hand on the controls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from explorer.engine.network.counts.savings import total_savings
from explorer.engine.network.edit import layer_at
from explorer.panels.layers.cards.rows import (
    FieldRow,
    NumberRow,
    OptionsRow,
    SidesRow,
    SwitchRow,
    TextRow,
    TypedRow,
)
from explorer.panels.layers.state import ViewState
from explorer.panels.layers.values import LayersView

if TYPE_CHECKING:
    from explorer.engine.network import Network, Place


def view_of(network: Network, place: Place | None, *, counts: str = "macs", check: Any = None):
    """What the panel would show of a network; the drawing is not looked at."""
    report = network.trace()
    layer = None if place is None else layer_at(network, place)
    found = None if place is None else report.at(place)
    figure: Any = None
    return LayersView(
        network, report, place, layer, found, ViewState(counts=counts), figure,
        savings=total_savings(report), check=check,
    )  # fmt: skip


def type_into(qtbot, edit: QLineEdit, text: str) -> None:
    """Type a text as a person does, and press Enter."""
    edit.selectAll()
    qtbot.keyClicks(edit, text)
    qtbot.keyClick(edit, Qt.Key.Key_Return)


def edit_of(row: FieldRow, index: int = 0) -> QLineEdit:
    """The field of a row in which a value is typed."""
    return row.findChildren(QLineEdit)[index]


def set_row(qtbot, row: FieldRow, value: Any) -> None:
    """Give a row another value with its control."""
    if isinstance(row, NumberRow | TypedRow | TextRow):
        type_into(qtbot, edit_of(row), str(value))
    elif isinstance(row, SidesRow):
        if value[0] != value[1] and not row.rectangular.isChecked():
            row.rectangular.click()
        for slider, number in zip(row.sliders, value, strict=True):
            if slider.isVisibleTo(row) and slider.value() != number:
                type_into(qtbot, slider.findChild(QLineEdit), str(number))
    elif isinstance(row, SwitchRow):
        row.toggle.click()
        assert row.toggle.isChecked() is value
    elif isinstance(row, OptionsRow):
        row.choice.set_current(value)
        row.choice.currentChanged.emit(value)
    else:
        raise TypeError(f"no hand for {row}")
