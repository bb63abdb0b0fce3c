from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QPushButton

from explorer.widgets.image_view import ImageView, link_views
from explorer.widgets.overlays import Box, Dots, Grid, Heat
from explorer.widgets.qimages import qimage_from_rgb, rgb_from_qimage, scaled_part
from explorer.widgets.zoom import View, moved, place, zoomed_at

sizes = st.builds(QSize, st.integers(80, 1600), st.integers(60, 1000))


def _noise(height: int, width: int) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (height, width, 3), np.uint8)


@pytest.fixture
def view(qtbot):
    made = ImageView("Input")
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.show()
    return made


def _shown(view: ImageView) -> np.ndarray:
    return rgb_from_qimage(view.grab().toImage())


# Where the picture lies


@given(sizes, sizes)
def test_a_picture_fits_and_is_never_stretched(room, image):
    where = place(View(), room, image)
    assert where.left >= 0
    assert where.top >= 0
    assert where.left + image.width() * where.scale <= room.width() + 1e-6
    assert where.top + image.height() * where.scale <= room.height() + 1e-6


@given(sizes, sizes, st.floats(1.01, 8), st.floats(0, 1), st.floats(0, 1))
def test_zooming_keeps_the_point_under_the_pointer(room, image, factor, x, y):
    before = place(View(), room, image)
    # A point inside the picture, where zooming does not meet the edges.
    about = QPointF(
        before.left + before.scale * image.width() * x,
        before.top + before.scale * image.height() * y,
    )
    view = zoomed_at(View(), factor, about, room, image)
    after = place(view, room, image)
    across = image.width() * after.scale
    if across > room.width() and 0.01 < view.x < 0.99 and view.zoom > 1:
        left = (about.x() - after.left) / across
        # At the very edge the picture is kept from leaving a gap: the point may then move.
        if left == pytest.approx(x, abs=1e-6):
            return
        shown = room.width() / across
        assert view.x in (pytest.approx(shown / 2), pytest.approx(1 - shown / 2))


@given(sizes, sizes, st.floats(1, 30), st.floats(-5000, 5000), st.floats(-5000, 5000))
def test_no_gap_opens_at_the_edge_of_an_enlarged_picture(room, image, zoom, x, y):
    view = moved(View(zoom), QPointF(x, y), room, image)
    where = place(view, room, image)
    if image.width() * where.scale >= room.width():
        assert where.left <= 1e-6
        assert where.left + image.width() * where.scale >= room.width() - 1e-6


def test_out_again_fits():
    room, image = QSize(400, 300), QSize(640, 480)
    view = zoomed_at(View(), 3, QPointF(10, 10), room, image)
    assert zoomed_at(view, 0.01, QPointF(200, 100), room, image) == View()


# What is painted


def test_pixels_are_those_of_the_array(view):
    rgb = _noise(300, 400)
    view.set_rgb(rgb)
    np.testing.assert_array_equal(_shown(view), rgb)


def test_enlarged_pixels_are_square_and_sharp(view):
    rgb = _noise(7, 7)
    view.set_rgb(rgb)
    where = view.placement()
    assert where.scale == 42.0, "a whole count of screen pixels"
    expected = np.kron(rgb, np.ones((42, 42, 1), np.uint8))
    left, top = int(where.left), int(where.top)
    np.testing.assert_array_equal(_shown(view)[top : top + 294, left : left + 294], expected)


def test_an_array_that_is_let_go_stays_on_the_screen(view):
    view.set_rgb(np.full((300, 400, 3), 7, np.uint8))
    others = [np.zeros((300, 400, 3), np.uint8) for _ in range(20)]
    assert (_shown(view) == 7).all()
    del others


