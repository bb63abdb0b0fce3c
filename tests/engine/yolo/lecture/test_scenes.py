"""Scenes: the same for the same numbers, true boxes tight around the ink, digits kept apart."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from explorer.engine.assets import ASSETS
from explorer.engine.boxes import iou_matrix
from explorer.engine.images import load_rgb
from explorer.engine.yolo.lecture.scenes import HELD_OUT_PHOTOGRAPHS, SIDE_PX, compose, held_out
from explorer.engine.yolo.lecture.scenes.camera import photographed
from explorer.engine.yolo.lecture.scenes.frame import Frame
from explorer.engine.yolo.lecture.scenes.glyph import SIDE, Glyph, digit_glyph
from explorer.engine.yolo.lecture.scenes.ground import Ground
from explorer.engine.yolo.lecture.scenes.ink import Pen, any_pen
from explorer.engine.yolo.lecture.scenes.thinning import thinned
from explorer.engine.yolo.lecture.scenes.writing import write_number

SCENES = range(40)
PEN = Pen(share=0.1, width_px=5, softness_px=1.0, opacity=1.0, streaks=0.0, is_coloured=False)


def test_the_same_numbers_give_the_same_scene() -> None:
    first, again, other = compose(3, 8), compose(3, 8), compose(3, 9)
    assert np.array_equal(first.rgb, again.rgb)
    assert np.array_equal(first.boxes_xyxy, again.boxes_xyxy)
    assert np.array_equal(first.class_ids, again.class_ids)
    assert first.rgb.shape != other.rgb.shape or not np.array_equal(first.rgb, other.rgb)


def test_a_scene_does_not_depend_on_those_before_it() -> None:
    expected = compose(5, 2).rgb
    compose(5, 0)
    assert np.array_equal(compose(5, 2).rgb, expected)


def test_scenes_are_pictures_with_boxes_inside() -> None:
    counts = []
    for index in SCENES:
        scene = compose(1, index)
        height, width = scene.rgb.shape[:2]
        assert scene.rgb.dtype == np.uint8
        assert max(height, width) == SIDE_PX
        assert scene.boxes_xyxy.shape == (len(scene), 4)
        assert scene.boxes_xyxy.dtype == np.float32
        assert scene.class_ids.dtype == np.int64
        assert ((scene.class_ids >= 0) & (scene.class_ids <= 9)).all()
        sides = scene.boxes_xyxy[:, 2:] - scene.boxes_xyxy[:, :2]
        assert (scene.boxes_xyxy >= 0).all()
        assert (scene.boxes_xyxy[:, 2:] <= (width, height)).all()
        assert (sides.max(1, initial=0) >= 15).all()
        assert (sides > 1).all()
        counts.append(len(scene))
    assert min(counts) == 0
    assert max(counts) > 8


def test_digits_do_not_cover_one_another() -> None:
    for index in SCENES:
        boxes = torch.from_numpy(compose(1, index).boxes_xyxy)
        overlap = iou_matrix(boxes, boxes).fill_diagonal_(0)
        assert float(overlap.max() if len(boxes) else 0) < 0.1


@pytest.mark.parametrize("seed", range(12))
def test_a_box_is_tight_around_the_ink(seed: int) -> None:
    rng = np.random.default_rng(seed)
    frame = Frame(np.full((SIDE_PX, SIDE_PX, 3), 255, np.uint8))
    ground = Ground(frame, np.eye(3), (SIDE_PX, SIDE_PX))
    while not frame.boxes:
        frame.rgb[:], frame.taken[:] = 255, []
        write_number(rng, held_out(), ground, rng.uniform(30, 200), PEN)
    # The ink of all signs together: of the digits, and of letters, which have no box.
    inked = (frame.rgb.astype(int).sum(2) < 765 - 765 * 0.25).nonzero()
    whole = (inked[1].min(), inked[0].min(), inked[1].max() + 1, inked[0].max() + 1)
    boxes = np.array(frame.boxes)
    if len(frame.taken) == len(frame.boxes):
        around = (*boxes[:, :2].min(0), *boxes[:, 2:].max(0))
        assert np.abs(np.array(around) - whole).max() <= 2
    for left, top, right, bottom in boxes.astype(int):
        part = frame.rgb[top:bottom, left:right].min(2) < 200
        assert all(edge.any() for edge in (part[:2], part[-2:], part[:, :2], part[:, -2:]))


def test_a_pen_of_any_width_draws_the_same_digit() -> None:
    source = held_out()
    glyph = digit_glyph(source.digits[2], int(source.labels[2]), np.random.default_rng(1))
    areas = [int((glyph.field < radius).sum()) for radius in (0.4, 0.8, 1.6)]
    assert glyph.label == source.labels[2] == 1
    assert 0 < areas[0] < areas[1] < areas[2] < 0.3 * SIDE**2


def test_the_ink_of_a_glyph() -> None:
    field = np.full((SIDE, SIDE), 9, np.float32)
    field[10:30, 40:44] = 0
    assert Glyph(field, 1).ink_box(0.5) == (40, 10, 44, 30)


def test_thinning_leaves_the_middle_line_of_a_bar() -> None:
    bar = np.zeros((21, 60), np.uint8)
    bar[8:13, 5:55] = 1
    lines = thinned(bar)
    rows, columns = lines.nonzero()
    assert set(rows) == {10}
    assert columns.min() <= 8
    assert columns.max() >= 51
    assert len(columns) == columns.max() - columns.min() + 1


def test_thinning_keeps_a_ring_closed() -> None:
    y, x = np.mgrid[:61, :61] - 30
    ring = (np.abs(np.hypot(x, y) - 20) < 4).astype(np.uint8)
    lines = thinned(ring)
    assert 90 < lines.sum() < 160
    assert (np.abs(np.hypot(x, y)[lines > 0] - 20) < 2).all()


def test_pens_stay_readable() -> None:
    rng = np.random.default_rng(0)
    for height in (24.0, 80.0, 260.0):
        radii = [any_pen(rng).radius(height) for _ in range(200)]
        assert min(radii) >= 0.25
        assert max(radii) <= 1.7 + 1e-9


def test_held_out_photographs_are_the_bundled_ones() -> None:
    photographs = held_out().photographs
    assert len(photographs) == len(HELD_OUT_PHOTOGRAPHS)
    first = load_rgb(ASSETS / f"images/{HELD_OUT_PHOTOGRAPHS[0]}.jpg")
    assert np.array_equal(photographs[0], first)


def test_the_finest_writing_is_photographed_too() -> None:
    rgb = np.full((40, 40, 3), 128, np.uint8)
    for seed in range(40):
        taken = photographed(np.random.default_rng(seed), rgb, finest_px=2.0)
        assert taken.shape == rgb.shape
