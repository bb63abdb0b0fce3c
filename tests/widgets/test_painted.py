from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QPushButton

from explorer.widgets import theme
from explorer.widgets.colour_scale import ColourScale
from explorer.widgets.draw_pad import SIDE, Canvas, DrawPad
from explorer.widgets.histogram import Histogram, round_ticks
from explorer.widgets.matrix_view import Matrix, MatrixView
from explorer.widgets.qimages import rgb_from_qimage


def _shown(widget) -> np.ndarray:
    return rgb_from_qimage(widget.grab().toImage()).astype(int)


# MatrixView


def test_numbers_are_said_as_they_are_shown():
    values = np.array([[0.5, -1.25], [0, -0.001]])
    assert Matrix(values).text() == "0.50\t−1.25\n0.00\t0.00"
    assert Matrix(np.array([[1.0, -2.0]])).text() == "1\t−2"


@pytest.mark.parametrize("size", [3, 5, 7])
def test_a_matrix_fits_a_card(qtbot, size):
    view = MatrixView("products")
    qtbot.addWidget(view)
    view.set_matrix(Matrix(np.full((size, size), -0.12)))
    assert view.sizeHint().width() <= 328
    assert view.accessibleDescription().count("−0.12") == size * size


def test_tints_say_the_sign(qtbot):
    view = MatrixView("kernel")
    qtbot.addWidget(view)
    view.set_matrix(Matrix(np.array([[-1.0, 0.0, 1.0]] * 3)))
    view.resize(view.sizeHint())
    shown = _shown(view)
    left, right = shown[12, 10], shown[12, view.width() - 10]
    assert left[2] > left[0], "negative is blue"
    assert right[0] > right[2], "positive is orange"


def test_a_window_shows_its_greys_and_hatches_what_lies_outside(qtbot):
    view = MatrixView("window")
    qtbot.addWidget(view)
    padding = np.zeros((3, 3), bool)
    padding[0] = True
    values = np.array([[0, 0, 0], [1, 1, 1], [0.5, 0.5, 0.5]])
    view.set_matrix(Matrix(values, tint="level", padding=padding))
    view.resize(view.sizeHint())
    shown = _shown(view)
    white = shown[theme.current_theme().px(19) + 3, 12]
    assert white.min() > 240
    assert len(np.unique(shown[2:17, 8:20].reshape(-1, 3), axis=0)) > 2, "lines, not a plain fill"


def test_a_matrix_can_be_taken_away(qtbot):
    view = MatrixView("window")
    qtbot.addWidget(view)
    view.set_matrix(None)
    assert view.grab().size() == view.size()


# ColourScale


def test_the_ends_are_said(qtbot):
    scale = ColourScale()
    qtbot.addWidget(scale)
    scale.set_range(-2.6, 2.6, signed=True)
    assert scale._ends() == ("−2.6", "+2.6")
    assert "−2.6 to +2.6" in scale.accessibleName()
    scale.set_range(0, 4.13, signed=False)
    assert scale._ends() == ("0", "4.1")


def test_the_bar_has_the_colours_of_its_map(qtbot):
    scale = ColourScale()
    qtbot.addWidget(scale)
    scale.set_range(-1, 1, signed=True)
    scale.resize(scale.sizeHint())
    row = _shown(scale)[scale.height() // 2]
    text = scale._text_width() + 8
    left, right = row[text + 4], row[scale.width() - text - 5]
    assert left[2] > left[0]
    assert right[0] > right[2]


# DrawPad


@pytest.fixture
def pad(qtbot):
    made = DrawPad()
    qtbot.addWidget(made)
    made.resize(280, 330)
    made.show()
    return made


def _stroke(qtbot, pad: DrawPad, points: list[tuple[float, float]]) -> None:
    """Draw through points in 0 to 1."""
    canvas = pad.findChild(Canvas)
    room = canvas._room()
    places = [
        QPoint(round(room.x() + x * room.width()), round(room.y() + y * room.height()))
        for x, y in points
    ]
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=places[0])
    for place in places[1:]:
        qtbot.mouseMove(canvas, place)
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=places[-1])


def _button(pad: DrawPad, words: str) -> QPushButton:
    return next(b for b in pad.findChildren(QPushButton) if words in b.accessibleName())


