from __future__ import annotations

import gc
import weakref
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from explorer.engine.darknet import load_darknet, parse_plan
from explorer.engine.yolo.heads import Head
from tests.engine.darknet.files import (
    CFGS,
    SMALL,
    cfg_text,
    conv,
    convolution_numbers,
    header,
    plain_conv,
    small_numbers,
    write_pair,
    yolo_head,
    yolov4_tiny,
)

if TYPE_CHECKING:
    from pathlib import Path

# Every kind of layer; comments are the shapes at 32 pixels.
EVERY_KIND = cfg_text(
    conv(8, 3, 2, "mish"),  # 0: 8, 16, 16
    conv(8, 1, 1, "logistic"),  # 1: 8, 16, 16
    "shortcut from=-2 activation=leaky",  # 2: 8, 16, 16
    "route layers=-1 groups=2 group_id=1",  # 3: 4, 16, 16
    "reorg stride=2",  # 4: 16, 8, 8
    "route layers=2",  # 5: 8, 16, 16
    "maxpool size=2 stride=2",  # 6: 8, 8, 8
    "maxpool size=2 stride=1",  # 7: 8, 8, 8
    "route layers=-1,4",  # 8: 24, 8, 8
    plain_conv(14),  # 9: 14, 8, 8
    yolo_head("2,0", more="scale_x_y=1.1"),  # 10
    "route layers=-3",  # 11: 24, 8, 8
    "upsample",  # 12: 24, 16, 16
    "route layers=-1,1",  # 13: 32, 16, 16
    plain_conv(21),  # 14: 21, 16, 16
    "region anchors=.5,1,2,2.5,3,4 num=3 classes=2 coords=4 softmax=1",  # 15
)


