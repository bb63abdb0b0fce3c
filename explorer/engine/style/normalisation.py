"""What the losses' sums are multiplied by, as the papers and PyTorch's tutorial have it."""

from __future__ import annotations

from typing import Final, Literal, get_args

from explorer.engine.style.errors import StyleError

Normalisation = Literal["sum", "gatys", "johnson", "mean"]
"""What the sums of a layer with N channels and M = H·W positions are multiplied by.

=========== ================ ================ =================================================
Name        Content, times   Style, times     Source
            Σ (F − P)²       Σ (G − A)²
=========== ================ ================ =================================================
``sum``     1/2              1                the course
``gatys``   1/2              1 / (4 N² M²)    Gatys et al. 2016, equations (1) and (4)
``johnson`` 1 / (N M)        1 / (N M)²       Johnson et al. 2016, equations (2) to (5):
                                              G / (N M), summed squares
``mean``    1 / (N M)        1 / (N⁴ M²)      PyTorch's tutorial: G / (N M), mean squares
=========== ================ ================ =================================================
"""
NORMALISATIONS: Final[tuple[Normalisation, ...]] = get_args(Normalisation)


def content_factor(normalisation: Normalisation, values: int) -> float:
    """Return what Σ (F − P)² over so many values is multiplied by."""
    _check(normalisation)
    return 0.5 if normalisation in ("sum", "gatys") else 1 / values


def style_factor(normalisation: Normalisation, channels: int, positions: int) -> float:
    """Return what Σ (G − A)² is multiplied by."""
    _check(normalisation)
    by_size = 1 / (channels * positions) ** 2
    return {
        "sum": 1.0,
        "gatys": by_size / 4,
        "johnson": by_size,
        "mean": by_size / channels**2,
    }[normalisation]


def _check(normalisation: str) -> None:
    if normalisation not in NORMALISATIONS:
        known = ", ".join(NORMALISATIONS)
        raise StyleError(f'"{normalisation}" is no normalisation: choose {known}.', "normalisation")
