"""One row of controls for each way in which a field is set; all with the same four methods."""

from __future__ import annotations

from dataclasses import MISSING
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from explorer.widgets import theme
from explorer.widgets.buttons import push_button
from explorer.widgets.controls import Choice, SliderRow, Toggle, label, set_tone
from explorer.widgets.icons import icon
from explorer.widgets.labels import set_style_property
from explorer.widgets.number_field import NumberField

if TYPE_CHECKING:
    from PySide6.QtWidgets import QPushButton

    from explorer.engine.network import Layer
    from explorer.panels.layers.cards.fields import (
        FieldInfo,
        Number,
        Options,
        Shown,
        Sides,
        Switch,
        Text,
        Typed,
    )


class FieldRow(QWidget):
    """Sets one field of a layer. What the user does is said; what is shown to it is silent.

    Signals
    -------
    changed
        The field's new value; again and again while a slider is dragged.
    released
        The change is over.
    """

    changed = Signal(object)
    released = Signal()

    def __init__(self, field: FieldInfo) -> None:
        super().__init__()
        self.field = field
        self._problem = label("", "caption", wrap=True)
        set_tone(self._problem, "bad")
        self._problem.hide()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(self._problem)
        theme.watch_theme(self._apply_row_metrics)

    def show_field(self, shown: Shown) -> None:
        """Show the field of a layer, silently."""
        raise NotImplementedError

    def show_problem(self, text: str) -> None:
        """Say below the control why the value cannot be; an empty text says nothing."""
        self._problem.setText(text)
        self._problem.setVisible(bool(text))

    def problem(self) -> str:
        """Return what is said to be wrong, or ""."""
        return self._problem.text()

    def _add(self, *widgets: QWidget) -> None:
        """Put widgets above the line of the problem."""
        for widget in widgets:
            self._layout.insertWidget(self._layout.count() - 1, widget)

    def _add_line(self, *widgets: QWidget) -> None:
        """Put the field's words at the left of a line, and widgets at its right."""
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        words = label(self.field.words, "label")
        words.setToolTip(self.field.tip)
        line.addWidget(words)
        line.addStretch(1)
        for widget in widgets:
            line.addWidget(widget)
        self._layout.insertLayout(self._layout.count() - 1, line)

    def _choose(self, value: object) -> None:
        """Say a change that is over at once."""
        self.changed.emit(value)
        self.released.emit()

    def _apply_row_metrics(self) -> None:
        self._layout.setSpacing(theme.current_theme().px(theme.TIGHT))


class NumberRow(FieldRow):
    """A slider with its number."""

    def __init__(self, field: FieldInfo, control: Number, default: Any) -> None:
        super().__init__(field)
        first = control.values.minimum if default is MISSING else default
        self.slider = SliderRow(field.words, control.values, first, field.tip)
        self._whole = control.values.is_whole
        self._add(self.slider)
        self.slider.valueChanged.connect(self._on_slider_changed)
        self.slider.released.connect(self.released)

    def show_field(self, shown: Shown) -> None:
        """Show the number."""
        self.slider.set_value(value_of(shown.layer, self.field))

    def show_problem(self, text: str) -> None:
        """Mark the number, too."""
        self.slider.show_problem(text)

    def problem(self) -> str:
        """Return what the slider says."""
        return self.slider.problem()

    def _on_slider_changed(self, value: float) -> None:
        self.changed.emit(int(value) if self._whole else value)


class TypedRow(FieldRow):
    """A number to be typed."""

    def __init__(self, field: FieldInfo, control: Typed, _default: Any) -> None:
        super().__init__(field)
        self.edit = NumberField(
            field.words, field.tip, control.minimum, control.maximum, whole=False, characters=9
        )
        self._add_line(self.edit)
        self.edit.valueChanged.connect(self._choose)
        self.edit.problemChanged.connect(self.show_problem)

    def show_field(self, shown: Shown) -> None:
        """Show the number."""
        self.edit.set_value(value_of(shown.layer, self.field))

    def show_problem(self, text: str) -> None:
        """Say what was typed wrongly first."""
        super().show_problem(self.edit.problem() or text)


