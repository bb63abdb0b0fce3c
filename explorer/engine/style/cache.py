"""Networks and targets that several runs on the same pictures share."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from typing import TYPE_CHECKING

import torch

from explorer.engine.device import pick_device
from explorer.engine.inference.precision import chosen_precision
from explorer.engine.style.targets import find_targets, used_layers
from explorer.engine.style.trunk import load_trunk

if TYPE_CHECKING:
    from collections.abc import Hashable

    import numpy as np
    from numpy.typing import NDArray

    from explorer.engine.style.config import StyleConfig
    from explorer.engine.style.targets import Targets
    from explorer.engine.style.trunk import StyleTrunk


class StyleCache:
    """Keeps the last trunk and the targets of the last few sizes and pictures.

    A run that is forked with other weights finds both here. For one thread at a time.
    """

    def __init__(self, sizes: int = 4) -> None:
        self._sizes = sizes
        self._trunk: tuple[Hashable, StyleTrunk] | None = None
        self._targets: OrderedDict[Hashable, Targets] = OrderedDict()

    def trunk(self, config: StyleConfig) -> StyleTrunk:
        """Return the network for a config, loaded if it is another one than before."""
        key = _trunk_key(config)
        if self._trunk is None or self._trunk[0] != key:
            self._trunk = None  # first, so that two never hold memory together
            device = pick_device(config.device)
            dtype = getattr(torch, chosen_precision(device, config.precision))
            wanted = frozenset().union(*used_layers(config))
            loaded = load_trunk(
                config.trunk, config.trunk_file, wanted, config.pooling, device, dtype
            )
            self._trunk = (key, loaded)
        return self._trunk[1]

    def targets(self, config: StyleConfig, size: int) -> Targets:
        """Return what pictures of a size are compared with, computed if it is not here."""
        key = (_trunk_key(config), _pictures_key(config), size)
        if key not in self._targets:
            while len(self._targets) >= self._sizes:
                self._targets.popitem(last=False)
            self._targets[key] = find_targets(config, self.trunk(config), size)
        self._targets.move_to_end(key)
        return self._targets[key]

    def clear(self) -> None:
        """Let go of all of it."""
        self._trunk = None
        self._targets.clear()


def _trunk_key(config: StyleConfig) -> Hashable:
    device = str(pick_device(config.device))
    layers = used_layers(config)
    return config.trunk, config.trunk_file, config.pooling, device, config.precision, layers


def _pictures_key(config: StyleConfig) -> Hashable:
    return (
        _digest(config.content_rgb),
        tuple(_digest(painting) for painting in config.styles),
        config.style_shares,
        config.style_scale,
        config.colour,
    )


def _digest(rgb: NDArray[np.uint8]) -> Hashable:
    return rgb.shape, hashlib.sha256(rgb.tobytes()).digest()
