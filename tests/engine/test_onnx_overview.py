"""An ONNX file as a list: shapes, edges and counts, compared with PyTorch's and worked by hand."""

from __future__ import annotations

import contextlib
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
import onnx
import pytest
import torch
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from onnx import TensorProto, helper
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

from explorer.engine.layered import lay_out
from explorer.engine.onnx_overview import OnnxError, OnnxNode, OnnxOverview, overview
from explorer.engine.trained.alexnet import AlexNet
from explorer.engine.trained.lenet import LeNet5
from explorer.engine.trained.squeezenet import SqueezeNet

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

NCHW = {"x": {0: "batch", 2: "height", 3: "width"}}


def export(module: nn.Module, x: Tensor, path: Path, **options: Any) -> Path:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(module.eval(), (x,), path, dynamo=False, input_names=["x"], **options)
    return path


def macs_of(module: nn.Module, x: Tensor) -> int:
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        module.eval()(x)
    return counter.get_total_flops() // 2


def value(name: str, shape: Sequence[int | str] | None, kind: int = TensorProto.FLOAT) -> Any:
    return helper.make_tensor_value_info(name, kind, shape)


def stored(name: str, *shape: int, kind: Any = np.float32) -> onnx.TensorProto:
    return onnx.numpy_helper.from_array(np.ones(shape, kind), name)


def write(path: Path, nodes: Sequence[onnx.NodeProto], *initialisers: Any, **about: Any) -> Path:
    """Write a network from ``x`` to ``y``."""
    graph = helper.make_graph(
        nodes,
        "g",
        about.get("inputs", [value("x", about.get("shape", [1, 3, 8, 8]))]),
        about.get("outputs", [onnx.ValueInfoProto(name="y")]),
        initialisers,
        value_info=about.get("value_info", []),
    )
    for output in graph.output:
        output.type.tensor_type.elem_type = TensorProto.FLOAT
    opsets = [helper.make_opsetid("", 17), *about.get("opsets", [])]
    model = helper.make_model(
        graph,
        opset_imports=opsets,
        ir_version=8,
        producer_name="hand",
        producer_version="1.2",
        functions=about.get("functions", []),
    )
    onnx.save(model, path)
    return path


def node(op: str, given: str, made: str, **about: Any) -> onnx.NodeProto:
    return helper.make_node(op, given.split(), made.split(), **about)


def only(seen: OnnxOverview, op: str) -> OnnxNode:
    (found,) = (one for one in seen.nodes if one.op == op)
    return found


@pytest.mark.parametrize(
    ("module", "side", "channels"),
    [(LeNet5(), 32, 1), (AlexNet(), 224, 3), (SqueezeNet(), 224, 3)],
    ids=["LeNet-5", "AlexNet's trunk", "SqueezeNet"],
)
@pytest.mark.parametrize("is_open", [False, True])
def test_the_counts_are_pytorchs(
    tmp_path: Path, module: nn.Module, side: int, channels: int, is_open: bool
) -> None:
    x = torch.randn(1, channels, side, side)
    if isinstance(module, LeNet5):  # its dense layers need this size
        options: dict[str, Any] = {"dynamic_axes": {"x": {0: "batch"}}} if is_open else {}
        chosen: dict[str, int] = {}
    else:
        options = {"dynamic_axes": NCHW} if is_open else {}
        chosen = {"height": side, "width": side} if is_open else {}
    seen = overview(export(module, x, tmp_path / "a.onnx", **options), **chosen)
    assert seen.params == sum(one.numel() for one in module.parameters())
    assert seen.macs == macs_of(module, x)
    assert (seen.fixed, seen.uncounted) == (0, 0)
    assert seen.outputs[0].shape == tuple(module(x).shape)
    assert seen.outputs[0].node == len(seen.nodes) - 1
    assert seen.producer.startswith("pytorch ")


def test_lenet_layer_by_layer(tmp_path: Path) -> None:
    seen = overview(export(LeNet5(), torch.zeros(1, 1, 32, 32), tmp_path / "a.onnx"))
    assert (seen.params, seen.macs) == (61_706, 416_520)
    conv = seen.nodes[0]
    assert (conv.title, conv.op, conv.name) == ("Conv 1", "Conv", "/conv1/Conv")
    assert (conv.output, conv.weights) == ((1, 6, 28, 28), ((6, 1, 5, 5), (6,)))
    assert (conv.params, conv.macs, conv.inputs, conv.reads) == (156, 117_600, (), ("x",))
    gemms = [one for one in seen.nodes if one.op == "Gemm"]
    assert [one.macs for one in gemms] == [48_000, 10_080, 840]
    assert gemms[0].weights == ((120, 400), (120,))
    assert not any(one.is_plumbing for one in seen.nodes)
    assert seen.drawn()[1] == ((), *((i,) for i in range(len(seen.nodes) - 1)))