class SidesRow(FieldRow):
    """One slider for both axes; the small switch behind its name opens one for each."""

    def __init__(self, field: FieldInfo, control: Sides, default: Any) -> None:
        super().__init__(field)
        first = control.values.minimum if default is MISSING else default[0]
        self.sliders = tuple(
            SliderRow(f"{field.words}, {axis}", control.values, first, field.tip)
            for axis in ("height", "width")
        )
        self.rectangular = rectangle_button(field.words, "rectangular: height and width apart")
        self.sliders[0].add_to_name(self.rectangular)
        self._add(*self.sliders)
        for slider in self.sliders:
            slider.valueChanged.connect(self._on_slider_changed)
            slider.released.connect(self.released)
        self.rectangular.clicked.connect(self._on_rectangular_clicked)
        self._open(False)

    def show_field(self, shown: Shown) -> None:
        """Show one number, or both where they differ."""
        vertical, horizontal = value_of(shown.layer, self.field)
        for slider, value in zip(self.sliders, (vertical, horizontal), strict=True):
            slider.set_value(value)
        if vertical != horizontal:
            self._open(True)

    def close_sides(self) -> None:
        """Go back to one number, where both are equal."""
        self._open(self.sliders[0].value() != self.sliders[1].value())

    def show_problem(self, text: str) -> None:
        """Mark the axis that is named, or else the first."""
        at = 1 if "width" in text.split(":")[0] and self.rectangular.isChecked() else 0
        self.sliders[at].show_problem(text)
        self.sliders[1 - at].show_problem("")

    def problem(self) -> str:
        """Return what the sliders say."""
        return self.sliders[0].problem() or self.sliders[1].problem()

    def _on_slider_changed(self, value: float) -> None:
        if not self.rectangular.isChecked():
            self.sliders[1].set_value(value)
        self.changed.emit(self._pair())

    def _on_rectangular_clicked(self, on: bool) -> None:
        self._open(on)
        if not on and self.sliders[0].value() != self.sliders[1].value():
            self.sliders[1].set_value(self.sliders[0].value())
            self._choose(self._pair())

    def _pair(self) -> tuple[int, int]:
        return int(self.sliders[0].value()), int(self.sliders[1].value())

    def _open(self, on: bool) -> None:
        self.rectangular.setChecked(on)
        self.sliders[0].set_name(f"{self.field.words}, height" if on else self.field.words)
        self.sliders[1].setVisible(on)


class OptionsRow(FieldRow):
    """A choice of words."""

    def __init__(self, field: FieldInfo, control: Options, _default: Any) -> None:
        super().__init__(field)
        self.choice = Choice(field.words, control.options, tooltip=field.tip)
        self._add_line(self.choice)
        self.choice.currentChanged.connect(self._choose)

    def show_field(self, shown: Shown) -> None:
        """Show the chosen word."""
        self.choice.set_current(value_of(shown.layer, self.field))


class SwitchRow(FieldRow):
    """On or off."""

    def __init__(self, field: FieldInfo, _control: Switch, _default: Any) -> None:
        super().__init__(field)
        self.toggle = Toggle(field.words, field.tip)
        self._add(self.toggle)
        self.toggle.clicked.connect(self._choose)

    def show_field(self, shown: Shown) -> None:
        """Show whether it is on."""
        self.toggle.setChecked(value_of(shown.layer, self.field))


class TextRow(FieldRow):
    """A word, taken when it is finished."""

    def __init__(self, field: FieldInfo, _control: Text, _default: Any) -> None:
        super().__init__(field)
        self.edit = QLineEdit()
        self.edit.setPlaceholderText("none")
        self.edit.setAccessibleName(field.words)
        self.edit.setToolTip(field.tip)
        self._add_line(self.edit)
        self._value = ""
        self.edit.editingFinished.connect(self._on_edit_finished)
        theme.watch_theme(self._apply_edit_metrics)

    def show_field(self, shown: Shown) -> None:
        """Show the word; what is being typed stays as long as the word is the same."""
        value: str = value_of(shown.layer, self.field)
        if value == self._value and self.edit.isModified():
            return
        self._value = value
        self.edit.setText(value)

    def show_problem(self, text: str) -> None:
        """Mark the word, too."""
        set_style_property(self.edit, "invalid", bool(text))
        super().show_problem(text)

    def _on_edit_finished(self) -> None:
        value = self.edit.text().strip()
        self.edit.setModified(False)
        if value != self._value:
            self._value = value
            self._choose(value)

    def _apply_edit_metrics(self) -> None:
        self.edit.setFixedWidth(theme.current_theme().px(190))


def value_of(layer: Layer, field: FieldInfo) -> Any:
    """Return what a layer has in a field."""
    return getattr(layer, field.name)


def rectangle_button(words: str, tip: str) -> QPushButton:
    """Return the small switch that opens a number into one for each side."""
    button = push_button("", f"{words}: {tip}", kind="row", checkable=True)
    button.setIcon(icon("rectangle-horizontal", "muted", checked="accent"))
    button.setAccessibleName(f"{words}, {tip}")
    return button
