"""A width of the module: slider, typed number, its switch, and what is to be said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from explorer.widgets import theme
from explorer.widgets.controls import SliderRow, Toggle, label, set_tone

if TYPE_CHECKING:
    from explorer.engine.bottleneck.remarks import Remark
    from explorer.widgets.controls import Range

SWITCH_WIDTH = 34


class WidthRow(QWidget):
    """`show_value` is silent.

    Signals
    -------
    valueChanged
        Again and again while the slider is dragged.
    switched
        The 1×1 was turned on or off; of a row with a switch.
    """

    valueChanged = Signal(int)
    switched = Signal(bool)

    def __init__(
        self, name: str, values: Range, value: int, tooltip: str, switch: str = ""
    ) -> None:
        super().__init__()
        self.slider = SliderRow(name, values, value, tooltip)
        self.switch = Toggle("", switch, checked=True) if switch else None
        self.remark = label("", "caption", wrap=True)
        set_tone(self.remark, "warm")
        self.remark.hide()
        self._line = QHBoxLayout(self)
        if self.switch is not None:
            self.switch.setAccessibleName(f"{name}: on or off")
            self.switch.clicked.connect(self.switched)
            self._line.addWidget(self.switch, 0, Qt.AlignmentFlag.AlignTop)
        self._words = QVBoxLayout()
        self._words.addWidget(self.slider)
        self._words.addWidget(self.remark)
        self._line.addLayout(self._words, 1)
        self.slider.valueChanged.connect(lambda value: self.valueChanged.emit(int(value)))
        theme.watch_theme(self._apply_metrics)

    def show_value(self, value: int, *, is_on: bool = True) -> None:
        """Show a width; the one of a 1×1 that is off is faint, and kept."""
        self.slider.set_value(value)
        self.slider.setEnabled(is_on)
        if self.switch is not None:
            self.switch.setChecked(is_on)

    def show_remark(self, remark: Remark | None) -> None:
        """Say what is wrong with the width, in red, or that it saves nothing; None says nothing."""
        text = "" if remark is None else remark.text
        is_wrong = remark is not None and remark.is_wrong
        self.slider.show_problem(text if is_wrong else "")
        self.remark.setText("" if is_wrong else text)
        self.remark.setVisible(bool(text) and not is_wrong)

    def said(self) -> str:
        """Return what stands below the slider, or ""."""
        return self.slider.problem() or self.remark.text()

    def _apply_metrics(self) -> None:
        px = theme.current_theme().px
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(px(theme.SMALL))
        self._words.setSpacing(0)
        if self.switch is not None:
            self.switch.setFixedWidth(px(SWITCH_WIDTH))
