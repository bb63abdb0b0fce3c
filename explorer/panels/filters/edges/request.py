"""What the worker is asked for: the part of the state that the response depends on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from explorer.panels.filters.state import Border, Channels, EdgesState, Matrix, Shown


@dataclass(frozen=True, slots=True)
class EdgesRequest:
    """The fields mean what they mean in `EdgesState`."""

    kernel: Matrix
    channels: Channels
    channel_weights: tuple[float, float, float]
    shown: Shown
    scale: Literal["picture", "kernel"]
    stride: int
    padding: Literal["same", "valid"] | int
    border: Border
    sketch: int

    @property
    def size(self) -> int:
        """The kernel's side f."""
        return len(self.kernel)

    def weights(self) -> NDArray[np.float32]:
        """Return what is slid over the picture.

        (f, f), or (f, f, 3) over the volume: the kernel times each channel's weight.
        """
        kernel = np.array(self.kernel, np.float32)
        if self.channels != "volume":
            return kernel
        return kernel[:, :, None] * np.array(self.channel_weights, np.float32)


def request_of(state: EdgesState) -> EdgesRequest:
    """Leave out what only the screen needs: the probe, the walk, the kernel's name."""
    return EdgesRequest(
        kernel=state.kernel,
        channels=state.channels,
        channel_weights=state.channel_weights,
        shown=state.shown,
        scale=state.scale,
        stride=state.stride,
        padding=state.padding,
        border=state.border,
        sketch=state.sketch,
    )
