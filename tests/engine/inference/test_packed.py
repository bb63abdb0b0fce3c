from __future__ import annotations

import pytest
import torch
from torch import nn

from explorer.engine.inference.packed import PackedConv, PairMaxPool, can_pack, is_pair_pool

CONVOLUTIONS = {
    "3×3": {"kernel_size": 3, "padding": 1},
    "1×1": {"kernel_size": 1},
    "stride": {"kernel_size": 3, "stride": 2, "padding": 1},
    "dilated": {"kernel_size": 3, "dilation": 2, "padding": 2},
    "groups": {"kernel_size": 3, "groups": 4, "padding": 1},
    "wide": {"kernel_size": (1, 5), "padding": (0, 2)},
    "no bias": {"kernel_size": 3, "bias": False},
}
ACTIVATIONS = (None, nn.LeakyReLU(0.1), nn.LeakyReLU(0.25), nn.ReLU())

x86 = pytest.mark.skipif(
    not can_pack(nn.Conv2d(8, 8, 3), torch.float32), reason="no oneDNN for x86 here"
)


def maps(*size: int) -> torch.Tensor:
    drawn = torch.randn(size, generator=torch.Generator().manual_seed(sum(size)))
    return drawn.contiguous(memory_format=torch.channels_last)


@x86
@pytest.mark.parametrize("name", CONVOLUTIONS)
@pytest.mark.parametrize("activation", ACTIVATIONS, ids=str)
def test_packed_equals_torch(name: str, activation: nn.LeakyReLU | nn.ReLU | None) -> None:
    conv = nn.Conv2d(8, 16, **CONVOLUTIONS[name]).requires_grad_(False)
    packed = PackedConv(conv, activation, torch.float32)
    x = maps(1, 8, 20, 24)
    expected = conv(x) if activation is None else activation(conv(x))
    torch.testing.assert_close(packed(x), expected, atol=1e-5, rtol=1e-4)


@x86
def test_each_size_gets_its_own_packing() -> None:
    conv = nn.Conv2d(8, 16, 3, padding=1).requires_grad_(False)
    packed = PackedConv(conv, None, torch.float32)
    for x in (maps(1, 8, 32, 32), maps(1, 8, 13, 13), maps(2, 8, 13, 13), maps(1, 8, 32, 32)):
        torch.testing.assert_close(packed(x), conv(x), atol=1e-5, rtol=1e-4)


@x86
def test_channels_stay_last_and_the_convolution_as_it_was() -> None:
    conv = nn.Conv2d(8, 16, 3, padding=1).requires_grad_(False)
    weight = conv.weight.clone()
    result = PackedConv(conv, nn.LeakyReLU(0.1), torch.float32)(maps(1, 8, 12, 12))
    assert result.is_contiguous(memory_format=torch.channels_last)
    assert torch.equal(conv.weight, weight)


@x86
def test_half_precision() -> None:
    conv = nn.Conv2d(32, 16, 3, padding=1).requires_grad_(False)
    if not can_pack(conv, torch.bfloat16):
        pytest.skip("oneDNN has no bfloat16 on this processor")
    packed = PackedConv(conv, nn.LeakyReLU(0.1), torch.bfloat16)
    x = maps(1, 32, 12, 12)
    result = packed(x)
    assert result.dtype == torch.bfloat16
    expected = nn.functional.leaky_relu(conv(x), 0.1)
    torch.testing.assert_close(result.float(), expected, atol=0.05, rtol=0.02)


def test_what_cannot_be_packed() -> None:
    assert not can_pack(nn.Conv2d(3, 4, 3, padding=1, padding_mode="reflect"), torch.float32)
    assert not can_pack(nn.Conv2d(3, 4, 3, padding="same"), torch.float32)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("size", [(1, 16, 12, 20), (2, 3, 8, 8), (1, 1, 4, 4), (1, 8, 2, 2)])
def test_pairs_are_pooled(size: tuple[int, ...], dtype: torch.dtype) -> None:
    x = maps(*size).to(dtype)
    assert torch.equal(PairMaxPool()(x), nn.functional.max_pool2d(x, 2, 2))


@pytest.mark.parametrize("ceil_mode", [False, True])
@pytest.mark.parametrize("size", [(1, 4, 7, 8), (1, 4, 8, 7), (1, 4, 13, 13)])
def test_odd_sides_are_left_to_torch(size: tuple[int, ...], ceil_mode: bool) -> None:
    x = maps(*size)
    expected = nn.functional.max_pool2d(x, 2, 2, ceil_mode=ceil_mode)
    assert torch.equal(PairMaxPool(ceil_mode)(x), expected)


def test_channels_first_are_pooled_too() -> None:
    x = torch.randn(1, 4, 8, 8)
    assert torch.equal(PairMaxPool()(x), nn.functional.max_pool2d(x, 2, 2))


def test_which_poolings_are_pairs() -> None:
    assert is_pair_pool(nn.MaxPool2d(2))
    assert is_pair_pool(nn.MaxPool2d((2, 2), (2, 2), ceil_mode=True))
    for other in (
        nn.MaxPool2d(2, 1),
        nn.MaxPool2d(3, 2),
        nn.MaxPool2d(2, 2, padding=1),
        nn.MaxPool2d(2, 2, dilation=2),
        nn.MaxPool2d((2, 1)),
        nn.MaxPool2d(2, return_indices=True),
    ):
        assert not is_pair_pool(other)
