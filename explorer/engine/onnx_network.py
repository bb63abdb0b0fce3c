"""Bring your own network: open an ONNX file and look into it.

ONNX is data. `onnx` reads it, ONNX Runtime computes it, with the wanted tensors as outputs.

    network = OnnxNetwork.open(path)
    preprocessing = network.form.suggestion         # for the user to check
    x = preprocessing.tensor(rgb).numpy()           # float32 (1, C, H, W)
    maps = network.run(x, [layer.name for layer in network.layers[:3]])
"""

from __future__ import annotations

import math
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from explorer.engine.onnx_file import read_model
from explorer.engine.onnx_form import OnnxForm, form_of
from explorer.engine.onnx_graph import (
    OnnxInput,
    OnnxLayer,
    OnnxShapes,
    convolution_weights,
    inputs_of,
    layers_of,
    with_shapes,
)
from explorer.engine.onnx_sessions import Sessions
from explorer.engine.onnx_tensors import OnnxError
from explorer.engine.onnx_windows import check_windows
from explorer.engine.trained.network import Prediction

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import onnx
    from numpy.typing import NDArray

__all__ = ["OnnxError", "OnnxForm", "OnnxInput", "OnnxLayer", "OnnxNetwork"]

_STANDARD_DOMAINS = ("", "ai.onnx", "ai.onnx.ml")


