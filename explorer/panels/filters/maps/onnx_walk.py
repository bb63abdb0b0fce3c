"""An ONNX file as a network to walk through; ONNX Runtime computes it."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import torch

from explorer.engine.maps import as_maps
from explorer.engine.onnx_network import OnnxNetwork
from explorer.engine.preprocessing import Preprocessing
from explorer.engine.trained.network import NetworkInput
from explorer.panels.filters.maps.values import FirstFilters, LayerFacts, NetworkFacts
from explorer.panels.filters.maps.walk import Pass

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from explorer.engine.onnx_network import OnnxLayer
    from explorer.engine.trained.network import Prediction
    from explorer.panels.filters.state import OwnInput

RUNTIME = "ONNX Runtime on the CPU"
_KINDS = {
    "Conv": "conv",
    "ConvTranspose": "conv",
    "Gemm": "dense",
    "MatMul": "dense",
    "MaxPool": "pool",
    "AveragePool": "pool",
    "GlobalAveragePool": "pool",
}
_SIGNED = {"Conv": True, "Gemm": True, "Relu": False, "Sigmoid": False, "Softmax": False}


class OnnxWalk:
    """A network from a file. Chosen tensors become outputs; only what leads to them is run."""

    def __init__(self, path: Path, own_input: OwnInput) -> None:
        self._network = OnnxNetwork.open(path)
        self._preprocessing = preprocessing_of(own_input)
        self._network.form.check_preprocessing(self._preprocessing)
        layers = self._layer_facts()
        self.facts = NetworkFacts(
            title=path.stem,
            year=0,
            description=" ".join(("An ONNX file of yours.", *self._network.notes)),
            input_text=_input_text(own_input),
            origin=path.name,
            parameters=self._network.parameters,
            classes=self._class_count(layers),
            layers=layers,
            filters=self._first_filters(layers),
            runtime=RUNTIME,
        )

    def prepare(self, rgb: NDArray[np.uint8]) -> NetworkInput:
        """Turn a picture into the network's input."""
        crop = self._preprocessing.crop_xyxy(*rgb.shape[:2])
        return NetworkInput(self._preprocessing.tensor(rgb), crop)

    def run(self, seen: NetworkInput, layers: Sequence[str]) -> Pass:
        """Compute these layers, and the scores where the network classifies."""
        scores = self._network.scores
        names = dict.fromkeys([*layers, scores] if scores else layers)
        start_s = time.perf_counter()
        values = self._network.run(seen.tensor.numpy(), names)
        elapsed_ms = (time.perf_counter() - start_s) * 1e3
        maps = {name: as_maps(torch.from_numpy(values[name])) for name in layers}
        predictions: tuple[Prediction, ...] | None = None
        if scores is not None:
            predictions = self._network.predictions(values[scores])
        last = self.facts.layers[-1].name
        return Pass(maps, predictions, elapsed_ms, bool(scores) or last in layers)

    def kernel(self, layer: str, channel: int) -> NDArray[np.float32] | None:
        """Return the weights of a convolution's channel."""
        kernels = self._network.kernels(layer)
        return None if kernels is None else kernels[channel]

    def _layer_facts(self) -> tuple[LayerFacts, ...]:
        """Take the shapes from the file, and those that it does not tell from a run on zeros."""
        size = self._preprocessing.size
        layers = self._network.layers_at(*size)
        unknown = [layer.name for layer in layers if _map_shape(layer.shape) is None]
        found: dict[str, NDArray[np.float32]] = {}
        if unknown:
            zeros = np.zeros((1, self._network.form.channels, *size), np.float32)
            found = self._network.run(zeros, unknown)
        shaped = (
            replace(layer, shape=found[layer.name].shape) if layer.name in found else layer
            for layer in layers
        )
        return tuple(facts for layer in shaped if (facts := _facts(layer)) is not None)

    def _class_count(self, layers: tuple[LayerFacts, ...]) -> int:
        return next((one.shape[2] for one in layers if one.name == self._network.scores), 0)

    def _first_filters(self, layers: tuple[LayerFacts, ...]) -> FirstFilters | None:
        for layer in layers:
            kernels = self._network.kernels(layer.name) if layer.kind == "conv" else None
            if kernels is not None:
                planes = kernels.transpose(0, 2, 3, 1)
                if planes.shape[3] not in (1, 3):
                    return None
                turned = self._preprocessing.channels == "bgr"
                ordered = np.ascontiguousarray(planes[..., ::-1] if turned else planes)
                return FirstFilters(layer.name, layer.title, ordered)
        return None


def preprocessing_of(own: OwnInput) -> Preprocessing:
    """Return the engine's form of what the state says."""
    return Preprocessing(
        (own.height, own.width),
        channels=own.channels,
        scale=own.scale,
        mean=own.mean,
        std=own.std,
    )


def _facts(layer: OnnxLayer) -> LayerFacts | None:
    shape = _map_shape(layer.shape)
    if shape is None:
        return None
    kind = _KINDS.get(layer.op, "activation" if layer.op not in ("Add", "Concat") else "block")
    return LayerFacts(layer.name, layer.title, kind, _SIGNED.get(layer.op), shape)


def _map_shape(shape: tuple[int | None, ...] | None) -> tuple[int, int, int] | None:
    """Return (height, width, channels) of (N, C, H, W) or (N, C) where all of it is known."""
    if shape is None or len(shape) not in (2, 4) or not all(shape[1:]):
        return None
    channels, *size = (side or 0 for side in shape[1:])
    height, width = size or (1, 1)
    return height, width, channels


def _input_text(own: OwnInput) -> str:
    colour = {"rgb": "RGB", "bgr": "BGR", "grey": "grey"}[own.channels]
    return f"{own.height} × {own.width}, {colour}"
