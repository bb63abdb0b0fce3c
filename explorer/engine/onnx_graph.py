"""What an ONNX network takes in, which feature maps it has, and the part of it that leads there."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import onnx
from onnx import TensorProto

from explorer.engine.onnx_tensors import OnnxError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from numpy.typing import NDArray

Side = int | str | None
"""One side of a tensor: a number, the name of one that may vary, or unknown."""

Layout = Literal["NCHW", "NHWC"]

MAX_VALUES = 1 << 28  # of one tensor: 1 GiB of float32
_SMALL_BYTES = 1024  # shapes, axes, scales: what shape inference looks at
_NOT_OF_NUMPY = (TensorProto.UNDEFINED, TensorProto.STRING)
_MAP_TYPES = frozenset(
    (
        TensorProto.UNDEFINED,  # not known before it is computed
        TensorProto.FLOAT,
        TensorProto.FLOAT16,
        TensorProto.DOUBLE,
        TensorProto.UINT8,
        TensorProto.INT8,
    )
)
# Operations that keep the order of the axes, whichever it is.
_KEEP_ORDER = frozenset(
    "Add Sub Mul Div Pow Max Min Neg Sqrt Cast Identity Clip Relu LeakyRelu PRelu Elu HardSwish "
    "Sigmoid Tanh Pad Concat Slice Split Resize QuantizeLinear DequantizeLinear".split()
)


@dataclass(frozen=True, slots=True)
class OnnxInput:
    """An input as the file declares it; ``dtype`` is a numpy name such as ``float32``."""

    name: str
    shape: tuple[Side, ...]
    dtype: str


@dataclass(frozen=True, slots=True)
class OnnxLayer:
    """A tensor inside the network that can be shown.

    Parameters
    ----------
    name
        The tensor's name in the file, for `OnnxNetwork.run`.
    op
        The operation that computes it, such as ``Conv``.
    title
        The operation and which of its kind it is: ``Conv 3``.
    node
        What the exporter called the operation, often a module path; may be empty.
    shape
        (N, C, H, W) or (N, C), with None where a side is not known; None if nothing is known.
    channels_last
        Whether the file keeps it as (N, H, W, C); `OnnxNetwork.run` returns NCHW all the same.
    """

    name: str
    op: str
    title: str
    node: str
    shape: tuple[int | None, ...] | None
    channels_last: bool = False


def inputs_of(model: onnx.ModelProto) -> tuple[OnnxInput, ...]:
    """Return what has to be fed: the declared inputs that no stored weight fills."""
    filled = {one.name for one in model.graph.initializer}
    return tuple(
        OnnxInput(one.name, declared_sides(one.type.tensor_type), dtype_of(one))
        for one in model.graph.input
        if one.name not in filled
    )


def declared_sides(tensor: onnx.TypeProto.Tensor) -> tuple[Side, ...]:
    """Return the sides that a file writes down for a tensor."""
    return tuple(
        dim.dim_value if dim.HasField("dim_value") and dim.dim_value > 0 else dim.dim_param or None
        for dim in tensor.shape.dim
    )


def dtype_of(info: onnx.ValueInfoProto) -> str:
    """Return numpy's name of a value's number type, or what the file calls it."""
    if not info.type.HasField("tensor_type"):
        return str(info.type.WhichOneof("value") or "unknown").removesuffix("_type")
    code = info.type.tensor_type.elem_type
    if code in _NOT_OF_NUMPY:
        return str(TensorProto.DataType.Name(code)).lower()
    try:
        return str(onnx.helper.tensor_dtype_to_np_dtype(code))
    except (KeyError, ValueError):
        return "unknown"


def with_shapes(model: onnx.ModelProto, input_name: str, shape: tuple[int, ...]) -> OnnxShapes:
    """Work out the shape of every tensor for an input of this shape (zeros: left open).

    Large weights are left out on the way: their shapes are enough.
    """
    return OnnxShapes.read(inferred(outline_of(model), {input_name: shape}))


def inferred(outline: onnx.ModelProto, sizes: Mapping[str, tuple[int, ...]]) -> onnx.ModelProto:
    """Write the shapes of all tensors into an outline, for inputs of these sizes (0: left open)."""
    for one in outline.graph.input:
        dims = one.type.tensor_type.shape.dim
        for dim, side in zip(dims, sizes.get(one.name, (0,) * len(dims)), strict=True):
            if side:
                dim.dim_value = side
    try:
        return onnx.shape_inference.infer_shapes(outline, data_prop=True)
    except (onnx.shape_inference.InferenceError, onnx.checker.ValidationError, ValueError):
        return outline  # what is declared is known all the same


@dataclass(frozen=True, slots=True)
class OnnxShapes:
    """Shape and number type of the tensors of a network, as far as they are known."""

    shapes: dict[str, tuple[int | None, ...] | None]
    types: dict[str, int]

    @classmethod
    def read(cls, model: onnx.ModelProto) -> OnnxShapes:
        """Collect what inputs, outputs and intermediate values declare."""
        shapes: dict[str, tuple[int | None, ...] | None] = {}
        types: dict[str, int] = {}
        graph = model.graph
        for info in (*graph.input, *graph.output, *graph.value_info):
            tensor = info.type.tensor_type
            types[info.name] = tensor.elem_type
            shapes[info.name] = (
                tuple(side if isinstance(side, int) else None for side in declared_sides(tensor))
                if tensor.HasField("shape")
                else None
            )
        return cls(shapes, types)

    def check_extent(self, name: str) -> None:
        """Refuse a network with a tensor too large for this machine's memory to be tried.

        Raises
        ------
        OnnxError
            If a tensor would have more than `MAX_VALUES` values.
        """
        for tensor, shape in self.shapes.items():
            count = 1
            for side in shape or ():
                count *= side or 1
            if count > MAX_VALUES:
                size = "×".join(str(side or "?") for side in shape or ())
                raise OnnxError(
                    f"{name} would make {tensor} {size}, over {MAX_VALUES:,} values. "
                    "Choose a smaller picture, or another network."
                )


def outline_of(model: onnx.ModelProto) -> onnx.ModelProto:
    """Copy a model without the data of its large weights."""
    outline = onnx.ModelProto()
    outline.ir_version = model.ir_version
    outline.opset_import.extend(model.opset_import)
    outline.functions.extend(model.functions)
    outline.graph.name = model.graph.name
    outline.graph.node.extend(model.graph.node)
    outline.graph.input.extend(model.graph.input)
    given = {one.name for one in outline.graph.input}
    for tensor in model.graph.initializer:
        if tensor.ByteSize() <= _SMALL_BYTES:
            outline.graph.initializer.add().CopyFrom(tensor)
        elif tensor.name not in given:
            outline.graph.input.append(
                onnx.helper.make_tensor_value_info(tensor.name, tensor.data_type, tensor.dims)
            )
    outline.graph.output.extend(onnx.ValueInfoProto(name=one.name) for one in model.graph.output)
    return outline


def layers_of(
    model: onnx.ModelProto, input_name: str, layout: Layout, known: OnnxShapes
) -> tuple[OnnxLayer, ...]:
    """List the feature tensors that depend on the input, in the order they are computed."""
    flowing = {input_name}
    turned = {input_name} if layout == "NHWC" else set()
    counts: Counter[str] = Counter()
    found = []
    for node in model.graph.node:
        if flowing.isdisjoint(node.input) or node.op_type in ("Shape", "Size"):
            continue
        counts[node.op_type] += 1
        last = _keeps_channels_last(node, turned)
        for place, tensor in enumerate(one for one in node.output if one):
            flowing.add(tensor)
            if last:
                turned.add(tensor)
            if _is_feature(tensor, known):
                title = f"{node.op_type} {counts[node.op_type]}" + (f".{place}" if place else "")
                shape = nchw(known.shapes.get(tensor), last)
                found.append(OnnxLayer(tensor, node.op_type, title, node.name, shape, last))
    return tuple(found)


def nchw(
    shape: tuple[int | None, ...] | None, channels_last: bool
) -> tuple[int | None, ...] | None:
    """Return a shape with the channels moved to the second place."""
    if not channels_last or shape is None or len(shape) != 4:
        return shape
    return (shape[0], shape[3], shape[1], shape[2])


def convolution_weights(model: onnx.ModelProto, tensor: str) -> NDArray[np.float32] | None:
    """Return the stored weights (C, c, f, f) of the convolution that computes a tensor.

    None where it comes from another operation, or the weights are computed and not stored.
    """
    weights = next(
        (
            one.input[1]
            for one in model.graph.node
            if one.op_type == "Conv" and tensor in one.output
        ),
        None,
    )
    stored = next((one for one in model.graph.initializer if one.name == weights), None)
    if stored is None or len(stored.dims) != 4:
        return None
    return onnx.numpy_helper.to_array(stored).astype(np.float32)


def _is_feature(tensor: str, known: OnnxShapes) -> bool:
    if tensor not in known.shapes:
        return True  # an operation of unknown shape: it shows when it is computed
    shape = known.shapes[tensor]
    fits = shape is None or len(shape) in (2, 4)
    return fits and known.types[tensor] in _MAP_TYPES


def _keeps_channels_last(node: onnx.NodeProto, turned: set[str]) -> bool:
    if node.op_type == "Transpose":
        order = [list(one.ints) for one in node.attribute if one.name == "perm"]
        return order == [[0, 2, 3, 1]] and node.input[0] not in turned
    return node.op_type in _KEEP_ORDER and not turned.isdisjoint(node.input)


def part_for(model: onnx.ModelProto, names: Iterable[str]) -> onnx.ModelProto:
    """Return the part of the network that computes some tensors, with these as its outputs."""
    names = tuple(names)
    needed = set(names)
    nodes = []
    for node in reversed(model.graph.node):
        if not needed.isdisjoint(node.output):
            nodes.append(node)
            needed.update(_read_by(node))
    part = onnx.ModelProto()
    part.ir_version = model.ir_version
    part.opset_import.extend(model.opset_import)
    part.functions.extend(model.functions)
    graph = part.graph
    graph.name = model.graph.name or "network"
    graph.node.extend(reversed(nodes))
    graph.input.extend(one for one in model.graph.input if one.name in needed)
    graph.initializer.extend(one for one in model.graph.initializer if one.name in needed)
    graph.sparse_initializer.extend(
        one for one in model.graph.sparse_initializer if one.values.name in needed
    )
    graph.output.extend(onnx.ValueInfoProto(name=name) for name in names)
    return part


def _read_by(node: onnx.NodeProto) -> Iterator[str]:
    """Yield the tensors that a node reads, also from within its branches and loops."""
    yield from node.input
    for attribute in node.attribute:
        for graph in (*([attribute.g] if attribute.HasField("g") else []), *attribute.graphs):
            for inner in graph.node:
                yield from _read_by(inner)
            yield from (output.name for output in graph.output)
