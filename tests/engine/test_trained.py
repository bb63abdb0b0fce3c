from __future__ import annotations

import gc
import weakref
from dataclasses import asdict
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from safetensors.numpy import load_file

from explorer.engine.assets import ASSETS
from explorer.engine.images import load_rgb
from explorer.engine.trained.alexnet import AlexNet
from explorer.engine.trained.catalogue import NETWORKS, TrainedNetwork, load_network
from explorer.engine.trained.efficientnet_lite import SameConv2d
from explorer.engine.trained.layers import layers_of
from explorer.engine.trained.lenet import LeNet5
from explorer.engine.trained.vgg import VGG16
from explorer.engine.weights import manifest

if TYPE_CHECKING:
    from pathlib import Path

# ImageNet's classes that a person would accept for what stands in the middle of each picture.
CATS, DOGS = {281, 282, 285}, {*range(151, 269), 537}
EXPECTED = {
    "cat": CATS,
    "coffee": {967},
    "dog-bicycle-truck": DOGS,
    "person-dog-horse": DOGS,
    "eagle": {21, 22},
    "kites": {978, 977, 701},
    "motorcycle": {665, 670},
    "horses": {345, 346, 348, 349},  # there is no horse but the sorrel: they look like oxen
}


@pytest.fixture(scope="module", params=["squeezenet", "efficientnet-lite0"])
def classifier(request: pytest.FixtureRequest) -> TrainedNetwork:
    return load_network(request.param, "cpu")


@pytest.fixture(scope="module")
def lenet() -> TrainedNetwork:
    return load_network("lenet5", "cpu")


@pytest.fixture(scope="module")
def digits() -> dict[str, np.ndarray]:
    return load_file(ASSETS / "datasets/mnist-test-1000.safetensors")


def picture(name: str) -> np.ndarray:
    return load_rgb(ASSETS / "images" / f"{name}.jpg")


