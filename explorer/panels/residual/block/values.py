"""What the page asks its worker for, and what it gets: values free of Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from explorer.engine.mosaic import Mosaic
    from explorer.engine.residual.block_values import (
        BlockView,
        Form,
        GradientCurve,
        Numbers,
        StageKey,
    )
    from explorer.engine.residual.experiment import BlockExperiment
    from explorer.widgets.cells import Cell, Size

    Levels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class BlockRequest:
    """What is to be computed of a picture.

    ``is_ready``: whether torch is there; until then nothing can be. ``room``: width and height in
    pixels that the channels of ``place`` are to fill.
    """

    is_ready: bool
    form: Form
    alpha: float
    zeroed: bool
    place: StageKey
    channel: int
    room: tuple[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class PlaceMap:
    """One channel of one tensor of the block, as levels for a palette, and what the tensor is like.

    ``mean`` and ``zero_share`` are those of all ``channels``; ``is_padding``: the channel is one
    that option A fills with zeros.
    """

    key: StageKey
    levels: Levels
    signed: bool
    channel: int
    channels: int
    mean: float
    zero_share: float
    is_padding: bool = False

    @property
    def size(self) -> Size:
        """Rows and columns."""
        return self.levels.shape[0], self.levels.shape[1]

    @property
    def shape_text(self) -> str:
        """Height × width × channels."""
        return f"{self.size[0]} × {self.size[1]} × {self.channels}"


@dataclass(frozen=True, slots=True, eq=False)
class Around:
    """What is done to a[l] on its way around, where shapes differ.

    Option A: ``tiles``, all channels as small maps of levels (C′, h, w), of which ``missing`` are
    zeros, half of them at either end. Option B: ``weights`` of W_s, float32 (C′, C).
    """

    tiles: Levels | None = None
    missing: int = 0
    weights: NDArray[np.float32] | None = None

    def is_padding(self, channel: int) -> bool:
        """Whether option A fills a channel with zeros."""
        if self.tiles is None:
            return False
        first = self.missing // 2
        return not first <= channel < len(self.tiles) - (self.missing - first)


@dataclass(frozen=True, slots=True, eq=False)
class Enlarged:
    """The chosen tensor: all its channels, and one of them number by number.

    ``values`` float32 (H, W) of the chosen channel; ``means`` one number a channel.
    """

    mosaic: Mosaic
    means: tuple[float, ...]
    values: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """The block with a picture in it, at one α.

    ``place`` is the tensor that is enlarged. ``limit`` is the magnitude at the ends of the colour
    scale that all maps share, at every α; the few larger numbers take the colours of the ends.
    ``difference`` are levels of a[l+2] minus what went around, of one channel. ``picture`` is the
    middle square that the network sees, uint8 (side, side, 3).
    """

    form: Form
    experiment: BlockExperiment
    view: BlockView
    channel: int
    place: StageKey
    places: dict[StageKey, PlaceMap]
    around: Around
    limit: float
    enlarged: Enlarged
    difference: Levels
    picture: NDArray[np.uint8]

    @property
    def output_size(self) -> Size:
        """Rows and columns of a[l+2]."""
        return self.places["a2"].size

    @property
    def same_shape(self) -> bool:
        """Whether a[l] can be added as it is."""
        before, after = self.places["a0"], self.places["a2"]
        return (before.size, before.channels) == (after.size, after.channels)

    def channel_in(self, form: Form) -> int:
        """Return the channel of another form's output beside which the same one of a[l] is."""
        given, channels = self.places["a0"].channel, self.places["a0"].channels
        return output_channel(form, given, channels, channels * (1 + (form in ("A", "B"))))

    def numbers(self, pixel: Cell) -> Numbers:
        """Return the terms of the chosen channel's output at a pixel."""
        return self.view.numbers(self.channel, *pixel)


@dataclass(frozen=True, slots=True, eq=False)
class GradientFound:
    """How much of a gradient arrives at x: for each α, and at the present one exactly.

    ``now`` are lengths through the layers, around them, and of the sum.
    """

    curve: GradientCurve
    alpha: float
    now: tuple[float, float, float]


@dataclass(frozen=True, slots=True, eq=False)
class BlockAnswer:
    """All that the worker says; ``found`` is None until torch is there."""

    found: Found | None = None


def input_channel(form: Form, channel: int, channels_in: int, channels: int) -> int:
    """Return the channel of a[l] that is shown beside one of the output.

    With option A it is the one that is added to it, or the nearest; a projection mixes them all,
    so there it is the one at the same share of the way.
    """
    if channels_in == channels:
        return channel
    if form == "A":
        return min(max(channel - (channels - channels_in) // 2, 0), channels_in - 1)
    return channel * channels_in // channels


def output_channel(form: Form, given: int, channels_in: int, channels: int) -> int:
    """Return the channel of the output beside which a channel of a[l] is shown."""
    if channels_in == channels:
        return given
    if form == "A":
        return given + (channels - channels_in) // 2
    return -(-given * channels // channels_in)
