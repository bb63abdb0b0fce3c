"""A number that is typed, where a slider would say nothing."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from explorer.widgets import theme
from explorer.widgets.labels import set_style_property
from explorer.widgets.numbers import MINUS, NumberError, parse_number

CHARACTERS = 7


class NumberField(QLineEdit):
    """Looks like text until it is pointed at. `set_value` is silent.

    What cannot be stays, marked; `problemChanged` says why it cannot be, and "" when it can again.
    """

    valueChanged = Signal(float)
    problemChanged = Signal(str)

    def __init__(
        self,
        name: str,
        tooltip: str,
        minimum: float,
        maximum: float,
        *,
        whole: bool = True,
        characters: int = CHARACTERS,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._ends = (minimum, maximum)
        self._whole = whole
        self._characters = characters
        self._value = minimum
        self._problem = ""
        self.setProperty("role", "value")
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setAccessibleName(name)
        self.setToolTip(tooltip)
        self.editingFinished.connect(self._on_editing_finished)
        self._show_value()
        theme.watch_theme(self._apply_metrics)

    def value(self) -> float:
        """Return the number."""
        return self._value

    def set_value(self, value: float) -> None:
        """Show a number; what is being typed stays as long as the number is the same."""
        if value == self._value and self.isModified():
            return
        self._value = value
        self._show_value()

    def problem(self) -> str:
        """Return why what was typed cannot be, or ""."""
        return self._problem

    def _on_editing_finished(self) -> None:
        if self.text() == number_text(self._value):
            self._show_value()
            return
        try:
            value = self._parsed()
        except NumberError as error:
            self._say(str(error))
            return
        changed = value != self._value
        self._value = value
        self._show_value()
        if changed:
            self.valueChanged.emit(value)

    def _parsed(self) -> float:
        value = parse_number(self.text())
        low, high = self._ends
        if not low <= value <= high:
            raise NumberError(f"Choose a number from {number_text(low)} to {number_text(high)}.")
        if self._whole and value != round(value):
            raise NumberError("Choose a whole number.")
        return value

    def _show_value(self) -> None:
        self.setText(number_text(self._value))
        self._say("")

    def _say(self, problem: str) -> None:
        set_style_property(self, "invalid", bool(problem))
        if problem != self._problem:
            self._problem = problem
            self.problemChanged.emit(problem)

    def _apply_metrics(self) -> None:
        px = theme.current_theme().px
        digits = "0" * self._characters
        self.setFixedWidth(self.fontMetrics().horizontalAdvance(digits) + px(12))


def number_text(value: float) -> str:
    """Return a number as short as it is exact: 400, 0.75, 5e-4."""
    if value == round(value) and abs(value) < 1e9:
        return str(round(value)).replace("-", MINUS)
    mantissa, mark, exponent = f"{value:g}".partition("e")
    text = f"{mantissa}e{int(exponent)}" if mark else mantissa
    return text.replace("-", MINUS)