def reference_picture() -> np.ndarray:
    """The picture of the formula in the manifest."""
    y, x, c = np.indices((224, 224, 3))
    return ((x * x // (40 + 9 * c) + y * (c + 1) + x * y // 97) % 256).astype(np.uint8)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_real_pictures_are_named(classifier: TrainedNetwork, name: str) -> None:
    best, *others = classifier.classify(picture(name))
    assert best.index in EXPECTED[name], best
    assert best.label == classifier.labels[best.index]
    assert [best.probability] + [one.probability for one in others] == sorted(
        (one.probability for one in (best, *others)), reverse=True
    )


def test_the_probabilities_of_all_classes_sum_to_1(classifier: TrainedNetwork) -> None:
    everything = classifier.classify(picture("coffee"), k=2000)
    assert len(everything) == len(classifier.labels) == 1000
    assert sum(one.probability for one in everything) == pytest.approx(1, abs=1e-4)
    assert everything[0].label == "espresso"


def test_lenet_reads_real_digits(lenet: TrainedNetwork, digits: dict[str, np.ndarray]) -> None:
    shown = [np.repeat(digit[:, :, None], 3, 2) for digit in digits["images"]]
    inputs = torch.cat([lenet.input_tensor(rgb) for rgb in shown])
    assert inputs.shape == (1000, 1, 32, 32)
    with torch.inference_mode():
        found = lenet.module(inputs).argmax(1).numpy()
    assert (found == digits["labels"]).mean() >= 0.985
    right = [lenet.classify(rgb, 1)[0].label for rgb in shown[:20]]
    assert right == [str(label) for label in digits["labels"][:20]]


def test_lenet_was_trained_on_what_it_is_given(
    lenet: TrainedNetwork, digits: dict[str, np.ndarray]
) -> None:
    plain = F.pad(torch.from_numpy(digits["images"][:50]).float() / 255, (2, 2, 2, 2))[:, None]
    given = torch.cat(
        [lenet.input_tensor(np.repeat(d[:, :, None], 3, 2)) for d in digits["images"][:50]]
    )
    torch.testing.assert_close(given, (plain - 0.1307) / 0.3081, atol=0.2, rtol=0)


def test_lenet_says_nothing_of_an_empty_pad(lenet: TrainedNetwork) -> None:
    pad = np.zeros((280, 280, 3), np.uint8)
    assert lenet.classify(pad) == ()
    seen = lenet.prepare(pad)
    assert seen.is_empty
    assert seen.tensor.shape == (1, 1, 32, 32)
    assert seen.tensor.unique().numel() == 1


@pytest.mark.parametrize("name", ["vgg16", "alexnet"])
def test_trunks_answer_as_recorded_at_conversion(name: str) -> None:
    network = load_network(name, "cpu")
    unit = torch.from_numpy(reference_picture()).permute(2, 0, 1)[None] / 255
    x = network.info.preprocessing.normalise(unit)
    recorded = manifest()[name].reference["outputs"]
    convs = [layer.name for layer in network.layers if layer.kind == "conv"]
    assert convs == list(recorded)
    for layer, out in outputs_of(network, x).items():
        if layer not in recorded:
            continue
        expected = recorded[layer]
        assert list(out.shape[1:]) == expected["shape"]
        # Half precision keeps 11 bits: what is allowed is a few of its steps.
        assert float(out.std()) == pytest.approx(expected["std"], rel=2e-3)
        assert float(out.mean()) == pytest.approx(expected["mean"], abs=2e-3 * expected["std"])
        centre = out[0, :8, out.shape[2] // 2, out.shape[3] // 2].tolist()
        assert centre == pytest.approx(expected["centre"], abs=1e-2 * expected["std"])


def outputs_of(network: TrainedNetwork, x: torch.Tensor) -> dict[str, torch.Tensor]:
    outputs: dict[str, torch.Tensor] = {}
    handles = [
        network.module.get_submodule(layer.name).register_forward_hook(
            lambda _module, _inputs, out, name=layer.name: outputs.__setitem__(name, out)
        )
        for layer in network.layers
    ]
    with torch.inference_mode():
        network.module(x)
    for handle in handles:
        handle.remove()
    return outputs


@pytest.mark.parametrize("name", list(NETWORKS))
def test_every_layer_is_reached_in_order_and_is_what_it_says(name: str) -> None:
    network = load_network(name, "cpu")
    outputs = outputs_of(network, network.input_tensor(picture("cat")))
    assert [layer.name for layer in network.layers] == list(outputs)
    titles = [layer.title for layer in network.layers]
    assert len(set(titles)) == len(titles)
    kinds = {layer.kind for layer in network.layers}
    assert {"conv", "activation", "pool"} <= kinds
    for layer in network.layers:
        out = outputs[layer.name]
        assert out.ndim == (2 if layer.kind == "dense" else 4) or layer.kind == "activation"
        assert layer.signed == bool((out < 0).any()), layer
    first, last = titles[0], titles[-1]
    assert (first, last) == {
        "lenet5": ("conv1", "output"),
        "alexnet": ("conv1", "pool5"),
        "vgg16": ("conv1_1", "pool5"),
        "squeezenet": ("conv1", "average pool"),
        "efficientnet-lite0": ("stem/conv", "fc"),
    }[name]


@pytest.mark.parametrize("name", list(NETWORKS))
def test_the_manifest_says_how_each_network_sees(name: str) -> None:
    said = dict(manifest()[NETWORKS[name].weights].preprocessing)
    known = asdict(NETWORKS[name].preprocessing)
    assert said == {
        key: list(value) if isinstance(value, tuple) else value for key, value in known.items()
    }


@pytest.mark.parametrize(
    ("name", "trunk", "complete"),
    [
        ("lenet5", 61_706, 61_706),
        ("alexnet", 2_469_696, 61_100_840),
        ("vgg16", 14_714_688, 138_357_544),
        ("squeezenet", 1_235_496, 1_235_496),
        ("efficientnet-lite0", 4_652_008, 4_652_008),
    ],
)
def test_parameters(name: str, trunk: int, complete: int) -> None:
    def count(module: torch.nn.Module) -> int:
        return sum(parameter.numel() for parameter in module.parameters())

    with torch.device("meta"):
        assert count(NETWORKS[name].build()) == trunk
        assert count(NETWORKS[name].build_complete()) == complete


@pytest.mark.parametrize(("module", "size"), [(VGG16, 7), (AlexNet, 6)])
def test_complete_networks_end_in_1000_classes(module: type, size: int) -> None:
    with torch.device("meta"):
        x = torch.zeros(2, 3, 224, 224)
        complete = module(head=True)
        assert complete(x).shape == (2, 1000)
        assert complete.features(x).shape[2:] == (size, size)
    titles = [layer.title for layer in layers_of(complete)]
    assert titles[-6:] == ["average pool", "fc6", "relu6", "fc7", "relu7", "fc8"]


@pytest.mark.parametrize(("n", "f", "s"), [(7, 3, 1), (7, 3, 2), (8, 3, 2), (8, 5, 2), (9, 1, 1)])
def test_same_padding_is_tensorflows(n: int, f: int, s: int) -> None:
    conv = SameConv2d(1, 1, f, s)
    torch.nn.init.ones_(conv.weight.requires_grad_(False))
    x = torch.arange(n * n, dtype=torch.float32).reshape(1, 1, n, n)
    out = conv(x)
    assert out.shape[2:] == (-(-n // s), -(-n // s))
    # The odd row and column of zeros stand at the bottom right.
    total = max((-(-n // s) - 1) * s + f - n, 0)
    window = f - total // 2
    assert float(out[0, 0, 0, 0]) == float(x[0, 0, :window, :window].sum())


def test_same_weights_are_shared_and_hooks_are_not() -> None:
    one, other = load_network("lenet5", "cpu"), load_network("lenet5", "cpu")
    assert one.module is not other.module
    for a, b in zip(one.module.parameters(), other.module.parameters(), strict=True):
        assert a.data_ptr() == b.data_ptr()
        assert not a.requires_grad


def test_what_nobody_uses_is_let_go() -> None:
    network = load_network("alexnet", "cpu")
    again = load_network("alexnet", "cpu")
    held = weakref.ref(network.shared)
    del network
    gc.collect()
    assert held() is again.shared
    del again
    gc.collect()
    assert held() is None


def test_a_trunk_has_no_classes() -> None:
    network = load_network("vgg16", "cpu")
    assert network.info.kind == "trunk"
    assert network.labels == ()
    with pytest.raises(ValueError, match=r"VGG-16 has no classifier"):
        network.classify(picture("cat"))


def test_a_module_is_ready_to_run() -> None:
    network = load_network("efficientnet-lite0", "cpu")
    assert not any(part.training for part in network.module.modules())
    assert {parameter.device.type for parameter in network.module.parameters()} == {"cpu"}
    assert network.device == torch.device("cpu")


def test_input_and_crop_belong_together() -> None:
    network = load_network("squeezenet", "cpu")
    rgb = picture("dog-bicycle-truck")
    seen = network.prepare(rgb)
    assert seen.tensor.shape == (1, 3, 224, 224)
    assert seen.crop_xyxy == network.crop_xyxy(*rgb.shape[:2]) == (132.0, 36.0, 636.0, 540.0)


def test_unknown_network() -> None:
    with pytest.raises(KeyError, match="resnet50"):
        load_network("resnet50")


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")
def test_cuda_agrees_with_the_cpu() -> None:
    on_gpu = load_network("squeezenet", "cuda").classify(picture("coffee"))
    on_cpu = load_network("squeezenet", "cpu").classify(picture("coffee"))
    assert on_gpu[0].index == on_cpu[0].index
    assert on_gpu[0].probability == pytest.approx(on_cpu[0].probability, abs=0.01)


def test_lenet_is_an_ordinary_module(lenet: TrainedNetwork, tmp_path: Path) -> None:
    torch.save(lenet.module.state_dict(), tmp_path / "lenet.pth")
    again = LeNet5().eval()
    again.load_state_dict(torch.load(tmp_path / "lenet.pth", weights_only=True))
    x = torch.rand(1, 1, 32, 32)
    torch.testing.assert_close(again(x), lenet.module(x))
