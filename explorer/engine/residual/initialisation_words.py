"""What the ways to draw first weights are called, and what each does; without torch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from explorer.engine.residual.config import Initialisation

TITLES: Final[Mapping[Initialisation, str]] = {
    "he": "He",
    "xavier": "Xavier",
    "small": "half of He",
    "large": "twice He",
}
ABOUT: Final[Mapping[Initialisation, str]] = {
    "he": "σ² = 2/n_in: a ReLU halves the variance, this doubles it back (He et al., 2015)",
    "xavier": "σ² = 2/(n_in + n_out): for layers without a ReLU (Glorot and Bengio, 2010)",
    "small": "σ² = ¼ · 2/n_in: every layer without batch norm divides the variance by 4",
    "large": "σ² = 4 · 2/n_in: every layer without batch norm multiplies the variance by 4",
}
