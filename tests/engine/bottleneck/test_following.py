"""What follows a 1×1 convolution, against what the network really computes."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from explorer.engine.assets import ASSETS
from explorer.engine.bottleneck.feature_volume import pointwise_layers, volume_for
from explorer.engine.bottleneck.following import Following, following
from explorer.engine.features import capture
from explorer.engine.images import load_rgb
from explorer.engine.trained.catalogue import load_network


@pytest.mark.parametrize(
    ("network", "layer", "after"),
    [
        ("squeezenet", "features.3.squeeze", "features.3.squeeze_activation"),
        ("squeezenet", "features.3.expand1x1", "features.3.expand1x1_activation"),
        ("squeezenet", "classifier.1", "classifier.2"),
        ("efficientnet-lite0", "_blocks.1._expand_conv", "_blocks.1._relu0"),
        ("efficientnet-lite0", "_blocks.0._project_conv", "_blocks.0"),
        ("efficientnet-lite0", "_conv_head", "_relu1"),
    ],
)
def test_it_gives_what_the_network_has_next(network: str, layer: str, after: str) -> None:
    loaded = load_network(network, "cpu")
    rgb = load_rgb(ASSETS / "images" / "astronaut.jpg")
    volume = volume_for(rgb, loaded, layer)
    with torch.inference_mode():
        held = capture(loaded.module, loaded.input_tensor(rgb), [after])[after]
    found = following(loaded, layer)
    row, column = (side // 3 for side in volume.output.shape[2:])
    expected = held[0, :, row, column].numpy()
    made = found.applied(volume.output[0, :, row, column].numpy())
    np.testing.assert_allclose(made, expected, rtol=1e-4, atol=1e-4)


def test_every_pointwise_layer_knows_what_follows() -> None:
    kinds = {}
    for network in ("squeezenet", "efficientnet-lite0"):
        loaded = load_network(network, "cpu")
        for layer in pointwise_layers(loaded):
            found = following(loaded, layer.name)
            part = layer.title.rpartition("/")[2]
            kinds.setdefault(part, set()).add((found.factor is not None, found.activation))
    assert kinds == {
        "squeeze": {(False, "relu")},
        "expand 1×1": {(False, "relu")},
        "conv10": {(False, "relu")},
        "project": {(True, "")},
        "expand": {(True, "relu6")},
        "conv": {(True, "relu6")},
    }


def test_nothing_leaves_the_sums() -> None:
    sums = np.array([-1, 7], np.float32)
    assert Following().is_nothing
    np.testing.assert_array_equal(Following().applied(sums), sums)
    np.testing.assert_array_equal(Following(activation="relu6").applied(sums), [0, 6])
