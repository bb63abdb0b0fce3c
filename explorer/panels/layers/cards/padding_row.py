"""The row of a padding: by name or by number, one for all sides or one for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from explorer.engine.network.limits import LARGEST_KERNEL
from explorer.panels.layers.cards.pads import cells_text, padding_cells
from explorer.panels.layers.cards.rows import FieldRow, rectangle_button, value_of
from explorer.widgets.controls import Range, Segmented, SliderRow

if TYPE_CHECKING:
    from explorer.panels.layers.cards.fields import FieldInfo, Padding, Shown

SIDE_NAMES = {4: ("above", "below", "left", "right"), 2: ("above and below", "left and right")}
VALUES = Range(0, 8, "int", decimals=0, typed=LARGEST_KERNEL)


class PaddingRow(FieldRow):
    """A slider that says how many cells there are, also of a padding that is asked for by name."""

    def __init__(self, field: FieldInfo, control: Padding, _default: Any) -> None:
        super().__init__(field)
        self._titles = {key: text for key, text, _ in control.names}
        self._cells: tuple[int, ...] = (0,) * control.sides
        self._named = True
        self.kinds = Segmented("Padding", control.names, fill=True)
        self.sliders = tuple(
            SliderRow(f"{field.words}, {side}", VALUES, 0, field.tip)
            for side in SIDE_NAMES[control.sides]
        )
        self.apart = rectangle_button(field.words, "a number for each side")
        self.sliders[0].add_to_name(self.apart)
        self._add(*self.sliders, self.kinds)
        self.kinds.currentChanged.connect(self._on_kinds_changed)
        self.apart.clicked.connect(self._on_apart_clicked)
        for index, slider in enumerate(self.sliders):
            slider.valueChanged.connect(lambda value, at=index: self._on_slider_changed(at, value))
            slider.released.connect(self.released)
        self._open(False)

    def show_field(self, shown: Shown) -> None:
        """Show the cells, and how they are asked for."""
        value = value_of(shown.layer, self.field)
        self._named = isinstance(value, str)
        self._cells = padding_cells(shown, value, len(self.sliders))
        self.kinds.set_current(value if self._named else "own")
        for slider, cells in zip(self.sliders, self._cells, strict=True):
            slider.set_value(cells)
        if not self._named and len(set(self._cells)) > 1:
            self._open(True)
        self.sliders[0].set_suffix(self._suffix(shown, value))

    def close_sides(self) -> None:
        """Go back to one number, where all are equal."""
        self._open(not self._named and len(set(self._cells)) > 1)

    def show_problem(self, text: str) -> None:
        """Mark the first number."""
        self.sliders[0].show_problem(text)

    def problem(self) -> str:
        """Return what the sliders say."""
        return next((said for one in self.sliders if (said := one.problem())), "")

    def _suffix(self, shown: Shown, value: Any) -> str:
        if isinstance(value, str):
            uneven = f": {cells_text(self._cells)}" if len(set(self._cells)) > 1 else ""
            return f"({self._titles[value]}{uneven})"
        for name in ("same", "valid"):
            if padding_cells(shown, name, len(self.sliders)) == self._cells:
                return f"({name})"
        return ""

    def _on_kinds_changed(self, key: str) -> None:
        self._choose(self._cells if key == "own" else key)

    def _on_slider_changed(self, index: int, value: float) -> None:
        cells = list(self._cells)
        for at in range(len(cells)):
            if at == index or not self.apart.isChecked():
                cells[at] = int(value)
        self._take(tuple(cells))
        self.changed.emit(self._cells)

    def _on_apart_clicked(self, on: bool) -> None:
        self._open(on)
        if not on and len(set(self._cells)) > 1:
            self._take((self._cells[0],) * len(self._cells))
            self._choose(self._cells)

    def _take(self, cells: tuple[int, ...]) -> None:
        self._cells, self._named = cells, False
        self.kinds.set_current("own")
        for slider, value in zip(self.sliders, cells, strict=True):
            slider.set_value(value)

    def _open(self, on: bool) -> None:
        self.apart.setChecked(on)
        first, *others = self.sliders
        side = SIDE_NAMES[len(self.sliders)][0]
        first.set_name(f"{self.field.words}, {side}" if on else self.field.words)
        for slider in others:
            slider.setVisible(on)
