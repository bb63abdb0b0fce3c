"""Input gradients and Grad-CAM against hand-written references."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch
from torch import Tensor, nn

from explorer.engine.excite import (
    ExciteError,
    LayerError,
    class_evidence,
    enlarged,
    grad_cam,
    gradient_map,
    input_gradient,
    unit_gradient,
)

if TYPE_CHECKING:
    from collections.abc import Callable


class Small(nn.Module):
    """Two convolutions, a ReLU that works in place, and a dense layer on the means."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(3, 5, 3, padding=1)
        self.relu = nn.ReLU(inplace=True)
        self.second = nn.Conv2d(5, 4, 3)
        self.dense = nn.Linear(4, 6)
        self.ends = 0

    def forward(self, x: Tensor) -> Tensor:
        maps = self.second(self.relu(self.first(x)))
        self.ends += 1
        scores: Tensor = self.dense(maps.square().mean(dim=(2, 3)))
        return scores


@pytest.fixture
def small() -> Small:
    torch.manual_seed(0)
    return Small().double().eval()


@pytest.fixture
def x() -> Tensor:
    return torch.randn(1, 3, 9, 7, dtype=torch.float64, generator=torch.Generator().manual_seed(1))


def _slope(unit: Callable[[Tensor], Tensor], x: Tensor, at: tuple[int, int, int, int]) -> float:
    step = 1e-5
    up, down = x.clone(), x.clone()
    up[at] += step
    down[at] -= step
    return (unit(up) - unit(down)).item() / (2 * step)


@pytest.mark.parametrize("position", [None, (0, 0), (6, 4)])
def test_the_input_gradient_is_the_slope(
    small: Small, x: Tensor, position: tuple[int, int] | None
) -> None:
    def unit(picture: Tensor) -> Tensor:
        maps = small.second(small.first(picture).relu())[0, 2]
        return maps.mean() if position is None else maps[position]

    gradient = input_gradient(small, x, "second", 2, position)
    assert gradient.shape == x.shape
    assert not gradient.requires_grad
    for at in [(0, 0, 0, 0), (0, 2, 4, 3), (0, 1, 8, 6)]:
        assert float(gradient[at]) == pytest.approx(_slope(unit, x, at), abs=1e-8)


def test_one_position_sees_no_further_than_its_receptive_field(small: Small, x: Tensor) -> None:
    gradient = input_gradient(small, x, "second", 0, (0, 0))
    assert gradient[..., :4, :4].abs().min() > 0
    assert not gradient[..., 4:, :].any()
    assert not gradient[..., 4:].any()


def test_a_unit_is_differentiated_where_its_map_is_strongest(small: Small, x: Tensor) -> None:
    maps = small.second(small.first(x).relu())[0].detach()
    answer = unit_gradient(small, x, "second", 1, "strongest")
    assert answer.position is not None
    assert answer.activation == maps[1].max().item() == maps[1][answer.position].item()
    expected = input_gradient(small, x, "second", 1, answer.position)
    assert torch.equal(answer.gradient, expected)
    torch.testing.assert_close(answer.maps, maps)
    assert not answer.maps.requires_grad


def test_without_a_channel_the_strongest_is_taken(small: Small, x: Tensor) -> None:
    means = small.second(small.first(x).relu())[0].mean((1, 2))
    answer = unit_gradient(small, x, "second")
    assert answer.channel == means.argmax()
    assert answer.position is None
    assert answer.activation == pytest.approx(means.max().item())


def test_a_dense_unit_has_no_map_to_search(small: Small, x: Tensor) -> None:
    answer = unit_gradient(small, x, "dense", None, "strongest")
    scores = small(x)[0]
    assert answer.channel == scores.argmax()
    assert answer.position is None
    assert answer.activation == pytest.approx(scores.max().item())
    assert answer.maps.shape == (6, 1, 1)


def test_nothing_after_the_layer_is_computed(small: Small, x: Tensor) -> None:
    input_gradient(small, x, "second", 0)
    assert small.ends == 0
    assert not small.second._forward_hooks


def test_a_gradient_in_no_grad_mode_and_of_a_dense_layer(small: Small, x: Tensor) -> None:
    with torch.no_grad():
        gradient = input_gradient(small, x, "dense", 5)
    assert gradient.abs().max() > 0
    assert all(parameter.grad is None for parameter in small.parameters())


def test_a_layer_in_place_leaves_the_layer_before_it_alone(small: Small, x: Tensor) -> None:
    probed = x.clone().requires_grad_()
    (expected,) = torch.autograd.grad(small.first(probed)[0, 1].mean(), probed)
    torch.testing.assert_close(input_gradient(small, x, "first", 1), expected)


