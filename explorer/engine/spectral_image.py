"""A picture written as the spectrum of decorrelated colours, and small random movements of it.

Gradient ascent on plain pixels ends in high-frequency noise. On a spectrum whose coefficients are
scaled by 1/frequency, and on colour axes as independent as those of photographs, the same steps
give smooth, readable pictures (Olah, Mordvintsev and Schubert, "Feature Visualization", 2017).
"""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional

# Columns: the independent colour axes of ImageNet's photographs, each times its spread.
_COLOUR_AXES = ((0.26, 0.09, 0.02), (0.27, 0.00, -0.05), (0.27, -0.09, 0.03))
_START_SPREAD = 0.01
_CONTRAST = 0.25


class SpectralImage:
    """A square picture (1, C, size, size) in 0..1, as a function of a spectrum to optimise.

    Parameters
    ----------
    size
        Height and width in pixels.
    channels
        3 for RGB, 1 for grey.
    generator
        Draws the start, on the CPU, so that a seed gives the same start on every device.
    spread
        How far from mid-grey the start is.
    """

    def __init__(
        self,
        size: int,
        channels: int,
        generator: torch.Generator,
        device: torch.device,
        spread: float = _START_SPREAD,
    ) -> None:
        self._size = size
        rows = torch.fft.fftfreq(size)[:, None]
        columns = torch.fft.rfftfreq(size)[None, :]
        frequency = (rows.square() + columns.square()).sqrt()  # (size, size // 2 + 1)
        self._scale = (size / frequency.clamp_min(1 / size))[..., None].to(device)
        start = torch.randn(1, channels, *frequency.shape, 2, generator=generator) * spread
        self.spectrum = start.to(device).requires_grad_()
        axes = torch.tensor(_COLOUR_AXES) if channels == 3 else torch.eye(channels)
        self._axes = (axes / axes.norm(dim=0).max()).to(device)

    def pixels(self) -> Tensor:
        """Return the picture, differentiable with respect to ``spectrum``."""
        spectrum = torch.view_as_complex(self.spectrum * self._scale)
        planes = torch.fft.irfft2(spectrum, s=(self._size, self._size)) * _CONTRAST
        return torch.einsum("rc,ncij->nrij", self._axes, planes).sigmoid()


def jiggle(
    picture: Tensor,
    generator: torch.Generator,
    shift_px: float,
    turn_deg: float,
    zoom: float,
) -> Tensor:
    """Shift, turn and zoom a picture (1, C, H, W) a little, at random; the edges are mirrored.

    A pattern that excites a unit only at one exact place and scale does not survive this.
    ``zoom`` 0.1 means 0.9 to 1.1.
    """
    side = max(picture.shape[-2:])
    draws = (torch.rand(4, generator=generator) * 2 - 1).tolist()
    angle = math.radians(turn_deg * draws[0])
    scale = 1 + zoom * draws[1]
    cosine, sine = math.cos(angle) / scale, math.sin(angle) / scale
    right, down = (2 * shift_px / side * draw for draw in draws[2:])
    affine = picture.new_tensor([[[cosine, -sine, right], [sine, cosine, down]]])
    grid = functional.affine_grid(affine, list(picture.shape), align_corners=False)
    return functional.grid_sample(
        picture, grid, mode="bilinear", padding_mode="reflection", align_corners=False
    )
