"""Totals to the last parameter and MAC."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from explorer.engine.network import SparseConv
from explorer.engine.zoo import NAMES, build

if TYPE_CHECKING:
    from explorer.engine.network import Report

TOTALS = {
    "lenet5": (61_706, 416_520),
    "lenet5-1998": (60_000, 326_520),
    "alexnet": (60_965_224, 724_406_816),
    "alexnet-one-gpu": (62_378_344, 1_135_256_096),
    "alexnet-torchvision": (61_100_840, 714_188_480),
    "vgg16": (138_357_544, 15_470_264_320),
    "vgg19": (143_667_240, 19_632_062_464),
    "resnet18": (11_689_512, 1_814_073_344),
    "resnet34": (21_797_672, 3_663_761_408),
    "resnet50": (25_557_032, 4_089_184_256),
    "resnet50-v1": (25_557_032, 3_857_973_248),
    "resnet101": (44_549_160, 7_801_405_440),
    "resnet152": (60_192_808, 11_513_626_624),
    "googlenet": (6_998_552, 1_582_671_872),
    "googlenet-torchvision": (6_624_904, 1_498_376_192),
    "inception3a": (163_696, 128_049_152),
    "squeezenet": (1_235_496, 349_151_936),
    "efficientnet-lite0": (4_652_008, 385_187_552),
}
# Parameters of the auxiliary classifiers, which no total includes.
SIDE_PARAMS = {"googlenet": 6_379_728, "googlenet-torchvision": 13_004_888 - 6_624_904}
# Running means and variances of the batch normalisations, and patterns drawn by hand.
FIXED = {"lenet5-1998": 840, "resnet50": 53_120, "alexnet": 0}


def test_every_network_has_its_totals() -> None:
    assert set(TOTALS) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_totals(name: str) -> None:
    report = build(name).report()
    assert (report.params, report.macs) == TOTALS[name]
    assert report.side_params == SIDE_PARAMS.get(name, 0)


@pytest.mark.parametrize("name", FIXED)
def test_stored_numbers_are_counted_apart(name: str) -> None:
    assert build(name).report().fixed == FIXED[name]


def _params(report: Report) -> dict[str, int]:
    return {one.layer.name: one.params for one in report.layers if one.params}


def test_lenet_1998_layer_by_layer() -> None:
    # LeCun et al. 1998, section II.B: the numbers of trainable parameters in the text.
    assert _params(build("lenet5-1998").report()) == {
        "C1": 156, "S2": 12, "C3": 1516, "S4": 32, "C5": 48_120, "F6": 10_164,
    }  # fmt: skip


def test_lenet_today_layer_by_layer() -> None:
    assert _params(build("lenet5").report()) == {
        "C1": 156, "C3": 2416, "C5": 48_120, "F6": 10_164, "output": 850,
    }  # fmt: skip


def test_lenet_1998_connects_as_table_one() -> None:
    # Rows of table I: which maps of C3 see each map of S2.
    rows = (
        (0, 4, 5, 6, 9, 10, 11, 12, 14, 15),
        (0, 1, 5, 6, 7, 10, 11, 12, 13, 15),
        (0, 1, 2, 6, 7, 8, 11, 13, 14, 15),
        (1, 2, 3, 6, 7, 8, 9, 12, 14, 15),
        (2, 3, 4, 7, 8, 9, 10, 12, 13, 15),
        (3, 4, 5, 8, 9, 10, 11, 13, 14, 15),
    )
    layers = build("lenet5-1998").layers
    (c3,) = (layer for layer in layers if isinstance(layer, SparseConv))
    assert [
        tuple(number for number, seen in enumerate(c3.connections) if channel in seen)
        for channel in range(6)
    ] == list(rows)
