"""What is drawn over pictures whose pixels are cells of a map."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter

from explorer.widgets import theme
from explorer.widgets.cell_overlays import (
    CellNumbers,
    Regions,
    WindowFrame,
    edge_strips,
    unvisited,
)
from explorer.widgets.overlays import Overlay, Placement
from explorer.widgets.qimages import qimage_from_rgb

GREY = 0xFF404040


def drawn(overlay: Overlay, scale: float) -> np.ndarray:
    """Which pixels of a 160 × 160 image an overlay changes, the picture's corner at 20, 20."""
    image = QImage(160, 160, QImage.Format.Format_RGB32)
    image.fill(GREY)
    painter = QPainter(image)
    overlay.paint(painter, Placement(20, 20, scale), theme.current_theme())
    painter.end()
    pixels = np.frombuffer(image.constBits(), np.uint32).reshape(160, 160)
    return (pixels & 0xFFFFFF) != (GREY & 0xFFFFFF)


def area(rects) -> float:
    return sum((right - left) * (bottom - top) for left, top, right, bottom in rects)


def test_strips_cover_what_lies_outside_and_nothing_twice() -> None:
    assert area(edge_strips((10, 8), (2, 1, 9, 8))) == 10 * 8 - 7 * 7
    assert edge_strips((10, 8), (0, 0, 10, 8)) == ()


@pytest.mark.parametrize("cell", list(np.ndindex(3, 4)))
def test_what_is_unvisited_lies_behind_the_cell(cell) -> None:
    row, column = cell
    assert area(unvisited(cell, (3, 4))) == 12 - (row * 4 + column + 1)


@pytest.mark.usefixtures("qapp")
class TestPainting:
    def test_numbers_come_when_the_cells_are_large_enough(self) -> None:
        image = qimage_from_rgb(np.zeros((3, 3, 3), np.uint8))
        numbers = CellNumbers(np.arange(9.0).reshape(3, 3), image)
        assert not drawn(numbers, 20).any()
        marks = drawn(numbers, 46)
        for row, column in np.ndindex(3, 3):
            cell = marks[20 + 46 * row : 66 + 46 * row, 20 + 46 * column : 66 + 46 * column]
            assert cell.any()
            assert not cell[:6].any()

    def test_the_frame_of_a_tiny_window_is_still_seen(self) -> None:
        marks = drawn(WindowFrame(40, 40, 3, 3), 1)
        rows, columns = np.nonzero(marks)
        assert rows.max() - rows.min() >= 12
        assert (rows.max() + rows.min()) / 2 == pytest.approx(20 + 41.5, abs=1)
        assert (columns.max() + columns.min()) / 2 == pytest.approx(20 + 41.5, abs=1)

    def test_a_hatch_needs_room(self) -> None:
        rim = Regions(((0, 0, 50, 1),), "muted", 0.9, hatched=True)
        assert not drawn(rim, 2).any()
        assert drawn(rim, 10).any()