class Mixed(nn.Module):
    """Groups, dilation, a transposed convolution, matrix products and a batched one."""

    def __init__(self) -> None:
        super().__init__()
        self.grouped = nn.Conv2d(4, 8, 3, groups=4, padding=2, dilation=2, bias=False)
        self.up = nn.ConvTranspose2d(8, 6, 3, stride=2, groups=2, output_padding=1)
        self.dense = nn.Linear(6, 5)  # of a tensor of rank 3: MatMul and Add

    def forward(self, x: Tensor) -> Tensor:
        tokens = self.dense(self.up(self.grouped(x)).flatten(2).transpose(1, 2))
        return tokens @ tokens.transpose(1, 2)


def test_groups_transposed_convolutions_and_products(tmp_path: Path) -> None:
    x = torch.randn(2, 4, 7, 5)
    module = Mixed()
    seen = overview(export(module, x, tmp_path / "a.onnx"))
    assert seen.params == sum(one.numel() for one in module.parameters())
    assert seen.macs == macs_of(module, x)
    assert only(seen, "Conv").macs == 2 * 7 * 5 * 8 * 1 * 9
    assert only(seen, "ConvTranspose").macs == 2 * 7 * 5 * 8 * 3 * 9
    assert seen.notes == ("It takes a batch of 2: the MACs are those of all 2.",)


@pytest.mark.parametrize(
    ("a", "b", "about", "macs"),
    [
        ([2, 3], [3, 4], {}, 24),
        ([3, 2], [3, 4], {"transA": 1}, 24),
        ([2, 3], [4, 3], {"transB": 1}, 24),
        ([3, 2], [4, 3], {"transA": 1, "transB": 1}, 24),
    ],
)
def test_a_gemm_of_two_inputs(
    tmp_path: Path, a: list[int], b: list[int], about: dict[str, int], macs: int
) -> None:
    nodes = [node("Gemm", "a b", "y", **about)]
    path = write(tmp_path / "a.onnx", nodes, inputs=[value("a", a), value("b", b)])
    seen = overview(path)
    assert (seen.macs, seen.params, seen.nodes[0].reads) == (macs, 0, ("a", "b"))


@pytest.mark.parametrize(
    ("a", "b", "macs"),
    [
        ([2, 3], [3, 4], 24),
        ([5, 1, 2, 3], [7, 3, 4], 5 * 7 * 24),
        ([3], [3], 3),
        ([3], [5, 3, 4], 60),
        ([2, 3], [3], 6),
    ],
)
def test_a_product_of_two_inputs(tmp_path: Path, a: list[int], b: list[int], macs: int) -> None:
    nodes = [node("MatMul", "a b", "y")]
    seen = overview(write(tmp_path / "a.onnx", nodes, inputs=[value("a", a), value("b", b)]))
    assert seen.macs == macs == np.matmul(np.ones(a), np.ones(b)).sum()


def test_axes_that_are_open_keep_their_names(tmp_path: Path) -> None:
    module = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU())
    path = export(module, torch.zeros(1, 3, 8, 8), tmp_path / "a.onnx", dynamic_axes=NCHW)
    seen = overview(path, batch=None)
    assert seen.inputs[0].shape == ("batch", 3, "height", "width")
    assert seen.asks_size
    assert [one.output for one in seen.nodes] == [("batch", 4, None, None)] * 2
    assert [one.macs for one in seen.nodes] == [None, 0]
    assert (seen.macs, seen.uncounted, seen.params) == (0, 1, 112)
    assert any("a shape is not: Conv 1 is the first" in note for note in seen.notes)
    sized = overview(path, height=10, width=7)
    assert [one.output for one in sized.nodes] == [(1, 4, 8, 5)] * 2
    assert (sized.macs, sized.asks_size) == (8 * 5 * 108, True)
    assert sized.notes == ("The file leaves the axis “batch” of its input open; here it is 1.",)
    assert overview(path, height=10, width=7, batch=3).macs == 3 * sized.macs


