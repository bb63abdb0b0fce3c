"""Files that users bring: what they are, whether they run, and why others are refused."""

from __future__ import annotations

import json
import warnings
import zipfile
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from explorer.engine.checksums import WeightsError
from explorer.engine.errors import ExplorerError
from explorer.engine.onnx_tensors import OnnxError
from explorer.engine.trained.catalogue import load_network
from explorer.engine.trained.vgg import VGG16
from explorer.panels.filters.maps.loading import load_walk
from explorer.panels.filters.maps.onnx_walk import OnnxWalk, preprocessing_of
from explorer.panels.filters.maps.opening import look_into, try_out
from explorer.panels.filters.maps.presets import CUSTOM, PRESETS, preset_of
from explorer.panels.filters.state import OwnInput, UnitState

if TYPE_CHECKING:
    from pathlib import Path


class Small(nn.Module):
    """Two convolutions and a dense layer: small maps, three classes."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(1)
        self.first = nn.Conv2d(3, 4, 3, stride=2)
        self.second = nn.Conv2d(4, 5, 3)
        self.dense = nn.Linear(5, 3)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = torch.relu(self.second(torch.relu(self.first(x))))
        return self.dense(x.mean((2, 3)))


def export(module: nn.Module, path: Path, side: int = 32, **options: Any) -> Path:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        x = torch.zeros(1, 3, side, side)
        torch.onnx.export(module.eval(), (x,), path, dynamo=False, input_names=["x"], **options)
    return path


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that takes pictures of any size."""
    free = {"x": {2: "height", 3: "width"}}
    return export(Small(), tmp_path_factory.mktemp("own") / "small.onnx", dynamic_axes=free)


@pytest.fixture
def picture() -> np.ndarray:
    return np.random.default_rng(3).integers(0, 256, (40, 60, 3), np.uint8)


def test_an_onnx_file_is_walked_as_torch_walks_the_module(small: Path, picture: np.ndarray) -> None:
    own = OwnInput(height=33, width=47, channels="bgr", scale=0.5, mean=(1, 2, 3), std=(4, 5, 6))
    walk = OnnxWalk(small, own)
    module = Small().eval()
    x = preprocessing_of(own).tensor(picture)
    expected = [
        ("Conv 1", module.first(x)),
        ("Relu 1", module.first(x).relu()),
        ("Conv 2", module.second(module.first(x).relu())),
        ("Gemm 1", module(x)[..., None, None]),
    ]
    facts = {layer.title: layer for layer in walk.facts.layers}
    taken = walk.run(walk.prepare(picture), [facts[title].name for title, _ in expected])
    for title, tensor in expected:
        layer, maps = facts[title], taken.maps[facts[title].name]
        assert layer.shape == (*tensor.shape[2:], tensor.shape[1])
        torch.testing.assert_close(maps, tensor[0].detach(), rtol=1e-4, atol=1e-4)
    odds = module(x)[0].softmax(0).tolist()
    assert taken.predictions is not None
    for one in taken.predictions:
        assert one.probability == pytest.approx(odds[one.index], abs=1e-5)
    assert (walk.facts.classes, walk.facts.runtime) == (3, "ONNX Runtime on the CPU")
    assert walk.facts.parameters == sum(one.numel() for one in module.parameters())


def test_its_first_filters_are_shown_red_first(small: Path) -> None:
    weights = Small().first.weight.detach().permute(0, 2, 3, 1).numpy()
    for channels, expected in (("rgb", weights), ("bgr", weights[..., ::-1])):
        filters = OnnxWalk(small, OwnInput(channels=channels)).facts.filters
        assert filters is not None
        np.testing.assert_array_equal(filters.kernels, expected)


