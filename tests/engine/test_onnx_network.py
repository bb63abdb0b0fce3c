"""Networks exported by PyTorch, computed by ONNX Runtime, compared with PyTorch's own hooks."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto, helper
from torch import Tensor, nn

from explorer.engine.assets import ASSETS
from explorer.engine.features import capture
from explorer.engine.images import load_rgb
from explorer.engine.onnx_network import OnnxError, OnnxNetwork
from explorer.engine.trained.catalogue import load_network

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def export(module: nn.Module, x: Tensor, path: Path, **options: Any) -> Path:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(module.eval(), (x,), path, dynamo=False, input_names=["x"], **options)
    return path


def write(path: Path, nodes: Sequence[onnx.NodeProto], **about: Any) -> Path:
    """Write a network of hand-made nodes from ``x`` to ``y``."""
    shape = about.get("shape", [1, 3, 8, 8])
    inputs = about.get(
        "inputs", [helper.make_tensor_value_info("x", about.get("dtype", TensorProto.FLOAT), shape)]
    )
    output = onnx.ValueInfoProto(name="y")
    output.type.tensor_type.elem_type = TensorProto.FLOAT
    graph = helper.make_graph(nodes, "g", inputs, [output], about.get("initializer", []))
    opsets = [helper.make_opsetid("", 17), *about.get("opsets", [])]
    onnx.save(helper.make_model(graph, opset_imports=opsets, ir_version=8), path)
    return path


def module_path(node: str) -> str:
    """Turn the exporter's scope, /features/features.3/Conv, into the module's path, features.3."""
    path: list[str] = []
    for part in node.split("/")[1:-1]:
        if path and part.startswith(f"{path[-1]}."):
            path[-1] = part
        else:
            path.append(part)
    return ".".join(path)


@pytest.fixture(scope="module")
def squeezenet(tmp_path_factory: pytest.TempPathFactory) -> tuple[OnnxNetwork, Any]:
    trained = load_network("squeezenet", "cpu")
    path = tmp_path_factory.mktemp("onnx") / "squeezenet.onnx"
    free = {"x": {0: "batch", 2: "height", 3: "width"}}
    export(trained.module, torch.zeros(1, 3, 224, 224), path, dynamic_axes=free)
    return OnnxNetwork.open(path), trained


def test_every_tensor_is_pytorchs(squeezenet: tuple[OnnxNetwork, Any]) -> None:
    network, trained = squeezenet
    x = trained.input_tensor(load_rgb(ASSETS / "images/dog-bicycle-truck.jpg"))
    expected = capture(trained.module, x)
    computed = network.run(x.numpy())
    assert list(computed) == [layer.name for layer in network.layers]
    matched = set()
    for layer in network.layers:
        path = module_path(layer.node)
        if path not in expected:
            continue
        torch.testing.assert_close(
            torch.from_numpy(computed[layer.name]), expected[path], rtol=1e-3, atol=2e-3
        )
        matched.add(path)
    convolutions = {n for n, one in trained.module.named_modules() if isinstance(one, nn.Conv2d)}
    pools = {n for n, one in trained.module.named_modules() if isinstance(one, nn.MaxPool2d)}
    assert convolutions | pools <= matched


def test_layers_have_titles_and_sizes(squeezenet: tuple[OnnxNetwork, Any]) -> None:
    network, _ = squeezenet
    first, second = network.layers[:2]
    assert (first.op, first.title, first.shape) == ("Conv", "Conv 1", (1, 64, None, None))
    assert (second.op, second.title) == ("Relu", "Relu 1")
    sized = network.layers_at(224, 160)
    assert sized[0].shape == (1, 64, 111, 79)
    assert [layer.name for layer in sized] == [layer.name for layer in network.layers]
    x = np.zeros((1, 3, 224, 160), np.float32)
    computed = network.run(x)
    for layer in sized:
        assert layer.shape == computed[layer.name].shape


def test_its_classes_are_pytorchs(squeezenet: tuple[OnnxNetwork, Any]) -> None:
    network, trained = squeezenet
    rgb = load_rgb(ASSETS / "images/cat.jpg")
    ours = network.classify(trained.input_tensor(rgb).numpy())
    theirs = trained.classify(rgb)
    assert [one.index for one in ours] == [one.index for one in theirs]
    assert ours[0].probability == pytest.approx(theirs[0].probability, abs=1e-3)
    assert ours[0].label == f"class {theirs[0].index}"


def test_its_kernels_are_pytorchs(squeezenet: tuple[OnnxNetwork, Any]) -> None:
    network, trained = squeezenet
    kernels = network.kernels(network.layers[0].name)
    assert kernels is not None
    np.testing.assert_array_equal(kernels, trained.module.features[0].weight.numpy())
    assert network.kernels(network.layers[1].name) is None  # a ReLU
    assert network.parameters == sum(one.numel() for one in trained.module.parameters())


def test_scores_become_probabilities_unless_they_are() -> None:
    odds = np.log(np.array([[2, 6, 2]], np.float32))
    best = OnnxNetwork.predictions(odds, 2)
    assert [(one.index, round(one.probability, 6)) for one in best] == [(1, 0.6), (0, 0.2)]
    (kept,) = OnnxNetwork.predictions(np.array([[0.25, 0.75]], np.float32), 1)
    assert kept.probability == pytest.approx(0.75)


def test_its_form_asks_for_the_size(squeezenet: tuple[OnnxNetwork, Any]) -> None:
    form = squeezenet[0].form
    assert form.asks_size
    assert (form.height, form.width, form.channels, form.batch) == (None, None, 3, 1)
    assert (form.layout, form.dtype) == ("NCHW", "float32")
    assert form.suggestion.mean == (0.485, 0.456, 0.406)
    assert squeezenet[0].inputs[0].shape == ("batch", 3, "height", "width")


def test_a_residual_network_with_normalisation(tmp_path: Path) -> None:
    class Residual(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.first = nn.Sequential(nn.Conv2d(1, 6, 3, padding=1), nn.BatchNorm2d(6), nn.ReLU())
            self.second = nn.Sequential(nn.Conv2d(6, 6, 3, padding=1), nn.BatchNorm2d(6))
            self.last = nn.Linear(6, 4)

        def forward(self, x: Tensor) -> Tensor:
            x = self.first(x)
            x = (self.second(x) + x).relu()
            scores: Tensor = self.last(x.mean((2, 3)))
            return scores.softmax(1)

    torch.manual_seed(0)
    module = Residual()
    module.first[1].running_mean.normal_()
    x = torch.randn(1, 1, 12, 10)
    network = OnnxNetwork.open(export(module, x, tmp_path / "residual.onnx"))
    assert (network.form.height, network.form.width, network.form.channels) == (12, 10, 1)
    assert network.form.suggestion.channels == "grey"
    assert not network.form.asks_size
    # Exporting folds the normalisation into the convolution before it.
    expected = capture(module, x)
    expected["sum"] = (expected["second.1"] + expected["first.2"]).relu()
    computed = list(network.run(x.numpy()).values())
    for name in ("first.1", "first.2", "second.1", "sum", "last"):
        tensor = expected[name].numpy()
        near = [one for one in computed if one.shape == tensor.shape]
        assert min(np.abs(one - tensor).max() for one in near) < 1e-5, name
    best = network.classify(x.numpy(), k=1)[0]
    with torch.no_grad():
        assert best.probability == pytest.approx(float(module(x).max()), abs=1e-5)
    with pytest.raises(OnnxError, match="takes pictures 12 px high, not 13 px"):
        network.run(np.zeros((1, 1, 13, 10), np.float32))
    with pytest.raises(OnnxError, match=r"takes 1×1×H×W, not 1×3×12×10"):
        network.run(np.zeros((1, 3, 12, 10), np.float32))


def test_only_what_leads_to_the_chosen_tensors_runs(tmp_path: Path) -> None:
    """The second half cannot be computed for this size; the first can."""
    module = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU(), nn.Flatten(), nn.Linear(4 * 6 * 6, 2))
    free = {"x": {2: "h", 3: "w"}}
    path = export(module, torch.zeros(1, 3, 8, 8), tmp_path / "a.onnx", dynamic_axes=free)
    network = OnnxNetwork.open(path)
    names = [layer.name for layer in network.layers]
    assert network.run(np.zeros((1, 3, 9, 9), np.float32), names[:2])[names[1]].shape[2:] == (7, 7)
    with pytest.raises(OnnxError, match=r"a.onnx cannot be computed for an input of 1×3×9×9: "):
        network.run(np.zeros((1, 3, 9, 9), np.float32))
    assert network.run(np.zeros((1, 3, 8, 8), np.float32), names[-1:])[names[-1]].shape == (1, 2)


@pytest.mark.parametrize("side", [1, 3, 7, 16])
def test_a_picture_that_shrinks_to_nothing_is_refused(
    squeezenet: tuple[OnnxNetwork, Any], side: int
) -> None:
    network, _ = squeezenet  # ONNX Runtime would end the process: a division by 0
    with pytest.raises(OnnxError, match=r"too small .* windows of 3×3. Choose a larger picture"):
        network.run(np.zeros((1, 3, side, side), np.float32))
    assert network.run(np.zeros((1, 3, 17, 17), np.float32))


@pytest.mark.parametrize(
    ("op", "about", "side", "fits"),
    [
        ("MaxPool", {"kernel_shape": [3, 3]}, 3, True),
        ("MaxPool", {"kernel_shape": [3, 3]}, 2, False),
        ("MaxPool", {"kernel_shape": [3, 3], "pads": [1, 1, 0, 0]}, 2, True),
        ("MaxPool", {"kernel_shape": [2, 2], "dilations": [3, 3]}, 4, True),
        ("MaxPool", {"kernel_shape": [2, 2], "dilations": [3, 3]}, 3, False),
        ("MaxPool", {"kernel_shape": [3, 3], "strides": [2, 2], "ceil_mode": 1}, 2, True),
        ("MaxPool", {"kernel_shape": [3, 3], "strides": [2, 2], "ceil_mode": 1}, 1, False),
        ("AveragePool", {"kernel_shape": [5, 5], "auto_pad": "SAME_UPPER"}, 2, True),
    ],
)
def test_windows_fit_as_they_do_for_onnx_runtime(
    tmp_path: Path, op: str, about: dict[str, Any], side: int, fits: bool
) -> None:
    pool = helper.make_node(op, ["x"], ["y"], **about)
    path = write(tmp_path / "pool.onnx", [pool], shape=[1, 3, "h", "w"])
    network = OnnxNetwork.open(path)
    x = np.zeros((1, 3, side, side), np.float32)
    if fits:
        assert network.run(x)["y"].size
    else:
        with pytest.raises(OnnxError, match="too small"):
            network.run(x)


def test_an_unknown_name_is_said(squeezenet: tuple[OnnxNetwork, Any]) -> None:
    with pytest.raises(OnnxError, match="has no layer 'conv9'"):
        squeezenet[0].run(np.zeros((1, 3, 64, 64), np.float32), ["conv9"])
    assert squeezenet[0].run(np.zeros((1, 3, 64, 64), np.float32), []) == {}


def test_channels_last_comes_back_as_channels_first(tmp_path: Path) -> None:
    weight = np.random.default_rng(0).normal(size=(2, 3, 3, 3)).astype(np.float32)
    nodes = [
        helper.make_node("Mul", ["x", "half"], ["scaled"]),
        helper.make_node("Transpose", ["scaled"], ["turned"], perm=[0, 3, 1, 2]),
        helper.make_node("Conv", ["turned", "w"], ["maps"]),
        helper.make_node("Transpose", ["maps"], ["y"], perm=[0, 2, 3, 1]),
    ]
    stored = [
        helper.make_tensor("half", TensorProto.FLOAT, [], [0.5]),
        helper.make_tensor("w", TensorProto.FLOAT, weight.shape, weight.ravel()),
    ]
    path = write(tmp_path / "a.onnx", nodes, shape=["n", 6, 5, 3], initializer=stored)
    network = OnnxNetwork.open(path)
    form = network.form
    assert (form.layout, form.height, form.width, form.channels) == ("NHWC", 6, 5, 3)
    x = np.random.default_rng(1).normal(size=(1, 3, 6, 5)).astype(np.float32)
    maps = network.run(x)
    np.testing.assert_allclose(maps["scaled"], x / 2)
    np.testing.assert_allclose(maps["turned"], x / 2)
    expected = torch.nn.functional.conv2d(torch.from_numpy(x / 2), torch.from_numpy(weight))
    np.testing.assert_allclose(maps["maps"], expected, rtol=1e-4, atol=1e-5)
    np.testing.assert_array_equal(maps["y"], maps["maps"])
    assert [layer.shape for layer in network.layers_at(6, 5)] == [
        (1, 3, 6, 5),
        (1, 3, 6, 5),
        (1, 2, 4, 3),
        (1, 2, 4, 3),
    ]


def test_a_free_channels_last_input_is_known_by_its_transpose(tmp_path: Path) -> None:
    nodes = [helper.make_node("Transpose", ["x"], ["y"], perm=[0, 3, 1, 2])]
    network = OnnxNetwork.open(write(tmp_path / "a.onnx", nodes, shape=["n", "h", "w", "c"]))
    assert (network.form.layout, network.form.channels) == ("NHWC", 3)


@pytest.mark.parametrize(
    ("dtype", "expected"), [(TensorProto.UINT8, 255.0), (TensorProto.FLOAT16, 300.5)]
)
def test_other_numbers_are_fed_as_the_file_wants_them(
    tmp_path: Path, dtype: int, expected: float
) -> None:
    nodes = [helper.make_node("Cast", ["x"], ["y"], to=TensorProto.FLOAT)]
    network = OnnxNetwork.open(write(tmp_path / "a.onnx", nodes, dtype=dtype))
    x = np.full((1, 3, 8, 8), 300.5, np.float32)
    assert network.run(x)["y"].max() == expected
    assert network.form.suggestion.scale == (1.0 if dtype == TensorProto.UINT8 else 1 / 255)


def test_a_batch_that_the_file_insists_on_is_filled(tmp_path: Path) -> None:
    nodes = [helper.make_node("Relu", ["x"], ["y"])]
    network = OnnxNetwork.open(write(tmp_path / "a.onnx", nodes, shape=[4, 1, 5, 5]))
    assert network.form.batch == 4
    x = np.arange(-5, 20, dtype=np.float32).reshape(1, 1, 5, 5)
    np.testing.assert_array_equal(network.run(x)["y"], np.maximum(x, 0))


def test_channels_are_read_off_the_first_convolution(tmp_path: Path) -> None:
    weight = helper.make_tensor("w", TensorProto.FLOAT, [2, 1, 1, 1], [1.0, 2.0])
    nodes = [helper.make_node("Conv", ["x", "w"], ["y"])]
    path = write(tmp_path / "a.onnx", nodes, shape=["n", "c", "h", "w"], initializer=[weight])
    assert OnnxNetwork.open(path).form.channels == 1


def test_weights_listed_as_inputs_are_no_inputs(tmp_path: Path) -> None:
    """Files of format version 3 list every weight among the inputs."""
    inputs = [
        helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 3, 8, 8]),
        helper.make_tensor_value_info("w", TensorProto.FLOAT, [3, 1, 1]),
        helper.make_tensor_value_info("v", TensorProto.FLOAT, [3, 1, 1]),
    ]
    stored = [helper.make_tensor(n, TensorProto.FLOAT, [3, 1, 1], [1.0, 2, 3]) for n in "wv"]
    nodes = [helper.make_node("Mul", ["x", "w"], ["a"]), helper.make_node("Add", ["a", "v"], ["y"])]
    path = write(tmp_path / "a.onnx", nodes, inputs=inputs, initializer=stored)
    model = onnx.load(path)
    model.ir_version = 3
    onnx.save(model, path)
    network = OnnxNetwork.open(path)
    assert [one.name for one in network.inputs] == ["x"]
    maps = network.run(np.ones((1, 3, 8, 8), np.float32), ["a"])
    assert maps["a"][0, :, 0, 0].tolist() == [1, 2, 3]


def test_constants_and_shapes_are_no_layers(tmp_path: Path) -> None:
    stored = [helper.make_tensor("w", TensorProto.FLOAT, [1, 3, 1, 1], [1.0, 2, 3])]
    nodes = [
        helper.make_node("Neg", ["w"], ["constant"]),
        helper.make_node("Shape", ["x"], ["shape"]),
        helper.make_node("Expand", ["constant", "shape"], ["wide"]),
        helper.make_node("ArgMax", ["x"], ["winner"], axis=1),
        helper.make_node("Mul", ["x", "wide"], ["y"]),
    ]
    network = OnnxNetwork.open(write(tmp_path / "a.onnx", nodes, initializer=stored))
    assert [layer.name for layer in network.layers] == ["y"]
    assert network.run(np.ones((1, 3, 8, 8), np.float32))["y"][0, :, 0, 0].tolist() == [-1, -2, -3]


def test_a_branch_that_reads_an_outer_tensor_is_kept(tmp_path: Path) -> None:
    inner = onnx.ValueInfoProto(name="inner")
    then = helper.make_graph([helper.make_node("Neg", ["outer"], ["inner"])], "then", [], [inner])
    other = helper.make_graph([helper.make_node("Abs", ["outer"], ["inner"])], "else", [], [inner])
    for graph in (then, other):
        graph.output[0].type.tensor_type.elem_type = TensorProto.FLOAT
    nodes = [
        helper.make_node("Relu", ["x"], ["outer"]),
        helper.make_node("ReduceMax", ["x"], ["top"], keepdims=0),
        helper.make_node("Greater", ["top", "zero"], ["yes"]),
        helper.make_node("If", ["yes"], ["y"], then_branch=then, else_branch=other),
    ]
    stored = [helper.make_tensor("zero", TensorProto.FLOAT, [], [0.0])]
    network = OnnxNetwork.open(write(tmp_path / "a.onnx", nodes, initializer=stored))
    maps = network.run(np.full((1, 3, 8, 8), 2, np.float32), ["y"])
    assert (maps["y"] == -2).all()


def test_operations_from_outside_the_standard_are_said(tmp_path: Path) -> None:
    nodes = [helper.make_node("Gelu", ["x"], ["y"], domain="com.microsoft")]
    opsets = [helper.make_opsetid("com.microsoft", 1)]
    network = OnnxNetwork.open(write(tmp_path / "a.onnx", nodes, opsets=opsets))
    assert network.notes == (
        "It uses operations from outside the ONNX standard: com.microsoft:Gelu.",
    )
    x = np.linspace(-2, 2, 192, dtype=np.float32).reshape(1, 3, 8, 8)
    expected = nn.functional.gelu(torch.from_numpy(x))
    np.testing.assert_allclose(network.run(x)["y"], expected, atol=1e-5)


def test_a_thousand_operations_are_walked(tmp_path: Path) -> None:
    nodes = []
    for index in range(500):
        before = "x" if index == 0 else f"r{index - 1}"
        nodes += [
            helper.make_node("Mul", [before, "w"], [f"m{index}"]),
            helper.make_node("Relu", [f"m{index}"], ["y" if index == 499 else f"r{index}"]),
        ]
    stored = [helper.make_tensor("w", TensorProto.FLOAT, [], [1.001])]
    network = OnnxNetwork.open(write(tmp_path / "a.onnx", nodes, initializer=stored))
    assert len(network.layers) == 1000
    assert network.layers[-1].title == "Relu 500"
    maps = network.run(np.ones((1, 3, 8, 8), np.float32))
    assert len(maps) == 1000
    assert maps["y"].max() == pytest.approx(1.001**500, rel=1e-3)


def test_few_sessions_are_kept(squeezenet: tuple[OnnxNetwork, Any]) -> None:
    network, _ = squeezenet
    x = np.zeros((1, 3, 64, 64), np.float32)
    for layer in network.layers[:5]:
        network.run(x, [layer.name])
    assert len(network._sessions._kept) == 2
    kept = list(network._sessions._kept.values())
    network.run(x, [network.layers[4].name])
    assert list(network._sessions._kept.values()) == kept