def test_one_name_is_one_number_in_every_input(tmp_path: Path) -> None:
    nodes = [node("Add", "x z", "y")]
    inputs = [value("x", ["n", 3, "s", "s"]), value("z", ["n", 3, "s", "s"])]
    path = write(tmp_path / "a.onnx", nodes, inputs=inputs)
    assert overview(path).nodes[0].output == (1, 3, "s", "s")
    assert overview(path, height=9).nodes[0].output == (1, 3, 9, 9)
    with pytest.raises(OnnxError, match=r"one name, “s”.*the width cannot be 8 while .* is 9"):
        overview(path, height=9, width=8)


def test_channels_last_pictures_are_sized_too(tmp_path: Path) -> None:
    nodes = [node("Transpose", "x", "t", perm=[0, 3, 1, 2]), node("Conv", "t w", "y")]
    path = write(tmp_path / "a.onnx", nodes, stored("w", 2, 3, 3, 3), shape=["n", "h", "w_", 3])
    seen = overview(path, height=6, width=5)
    assert [one.output for one in seen.nodes] == [(1, 3, 6, 5), (1, 2, 4, 3)]
    assert seen.macs == 4 * 3 * 54


@pytest.mark.parametrize(
    ("sizes", "message"),
    [
        ({"height": 9}, r"a\.onnx takes a height of 8, not 9"),
        ({"width": 0}, "The width may be 1 to 65,536, not 0"),
        ({"batch": 1 << 70}, "The batch may be 1 to 65,536"),
    ],
)
def test_a_size_that_the_file_does_not_take_is_refused(
    tmp_path: Path, sizes: dict[str, int], message: str
) -> None:
    path = write(tmp_path / "a.onnx", [node("Relu", "x", "y")])
    assert overview(path, height=8, width=8).asks_size is False
    with pytest.raises(OnnxError, match=message):
        overview(path, **sizes)


def test_no_picture_has_no_height(tmp_path: Path) -> None:
    path = write(tmp_path / "a.onnx", [node("Relu", "x", "y")], shape=[1, 8])
    with pytest.raises(OnnxError, match=r"takes no picture .*: it has no height to choose"):
        overview(path, height=8)


def test_a_picture_that_shrinks_to_nothing_is_refused(tmp_path: Path) -> None:
    nodes = [node("MaxPool", "x", "y", kernel_shape=[5, 5])]
    path = write(tmp_path / "a.onnx", nodes, shape=[1, 3, "h", "w"])
    assert overview(path, height=5, width=5).outputs[0].shape == (1, 3, 1, 1)
    with pytest.raises(OnnxError, match="The picture is too small"):
        overview(path, height=4, width=9)


def test_shared_weights_count_once(tmp_path: Path) -> None:
    nodes = [
        node("Conv", "x w", "a", pads=[1, 1, 1, 1]),
        node("Conv", "a w b", "c", pads=[1, 1, 1, 1]),
        node("Identity", "w", "copy"),
        node("Conv", "c copy b", "y"),
    ]
    seen = overview(write(tmp_path / "a.onnx", nodes, stored("w", 3, 3, 3, 3), stored("b", 3)))
    assert [one.params for one in seen.nodes] == [81, 3, 0, 0]
    assert [one.weights for one in seen.nodes] == [
        ((3, 3, 3, 3),),
        ((3, 3, 3, 3), (3,)),
        (),
        ((3, 3, 3, 3), (3,)),
    ]
    assert [one.macs for one in seen.nodes] == [64 * 81, 64 * 81, 0, 36 * 81]
    assert seen.params == 84


class Tied(nn.Module):
    """Two layers of one weight: the exporter hands it on with an Identity or turns it."""

    def __init__(self) -> None:
        super().__init__()
        self.one, self.two = nn.Linear(5, 5), nn.Linear(5, 5)
        self.two.weight = self.one.weight

    def forward(self, x: Tensor) -> Tensor:
        return self.two(self.one(x))


@pytest.mark.parametrize("folds", [True, False])
@pytest.mark.parametrize("rank", [2, 3])
def test_tied_weights_of_pytorch_count_once(tmp_path: Path, rank: int, folds: bool) -> None:
    x = torch.randn(*(1, 4)[: rank - 1], 5)
    path = export(Tied(), x, tmp_path / "a.onnx", do_constant_folding=folds)
    seen = overview(path)
    assert seen.params == 25 + 5 + 5
    assert seen.macs == macs_of(Tied(), x)
    assert all(one.params == 0 for one in seen.nodes if one.is_plumbing)


