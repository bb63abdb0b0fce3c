from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from explorer.engine.inference.folding import fold_batch_norm, fold_input_scale
from explorer.engine.inference.tracing import traced
from tests.engine.inference.networks import ConvBlock, small_yolo, state_of


def assert_same(ours: tuple[Tensor, ...], theirs: tuple[Tensor, ...]) -> None:
    for our, their in zip(ours, theirs, strict=True):
        torch.testing.assert_close(our, their, atol=1e-4, rtol=1e-4)


def test_batch_norm_goes_into_the_convolution() -> None:
    network, picture = small_yolo(), torch.rand(2, 3, 64, 64)
    before = state_of(network)
    folded = traced(network)
    assert fold_batch_norm(folded) == 7  # all but the unused one
    assert not any(isinstance(module, nn.BatchNorm2d) for module in folded.modules())
    assert_same(folded(picture), network(picture))
    assert all(torch.equal(before[name], now) for name, now in network.state_dict().items())


def test_one_number_by_hand() -> None:
    block = ConvBlock(1, 1, 1).eval()
    block.conv.weight.data.fill_(3.0)
    block.norm.running_mean.fill_(2.0)
    block.norm.running_var.fill_(4.0 - block.norm.eps)
    block.norm.weight.data.fill_(5.0)
    block.norm.bias.data.fill_(7.0)
    folded = traced(block)
    fold_batch_norm(folded)
    conv = folded.get_submodule("conv")
    assert conv.weight.item() == pytest.approx(5 / 2 * 3)  # γ/σ·W
    assert conv.bias.item() == pytest.approx(5 / 2 * (0 - 2) + 7)  # γ/σ·(b − μ) + β


class Branching(nn.Module):
    """Something else reads the convolution before it is normalised."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3)
        self.norm = nn.BatchNorm2d(4)

    def forward(self, x: Tensor) -> Tensor:
        maps = self.conv(x)
        return self.norm(maps) + maps


class Sharing(nn.Module):
    """One convolution, normalised in two ways."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 3, 3, padding=1)
        self.norms = nn.ModuleList([nn.BatchNorm2d(3), nn.BatchNorm2d(3)])

    def forward(self, x: Tensor) -> Tensor:
        return self.norms[1](self.conv(self.norms[0](self.conv(x))))


@pytest.mark.parametrize("kind", [Branching, Sharing])
def test_what_cannot_be_folded_stays(kind: type[nn.Module]) -> None:
    network, picture = kind().eval(), torch.rand(1, 3, 8, 8)
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.running_mean.uniform_()
    folded = traced(network)
    assert fold_batch_norm(folded) == 0
    assert_same((folded(picture),), (network(picture),))


def test_the_scale_of_pixels_goes_into_the_first_convolution() -> None:
    network, pixels = small_yolo(), torch.randint(0, 256, (1, 3, 64, 64)).float()
    scaled = traced(network)
    fold_input_scale(scaled, 1 / 255)
    assert not scaled.graph.find_nodes(op="call_function", target="mul")
    assert len(list(scaled.graph.nodes)) == len(list(traced(network).graph.nodes))
    assert_same(scaled(pixels), network(pixels / 255))


def test_the_scale_is_a_step_where_no_convolution_takes_it() -> None:
    network = nn.Sequential(nn.AvgPool2d(2), nn.Conv2d(3, 4, 1)).eval()
    scaled, pixels = traced(network), torch.rand(1, 3, 8, 8) * 255
    fold_input_scale(scaled, 1 / 255)
    assert_same((scaled(pixels),), (network(pixels / 255),))


def test_padding_that_is_not_zero_is_scaled_too() -> None:
    network = nn.Sequential(nn.Conv2d(3, 4, 3, padding=1, padding_mode="reflect")).eval()
    scaled, pixels = traced(network), torch.rand(1, 3, 8, 8) * 255
    fold_input_scale(scaled, 1 / 255)
    assert_same((scaled(pixels),), (network(pixels / 255),))
