"""A number to set: its name at the left, its value to be typed at the right, a slider below."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QSlider,
    QStyle,
    QStyleOptionSlider,
    QVBoxLayout,
    QWidget,
)

from explorer.widgets import theme
from explorer.widgets.labels import label, set_style_property, set_tone
from explorer.widgets.numbers import MINUS, NumberError, format_number, parse_number

if TYPE_CHECKING:
    from PySide6.QtCore import QRect
    from PySide6.QtGui import QMouseEvent, QWheelEvent

STEPS = 1000


@dataclass(frozen=True, slots=True)
class Range:
    """What values there are.

    Parameters
    ----------
    minimum, maximum
        Both are allowed.
    kind
        "int", "float", or "log" for a slider of equal ratios.
    decimals
        Shown and kept; 0 for "int".
    step
        Of a "float" slider; by default a thousandth of the range, or the last decimal shown.
    """

    minimum: float
    maximum: float
    kind: Literal["int", "float", "log"] = "float"
    decimals: int = 2
    step: float = 0.0

    def __post_init__(self) -> None:
        if not self.minimum < self.maximum:
            raise ValueError(f"The range {self.minimum} to {self.maximum} is empty.")
        if self.kind == "log" and self.minimum <= 0:
            raise ValueError(f"A range of ratios starts above 0, not at {self.minimum}.")
        if self.kind == "int" and not (
            float(self.minimum).is_integer() and float(self.maximum).is_integer()
        ):
            raise ValueError(f"The ends {self.minimum} and {self.maximum} are not whole.")

    @property
    def count(self) -> int:
        """Steps from one end of the slider to the other."""
        if self.kind == "log":
            return STEPS
        span = self.maximum - self.minimum
        if self.kind == "int":
            return round(span)
        # A step smaller than what is shown would move the slider and not the value.
        step = self.step or max(span / STEPS, 10**-self.decimals)
        return max(1, round(span / step))

    def at(self, index: int) -> float:
        """Return the value of a slider's step."""
        fraction = index / self.count
        if self.kind == "log":
            value = self.minimum * (self.maximum / self.minimum) ** fraction
        else:
            value = self.minimum + fraction * (self.maximum - self.minimum)
        return self.rounded(value)

    def index(self, value: float) -> int:
        """Return the slider's step nearest to a value."""
        if self.kind == "log":
            fraction = math.log(value / self.minimum) / math.log(self.maximum / self.minimum)
        else:
            fraction = (value - self.minimum) / (self.maximum - self.minimum)
        return round(fraction * self.count)

    def rounded(self, value: float) -> float:
        """Return a value as it is shown, inside the range."""
        value = round(value) if self.kind == "int" else round(value, self.decimals)
        return float(min(max(value, self.minimum), self.maximum))

    def text(self, value: float) -> str:
        """Return a value as people read it."""
        return format_number(value, 0 if self.kind == "int" else self.decimals)

    def parsed(self, text: str) -> float:
        """Return the value that was typed; raises NumberError with the reason."""
        value = parse_number(text)
        if not self.minimum <= value <= self.maximum:
            ends = f"{self.text(self.minimum)} to {self.text(self.maximum)}"
            raise NumberError(f"Choose a number from {ends}.")
        if self.kind == "int" and value != round(value):
            raise NumberError("Choose a whole number.")
        return self.rounded(value)


