from __future__ import annotations

import pytest
import torch
from torch.nn import functional

from explorer.engine.residual.blocks import Block
from explorer.engine.residual.cifar_network import CifarNetwork, DepthError


def gen(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize("alpha", [0.0, 0.3, 1.0])
def test_a_block_is_its_equation(alpha: float) -> None:
    block = Block(4, 4, alpha=alpha, batch_norm=False).double()
    x = torch.randn(2, 4, 6, 6, dtype=torch.float64, generator=gen())
    inner = functional.relu(functional.conv2d(x, block.conv1.weight, block.conv1.bias, padding=1))
    z = functional.conv2d(inner, block.conv2.weight, block.conv2.bias, padding=1)
    assert torch.equal(block(x), functional.relu(z + alpha * x))


def test_weights_of_zero_let_through_what_came_out_of_a_relu() -> None:
    block = Block(4, 4, batch_norm=False)
    for parameter in block.parameters():
        torch.nn.init.zeros_(parameter)
    a = functional.relu(torch.randn(2, 4, 6, 6, generator=gen()))
    assert torch.equal(block(a), a)


def test_option_a_pads_with_zeros_and_option_b_projects() -> None:
    x = torch.randn(1, 4, 6, 6, generator=gen())
    padded = Block(4, 8, 2, shortcut="A").shortcut(x)
    assert padded.shape == (1, 8, 3, 3)
    assert torch.equal(padded[:, 2:6], x[:, :, ::2, ::2])
    assert not padded[:, :2].any()
    assert not padded[:, 6:].any()
    block = Block(4, 8, 2, shortcut="B", batch_norm=False)
    expected = functional.conv2d(x, block.shortcut.weight, block.shortcut.bias, stride=2)
    assert torch.equal(block.shortcut(x), expected)


@pytest.mark.parametrize(("depth", "parameters"), [(20, 269_722), (32, 464_154), (56, 853_018)])
def test_parameters_are_the_papers(depth: int, parameters: int) -> None:
    """0.27 M, 0.46 M and 0.85 M in table 6."""
    plain, residual = CifarNetwork(depth, alpha=0), CifarNetwork(depth)
    for network in (plain, residual):
        assert sum(one.numel() for one in network.parameters()) == parameters
        convs = sum(isinstance(one, torch.nn.Conv2d) for one in network.modules())
        assert convs + 1 == depth


def test_plain_and_residual_start_from_the_same_weights() -> None:
    plain, residual = (
        CifarNetwork(14, alpha=0, generator=gen(3)),
        CifarNetwork(14, generator=gen(3)),
    )
    for (name, one), (other_name, other) in zip(
        plain.state_dict().items(), residual.state_dict().items(), strict=True
    ):
        assert name == other_name
        assert torch.equal(one, other)


@pytest.mark.parametrize("depth", [0, 2, 19, 21])
def test_other_depths_are_refused(depth: int) -> None:
    with pytest.raises(DepthError, match=f"not {depth}"):
        CifarNetwork(depth)
