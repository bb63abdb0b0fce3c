from __future__ import annotations

import gc
import weakref

import torch

from explorer.engine.inference.steps import Steps
from explorer.engine.inference.tracing import traced
from tests.engine.inference.networks import Scaled, small_yolo


def test_the_steps_compute_what_the_network_does() -> None:
    network, picture = small_yolo(), torch.rand(1, 3, 64, 64)
    for ours, theirs in zip(Steps(traced(network))(picture), network(picture), strict=True):
        assert torch.equal(ours, theirs)


def test_numbers_of_the_network_itself_come_along() -> None:
    network, picture = Scaled(), torch.rand(1, 3, 4, 4)
    assert torch.equal(Steps(traced(network))(picture), network(picture))


def test_weights_are_free_at_once_when_nobody_has_the_steps() -> None:
    assert not gc.isenabled(), "no collection comes in between"
    steps = Steps(traced(small_yolo()))
    weights = [weakref.ref(one) for one in steps.parameters()]
    assert weights
    del steps
    assert not any(one() is not None for one in weights)
