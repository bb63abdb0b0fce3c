"""From chips to embeddings: the mean of what the network says of a chip and of its mirror image."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch

from explorer.engine.arithmetic import ShapeError
from explorer.engine.faces.dlib_resnet import CHIP, EMBEDDING, DlibResNet, folded, normalised
from explorer.engine.inference.rewriting import layout_for, rewrite
from explorer.engine.inference.tracing import traced
from explorer.engine.weights import load_weights

if TYPE_CHECKING:
    from numpy.typing import NDArray

WEIGHTS = "dlib-face"


class Embedder:
    """The face network on a device.

    Every pass sees two pictures, a chip and its mirror image. Layers are laid out for this shape
    once and are then only read, so several threads may embed at a time, and an embedding does not
    depend, not even in its last bit, on what else is embedded with it.

    All is computed in float32. bfloat16 takes three fifths of the time on a CPU that has it, and
    moves embeddings by up to 0.0064: a gallery should not depend on the computer it was made on.

    Raises
    ------
    WeightsError
        If the file of weights is missing or damaged.
    """

    def __init__(self, device: torch.device) -> None:
        self.device = device
        network = DlibResNet()
        network.load_state_dict(folded(load_weights(WEIGHTS)))
        self._network = traced(network)
        rewrite(self._network, device, torch.float32)
        self.passes(np.zeros((1, CHIP, CHIP, 3), np.uint8))

    def embed(self, chips_rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Return embeddings float32 (N, 128), not normalised, of uint8 chips (N, 150, 150, 3).

        Raises
        ------
        ShapeError
            If the array holds no such chips.
        """
        return np.asarray(self.passes(chips_rgb).mean(1), np.float32)

    @torch.inference_mode()
    def passes(self, chips_rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Return float32 (N, 2, 128): of each chip, as dlib has it, and of its mirror image."""
        check_chips(chips_rgb)
        found = np.empty((len(chips_rgb), 2, EMBEDDING), np.float32)
        for row, chip in zip(found, chips_rgb, strict=True):
            pair = torch.from_numpy(np.stack((chip, chip[:, ::-1]))).to(self.device)
            x = normalised(pair).contiguous(memory_format=layout_for(self.device))
            row[:] = self._network(x).cpu().numpy()
        return found


def check_chips(chips_rgb: NDArray[np.uint8]) -> None:
    """Raise a `ShapeError` if an array does not hold uint8 chips (N, 150, 150, 3)."""
    if chips_rgb.dtype != np.uint8 or chips_rgb.shape[1:] != (CHIP, CHIP, 3):
        raise ShapeError(
            f"Chips are uint8 (N, {CHIP}, {CHIP}, 3), not {chips_rgb.dtype} {chips_rgb.shape}."
        )
