from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from explorer.engine.assets import ASSETS
from explorer.engine.darknet import DarknetError, bundled_plan
from explorer.engine.darknet.plan import numbers_in_file
from explorer.engine.device import DeviceError
from explorer.engine.images import load_rgb
from explorer.engine.weights import labels, load_weights
from explorer.engine.yolo import load_detector
from explorer.engine.yolo.catalogue import DetectorError
from explorer.engine.yolo.official import VOC_CLASSES, default_names, open_darknet, read_names
from tests.engine.darknet.files import CFGS, SMALL, header, small_numbers, write_pair

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def small(tmp_path: Path) -> tuple[Path, Path]:
    """A cfg and weights: two classes, 32 pixels, cells of 8."""
    return write_pair(tmp_path, SMALL, header() + small_numbers())


def test_the_bundled_network_written_as_darknet_writes_it_finds_the_same(tmp_path: Path) -> None:
    """The whole way: our tensors in Darknet's order, its cfg, and the same detections."""
    tensors = load_weights("yolov3-tiny")
    parts = {
        "scales": "norm.weight",
        "rolling means": "norm.running_mean",
        "rolling variances": "norm.running_var",
        "weights": "conv.weight",
    }
    weights = tmp_path / "yolov3-tiny.weights"
    with weights.open("wb") as stream:
        stream.write(header())
        for one in bundled_plan().layers:
            prefix = f"layers.{one.placed.index}"
            norm = f"{prefix}.norm.bias" in tensors
            for part, _ in numbers_in_file(one):
                name = parts.get(part, "norm.bias" if norm else "conv.bias")
                stream.write(tensors[f"{prefix}.{name}"].numpy().astype("<f4").tobytes())
    assert weights.stat().st_size == 35_434_956
    cfg = tmp_path / "mine.cfg"
    text = (CFGS / "yolov3-tiny.cfg").read_text("utf-8")
    cfg.write_text(text.replace("mask = 0,1,2", "mask = 1,2,3"), "utf-8")
    rgb = load_rgb(ASSETS / "images" / "person-dog-horse.jpg")
    mine = open_darknet(cfg, weights, device="cpu")
    bundled = load_detector(device="cpu")
    assert mine.class_names == bundled.class_names
    assert mine.heads == bundled.heads
    a, b = mine.detect(rgb), bundled.detect(rgb)
    assert a.names == b.names
    assert torch.equal(a.boxes_xyxy, b.boxes_xyxy)


def test_the_size_is_the_cfgs_or_another_multiple(small: tuple[Path, Path]) -> None:
    rgb = np.zeros((40, 40, 3), np.uint8)
    assert open_darknet(*small, device="cpu").size == 32
    detector = open_darknet(*small, size=64, device="cpu")
    assert detector.raw(rgb).maps[0].shape == (2, 7, 8, 8)
    for size in (0, 4, 36, -8):
        with pytest.raises(
            DetectorError, match=r"net\.cfg takes multiples of 8 pixels, its own size"
        ):
            open_darknet(*small, size=size, device="cpu")
    with pytest.raises(DarknetError, match="GiB"):
        open_darknet(*small, size=80_000, device="cpu")


def test_names_from_a_text(small: tuple[Path, Path], tmp_path: Path) -> None:
    names = tmp_path / "my.names"
    names.write_text("\ufeffcat\r\n chat noir \r\n\r\n\n", "utf-8")
    detector = open_darknet(str(small[0]), str(small[1]), str(names), device="cpu")
    assert detector.class_names == ("cat", "chat noir")
    assert open_darknet(*small, device="cpu").class_names == ("class 0", "class 1")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "has 0 names, and the network 2 classes"),
        (b"one\n", "has 1 names"),
        (b"a\nb\nc\n", "has 3 names"),
        (b"\nb\n", "line 1, is empty"),
        (b"a\n" + b"b" * 5000, "line 2, is a name of 5,000 letters"),
        (b"a\0\nb\n", "is not a list of names"),
        (b"\xff\xfe\n", "is not a text in UTF-8"),
        (b"a" * 1_000_001, "is not a list of names"),
    ],
)
def test_names_that_do_not_fit(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "my.names"
    path.write_bytes(content)
    with pytest.raises(DetectorError) as caught:
        read_names(path, 2)
    assert said in str(caught.value)
    assert "my.names" in str(caught.value)


def test_names_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(DetectorError, match="cannot be read"):
        read_names(tmp_path / "none.names", 2)


def test_names_by_the_number_of_classes() -> None:
    assert default_names(80) == labels("coco-classes")
    assert default_names(20) == VOC_CLASSES
    assert VOC_CLASSES == tuple(sorted(VOC_CLASSES))
    assert default_names(3) == ("class 0", "class 1", "class 2")


def test_errors_come_before_anything_is_made(small: tuple[Path, Path], tmp_path: Path) -> None:
    cfg, weights = small
    with pytest.raises(DeviceError):
        open_darknet(cfg, weights, device="abacus")
    short = tmp_path / "short.weights"
    short.write_bytes(weights.read_bytes()[:-3])
    with pytest.raises(DarknetError, match=r"short\.weights is too short"):
        open_darknet(cfg, short, device="cpu")
    other = tmp_path / "other.cfg"
    shutil.copy(CFGS / "yolov2-tiny.cfg", other)
    with pytest.raises(DarknetError, match=r"too short: .*layer 0, \[convolutional\]"):
        open_darknet(other, weights, device="cpu")
    with pytest.raises(DarknetError, match="cannot be read"):
        open_darknet(tmp_path / "none.cfg", weights, device="cpu")