def test_a_stroke_is_white_on_black_where_it_was_drawn(qtbot, pad):
    drawn = []
    pad.drawn.connect(drawn.append)
    _stroke(qtbot, pad, [(0.5, 0.2), (0.5, 0.5), (0.5, 0.8)])
    image = pad.image()
    assert image.shape == (SIDE, SIDE)
    assert image.dtype == np.uint8
    assert image[SIDE // 2, SIDE // 2] == 255
    assert image[SIDE // 2, 20] == 0
    assert len(drawn) == 3, "it is said while the stroke grows"
    width = (image[SIDE // 2] > 127).sum()
    assert width == pytest.approx(22, abs=3), "about two pixels of 28"


def test_a_click_makes_a_dot(qtbot, pad):
    _stroke(qtbot, pad, [(0.25, 0.25)])
    assert pad.image()[SIDE // 4, SIDE // 4] == 255


def test_undo_takes_back_one_stroke_and_clear_all(qtbot, pad):
    _stroke(qtbot, pad, [(0.2, 0.2), (0.2, 0.8)])
    before = pad.image()
    _stroke(qtbot, pad, [(0.8, 0.2), (0.8, 0.8)])
    with qtbot.waitSignal(pad.drawn) as drawn:
        _button(pad, "Undo").click()
    np.testing.assert_array_equal(drawn.args[0], before)
    with qtbot.waitSignal(pad.drawn):
        _button(pad, "Clear").click()
    assert pad.image().max() == 0
    assert not _button(pad, "Undo").isEnabled()
    assert not _button(pad, "Clear").isEnabled()


def test_the_keyboard_undoes_and_wipes(qtbot, pad):
    canvas = pad.findChild(Canvas)
    _stroke(qtbot, pad, [(0.2, 0.2), (0.2, 0.8)])
    _stroke(qtbot, pad, [(0.8, 0.2), (0.8, 0.8)])
    qtbot.keyClick(canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert pad.image()[SIDE // 2, round(SIDE * 0.8)] == 0
    qtbot.keyClick(canvas, Qt.Key.Key_Delete)
    assert pad.image().max() == 0


def test_a_digit_can_be_put_on_the_pad_and_drawn_over(qtbot, pad):
    digit = np.zeros((28, 28), np.uint8)
    digit[:, 14:] = 255
    with qtbot.waitSignal(pad.drawn):
        pad.set_image(digit)
    assert pad.image()[:, 200].min() == 255
    _stroke(qtbot, pad, [(0.2, 0.2), (0.2, 0.8)])
    _button(pad, "Undo").click()
    assert pad.image()[:, 200].min() == 255
    assert pad.image()[:, 50].max() == 0


# Histogram


def test_a_histogram_says_what_it_shows_and_follows_the_theme(qtbot, qapp):
    histogram = Histogram("Values of conv1_1")
    qtbot.addWidget(histogram)
    histogram.resize(300, 120)
    values = np.abs(np.random.default_rng(0).normal(size=1000))
    counts, edges = np.histogram(values, 32)
    histogram.set_counts(counts, edges, float(values.mean()))
    assert "1,000 values" in histogram.accessibleDescription()
    assert "mean 0.7" in histogram.accessibleDescription()
    histogram.show()
    theme.apply_theme(qapp, "light")
    corner = histogram.grab().toImage().pixelColor(150, 4)
    assert corner.name() == theme.Theme("light").colour("surface").name()
    histogram.set_counts(np.zeros(4, int), np.linspace(0, 1, 5))
    histogram.grab()


def test_a_histogram_is_as_high_as_its_counts(qtbot, qapp):
    theme.apply_theme(qapp, "dark")
    histogram = Histogram("Values")
    qtbot.addWidget(histogram)
    histogram.resize(208, 124)  # 200 × 100 for the bars
    histogram.set_counts(np.array([0, 9, 99]), np.array([0.0, 1.0, 2.0, 3.0]))
    shown = _shown(histogram)
    surface = np.array(theme.current_theme().rgb("surface"))
    heights = [(np.abs(shown[4:104, x] - surface).max(1) > 60).sum() for x in (37, 104, 170)]
    assert heights == [0, pytest.approx(50, abs=1), pytest.approx(100, abs=1)]


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]),
        (-24.6, 30.2, [-20, -10, 0, 10, 20, 30]),
        (0.5, 0.5, []),
        (1e-7, 3e-7, [1e-7, 1.5e-7, 2e-7, 2.5e-7, 3e-7]),
        (-1e6, 2e6, [-1e6, -5e5, 0, 5e5, 1e6, 1.5e6, 2e6]),
    ],
)
def test_ticks_are_round_numbers(low, high, ticks):
    assert round_ticks(low, high, 6) == pytest.approx(ticks)