class SliderRow(QWidget):
    """One number, by slider, keyboard or typing. `set_value` is silent; what users do is said."""

    valueChanged = Signal(float)

    def __init__(
        self,
        name: str,
        values: Range,
        value: float,
        tooltip: str,
        *,
        suffix: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._range = values
        self._value = self._default = values.rounded(value)
        self._name = label(name, "label")
        self._name.installEventFilter(self)
        self._edit = _ValueEdit()
        self._suffix = label(suffix, "number")
        self._slider = JumpSlider()
        self._slider.setRange(0, values.count)
        self._slider.setPageStep(max(1, values.count // 10))
        self._problem = label("", "caption", wrap=True)
        set_tone(self._problem, "bad")
        self._lay_out()
        self._describe(name, tooltip)
        self._edit.editingFinished.connect(self._on_edit_finished)
        self._slider.valueChanged.connect(self._on_slider_changed)
        self._show_value()
        theme.watch_theme(self._apply_metrics)

    def value(self) -> float:
        """Return the present value."""
        return self._value

    def set_value(self, value: float) -> None:
        """Show a value, brought into the range; emits nothing."""
        self._value = self._range.rounded(value)
        self._show_value()

    def set_range(self, values: Range) -> None:
        """Take another range; the value is brought into it, silently."""
        self._range = values
        self._slider.blockSignals(True)
        self._slider.setRange(0, values.count)
        self._slider.blockSignals(False)
        self.set_value(self._value)
        self._apply_metrics()

    def set_suffix(self, text: str) -> None:
        """Say something behind the value: a unit, or "(same)"."""
        self._suffix.setText(text)
        self._suffix.setVisible(bool(text))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go back to the first value on a double click on the name."""
        if event.type() == QEvent.Type.MouseButtonDblClick:
            self._change(self._default)
            return True
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        self._line = QHBoxLayout()
        self._line.addWidget(self._name)
        self._line.addStretch(1)
        self._line.addWidget(self._edit)
        self._line.addWidget(self._suffix)
        self._suffix.setVisible(bool(self._suffix.text()))
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addLayout(self._line)
        self._layout.addWidget(self._slider)
        self._layout.addWidget(self._problem)
        self._problem.hide()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def _describe(self, name: str, tooltip: str) -> None:
        default = self._range.text(self._default)
        self.setToolTip(f"{tooltip}\nDouble click on the name: back to {default}")
        self._slider.setAccessibleName(name)
        self._slider.setAccessibleDescription(tooltip)
        self._edit.setAccessibleName(f"{name}, value")

    def _on_slider_changed(self, index: int) -> None:
        self._change(self._range.at(index))

    def _on_edit_finished(self) -> None:
        if self._edit.text() == self._range.text(self._value):
            self._show_problem("")
            return
        try:
            value = self._range.parsed(self._edit.text())
        except NumberError as error:
            self._show_problem(str(error))
        else:
            self._change(value)
            self._show_value()

    def _change(self, value: float) -> None:
        if value != self._value:
            self._value = value
            self._show_value()
            self.valueChanged.emit(value)

    def _show_value(self) -> None:
        self._slider.blockSignals(True)
        self._slider.setValue(self._range.index(self._value))
        self._slider.blockSignals(False)
        self._edit.setText(self._range.text(self._value))
        self._show_problem("")

    def _show_problem(self, text: str) -> None:
        set_style_property(self._edit, "invalid", bool(text))
        self._problem.setText(text)
        self._problem.setVisible(bool(text))

    def _apply_metrics(self) -> None:
        px = theme.current_theme().px
        self._layout.setSpacing(0)
        self._line.setSpacing(px(2))
        longest = max(
            (self._range.text(end) for end in (self._range.minimum, self._range.maximum)), key=len
        )
        metrics = self._edit.fontMetrics()
        self._edit.setFixedWidth(metrics.horizontalAdvance(longest + MINUS) + px(12))


class JumpSlider(QSlider):
    """A slider that goes where it is clicked, and leaves the wheel to the page it stands on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Jump to the pointer, then drag from there."""
        if event.button() == Qt.MouseButton.LeftButton and not self._is_on_handle(event):
            groove = self._handle_length()
            span = max(self.width() - groove, 1)
            position = round(event.position().x() - groove / 2)
            self.setValue(
                QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), position, span)
            )
        super().mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Take the wheel only when the slider was chosen by the keyboard."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def _is_on_handle(self, event: QMouseEvent) -> bool:
        return self._handle().contains(event.position().toPoint())

    def _handle_length(self) -> int:
        return self._handle().width()

    def _handle(self) -> QRect:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        control, part = QStyle.ComplexControl.CC_Slider, QStyle.SubControl.SC_SliderHandle
        return self.style().subControlRect(control, option, part, self)


class _ValueEdit(QLineEdit):
    """The typed value: looks like text until it is pointed at."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "value")
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setToolTip("Type a value and press Enter")