@dataclass(frozen=True, slots=True)
class OnnxNetwork:
    """An opened network.

    Parameters
    ----------
    name
        The file's name.
    inputs
        What the file declares as its input: one, a picture.
    form
        How a picture is fed to it, and what has to be asked.
    layers
        Its feature tensors in the order they are computed; sizes that depend on the picture's are
        None, see `layers_at`.
    scores
        The tensor with one score for each class, or None if the network does not classify.
    notes
        What a user should know: operations from outside the ONNX standard.
    """

    name: str
    inputs: tuple[OnnxInput, ...]
    form: OnnxForm
    layers: tuple[OnnxLayer, ...]
    scores: str | None
    notes: tuple[str, ...]
    _model: onnx.ModelProto = field(repr=False, compare=False)
    _sessions: Sessions = field(repr=False, compare=False)
    _sized: dict[tuple[int, int], tuple[OnnxLayer, ...]] = field(
        default_factory=dict, repr=False, compare=False
    )

    @classmethod
    def open(cls, path: Path, threads: int | None = None) -> OnnxNetwork:
        """Read a file, check it, and make sure that ONNX Runtime accepts it.

        Parameters
        ----------
        threads
            For one computation; by default half of the processor's cores, at most 4.

        Raises
        ------
        OnnxError
            What the file is, what is wrong with it, and what to do.
        """
        threads = threads or max(1, min(4, (os.cpu_count() or 2) // 2))
        model = read_model(path)
        inputs = inputs_of(model)
        form = form_of(path.name, inputs, model)
        known = _shapes_at(path.name, model, inputs[0].name, form, form.height, form.width)
        layers = layers_of(model, inputs[0].name, form.layout, known)
        if not layers:
            raise OnnxError(f"{path.name} computes no feature maps from its input.")
        scores = _scores(model, layers)
        sessions = Sessions(path.name, model, threads)
        sessions.session([scores or layers[-1].name])
        return cls(path.name, inputs, form, layers, scores, _notes(model), model, sessions)

    def layers_at(self, height: int, width: int) -> tuple[OnnxLayer, ...]:
        """Return the layers with their sizes for a picture of this size.

        Raises
        ------
        OnnxError
            If the network does not take this size, would need too much memory for it, or is left
            with no maps at all.
        """
        size = (height, width)
        if size not in self._sized:
            self.form.check_size(height, width)
            known = _shapes_at(self.name, self._model, self.inputs[0].name, self.form, *size)
            self._sized.clear()  # a size that is typed or dragged leaves no trail
            self._sized[size] = layers_of(self._model, self.inputs[0].name, self.form.layout, known)
        return self._sized[size]

    def run(
        self, x: NDArray[np.float32], names: Iterable[str] | None = None
    ) -> dict[str, NDArray[np.float32]]:
        """Compute layers.

        Parameters
        ----------
        x
            The preprocessed picture, float32 (1, C, H, W), whatever the file's layout and numbers.
        names
            Tensor names; None computes all layers.

        Returns
        -------
        dict
            By name, float32 (1, C, H, W) or (1, C).

        Raises
        ------
        OnnxError
            If a name or a shape is wrong, or the network cannot be computed for it.
        """
        wanted = list(dict.fromkeys(names if names is not None else self._all_names()))
        last = {layer.name: layer.channels_last for layer in self.layers}
        for name in wanted:
            if name not in last:
                raise OnnxError(f"{self.name} has no layer {name!r}.")
        fed = self._fed(x)
        values = self._sessions.run({self.inputs[0].name: fed}, wanted) if wanted else []
        return {
            name: _single(value, last[name]) for name, value in zip(wanted, values, strict=True)
        }

    @property
    def parameters(self) -> int:
        """How many numbers the file stores as weights."""
        return sum(math.prod(one.dims) for one in self._model.graph.initializer)

    def kernels(self, name: str) -> NDArray[np.float32] | None:
        """Return the weights (C, c, f, f) of the convolution that gives a layer, if one does."""
        return convolution_weights(self._model, name)

    def classify(self, x: NDArray[np.float32], k: int = 5) -> tuple[Prediction, ...]:
        """Return the most probable classes, best first.

        Raises
        ------
        OnnxError
            If the network does not classify, or cannot be computed.
        """
        if self.scores is None:
            raise OnnxError(f"{self.name} does not classify: it gives no row of scores.")
        return self.predictions(self.run(x, [self.scores])[self.scores], k)

    @staticmethod
    def predictions(scores: NDArray[np.float32], k: int = 5) -> tuple[Prediction, ...]:
        """Return the most probable of these scores, best first; the file does not name classes.

        Scores that are no probabilities yet go through a softmax.
        """
        values = scores.astype(np.float64).ravel()
        if values.min() < 0 or abs(values.sum() - 1) > 1e-3:
            values = np.exp(values - values.max())
            values /= values.sum()
        best = np.argsort(-values, kind="stable")[:k]
        return tuple(Prediction(int(i), f"class {i}", float(values[i])) for i in best)

    def _all_names(self) -> list[str]:
        return [layer.name for layer in self.layers]

    def _fed(self, x: NDArray[np.float32]) -> NDArray[np.generic]:
        """Turn the picture into the file's batch, layout and number type."""
        if x.ndim != 4 or x.shape[:2] != (1, self.form.channels):
            raise OnnxError(
                f"{self.name} takes 1×{self.form.channels}×H×W, not "
                f"{'×'.join(str(side) for side in x.shape)}."
            )
        self.layers_at(*x.shape[2:])
        if self.form.layout == "NHWC":
            x = x.transpose(0, 2, 3, 1)
        kind = np.dtype(self.form.dtype)
        fed: NDArray[np.generic]
        if np.issubdtype(kind, np.integer):
            limits = np.iinfo(kind)
            fed = np.clip(np.rint(x.astype(np.float64)), limits.min, limits.max).astype(kind)
        else:
            fed = x.astype(kind)
        return np.ascontiguousarray(np.repeat(fed, self.form.batch, axis=0))


def _single(value: NDArray[np.generic], channels_last: bool) -> NDArray[np.float32]:
    if channels_last and value.ndim == 4:
        value = value.transpose(0, 3, 1, 2)
    return np.ascontiguousarray(value[:1] if value.ndim else value, dtype=np.float32)


def _shapes_at(
    name: str,
    model: onnx.ModelProto,
    input_name: str,
    form: OnnxForm,
    height: int | None,
    width: int | None,
) -> OnnxShapes:
    known = with_shapes(model, input_name, form.array_shape(height or 0, width or 0))
    known.check_extent(name)
    check_windows(name, model, known.shapes)
    return known


def _scores(model: onnx.ModelProto, layers: tuple[OnnxLayer, ...]) -> str | None:
    """Return the first output that is one row of numbers, (1, N) or (1, N, 1, 1)."""
    outputs = {one.name for one in model.graph.output}
    for layer in layers:
        if layer.name in outputs and layer.shape and (layer.shape[1] or 0) > 1:
            if all(side == 1 for side in layer.shape[2:]):
                return layer.name
    return None


def _notes(model: onnx.ModelProto) -> tuple[str, ...]:
    own = {(one.domain, one.name) for one in model.functions}
    foreign = sorted(
        {
            f"{node.domain}:{node.op_type}"
            for node in model.graph.node
            if node.domain not in _STANDARD_DOMAINS and (node.domain, node.op_type) not in own
        }
    )
    if not foreign:
        return ()
    return (f"It uses operations from outside the ONNX standard: {', '.join(foreign)}.",)
