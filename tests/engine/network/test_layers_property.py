"""Thousands of random layers against torch.nn: what fits, what comes out, what it costs.

The torch side is written down here by hand and not by ``module.py``, so that the two cannot be
wrong together. Layers are drawn in chunks, each from its seed.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from explorer.engine.network import (
    Activation,
    BatchNorm,
    Conv,
    Dense,
    Dropout,
    Flatten,
    GlobalPool,
    LayerError,
    LocalResponseNorm,
    Network,
    Pool,
    Shape,
)
from explorer.engine.network.built.check import check
from explorer.engine.network.rules import Effect, effect_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.engine.network import Layer

CHUNKS = 10
LEGAL_IN_CHUNK = 500
CHECKED_BY_MODULE = 8
"""Every eighth layer is also built by the network itself and checked in its three ways."""


@dataclass(frozen=True)
class Draw:
    """A random layer's two sides; both may raise as they are made."""

    text: str
    shape: Shape
    is_flat: bool
    ours: Callable[[], Layer]
    torchs: Callable[[], nn.Module]


@dataclass(frozen=True)
class Found:
    """What came out of one side."""

    output: tuple[int, ...]
    params: int
    macs: int


def draw_conv(rng: random.Random, shape: Shape, is_flat: bool) -> Draw:
    groups = rng.choice((1, 1, 1, 2, 3, shape.channels))
    fields = {
        "filters": groups * rng.randint(1, 6) + (rng.random() < 0.05),
        "kernel": pair(rng, 1, 7),
        "stride": pair(rng, 1, 4),
        "dilation": pair(rng, 1, 3) if rng.random() < 0.3 else (1, 1),
        "groups": groups,
        "bias": rng.random() < 0.5,
    }
    padding = rng.choice(("valid", "same", "tf-same", "even", "even", "uneven", "uneven"))
    spoil(rng, fields, {"stride": (0, 1), "dilation": (1, 0), "groups": 0})
    if padding == "even":
        vertical, horizontal = pair(rng, 0, 4)
        if rng.random() < 0.02:
            vertical = -1
        padding = (vertical, vertical, horizontal, horizontal)
    elif padding == "uneven":
        padding = tuple(rng.randint(0, 4) for _ in range(4))
    return Draw(
        f"conv {fields} {padding}", shape, is_flat,
        lambda: Conv(**fields, padding=padding),
        lambda: torch_conv(shape, padding, **fields),
    )  # fmt: skip


