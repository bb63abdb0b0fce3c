"""Which stored numbers each operation of an ONNX file reads, and which of them were trained.

A file stores numbers of three sorts and does not tell them apart, so where they are read decides:
trained ones (weights, biases), fixed ones (the running mean and variance of BatchNormalization, its
last two inputs), and settings, which are not counted: whole numbers such as shapes and axes, the
limits of a Clip, the scales of a resize or of a quantisation.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import prod
from typing import TYPE_CHECKING

from onnx import TensorProto

from explorer.engine.onnx_macs import bodies_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import onnx

_WHOLE = frozenset(f"{sign}INT{bits}" for sign in ("", "U") for bits in (2, 4, 8, 16, 32, 64))
_NO_FRACTIONS = _WHOLE | {"BOOL", "STRING", "UNDEFINED"}
_FRACTIONS = frozenset(
    code for name, code in TensorProto.DataType.items() if name not in _NO_FRACTIONS
)
"""Types of numbers that can be parameters; a type that nobody knows yet is none of them."""
_FIXED = {"BatchNormalization": (3, 4)}
# Inputs that say how an operation is to be done.
_SETTINGS: dict[str, tuple[int, ...]] = {
    "Clip": (1, 2),
    "ConvInteger": (2, 3),
    "DequantizeLinear": (1, 2),
    "Dropout": (1, 2),
    "MatMulInteger": (2, 3),
    "NonMaxSuppression": (2, 3, 4),
    "OneHot": (1, 2),
    "Pad": (1, 2, 3),
    "QLinearConv": (1, 2, 4, 5, 6, 7),
    "QLinearMatMul": (1, 2, 4, 5, 6, 7),
    "QuantizeLinear": (1, 2),
    "Range": (0, 1, 2),
    "Resize": (1, 2, 3),
    "Upsample": (1,),
}
# Inputs where whole numbers are weights all the same.
_QUANTISED: dict[str, tuple[int, ...]] = {
    "ConvInteger": (1,),
    "DequantizeLinear": (0,),
    "MatMulInteger": (0, 1),
    "QLinearConv": (3, 8),
    "QLinearMatMul": (0, 3),
}


@dataclass(frozen=True, slots=True)
class NodeNumbers:
    """What an operation reads.

    ``weights`` are the names of its trained tensors. ``params`` and ``fixed`` are how many numbers
    it is the first to read, trained ones and others.
    """

    weights: tuple[str, ...]
    params: int
    fixed: int


@dataclass(slots=True)
class Constants:
    """The constants of a network: those that it stores, and those computed from them alone.

    A stored tensor counts at the first operation that reads it and is no constant itself: turned,
    cast, or handed on under another name, it is the same tensor.
    """

    shapes: dict[str, tuple[int, ...]] = field(default_factory=dict)
    _numbers: dict[str, int] = field(default_factory=dict)
    _made_of: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _trained: set[str] = field(default_factory=set)
    _quantised: set[str] = field(default_factory=set)
    _counted: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, stored: onnx.GraphProto, nodes: onnx.GraphProto) -> Constants:
        """Collect the initialisers of one graph, for the nodes of another.

        Parameters
        ----------
        stored
            The file's graph.
        nodes
            The same with its functions written out, perhaps without its weights.
        """
        constants = cls()
        for node in nodes.node:
            places = _QUANTISED.get(node.op_type, ())
            constants._quantised.update(node.input[i] for i in places if i < len(node.input))
        for tensor in stored.initializer:
            constants._store(tensor.name, tensor, tuple(tensor.dims))
        for sparse in stored.sparse_initializer:
            constants._store(sparse.values.name, sparse.values, tuple(sparse.dims))
        return constants

    def __contains__(self, name: str) -> bool:
        return name in self.shapes or name in self._made_of

    def add(self, node: onnx.NodeProto) -> bool:
        """Take note of a node if its outputs are constant; return whether they are.

        Nodes have to come in their order.
        """
        if node.op_type == "Constant":
            self._store_constant(node)
            return True
        given = [name for name in node.input if name]
        if not given or not all(name in self for name in given) or any(bodies_of(node)):
            return False
        sources = tuple(name for name, _ in self._reads(node))
        for output in filter(None, node.output):
            self._made_of[output] = sources
            if not self._trained.isdisjoint(sources):
                self._trained.add(output)
        return True

    def read_by(self, node: onnx.NodeProto) -> NodeNumbers:
        """Return what an operation reads, and count what none before it has read."""
        weights: dict[str, None] = {}
        params, fixed = _within(node), 0
        for name, is_fixed in self._all_reads(node):
            numbers = self._count(name)
            if is_fixed:
                fixed += numbers
            else:
                params += numbers
                weights |= {name: None} if name in self._trained else {}
        return NodeNumbers(tuple(weights), params, fixed)

    def unread(self) -> int:
        """Return how many numbers are stored that would count, but no operation reads."""
        return sum(n for name, n in self._numbers.items() if name not in self._counted)

    def _store(self, name: str, tensor: onnx.TensorProto, shape: tuple[int, ...]) -> None:
        self.shapes[name] = shape
        if _has_fractions(tensor) or name in self._quantised:
            self._numbers[name] = prod(tensor.dims)
            self._trained.add(name)

    def _store_constant(self, node: onnx.NodeProto) -> None:
        """Store what a Constant node gives; one number by itself belongs to a formula."""
        name = node.output[0]
        self.shapes[name] = ()
        for about in node.attribute:
            if about.HasField("t") and prod(about.t.dims) > 1:
                self._store(name, about.t, tuple(about.t.dims))
            elif about.HasField("sparse_tensor"):
                self._store(name, about.sparse_tensor.values, tuple(about.sparse_tensor.dims))

    def _reads(self, node: onnx.NodeProto) -> Iterator[tuple[str, bool]]:
        """Yield the constants that a node reads, settings aside, and whether they are fixed."""
        settings = _SETTINGS.get(node.op_type, ())
        fixed = _FIXED.get(node.op_type, ())
        for place, name in enumerate(node.input):
            if name in self and place not in settings:
                yield name, place in fixed

    def _all_reads(self, node: onnx.NodeProto) -> Iterator[tuple[str, bool]]:
        yield from self._reads(node)
        for graph in bodies_of(node):
            for inner in graph.node:
                yield from self._reads(inner)

    def _count(self, name: str) -> int:
        """Count the numbers that a constant is made of and that were not counted before."""
        total, waiting = 0, [name]
        while waiting:
            at = waiting.pop()
            if at not in self._counted:
                self._counted.add(at)
                total += self._numbers.get(at, 0)
                waiting.extend(self._made_of.get(at, ()))
        return total


def _has_fractions(tensor: onnx.TensorProto) -> bool:
    return tensor.data_type in _FRACTIONS


def _within(node: onnx.NodeProto) -> int:
    """Count the numbers that are stored in the branches of an If or the body of a loop."""
    return sum(
        prod(tensor.dims)
        for graph in bodies_of(node)
        for tensor in graph.initializer
        if _has_fractions(tensor)
    )
