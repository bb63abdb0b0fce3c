from __future__ import annotations

import threading

import numpy as np
import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter

from explorer.widgets import theme
from explorer.widgets.detections.boxes import BoxesOverlay, box_at, box_label
from explorer.widgets.detections.colours import class_colours
from explorer.widgets.overlays import Placement
from explorer.widgets.qimages import rgb_from_qimage

ORANGE = (255, 180, 84)
BOX = np.array([[20.0, 30.0, 80.0, 70.0]])


def painted(overlay, size=(120, 100), place=None, present=None, clip=None, ratio=1):
    image = QImage(size[0] * ratio, size[1] * ratio, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.black)
    painter = QPainter(image)
    if clip is not None:
        painter.setClipRect(clip)
    overlay.paint(painter, place or Placement(0, 0, 1), present or theme.current_theme())
    painter.end()
    image.setDevicePixelRatio(1)
    return rgb_from_qimage(image)


def lit(rgb):
    rows, columns = np.nonzero(rgb.max(axis=2) > 60)
    return (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1) if len(rows) else None


@pytest.mark.parametrize(("style", "reach"), [("candidate", 1), ("suppressed", 1), ("kept", 2),
                                              ("highlighted", 3)])  # fmt: skip
def test_the_line_lies_on_the_edges(style, reach):
    rgb = painted(BoxesOverlay(BOX, (120, 100), ("warm",), styles=style))
    left, top, right, bottom = lit(rgb)
    assert 20 - reach <= left <= 20
    assert 30 - reach <= top <= 30
    assert 80 <= right <= 80 + reach
    assert 70 <= bottom <= 70 + reach
    inside = rgb[36:64, 26:74]
    assert inside.max() < 60  # a highlighted box is tinted, and no more


def test_a_kept_box_has_the_colour_and_rounded_corners():
    rgb = painted(BoxesOverlay(BOX, (120, 100), ("#ffb454",)))
    assert tuple(rgb[50, 20]) == ORANGE
    assert tuple(rgb[30, 50]) == ORANGE
    assert rgb[29, 19].max() < 60


def test_a_suppressed_box_is_broken():
    row = painted(BoxesOverlay(BOX, (120, 100), ("warm",), styles="suppressed"))[30, 20:80, 0]
    changes = np.count_nonzero(np.diff((row > 60).astype(int)))
    assert changes > 8


def test_boxes_move_with_the_picture_and_the_device():
    overlay = BoxesOverlay(BOX, (120, 100), ("warm",), styles="candidate")
    assert lit(painted(overlay, (300, 260), Placement(10, 20, 2))) == (50, 80, 171, 161)
    assert lit(painted(overlay, ratio=2)) == (39, 59, 161, 141)


def test_an_opacity_fades_a_box_and_its_name():
    def brightest(opacity):
        overlay = BoxesOverlay(BOX, (120, 100), ("warm",), ("cat",), opacities=np.array([opacity]))
        return painted(overlay).max()

    assert brightest(1.0) == 255
    assert 100 < brightest(0.5) < 160
    assert brightest(0.0) == 0


def test_the_first_box_lies_over_the_second_one():
    boxes = np.array([[20, 30, 80, 70], [20, 30, 80, 70]])
    rgb = painted(BoxesOverlay(boxes, (120, 100), ("#ff0000", "#00ff00")))
    assert tuple(rgb[50, 20]) == (255, 0, 0)


def test_a_kept_box_lies_over_the_candidates_before_it():
    boxes = np.array([[20, 30, 80, 70], [20, 30, 80, 70]])
    overlay = BoxesOverlay(boxes, (120, 100), ("#ff0000", "#00ff00"), styles=("candidate", "kept"))
    assert tuple(painted(overlay)[50, 20]) == (0, 255, 0)


def test_only_kept_boxes_have_names():
    named = painted(BoxesOverlay(BOX, (120, 100), ("warm",), ("cat 0.90",)))
    assert named[12:26, 24:60].max() == 255
    for style in ("candidate", "suppressed"):
        overlay = BoxesOverlay(BOX, (120, 100), ("warm",), ("cat 0.90",), styles=style)
        assert painted(overlay)[:29].max() == 0


def test_a_name_stays_in_what_is_seen_of_the_picture():
    overlay = BoxesOverlay(np.array([[0.0, 0, 90, 100]]), (120, 100), ("#00ff00",), ("cat",))
    # The picture's left part is hidden by a clip, its upper part by the window.
    rgb = painted(overlay, place=Placement(0, -40, 1), clip=QRect(50, 0, 70, 100))
    assert rgb[:, :50].max() == 0
    row = rgb[8, 50:, 1]
    assert np.count_nonzero(row > 200) > 10


def test_a_box_out_of_sight_has_neither_line_nor_name():
    far = np.array([[-500.0, -500, -300, -300], [1e30, 1e30, np.inf, np.inf], [0, 0, -9, -9]])
    rgb = painted(BoxesOverlay(far, (120, 100), ("warm",) * 3, ("cat",) * 3))
    assert rgb.max() == 0


def test_a_box_larger_than_the_picture_shows_no_edges():
    huge = np.array([[-1e5, -1e5, 1e5, 1e5]])
    assert painted(BoxesOverlay(huge, (120, 100), ("warm",))).max() == 0


@pytest.mark.parametrize("style", ["candidate", "suppressed", "kept", "highlighted"])
def test_a_box_of_no_size_can_be_drawn(style):
    point = np.array([[50.0, 50, 50, 50]])
    assert lit(painted(BoxesOverlay(point, (120, 100), ("warm",), styles=style))) is not None


def test_no_boxes_paint_nothing():
    assert painted(BoxesOverlay(np.zeros((0, 4)), (120, 100), ())).max() == 0


def test_another_thread_paints_the_same():
    rng = np.random.default_rng(0)
    corners = rng.uniform(0, 80, (30, 2))
    boxes = np.hstack([corners, corners + rng.uniform(5, 40, (30, 2))])
    labels = tuple(box_label("dog", score) for score in np.linspace(0.9, 0.3, 30))
    overlay = BoxesOverlay(boxes, (120, 100), class_colours(range(30)), labels)
    present, found = theme.current_theme(), []
    worker = threading.Thread(target=lambda: found.append(painted(overlay, present=present)))
    worker.start()
    worker.join()
    assert np.array_equal(found[0], painted(overlay, present=present))


def test_the_innermost_box_is_the_one_at_a_point():
    boxes = np.array([[0, 0, 100, 100], [10, 10, 30, 30], [20, 20, 90, 90]])
    assert box_at(boxes, 25, 25) == 1
    assert box_at(boxes, 30, 30) == 2  # right and bottom edges are outside
    assert box_at(boxes, 5, 5) == 0
    assert box_at(boxes, 150, 5) is None
    assert box_at(np.zeros((0, 4)), 5, 5) is None


def test_a_label_says_class_and_score():
    assert box_label("person", 0.938) == "person 0.94"