def test_the_same_picture_is_not_scaled_again_unless_it_may_have_changed(view, monkeypatch):
    scaled = []

    def counted(image, part, size, *, smooth):
        scaled.append(image)
        return scaled_part(image, part, size, smooth=smooth)

    monkeypatch.setattr("explorer.widgets.image_view.scaled_part", counted)
    kept, written = np.zeros((600, 800, 3), np.uint8), np.zeros((600, 800, 3), np.uint8)
    kept.flags.writeable = False
    view.set_rgb(kept)
    _shown(view)
    view.set_rgb(kept)
    _shown(view)
    assert len(scaled) == 1
    view.set_rgb(written)
    assert (_shown(view) == 0).all()
    written[:] = 9
    view.set_rgb(written)
    assert (_shown(view) == 9).all()
    view.set_rgb(None)
    view.set_rgb(kept)
    assert (_shown(view) == 0).all()


@pytest.mark.parametrize("rgb", [_noise(40, 60)[:, ::2], _noise(40, 60)[::-1]])
def test_parts_of_arrays_are_shown_too(rgb):
    np.testing.assert_array_equal(rgb_from_qimage(qimage_from_rgb(rgb)), rgb)


@pytest.mark.parametrize(
    "array", [np.zeros((4, 4), np.uint8), np.zeros((4, 4, 3), np.float32), np.zeros((4, 4, 2))]
)
def test_what_is_no_picture_is_refused(view, array):
    with pytest.raises(ValueError, match="picture"):
        view.set_rgb(array)


def test_indices_take_their_colours(view):
    indices = np.arange(256, dtype=np.uint8).reshape(16, 16)
    colours = [0xFF000000 | n << 16 for n in range(256)]
    view.set_indices(indices, colours)
    where = view.placement()
    shown = _shown(view)
    row, column = 3, 5
    middle = where.point(column + 0.5, row + 0.5).toPoint()
    assert tuple(shown[middle.y(), middle.x()]) == (row * 16 + column, 0, 0)


def test_a_large_frame_is_painted_in_a_few_milliseconds(view):
    view.resize(900, 600)
    frame = _noise(720, 1280)
    target = QImage(900, 600, QImage.Format.Format_RGB32)

    def paint() -> float:
        start_s = time.perf_counter()
        view.set_rgb(frame)
        view.render(target)
        return time.perf_counter() - start_s

    assert min(paint() for _ in range(10)) < 0.008


def test_overlays_are_drawn_in_the_coordinates_of_the_picture(view):
    view.set_rgb(np.zeros((30, 40, 3), np.uint8))
    heat = np.zeros((1, 1, 4), np.uint8)
    heat[...] = (0, 255, 0, 255)
    view.set_overlays(
        [
            Box(10, 10, 20, 20, "#ff0000", "person 0.94"),
            Box(0, 0, 5, 5, dashed=True),
            Dots(np.array([[30.5, 15.5]]), "#0000ff"),
            Grid((20,), (), 40, 30),
            Heat(heat, 35, 25, 40, 30),
        ]
    )
    shown = _shown(view).astype(int)  # ten screen pixels to one of the picture
    assert shown[150, 100].argmax() == 0
    assert tuple(shown[155, 305]) == (0, 0, 255)
    assert shown[5, 200].min() > 50, "a line of the grid"
    assert tuple(shown[275, 375]) == (0, 255, 0)
    assert tuple(shown[205, 255]) == (0, 0, 0)


def test_a_label_at_the_top_edge_stays_visible(view):
    view.set_rgb(np.zeros((30, 40, 3), np.uint8))
    view.set_overlays([Box(10, 0, 20, 10, "#ff0000", "at the top")])
    tab = _shown(view)[3:12, 104:110]
    assert (tab[..., 0] > 200).all()


def test_the_saved_picture_has_its_overlays_and_no_smaller_size(view):
    view.set_rgb(np.zeros((28, 28, 3), np.uint8))
    view.set_overlays([Box(7, 7, 14, 14, "#ff0000")])
    image = view.rendered()
    assert image.width() % 28 == 0
    assert image.width() >= 600
    factor = image.width() // 28
    assert image.pixelColor(7 * factor, 10 * factor).red() > 150


# What the user does


def test_hovering_tells_the_pixel_once(qtbot, view):
    view.set_rgb(_noise(30, 40))  # ten screen pixels each
    heard = []
    view.hovered.connect(lambda row, column: heard.append((row, column)))
    for x, y in ((105, 52), (108, 55), (115, 55)):
        qtbot.mouseMove(view, QPoint(x, y))
    assert heard == [(5, 10), (5, 11)]