def test_its_kernels_belong_to_its_convolutions(small: Path) -> None:
    walk = OnnxWalk(small, OwnInput(height=32, width=32))
    names = {layer.title: layer.name for layer in walk.facts.layers}
    kernel = walk.kernel(names["Conv 2"], 3)
    assert kernel is not None
    np.testing.assert_array_equal(kernel, Small().second.weight[3].detach().numpy())
    assert walk.kernel(names["Relu 1"], 0) is None


def test_only_what_leads_to_the_layer_and_the_classes_runs(small: Path) -> None:
    walk = OnnxWalk(small, OwnInput(height=32, width=32))
    seen = walk.prepare(np.zeros((9, 9, 3), np.uint8))
    assert seen.crop_xyxy == (0, 0, 9, 9)
    taken = walk.run(seen, [walk.facts.layers[0].name])
    assert list(taken.maps) == [walk.facts.layers[0].name]
    assert taken.predictions is not None


def test_a_free_size_is_asked_for(small: Path) -> None:
    opened = look_into(small)
    assert (opened.is_onnx, opened.height, opened.width, opened.channels) == (True, None, None, 3)
    assert opened.about.startswith("ONNX · input float32 1 × 3 × height × width")
    assert (opened.suggestion.height, opened.suggestion.width) == (224, 224)
    unit = opened.unit(OwnInput(height=50, width=60))
    assert try_out(unit, "cpu") == unit


def test_a_fixed_size_is_kept(tmp_path: Path) -> None:
    opened = look_into(export(Small(), tmp_path / "fixed.onnx", 48))
    assert (opened.height, opened.width) == (48, 48)
    assert opened.suggestion.height == 48
    with pytest.raises(OnnxError, match="takes pictures 48 px high, not 32 px"):
        try_out(opened.unit(OwnInput(height=32, width=32)), "cpu")


def test_a_size_that_does_not_run_is_refused_before_it_is_shown(small: Path) -> None:
    with pytest.raises(OnnxError, match="too small"):
        try_out(look_into(small).unit(OwnInput(height=3, width=3)), "cpu")


def test_a_grey_network_takes_grey(tmp_path: Path) -> None:
    lenet = load_network("lenet5", "cpu").module
    path = tmp_path / "lenet.onnx"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(lenet, (torch.zeros(1, 1, 32, 32),), path, dynamo=False)
    opened = look_into(path)
    assert opened.channels == 1
    assert opened.suggestion.channels == "grey"
    walk = load_walk(opened.unit(), "cpu")
    assert walk.facts.filters is not None
    assert not walk.facts.filters.is_colour
    with pytest.raises(OnnxError, match="takes 1 channels, not 3"):
        try_out(opened.unit(OwnInput(height=32, width=32)), "cpu")


@pytest.mark.parametrize("network", ["lenet5", "squeezenet", "efficientnet-lite0"])
@pytest.mark.parametrize("suffix", [".pth", ".safetensors"])
def test_a_state_dict_is_known_by_its_tensors(tmp_path: Path, network: str, suffix: str) -> None:
    state = {
        name: tensor.clone()
        for name, tensor in load_network(network, "cpu").module.state_dict().items()
    }
    path = tmp_path / f"mine{suffix}"
    torch.save(state, path) if suffix == ".pth" else save_file(state, path)
    opened = look_into(path)
    assert (opened.network, opened.is_onnx) == (network, False)
    unit = try_out(opened.unit(), "cpu")
    walk = load_walk(unit, "cpu")
    assert walk.facts.origin == path.name


def test_a_trunk_is_known_too(tmp_path: Path) -> None:
    with torch.device("meta"):
        shapes = {name: tensor.shape for name, tensor in VGG16().state_dict().items()}
    path = tmp_path / "trunk.safetensors"
    save_file({name: torch.zeros(shape, dtype=torch.half) for name, shape in shapes.items()}, path)
    opened = look_into(path)
    assert opened.network == "vgg16"
    assert load_walk(opened.unit(), "cpu").facts.classes == 0


