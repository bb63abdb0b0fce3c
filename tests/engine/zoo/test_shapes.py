"""Shapes and receptive fields that the papers name, or that are known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from explorer.engine.network import LayerReport, Shape
from explorer.engine.zoo import NAMES, build
from explorer.engine.zoo.googlenet import MODULES

CLASSES = {"lenet5": 10, "lenet5-1998": 10}


def layer(network: str, name: str) -> LayerReport:
    return next(one for one in build(network).report().walk() if one.layer.name == name)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "inception3a"])
def test_classifiers_end_with_a_vector_of_scores(name: str) -> None:
    report = build(name).report()
    assert report.output == (1, 1, CLASSES.get(name, 1000))
    assert report.layers[-1].is_flat


@pytest.mark.parametrize(
    ("network", "name", "shape"),
    [
        ("lenet5-1998", "C3", (10, 10, 16)),
        ("lenet5-1998", "C5", (1, 1, 120)),
        ("alexnet", "conv1", (55, 55, 96)),
        ("alexnet", "pool5", (6, 6, 256)),
        ("alexnet-torchvision", "conv1", (55, 55, 64)),
        ("vgg16", "pool5", (7, 7, 512)),
        ("vgg19", "conv5_4", (14, 14, 512)),
        ("resnet18", "pool1", (56, 56, 64)),
        ("resnet50", "conv3_4", (28, 28, 512)),
        ("resnet152", "conv5_3", (7, 7, 2048)),
        ("googlenet", "conv1", (112, 112, 64)),
        ("googlenet", "pool2", (28, 28, 192)),
        ("googlenet", "inception 5b", (7, 7, 1024)),
        ("googlenet-torchvision", "inception 5b", (7, 7, 1024)),
        ("inception3a", "inception 3a", (28, 28, 256)),
        ("squeezenet", "conv10", (13, 13, 1000)),
        ("efficientnet-lite0", "head", (7, 7, 1280)),
    ],
)
def test_known_shapes(network: str, name: str, shape: tuple[int, int, int]) -> None:
    assert layer(network, name).output == shape


@pytest.mark.parametrize("network", ["googlenet", "googlenet-torchvision"])
@pytest.mark.parametrize("key", MODULES)
def test_inception_modules_get_what_the_data_say(network: str, key: str) -> None:
    assert layer(network, f"inception {key}").input == MODULES[key].input


def test_alexnet_on_224_without_padding_gives_54() -> None:
    network = replace(build("alexnet"), input=Shape(224, 224, 3))
    assert network.trace().layers[0].output == (54, 54, 96)


def test_side_heads_see_what_the_paper_says() -> None:
    # Section 5: average pooling gives 4×4×512 after (4a) and 4×4×528 after (4d).
    for name, channels in (("softmax0", 512), ("softmax1", 528)):
        assert layer("googlenet", name).branch(0)[0].output == (4, 4, channels)


@pytest.mark.parametrize(
    ("network", "name", "size", "stride"),
    [
        ("lenet5", "S4", 16, 4),
        ("lenet5-1998", "C5", 32, 4),
        ("alexnet-torchvision", "pool5", 195, 32),
        ("vgg16", "pool5", 212, 32),
        # Araujo et al. 2019 have 483: a stage's 3×3 convolutions all come after its stride.
        ("resnet50-v1", "conv5_3", 483, 32),
        ("resnet50", "conv5_3", 427, 32),
    ],
)
def test_receptive_fields(network: str, name: str, size: int, stride: int) -> None:
    one = layer(network, name)
    assert one.receptive_field == (size, size)
    assert one.effective_stride == (stride, stride)