class Numbers:
    """The numbers of a weights file, taken in its order."""

    def __init__(self, content: bytes) -> None:
        self.rest = torch.from_numpy(np.frombuffer(content, "<f4", offset=20).copy())

    def take(self, *shape: int) -> Tensor:
        count = int(np.prod(shape))
        taken, self.rest = self.rest[:count], self.rest[count:]
        return taken.view(shape)

    def normalised(self, x: Tensor, filters: int, size: int, stride: int = 1) -> Tensor:
        bias, scale, mean, variance = (self.take(filters)[:, None, None] for _ in range(4))
        z = F.conv2d(x, self.take(filters, x.shape[1], size, size), None, stride, size // 2)
        return scale * (z - mean) / (variance + 1e-5).sqrt() + bias

    def biased(self, x: Tensor, filters: int) -> Tensor:
        bias = self.take(filters)
        return F.conv2d(x, self.take(filters, x.shape[1], 1, 1), bias)


def by_hand(content: bytes, x: Tensor) -> tuple[Tensor, Tensor]:
    """What `EVERY_KIND` says, written out."""
    numbers = Numbers(content)
    first = numbers.normalised(x, 8, 3, 2)
    first = first * torch.tanh(F.softplus(first))
    second = numbers.normalised(first, 8, 1).sigmoid()
    total = F.leaky_relu(second + first, 0.1)
    half = total[:, 4:]
    n, _, h, w = half.shape
    moved = torch.stack(
        [
            half.reshape(n, 1, 2 * h, 2 * w)[:, :, row::2, column::2]
            for row in (0, 1)
            for column in (0, 1)
        ],
        1,
    ).reshape(n, 16, h // 2, w // 2)
    pooled = F.max_pool2d(F.pad(F.max_pool2d(total, 2), (0, 1, 0, 1), value=-torch.inf), 2, 1)
    joined = torch.cat((pooled, moved), 1)
    coarse = numbers.biased(joined, 14)
    up = joined.repeat_interleave(2, 2).repeat_interleave(2, 3)
    fine = numbers.biased(torch.cat((up, second), 1), 21)
    assert len(numbers.rest) == 0
    return coarse, fine


def every_kind_content() -> bytes:
    return (
        header()
        + convolution_numbers(8, 3, 3, norm=True, seed=1)
        + convolution_numbers(8, 8, 1, norm=True, seed=2)
        + convolution_numbers(14, 24, 1, norm=False, seed=3)
        + convolution_numbers(21, 32, 1, norm=False, seed=4)
    )


@pytest.mark.parametrize("side", [4, 32, 68])
def test_every_kind_of_layer_computes_what_it_says(tmp_path: Path, side: int) -> None:
    content = every_kind_content()
    network = load_darknet(*write_pair(tmp_path, EVERY_KIND, content))
    assert network.stride == 4
    x = torch.rand(2, 3, side, side, generator=torch.Generator().manual_seed(5))
    for found, due in zip(network(x), by_hand(content, x), strict=True):
        torch.testing.assert_close(found, due, rtol=1e-4, atol=1e-5)


def test_heads_mean_what_their_sections_say(tmp_path: Path) -> None:
    network = load_darknet(*write_pair(tmp_path, EVERY_KIND, every_kind_content()))
    assert network.heads == (
        Head(((37, 58), (10, 14)), 2, 4, "logistic", 1.1),
        Head(((1, 2), (4, 5), (6, 8)), 2, 2, "softmax"),  # in cells of 2 pixels
    )


def test_the_heads_of_official_networks() -> None:
    v2 = parse_plan((CFGS / "yolov2.cfg").read_text("utf-8"))
    assert (v2.size, v2.stride) == (608, 32)
    (head,) = v2.heads
    assert (head.depth, head.stride, head.class_scores, head.classes) == (425, 32, "softmax", 80)
    assert head.anchors_px[0] == pytest.approx((0.57273 * 32, 0.677385 * 32))
    v3 = parse_plan((CFGS / "yolov3.cfg").read_text("utf-8"))
    assert [one.stride for one in v3.heads] == [32, 16, 8]
    assert [one.anchors_px[0] for one in v3.heads] == [(116, 90), (30, 61), (10, 13)]
    v4 = parse_plan(yolov4_tiny())
    assert [(one.stride, one.xy_scale, one.depth) for one in v4.heads] == [
        (32, 1.05, 255),
        (16, 1.05, 255),
    ]


def test_anchors_in_cells_become_pixels_at_any_size() -> None:
    text = (CFGS / "yolov2-tiny.cfg").read_text("utf-8")
    assert parse_plan(text, 416).heads == parse_plan(text, 608).heads


def test_a_network_that_was_loaded_stays_as_it_was_when_another_is_refused(tmp_path: Path) -> None:
    cfg, weights = write_pair(tmp_path, SMALL, header() + small_numbers())
    network = load_darknet(cfg, weights)
    before = {key: value.clone() for key, value in network.state_dict().items()}
    x = torch.rand(1, 3, 32, 32)
    (first,) = network(x)
    weights.write_bytes(header() + small_numbers(seed=7))  # a file is not mapped but read
    for key, value in network.state_dict().items():
        assert torch.equal(value, before[key])
    assert torch.equal(network(x)[0], first)


def test_maps_are_let_go_when_no_layer_reads_them_any_more(tmp_path: Path) -> None:
    network = load_darknet(*write_pair(tmp_path, EVERY_KIND, every_kind_content()))
    alive: dict[int, weakref.ref[Tensor]] = {}
    seen: list[set[int]] = []

    def remember(number: int):
        def hook(module: torch.nn.Module, inputs: object, output: Tensor) -> None:
            seen.append({at for at, reference in alive.items() if reference() is not None})
            alive[number] = weakref.ref(output)

        return hook

    for number, layer in enumerate(network.layers):
        layer.register_forward_hook(remember(number))
    with torch.inference_mode():
        network(torch.rand(1, 3, 32, 32))
    gc.collect()
    assert seen[6] >= {1}  # the output of layer 1 is read by layer 13
    assert 0 not in seen[4]  # that of layer 0 by layer 2 at the latest
    assert 6 not in seen[9]


def test_it_can_be_traced(tmp_path: Path) -> None:
    network = load_darknet(*write_pair(tmp_path, EVERY_KIND, every_kind_content()))
    traced = torch.fx.symbolic_trace(network)
    x = torch.rand(1, 3, 64, 64)
    for found, due in zip(traced(x), network(x), strict=True):
        assert torch.equal(found, due)
