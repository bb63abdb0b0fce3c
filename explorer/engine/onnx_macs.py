"""How many multiplications an operation of an ONNX file takes.

They are those of convolutions and dense layers (matrix products) without the bias; everything else
counts 0, as in the rest of the application. Shapes are those of the ONNX operator specification:
maps N×C×H×W, a convolution's weights M×(C/groups)×f×f, a transposed convolution's C×(M/groups)×f×f.
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import onnx

    from explorer.engine.onnx_graph import Side

    ShapeOf = Callable[[str], tuple[Side, ...] | None]

STANDARD = ("", "ai.onnx")
# Operations that multiply as these do, and at which input their second operand is.
_CONVOLUTIONS = {"Conv": 1, "ConvInteger": 1, "QLinearConv": 3}
_PRODUCTS = {"MatMul": 1, "MatMulInteger": 1, "QLinearMatMul": 3}
WHOLE_NUMBERS = frozenset(("ConvInteger", "QLinearConv", "MatMulInteger", "QLinearMatMul"))
NOT_COUNTED = frozenset(("Attention", "DeformConv", "Einsum", "GRU", "LSTM", "RNN"))
"""Operations that multiply, and for which there is no rule here."""


def macs_of(node: onnx.NodeProto, shape_of: ShapeOf) -> int | None:
    """Return the multiplications of one operation; None where they are not known.

    Parameters
    ----------
    shape_of
        A tensor's shape by its name, as far as it is known.
    """
    if node.domain not in STANDARD or node.op_type in NOT_COUNTED:
        return None
    if node.op_type in _CONVOLUTIONS:
        return _convolution(node, shape_of)
    if node.op_type == "ConvTranspose":
        return _transposed(node, shape_of)
    if node.op_type == "Gemm":
        return _gemm(node, shape_of)
    if node.op_type in _PRODUCTS:
        return _product(node, shape_of)
    return _inside(node)


def bodies_of(node: onnx.NodeProto) -> Iterator[onnx.GraphProto]:
    """Yield the graphs within a node: the branches of an If, a Loop's body, and those in them."""
    for attribute in node.attribute:
        for graph in (*([attribute.g] if attribute.HasField("g") else []), *attribute.graphs):
            yield graph
            for inner in graph.node:
                yield from bodies_of(inner)


def _convolution(node: onnx.NodeProto, shape_of: ShapeOf) -> int | None:
    """Count N · H′ · W′ windows with M · (C/groups) · f · f multiplications each."""
    output, weights = shape_of(node.output[0]), shape_of(node.input[_CONVOLUTIONS[node.op_type]])
    if output is None or weights is None:
        return None
    return _multiplied(*output[:1], *output[2:], *weights)


def _transposed(node: onnx.NodeProto, shape_of: ShapeOf) -> int | None:
    """Count N · H · W cells of the input with C · (M/groups) · f · f multiplications each."""
    given, weights = shape_of(node.input[0]), shape_of(node.input[1])
    if given is None or weights is None:
        return None
    return _multiplied(*given[:1], *given[2:], *weights)


def _gemm(node: onnx.NodeProto, shape_of: ShapeOf) -> int | None:
    """Count M · N · K for (M, K) times (K, N), either of them perhaps turned."""
    turned = {one.name for one in node.attribute if one.name in ("transA", "transB") and one.i}
    first, second = shape_of(node.input[0]), shape_of(node.input[1])
    if first is None or second is None or len(first) != 2 or len(second) != 2:
        return None
    rows = first[1] if "transA" in turned else first[0]
    return _multiplied(rows, *second)


def _product(node: onnx.NodeProto, shape_of: ShapeOf) -> int | None:
    """Count K multiplications for each number of the result, K being the last axis of the first."""
    output, first = shape_of(node.output[0]), shape_of(node.input[0])
    second = shape_of(node.input[_PRODUCTS[node.op_type]])
    if output is None or not (first or second):
        return None
    shared = first[-1] if first else None
    if not isinstance(shared, int) and second:
        shared = second[-2 if len(second) > 1 else 0]
    return _multiplied(*output, shared)


def _multiplied(*sides: Side) -> int | None:
    known = [side for side in sides if isinstance(side, int)]
    return prod(known) if len(known) == len(sides) else None


def _inside(node: onnx.NodeProto) -> int | None:
    """Return 0, or None for control flow around operations that multiply: how often is not told."""
    multiply = NOT_COUNTED | _CONVOLUTIONS.keys() | _PRODUCTS.keys() | {"ConvTranspose", "Gemm"}
    inner = (one for graph in bodies_of(node) for one in graph.node)
    foreign = any(one.op_type in multiply or one.domain not in STANDARD for one in inner)
    return None if foreign else 0
