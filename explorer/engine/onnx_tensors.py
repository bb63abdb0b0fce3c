"""The stored tensors of an ONNX network, and those kept in files beside it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import onnx

from explorer.engine.errors import ExplorerError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class OnnxError(ExplorerError, ValueError):
    """A file is no ONNX network that can be shown here, or cannot be computed as asked."""


def stored_tensors(model: onnx.ModelProto) -> Iterator[onnx.TensorProto]:
    """Yield every tensor that the file stores: weights, constants, also within control flow."""
    yield from _of_graph(model.graph)
    for function in model.functions:
        yield from _of_nodes(function.node)


def _of_graph(graph: onnx.GraphProto) -> Iterator[onnx.TensorProto]:
    yield from graph.initializer
    yield from _of_sparse(graph.sparse_initializer)
    yield from _of_nodes(graph.node)


def _of_nodes(nodes: Iterable[onnx.NodeProto]) -> Iterator[onnx.TensorProto]:
    for attribute in (one for node in nodes for one in node.attribute):
        if attribute.HasField("t"):
            yield attribute.t
        yield from attribute.tensors
        if attribute.HasField("sparse_tensor"):
            yield from _of_sparse([attribute.sparse_tensor])
        yield from _of_sparse(attribute.sparse_tensors)
        if attribute.HasField("g"):
            yield from _of_graph(attribute.g)
        for graph in attribute.graphs:
            yield from _of_graph(graph)


def _of_sparse(tensors: Iterable[onnx.SparseTensorProto]) -> Iterator[onnx.TensorProto]:
    for tensor in tensors:
        yield tensor.values
        yield tensor.indices


def load_external_data(model: onnx.ModelProto, path: Path, max_bytes: int) -> None:
    """Read the tensors that lie in files beside ``path`` into the model.

    A name that leads out of the folder, also over a link, is refused: a network must not make this
    program read other files.

    Raises
    ------
    OnnxError
        If a file is missing, too short, too large, or somewhere else.
    """
    folder = path.parent.resolve()
    left = max_bytes
    for tensor in stored_tensors(model):
        if tensor.data_location != onnx.TensorProto.EXTERNAL:
            continue
        about = {entry.key: entry.value for entry in tensor.external_data}
        location = about.get("location", "")
        file = (folder / location).resolve()
        if not location or Path(location).is_absolute() or not file.is_relative_to(folder):
            raise OnnxError(
                f"{path.name} asks for weights in “{location}”, which is not in its own folder. "
                "That is refused. Export the network into one file."
            )
        content = _part(path.name, file, about, left)
        left -= len(content)
        tensor.raw_data = content
        tensor.data_location = onnx.TensorProto.DEFAULT
        del tensor.external_data[:]


def _part(name: str, file: Path, about: dict[str, str], left: int) -> bytes:
    if not file.is_file():
        raise OnnxError(
            f"{name} keeps its weights in {file.name}, which is missing. Put it beside {name}."
        )
    try:
        size = file.stat().st_size
        offset = int(about.get("offset") or 0)
        length = int(about.get("length") or size - offset)
        if length > left:
            raise OnnxError(f"The weights of {name} are too large to be opened.")
        if offset < 0 or length < 0 or offset + length > size:
            raise OnnxError(f"{file.name}, the weights of {name}, is not complete. Copy it again.")
        with file.open("rb") as stream:
            stream.seek(offset)
            return stream.read(length)
    except OSError as error:
        raise OnnxError(f"{file.name}, the weights of {name}, cannot be read: {error}.") from error
