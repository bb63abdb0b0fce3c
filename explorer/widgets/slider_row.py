"""A number to set: its name at the left, its value to be typed at the right, a slider below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
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
from explorer.widgets.numbers import MINUS, NumberError

if TYPE_CHECKING:
    from PySide6.QtCore import QRect
    from PySide6.QtGui import QMouseEvent, QWheelEvent

    from explorer.widgets.value_range import Range

_STEP_KEYS: dict[int, int] = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: 1,
}


class SliderRow(QWidget):
    """One number, by slider, keyboard or typing. `set_value` is silent; what users do is said.

    Signals
    -------
    valueChanged
        While a slider is dragged, again and again.
    released
        The change is over: the slider or its key was let go, or a number was typed.
    """

    valueChanged = Signal(float)
    released = Signal()

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
        self._typed_problem = self._outer_problem = ""
        self._problem = label("", "caption", wrap=True)
        set_tone(self._problem, "bad")
        self._lay_out()
        self._describe(name, tooltip)
        self._edit.editingFinished.connect(self._on_edit_finished)
        self._slider.valueChanged.connect(self._on_slider_changed)
        self._slider.settled.connect(self.released)
        self._slider.installEventFilter(self)
        self._show_value()
        theme.watch_theme(self._apply_metrics)

    def value(self) -> float:
        """Return the present value."""
        return self._value

    def set_value(self, value: float) -> None:
        """Show a value, brought into the range; emits nothing.

        What is being typed stays as long as the value is the same.
        """
        rounded = self._range.rounded(value)
        if rounded == self._value and self._edit.isModified():
            return
        self._value = rounded
        self._show_value()

    def set_range(self, values: Range) -> None:
        """Take another range; the value is brought into it, silently."""
        self._range = values
        self._slider.blockSignals(True)
        self._slider.setRange(0, values.count)
        self._slider.setPageStep(max(1, values.count // 10))
        self._slider.blockSignals(False)
        self.set_value(self._value)
        self._apply_metrics()

    def set_name(self, name: str) -> None:
        """Call the number otherwise."""
        self._name.setText(name)
        self._slider.setAccessibleName(name)
        self._edit.setAccessibleName(f"{name}, value")

    def show_problem(self, text: str) -> None:
        """Say below the slider why the value cannot be; an empty text says nothing."""
        self._outer_problem = text
        self._refresh_problem()

    def problem(self) -> str:
        """Return what is said to be wrong, or ""."""
        return self._typed_problem or self._outer_problem

    def add_to_name(self, widget: QWidget) -> None:
        """Put a small control behind the name."""
        self._line.insertWidget(1, widget)

    def set_suffix(self, text: str) -> None:
        """Say something behind the value: a unit, or "(same)"."""
        self._suffix.setText(text)
        self._suffix.setVisible(bool(text))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go back to the first value on a double click on the name; follow the slider's keys."""
        if watched is self._name and event.type() == QEvent.Type.MouseButtonDblClick:
            self._change(self._default)
            self.released.emit()
            return True
        if watched is self._slider and isinstance(event, QKeyEvent):
            return self._on_slider_key(event)
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        self._line = QHBoxLayout()
        self._line.addWidget(self._name)
        self._line.addStretch(1)
        self._line.addWidget(self._edit)
        self._line.addWidget(self._suffix)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addLayout(self._line)
        self._layout.addWidget(self._slider)
        self._layout.addWidget(self._problem)
        self._suffix.setVisible(bool(self._suffix.text()))  # now: without a parent it is a window
        self._problem.hide()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def _describe(self, name: str, tooltip: str) -> None:
        default = self._range.text(self._default)
        self.setToolTip(f"{tooltip}\nDouble click on the name: back to {default}")
        self._slider.setAccessibleName(name)
        self._slider.setAccessibleDescription(tooltip)
        self._edit.setAccessibleName(f"{name}, value")

    def _on_slider_key(self, event: QKeyEvent) -> bool:
        """Step through whole numbers on a slider of ratios, where many steps share a number."""
        step = _STEP_KEYS.get(event.key(), 0)
        is_step = event.type() == QEvent.Type.KeyPress and step != 0
        if not is_step or self._range.kind != "log" or not self._range.is_whole:
            return False
        self._change(self._range.rounded(self._value + step))
        return True

    def _on_slider_changed(self, index: int) -> None:
        self._change(self._range.at(index))

    def _on_edit_finished(self) -> None:
        if self._edit.text() == self._range.text(self._value):
            self._show_value()
            return
        try:
            value = self._range.parsed(self._edit.text())
        except NumberError as error:
            self._typed_problem = str(error)
            self._refresh_problem()
        else:
            self._change(value)
            self._show_value()
            self.released.emit()

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
        self._typed_problem = ""
        self._refresh_problem()

    def _refresh_problem(self) -> None:
        text = self.problem()
        set_style_property(self._edit, "invalid", bool(text))
        self._problem.setText(text)
        self._problem.setVisible(bool(text))

    def _apply_metrics(self) -> None:
        px = theme.current_theme().px
        self._layout.setSpacing(0)
        self._line.setSpacing(px(2))
        metrics = self._edit.fontMetrics()
        longest = self._range.longest_text + MINUS
        self._edit.setFixedWidth(metrics.horizontalAdvance(longest) + px(12))


class JumpSlider(QSlider):
    """A slider that goes where it is clicked, and leaves the wheel to the page it stands on.

    ``settled`` says that mouse or key were let go, or the wheel came to rest on a step.
    """

    settled = Signal()

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
            self.settled.emit()
        else:
            event.ignore()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Say that the drag is over."""
        super().mouseReleaseEvent(event)
        self.settled.emit()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Say that the key was let go."""
        super().keyReleaseEvent(event)
        if not event.isAutoRepeat():
            self.settled.emit()

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
