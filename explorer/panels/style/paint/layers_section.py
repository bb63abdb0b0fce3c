"""At which layers the losses are taken, and how much each of them weighs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from explorer.engine.style.layers import channels_of, layer_titles
from explorer.widgets import theme
from explorer.widgets.controls import Section, Toggle, label, set_tone
from explorer.widgets.number_field import NumberField

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLabel

    from explorer.panels.style.state import LayerWeights, PaintState

LARGEST: Final = 1e6
FIELDS: Final = ("content_layers", "style_layers")
HEADINGS: Final = {"content_layers": "content", "style_layers": "style"}
HINT: Final = "0: the layer is not looked at."


class LayersSection(Section):
    """A row a layer, with a weight for each loss; made when it is first opened."""

    chosen = Signal(dict)  # a field, and its layers

    def __init__(self) -> None:
        super().__init__("Layers")
        self._fields: dict[tuple[str, str], NumberField] = {}
        self._rows: dict[str, QLabel] = {}
        self._paint: PaintState | None = None
        self._grid = QGridLayout()
        self._problem = label("", "caption", wrap=True)
        set_tone(self._problem, "bad")
        self.all = Toggle(
            "Before the ReLUs and pooled, too",
            "List the convolutions’ own outputs and the pooled maps as well",
        )
        room = QWidget()
        room.setLayout(self._grid)
        for item in (room, self._problem, self.all, label(HINT, "caption", wrap=True)):
            self.add(item)
        self._problem.hide()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self.all.toggled.connect(self._on_all_toggled)
        self.toggled.connect(self._on_toggled)
        theme.watch_theme(self._apply_grid_metrics)

    def show_state(self, paint: PaintState) -> None:
        """Show the weights of the state."""
        self._paint = paint
        if self.is_expanded() or self._rows:
            self._show(paint)

    def field(self, title: str, name: str) -> NumberField:
        """Return the weight of a layer in ``content_layers`` or ``style_layers``."""
        return self._fields[title, name]

    def _show(self, paint: PaintState) -> None:
        if tuple(self._rows) != layer_titles(paint.trunk):
            self._make_rows(layer_titles(paint.trunk))
        for name in FIELDS:
            weights = dict(getattr(paint, name))
            for title in self._rows:
                self._fields[title, name].set_value(weights.get(title, 0.0))
        self._show_rows(paint)

    def _show_rows(self, paint: PaintState) -> None:
        used = {title for name in FIELDS for title, weight in getattr(paint, name) if weight}
        for title, row in self._rows.items():
            wanted = self.all.isChecked() or title.startswith("relu") or title in used
            row.setVisible(wanted)
            set_tone(row, "" if title in used else "muted")
            for name in FIELDS:
                self._fields[title, name].setVisible(wanted)

    def _make_rows(self, titles: tuple[str, ...]) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._rows, self._fields = {}, {}
        for column, name in enumerate(FIELDS, 1):
            self._grid.addWidget(label(HEADINGS[name], "caption"), 0, column, _RIGHT)
        for row, title in enumerate(titles, 1):
            self._rows[title] = words = label(f"{title}  ({channels_of(title)} maps)", "number")
            self._grid.addWidget(words, row, 0)
            for column, name in enumerate(FIELDS, 1):
                made = self._fields[title, name] = self._made_field(title, name)
                self._grid.addWidget(made, row, column, _RIGHT)
        self._grid.setColumnStretch(0, 1)

    def _made_field(self, title: str, name: str) -> NumberField:
        tip = f"Weight of {title} in the {HEADINGS[name]} loss; 0 leaves the layer out"
        made = NumberField(f"{title}, {HEADINGS[name]}", tip, 0, LARGEST, whole=False, characters=6)
        made.valueChanged.connect(lambda value: self._on_weight_changed(name, title, value))
        made.problemChanged.connect(self._on_problem_changed)
        return made

    def _on_weight_changed(self, name: str, title: str, weight: float) -> None:
        if self._paint is None:
            return
        weights = dict(getattr(self._paint, name)) | {title: weight}
        layers: LayerWeights = tuple(
            (one, weights[one]) for one in layer_titles(self._paint.trunk) if weights.get(one)
        )
        self.chosen.emit({name: layers})

    def _on_problem_changed(self, text: str) -> None:
        self._problem.setText(text)
        self._problem.setVisible(bool(text))

    def _on_all_toggled(self, _checked: bool) -> None:
        if self._paint is not None and self._rows:
            self._show_rows(self._paint)

    def _on_toggled(self, expanded: bool) -> None:
        if expanded and self._paint is not None:
            self._show(self._paint)

    def _apply_grid_metrics(self) -> None:
        px = theme.current_theme().px
        self._grid.setHorizontalSpacing(px(theme.SMALL))
        self._grid.setVerticalSpacing(px(1))


_RIGHT = Qt.AlignmentFlag.AlignRight
