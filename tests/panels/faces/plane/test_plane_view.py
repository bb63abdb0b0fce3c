"""Many faces in one paint: pointed at, chosen, walked, and saved as a drawing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication

from explorer.panels.faces.plane.crowd import Crowd
from explorer.panels.faces.plane.thumbs import COLUMNS, SIDES, make_thumbs, snapped
from explorer.panels.faces.plane.view import PlaneView
from explorer.widgets import theme
from explorer.widgets.svg import widget_svg

if TYPE_CHECKING:
    from collections.abc import Callable

COUNT = 40
INKS = [(250, 10, 10), (10, 250, 10)]


def crowd(count: int = COUNT, over: int = COUNT) -> Crowd:
    """Faces of one colour each, red and green in turn."""
    chips = np.empty((count, 150, 150, 3), np.uint8)
    for place in range(count):
        chips[place] = INKS[place % 2]
    names = tuple(f"face {place}" for place in range(count))
    return Crowd(names, ("#0000ff",) * count, make_thumbs(chips), over)


def points(count: int = COUNT) -> np.ndarray:
    """A grid of 8 columns."""
    row, column = np.divmod(np.arange(count), 8)
    return np.stack([column, -row], axis=1).astype(float)


@pytest.fixture
def view(qtbot, qapp) -> Callable[..., PlaneView]:
    theme.apply_theme(qapp, "dark")

    def make(**options: int) -> PlaneView:
        made = PlaneView("Faces")
        qtbot.addWidget(made)
        made.resize(640, 480)
        made.show_crowd(crowd(**options))
        made.show_points(points(**{k: v for k, v in options.items() if k == "count"}))
        made.show()
        qtbot.waitExposed(made)
        return made

    return make


def colour_at(view: PlaneView, place: int) -> tuple[int, int, int]:
    at = view.pixels()[place]
    return QColor(view.grab().toImage().pixel(round(at[0]), round(at[1]))).getRgb()[:3]


def at(view: PlaneView, place: int) -> QPoint:
    x, y = view.pixels()[place]
    return QPoint(round(x), round(y))


def test_a_mosaic_has_every_face_at_its_place() -> None:
    thumbs = make_thumbs(crowd().thumbs.chips)
    for side in SIDES:
        mosaic = thumbs.mosaics[side]
        assert mosaic.shape == (2 * side, COLUMNS * side, 3)
        assert tuple(mosaic[side // 2, 3 * side + side // 2]) == INKS[1]
        assert tuple(mosaic[side + side // 2, 6 * side + side // 2]) == INKS[0]
        assert not mosaic[side:, 8 * side :].any()  # after the last face


def test_sides_snap_to_those_that_are_copied() -> None:
    assert snapped(27.9) == 24
    assert snapped(28) == 28
    assert snapped(3) == SIDES[0]
    assert snapped(100) == 100


@pytest.mark.parametrize("zoom", [1.0, 1.7, 20.0])
def test_faces_are_where_their_points_are(view: Callable[..., PlaneView], zoom: float) -> None:
    shown = view()
    shown.zoom(zoom, QPointF(at(shown, 19)))
    assert colour_at(shown, 19) == INKS[1]
    assert colour_at(view(), 18) == INKS[0]


def test_a_face_that_is_meant_makes_the_others_pale(view: Callable[..., PlaneView]) -> None:
    shown = view()
    shown.show_meant(10, [11])
    assert colour_at(shown, 10) == INKS[0]
    assert colour_at(shown, 11) == INKS[1]
    assert max(colour_at(shown, 13)) < 130
    assert shown.accessibleDescription() == "face 10"
    shown.show_meant(-1)
    assert colour_at(shown, 13) == INKS[1]


def test_pointing_and_clicking_say_which_face(qtbot, view: Callable[..., PlaneView]) -> None:
    shown = view()
    hovered: list[int] = []
    clicked: list[int] = []
    shown.hovered.connect(hovered.append)
    shown.clicked.connect(clicked.append)
    qtbot.mouseMove(shown, at(shown, 5))
    qtbot.mouseMove(shown, QPoint(1, 1))
    qtbot.mouseClick(shown, Qt.MouseButton.LeftButton, pos=at(shown, 12))
    qtbot.mouseClick(shown, Qt.MouseButton.LeftButton, pos=QPoint(1, 1))
    assert hovered[:2] == [5, -1]
    assert clicked == [12, -1]


def test_wheel_zooms_where_the_pointer_is_and_dragging_chooses_nothing(
    qtbot, view: Callable[..., PlaneView]
) -> None:
    shown = view()
    clicked: list[int] = []
    shown.clicked.connect(clicked.append)
    before = at(shown, 30)
    spot = QPointF(before)
    no_button, no_key = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    turn = QWheelEvent(
        spot, spot, QPoint(), QPoint(0, 240), no_button, no_key, Qt.ScrollPhase.NoScrollPhase, False
    )
    QApplication.sendEvent(shown, turn)
    assert shown.sight.zoom == pytest.approx(1.25**2)
    assert (at(shown, 30) - before).manhattanLength() <= 1
    left = Qt.MouseButton.LeftButton
    qtbot.mousePress(shown, left, pos=QPoint(300, 200))
    qtbot.mouseMove(shown, QPoint(280, 190))
    qtbot.mouseRelease(shown, left, pos=QPoint(280, 190))
    assert clicked == []
    assert at(shown, 30) == before + QPoint(-20, -10)
    shown.fit()
    assert shown.sight.zoom == 1


def test_the_keyboard_walks_chooses_and_zooms(qtbot, view: Callable[..., PlaneView]) -> None:
    shown = view()
    clicked: list[int] = []
    shown.clicked.connect(clicked.append)
    shown.show_meant(9)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Escape):
        qtbot.keyClick(shown, key)
    assert clicked == [18, -1]
    qtbot.keyClick(shown, Qt.Key.Key_Plus)
    assert shown.sight.zoom == 1.25
    qtbot.keyClick(shown, Qt.Key.Key_0)
    assert shown.sight.zoom == 1


def test_faces_glide_to_another_layout(qtbot, view: Callable[..., PlaneView]) -> None:
    shown = view()
    start = shown.pixels()
    shown.show_points(points()[::-1].copy(), glide=True)
    assert not shown.is_idle()
    np.testing.assert_allclose(shown.pixels(), start, atol=1)
    qtbot.waitUntil(shown.is_idle)
    np.testing.assert_allclose(shown.pixels(), start[::-1])


def test_an_svg_has_each_face_alone(view: Callable[..., PlaneView]) -> None:
    svg = widget_svg(view())
    assert svg.count("<image") == COUNT
    widths = re.findall(r'<image [^>]*width="(\d+)"', svg)
    assert len(set(widths)) == 1


def test_faces_over_others_are_framed(view: Callable[..., PlaneView]) -> None:
    shown, framed = view(), view(over=39)
    assert _image(shown) != _image(framed)
    framed.set_with_faces(False)
    assert colour_at(framed, 20) == (0, 0, 255)


def test_an_empty_plane_says_why_and_offers_help(qtbot, view: Callable[..., PlaneView]) -> None:
    shown = view()
    shown.show_crowd(None)
    shown.set_empty("Nobody is enrolled", "Use the bundled faces")
    with qtbot.waitSignal(shown.actionRequested):
        shown._action.click()
    assert shown._action.isVisible()
    shown.set_empty("Reading")
    assert not shown._action.isVisible()
    qtbot.keyClick(shown, Qt.Key.Key_Right)  # there is nowhere to go


def _image(view: PlaneView) -> QImage:
    return view.grab().toImage()
