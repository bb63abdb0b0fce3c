"""A 1×1 convolution as a dense layer at each pixel, by hand and on real volumes."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from explorer.engine.arithmetic import ShapeError
from explorer.engine.assets import ASSETS
from explorer.engine.bottleneck.feature_volume import (
    POINTWISE_NETWORKS,
    FeatureVolume,
    pointwise_layers,
    volume_for,
)
from explorer.engine.bottleneck.pixel_dense import PixelDense, one_channel_step
from explorer.engine.features import capture
from explorer.engine.hooks import LayerError
from explorer.engine.images import load_rgb
from explorer.engine.trained.catalogue import TrainedNetwork, load_network


@pytest.fixture(scope="module")
def picture() -> np.ndarray:
    return load_rgb(ASSETS / "images" / "coffee.jpg")


@pytest.fixture(scope="module", params=POINTWISE_NETWORKS)
def network(request: pytest.FixtureRequest) -> TrainedNetwork:
    return load_network(request.param, "cpu")


@pytest.fixture(scope="module")
def squeeze(picture: np.ndarray) -> FeatureVolume:
    return volume_for(picture, load_network("squeezenet", "cpu"), "features.6.squeeze")


def test_a_pixel_by_hand() -> None:
    # Channels 1 and 2 of a volume of 1×2 pixels, and a matrix of three rows.
    values = torch.tensor([[[[1.0, 3.0]], [[2.0, 4.0]]]])
    weights = torch.tensor([[1.0, 0.0], [0.5, -1.0], [2.0, 10.0]])
    one = PixelDense(values, weights, torch.tensor([0.0, 1.0, -2.0])).at(0, 1)
    np.testing.assert_array_equal(one.channels, [3, 4])
    np.testing.assert_array_equal(one.products, [[3, 0], [1.5, -4], [6, 40]])
    for way in (one.by_dot, one.by_linear, one.by_conv):
        np.testing.assert_array_equal(way, [3, -1.5, 44])
    assert one.difference == 0


def test_no_bias_adds_zeros() -> None:
    one = PixelDense(torch.ones(1, 3, 2, 2), torch.ones(2, 3)).at(1, 1)
    np.testing.assert_array_equal(one.bias, [0, 0])
    np.testing.assert_array_equal(one.by_conv, [3, 3])


def test_the_three_ways_differ_by_rounding_only(squeeze: FeatureVolume) -> None:
    dense = squeeze.dense()
    exact = np.einsum(
        "ok,khw->ohw",
        squeeze.weights.double().numpy(),
        squeeze.values[0].double().numpy(),
    )
    for row, column in ((0, 0), (3, 20), (26, 26)):
        one = dense.at(row, column)
        expected = exact[:, row, column] + one.bias
        scale = np.abs(one.products).sum(1).max()
        for way in (one.by_dot, one.by_linear, one.by_conv):
            np.testing.assert_allclose(way, expected, atol=1e-5 * scale)
        assert one.difference <= 1e-5 * scale
    assert dense.largest_difference() <= 1e-5 * float(np.abs(dense.output).max())


def test_a_changed_weight_is_seen() -> None:
    values = torch.rand(1, 5, 3, 3)
    weights = torch.rand(4, 5)
    before = PixelDense(values, weights).at(1, 1)
    weights[2, 3] += 1
    after = PixelDense(values, weights).at(1, 1)
    moved = after.by_dot - before.by_dot
    np.testing.assert_allclose(moved, [0, 0, float(values[0, 3, 1, 1]), 0], atol=1e-6)


@pytest.mark.parametrize(("row", "column"), [(-1, 0), (0, -1), (3, 0), (0, 4)])
def test_a_pixel_outside(row: int, column: int) -> None:
    dense = PixelDense(torch.rand(1, 2, 3, 4), torch.rand(1, 2))
    with pytest.raises(ShapeError, match="rows 0 to 2 and columns 0 to 3"):
        dense.at(row, column)


@pytest.mark.parametrize(
    ("values", "weights", "bias", "text"),
    [
        ((2, 3, 4), (1, 2), None, r"\(1, C, H, W\)"),
        ((2, 3, 4, 4), (1, 3), None, r"\(1, C, H, W\)"),
        ((1, 3, 4, 4), (5, 4), None, r"3 channels: .* not \(5, 4\)"),
        ((1, 3, 4, 4), (5, 3, 1, 1), None, "3 channels"),
        ((1, 3, 4, 4), (5, 3), (4,), "5 filters"),
    ],
)
def test_what_does_not_fit(
    values: tuple[int, ...], weights: tuple[int, ...], bias: tuple[int, ...] | None, text: str
) -> None:
    with pytest.raises(ShapeError, match=text):
        PixelDense(
            torch.rand(values), torch.rand(weights), None if bias is None else torch.rand(bias)
        )


def test_one_channel_is_multiplied_by_a_number() -> None:
    plane = np.array([[1, -2], [0.5, 3]], np.float32)
    one = one_channel_step(plane, 3.0)
    np.testing.assert_array_equal(one.by_number, [[3, -6], [1.5, 9]])
    np.testing.assert_array_equal(one.by_conv, one.by_number)
    assert one.difference == 0
    np.testing.assert_array_equal(one_channel_step(plane, 2.0, 1.0).by_conv, [[3, -3], [2, 7]])
    with pytest.raises(ShapeError, match="is a plane"):
        one_channel_step(np.zeros((1, 2, 2), np.float32), 1.0)


def test_it_draws_no_random_numbers() -> None:
    before = torch.random.get_rng_state()
    PixelDense(torch.ones(1, 3, 2, 2), torch.ones(2, 3)).at(0, 0)
    assert torch.equal(torch.random.get_rng_state(), before)


def test_the_real_1x1_layers() -> None:
    squeezenet = pointwise_layers(load_network("squeezenet", "cpu"))
    assert len(squeezenet) == 17  # two in each of eight fires, and the last convolution
    first = squeezenet[0]
    assert (first.title, first.channels_in, first.channels) == ("fire2/squeeze", 64, 16)
    assert first.narrows
    assert not squeezenet[1].narrows
    assert squeezenet[-1].title == "conv10"
    lite = pointwise_layers(load_network("efficientnet-lite0", "cpu"))
    assert len(lite) == 15 + 16 + 1  # expansions, projections, the head
    assert pointwise_layers(load_network("vgg16", "cpu")) == ()


def test_a_volume_is_what_the_network_computes(
    network: TrainedNetwork, picture: np.ndarray
) -> None:
    layers = pointwise_layers(network)
    own = capture(network.module, network.input_tensor(picture))
    for layer in (layers[0], layers[2], layers[5], layers[-1]):
        volume = volume_for(picture, network, layer.name)
        assert torch.equal(volume.output, own[layer.name])
        assert volume.values.shape[1] == layer.channels_in
        dense = volume.dense()
        largest = float(volume.output.abs().max())
        np.testing.assert_allclose(dense.output, volume.output[0], atol=1e-5 * largest)
        module = network.module.get_submodule(layer.name)
        assert isinstance(module, nn.Conv2d)
        assert (volume.bias is None) == (module.bias is None)


def test_where_a_volume_comes_from(squeeze: FeatureVolume, picture: np.ndarray) -> None:
    assert (squeeze.title, squeeze.source) == ("fire4/squeeze", "pool3")
    assert squeeze.network_title == "SqueezeNet 1.1"
    network = load_network("squeezenet", "cpu")
    own = capture(network.module, network.input_tensor(picture), ["features.5"])
    assert torch.equal(squeeze.values, own["features.5"])
    assert squeeze.crop_xyxy == network.crop_xyxy(*picture.shape[:2])
    assert volume_for(picture, network, "features.4.squeeze").source == "fire2"


@pytest.mark.parametrize("layer", ["features.3.expand3x3", "features.0", "nowhere"])
def test_other_layers_are_refused(picture: np.ndarray, layer: str) -> None:
    network = load_network("squeezenet", "cpu")
    with pytest.raises(LayerError, match=r"no 1×1 convolution .* It has: features\.3\.squeeze"):
        volume_for(picture, network, layer)


def test_no_hook_stays(picture: np.ndarray) -> None:
    network = load_network("squeezenet", "cpu")
    volume_for(picture, network, "features.6.squeeze")
    assert all(not module._forward_hooks for module in network.module.modules())
