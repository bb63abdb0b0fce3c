"""One half of the channels' card: two maps and their product, of the style or of the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from explorer.panels.style.losses.words import agrees, check_words, ends_words, pixel_words
from explorer.widgets import theme
from explorer.widgets.controls import ElidedLabel, label, set_tone
from explorer.widgets.image_view import ImageView, link_views
from explorer.widgets.paced_formula import PacedFormula
from explorer.widgets.palettes import palette_colours

if TYPE_CHECKING:
    from explorer.panels.style.losses.values import Levels, PairView

MAPS: Final = ("channel k", "channel k′", "product")
SIGNS: Final = ("×", "=")
SMALLEST: Final = (64, 48)
FORMULA_HEIGHT: Final = 38
TIP: Final = "Point at a position: what it adds to the sum stands below"


class Half(QWidget):
    """Shows a pair of channels; says what each position adds where it is pointed at."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._pair: PairView | None = None
        self._check = ("", "")
        self.maps = tuple(ImageView(f"{name}, {one}") for one in MAPS)
        self._captions = tuple(ElidedLabel("", "caption") for _ in MAPS)
        self.formula = PacedFormula()
        self.check = ElidedLabel("", "number-small")
        self._name = ElidedLabel(name, "label")
        self._lay_out()
        link_views(*self.maps)
        for one in self.maps:
            one.setToolTip(TIP)
            one.hovered.connect(self._on_map_hovered)
            one.unhovered.connect(self._show_check)
        theme.watch_theme(self._apply_metrics)

    def show_name(self, name: str) -> None:
        """Say whose channels these are."""
        self._name.setText(name)

    def show_pair(self, pair: PairView, names: tuple[str, str], latex: str, spoken: str) -> None:
        """Show two channels, their product, and its sum as mathematics."""
        self._pair = pair
        self._paint_maps()
        for caption, name, levels in zip(
            self._captions, (*names, MAPS[2]), _three(pair), strict=True
        ):
            caption.setText(f"{name} · {ends_words(levels)}")
        self.formula.set_latex(latex, spoken)

    def show_sum(self, entry: float, *, of_several: bool) -> None:
        """Say whether the product's sum is the entry; of several paintings it is a part of it."""
        if self._pair is None:
            return
        words = check_words(self._pair, entry, of_several=of_several)
        if of_several:
            self._check = words, ""
        else:
            is_same = agrees(self._pair, entry)
            self._check = f"{'✓' if is_same else '✗'} {words}", "good" if is_same else "bad"
        self._show_check()

    def hasHeightForWidth(self) -> bool:
        """Say no: the formula has a height of its own here, and the maps take what is free."""
        return False

    def _paint_maps(self) -> None:
        if self._pair is None:
            return
        for one, levels in zip(self.maps, _three(self._pair), strict=True):
            one.set_indices(levels.levels, palette_colours(signed=levels.is_signed))

    def _show_check(self) -> None:
        text, tone = self._check
        self.check.setText(text)
        set_tone(self.check, tone)

    def _on_map_hovered(self, row: int, column: int) -> None:
        if self._pair is None:
            return
        height, width = self._pair.pair.first.shape
        if row < height and column < width:
            self.check.setText(pixel_words(self._pair, row, column))
            set_tone(self.check, "")

    def _lay_out(self) -> None:
        self._grid = QGridLayout()
        for column, (one, caption) in enumerate(zip(self.maps, self._captions, strict=True)):
            caption.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            self._grid.addWidget(caption, 0, 2 * column)
            self._grid.addWidget(one, 1, 2 * column)
            self._grid.setColumnStretch(2 * column, 1)
        for column, sign in enumerate(SIGNS):
            self._grid.addWidget(label(sign, "strong"), 1, 2 * column + 1)
        self._grid.setRowStretch(1, 1)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(self._name)
        self._layout.addLayout(self._grid, 1)
        self._layout.addWidget(self.formula)
        self._layout.addWidget(self.check)

    def _apply_metrics(self) -> None:
        px = theme.current_theme().px
        self._grid.setSpacing(px(theme.TIGHT))
        self._layout.setSpacing(px(theme.TIGHT))
        self.formula.setFixedHeight(px(FORMULA_HEIGHT))
        for one in self.maps:
            one.setMinimumSize(*(px(side) for side in SMALLEST))
        self._paint_maps()


def _three(pair: PairView) -> tuple[Levels, Levels, Levels]:
    return pair.first, pair.second, pair.product
