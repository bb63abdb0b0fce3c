"""Targets and loss, against loops over cells, and against the decoder that reads them back."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor

from explorer.engine.boxes import iou, xyxy_from_cxcywh
from explorer.engine.yolo.heads import Head
from explorer.engine.yolo.lecture.loss import LossWeights, best_iou, yolo_loss
from explorer.engine.yolo.lecture.targets import NO_OBJECT, Truth, targets

GRID, STRIDE, CLASSES = 5, 32, 4
HEAD = Head(((20.0, 40.0), (50.0, 60.0), (90.0, 120.0)), CLASSES, STRIDE, "softmax")


def some_truth(seed: int, pictures: int = 3, rows: int = 6) -> Truth:
    """Random boxes; about a third of the rows hold none."""
    generator = torch.Generator().manual_seed(seed)
    side = GRID * STRIDE
    size = 8 + 100 * torch.rand((pictures, rows, 2), generator=generator)
    centre = side * torch.rand((pictures, rows, 2), generator=generator)
    boxes = xyxy_from_cxcywh(torch.cat((centre, size), -1))
    class_ids = torch.randint(CLASSES, (pictures, rows), generator=generator)
    empty = torch.rand((pictures, rows), generator=generator) < 1 / 3
    return Truth(torch.where(empty[..., None], 0.0, boxes), class_ids.where(~empty, NO_OBJECT))


def some_output(seed: int, pictures: int = 3) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn((pictures, HEAD.depth, GRID, GRID), generator=generator, dtype=torch.float32)


def loss_by_loop(output: Tensor, truth: Truth, weights: LossWeights) -> tuple[float, float, float]:
    """Return objectness, coordinates and classes, one prediction after another."""
    objectness = coordinates = classes = 0.0
    for picture, raw in enumerate(output):
        numbers = HEAD.by_anchor(raw)
        boxes = xyxy_from_cxcywh(HEAD.boxes_cxcywh(numbers))
        objects = [
            (box, int(class_id))
            for box, class_id in zip(
                truth.boxes_xyxy[picture], truth.class_ids[picture], strict=True
            )
            if class_id != NO_OBJECT
        ]
        responsible = set()
        for box, class_id in objects:
            left, top, right, bottom = box.tolist()
            x, y, width, height = (left + right) / 2, (top + bottom) / 2, right - left, bottom - top
            column, row = int(x // STRIDE), int(y // STRIDE)
            shape_ious = []
            for anchor_width, anchor_height in HEAD.anchors_px:
                shared = min(width, anchor_width) * min(height, anchor_height)
                union = width * height + anchor_width * anchor_height - shared
                shape_ious.append(shared / union)
            anchor = shape_ious.index(max(shape_ious))
            if (anchor, row, column) in responsible:
                continue
            responsible.add((anchor, row, column))
            said = numbers[anchor, :, row, column]
            anchor_width, anchor_height = HEAD.anchors_px[anchor]
            errors = (
                float(said[0].sigmoid()) - (x / STRIDE - column),
                float(said[1].sigmoid()) - (y / STRIDE - row),
                float(said[2]) - math.log(width / anchor_width),
                float(said[3]) - math.log(height / anchor_height),
            )
            scale = 2 - width * height / (GRID * STRIDE) ** 2
            coordinates += weights.coordinates * scale * sum(error**2 for error in errors)
            classes -= float(said[5:].log_softmax(0)[class_id])
        for anchor in range(len(HEAD.anchors_px)):
            for row in range(GRID):
                for column in range(GRID):
                    p_c = float(numbers[anchor, 4, row, column].sigmoid())
                    overlap = max(
                        (float(iou(boxes[anchor, row, column], box)) for box, _ in objects),
                        default=0.0,
                    )
                    if (anchor, row, column) in responsible:
                        objectness -= math.log(p_c)
                    elif overlap <= weights.ignore_iou:
                        objectness -= weights.no_object * math.log(1 - p_c)
    return tuple(part / len(output) for part in (objectness, coordinates, classes))


@pytest.mark.parametrize("seed", range(4))
def test_the_loss_is_that_of_a_loop(seed: int) -> None:
    output, truth = some_output(seed), some_truth(seed)
    weights = LossWeights(ignore_iou=0.3)
    loss = yolo_loss(output, truth, HEAD, weights)
    expected = loss_by_loop(output, truth, weights)
    found = (float(loss.objectness), float(loss.coordinates), float(loss.classes))
    assert found == pytest.approx(expected, rel=1e-4)
    assert float(loss.total) == pytest.approx(sum(expected), rel=1e-4)


def test_some_predictions_are_ignored_here() -> None:
    """Else the comparison would say nothing of the threshold."""
    overlap = best_iou(some_output(0).view(3, 3, -1, GRID, GRID), some_truth(0), HEAD)
    assert 0 < int((overlap > 0.3).sum()) < overlap.numel() / 2


def test_a_picture_without_objects_costs_objectness_alone() -> None:
    truth = Truth(torch.zeros(1, 4, 4), torch.full((1, 4), NO_OBJECT))
    loss = yolo_loss(torch.zeros(1, HEAD.depth, GRID, GRID), truth, HEAD, LossWeights())
    assert float(loss.coordinates) == float(loss.classes) == 0
    # All 75 predictions say p_c = 0.5, and each costs 0.5 · log 2.
    assert float(loss.objectness) == pytest.approx(75 * 0.5 * math.log(2))


def test_a_hand_worked_target() -> None:
    # Centre (72, 40): column 2, a quarter in; row 1, a quarter in. 45×66 is most like 50×60.
    truth = Truth(torch.tensor([[[49.5, 7.0, 94.5, 73.0]]]), torch.tensor([[2]]))
    wanted = targets(truth, HEAD, GRID)
    assert wanted.is_object.tolist() == [[True]]
    assert (int(wanted.anchor), int(wanted.row), int(wanted.column)) == (1, 1, 2)
    expected = torch.tensor([0.25, 0.25, math.log(45 / 50), math.log(66 / 60)])
    assert torch.allclose(wanted.numbers[0, 0], expected, atol=1e-6)
    assert float(wanted.size_share) == pytest.approx(45 * 66 / 160**2)


def test_of_two_objects_with_one_prediction_the_first_has_it() -> None:
    box = torch.tensor([60.0, 30.0, 100.0, 95.0])
    truth = Truth(torch.stack((box, box + 1, box + 40))[None], torch.tensor([[1, 2, 3]]))
    assert targets(truth, HEAD, GRID).is_object.tolist() == [[True, False, True]]


def test_an_empty_row_takes_no_objects_place() -> None:
    box = torch.tensor([[[0.0, 0.0, 0.0, 0.0], [1.0, 1.0, 2.0, 3.0]]])
    wanted = targets(Truth(box, torch.tensor([[NO_OBJECT, 0]])), HEAD, GRID)
    assert wanted.is_object.tolist() == [[False, True]]


def test_decoding_perfect_predictions_gives_the_boxes_back() -> None:
    truth = some_truth(7)
    wanted = targets(truth, HEAD, GRID)
    numbers = torch.full((3, 3, 5 + CLASSES, GRID, GRID), -20.0)
    for picture, row in wanted.is_object.nonzero().tolist():
        place = (wanted.anchor[picture, row], slice(None), *_cell(wanted, picture, row))
        said = numbers[picture][place].clone()
        said[:2] = wanted.numbers[picture, row, :2].logit(eps=1e-7)
        said[2:4] = wanted.numbers[picture, row, 2:]
        said[4] = 20
        said[5 + truth.class_ids[picture, row]] = 20
        numbers[picture][place] = said
    loss = yolo_loss(numbers.flatten(1, 2), truth, HEAD, LossWeights())
    assert float(loss.total) < 1e-3
    for picture in range(3):
        is_found = HEAD.objectness(numbers[picture]) > 0.5
        boxes = xyxy_from_cxcywh(HEAD.boxes_cxcywh(numbers[picture]))[is_found]
        true = truth.boxes_xyxy[picture][wanted.is_object[picture]]
        assert len(boxes) == len(true)
        order, true_order = boxes[:, 0].argsort(), true[:, 0].argsort()
        assert torch.allclose(boxes[order], true[true_order], atol=1e-3)


def _cell(wanted: object, picture: int, row: int) -> tuple[int, int]:
    return int(wanted.row[picture, row]), int(wanted.column[picture, row])  # type: ignore[attr-defined]