@pytest.mark.parametrize("affine", [True, False])
def test_running_statistics_are_fixed(tmp_path: Path, affine: bool) -> None:
    module = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4, affine=affine))
    for one in module.buffers():
        if one.is_floating_point():
            nn.init.uniform_(one)
    for one in module.parameters():
        nn.init.uniform_(one)
    keep = {"training": torch.onnx.TrainingMode.PRESERVE, "do_constant_folding": False}
    seen = overview(export(module, torch.zeros(1, 3, 8, 8), tmp_path / "a.onnx", **keep))
    batch_norm = only(seen, "BatchNormalization")
    assert batch_norm.fixed == seen.fixed == 8
    if affine:
        assert batch_norm.weights == ((4,), (4,))
        assert seen.params == sum(one.numel() for one in module.parameters())


def test_settings_are_no_parameters(tmp_path: Path) -> None:
    nodes = [
        node("Clip", "x low high", "a"),
        node("Resize", "a  scales", "b"),
        node("Constant", "", "half", value=stored("", 1)),
        node("Mul", "b half", "c"),
        node("Constant", "", "slopes", value=stored("", 3, 1, 1)),
        node("PRelu", "c slopes", "d"),
        node("Reshape", "d shape", "y"),
    ]
    nodes[1].input[:] = ["a", "", "scales"]
    for one in nodes:
        if one.op_type == "Constant":
            one.ClearField("input")
    seen = overview(
        write(
            tmp_path / "a.onnx",
            nodes,
            stored("low"),
            stored("high"),
            stored("scales", 4),
            helper.make_tensor("shape", TensorProto.INT64, [2], [1, -1]),
        )
    )
    assert (seen.params, seen.fixed) == (3, 0)
    assert only(seen, "PRelu").weights == ((3, 1, 1),)
    assert [one.is_plumbing for one in seen.nodes] == [
        False,
        False,
        True,
        False,
        True,
        False,
        False,
    ]
    assert seen.notes == (
        "6 more stored fractions are settings, or nothing reads them: not counted.",
    )


def test_plumbing_is_marked_and_left_out_of_the_drawing(tmp_path: Path) -> None:
    nodes = [
        node("Relu", "x", "r"),
        node("Shape", "r", "shape"),
        node("Gather", "shape zero", "first"),
        node("Concat", "first rest", "target", axis=0),
        node("Identity", "r", "same"),
        node("Neg", "w", "constant"),
        node("Mul", "same constant", "m"),
        node("Reshape", "m target", "y"),
    ]
    whole = helper.make_tensor("zero", TensorProto.INT64, [1], [0])
    rest = helper.make_tensor("rest", TensorProto.INT64, [1], [-1])
    path = write(tmp_path / "a.onnx", nodes, stored("w", 1, 3, 1, 1), whole, rest)
    seen = overview(path)
    shown = [one.op for one in seen.nodes if not one.is_plumbing]
    assert shown == ["Relu", "Mul", "Reshape"]
    assert seen.nodes[7].inputs == (6, 3)
    assert seen.drawn() == ((0, 6, 7), ((), (0,), (1,)))
    assert (seen.nodes[6].params, seen.nodes[6].weights) == (3, ((1, 3, 1, 1),))
    assert seen.nodes[7].output == (1, 192)


def test_what_is_quantised_is_counted(tmp_path: Path) -> None:
    nodes = [
        node("QuantizeLinear", "x s z", "q"),
        node("QLinearConv", "q s z w s z s z b", "c"),
        node("DequantizeLinear", "v s z", "weights"),
        node("DequantizeLinear", "c s z", "d"),
        node("Conv", "d weights", "y"),
    ]
    seen = overview(
        write(
            tmp_path / "a.onnx",
            nodes,
            stored("s"),
            stored("z", kind=np.uint8),
            stored("w", 4, 3, 3, 3, kind=np.uint8),
            stored("b", 4, kind=np.int32),
            stored("v", 2, 4, 1, 1, kind=np.uint8),
        )
    )
    assert [one.params for one in seen.nodes] == [0, 112, 0, 0, 8]
    assert [one.macs for one in seen.nodes] == [0, 36 * 108, 0, 0, 36 * 8]
    assert seen.nodes[2].is_plumbing
    assert any("quantised" in note for note in seen.notes)


