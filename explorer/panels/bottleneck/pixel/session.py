"""The worker's memory: the network in use, and the volume of the picture in use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.engine.bottleneck.feature_volume import pointwise_layers, volume_for
from explorer.engine.bottleneck.following import following
from explorer.engine.bottleneck.pixel_dense import one_channel_step
from explorer.engine.bottleneck.rounding import rounding_bound
from explorer.engine.trained.catalogue import load_network
from explorer.panels.bottleneck.pixel.values import Found, PixelView, Ways
from explorer.widgets.cells import clamped

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from explorer.engine.bottleneck.feature_volume import FeatureVolume, PointwiseLayer
    from explorer.engine.bottleneck.pixel_dense import OneChannel, PixelDense, PixelResult
    from explorer.engine.trained.network import TrainedNetwork
    from explorer.panels.bottleneck.pixel.values import PixelRequest
    from explorer.services.frames import Frame
    from explorer.widgets.cells import Cell, Size


@dataclass(frozen=True, slots=True, eq=False)
class _Loaded:
    key: tuple[str, str]
    network: TrainedNetwork
    layers: tuple[PointwiseLayer, ...]


@dataclass(slots=True, eq=False)
class _Seen:
    """One picture in front of one layer; ``everywhere`` is worked out when first asked for."""

    frame: Frame
    loaded: _Loaded
    layer: str
    volume: FeatureVolume
    dense: PixelDense
    output: NDArray[np.float32]
    everywhere: float | None = None


class Session:
    """Answers requests one after the other, in one thread.

    A pixel of a picture that stays costs no pass through the network.
    """

    def __init__(self) -> None:
        self._loaded: _Loaded | None = None
        self._seen: _Seen | None = None

    def respond(self, frame: Frame, request: PixelRequest) -> PixelView:
        """Compute what the request asks of the frame.

        Raises
        ------
        ExplorerError
            If the network cannot be loaded, or has no such layer.
        """
        loaded = self._network(request)
        seen = self._see(frame, loaded, request.layer or loaded.layers[0].name)
        if request.keeps and seen.everywhere is None:
            seen.everywhere = seen.dense.largest_difference()
        return PixelView(_found(seen, request))

    def _network(self, request: PixelRequest) -> _Loaded:
        key = (request.network, request.device)
        if self._loaded is None or self._loaded.key != key:
            network = load_network(*key)
            self._loaded = _Loaded(key, network, pointwise_layers(network))
            self._seen = None
        return self._loaded

    def _see(self, frame: Frame, loaded: _Loaded, layer: str) -> _Seen:
        seen = self._seen
        if seen is None or (seen.frame, seen.loaded, seen.layer) != (frame, loaded, layer):
            volume = volume_for(frame.rgb, loaded.network, layer)
            dense = volume.dense()
            self._seen = seen = _Seen(frame, loaded, layer, volume, dense, dense.output)
        return seen


def _found(seen: _Seen, request: PixelRequest) -> Found:
    size = seen.dense.size
    pixel = seen.dense.at(*_cell(request.pixel, size))
    after = following(seen.loaded.network, seen.layer)
    return Found(
        layers=seen.loaded.layers,
        volume=seen.volume,
        size=size,
        output=seen.output,
        pixel=pixel,
        ways=_ways(seen, pixel),
        following=after,
        normalised=after.normalised(pixel.by_conv),
        outcome=after.applied(pixel.by_conv),
        everywhere=seen.everywhere if request.keeps else None,
        single=_single(seen.volume, pixel, request) if request.single else None,
    )


def _cell(pixel: Cell | None, size: Size) -> Cell:
    return (size[0] // 2, size[1] // 2) if pixel is None else clamped(pixel, size)


def _ways(seen: _Seen, pixel: PixelResult) -> Ways:
    device = seen.loaded.network.device
    own = seen.volume.output[0, :, pixel.row, pixel.column].float().numpy()
    products = pixel.products
    return Ways(
        by_dot=pixel.by_dot,
        by_linear=pixel.by_linear,
        by_conv=pixel.by_conv,
        by_network=own,
        bound=rounding_bound(products, pixel.bias),
        network_bound=rounding_bound(products, pixel.bias, tf32=device.type == "cuda"),
        device=str(device),
    )


def _single(volume: FeatureVolume, pixel: PixelResult, request: PixelRequest) -> OneChannel:
    given = min(request.given, pixel.channels.size - 1)
    channel = min(request.channel, pixel.by_conv.size - 1)
    own = float(pixel.weights[channel, given])
    weight = own if request.weight is None else request.weight
    return one_channel_step(volume.values[0, given].float().numpy(), weight)