def test_leaving_the_picture_is_told(qtbot, view):
    view.set_rgb(_noise(300, 200))  # free room at both sides
    qtbot.mouseMove(view, QPoint(200, 150))
    with qtbot.waitSignal(view.unhovered):
        qtbot.mouseMove(view, QPoint(5, 150))


def test_a_click_chooses_a_pixel_and_a_drag_does_not(qtbot, view):
    view.set_rgb(_noise(30, 40))
    with qtbot.waitSignal(view.clicked) as clicked:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(399, 299))
    assert clicked.args == [29, 39]
    with qtbot.assertNotEmitted(view.clicked):
        qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
        qtbot.mouseMove(view, QPoint(160, 130))
        qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(160, 130))


def test_the_keyboard_zooms_probes_and_chooses(qtbot, view):
    view.set_rgb(_noise(30, 40))
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    assert view.view().zoom > 1
    qtbot.keyClick(view, Qt.Key.Key_0)
    assert view.view() == View()
    with qtbot.waitSignal(view.hovered) as hovered:
        qtbot.keyClick(view, Qt.Key.Key_Right)
    assert hovered.args == [15, 21]
    with qtbot.waitSignal(view.clicked) as clicked:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert clicked.args == [15, 21]


def test_dragging_moves_an_enlarged_picture_and_a_double_click_fits(qtbot, view):
    view.set_rgb(_noise(300, 400))
    view.set_view(View(4.0))
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(200, 150))
    qtbot.mouseMove(view, QPoint(100, 150))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(100, 150))
    assert view.view().x == pytest.approx(0.5 + 100 / 1600)
    qtbot.mouseDClick(view, Qt.MouseButton.LeftButton)
    assert view.view() == View()


def test_the_zoom_outlives_the_next_frame(view):
    view.set_rgb(_noise(300, 400))
    view.set_view(View(3.0, 0.4, 0.6))
    view.set_rgb(_noise(300, 400))
    assert view.view() == View(3.0, 0.4, 0.6)


def test_linked_views_show_the_same_part(qtbot, view):
    other = ImageView("Response")
    qtbot.addWidget(other)
    view.set_rgb(_noise(300, 400))
    other.set_rgb(_noise(148, 198))
    link_views(view, other)
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    assert other.view() == view.view()
    qtbot.keyClick(other, Qt.Key.Key_0)
    assert view.view() == View()


def test_an_empty_place_says_what_to_do_and_offers_it(qtbot, view):
    view.set_empty("Choose a picture.", "Show the astronaut")
    button = view.findChild(QPushButton)
    assert button.isVisible()
    with qtbot.waitSignal(view.actionRequested):
        button.click()
    view.set_rgb(_noise(30, 40))
    assert not button.isVisible()
    view.set_rgb(None)
    assert button.isVisible()
    assert view.pixel_at(QPointF(10, 10)) is None


def _columns(rgb: np.ndarray) -> int:
    """Count how many greys a row through the middle has."""
    return len(np.unique(rgb[rgb.shape[0] // 2, 10:-10, 0]))


def test_a_small_picture_is_smoothed_until_somebody_zooms_in(view):
    halves = np.zeros((30, 40, 3), np.uint8)
    halves[:, 20:] = 255
    view.set_rgb(halves)
    assert _columns(_shown(view)) == 2
    painted = ImageView("Painted", sharp_from=16.0, parent=view)
    painted.resize(view.size())
    painted.set_rgb(halves)
    assert painted.placement().scale == 10
    assert _columns(_shown(painted)) > 2
    assert _columns(rgb_from_qimage(painted.rendered())) == 2  # 16 times as large: for a file
    painted.set_view(View(2.0))
    assert _columns(_shown(painted)) == 2
    painted.set_view(View())
    half_scale = np.zeros((75, 100, 3), np.uint8)
    half_scale[:, 50:] = 255
    painted.set_rgb(half_scale)
    assert _columns(rgb_from_qimage(painted.rendered())) > 2
