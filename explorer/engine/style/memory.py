"""How much memory a style transfer takes, and the size that would fit."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from explorer.engine.bottleneck.device_memory import free_bytes
from explorer.engine.bottleneck.unit_text import memory_text
from explorer.engine.device import pick_device
from explorer.engine.inference.precision import chosen_precision
from explorer.engine.style.config import SMALLEST_SIDE, scaled_sides
from explorer.engine.style.errors import StyleMemoryError
from explorer.engine.style.layers import (
    CHANNELS,
    channels_of,
    deepest,
    layer_titles,
    shrinking_of,
)
from explorer.engine.style.targets import used_layers

if TYPE_CHECKING:
    from explorer.engine.style.config import StyleConfig

_EXACT_BYTES = 4
_INDEX_BYTES = 8  # max pooling notes where each maximum came from
_SLOPES = {2: 3, 4: 2}
"""Slopes of a style layer at a time, by the bytes of a number: one is added to and sent back."""
_ALONE = {2: 9, 4: 13}
"""Bytes for each value of the first maps while a painting runs through the network, measured."""
_SIZE_STEP = 16
_RESERVE = 0.9
"""Share of the free memory that is asked for: others want some too."""


def needed_bytes(config: StyleConfig, size: int | None = None) -> int:
    """Return about how many bytes painting takes on the device, beyond the network's weights.

    Per pixel of the picture: the maps that are kept for the way back; twice the largest layer for
    the gradients on their way; the slopes of the losses; the pairs that L-BFGS remembers. A larger
    painting takes what its own maps do, for a moment.
    """
    longest = config.size if size is None else size
    device = pick_device(config.device)
    half = chosen_precision(device, config.precision) != "float32"
    map_bytes = 2 if half else _EXACT_BYTES
    by_pixel = _bytes_by_pixel(config, map_bytes)
    pixels = _pixels(config.content_rgb.shape[:2], longest)
    style = max(_pixels(one.shape[:2], longest * config.style_scale) for one in config.styles)
    alone = style * CHANNELS[0] * _ALONE[map_bytes]
    return int(max(pixels * by_pixel, alone))


def check_memory(config: StyleConfig) -> None:
    """Refuse a size before a CPU short of memory ends the program.

    Raises
    ------
    StyleMemoryError
        The text and ``fits`` say what would fit.
    """
    free = free_bytes(pick_device(config.device))
    if free is not None and needed_bytes(config) > free * _RESERVE:
        raise memory_error(config, config.size)


def memory_error(config: StyleConfig, size: int) -> StyleMemoryError:
    """Return what to say where memory is too short for a size."""
    device = pick_device(config.device)
    needed, free = needed_bytes(config, size), free_bytes(device)
    fits = largest_size(config, free, below=size)
    there = "" if free is None else f", and {memory_text(free)} are free"
    advice = f"{fits} px would fit." if fits else "Close what else uses the memory."
    text = (
        f'{size} px are too large for the device "{device}": '
        f"about {memory_text(needed)} are needed{there}. {advice}"
    )
    return StyleMemoryError(text, size, fits, needed, free)


def largest_size(config: StyleConfig, free: int | None, below: int) -> int:
    """Return the largest size below another that so many bytes are enough for, 0 if there is none.

    It is at most two thirds of the size that failed, where nobody knows how much is free or where
    that seemed to be enough.
    """
    limit = below - 1
    if free is None or needed_bytes(config, below) <= free * _RESERVE:
        limit = below * 2 // 3
    guess = limit
    if free is not None:
        share = free * _RESERVE / needed_bytes(config, limit)
        guess = min(limit, int(limit * math.sqrt(share)))  # memory grows with the area
    size = guess // _SIZE_STEP * _SIZE_STEP
    return size if size >= SMALLEST_SIDE else 0


def _bytes_by_pixel(config: StyleConfig, map_bytes: int) -> float:
    content, style = used_layers(config)
    used = layer_titles(config.trunk)[: deepest(config.trunk, *content, *style)]
    kept = sum(_map_bytes(title, map_bytes, config.pooling == "max") for title in used)
    slopes = _SLOPES[map_bytes] * map_bytes * sum(_values(title) for title in style)
    slopes += (2 * _EXACT_BYTES + map_bytes) * sum(_values(title) for title in content)
    on_their_way = 3 * map_bytes * CHANNELS[0]
    pairs = config.history if config.optimizer == "lbfgs" else 2
    channels = 1 if config.colour == "luminance" else 3
    return kept + slopes + on_their_way + (2 * pairs + 8) * channels * _EXACT_BYTES


def _map_bytes(title: str, map_bytes: int, with_indices: bool) -> float:
    """Return what a layer keeps, by pixel; a ReLU works in its convolution's place."""
    if title.startswith("relu"):
        return 0.0
    if title.startswith("pool") and with_indices:
        return _values(title) * (map_bytes + _INDEX_BYTES)
    first = title == "conv1_1" and map_bytes < _EXACT_BYTES
    return _values(title) * (map_bytes + (_EXACT_BYTES if first else 0))


def _values(title: str) -> float:
    """Return the numbers in a layer's maps, by pixel of the picture."""
    return channels_of(title) / 4.0 ** shrinking_of(title)


def _pixels(shape: tuple[int, ...], size: float) -> int:
    """Return the pixels of a picture that is painted at a size: of a strip more than one thinks."""
    height, width = scaled_sides(shape, size)
    return height * width
