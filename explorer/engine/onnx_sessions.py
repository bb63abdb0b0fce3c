"""ONNX Runtime, kept small: few threads, no noise, and errors in words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import onnxruntime
from onnxruntime.capi import onnxruntime_pybind11_state as runtime

from explorer.engine.onnx_graph import part_for
from explorer.engine.onnx_tensors import OnnxError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    import onnx
    from numpy.typing import NDArray

KEPT = 2
_FATAL = 4  # log nothing that does not end the process; errors are raised
_FAILURES = (
    runtime.EPFail,
    runtime.Fail,
    runtime.InvalidArgument,
    runtime.InvalidGraph,
    runtime.InvalidProtobuf,
    runtime.NoModel,
    runtime.NoSuchFile,
    runtime.NotFound,
    runtime.NotImplemented,
    runtime.RuntimeException,
    RuntimeError,
    ValueError,
    MemoryError,
)
_REASONS = (
    (
        r"(\S+)\(-?\d+\) is not a registered function/op",
        "it uses the operation {}, which is not part of ONNX but of the program that wrote it. "
        "Export it without custom operations.",
    ),
    (
        r"No Op registered for (\S+) with domain_version of \d+",
        "it uses the operation {}, which ONNX does not have in this version. "
        "Export it again with another opset_version.",
    ),
    (
        r"Could not find an implementation for (\w+)",
        "ONNX Runtime cannot compute its operation {} here. Export it again with another "
        "opset_version, or in float32.",
    ),
    (
        r"Unsupported model IR version: (\d+)",
        "its file format (version {}) is too new. Export it again with an older exporter.",
    ),
)


class Sessions:
    """Computes chosen tensors of one network.

    A session for each set of tensors holds only the part of the network that leads to them. The
    last few are kept.
    """

    def __init__(self, name: str, model: onnx.ModelProto, threads: int) -> None:
        self._name = name
        self._model = model
        self._options = onnxruntime.SessionOptions()
        self._options.intra_op_num_threads = threads
        self._options.inter_op_num_threads = 1
        self._options.log_severity_level = _FATAL
        # Waiting threads that spin would take the processor from the rest of the application.
        self._options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._kept: dict[frozenset[str], Any] = {}

    def run(
        self, feed: Mapping[str, NDArray[Any]], names: Sequence[str]
    ) -> list[NDArray[np.generic]]:
        """Compute the tensors of these names.

        Raises
        ------
        OnnxError
            If ONNX Runtime cannot.
        """
        session = self.session(names)
        try:
            return list(session.run(list(names), dict(feed)))
        except _FAILURES as error:
            size = "×".join(str(side) for one in feed.values() for side in one.shape)
            raise OnnxError(
                f"{self._name} cannot be computed for an input of {size}: {_reason(error)}"
            ) from error

    def session(self, names: Sequence[str]) -> Any:
        """Return the session with these tensors as its outputs, a kept one if there is one.

        Raises
        ------
        OnnxError
            If ONNX Runtime does not accept the network.
        """
        key = frozenset(names)
        session = self._kept.pop(key, None)
        if session is None:
            session = self._made(names)
        self._kept[key] = session  # the newest stands last
        while len(self._kept) > KEPT:
            del self._kept[next(iter(self._kept))]
        return session

    def _made(self, names: Sequence[str]) -> Any:
        content = part_for(self._model, names).SerializeToString()
        try:
            return onnxruntime.InferenceSession(
                content, self._options, providers=["CPUExecutionProvider"]
            )
        except _FAILURES as error:
            raise OnnxError(f"{self._name} cannot be computed: {_reason(error)}") from error


def _reason(error: Exception) -> str:
    text = str(error)
    for pattern, sentence in _REASONS:
        if found := re.search(pattern, text):
            return sentence.format(found[1])
    if isinstance(error, MemoryError) or "bad_alloc" in text or "Failed to allocate" in text:
        return "there is not enough memory. Choose a smaller picture."
    # What is left names a node and what does not fit; the place in the runtime's source is noise.
    line = next((line for line in text.splitlines() if line.strip()), "no reason given")
    line = re.sub(r"^\[ONNXRuntimeError\] : \d+ : \w+ : ", "", line)
    return re.sub(r"/onnxruntime_src/\S+ .*?\) ", "", line).strip()[:300]