def test_what_has_no_rule_is_said(tmp_path: Path) -> None:
    nodes = [
        node("Einsum", "x x", "e", equation="nchw,nchw->nchw"),
        node("Gelu", "e", "g", domain="com.microsoft"),
        node("Conv", "g w", "y"),
    ]
    path = write(
        tmp_path / "a.onnx",
        nodes,
        stored("w", 4, 3, 3, 3),
        opsets=[helper.make_opsetid("com.microsoft", 1)],
    )
    seen = overview(path)
    assert [one.macs for one in seen.nodes] == [None, None, None]
    assert [one.op for one in seen.nodes] == ["Einsum", "com.microsoft:Gelu", "Conv"]
    assert (seen.params, seen.uncounted) == (108, 3)
    assert seen.notes[:3] == (
        "Not part of ONNX, their MACs are not known: com.microsoft:Gelu.",
        "These multiply, but their MACs are not counted: Einsum.",
        "The MACs of 1 operation are not known, because a shape is not: Conv 1 is the first.",
    )


def test_a_shape_that_the_file_declares_is_taken_where_inference_fails(tmp_path: Path) -> None:
    nodes = [node("Gelu", "x", "g", domain="com.microsoft"), node("Conv", "g w", "y")]
    path = write(
        tmp_path / "a.onnx",
        nodes,
        stored("w", 4, 3, 3, 3),
        shape=["n", 3, "h", "w_"],
        opsets=[helper.make_opsetid("com.microsoft", 1)],
        value_info=[value("g", ["n", 3, "h", "w_"])],
        outputs=[value("y", ["n", 4, 6, 6])],
    )
    seen = overview(path, height=8, width=8)
    assert [one.output for one in seen.nodes] == [(1, 3, 8, 8), (1, 4, 6, 6)]
    assert seen.macs == 36 * 108


def test_a_branch_is_one_node(tmp_path: Path) -> None:
    inner = onnx.ValueInfoProto(name="inner")
    inner.type.tensor_type.elem_type = TensorProto.FLOAT
    graphs = [
        helper.make_graph([node("Conv", f"outer {name}", "inner")], name, [], [inner], weights)
        for name, weights in (("w", []), ("v", [stored("v", 2, 3, 1, 1)]))
    ]
    nodes = [
        node("Relu", "x", "outer"),
        node("ReduceMax", "x", "top", keepdims=0),
        node("Greater", "top zero", "yes"),
        node("If", "yes", "y", then_branch=graphs[0], else_branch=graphs[1]),
    ]
    seen = overview(write(tmp_path / "a.onnx", nodes, stored("w", 2, 3, 1, 1), stored("zero")))
    last = seen.nodes[-1]
    assert (last.inputs, last.params, last.macs) == ((2, 0), 12, None)
    assert seen.notes[0].startswith("What is inside If is not shown; its parameters are counted")


def test_functions_are_written_out(tmp_path: Path) -> None:
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("f", 1)]
    body = [node("Conv", "a k", "b", pads=[1, 1, 1, 1]), node("Relu", "b", "c")]
    function = helper.make_function("f", "Block", ["a", "k"], ["c"], body, opsets)
    nodes = [node("Block", "x w", "m", domain="f"), node("Block", "m w", "y", domain="f")]
    path = write(
        tmp_path / "a.onnx", nodes, stored("w", 3, 3, 3, 3), functions=[function], opsets=opsets[1:]
    )
    seen = overview(path)
    assert [one.title for one in seen.nodes] == ["Conv 1", "Relu 1", "Conv 2", "Relu 2"]
    assert (seen.params, seen.macs) == (81, 2 * 64 * 81)
    assert [one.inputs for one in seen.nodes] == [(), (0,), (1,), (2,)]


def test_weights_listed_as_inputs_are_no_inputs(tmp_path: Path) -> None:
    inputs = [value("x", [1, 3, 8, 8]), value("w", [4, 3, 3, 3])]
    path = write(
        tmp_path / "a.onnx", [node("Conv", "x w", "y")], stored("w", 4, 3, 3, 3), inputs=inputs
    )
    seen = overview(path)
    assert [one.name for one in seen.inputs] == ["x"]
    assert (seen.params, seen.nodes[0].reads) == (108, ("x",))


