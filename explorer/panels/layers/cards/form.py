"""The controls of one kind of layer, made from the table of its fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from explorer.panels.layers.cards import fields
from explorer.panels.layers.cards.block_rows import BranchesRow, ShortcutRow, SourcesRow
from explorer.panels.layers.cards.connections_row import ConnectionsRow
from explorer.panels.layers.cards.padding_row import PaddingRow
from explorer.panels.layers.cards.rows import (
    FieldRow,
    NumberRow,
    OptionsRow,
    SidesRow,
    SwitchRow,
    TextRow,
    TypedRow,
)
from explorer.widgets import theme
from explorer.widgets.controls import Section, label

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from explorer.engine.network import Layer
    from explorer.panels.layers.cards.fields import Control, FieldInfo, Shown

ROWS: Mapping[type[Control], Callable[[FieldInfo, Any, Any], FieldRow]] = {
    fields.Number: NumberRow,
    fields.Typed: TypedRow,
    fields.Sides: SidesRow,
    fields.Options: OptionsRow,
    fields.Switch: SwitchRow,
    fields.Text: TextRow,
    fields.Padding: PaddingRow,
    fields.Connections: ConnectionsRow,
    fields.Sources: SourcesRow,
    fields.Shortcut: ShortcutRow,
    fields.Branches: BranchesRow,
}
"""Which row sets which kind of field."""


def make_row(layer_type: type[Layer], field: FieldInfo) -> FieldRow:
    """Build the row of a field; a double click on its name brings a new layer's value back."""
    default = layer_type.__dataclass_fields__[field.name].default
    return ROWS[type(field.control)](field, field.control, default)


class Form(QWidget):
    """All rows of a kind of layer; those that are wanted second fold away.

    Signals
    -------
    changed
        A field's name and its new value.
    released
        The name of the field whose change is over.
    """

    changed = Signal(str, object)
    released = Signal(str)

    def __init__(self, layer_type: type[Layer]) -> None:
        super().__init__()
        self._type = layer_type
        self.rows = {field.name: make_row(layer_type, field) for field in fields.FIELDS[layer_type]}
        self.more = Section("More")
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._fill()
        theme.watch_theme(self._apply_metrics)

    def show_shown(self, shown: Shown, *, besides: set[str]) -> None:
        """Show a layer's fields, silently; those named in ``besides`` stay as they are."""
        for name, row in self.rows.items():
            if name not in besides:
                row.show_field(shown)

    def start(self, shown: Shown) -> None:
        """Begin with another layer: pairs close, and what is out of the ordinary is open."""
        self.show_shown(shown, besides=set())
        for row in self.rows.values():
            if isinstance(row, SidesRow | PaddingRow):
                row.close_sides()
        self.more.set_expanded(
            any(
                row.field.folded and name != "name" and not fields.is_plain(shown.layer, row.field)
                for name, row in self.rows.items()
            )
        )

    def show_problem(self, field: str, text: str, *, besides: set[str]) -> bool:
        """Say beside a field what is wrong, and nothing beside the others.

        Returns False where the layer has no such field.
        """
        for name, row in self.rows.items():
            if name not in besides:
                row.show_problem(text if name == field else "")
        found = self.rows.get(field)
        if found is not None and text and found.field.folded:
            self.more.set_expanded(True)
        return found is not None

    def controls(self) -> list[QWidget]:
        """Return what the keyboard reaches, in the order of the tabulator; before it is put in."""
        found, one = [], self.nextInFocusChain()
        while one is not None and one is not self:
            if one.focusPolicy() & Qt.FocusPolicy.TabFocus:
                found.append(one)
            one = one.nextInFocusChain()
        return found

    def take_focus(self) -> QWidget | None:
        """Give the keyboard to the first number, chosen to be typed over, and return it.

        Where nothing is typed it is the first control.
        """
        seen = [one for one in self.findChildren(QWidget) if one.isVisibleTo(self)]
        edits = [one for one in seen if isinstance(one, QLineEdit)]
        others = [one for one in seen if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
        first = next(iter([*edits, *others]), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(first, QLineEdit):
            first.selectAll()
        return first

    def _fill(self) -> None:
        for name, row in self.rows.items():
            if row.field.folded:
                self.more.add(row)
            else:
                self._layout.addWidget(row)
            row.changed.connect(lambda value, name=name: self.changed.emit(name, value))
            row.released.connect(lambda name=name: self.released.emit(name))
        self._layout.addWidget(self.more)
        self.more.setVisible(any(row.field.folded for row in self.rows.values()))
        note = fields.NOTES.get(self._type)
        if note:
            self._layout.addWidget(label(note, "caption", wrap=True))

    def _apply_metrics(self) -> None:
        self._layout.setSpacing(theme.current_theme().px(theme.SMALL))
