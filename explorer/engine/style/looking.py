"""Looks at a picture and at its styles through one layer, as the style loss does, in float32."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import torch

from explorer.engine.style.cache import StyleCache
from explorer.engine.style.gram_view import ChannelPair, GramView
from explorer.engine.style.losses import gram
from explorer.engine.style.start import planes_of, resized
from explorer.engine.style.targets import style_tensor

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor

    from explorer.engine.style.config import StyleConfig
    from explorer.engine.style.state import StyleState

LARGEST_LOOK: Final = 512
"""Larger pictures are looked at in this size: the first layer's maps would take a gigabyte."""


class GramLooker:
    """Keeps the network, the styles' matrices and the last maps. For one thread at a time."""

    def __init__(self) -> None:
        self._cache = StyleCache()
        self._config: StyleConfig | None = None
        self._size, self._layer = 0, ""
        self._maps: Tensor | None = None  # (N, H, W)
        self._of_styles: dict[int, Tensor] = {}

    @torch.no_grad()
    def look(
        self,
        config: StyleConfig,
        layer: str,
        size: int,
        picture: NDArray[np.uint8] | StyleState | None = None,
    ) -> GramView:
        """Return the Gram matrices that the loss of a layer compares at a size.

        Parameters
        ----------
        config
            Its styles, their shares, scale and colours, its trunk and normalisation are used.
        size
            Longer side in pixels; at most `LARGEST_LOOK` is taken.
        picture
            uint8 (H, W, 3), or a state, which is exact; None for the content.

        Raises
        ------
        StyleError
            The trunk has no such layer.
        WeightsError
            The trunk's file cannot be used.
        """
        self._take(config, layer, min(size, LARGEST_LOOK))
        looking = self._looking()
        trunk = self._cache.trunk(looking)
        targets = self._cache.targets(looking, self._size)
        planes = _planes(looking, targets.content_rgb if picture is None else picture)
        planes = resized(planes, *targets.content_rgb.shape[:2]).to(trunk.device)
        maps = self._maps = trunk(planes.expand(-1, 3, -1, -1))[layer][0]
        return GramView(
            layer,
            config.normalisation,
            targets.grams[layer][0].cpu().numpy(),
            gram(maps[None])[0].cpu().numpy(),
            (int(maps.shape[1]), int(maps.shape[2])),
        )

    def of_picture(self, k: int, other: int) -> ChannelPair:
        """Return two channels of the picture that was looked at last."""
        assert self._maps is not None, "look() comes first"
        return _pair(self._maps, k, other, 1.0)

    def of_style(self, number: int, k: int, other: int) -> ChannelPair:
        """Return two channels of a painting, as it was compared with the last picture."""
        assert self._maps is not None, "look() comes first"
        if number not in self._of_styles:
            self._of_styles[number] = self._style_maps(number)
        maps, looking = self._of_styles[number], self._looking()
        ratio = self._maps[0].numel() / maps[0].numel()
        return _pair(maps, k, other, looking.style_shares[number] * ratio)

    def clear(self) -> None:
        """Let go of all memory."""
        self._cache.clear()
        self._config, self._maps = None, None
        self._of_styles = {}

    def _take(self, config: StyleConfig, layer: str, size: int) -> None:
        """Forget maps of other styles, layers or sizes."""
        if (self._config, self._layer, self._size) != (config, layer, size):
            self._of_styles = {}
        self._config, self._layer, self._size = config, layer, size

    def _looking(self) -> StyleConfig:
        """Return a config whose loss is that of the layer alone."""
        assert self._config is not None, "look() comes first"
        return replace(
            self._config,
            content_weight=0.0,
            style_weight=1.0,
            style_layers=((self._layer, 1.0),),
            precision="float32",
            start=None,
            start_rgb=None,
            start_index=0,
        )

    @torch.no_grad()
    def _style_maps(self, number: int) -> Tensor:
        looking = self._looking()
        trunk, size = self._cache.trunk(looking), self._size
        content_rgb = self._cache.targets(looking, size).content_rgb
        painting = style_tensor(looking, looking.styles[number], content_rgb, size)
        return trunk(painting.to(trunk.device))[self._layer][0]


def _planes(config: StyleConfig, picture: NDArray[np.uint8] | StyleState) -> Tensor:
    from explorer.engine.style.state import StyleState

    if isinstance(picture, StyleState):
        return torch.from_numpy(picture.planes)[None]
    return planes_of(config, picture)


def _pair(maps: Tensor, k: int, other: int, part: float) -> ChannelPair:
    first, second = (maps[channel].float().cpu().numpy() for channel in (k, other))
    return ChannelPair(first, second, part)
