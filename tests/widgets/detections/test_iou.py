from __future__ import annotations

import numpy as np
import pytest
import torch
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter

from explorer.engine import boxes
from explorer.widgets import theme
from explorer.widgets.detections.iou_figure import IouFigure, placed_around
from explorer.widgets.detections.iou_overlay import IouOverlay
from explorer.widgets.detections.iou_pair import IouPair
from explorer.widgets.overlays import Placement
from explorer.widgets.qimages import rgb_from_qimage

A, B = (0.0, 0.0, 300.0, 200.0), (100.0, 50.0, 400.0, 250.0)


def test_the_numbers_are_worked_out_by_hand():
    pair = IouPair(A, B)
    assert pair.intersection == (100, 50, 300, 200)
    assert (pair.shared, pair.union) == (30_000, 90_000)
    assert pair.iou == pytest.approx(1 / 3)


def test_the_numbers_are_the_engines():
    rng = np.random.default_rng(0)
    corners = rng.uniform(0, 100, (200, 2, 2))
    for (x0, y0), (x1, y1) in corners:
        pair = IouPair((x0, y0, x0 + 60, y0 + 40), (x1, y1, x1 + 30, y1 + 50))
        expected = boxes.iou(torch.tensor(pair.first), torch.tensor(pair.second))
        assert pair.iou == pytest.approx(float(expected), abs=1e-6)


def test_boxes_that_share_nothing():
    pair = IouPair((0, 0, 10, 10), (10, 0, 20, 10), threshold=0.0)
    assert pair.intersection is None
    assert pair.iou == 0.0
    assert pair.is_suppressed is False
    assert IouPair((5, 5, 5, 5), (5, 5, 5, 5)).iou == 0.0


def test_the_formula_has_thin_spaces_and_the_comparison():
    assert IouPair(A, B, threshold=0.3).latex() == (
        r"\mathrm{IoU} = \frac{|A \cap B|}{|A \cup B|} = \frac{30\,000}{90\,000} = 0.33 > 0.30"
    )
    assert IouPair(A, B, threshold=0.45).latex().endswith(r"0.33 \le 0.45")
    assert IouPair(A, B).latex().endswith("= 0.33")


def test_small_areas_have_a_decimal():
    assert r"\frac{4.5}{18.0}" in IouPair((0, 0, 3, 3), (1.5, 0, 6, 3)).latex()


def test_numbers_that_would_look_equal_get_more_decimals():
    pair = IouPair((0, 0, 10_000, 1), (0, 0, 4_504, 1), threshold=0.45)
    assert pair.verdict() == "0.4504 > 0.4500: B is suppressed"
    equal = IouPair((0, 0, 100, 1), (0, 0, 50, 1), threshold=0.5)
    assert equal.is_suppressed is False
    assert "≤" in equal.verdict()
    assert equal.verdict().endswith("B stays")


def test_the_overlay_hatches_what_is_shared():
    image = QImage(500, 350, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.black)
    painter = QPainter(image)
    IouOverlay(IouPair(A, B, ("", "")), (500, 350)).paint(
        painter, Placement(40, 40, 1), theme.current_theme()
    )
    painter.end()
    rgb = rgb_from_qimage(image)

    def contrast_in(left, top):
        return int(np.ptp(rgb[40 + top : 70 + top, 40 + left : 70 + left].max(axis=2)))

    assert contrast_in(180, 110) > 100  # lines
    assert contrast_in(30, 110) < 10  # A alone: even
    assert rgb[330, 470].max() == 0  # outside of both


def test_both_boxes_fit_into_the_figure():
    place = placed_around(IouPair(A, B), (320, 200), 1.0)
    rect = place.rect(0, 0, 400, 250)
    assert 0 < rect.left() < rect.right() < 320
    assert 0 < rect.top() < rect.bottom() < 200


def test_as_much_of_the_picture_is_shown_as_there_can_be():
    pair = IouPair((10.0, 300.0, 110.0, 400.0), (90.0, 280.0, 180.0, 420.0))
    place = placed_around(pair, (320, 200), 1.0, (640, 480))
    shown = place.rect(0, 0, 640, 480)
    assert shown.left() <= 0 <= 320 <= shown.right()
    assert shown.top() <= 0 <= 200 <= shown.bottom()
    boxes_room = place.rect(10, 280, 180, 420)
    assert 0 <= boxes_room.left() < boxes_room.right() <= 320
    assert 0 <= boxes_room.top() < boxes_room.bottom() <= 200
    # A narrow picture is there from side to side, and of boxes that reach out nothing is cut.
    narrow = placed_around(pair, (320, 200), 1.0, (250, 480)).rect(0, 0, 250, 480)
    assert 0 <= narrow.left() < narrow.right() <= 320
    out = IouPair((-20.0, 300.0, 110.0, 400.0), (90.0, 280.0, 180.0, 420.0))
    place = placed_around(out, (320, 200), 1.0, (640, 480))
    assert place.rect(-20, 280, 180, 420).left() >= -1e-9


def test_the_figure_says_what_follows(qtbot):
    figure = IouFigure()
    qtbot.addWidget(figure)
    figure.resize(328, 320)
    assert figure.text.verdict() == "Choose two boxes in the picture"
    figure.show_pair(IouPair(A, B, threshold=0.3))
    qtbot.waitUntil(figure.is_idle)
    assert figure.text.formula.problem() == ""
    assert figure.text.verdict() == "0.33 > 0.30: B is suppressed"
    assert figure.rendered().width() == 656
    figure.shutdown()
