"""26 styles in one network, in real time, and blended.

Dumoulin, Shlens and Kudlur, "A Learned Representation for Artistic Style", ICLR 2017: one network
paints in many styles, and a style is no more than the scale γ and the shift β of each instance
normalisation (section 2.2). A blend of styles is the same blend of their γ and β.
"""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Final, cast

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from explorer.engine.device import pick_device
from explorer.engine.inference.rewriting import layout_for
from explorer.engine.style.config import check_picture
from explorer.engine.style.errors import StyleError
from explorer.engine.style.multistyle_names import STYLES
from explorer.engine.weights import load_weights

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

STYLE_COUNT: Final = len(STYLES)
_EPS = 1e-5
_GRANULE = 4  # two strides of 2
_RESIDUALS = 6
_WIDTH = 4
_FEW = 4
"""So few channels are quicker apart than side by side."""


class ConditionalConv(nn.Module):
    """A convolution with mirrored borders and conditional instance normalisation, of one picture.

    γ (x − μ) / √(σ² + ε) + β, with μ and σ² of each channel: Dumoulin et al. 2017,
    equation (5). The convolution has no bias, which the mean would take away again.
    """

    def __init__(self, channels_in: int, channels: int, side: int, stride: int = 1) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(channels, channels_in, side, side))
        self.gamma = nn.Parameter(torch.empty(STYLE_COUNT, channels))
        self.beta = nn.Parameter(torch.empty(STYLE_COUNT, channels))
        self._stride, self._border = stride, side // 2
        self._wide: Tensor | None = None
        self._rooms: dict[str, Tensor] = {}

    def widen(self) -> None:
        """Compute four pixels at a time from now on, which is quicker for few channels.

        With channels last, four pixels of C channels are one of 4 C: a view. Of the weights' new
        rows each is the old one, moved along.
        """
        channels, channels_in, side, _ = self.weight.shape
        groups = math.ceil((side + _WIDTH - 1) / _WIDTH)
        wide = self.weight.new_zeros(_WIDTH, channels, _WIDTH, channels_in, side, groups)
        for place, column in itertools.product(range(_WIDTH), range(side)):
            group, within = divmod(place + column, _WIDTH)
            wide[place, :, within, :, :, group] = self.weight[..., column]
        self._wide = wide.flatten(2, 3).flatten(0, 1)
        self._wide = self._wide.contiguous(memory_format=torch.channels_last)

    def forward(self, x: Tensor, shares: Tensor) -> Tensor:
        """Return normalised maps (1, C, H', W') for shares (26,) of the styles."""
        padded = self._padded(x)
        if self._wide is None:
            maps = functional.conv2d(padded, self.weight, stride=self._stride)
        else:
            padded = padded.contiguous(memory_format=torch.channels_last)
            wide = functional.conv2d(_regrouped(padded, _WIDTH), self._wide)
            maps = _regrouped(wide, 1 / _WIDTH)
        if maps.shape[1] <= _FEW:
            maps = maps.contiguous()
        return self._normalised(maps, shares @ self.gamma, shares @ self.beta)

    def _padded(self, x: Tensor) -> Tensor:
        _, channels, height, width = x.shape
        border = self._border
        shape = (1, channels, height + 2 * border, width + 2 * border)
        room = self._room("padded", shape, x)
        return torch.ops.aten.reflection_pad2d.out(x, [border] * 4, out=room)  # type: ignore[no-any-return]

    def _normalised(self, maps: Tensor, gamma: Tensor, beta: Tensor) -> Tensor:
        """Normalise by the statistics of a batch of one picture, which are that picture's own."""
        channels = (maps.shape[1],)
        room = self._room("normalised", tuple(maps.shape), maps)
        mean, spread = self._room("mean", channels, gamma), self._room("spread", channels, gamma)
        torch.ops.aten.native_batch_norm.out(
            maps,
            gamma,
            beta,
            None,
            None,
            True,
            0.0,
            _EPS,
            out=room,
            save_mean=mean,
            save_invstd=spread,
        )
        return room

    def _room(self, name: str, shape: tuple[int, ...], like: Tensor) -> Tensor:
        """Return memory for a result, the same at every picture of a size.

        A CPU's fresh memory costs more than what is written to it here.
        """
        room = self._rooms.get(name)
        if room is None or room.shape != shape or room.device != like.device:
            last = len(shape) == 4 and like.is_contiguous(memory_format=torch.channels_last)
            layout = torch.channels_last if last else torch.contiguous_format
            room = torch.empty(shape, device=like.device, dtype=like.dtype, memory_format=layout)
            self._rooms[name] = room
        return room


def _regrouped(x: Tensor, pixels: float) -> Tensor:
    """Take so many pixels of a row for one with as many times the channels; a view."""
    rows = x.permute(0, 2, 3, 1)
    batch, height, width, channels = rows.shape
    regrouped = rows.reshape(batch, height, int(width / pixels), int(channels * pixels))
    return regrouped.permute(0, 3, 1, 2)


