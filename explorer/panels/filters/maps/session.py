"""The worker's memory: the network in use, and the activations of the picture in use.

Work that did not change is not done again. Another order or colour scale makes a new mosaic of the
same maps; another layer of a picture that stays is taken from the pass that is there already.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import torch

from explorer.engine.features import order_channels, statistics
from explorer.engine.mosaic import Mosaic, mosaic
from explorer.panels.filters.maps.loading import load_walk
from explorer.panels.filters.maps.values import ChannelView, LayerFacts, MapsView, UnitError
from explorer.widgets.tile_layout import TileLayout, filling_side, largest_side

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor

    from explorer.engine.features import MapStatistics
    from explorer.engine.trained.network import NetworkInput
    from explorer.panels.filters.maps.values import MapsRequest
    from explorer.panels.filters.maps.walk import Pass, Walk
    from explorer.panels.filters.state import UnitState
    from explorer.services.frames import Frame


SCROLL_BAR_PX = 10


@dataclass(frozen=True, slots=True, eq=False)
class _Loaded:
    unit: UnitState
    device: str
    walk: Walk


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """One picture as one network saw it, with the maps that were taken of it."""

    frame: Frame
    walk: Walk
    given: NetworkInput
    taken: Pass


@dataclass(frozen=True, slots=True, eq=False)
class _Painted:
    """What was worked out of one layer's maps."""

    maps: Tensor
    ways: tuple[str, str, tuple[int, int]]
    mosaic: Mosaic
    means: tuple[float, ...]
    statistics: MapStatistics
    elapsed_ms: float


class Session:
    """Answers requests one after the other, in one thread.

    It holds one network. On a picture that stays it holds the maps of all its layers (VGG-16:
    110 MB); of live pictures those of the chosen layer alone.
    """

    def __init__(self, load: Callable[[UnitState, str], Walk] = load_walk) -> None:
        self._load = load
        self._loaded: _Loaded | None = None
        self._seen: _Seen | None = None
        self._painted: _Painted | None = None

    def respond(self, frame: Frame, request: MapsRequest) -> MapsView:
        """Compute what the request asks of the frame.

        Raises
        ------
        ExplorerError
            If the network cannot be loaded or run, or has no such layer or channel. What was
            loaded before stays.
        """
        walk = self._network(request)
        layer = walk.facts.layer(request.unit.layer)
        _check_channel(layer, request.unit.channel)
        before = self._seen
        seen = self._see(walk, frame, layer, keeps=request.keeps)
        maps = seen.taken.maps[layer.name]
        painted = self._paint(maps, layer, request)
        return MapsView(
            network=walk.facts,
            layer=layer,
            mosaic=painted.mosaic,
            means=painted.means,
            statistics=painted.statistics,
            channel=_channel_view(walk, layer, maps, painted.mosaic, request.unit.channel),
            crop_xyxy=seen.given.crop_xyxy,
            predictions=seen.taken.predictions,
            forward_ms=seen.taken.elapsed_ms,
            mosaic_ms=painted.elapsed_ms,
            was_kept=seen is before,
            whole_pass=seen.taken.is_whole,
        )

    def _network(self, request: MapsRequest) -> Walk:
        unit = replace(request.unit, layer="", channel=None)
        loaded = self._loaded
        if loaded is None or (loaded.unit, loaded.device) != (unit, request.device):
            walk = self._load(unit, request.device)
            self._loaded = loaded = _Loaded(unit, request.device, walk)
            self._seen = self._painted = None
        return loaded.walk

    def _see(self, walk: Walk, frame: Frame, layer: LayerFacts, *, keeps: bool) -> _Seen:
        seen = self._seen
        known = seen is not None and seen.frame is frame and seen.walk is walk
        if seen is not None and known and layer.name in seen.taken.maps:
            return seen
        given = seen.given if seen is not None and known else walk.prepare(frame.rgb)
        self._seen = self._painted = None  # before the pass: not two sets of maps at once
        wanted = [one.name for one in walk.facts.layers] if keeps else [layer.name]
        self._seen = _Seen(frame, walk, given, walk.run(given, wanted))
        return self._seen

    def _paint(self, maps: Tensor, layer: LayerFacts, request: MapsRequest) -> _Painted:
        ways = (request.order, request.scale, request.room)
        painted = self._painted
        if painted is not None and painted.maps is maps and painted.ways == ways:
            return painted
        start_s = time.perf_counter()
        with torch.inference_mode():
            tile_px, columns = _fitted(layer, request.room)
            tiles = mosaic(
                maps,
                tile_px=tile_px,
                columns=columns,
                order=order_channels(maps, by=request.order),
                scale=request.scale,
                signed=layer.signed,
            )
            means = tuple(maps.flatten(1).mean(1).tolist())
            numbers = statistics(maps)
        elapsed_ms = (time.perf_counter() - start_s) * 1e3
        self._painted = _Painted(maps, ways, tiles, means, numbers, elapsed_ms)
        return self._painted


def _fitted(layer: LayerFacts, room: tuple[int, int]) -> tuple[int, int]:
    """Return the tiles' side, and how many stand in a row of the grid.

    A mosaic with the grid's own rows is painted faster.
    """
    height, width, count = layer.shape
    side = largest_side(count, *room, aspect=height / width)
    layout = _layout(layer, side, room[0])
    if layout.height > room[1]:
        beside_bar = room[0] - SCROLL_BAR_PX
        side = filling_side(beside_bar) if height == width else side
        layout = _layout(layer, side, beside_bar)
    return side, layout.columns


def _layout(layer: LayerFacts, side: int, room_width: int) -> TileLayout:
    height, width, count = layer.shape
    across, down = round(side * min(1, width / height)), round(side * min(1, height / width))
    return TileLayout(count, across, down, width=room_width)


def _check_channel(layer: LayerFacts, channel: int | None) -> None:
    count = layer.shape[2]
    if channel is not None and not 0 <= channel < count:
        raise UnitError(f"{layer.title} has channels 0 to {count - 1}, and none is {channel}.")


def _channel_view(
    walk: Walk, layer: LayerFacts, maps: Tensor, tiles: Mosaic, channel: int | None
) -> ChannelView | None:
    if channel is None:
        return None
    place = tiles.channels.tolist().index(channel)
    with torch.inference_mode():
        one = maps[channel]
        return ChannelView(
            index=channel,
            values=one.float().cpu().numpy(),
            low=float(tiles.lows[place]),
            high=float(tiles.highs[place]),
            statistics=statistics(one[None]),
            kernel=walk.kernel(layer.name, channel),
        )