def test_a_state_dict_of_another_network_says_what_does_not_fit(tmp_path: Path) -> None:
    path = tmp_path / "squeezenet1_1.pth"
    torch.save({"features.0.weight": torch.zeros(2)}, path)
    with pytest.raises(WeightsError, match="does not fit"):
        look_into(path)


def test_an_unknown_state_dict_is_told_the_way_by_onnx(tmp_path: Path) -> None:
    path = tmp_path / "mine.pth"
    torch.save({"encoder.weight": torch.zeros(2)}, path)
    with pytest.raises(WeightsError, match=r"no network that is known here \(LeNet-5.*to ONNX"):
        look_into(path)


def script(path: Path) -> Path:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.jit.trace(Small(), torch.zeros(1, 3, 32, 32)).save(path)
    return path


def exported(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("net/archive_format", "pt2")
        archive.writestr("net/models/model.json", json.dumps({}))
    return path


@pytest.mark.parametrize(
    ("name", "make", "said"),
    [
        ("net.pth", script, "TorchScript file, and opening one can run code"),
        ("net.pt", script, "TorchScript file, and opening one can run code"),
        ("net.pt2", exported, r"exported program \(.pt2\), and opening one can run code"),
        ("net.onnx", script, "can run code"),
        ("net.onnx", lambda path: path.write_bytes(b"\x08\x07nonsense"), "net.onnx"),
        ("net.onnx", lambda path: path.write_bytes(b""), "net.onnx"),
        ("net.pth", lambda path: path.write_bytes(b"no weights"), "net.pth cannot be read"),
        ("net.safetensors", lambda path: path.write_bytes(b"12345678"), "cannot be read"),
        ("net.txt", lambda path: path.write_text("hello"), "is not read: only"),
        ("none.onnx", lambda path: path, "none.onnx"),
        ("none.pth", lambda path: path, "is missing"),
    ],
)
def test_what_cannot_be_used_is_refused_with_the_reason(
    tmp_path: Path, name: str, make: Any, said: str
) -> None:
    path = tmp_path / name
    make(path)
    with pytest.raises(ExplorerError, match=said):
        look_into(path)


def test_half_a_file_is_refused(small: Path, tmp_path: Path) -> None:
    half = tmp_path / "half.onnx"
    half.write_bytes(small.read_bytes()[:300])
    with pytest.raises(OnnxError):
        look_into(half)


def test_presets_are_told_apart() -> None:
    start = OwnInput(height=64, width=48)
    for key, preset in PRESETS.items():
        own = preset.apply(start)
        assert preset_of(own) == key
        assert (own.height, own.width) == (64, 48)
    assert preset_of(OwnInput(scale=0.3)) == CUSTOM
    grey = OwnInput(channels="grey", mean=(0.0,), std=(1.0,))
    assert PRESETS["imagenet"].apply(grey).mean == (pytest.approx((0.485 + 0.456 + 0.406) / 3),)


def test_the_presets_do_what_they_say() -> None:
    white = np.full((8, 8, 3), 255, np.uint8)
    ends = {
        key: preprocessing_of(preset.apply(OwnInput(height=2, width=2))).tensor(white)[0, :, 0, 0]
        for key, preset in PRESETS.items()
    }
    assert ends["unit"].tolist() == [1, 1, 1]
    assert ends["signed"].tolist() == pytest.approx([1, 1, 1])
    assert ends["imagenet"].tolist() == pytest.approx([2.2489, 2.4286, 2.64], abs=1e-3)
    assert ends["caffe"].tolist() == pytest.approx([151.061, 138.221, 131.32], abs=1e-3)


@pytest.mark.parametrize(
    "changes",
    [
        {"height": 0},
        {"width": 100_000},
        {"scale": 0.0},
        {"scale": float("nan")},
        {"std": (1.0, 0.0, 1.0)},
        {"mean": (0.0,)},
        {"channels": "grey"},
    ],
)
def test_hostile_inputs_are_no_state(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        UnitState(network="own", own_input=OwnInput(**changes))
