"""The operations of an ONNX file one by one: shapes, counts, and which reads which."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.engine.onnx_counts import NodeNumbers
from explorer.engine.onnx_macs import NOT_COUNTED, STANDARD, WHOLE_NUMBERS, bodies_of, macs_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import onnx

    from explorer.engine.onnx_counts import Constants
    from explorer.engine.onnx_graph import OnnxInput, Side
    from explorer.engine.onnx_sizes import KnownShapes

_SIZES = frozenset(("Shape", "Size"))


@dataclass(frozen=True, slots=True)
class OnnxNode:
    """One operation.

    Attributes
    ----------
    index
        Its place in `OnnxOverview.nodes`.
    name
        What the exporter called it, often a module path; may be empty.
    op
        The operation, such as ``Conv``; with its domain where that is not ONNX's own.
    title
        The operation and which of its kind it is: ``Conv 3``.
    output
        Shape of its first output in the file's own order, mostly (N, C, H, W): numbers, names of
        axes that may vary, None where a side is not known. None if nothing is known.
    weights
        Shapes of the stored tensors that it reads and that count as parameters, as in the file.
    params, fixed
        Trained and other numbers that it is the first to read.
    macs
        Multiplications; None where a shape or the operation's rule is not known.
    inputs
        Indices of the nodes whose outputs it reads, each once, all of them smaller than its own.
    reads
        Names of the network's inputs that it reads.
    is_plumbing
        Whether it only provides constants and sizes or hands its input on: a drawing may hide it.
    """

    index: int
    name: str
    op: str
    title: str
    output: tuple[Side, ...] | None
    weights: tuple[tuple[Side, ...], ...]
    params: int
    fixed: int
    macs: int | None
    inputs: tuple[int, ...]
    reads: tuple[str, ...]
    is_plumbing: bool


_NOTHING = NodeNumbers((), 0, 0)


def nodes_of(
    graph: onnx.GraphProto,
    inputs: tuple[OnnxInput, ...],
    known: KnownShapes,
    constants: Constants,
) -> tuple[OnnxNode, ...]:
    """Return a graph's operations in its order, with what each computes and takes."""
    reader = _Reader(frozenset(one.name for one in inputs), known, constants)
    return tuple(reader.read(index, node) for index, node in enumerate(graph.node))


class _Reader:
    """Reads nodes in their order; remembers which node computes which tensor."""

    def __init__(self, inputs: frozenset[str], known: KnownShapes, constants: Constants) -> None:
        self.inputs = inputs
        self.known = known
        self.constants = constants
        self.made: dict[str, int] = {}
        self.sizes: set[str] = set()
        self.kinds: Counter[str] = Counter()

    def read(self, index: int, node: onnx.NodeProto) -> OnnxNode:
        names = tuple(dict.fromkeys(_read_by(node)))
        is_constant = self.constants.add(node)
        is_size = not is_constant and self._is_size(node, names)
        numbers = _NOTHING if is_constant or is_size else self.constants.read_by(node)
        op = node.op_type if node.domain in STANDARD else f"{node.domain}:{node.op_type}"
        self.kinds[op] += 1
        before = dict.fromkeys(self.made[name] for name in names if name in self.made)
        self.made.update((name, index) for name in node.output if name)
        return OnnxNode(
            index=index,
            name=node.name,
            op=op,
            title=f"{op} {self.kinds[op]}",
            output=self.shape_of(next(filter(None, node.output), "")),
            weights=tuple(self.shape_of(name) or () for name in numbers.weights),
            params=numbers.params,
            fixed=numbers.fixed,
            macs=0 if is_constant else macs_of(node, self.shape_of),
            inputs=tuple(before),
            reads=tuple(name for name in names if name in self.inputs),
            is_plumbing=is_constant or is_size or op == "Identity",
        )

    def shape_of(self, name: str) -> tuple[Side, ...] | None:
        stored = self.constants.shapes.get(name)
        return self.known.shapes.get(name, stored) if stored is None else stored

    def _is_size(self, node: onnx.NodeProto, names: tuple[str, ...]) -> bool:
        """Whether a node works out sizes: of a tensor, or from sizes and constants alone."""
        from_sizes = any(name in self.sizes for name in names)
        if node.op_type in _SIZES or (
            from_sizes and all(name in self.sizes or name in self.constants for name in names)
        ):
            self.sizes.update(filter(None, node.output))
            return True
        return False


def _read_by(node: onnx.NodeProto) -> Iterator[str]:
    """Yield the tensors that a node reads, also from within its branches and loops."""
    yield from filter(None, node.input)
    for graph in bodies_of(node):
        for inner in graph.node:
            yield from filter(None, inner.input)
        yield from (output.name for output in graph.output)


def notes_of(
    graph: onnx.GraphProto, nodes: tuple[OnnxNode, ...], constants: Constants
) -> Iterator[str]:
    """Yield what is special about the counts of a file."""
    foreign = {node.op for node in nodes if ":" in node.op}
    bodies = {one.op_type for one in graph.node if any(bodies_of(one))}
    if foreign:
        yield f"Not part of ONNX, their MACs are not known: {_listed(foreign)}."
    ruleless = {node.op for node in nodes if node.op in NOT_COUNTED and node.macs is None}
    if ruleless:
        yield f"These multiply, but their MACs are not counted: {_listed(ruleless)}."
    if bodies:
        yield (
            f"What is inside {_listed(bodies)} is not shown; its parameters are counted, its MACs "
            "are not: how often it runs is not in the file."
        )
    yield from _unknown(nodes, foreign | ruleless | bodies)
    if any(node.op in WHOLE_NUMBERS or node.op == "DequantizeLinear" for node in nodes):
        yield "It is quantised: products of whole numbers count like others, scales do not count."
    unread = constants.unread()
    if unread:
        yield f"{unread:,} more stored fractions are settings, or nothing reads them: not counted."


def _unknown(nodes: tuple[OnnxNode, ...], explained: set[str]) -> Iterator[str]:
    without = [node for node in nodes if node.macs is None and node.op not in explained]
    if without:
        yield (
            f"The MACs of {_number(len(without), 'operation')} are not known, because a shape is "
            f"not: {without[0].title} is the first."
        )
    shapeless = sum(node.output is None for node in nodes)
    if shapeless:
        yield f"The output shape of {_number(shapeless, 'operation')} is not known."


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}" + ("s" if count > 1 else "")


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
