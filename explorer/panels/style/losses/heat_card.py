"""The card of the three matrices: style, picture, and their difference, with one cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from explorer.panels.style.losses.cross import Cross
from explorer.panels.style.losses.words import ABOUT, HEAT_TIP, matrix_facts, unit_words
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.cells import CellKeys, clamped
from explorer.widgets.colour_scale import ColourScale
from explorer.widgets.controls import ElidedLabel, label
from explorer.widgets.image_view import ImageView, link_views
from explorer.widgets.palettes import palette_colours

if TYPE_CHECKING:
    from explorer.panels.style.losses.values import Entry, Heat, Levels, LossesView

NAMES: Final = ("Style, G⁽ˢ⁾", "Picture, G⁽ᴳ⁾", "Difference, G⁽ᴳ⁾ − G⁽ˢ⁾")
KINDS: Final = (
    "viridis, dark to bright, by the square root",
    "blue: the style has more; orange: the picture has more; by the square root",
)
SMALLEST: Final = 96


class HeatCard(Card):
    """Paints what it is told; says which entry is pointed at and which is kept."""

    pointed = Signal(object)  # (k, k'), or None
    chosen = Signal(object)  # (k, k')

    def __init__(self) -> None:
        super().__init__("Gram matrices")
        self._view: LossesView | None = None
        self._heat: Heat | None = None
        self.maps = tuple(ImageView(name) for name in NAMES)
        self.scales = tuple(ColourScale() for _ in NAMES)
        self.words = ElidedLabel("", "caption")
        self._keys = CellKeys(self)
        self._columns: list[QVBoxLayout] = []
        self._lay_out()
        self._connect()
        theme.watch_theme(self._apply_map_metrics)

    def show_view(self, view: LossesView) -> None:
        """Show matrices, the ends of their colours, and the cursor."""
        self._view = view
        self.set_facts(matrix_facts(view))
        self.words.setText(f"{ABOUT} · {unit_words(view.gram)}")
        if self._heat is not view.heat:
            self._heat = view.heat
            self._paint_maps()
            self._show_scales()
        self._show_cross()

    def show_empty(self, text: str) -> None:
        """Say why there is nothing to see; what is there already stays."""
        for one in self.maps:
            one.set_empty(text)

    def entry(self) -> Entry | None:
        """Return the entry under the cursor."""
        return None if self._view is None else (self._view.entry.k, self._view.entry.other)

    def _paint_maps(self) -> None:
        if self._heat is None:
            return
        for one, levels in zip(self.maps, _three(self._heat), strict=True):
            one.set_indices(levels.levels, palette_colours(signed=levels.is_signed))

    def _show_scales(self) -> None:
        if self._heat is None:
            return
        for scale, levels in zip(self.scales, _three(self._heat), strict=True):
            kind = KINDS[levels.is_signed]
            scale.set_range(levels.low, levels.high, signed=levels.is_signed, kind=kind)

    def _show_cross(self) -> None:
        if self._view is None or self._heat is None:
            return
        row, column = self._place(self._heat, (self._view.entry.k, self._view.entry.other))
        cross = Cross(row, column, self._heat.side, len(self._heat.order))
        for one in self.maps:
            one.set_overlays((cross,))

    @staticmethod
    def _place(heat: Heat, entry: Entry) -> tuple[int, int]:
        return int(heat.places[entry[0]]), int(heat.places[entry[1]])

    def _lay_out(self) -> None:
        self._row = QHBoxLayout()
        for name, one, scale in zip(NAMES, self.maps, self.scales, strict=True):
            column = QVBoxLayout()
            title = label(name, "label")
            title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            one.setToolTip(HEAT_TIP)
            column.addWidget(title)
            column.addWidget(one, 1)
            column.addWidget(scale, 0, Qt.AlignmentFlag.AlignHCenter)
            self._columns.append(column)
            self._row.addLayout(column, 1)
        self.add(self._row, 1)
        self.add(self.words)

    def _connect(self) -> None:
        link_views(*self.maps)
        self._keys.watch(*self.maps)
        self._keys.moved.connect(self._on_keys_moved)
        for one in self.maps:
            one.hovered.connect(self._on_map_hovered)
            one.unhovered.connect(lambda: self.pointed.emit(None))
            one.clicked.connect(self._on_map_clicked)

    def _on_map_hovered(self, row: int, column: int) -> None:
        if self._heat is not None:
            self.pointed.emit(self._heat.entry_at(row, column))

    def _on_map_clicked(self, row: int, column: int) -> None:
        if self._heat is not None:
            self.chosen.emit(self._heat.entry_at(row, column))

    def _on_keys_moved(self, rows: int, columns: int) -> None:
        entry, heat = self.entry(), self._heat
        if entry is None or heat is None:
            return
        count = len(heat.order)
        row, column = self._place(heat, entry)
        row, column = clamped((row + rows, column + columns), (count, count))
        self.chosen.emit((int(heat.order[row]), int(heat.order[column])))

    def _apply_map_metrics(self) -> None:
        px = theme.current_theme().px
        self._row.setSpacing(px(theme.MEDIUM))
        for column in self._columns:
            column.setSpacing(px(theme.TIGHT))
        for one in self.maps:
            one.setMinimumSize(px(SMALLEST), px(SMALLEST))
        self._paint_maps()


def _three(heat: Heat) -> tuple[Levels, Levels, Levels]:
    return heat.style, heat.picture, heat.difference