def torch_conv(shape: Shape, padding: object, **fields: object) -> nn.Module:
    """nn.Conv2d, with nn.ZeroPad2d before it where it has no such padding itself."""
    names = {"filters": "out_channels", "kernel": "kernel_size"}
    options = {names.get(name, name): value for name, value in fields.items()}
    if padding == "valid" or (padding == "same" and options["stride"] == (1, 1)):
        return nn.Conv2d(shape.channels, padding=padding, **options)
    if padding == "same":
        sides = [d * (f - 1) for f, d in zip(fields["kernel"], fields["dilation"], strict=True)]
        padding = (sides[0] // 2, -(-sides[0] // 2), sides[1] // 2, -(-sides[1] // 2))
    elif padding == "tf-same":
        padding = tensorflows_same(shape, fields["kernel"], fields["stride"], fields["dilation"])
    above, below, left, right = padding
    if (above, left) == (below, right):
        return nn.Conv2d(shape.channels, padding=(above, left), **options)
    conv = nn.Conv2d(shape.channels, **options)
    return nn.Sequential(nn.ZeroPad2d((left, right, above, below)), conv)


def tensorflows_same(
    shape: Shape, kernel: tuple[int, int], stride: tuple[int, int], dilation: tuple[int, int]
) -> tuple[int, ...]:
    """As TensorFlow's documentation of ``tf.nn`` has it, with the dilated kernel."""
    pads: list[int] = []
    for n, f, s, d in zip(shape[:2], kernel, stride, dilation, strict=True):
        spread = (f - 1) * d + 1
        total = max(spread - s, 0) if n % s == 0 else max(spread - n % s, 0)
        pads += [total // 2, total - total // 2]
    return tuple(pads)


def draw_pool(rng: random.Random, shape: Shape, is_flat: bool) -> Draw:
    mode = rng.choice(("max", "average"))
    fields = {
        "kernel": pair(rng, 1, 5),
        "stride": pair(rng, 1, 5),
        "padding": pair(rng, 0, 2) if rng.random() < 0.6 else (0, 0),
        "ceil": rng.random() < 0.5,
    }
    if mode == "max":
        fields["dilation"] = pair(rng, 1, 3) if rng.random() < 0.4 else (1, 1)
        spoil(rng, fields, {"dilation": (0, 1)})
    else:
        fields["counts_padding"] = rng.random() < 0.5
    spoil(rng, fields, {"stride": (1, 0), "padding": (-1, 0)})
    return Draw(
        f"{mode} pool {fields}", shape, is_flat,
        lambda: Pool(mode, **fields),
        lambda: torch_pool(mode, **fields),
    )  # fmt: skip


def torch_pool(mode: str, **fields: object) -> nn.Module:
    names = {"kernel": "kernel_size", "ceil": "ceil_mode", "counts_padding": "count_include_pad"}
    options = {names.get(name, name): value for name, value in fields.items()}
    return nn.MaxPool2d(**options) if mode == "max" else nn.AvgPool2d(**options)


def draw_dense(rng: random.Random, shape: Shape, is_flat: bool) -> Draw:
    units, bias = rng.randint(1, 50), rng.random() < 0.5
    return Draw(
        f"dense {units}", shape, is_flat,
        lambda: Dense(units, bias=bias),
        lambda: nn.Sequential(nn.Flatten(), nn.Linear(shape.size, units, bias=bias)),
    )  # fmt: skip


def draw_norm(rng: random.Random, shape: Shape, is_flat: bool) -> Draw:
    affine = rng.random() < 0.5
    norm = nn.BatchNorm1d if is_flat else nn.BatchNorm2d
    return Draw(
        f"batch norm {affine}", shape, is_flat,
        lambda: BatchNorm(affine=affine),
        lambda: norm(shape.channels, affine=affine),
    )  # fmt: skip


def draw_simple(rng: random.Random, shape: Shape, is_flat: bool) -> Draw:
    size, share = rng.randint(1, 7), rng.choice((0.0, 0.2, 0.5, 1.0, 1.5))
    kinds = [
        (lambda: LocalResponseNorm(size), lambda: nn.LocalResponseNorm(size)),
        (lambda: Flatten(), lambda: nn.Flatten()),
        (lambda: Dropout(share), lambda: nn.Dropout(share)),
        (lambda: Activation("relu"), lambda: nn.ReLU()),
        (lambda: Activation("softmax"), lambda: nn.Softmax(1)),
        (lambda: Activation("gelu"), lambda: nn.GELU()),
    ]
    if not is_flat:  # see test_a_vector_is_not_pooled_over_its_batch
        kinds += [
            (lambda: GlobalPool("average"), lambda: nn.AdaptiveAvgPool2d(1)),
            (lambda: GlobalPool("max"), lambda: nn.AdaptiveMaxPool2d(1)),
        ]
    layer, module = rng.choice(kinds)
    return Draw(f"simple {size} {share}", shape, is_flat, layer, module)


def pair(rng: random.Random, low: int, high: int) -> tuple[int, int]:
    first = rng.randint(low, high)
    return (first, first) if rng.random() < 0.5 else (first, rng.randint(low, high))


def spoil(rng: random.Random, fields: dict[str, object], wrong: dict[str, object]) -> None:
    """Now and then put in a number that nothing may have."""
    if rng.random() < 0.03:
        name = rng.choice(sorted(wrong))
        fields[name] = wrong[name]


def draw(rng: random.Random) -> Draw:
    is_flat = rng.random() < 0.04
    channels = rng.choice((1, 2, 3, 4, 6, 8, 12))
    sides = (1, 1) if is_flat else (rng.randint(1, 18), rng.randint(1, 18))
    kinds = (draw_conv, draw_pool, draw_dense, draw_norm, draw_simple)
    (kind,) = rng.choices(kinds, weights=(10, 6, 1, 1, 2))
    return kind(rng, Shape(*sides, channels), is_flat)


def by_formula(one: Draw) -> Found | None:
    try:
        effect: Effect = effect_of(one.ours(), one.shape, one.is_flat)
    except LayerError:
        return None
    height, width, channels = effect.output
    output = (channels,) if effect.is_flat else (channels, height, width)
    return Found(output, effect.params, effect.macs)


def by_torch(one: Draw, counter: FlopCounterMode) -> Found | None:
    """Count on the meta device; what PyTorch refuses is asked on the processor.

    The meta kernels let pass what the real ones refuse, a dilation of 0 for instance.
    """
    height, width, channels = one.shape
    size = (1, channels) if one.is_flat else (1, channels, height, width)
    before = counter.get_total_flops()
    try:
        with torch.device("meta"):
            module = one.torchs().eval()
            output = module(torch.empty(size))
        flops = counter.get_total_flops() - before
        real = module.to_empty(device="cpu")(torch.zeros(size))
    except (RuntimeError, ValueError, IndexError, ZeroDivisionError):
        return None
    assert real.shape == output.shape
    params = sum(parameter.numel() for parameter in module.parameters())
    return Found(tuple(output.shape[1:]), params, flops // 2)


@pytest.mark.filterwarnings("ignore:Using padding=.same. with even kernel")
@pytest.mark.parametrize("seed", range(CHUNKS))
def test_random_layers_fit_give_and_cost_what_torch_says(seed: int) -> None:
    rng = random.Random(seed)
    legal = refused = 0
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        while legal < LEGAL_IN_CHUNK:
            one = draw(rng)
            expected, found = by_torch(one, counter), by_formula(one)
            assert found == expected, f"{one.text} on {one.shape}, vector: {one.is_flat}"
            legal += found is not None
            refused += found is None
    assert refused > LEGAL_IN_CHUNK // 20, "the draws have become too tame"


@pytest.mark.parametrize("seed", range(2))
def test_random_layers_are_built_as_they_are_counted(seed: int) -> None:
    rng = random.Random(1000 + seed)
    checked = 0
    while checked < CHUNKS * LEGAL_IN_CHUNK // CHECKED_BY_MODULE // 2:
        one = draw(rng)
        if one.is_flat or by_formula(one) is None:
            continue
        report = check(Network(one.shape, (one.ours(),)))
        assert not report.differences, (one.text, report.differences)
        checked += 1


def test_a_vector_is_not_pooled_over_its_batch() -> None:
    """PyTorch takes a batch of vectors (N, C) for one picture there, and mixes the batch."""
    assert nn.AdaptiveAvgPool2d(1)(torch.zeros(5, 3)).shape == (1, 1)
    with pytest.raises(LayerError, match="Pooling needs height and width"):
        effect_of(GlobalPool(), Shape(1, 1, 3), True)