def test_the_head_of_the_file(tmp_path: Path) -> None:
    seen = overview(write(tmp_path / "a.onnx", [node("Relu", "x", "y")]))
    assert (seen.name, seen.producer, seen.opset) == ("a.onnx", "hand 1.2", 17)
    assert (seen.outputs[0].name, seen.outputs[0].dtype) == ("y", "float32")
    assert seen.notes == ()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"not an ONNX file at all", b"\x80\x02"])
def test_a_broken_file_gives_its_reason(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.onnx"
    path.write_bytes(content)
    with pytest.raises(OnnxError, match=r"^a\.onnx "):
        overview(path)
    with pytest.raises(OnnxError, match="cannot be read"):
        overview(tmp_path / "none.onnx")


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(place=69, byte=29, cut=False)  # a type of numbers that nobody knows
@given(place=st.integers(0, 900), byte=st.integers(0, 255), cut=st.booleans())
def test_a_damaged_file_does_no_harm(tmp_path: Path, place: int, byte: int, cut: bool) -> None:
    nodes = [node("Conv", "x w", "a", name="first"), node("Relu", "a", "y")]
    path = write(tmp_path / "a.onnx", nodes, stored("w", 4, 3, 2, 2), shape=["n", 3, "h", 8])
    content = bytearray(path.read_bytes())
    content[place % len(content)] = byte
    path.write_bytes(content[: place % len(content)] if cut else content)
    with contextlib.suppress(OnnxError):
        overview(path, height=6)


def _residual(count: int) -> tuple[list[onnx.NodeProto], list[onnx.TensorProto]]:
    nodes, weights, last = [], [], "x"
    for i in range(count // 4):
        nodes += [
            node("Conv", f"{last} w{i}", f"a{i}", pads=[1, 1, 1, 1]),
            node("Relu", f"a{i}", f"b{i}"),
            node("Conv", f"b{i} v{i}", f"c{i}", pads=[1, 1, 1, 1]),
            node("Add", f"c{i} {last}", "y" if i == count // 4 - 1 else f"s{i}"),
        ]
        weights += [stored(f"w{i}", 3, 3, 3, 3), stored(f"v{i}", 3, 3, 3, 3)]
        last = f"s{i}"
    return nodes, weights


def _wide(count: int) -> tuple[list[onnx.NodeProto], list[onnx.TensorProto]]:
    """One tensor read by all, and all of them read by one."""
    nodes = [node("Conv", "x w", f"m{i}", pads=[1, 1, 1, 1]) for i in range(count - 1)]
    nodes.append(node("Concat", " ".join(f"m{i}" for i in range(count - 1)), "y", axis=1))
    return nodes, [stored("w", 3, 3, 3, 3)]


def _dense(count: int) -> tuple[list[onnx.NodeProto], list[onnx.TensorProto]]:
    """Each reads the ten before it."""
    names = ["x", *(f"m{i}" for i in range(count - 1)), "y"]
    nodes = [
        node("Sum", " ".join(names[max(0, i - 10) : i]), names[i]) for i in range(1, count + 1)
    ]
    return nodes, []


def _constants(count: int) -> tuple[list[onnx.NodeProto], list[onnx.TensorProto]]:
    """A long computation of constants, each from all that went into the one before."""
    nodes = [node("Add", f"k{i} k{max(0, i - 1)}", f"k{i + 1}") for i in range(count - 1)]
    return [*nodes, node("Mul", f"x k{count - 1}", "y")], [stored("k0", 1, 3, 1, 1)]


@pytest.mark.timeout(60)
@pytest.mark.parametrize("build", [_residual, _wide, _dense, _constants])
@pytest.mark.parametrize("shape", [[1, 3, 8, 8], ["n", 3, "h", "w"]])
def test_eight_thousand_nodes_do_not_hang(tmp_path: Path, build: Any, shape: list[Any]) -> None:
    nodes, weights = build(8000)
    seen = overview(write(tmp_path / "a.onnx", nodes, *weights, shape=shape))
    assert len(seen.nodes) == 8000
    shown, edges = seen.drawn()
    drawing = lay_out(edges, [(80, 30)] * len(shown), wrap=100)
    assert len(drawing.nodes) == len(shown)
    if build is _residual:
        assert seen.params == 4000 * 81
        assert seen.nodes[-1].inputs == (7998, 7995)
        assert seen.macs == (4000 * 64 * 81 if shape[0] == 1 else 0)
    elif build is _wide:
        assert (seen.params, len(seen.nodes[-1].inputs)) == (81, 7999)
    elif build is _constants:
        assert (seen.params, shown) == (3, (7999,))