def test_what_does_not_exist_is_named(small: Small, x: Tensor) -> None:
    with pytest.raises(LayerError, match=r"no layer 'third'. It has: first, relu, second, dense"):
        input_gradient(small, x, "third", 0)
    with pytest.raises(ExciteError, match="4×7×5: it has no channel 4"):
        input_gradient(small, x, "second", 4)
    with pytest.raises(ExciteError, match=r"7×5: it has no value at \(7, 0\)"):
        input_gradient(small, x, "second", 0, (7, 0))
    small.spare = nn.ReLU()
    with pytest.raises(LayerError, match="never comes to layer spare"):
        input_gradient(small, x, "spare", 0)


def test_a_gradient_map_takes_the_strongest_colour() -> None:
    gradient = torch.tensor([[[[1.0, -2.0]], [[-3.0, 1.5]], [[2.0, 0.0]]]])
    assert gradient_map(gradient, signed=True).tolist() == [[-3.0, -2.0]]
    assert gradient_map(gradient, signed=False).tolist() == [[3.0, 2.0]]


SPLITS: dict[str, tuple[Callable[[Small, Tensor], Tensor], Callable[[Small, Tensor], Tensor]]] = {
    "first": (lambda net, x: net.first(x), lambda net, maps: net.second(maps.relu())),
    "relu": (lambda net, x: net.first(x).relu(), lambda net, maps: net.second(maps)),
    "second": (lambda net, x: net.second(net.first(x).relu()), lambda _net, maps: maps),
}


@pytest.mark.parametrize("layer", SPLITS)
@pytest.mark.parametrize("class_index", range(6))
def test_grad_cam_follows_the_paper(small: Small, x: Tensor, layer: str, class_index: int) -> None:
    before, after = SPLITS[layer]
    maps = before(small, x).detach().requires_grad_()
    small.dense(after(small, maps).square().mean(dim=(2, 3)))[0, class_index].backward()
    assert maps.grad is not None
    expected = torch.zeros(maps.shape[2:], dtype=torch.float64)
    for k in range(maps.shape[1]):  # equations 1 and 2, channel by channel
        weight = sum(maps.grad[0, k].flatten().tolist()) / maps[0, k].numel()
        expected += weight * maps[0, k].detach()
    expected = expected.relu()
    if expected.max() > 0:
        expected /= expected.max()
    heat = grad_cam(small, x, layer, class_index)
    torch.testing.assert_close(heat, expected, rtol=1e-9, atol=1e-12)
    assert not heat.requires_grad


def test_evidence_is_for_the_best_class_unless_one_is_named(small: Small, x: Tensor) -> None:
    evidence = class_evidence(small, x, "second")
    scores = small(x)[0].detach()
    torch.testing.assert_close(evidence.scores, scores)
    assert evidence.class_index == scores.argmax()
    named = class_evidence(small, x, "second", evidence.class_index)
    assert torch.equal(named.heat, evidence.heat)
    assert torch.equal(
        evidence.heat, (evidence.weights[:, None, None] * evidence.maps).sum(0).relu()
    )


def test_grad_cam_finds_where_the_evidence_is() -> None:
    network = nn.Sequential(nn.Conv2d(1, 2, 1, bias=False), nn.AdaptiveAvgPool2d(1), nn.Flatten())
    with torch.no_grad():
        network[0].weight.copy_(torch.tensor([1.0, -1.0]).view(2, 1, 1, 1))
    picture = torch.zeros(1, 1, 6, 6)
    picture[..., 1:3, 4] = 2.0
    picture[..., 5, 0] = -1.0
    assert torch.equal(grad_cam(network, picture, "0", 0), picture[0, 0].relu() / 2)
    assert torch.equal(grad_cam(network, picture, "0", 1), (-picture[0, 0]).relu())
    assert not grad_cam(network, picture * 0, "0", 0).any()


def test_grad_cam_refuses_what_does_not_classify(small: Small, x: Tensor) -> None:
    with pytest.raises(ExciteError, match="needs a network that classifies; this gives 5×9×7"):
        grad_cam(nn.Sequential(small.first), x, "0", 0)
    with pytest.raises(ExciteError, match="has 6 classes, none is 6"):
        grad_cam(small, x, "second", 6)
    with pytest.raises(ExciteError, match="needs a layer with maps; dense gives 6"):
        grad_cam(small, x, "dense", 0)


def test_a_heat_map_is_enlarged_bilinearly() -> None:
    heat = torch.tensor([[0.0, 1.0]])
    assert enlarged(heat, 1, 4).tolist() == [[0.0, 0.25, 0.75, 1.0]]
    assert enlarged(heat, 3, 5).shape == (3, 5)
