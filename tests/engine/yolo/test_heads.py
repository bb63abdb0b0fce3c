"""Every prediction against a plain loop in double precision, after the papers' formulae."""

from __future__ import annotations

import math

import pytest
import torch

from explorer.engine.yolo import Head

ANCHORS = ((10.0, 14.0), (81.0, 82.0), (135.0, 169.0))


def sigmoid(value: float) -> float:
    return 1 / (1 + math.exp(-value))


@pytest.mark.parametrize("class_scores", ["softmax", "logistic"])
@pytest.mark.parametrize("xy_scale", [1.0, 1.05, 2.0])
@pytest.mark.parametrize(("rows", "columns", "stride"), [(4, 4, 32), (2, 5, 8)])
def test_decoding_against_a_loop(
    class_scores: str, xy_scale: float, rows: int, columns: int, stride: int
) -> None:
    classes = 4
    head = Head(ANCHORS, classes, stride, class_scores, xy_scale)
    assert head.depth == 3 * (5 + classes)
    output = torch.randn(head.depth, rows, columns, generator=torch.Generator().manual_seed(1)).mul(
        2
    )
    numbers = head.by_anchor(output)
    assert numbers.shape == (3, 9, rows, columns)
    boxes, p_c = head.boxes_cxcywh(numbers), head.objectness(numbers)
    probabilities = head.class_probabilities(numbers)
    assert boxes.shape == (3, rows, columns, 4)
    assert probabilities.shape == (3, rows, columns, classes)
    for a, (wide, high) in enumerate(ANCHORS):
        for row in range(rows):
            for column in range(columns):
                said = output[9 * a : 9 * (a + 1), row, column].tolist()
                x, y = (sigmoid(said[i]) * xy_scale - (xy_scale - 1) / 2 for i in (0, 1))
                due = [
                    (x + column) * stride,
                    (y + row) * stride,
                    wide * math.exp(said[2]),
                    high * math.exp(said[3]),
                ]
                assert boxes[a, row, column].tolist() == pytest.approx(due, rel=1e-5, abs=1e-4)
                assert float(p_c[a, row, column]) == pytest.approx(sigmoid(said[4]), rel=1e-5)
                if class_scores == "softmax":
                    powers = [math.exp(value) for value in said[5:]]
                    shares = [power / sum(powers) for power in powers]
                else:
                    shares = [sigmoid(value) for value in said[5:]]
                assert probabilities[a, row, column].tolist() == pytest.approx(shares, rel=1e-5)


def test_a_centre_stays_in_its_cell_unless_scaled() -> None:
    numbers = torch.zeros(1, 6, 1, 1)
    numbers[0, 0] = 100.0
    numbers[0, 1] = -100.0
    inside = Head(((1.0, 1.0),), 1, 32, "softmax").boxes_cxcywh(numbers)[0, 0, 0]
    assert inside[:2].tolist() == [32.0, 0.0]
    beyond = Head(((1.0, 1.0),), 1, 32, "softmax", xy_scale=1.1).boxes_cxcywh(numbers)[0, 0, 0]
    assert beyond[:2].tolist() == pytest.approx([33.6, -1.6], abs=1e-4)


@pytest.mark.parametrize("huge", [88.0, 1e4, float("inf")])
def test_a_size_beyond_any_picture_is_finite(huge: float) -> None:
    numbers = torch.zeros(1, 6, 1, 1)
    numbers[0, 2:4] = huge
    boxes = Head(((100.0, 1e5),), 1, 32, "softmax").boxes_cxcywh(numbers)
    assert boxes.isfinite().all()
    assert float(boxes[..., 2:].min()) > 1e12
