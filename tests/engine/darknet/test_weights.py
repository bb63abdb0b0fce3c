from __future__ import annotations

import io
import random
import struct
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from explorer.engine.darknet import DarknetError, load_darknet, parse_plan, read_plan
from explorer.engine.darknet.plan import numbers_in_file
from explorer.engine.darknet.weights import expected_bytes, read_header, read_weights
from tests.engine.darknet.files import (
    CFGS,
    SMALL,
    header,
    random_numbers,
    small_numbers,
    write_pair,
    yolov4_tiny,
)

if TYPE_CHECKING:
    from pathlib import Path

# Bytes of the official files as they are offered for download, and of their headers.
OFFICIAL = {
    "yolov2": (203_934_260, 16),
    "yolov2-tiny": (44_948_600, 20),
    "yolov3": (248_007_048, 20),
    "yolov3-tiny": (35_434_956, 20),
    "yolov4-tiny": (24_251_276, 20),
}


def official_text(name: str) -> str:
    if name == "yolov4-tiny":
        return yolov4_tiny()
    return (CFGS / f"{name}.cfg").read_text("utf-8")


@pytest.mark.parametrize("name", OFFICIAL)
def test_an_official_weights_file_is_as_long_as_its_cfg_says(name: str) -> None:
    size, header_bytes = OFFICIAL[name]
    assert expected_bytes(parse_plan(official_text(name)), header_bytes) == size


@pytest.mark.parametrize(
    ("version", "size", "bits"),
    [((0, 1, 0), 16, 32), ((0, 2, 0), 20, 64), ((0, 2, 5), 20, 64), ((1, 0, 0), 20, 64)],
)
def test_the_header_by_version(version: tuple[int, int, int], size: int, bits: int) -> None:
    seen = 2 ** (bits - 2)
    found = read_header(io.BytesIO(header(version, seen)), "a.weights")
    assert (found.version, found.seen, found.size_bytes) == (version, seen, size)


@pytest.mark.parametrize("length", range(20))
def test_a_header_that_is_cut_short(tmp_path: Path, length: int) -> None:
    cfg, weights = write_pair(tmp_path, SMALL, header()[:length])
    with pytest.raises(DarknetError) as caught:
        load_darknet(cfg, weights)
    assert f"net.weights ends at byte {length}, inside its header" in str(caught.value)


@pytest.mark.parametrize(
    "content", [b"[net]\nwidth=416\nheight=416\n", b"PK\3\4" * 100, b"\xff" * 99]
)
def test_what_is_not_a_weights_file(tmp_path: Path, content: bytes) -> None:
    cfg, weights = write_pair(tmp_path, SMALL, content)
    with pytest.raises(DarknetError, match=r"net\.weights is not a Darknet weights file"):
        load_darknet(cfg, weights)


@pytest.mark.parametrize("version", [(0, 1, 0), (0, 2, 5)])
def test_numbers_come_in_darknets_order(tmp_path: Path, version: tuple[int, int, int]) -> None:
    content = header(version) + small_numbers()
    cfg, weights = write_pair(tmp_path, SMALL, content)
    state = read_weights(weights, read_plan(cfg))
    rest = np.frombuffer(content, "<f4", offset=len(header(version)))
    for name, shape in (
        ("layers.0.norm.bias", (4,)),
        ("layers.0.norm.weight", (4,)),
        ("layers.0.norm.running_mean", (4,)),
        ("layers.0.norm.running_var", (4,)),
        ("layers.0.conv.weight", (4, 3, 3, 3)),
        ("layers.2.norm.bias", (6,)),
        ("layers.2.norm.weight", (6,)),
        ("layers.2.norm.running_mean", (6,)),
        ("layers.2.norm.running_var", (6,)),
        ("layers.2.conv.weight", (6, 4, 3, 3)),
        ("layers.3.conv.bias", (14,)),
        ("layers.3.conv.weight", (14, 6, 1, 1)),
    ):
        count = int(np.prod(shape))
        assert tuple(state[name].shape) == shape
        assert state[name].flatten().tolist() == rest[:count].tolist()
        rest = rest[count:]
    assert len(rest) == 0
    assert len(state) == 12


def test_too_short_names_the_layer_and_the_byte_wherever_the_file_is_cut(tmp_path: Path) -> None:
    whole = header() + small_numbers()
    cfg, weights = write_pair(tmp_path, SMALL, whole)
    starts = {0: 20, 2: 20 + 4 * (16 + 108), 3: 20 + 4 * (16 + 108 + 24 + 216)}
    lines = {0: 6, 2: 18, 3: 26}
    for cut in (20, 21, 35, 36, 83, 84, 515, 516, 600, 1475, 1476, 1500, len(whole) - 1):
        weights.write_bytes(whole[:cut])
        with pytest.raises(DarknetError) as caught:
            load_darknet(cfg, weights)
        layer = max(number for number, start in starts.items() if start <= cut)
        message = str(caught.value)
        assert f"net.weights is too short: it ends at byte {cut:,} of {len(whole):,}" in message
        assert f"of layer {layer}, [convolutional] (line {lines[layer]} of net.cfg)" in message


