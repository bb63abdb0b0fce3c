"""The worker's memory: the block of the picture in use, with its weights and without."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import nn

from explorer.engine.colormaps import LEAST_SPAN, to_levels
from explorer.engine.images import centre_crop, resize_fast
from explorer.engine.mosaic import mosaic
from explorer.engine.residual.block_values import STAGES
from explorer.engine.residual.blocks import PaddedShortcut
from explorer.engine.residual.experiment import SIDE, lab_experiment
from explorer.panels.residual.block.values import (
    Around,
    Enlarged,
    Found,
    PlaceMap,
    input_channel,
)
from explorer.widgets.tile_layout import largest_side

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor

    from explorer.engine.residual.block_values import BlockView, Form, StageKey
    from explorer.engine.residual.experiment import BlockExperiment
    from explorer.panels.residual.block.values import BlockRequest, Levels
    from explorer.services.frames import Frame

SMALL_TILE = 28
BELOW = 0.99
EVERY = 7
"""Enough of the numbers to know where so large a share of them ends."""
ALWAYS_SIGNED: tuple[StageKey, ...] = ("z1", "z2", "sum")
WITHOUT_RELU: tuple[StageKey, ...] = ("a0", "skip", "a2")


@dataclass(slots=True, eq=False)
class _Seen:
    """One picture in one form of block; the block without weights is made when first asked for."""

    frame: Frame
    form: Form
    picture: NDArray[np.uint8]
    given: BlockExperiment
    limit: float
    zeroed: BlockExperiment | None = None

    def experiment(self, zeroed: bool) -> BlockExperiment:
        if not zeroed:
            return self.given
        if self.zeroed is None:
            self.zeroed = self.given.with_zero_weights()
        return self.zeroed


class Session:
    """Answers requests one after the other, in one thread.

    Another α of a picture that stays costs two additions and the summaries.
    """

    def __init__(self) -> None:
        self._seen: _Seen | None = None

    def respond(self, frame: Frame, request: BlockRequest) -> Found:
        """Compute what the request asks of the frame.

        Raises
        ------
        ExplorerError
            If the bundled networks cannot be loaded.
        """
        seen = self._see(frame, request.form)
        experiment = seen.experiment(request.zeroed)
        view = experiment.look(request.alpha)
        channel = min(request.channel, len(view.around) - 1)
        shown = _Shown(request.form, view, channel, seen.limit)
        around = shown.around(experiment.block.shortcut)
        return Found(
            form=request.form,
            experiment=experiment,
            view=view,
            channel=channel,
            place=request.place,
            places={key: shown.place(key, around) for key in STAGES},
            around=around,
            limit=seen.limit,
            enlarged=shown.enlarged(request.place, request.room),
            difference=shown.difference(),
            picture=seen.picture,
        )

    def _see(self, frame: Frame, form: Form) -> _Seen:
        seen = self._seen
        if seen is None or seen.frame is not frame or seen.form != form:
            shorter = min(frame.rgb.shape[:2])
            square = resize_fast(centre_crop(frame.rgb, shorter, shorter), SIDE, SIDE)
            given = lab_experiment(frame.rgb, form)
            self._seen = seen = _Seen(frame, form, square, given, _limit(given))
        return seen


@dataclass(frozen=True, slots=True, eq=False)
class _Shown:
    """Turns the tensors of one look into maps on one scale."""

    form: Form
    view: BlockView
    channel: int
    limit: float

    def place(self, key: StageKey, around: Around) -> PlaceMap:
        stage = self.view.stage(key)
        channel = self._channel_of(key)
        return PlaceMap(
            key=key,
            levels=self._levels(stage.tensor[channel], self._is_signed(key)),
            signed=self._is_signed(key),
            channel=channel,
            channels=len(stage.tensor),
            mean=stage.mean,
            zero_share=stage.zero_share,
            is_padding=key == "skip" and around.is_padding(channel),
        )

    def around(self, shortcut: nn.Module) -> Around:
        if isinstance(shortcut, nn.Conv2d):
            return Around(weights=shortcut.weight[:, :, 0, 0].float().numpy())
        if not isinstance(shortcut, PaddedShortcut):
            return Around()
        small = nn.functional.adaptive_avg_pool2d(self.view.around, SMALL_TILE)
        levels = self._levels(small.flatten(1), signed=False)
        return Around(levels.reshape(-1, SMALL_TILE, SMALL_TILE), shortcut.missing)

    def enlarged(self, key: StageKey, room: tuple[int, int]) -> Enlarged:
        tensor = self.view.stage(key).tensor
        side = largest_side(len(tensor), *room)
        low = -self.limit if self._is_signed(key) else 0.0
        tiles = mosaic(tensor, tile_px=side, ends=(low, self.limit))
        means = tuple(tensor.mean((1, 2)).tolist())
        return Enlarged(tiles, means, tensor[self._channel_of(key)].float().numpy())

    def difference(self) -> Levels:
        output = self.view.stage("a2").tensor[self.channel]
        return self._levels(output - self.view.around[self.channel], signed=True)

    def _channel_of(self, key: StageKey) -> int:
        if key != "a0":
            return self.channel
        given = len(self.view.stage("a0").tensor)
        return input_channel(self.form, self.channel, given, len(self.view.around))

    def _is_signed(self, key: StageKey) -> bool:
        if key == "skip" and self.form == "B":
            return True
        return key in ALWAYS_SIGNED or (self.form == "linear" and key in WITHOUT_RELU)

    def _levels(self, tensor: Tensor, signed: bool) -> Levels:
        return to_levels(tensor.float().numpy(), -self.limit if signed else 0.0, self.limit)


def _limit(given: BlockExperiment) -> float:
    """Return the magnitude that all but the largest few numbers of all tensors stay below.

    One for every α, with the weights or without, so that what gets smaller fades.
    """
    tensors = (stage.tensor.flatten()[::EVERY].abs() for stage in given.look(1.0).stages)
    return max(LEAST_SPAN, float(torch.quantile(torch.cat(list(tensors)).float(), BELOW)))
