"""How an ONNX file sees a picture: size, order of the colours, scale, mean and deviation."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QLineEdit, QVBoxLayout, QWidget

from explorer.panels.filters.maps.presets import CUSTOM, PRESETS, preset_of
from explorer.panels.filters.state import LARGEST_INPUT, OwnInput
from explorer.widgets import theme
from explorer.widgets.controls import Choice, Segmented, label
from explorer.widgets.labels import set_style_property, set_tone
from explorer.widgets.numbers import NumberError, parse_number

if TYPE_CHECKING:
    from explorer.panels.filters.maps.opening import OpenedFile

ORDERS = (("rgb", "RGB", "Red first"), ("bgr", "BGR", "Blue first"))
_OPTIONS = [(key, one.title, one.tooltip) for key, one in PRESETS.items()]
_OPTIONS.append((CUSTOM, "Own numbers", "Type scale, mean and deviation below"))


class InputForm(QWidget):
    """A few fields. `read` gives what they say, or marks what cannot be read."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._start = OwnInput()
        self._height = _field("Height in pixels")
        self._width = _field("Width in pixels")
        self._preset = Choice("Preprocessing", _OPTIONS, as_list=True)
        self._order = Segmented("Order of the colours", ORDERS)
        self._scale = _field("Scale: what a value of 0 to 255 is multiplied by")
        self._mean = _field("Mean of each channel, with spaces between")
        self._std = _field("Deviation of each channel, with spaces between")
        self._problem = label("", "caption", wrap=True)
        set_tone(self._problem, "bad")
        self._problem.hide()
        self._lay_out()
        self._preset.currentChanged.connect(self._on_preset_changed)
        for field in (self._scale, self._mean, self._std):
            field.textEdited.connect(self._on_numbers_edited)
        self._order.currentChanged.connect(self._on_numbers_edited)

    def ask_for(self, opened: OpenedFile, own: OwnInput) -> None:
        """Fill the fields; what the file fixes cannot be changed."""
        self._start = own
        self._fill(own)
        self._height.setEnabled(opened.height is None)
        self._width.setEnabled(opened.width is None)
        self._order.setVisible(own.channels != "grey")
        self._show_problem("")

    def read(self) -> OwnInput | None:
        """Return what the fields say; None, and a word beside them, where that is nothing."""
        fields = (self._height, self._width, self._scale, self._mean, self._std)
        for field in fields:
            set_style_property(field, "invalid", False)
        try:
            read = self._read()
        except (NumberError, ValueError) as error:
            self._show_problem(str(error))
            return None
        self._show_problem("")
        return read

    def problem(self) -> str:
        """Return what is said to be wrong."""
        return self._problem.text()

    def set_size(self, height: int, width: int) -> None:
        """Type a size."""
        self._height.setText(str(height))
        self._width.setText(str(width))

    def set_preset(self, key: str) -> None:
        """Choose a preset as the user would."""
        self._preset.set_current(key)
        self._on_preset_changed(key)

    def set_numbers(self, scale: str, mean: str, std: str) -> None:
        """Type scale, mean and deviation."""
        for field, text in ((self._scale, scale), (self._mean, mean), (self._std, std)):
            field.setText(text)
        self._on_numbers_edited()

    def _read(self) -> OwnInput:
        channels = self._start.channels
        if channels != "grey":
            channels = "bgr" if self._order.current() == "bgr" else "rgb"
        count = 1 if channels == "grey" else 3
        return replace(
            self._start,
            height=_side(self._height),
            width=_side(self._width),
            channels=channels,
            scale=_number(self._scale, self._scale.text()),
            mean=_numbers(self._mean, count),
            std=_numbers(self._std, count),
        )

    def _fill(self, own: OwnInput) -> None:
        self._height.setText(str(own.height))
        self._width.setText(str(own.width))
        self._preset.set_current(preset_of(own))
        if own.channels != "grey":
            self._order.set_current(own.channels)
        self._scale.setText(_text(own.scale))
        self._mean.setText(" ".join(_text(one) for one in own.mean))
        self._std.setText(" ".join(_text(one) for one in own.std))

    def _show_problem(self, text: str) -> None:
        self._problem.setText(text)
        self._problem.setVisible(bool(text))

    def _on_preset_changed(self, key: str) -> None:
        if key in PRESETS:
            own = PRESETS[key].apply(self._start)
            kept = self._height.text(), self._width.text()
            self._fill(own)
            self._height.setText(kept[0])
            self._width.setText(kept[1])

    def _on_numbers_edited(self) -> None:
        self._preset.set_current(CUSTOM)

    def _lay_out(self) -> None:
        self._grid = QGridLayout()
        rows = (
            ("Size", self._height, self._width),
            ("Values", self._preset, None),
            ("Colours", self._order, None),
            ("Scale", self._scale, None),
            ("Mean", self._mean, None),
            ("Deviation", self._std, None),
        )
        for row, (name, first, second) in enumerate(rows):
            self._grid.addWidget(label(name, "label"), row, 0)
            self._grid.addWidget(first, row, 1, 1, 1 if second else 2)
            if second is not None:
                self._grid.addWidget(second, row, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(self._grid)
        layout.addWidget(self._problem)
        theme.watch_theme(self._apply_metrics)

    def _apply_metrics(self) -> None:
        self._grid.setSpacing(theme.current_theme().px(6))


def _field(tooltip: str) -> QLineEdit:
    field = QLineEdit()
    field.setToolTip(tooltip)
    field.setAccessibleName(tooltip)
    field.setMinimumWidth(0)
    return field


def _side(field: QLineEdit) -> int:
    side = _number(field, field.text())
    if side != int(side) or not 1 <= side <= LARGEST_INPUT:
        set_style_property(field, "invalid", True)
        raise ValueError(f"A side is a whole number from 1 to {LARGEST_INPUT}.")
    return int(side)


def _numbers(field: QLineEdit, count: int) -> tuple[float, ...]:
    parts = field.text().split()
    if len(parts) != count:
        set_style_property(field, "invalid", True)
        wanted = "one number" if count == 1 else f"{count} numbers with spaces between"
        raise ValueError(f"Type {wanted} here, one for each channel.")
    return tuple(_number(field, part) for part in parts)


def _number(field: QLineEdit, text: str) -> float:
    try:
        return parse_number(text)
    except NumberError:
        set_style_property(field, "invalid", True)
        raise


def _text(value: float) -> str:
    inverse = 1 / value if value else 0.0
    if value < 0.1 and abs(inverse - round(inverse, 1)) < 1e-9 and inverse > 1:
        return f"1/{inverse:g}"
    return f"{value:g}"