class Multistyle(nn.Module):
    """From RGB in 0..1, (1, 3, H, W) with sides that 4 divides, to the painted picture."""

    def __init__(self) -> None:
        super().__init__()
        self.contract = nn.ModuleList(
            [
                ConditionalConv(3, 32, 9),
                ConditionalConv(32, 32, 3, 2),
                ConditionalConv(32, 32, 3, 2),
            ]
        )
        self.residual = nn.ModuleList(
            nn.ModuleList(ConditionalConv(32, 32, 3) for _ in range(2)) for _ in range(_RESIDUALS)
        )
        self.expand = nn.ModuleList(
            [ConditionalConv(32, 8, 3), ConditionalConv(8, 4, 3), ConditionalConv(4, 3, 9)]
        )

    def widen(self) -> None:
        """Compute the last layer, which has the fewest channels, the quick way of a CPU."""
        self.expand[-1].widen()  # type: ignore[operator]

    def forward(self, x: Tensor, shares: Tensor) -> Tensor:
        """Paint with shares (26,) of the styles."""
        for layer in self.contract:
            x = layer(x, shares).relu_()
        for block in self.residual:
            first, second = cast("nn.ModuleList", block)
            x = x + second(first(x, shares).relu_(), shares)
        for number, layer in enumerate(self.expand):
            if number < 2:
                x = functional.interpolate(x, scale_factor=2.0, mode="nearest")
            x = layer(x, shares)
            x = x.relu_() if number < 2 else x.sigmoid_()
        return x


class MultistylePainter:
    """The network ready to run, for one thread at a time: results lie in the same memory."""

    def __init__(self, network: Multistyle, device: torch.device) -> None:
        self.device = device
        self._layout = layout_for(device)
        placed = network.to(device).to(memory_format=self._layout)  # type: ignore[call-overload]
        self._network = cast("Multistyle", placed)
        if device.type == "cpu":
            self._network.widen()

    @property
    def network(self) -> Multistyle:
        """What paints."""
        return self._network

    @torch.inference_mode()
    def stylize(
        self, rgb: NDArray[np.uint8], weights: Sequence[float] | NDArray[np.floating]
    ) -> NDArray[np.uint8]:
        """Return a picture painted in a blend of the styles.

        Parameters
        ----------
        rgb
            uint8 (H, W, 3), each side of 32 pixels at least.
        weights
            One for each of the 26 styles, 0 or more; they are brought to a sum of 1.

        Returns
        -------
        NDArray
            uint8 (H, W, 3), of the same size.

        Raises
        ------
        StyleError
            A picture or weights that cannot be painted with.
        """
        check_picture(rgb, "rgb")
        height, width = rgb.shape[:2]
        pixels = torch.from_numpy(np.require(rgb, requirements=("C", "W"))).to(self.device)
        x = pixels[None].permute(0, 3, 1, 2).float().div_(255)
        right, below = -width % _GRANULE, -height % _GRANULE
        if right or below:
            x = functional.pad(x, (0, right, 0, below), mode="reflect")
        shares = torch.from_numpy(checked_shares(weights)).to(self.device)
        painted = self._network(x.contiguous(memory_format=self._layout), shares)
        kept = painted[0, :, :height, :width].mul(255).add_(0.5).to(torch.uint8)
        return np.asarray(kept.permute(1, 2, 0).contiguous().cpu().numpy(), np.uint8)


def checked_shares(weights: Sequence[float] | NDArray[np.floating]) -> NDArray[np.float32]:
    """Return the weights of the 26 styles as float32 with a sum of 1.

    Raises
    ------
    StyleError
        There are not 26, or one is below 0, or all are 0.
    """
    shares = np.asarray(weights, np.float64)
    if shares.shape != (STYLE_COUNT,):
        raise StyleError(f"There are {STYLE_COUNT} styles: not {shares.shape} weights.", "weights")
    if not np.isfinite(shares).all() or shares.min() < 0 or not math.fsum(shares) > 0:
        raise StyleError("Weights of styles are 0 or more, and one is above 0.", "weights")
    return np.asarray(shares / shares.sum(), np.float32)


def load_multistyle(device: torch.device | str | None = None) -> MultistylePainter:
    """Return the bundled network on a device; by default on the best there is.

    Raises
    ------
    WeightsError
        If its file is missing or damaged.
    DeviceError
        If there is no such device.
    """
    place = device if isinstance(device, torch.device) else pick_device(device)
    with torch.device("meta"):
        network = Multistyle()
    network.load_state_dict(load_weights("multistyle26"), assign=True)
    return MultistylePainter(network.eval().requires_grad_(False), place)
