"""An ONNX file as a list of layers with shapes and counts, to be looked at and not computed.

    seen = overview(path, height=224, width=224)
    seen.params, seen.macs
    seen.drawn()                    # the nodes and edges that a drawing needs

Nothing is run and no weight is looked into; a file of 8,000 operations takes a second or so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import onnx
import onnx.inliner

from explorer.engine.onnx_counts import Constants
from explorer.engine.onnx_file import read_model
from explorer.engine.onnx_graph import OnnxInput, Side, inputs_of, outline_of
from explorer.engine.onnx_macs import STANDARD
from explorer.engine.onnx_nodes import OnnxNode, nodes_of, notes_of
from explorer.engine.onnx_sizes import KnownShapes, choose_sizes, known_shapes
from explorer.engine.onnx_tensors import OnnxError
from explorer.engine.onnx_windows import check_windows

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["CONVENTIONS", "OnnxError", "OnnxNode", "OnnxOutput", "OnnxOverview", "overview"]

CONVENTIONS = (
    "MACs are the multiplications of convolutions and dense layers (matrix products) without the "
    "bias; pooling, normalisation, activations and sums count 0.",
    "Parameters are the fractions that the file stores, each tensor counted once, at the first "
    "operation that reads it. A file does not say which were trained.",
    "The running mean and variance of a batch normalisation are fixed, not parameters. Exporters "
    "often fold a normalisation into the convolution before it: then neither is there any more.",
    "Whole numbers (shapes, axes, indices), limits, scales, and single numbers in Constant nodes "
    "are settings, not parameters.",
)


@dataclass(frozen=True, slots=True)
class OnnxOutput:
    """An output; ``node`` computes it (None if it is an input or a stored tensor)."""

    name: str
    shape: tuple[Side, ...] | None
    dtype: str
    node: int | None


@dataclass(frozen=True, slots=True)
class OnnxOverview:
    """What an ONNX file holds.

    Attributes
    ----------
    name
        The file's name.
    producer
        The program that wrote it, with its version; may be empty.
    opset
        Version of the ONNX operations that it uses; None if it uses none of them.
    inputs
        As the file declares them, with the names of axes that it leaves open.
    asks_size
        Whether the height or the width of a picture is open.
    params, fixed, macs
        Totals; the MACs are those of the nodes that have them.
    uncounted
        How many nodes have no MACs that are known.
    notes
        What is special about this file's counts; `CONVENTIONS` holds for every file.
    """

    name: str
    producer: str
    opset: int | None
    inputs: tuple[OnnxInput, ...]
    outputs: tuple[OnnxOutput, ...]
    nodes: tuple[OnnxNode, ...]
    asks_size: bool
    params: int
    fixed: int
    macs: int
    uncounted: int
    notes: tuple[str, ...]

    def drawn(self) -> tuple[tuple[int, ...], tuple[tuple[int, ...], ...]]:
        """Return the nodes that a drawing shows, and the predecessors of each among them.

        Returns
        -------
        nodes
            Indices into ``nodes``.
        edges
            For each of these the positions in ``nodes`` that it follows, through operations that
            only hand their input on; as `explorer.engine.layered.lay_out` takes them.
        """
        position: dict[int, int] = {}
        shown: list[int] = []
        edges: list[tuple[int, ...]] = []
        for node in self.nodes:
            before = dict.fromkeys(position[at] for at in node.inputs if at in position)
            if not node.is_plumbing:
                position[node.index] = len(shown)
                shown.append(node.index)
                edges.append(tuple(before))
            elif node.op == "Identity" and before:
                position[node.index] = next(iter(before))
        return tuple(shown), tuple(edges)


def overview(
    path: Path, *, height: int | None = None, width: int | None = None, batch: int | None = 1
) -> OnnxOverview:
    """Read an ONNX file and count what is in it.

    Parameters
    ----------
    height, width
        Of the pictures, where the file leaves them open; None leaves them open here, too, and what
        depends on them is not known.
    batch
        How many pictures come at once where the file leaves that open.

    Raises
    ------
    OnnxError
        If it is no ONNX file or a damaged one, or the network does not take this size.
    """
    model = read_model(path)
    inputs = inputs_of(model)
    sizes = choose_sizes(path.name, model, inputs, height, width, batch)
    outline = outline_of(model)
    if outline.functions:
        outline = onnx.inliner.inline_local_functions(outline)
    known = known_shapes(outline, model, sizes)
    check_windows(path.name, model, known.numbers())
    constants = Constants.of(model.graph, outline.graph)
    nodes = nodes_of(outline.graph, inputs, known, constants)
    return OnnxOverview(
        name=path.name,
        producer=_producer(model),
        opset=next((one.version for one in model.opset_import if one.domain in STANDARD), None),
        inputs=inputs,
        outputs=_outputs(outline.graph, known),
        nodes=nodes,
        asks_size=sizes.asks_size,
        params=sum(node.params for node in nodes),
        fixed=sum(node.fixed for node in nodes),
        macs=sum(node.macs or 0 for node in nodes),
        uncounted=sum(node.macs is None for node in nodes),
        notes=(*sizes.notes, *notes_of(outline.graph, nodes, constants)),
    )


def _outputs(graph: onnx.GraphProto, known: KnownShapes) -> tuple[OnnxOutput, ...]:
    made = {name: index for index, node in enumerate(graph.node) for name in node.output if name}
    return tuple(
        OnnxOutput(one.name, known.shapes.get(one.name), known.types[one.name], made.get(one.name))
        for one in graph.output
    )


def _producer(model: onnx.ModelProto) -> str:
    parts: tuple[str | bytes, ...] = (model.producer_name, model.producer_version)
    texts = (one if isinstance(one, str) else one.decode(errors="replace") for one in parts)
    return " ".join(text for text in texts if text)
