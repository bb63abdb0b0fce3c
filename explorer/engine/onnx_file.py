"""Read an ONNX file that somebody brings: recognised, complete, and within bounds.

ONNX is plain data: reading it runs nothing of it. PyTorch's own formats are refused, because
loading one can run code that its author put into it.
"""

from __future__ import annotations

import stat
import zipfile
from typing import TYPE_CHECKING

import onnx
from google.protobuf.message import DecodeError  # type: ignore[import-untyped]

from explorer.engine.onnx_tensors import OnnxError, load_external_data

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_BYTES = 1 << 30
MAX_NODES = 20_000
MAX_DEPTH = 50

_EXPORT = "Export the network with torch.onnx.export(…, dynamo=False) and open the .onnx file."
_CODE = f"not opened, because loading one can run code that its author put into it. {_EXPORT}"


def read_model(path: Path) -> onnx.ModelProto:
    """Read and check an ONNX file.

    Weights in files beside it are read too, if they lie in its folder.

    Raises
    ------
    OnnxError
        What the file is instead, or what is wrong with it, and what to do.
    """
    content = _content(path)
    foreign = _what_else(path, content)
    if foreign:
        raise OnnxError(f"{path.name} {foreign}")
    try:
        model = onnx.load_model_from_string(content)
    except (DecodeError, ValueError) as error:
        raise OnnxError(
            f"{path.name} is not an ONNX file, or only a part of one: it breaks off or makes no "
            "sense. Download or export it again."
        ) from error
    del content
    _check_names(path.name, model)
    _check_versions(path.name, model)
    _check_extent(path.name, model)
    load_external_data(model, path, MAX_BYTES)
    _check_grammar(path.name, model)
    return model


def _content(path: Path) -> bytes:
    try:
        size = _size(path)
        if size > MAX_BYTES:
            raise OnnxError(
                f"{path.name} has {size / 1e9:.1f} GB; {MAX_BYTES / 1e9:.1f} GB can be opened."
            )
        content = path.read_bytes()
    except OSError as error:
        raise OnnxError(f"{path} cannot be read: {error.strerror or error}.") from error
    if not content:
        raise OnnxError(f"{path.name} is empty (0 bytes). Download or export it again.")
    return content


def _size(path: Path) -> int:
    """Return how many bytes there are; what has no end, a pipe or a device, is refused."""
    try:
        status = path.stat()
    except ValueError as error:  # a sign that stands in no file's name
        raise OnnxError(f"{path.name!a} is no name of a file.") from error
    if not (stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)):
        raise OnnxError(f"{path} is a pipe or a device, not a file.")
    return status.st_size


# How a file begins (from byte 0, or from byte 4 for FlatBuffers), and what is said about it.
_BEGINNINGS = (
    (0, b"\x89HDF", f"is an HDF5 file, as Keras writes (.h5). {_EXPORT} For Keras: tf2onnx."),
    (0, b"\x80", f"is a pickle, an old PyTorch file (.pth). It is {_CODE}"),
    (4, b"TFL3", "is a TensorFlow Lite file. Convert it with tf2onnx and open the .onnx file."),
    (4, b"ORTM", "is in ONNX Runtime's own format (.ort). Open the .onnx file it was made from."),
    (0, b"\x89PNG", "is a picture (PNG), not a network."),
    (0, b"\xff\xd8\xff", "is a picture (JPEG), not a network."),
    (0, b"GIF8", "is a picture (GIF), not a network."),
    (0, b"\x1f\x8b", "is a gzip archive. Unpack it and open the .onnx file in it."),
    (0, b"version https://git-lfs", "is a Git LFS pointer. Fetch the file itself: git lfs pull."),
    (0, b"<", "is a web page or XML, not a network. Look at what was downloaded."),
)  # fmt: skip


def _what_else(path: Path, content: bytes) -> str:
    """Return what the file is, if it is recognised as something other than ONNX."""
    if content.startswith(b"PK"):
        return _what_archive(path)
    for offset, beginning, message in _BEGINNINGS:
        if content.startswith(beginning, offset):
            return message
    if content[8:9] == b"{" and int.from_bytes(content[:8], "little") < len(content):
        return (
            "holds weights only (safetensors). If the application knows the network, open it as "
            f"that network's official weights. {_EXPORT}"
        )
    return ""


