"""Hooks that see only their own pass, also when two threads share the module."""

from __future__ import annotations

import threading
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from explorer.engine.hooks import LayerError, find_layer, forward_to, hooked


class Gate(nn.Module):
    """Lets a pass go on only when it is opened."""

    def __init__(self) -> None:
        super().__init__()
        self.reached = threading.Event()
        self.opened = threading.Event()

    def forward(self, x: Tensor) -> Tensor:
        self.reached.set()
        assert self.opened.wait(10)
        return x


def test_a_pass_in_another_thread_is_left_alone() -> None:
    gate = Gate()
    network = nn.Sequential(gate, nn.ReLU(), nn.Flatten())
    x = torch.tensor([[-1.0, 2.0]])
    other: list[Any] = []
    thread = threading.Thread(target=lambda: other.append(network(x)))
    seen: list[str] = []
    with hooked(network, ["1", "2"], lambda layer, _inputs, _output: seen.append(layer)):
        thread.start()
        assert gate.reached.wait(10)
        gate.opened.set()
        thread.join(10)
        assert seen == []
        network(x)
    assert seen == ["1", "2"]
    assert torch.equal(other[0], torch.tensor([[0.0, 2.0]]))


def test_what_a_hook_returns_goes_on() -> None:
    network = nn.Sequential(nn.ReLU(), nn.Flatten())
    with hooked(network, ["0"], lambda _layer, _inputs, output: output + 1):
        assert network(torch.tensor([[1.0, -1.0]])).tolist() == [[2.0, 1.0]]
    assert network(torch.tensor([[1.0, -1.0]])).tolist() == [[1.0, 0.0]]


def test_a_pass_stops_at_the_layer() -> None:
    network = nn.Sequential(nn.ReLU(), nn.Conv2d(1, 1, 99))
    assert forward_to(network, torch.tensor([-3.0, 3.0]), "0").tolist() == [0.0, 3.0]
    assert not network[0]._forward_hooks


def test_an_error_of_the_network_passes_and_takes_the_hooks_away() -> None:
    network = nn.Sequential(nn.Linear(3, 2), nn.ReLU())
    with pytest.raises(RuntimeError):
        forward_to(network, torch.zeros(1, 4), "1")
    assert not network[1]._forward_hooks


def test_a_layer_with_two_outputs_is_refused() -> None:
    network = nn.Sequential(nn.LSTM(2, 2), nn.Identity())
    with pytest.raises(LayerError, match="more than one tensor"):
        forward_to(network, torch.zeros(1, 1, 2), "0")


def test_the_whole_network_is_no_layer() -> None:
    with pytest.raises(LayerError, match="no layer ''"):
        find_layer(nn.Sequential(nn.ReLU()), "")


def test_hooks_in_hooks_all_see_the_pass() -> None:
    network = nn.Sequential(nn.ReLU(), nn.Flatten())
    with hooked(network, ["0"], lambda _layer, inputs, output: output + inputs[0]):
        assert forward_to(network, torch.tensor([[1.0, -1.0]]), "1").tolist() == [[2.0, -1.0]]