@pytest.mark.parametrize("more", [1, 4, 1000])
def test_too_long_names_the_last_layer_and_the_byte(tmp_path: Path, more: int) -> None:
    whole = header() + small_numbers()
    cfg, weights = write_pair(tmp_path, SMALL, whole + bytes(more))
    with pytest.raises(DarknetError) as caught:
        load_darknet(cfg, weights)
    message = str(caught.value)
    assert "net.weights is too long: the weights of layer 3, [convolutional]" in message
    assert f"end at byte {len(whole):,}, and the file at {len(whole) + more:,}" in message


@pytest.mark.parametrize(
    ("float_number", "value", "said"),
    [
        (0, np.nan, "byte 20: among the biases of layer 0, [convolutional] is nan"),
        (5, np.inf, "byte 40: among the scales of layer 0, [convolutional] is inf"),
        (13, -0.5, "byte 72: among the rolling variances of layer 0, [convolutional] is -0.5"),
        (200, -np.inf, "byte 820: among the weights of layer 2, [convolutional] is -inf"),
    ],
)
def test_what_is_no_weight_is_named_with_its_byte(
    tmp_path: Path, float_number: int, value: float, said: str
) -> None:
    content = bytearray(header() + small_numbers())
    struct.pack_into("<f", content, 20 + 4 * float_number, value)
    cfg, weights = write_pair(tmp_path, SMALL, bytes(content))
    with pytest.raises(DarknetError) as caught:
        load_darknet(cfg, weights)
    assert said in str(caught.value)


def test_a_cfg_that_asks_for_much_takes_no_memory_before_the_file_is_compared(
    tmp_path: Path,
) -> None:
    """These kernels would take 38 GB; the file has 20 bytes."""
    text = SMALL.replace("filters=4\n", "filters=32768\n").replace("filters=6\n", "filters=32768\n")
    cfg, weights = write_pair(tmp_path, text, header())
    with pytest.raises(DarknetError, match="too short: it ends at byte 20 of 38,"):
        load_darknet(cfg, weights)


def test_missing_files_and_folders(tmp_path: Path) -> None:
    cfg, weights = write_pair(tmp_path, SMALL, b"")
    weights.unlink()
    for path in (weights, tmp_path):
        with pytest.raises(DarknetError, match="cannot be read"):
            load_darknet(cfg, path)


def test_cfg_and_weights_swapped_are_said_to_be(tmp_path: Path) -> None:
    cfg, weights = write_pair(tmp_path, SMALL, header() + small_numbers())
    with pytest.raises(DarknetError, match="swapped"):
        load_darknet(weights, weights)
    with pytest.raises(DarknetError, match="swapped"):
        load_darknet(cfg, cfg)


def test_random_bytes_are_read_or_refused(tmp_path: Path) -> None:
    dice = random.Random(3)
    whole = header() + small_numbers()
    cfg, weights = write_pair(tmp_path, SMALL, whole)
    for _ in range(100):
        content = bytearray(whole)
        for _ in range(dice.randint(1, 4)):
            content[dice.randrange(len(content))] = dice.randrange(256)
        weights.write_bytes(content[: dice.choice([len(content), dice.randrange(len(content))])])
        try:
            network = load_darknet(cfg, weights)
        except DarknetError:
            continue
        assert len(network(torch.zeros(1, 3, 32, 32))) == 1


@pytest.mark.parametrize(
    "name",
    [
        "yolov4-tiny",
        "yolov3-tiny",
        pytest.param("yolov2-tiny", marks=pytest.mark.slow),
        pytest.param("yolov2", marks=pytest.mark.slow),
        pytest.param("yolov3", marks=pytest.mark.slow),
    ],
)
def test_an_official_network_is_read_whole_and_runs(tmp_path: Path, name: str) -> None:
    size, header_bytes = OFFICIAL[name]
    plan = parse_plan(official_text(name))
    content = header((0, 1, 0) if header_bytes == 16 else (0, 2, 0)) + b"".join(
        random_numbers(numbers_in_file(one), one.placed.index) for one in plan.layers
    )
    assert len(content) == size
    cfg, weights = write_pair(tmp_path, official_text(name), content)
    network = load_darknet(cfg, weights)
    kernels = [value for key, value in network.state_dict().items() if key.endswith("conv.weight")]
    end = np.frombuffer(content, "<f4", count=100, offset=size - 400)
    assert kernels[-1].flatten()[-100:].tolist() == end.tolist()
    with torch.inference_mode():
        outputs = network(torch.rand(1, 3, 96, 96))
    for head, output in zip(network.heads, outputs, strict=True):
        assert output.shape == (1, head.depth, 96 // head.stride, 96 // head.stride)
        assert output.isfinite().all()
