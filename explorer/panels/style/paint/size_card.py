"""How large and how long it is painted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal

from explorer.engine.style.config import coarse_to_fine, scaled_sides
from explorer.panels.style.plan import COARSEST
from explorer.panels.style.state import LARGEST_SIZE, MOST_STEPS, SMALLEST_SIZE, PaintState
from explorer.widgets.card import Card
from explorer.widgets.controls import Range, Section, Segmented, SliderRow, Toggle, label

if TYPE_CHECKING:
    from explorer.panels.style.values import Pictures

SIZES: Final = (128, 256, 512, 1024, 2048)
NOTHING_COARSE: Final = f"From {2 * COARSEST} px on there are coarser sizes to begin with."


class SizeCard(Card):
    """Says what is chosen as fields and values."""

    chosen = Signal(dict)

    def __init__(self) -> None:
        super().__init__("Size and steps")
        default = PaintState()
        self.sizes = Segmented(
            "Longer side in pixels",
            [(str(size), str(size), f"{size} px along the longer side")
             for size in SIZES],
            fill=True,
        )  # fmt: skip
        self.longer_side = SliderRow(
            "longer side",
            Range(SMALLEST_SIZE, LARGEST_SIZE, "log", 0),
            default.size,
            "Pixels of the picture’s longer side. Time and memory grow with the square",
            suffix="px",
        )
        self.steps = SliderRow(
            "steps",
            Range(10, 1000, "log", 0, typed=MOST_STEPS),
            default.steps,
            "Gradients that are followed, at all sizes together",
        )
        self.coarse = Toggle(
            "Coarse to fine", "Paint small first, then larger: large strokes, and soon to be seen"
        )
        self._path = label("", "caption", wrap=True)
        self.every = SliderRow(
            "steps between pictures",
            Range(1, 50, "int", typed=100),
            default.picture_every,
            "Each picture is kept in the timeline, and can be gone on from",
        )
        more = Section("Coarse to fine, timeline")
        for item in (self.coarse, self._path, self.every):
            more.add(item)
        for row in (self.sizes, self.longer_side, self.steps, more):
            self.add(row)
        self.more = more
        self._connect()

    def show_state(self, paint: PaintState) -> None:
        """Say what the state says."""
        if paint.size in SIZES:
            self.sizes.set_current(str(paint.size))
        else:
            self.sizes.clear_current()
        self.longer_side.set_value(paint.size)
        self.steps.set_value(paint.steps)
        self.coarse.setChecked(paint.coarse)
        self._path.setText(_path_text(paint))
        self.every.set_value(paint.picture_every)

    def show_pictures(self, paint: PaintState, pictures: Pictures) -> None:
        """Say how large the picture gets."""
        content = pictures.content
        self.set_facts("" if content is None else _shape_text(paint.size, *content.rgb.shape[:2]))

    def _connect(self) -> None:
        self.sizes.currentChanged.connect(lambda key: self.chosen.emit({"size": int(key)}))
        self.longer_side.valueChanged.connect(lambda value: self.chosen.emit({"size": int(value)}))
        self.steps.valueChanged.connect(lambda value: self.chosen.emit({"steps": int(value)}))
        self.every.valueChanged.connect(
            lambda value: self.chosen.emit({"picture_every": int(value)})
        )
        self.coarse.clicked.connect(lambda checked: self.chosen.emit({"coarse": checked}))


def _path_text(paint: PaintState) -> str:
    coarse = coarse_to_fine(paint.size, COARSEST)
    if not coarse:
        return NOTHING_COARSE
    sizes = " → ".join(map(str, (*coarse, paint.size)))
    return f"{sizes} px; each size takes half as many steps as the one before."


def _shape_text(size: int, *sides: int) -> str:
    """Return width and height of what is painted."""
    height, width = scaled_sides(sides, size)
    return f"{width:,} × {height:,} px"
