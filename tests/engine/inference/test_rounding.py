from __future__ import annotations

import pytest
import torch
from torch import nn

from explorer.engine.inference.rounding import round_kernels

FORMATS = (torch.bfloat16, torch.float16)


@pytest.fixture
def weight() -> torch.Tensor:
    return torch.randn((32, 16, 3, 3), generator=torch.Generator().manual_seed(3)) * 0.1


@pytest.mark.parametrize("dtype", FORMATS)
def test_the_format_holds_the_rounded_weights(weight: torch.Tensor, dtype: torch.dtype) -> None:
    rounded = round_kernels(weight, dtype)
    assert rounded.dtype == torch.float32
    assert rounded.shape == weight.shape
    assert torch.equal(rounded.to(dtype).float(), rounded)
    step = weight.abs().amax((2, 3), keepdim=True) * torch.finfo(dtype).eps
    assert ((rounded - weight).abs() <= 1.5 * step).all()


@pytest.mark.parametrize("dtype", FORMATS)
def test_sums_of_kernels_stay(weight: torch.Tensor, dtype: torch.dtype) -> None:
    exact = weight.sum((2, 3))
    ours = (round_kernels(weight, dtype).sum((2, 3)) - exact).abs().mean()
    plain = (weight.to(dtype).float().sum((2, 3)) - exact).abs().mean()
    assert ours < 0.15 * plain


def test_smooth_maps_come_out_more_exactly(weight: torch.Tensor) -> None:
    noise = torch.rand((1, 16, 12, 12), generator=torch.Generator().manual_seed(4))
    maps = nn.functional.interpolate(noise, scale_factor=8, mode="bilinear")
    exact = nn.functional.conv2d(maps, weight)

    def error(rounded: torch.Tensor) -> float:
        return float((nn.functional.conv2d(maps, rounded) - exact).square().mean().sqrt())

    assert error(round_kernels(weight, torch.bfloat16)) < 0.5 * error(weight.bfloat16().float())


def test_by_hand() -> None:
    # bfloat16 holds multiples of 1/128 from 1 to 2, of 1/256 from 1/2 to 1.
    kernel = torch.tensor([[[[1 + 3 / 1024, 0.5]]]])
    assert round_kernels(kernel, torch.bfloat16).flatten().tolist() == [1.0, 0.5 + 1 / 256]
    assert kernel.bfloat16().flatten().tolist() == [1.0, 0.5]


def test_float32_and_single_weights_are_as_they_were(weight: torch.Tensor) -> None:
    assert torch.equal(round_kernels(weight, torch.float32), weight)
    single = weight[:, :, :1, :1]
    assert torch.equal(round_kernels(single, torch.bfloat16), single.bfloat16().float())
