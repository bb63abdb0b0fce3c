from __future__ import annotations

import pytest
import torch

from explorer.engine.yolo import Head, Letterbox, RawPredictions, decode
from explorer.engine.yolo.predictions import Cell

HEADS = (
    Head(((10.0, 20.0), (30.0, 40.0), (50.0, 60.0)), 3, 32, "logistic"),
    Head(((5.0, 6.0), (7.0, 8.0)), 3, 16, "logistic"),
)


def raw_predictions(heads: tuple[Head, ...] = HEADS, seed: int = 0) -> RawPredictions:
    """What a network says of a picture 200 × 100 in a square of 64 pixels."""
    generator = torch.Generator().manual_seed(seed)
    maps = tuple(
        torch.randn(
            len(head.anchors_px),
            5 + head.classes,
            64 // head.stride,
            64 // head.stride,
            generator=generator,
        )
        for head in heads
    )
    return RawPredictions(heads, maps, Letterbox(64, (200, 100)), ("a", "b", "c"))


def test_every_number_is_one_cell_and_back() -> None:
    raw = raw_predictions()
    assert raw.counts == (3 * 2 * 2, 2 * 4 * 4)
    assert len(raw) == 44
    cells = [raw.cell(index) for index in range(len(raw))]
    assert [raw.index(cell) for cell in cells] == list(range(44))
    assert len(set(cells)) == 44
    assert cells[0] == Cell(head=0, anchor=0, row=0, column=0)
    assert cells[11] == Cell(head=0, anchor=2, row=1, column=1)
    assert cells[12] == Cell(head=1, anchor=0, row=0, column=0)
    assert cells[43] == Cell(head=1, anchor=1, row=3, column=3)


@pytest.mark.parametrize("index", [-1, 44, 10**9])
def test_a_number_that_there_is_not(index: int) -> None:
    with pytest.raises(IndexError, match=f"There are 44 predictions, so none is number {index}"):
        raw_predictions().cell(index)


@pytest.mark.parametrize(
    "cell", [(2, 0, 0, 0), (-1, 0, 0, 0), (0, 3, 0, 0), (0, 0, 2, 0), (1, 0, 0, 4), (1, 0, -1, 0)]
)
def test_a_cell_that_there_is_not(cell: tuple[int, int, int, int]) -> None:
    with pytest.raises(IndexError, match=r"There are 2 heads|Head [01] has"):
        raw_predictions().index(Cell(*cell))


def test_boxes_stand_at_the_number_of_their_cell() -> None:
    raw = raw_predictions()
    predictions = decode(raw)
    assert len(predictions) == len(raw)
    for index in range(len(raw)):
        head, anchor, row, column = raw.cell(index)
        meaning, numbers = raw.heads[head], raw.maps[head][anchor, :, row, column].double()
        x = float(numbers[0].sigmoid() + column) * meaning.stride
        y = float(numbers[1].sigmoid() + row) * meaning.stride
        wide, high = (float(numbers[2 + i].exp()) * meaning.anchors_px[anchor][i] for i in (0, 1))
        # The picture lies 64 × 32 in the square, 16 from its top, at 0.32 of its size.
        due = [
            (x - wide / 2) / 0.32,
            (y - high / 2 - 16) / 0.32,
            (x + wide / 2) / 0.32,
            (y + high / 2 - 16) / 0.32,
        ]
        assert predictions.boxes_xyxy[index].tolist() == pytest.approx(due, rel=1e-4, abs=1e-3)
        p_c = float(numbers[4].sigmoid())
        probabilities = numbers[5:].sigmoid().tolist()
        assert float(predictions.objectness[index]) == pytest.approx(p_c, rel=1e-5)
        assert raw.class_probabilities(index).tolist() == pytest.approx(probabilities)
        assert float(predictions.scores[index]) == pytest.approx(p_c * max(probabilities))
        best = probabilities.index(max(probabilities))
        assert int(predictions.class_ids[index]) == best


def test_softmax_shares_add_up_to_one_and_logistic_ones_need_not() -> None:
    softmax = Head(((10.0, 20.0),), 3, 32, "softmax")
    logistic = Head(((10.0, 20.0),), 3, 32, "logistic")
    shares = raw_predictions((softmax,)).class_probabilities(1).sum()
    assert float(shares) == pytest.approx(1)
    sums = raw_predictions((logistic,)).class_probabilities(1).sum()
    assert float(sums) != pytest.approx(1, abs=0.01)


@pytest.mark.parametrize("class_scores", ["softmax", "logistic"])
def test_the_best_class_is_the_largest_of_all_probabilities(class_scores) -> None:
    raw = raw_predictions((Head(((10.0, 20.0), (3.0, 4.0)), 7, 32, class_scores),))
    predictions = decode(raw)
    for index in range(len(raw)):
        probabilities = raw.class_probabilities(index)
        assert int(predictions.class_ids[index]) == int(probabilities.argmax())
        due = float(predictions.objectness[index] * probabilities.max())
        assert float(predictions.scores[index]) == pytest.approx(due, rel=1e-5)
