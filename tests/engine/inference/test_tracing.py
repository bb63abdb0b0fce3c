from __future__ import annotations

import threading

import pytest
import torch
from torch import Tensor, nn

from explorer.engine.errors import ExplorerError
from explorer.engine.inference.tracing import TracingError, called_once, traced
from tests.engine.inference.networks import Scaled, small_yolo, state_of


def test_the_graph_computes_what_the_network_does() -> None:
    network, picture = small_yolo(), torch.rand(1, 3, 64, 64)
    for ours, theirs in zip(traced(network)(picture), network(picture), strict=True):
        assert torch.equal(ours, theirs)


def test_the_network_itself_is_left_alone() -> None:
    network = small_yolo().train().requires_grad_(True)
    before = state_of(network)
    graph = traced(network)
    graph.get_submodule("stem.0.conv").weight.add_(1)
    assert network.training
    assert all(parameter.requires_grad for parameter in network.parameters())
    assert all(torch.equal(before[name], now) for name, now in network.state_dict().items())
    assert not graph.training
    assert not any(parameter.requires_grad for parameter in graph.parameters())


def test_idle_and_unused_layers_are_left_out() -> None:
    targets = {str(node.target) for node in traced(small_yolo()).graph.nodes}
    assert "last" not in targets
    assert not any(target.startswith("unused") for target in targets)
    assert "residual.conv" in targets


def test_a_module_without_modules_is_not_opened() -> None:
    class Doubling(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            return x * 2 if x.shape[0] == 1 else x  # a question that a graph cannot ask

    assert torch.equal(traced(nn.Sequential(Doubling()))(torch.ones(1, 3)), torch.full((1, 3), 2.0))


def test_steps_that_depend_on_the_numbers_are_refused() -> None:
    class Choosy(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.conv = nn.Conv2d(3, 3, 1)

        def forward(self, x: Tensor) -> Tensor:
            return self.conv(x) if x.mean() > 0 else x

    with pytest.raises(TracingError, match="Choosy depend on the numbers") as caught:
        traced(Choosy())
    assert isinstance(caught.value, ExplorerError)


def test_a_shared_layer_is_not_called_once() -> None:
    conv = nn.Conv2d(3, 3, 1)
    network = traced(nn.Sequential(conv, nn.Conv2d(3, 3, 1), conv))
    assert [str(node.target) for node, _ in called_once(network, nn.Conv2d)] == ["1"]


def test_a_kind_of_its_own_is_not_taken_for_its_kind() -> None:
    class Other(nn.Conv2d):
        """It may do something else."""

    network = traced(nn.Sequential(Other(3, 3, 1)))
    assert not list(called_once(network, nn.Conv2d))


def test_other_networks_run_while_one_is_laid_out() -> None:
    other, found = nn.Sequential(nn.Conv2d(3, 3, 1), nn.ReLU()), []

    class Slow(nn.Module):
        """Another thread runs its network in the middle of this one's steps."""

        def __init__(self) -> None:
            super().__init__()
            self.conv = nn.Conv2d(3, 3, 1)

        def forward(self, x: Tensor) -> Tensor:
            if not found:
                thread = threading.Thread(
                    target=lambda: found.append(other(torch.ones(1, 3, 2, 2)))
                )
                thread.start()
                thread.join()
            return self.conv(x)

    network = Slow()
    graph = traced(network)
    assert torch.equal(found[0], other(torch.ones(1, 3, 2, 2)))
    picture = torch.rand(1, 3, 4, 4)
    assert torch.equal(graph(picture), network(picture))


def test_weights_that_a_network_uses_itself_are_found() -> None:
    network, picture = Scaled(), torch.rand(1, 3, 4, 4)
    assert torch.equal(traced(network)(picture), network(picture))
