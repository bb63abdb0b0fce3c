"""A network as the page walks through it: what is known of it, and one forward pass.

`TorchWalk` wraps the engine's own networks, `explorer.panels.filters.maps.onnx_walk.OnnxWalk`
an ONNX file.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
import torch
from torch import nn

from explorer.engine.features import as_maps, capture
from explorer.engine.hooks import forward_to
from explorer.engine.weights import manifest
from explorer.panels.filters.maps.values import FirstFilters, LayerFacts, NetworkFacts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from torch import Tensor

    from explorer.engine.trained.network import NetworkInput, Prediction, TrainedNetwork


@dataclass(frozen=True, slots=True, eq=False)
class Pass:
    """What one forward pass gave: maps (C, H, W) by layer, and how long it took.

    ``predictions`` is None where the network has no classes. ``is_whole``: all layers were run.
    """

    maps: dict[str, Tensor]
    predictions: tuple[Prediction, ...] | None
    elapsed_ms: float
    is_whole: bool


class Walk(Protocol):
    """A loaded network."""

    facts: NetworkFacts

    def prepare(self, rgb: NDArray[np.uint8]) -> NetworkInput:
        """Turn a picture, uint8 (H, W, 3), into the network's input."""

    def run(self, seen: NetworkInput, layers: Sequence[str]) -> Pass:
        """Compute the maps of these layers, and no more of the network than they need."""

    def kernel(self, layer: str, channel: int) -> NDArray[np.float32] | None:
        """Return the weights (c, f, f) behind one channel; None where the layer has none."""


class TorchWalk:
    """A network of the engine. Hooks take the maps; a trunk runs no deeper than it has to."""

    def __init__(self, network: TrainedNetwork, official_file: Path | None = None) -> None:
        self.network = network
        info = network.info
        self.facts = NetworkFacts(
            title=info.title,
            year=info.year,
            description=info.description,
            input_text=_input_text(network),
            origin=official_file.name if official_file else _bundled_origin(info.weights),
            parameters=sum(one.numel() for one in network.module.parameters()),
            classes=len(network.labels),
            layers=_layer_facts(network),
            filters=_first_filters(network),
        )

    def prepare(self, rgb: NDArray[np.uint8]) -> NetworkInput:
        """Turn a picture into the network's input."""
        return self.network.prepare(rgb)

    def run(self, seen: NetworkInput, layers: Sequence[str]) -> Pass:
        """Run as deep as needed: to the classes where there are any, else to the last layer."""
        network = self.network
        logits = network.info.logits if network.labels else ""
        start_s = time.perf_counter()
        with torch.inference_mode():
            x = _laid_out_for(network.device, seen.tensor)
            if not logits and len(layers) == 1:
                taken = {layers[0]: forward_to(network.module, x, layers[0])}
            else:
                names = dict.fromkeys([*layers, logits] if logits else layers)
                taken = capture(network.module, x, tuple(names))
            _wait_for(network.device)
            elapsed_ms = (time.perf_counter() - start_s) * 1e3
            predictions = self._predictions(seen, taken[logits]) if logits else None
        maps = {name: as_maps(taken[name]) for name in layers}
        last = self.facts.layers[-1].name
        return Pass(maps, predictions, elapsed_ms, bool(logits) or last in layers)

    def kernel(self, layer: str, channel: int) -> NDArray[np.float32] | None:
        """Return the weights of a convolution's channel."""
        module = self.network.module.get_submodule(layer)
        if not isinstance(module, nn.Conv2d):
            return None
        weights: NDArray[np.float32] = module.weight[channel].detach().cpu().numpy()
        return weights

    def _predictions(self, seen: NetworkInput, logits: Tensor) -> tuple[Prediction, ...]:
        if seen.is_empty:
            return ()
        shown = len(self.network.labels) if len(self.network.labels) <= 10 else 5
        return self.network.predictions(logits, shown)


def _laid_out_for(device: torch.device, x: Tensor) -> Tensor:
    """Keep the channels of a pixel together: on a CPU convolutions are up to twice as fast so."""
    return x.contiguous(memory_format=torch.channels_last) if device.type == "cpu" else x


def _wait_for(device: torch.device) -> None:
    """Let the clock count what a GPU still works on."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    elif device.type == "mps":
        torch.mps.synchronize()


def _layer_facts(network: TrainedNetwork) -> tuple[LayerFacts, ...]:
    """Find the shapes of all layers by a pass on the meta device, which computes nothing."""
    info, size = network.info, network.info.preprocessing.size
    planes = 1 if info.preprocessing.channels == "grey" else 3
    with torch.device("meta"):
        module = (info.build_complete if network.labels else info.build)().eval()
        taken = capture(module, torch.empty(1, planes, *size), [one.name for one in network.layers])
    facts = []
    for layer in network.layers:
        channels, height, width = as_maps(taken[layer.name]).shape
        shape = (height, width, channels)
        facts.append(LayerFacts(layer.name, layer.title, layer.kind, layer.signed, shape))
    return tuple(facts)


def _first_filters(network: TrainedNetwork) -> FirstFilters | None:
    """Return the first convolution's kernels, red first."""
    first = next(layer for layer in network.layers if layer.kind == "conv")
    convolution = network.module.get_submodule(first.name)
    assert isinstance(convolution, nn.Conv2d)
    kernels = convolution.weight.detach().cpu().float().numpy().transpose(0, 2, 3, 1)
    turned = network.info.preprocessing.channels == "bgr"
    return FirstFilters(
        first.name, first.title, np.ascontiguousarray(kernels[..., ::-1] if turned else kernels)
    )


def _input_text(network: TrainedNetwork) -> str:
    preprocessing = network.info.preprocessing
    height, width = preprocessing.size
    colour = {"rgb": "RGB", "bgr": "BGR", "grey": "grey"}[preprocessing.channels]
    return f"{height} × {width}, {colour}"


def _bundled_origin(weights: str) -> str:
    record = manifest()[weights]
    source = record.source.get("package") or record.source.get("data") or record.build
    licence = record.licence.get("weights", "")
    return f"{source} · {licence}" if licence else str(source)