def _what_archive(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError):
        return "is a damaged or incomplete archive (ZIP, or a PyTorch file). Download it again."
    tops = {name.split("/")[-1] for name in names}
    if "constants.pkl" in tops or any("/code/" in name for name in names):
        return f"is a TorchScript file. It is {_CODE}"
    if {"serialized_exported_program.json", "archive_format"} & tops:
        return f"is a PyTorch exported program (.pt2). It is {_CODE}"
    if "data.pkl" in tops:
        return (
            "is a PyTorch file of weights or of a whole model (.pth, .pt). If it is the state dict "
            f"of a network that the application knows, open it as that network's official weights. "
            f"As a network it is {_CODE}"
        )
    if {"config.json", "metadata.json"} <= tops:
        return "is a Keras file (.keras). Convert it with tf2onnx and open the .onnx file."
    return "is a ZIP archive. Unpack it and open the .onnx file in it."


def _check_names(name: str, model: onnx.ModelProto) -> None:
    """Refuse names that are no text: protobuf hands them over as bytes."""
    if not all(isinstance(one, str) for one in _names(model)):
        raise OnnxError(f"{name} is damaged: a name in it is no text. Download or export it again.")


def _names(model: onnx.ModelProto) -> Iterator[object]:
    graph = model.graph
    yield graph.name
    yield from (opset.domain for opset in model.opset_import)
    yield from (tensor.name for tensor in graph.initializer)
    for value in (*graph.input, *graph.output):
        yield value.name
        yield from (dim.dim_param for dim in value.type.tensor_type.shape.dim)
    for node in graph.node:
        yield from (node.name, node.op_type, node.domain, *node.input, *node.output)
        yield from (attribute.name for attribute in node.attribute)


def _check_versions(name: str, model: onnx.ModelProto) -> None:
    newest = onnx.defs.onnx_opset_version()
    for opset in model.opset_import:
        if opset.domain in ("", "ai.onnx") and opset.version > newest:
            raise OnnxError(
                f"{name} uses version {opset.version} of the ONNX operations; {newest} is the "
                "newest that is known here. Export it again with a smaller opset_version, say 17."
            )


def _check_extent(name: str, model: onnx.ModelProto) -> None:
    if not model.graph.node:
        raise OnnxError(
            f"{name} holds no network: there is no operation in it. Download or export it again."
        )
    count = _expanded(name, model)
    if count > MAX_NODES:
        raise OnnxError(f"{name} has {count:,} operations; up to {MAX_NODES:,} can be walked.")


def _expanded(name: str, model: onnx.ModelProto) -> int:
    """Count the operations after every function of the file is written out where it is called."""
    bodies = {(one.domain, one.name): one.node for one in model.functions}
    counts: dict[tuple[str, str], int] = {}

    def count(nodes: list[onnx.NodeProto], within: tuple[tuple[str, str], ...]) -> int:
        total = 0
        for node in nodes:
            called = (node.domain, node.op_type)
            if called not in bodies or called in within:  # a circle is the checker's to report
                total += 1
            elif len(within) >= MAX_DEPTH:
                raise OnnxError(f"{name} nests its functions deeper than {MAX_DEPTH}: refused.")
            else:
                if called not in counts:
                    counts[called] = count(list(bodies[called]), (*within, called))
                total += counts[called]
        return total

    return count(list(model.graph.node), ())


def _check_grammar(name: str, model: onnx.ModelProto) -> None:
    for output in model.graph.output:  # many exporters leave it out; the checker insists on it
        if output.type.HasField("tensor_type") and not output.type.tensor_type.HasField("shape"):
            output.type.tensor_type.shape.SetInParent()
    try:
        onnx.checker.check_model(model)
    except (onnx.checker.ValidationError, ValueError) as error:
        reason = str(error).strip().splitlines()[0]
        raise OnnxError(
            f"{name} is not a valid ONNX network: {reason}. Download or export it again."
        ) from error
