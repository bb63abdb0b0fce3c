from __future__ import annotations

import pytest
import torch

from explorer.engine.yolo import Head, Letterbox, RawPredictions, decode
from explorer.engine.yolo.detector import select
from explorer.engine.yolo.every_class import select_every_class


def one_box(*logits: float) -> RawPredictions:
    """A grid of one cell whose box may be any of three classes."""
    head = Head(((16.0, 16.0),), 3, 32, "softmax")
    numbers = torch.tensor([0.0, 0.0, 0.0, 0.0, 4.0, *logits]).reshape(1, 8, 1, 1)
    return RawPredictions((head,), (numbers,), Letterbox(32, (32, 32)), ("3", "8", "9"))


def test_a_box_that_may_be_two_classes_comes_twice() -> None:
    raw = one_box(2.0, 1.5, -9.0)
    found = select_every_class(decode(raw), raw, 0.05, 0.45)
    assert found.names == ("3", "8")
    shares = torch.tensor([2.0, 1.5, -9.0]).softmax(0) * torch.tensor(4.0).sigmoid()
    assert found.scores.tolist() == pytest.approx(shares[:2].tolist())
    assert torch.equal(found.boxes_xyxy[0], found.boxes_xyxy[1])


def test_its_best_class_is_that_of_select() -> None:
    raw = one_box(0.2, 1.5, 1.4)
    best, every = (
        select(decode(raw), raw, 0.01, 0.45),
        select_every_class(decode(raw), raw, 0.01, 0.45),
    )
    assert every.names[0] == best.names[0]
    assert float(every.scores[0]) == pytest.approx(float(best.scores[0]))
    assert len(every) == 3


def test_nothing_passes() -> None:
    raw = one_box(0.0, 0.0, 0.0)
    assert len(select_every_class(decode(raw), raw, 0.9, 0.45)) == 0
