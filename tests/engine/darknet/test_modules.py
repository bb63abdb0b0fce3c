"""Each module against a plain loop over pixels, written after Darknet's C."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor

from explorer.engine.darknet.layers import Convolutional, MaxPool
from explorer.engine.darknet.modules import (
    ChannelRoute,
    ConvolutionalBlock,
    DarknetReorg,
    ShortcutSum,
    activation_module,
    max_pool,
)


def random_maps(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


def reorg_cpu(x: list[float], width: int, height: int, channels: int, stride: int) -> list[float]:
    """Darknet's function of this name with forward=0, as its layer calls it, for one picture."""
    out = [math.nan] * len(x)
    out_c = channels // (stride * stride)
    for k in range(channels):
        for j in range(height):
            for i in range(width):
                in_index = i + width * (j + height * k)
                c2, offset = k % out_c, k // out_c
                w2, h2 = i * stride + offset % stride, j * stride + offset // stride
                out[in_index] = x[w2 + width * stride * (h2 + height * stride * c2)]
    return out


@pytest.mark.parametrize(
    ("channels", "height", "width", "stride"),
    [(4, 2, 2, 2), (8, 4, 6, 2), (64, 6, 4, 2), (9, 6, 3, 3)],
)
def test_reorg_moves_every_number_where_darknet_moves_it(
    channels: int, height: int, width: int, stride: int
) -> None:
    x = random_maps(2, channels, height, width)
    found = DarknetReorg(stride)(x)
    assert found.shape == (2, channels * stride**2, height // stride, width // stride)
    for number in range(2):
        due = reorg_cpu(x[number].flatten().tolist(), width, height, channels, stride)
        assert found[number].flatten().tolist() == due


def test_reorg_is_not_the_plain_space_to_depth() -> None:
    """The order matters: with the plain one, YOLOv2's official weights find nothing."""
    x = random_maps(1, 4, 4, 4)
    assert not torch.equal(DarknetReorg(2)(x), torch.nn.functional.pixel_unshuffle(x, 2))


@pytest.mark.parametrize("side", [4, 5, 13])
@pytest.mark.parametrize(
    ("size", "stride", "padding"),
    [
        (2, 2, 1),
        (2, 1, 1),
        (2, 2, 0),
        (3, 2, 2),
        (3, 1, 2),
        (5, 1, 4),
        (4, 2, 3),
        (13, 1, 12),
        (1, 1, 0),
    ],
)
def test_max_pooling_pads_as_darknet(side: int, size: int, stride: int, padding: int) -> None:
    x = random_maps(1, 2, side, side) - 5  # all below 0: a zero from outside would win
    outs = (side + padding - size) // stride + 1
    due = torch.full((1, 2, outs, outs), -math.inf)
    offset = -(padding // 2)
    for i in range(outs):
        for j in range(outs):
            for n in range(size):
                for m in range(size):
                    row, column = offset + i * stride + n, offset + j * stride + m
                    if 0 <= row < side and 0 <= column < side:
                        due[..., i, j] = torch.maximum(due[..., i, j], x[..., row, column])
    assert torch.equal(max_pool(MaxPool(size, stride, padding))(x), due)


@pytest.mark.parametrize(("mine", "other"), [(4, 4), (4, 6), (6, 4)])
def test_a_shortcut_adds_over_the_channels_that_both_have(mine: int, other: int) -> None:
    x, y = random_maps(2, mine, 3, 3), random_maps(2, other, 3, 3, seed=1)
    due = x.clone()
    for channel in range(min(mine, other)):
        for row in range(3):
            for column in range(3):
                due[:, channel, row, column] += y[:, channel, row, column]
    assert torch.equal(ShortcutSum(mine, other, "linear")(x, y), due)
    leaky = torch.where(due > 0, due, 0.1 * due)
    torch.testing.assert_close(ShortcutSum(mine, other, "leaky")(x, y), leaky)


def test_a_route_takes_one_group_of_each_layer() -> None:
    x, y = random_maps(1, 4, 2, 2), random_maps(1, 6, 2, 2, seed=1)
    assert torch.equal(ChannelRoute(1, 0)(x, y), torch.cat((x, y), 1))
    assert torch.equal(ChannelRoute(2, 1)(x), x[:, 2:])
    assert torch.equal(ChannelRoute(2, 0)(x, y), torch.cat((x[:, :2], y[:, :3]), 1))
    assert torch.equal(ChannelRoute(2, 1)(x, y), torch.cat((x[:, 2:], y[:, 3:]), 1))


def test_activations_by_their_formulae() -> None:
    x = torch.tensor([-30.0, -2.0, -0.5, 0.0, 0.5, 3.0, 30.0])
    for value, leaky, linear, logistic, mish in zip(
        x.tolist(),
        *(activation_module(name)(x) for name in ("leaky", "linear", "logistic", "mish")),
        strict=True,
    ):
        assert float(leaky) == pytest.approx(value if value > 0 else 0.1 * value)
        assert float(linear) == value
        assert float(logistic) == pytest.approx(1 / (1 + math.exp(-value)), rel=1e-5)
        softplus = math.log1p(math.exp(value))
        assert float(mish) == pytest.approx(value * math.tanh(softplus), rel=1e-4, abs=1e-12)


@pytest.mark.parametrize("groups", [1, 2])
def test_a_convolution_with_batch_normalisation_against_a_loop(groups: int) -> None:
    block = ConvolutionalBlock(Convolutional(4, 3, 2, 1, groups, True, "leaky"), 6).eval()
    with torch.no_grad():
        for seed, tensor in enumerate(
            (block.norm.weight, block.norm.bias, block.norm.running_mean)
        ):
            tensor.copy_(random_maps(4, seed=seed))
        block.norm.running_var.copy_(random_maps(4, seed=9).abs() + 0.1)
        x = random_maps(1, 6, 5, 5, seed=10)
        found = block(x)
    padded = torch.zeros(6, 7, 7)
    padded[:, 1:6, 1:6] = x[0]
    per_group = 6 // groups
    for out in range(4):
        first = out // (4 // groups) * per_group
        for row in range(3):
            for column in range(3):
                window = padded[
                    first : first + per_group, 2 * row : 2 * row + 3, 2 * column : 2 * column + 3
                ]
                z = (window * block.conv.weight[out]).sum()
                scaled = (z - block.norm.running_mean[out]) / (
                    block.norm.running_var[out] + 1e-5
                ).sqrt()
                y = (block.norm.weight[out] * scaled + block.norm.bias[out]).item()
                assert float(found[0, out, row, column]) == pytest.approx(
                    y if y > 0 else 0.1 * y, rel=1e-4, abs=1e-5
                )
