"""The card with the numbers that are compared; what is wrong with one stands beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal

from explorer.engine.bottleneck.variants import COURSE
from explorer.engine.network.limits import LARGEST, LARGEST_KERNEL
from explorer.widgets.card import Card
from explorer.widgets.controls import Range, SliderRow, label, push_button, set_tone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.engine.bottleneck.remarks import Remark
    from explorer.panels.bottleneck.state import SpecState

SIDES = Range(1, 224, "int", typed=LARGEST)
CHANNELS = Range(1, 1024, "log", 0, typed=LARGEST)
KERNELS = Range(1, 11, "int", typed=LARGEST_KERNEL)
BOTH_SIDES, HEIGHT = "height and width  h, w", "height  h"
COURSE_TIP = "28×28×192 to 32 channels by 5×5, with a 1×1 to 16: the numbers of the lecture"
RECTANGLE_TIP = "Set height and width one by one"


class SpecCard(Card):
    """Sliders with numbers to type; says the changed fields of `SpecState`.

    Height and width are one number until they are set apart.
    """

    edited = Signal(dict)

    def __init__(self) -> None:
        super().__init__("What is compared")
        self.height_row = SliderRow(
            BOTH_SIDES, SIDES, COURSE.input.height, "Rows and columns of each channel, h and w"
        )
        self.width_row = SliderRow(
            "width  w", SIDES, COURSE.input.width, "Columns of each channel, w"
        )
        self.rectangle = push_button("rectangular", RECTANGLE_TIP, kind="quiet", checkable=True)
        self.channels = SliderRow(
            "channels of the input  c", CHANNELS, COURSE.input.channels,
            "How deep the input is, and with it each filter",
        )  # fmt: skip
        self.kernel = SliderRow(
            "filter size  f", KERNELS, COURSE.f, "Rows and columns of each filter of the f×f"
        )
        self.filters = SliderRow(
            "filters  c′", CHANNELS, COURSE.filters, "Filters of the f×f: channels of the output"
        )
        self.bottleneck = SliderRow(
            "bottleneck  b", _widths(COURSE.input.channels), COURSE.width,
            "Channels that the 1×1 leaves to the f×f",
        )  # fmt: skip
        self._channels = COURSE.input.channels
        self._remark = label("", "caption", wrap=True)
        set_tone(self._remark, "warm")
        self._remark.hide()
        self.course = push_button("Course's example", COURSE_TIP, "book-open")
        self._lay_out()
        self._connect()

    def show_spec(self, state: SpecState) -> None:
        """Show the numbers; emits nothing."""
        if state.height != state.width:
            self._set_rectangular(True)
        if state.channels != self._channels:
            self._channels = state.channels
            self.bottleneck.set_range(_widths(state.channels))
        for row, value in (
            (self.height_row, state.height), (self.width_row, state.width),
            (self.channels, state.channels), (self.kernel, state.f),
            (self.filters, state.filters), (self.bottleneck, state.bottleneck),
        ):  # fmt: skip
            row.set_value(value)
        self.course.setEnabled(state.spec() != COURSE)

    def show_remarks(self, found: Sequence[Remark]) -> None:
        """Say beside the bottleneck's width what is wrong with it, or that it does not pay."""
        wrong = " ".join(one.text for one in found if one.is_wrong)
        self.bottleneck.show_problem(wrong)
        self._remark.setText(" ".join(one.text for one in found if not one.is_wrong))
        self._remark.setVisible(bool(self._remark.text()))

    def remark(self) -> str:
        """Return what is said of a bottleneck that does not pay, or ""."""
        return self._remark.text()

    def _lay_out(self) -> None:
        self.height_row.add_to_name(self.rectangle)
        self.width_row.hide()
        self.add_header_widget(self.course)
        for row in (self.height_row, self.width_row, self.channels, self.kernel, self.filters,
                    self.bottleneck, self._remark):  # fmt: skip
            self.add(row)

    def _connect(self) -> None:
        fields = {"channels": self.channels, "f": self.kernel, "filters": self.filters,
                  "bottleneck": self.bottleneck, "width": self.width_row}  # fmt: skip
        for field, row in fields.items():
            row.valueChanged.connect(lambda value, field=field: self._say(**{field: round(value)}))
        self.height_row.valueChanged.connect(self._on_height_changed)
        self.rectangle.clicked.connect(self._on_rectangle_clicked)
        self.course.clicked.connect(self._on_course_clicked)

    def _say(self, **changes: Any) -> None:
        self.edited.emit(changes)

    def _on_height_changed(self, value: float) -> None:
        side = round(value)
        if self.rectangle.isChecked():
            self._say(height=side)
        else:
            self._say(height=side, width=side)

    def _on_rectangle_clicked(self, on: bool) -> None:
        self._set_rectangular(on)
        if not on:
            self._say(width=round(self.height_row.value()))

    def _on_course_clicked(self) -> None:
        self._set_rectangular(False)
        height, width, channels = COURSE.input
        self._say(height=height, width=width, channels=channels, f=COURSE.f,
                  filters=COURSE.filters, bottleneck=COURSE.width)  # fmt: skip

    def _set_rectangular(self, on: bool) -> None:
        self.rectangle.setChecked(on)
        self.width_row.setVisible(on)
        self.height_row.set_name(HEIGHT if on else BOTH_SIDES)


def _widths(channels: int) -> Range:
    """Return the widths of a slider up to the input's channels; more can be typed."""
    return Range(1, max(channels, 2), "int", typed=LARGEST)
