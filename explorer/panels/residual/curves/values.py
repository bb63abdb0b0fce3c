"""What the charts of trainings show, as values."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from math import ceil, floor, isfinite, log10
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

PLAIN: Final = "warm"
RESIDUAL: Final = "accent"
FAINTEST: Final = 0.5
"""How strong the line of the shallowest of several depths is; the deepest has all of its colour."""
_DEPTH = re.compile(r"-(\d+)")


@dataclass(frozen=True, slots=True)
class Ink:
    """A colour of the theme, and how strong it is, in 0..1."""

    token: str
    strength: float = 1.0


@dataclass(frozen=True, slots=True)
class Curve:
    """One number of one network over a training.

    Parameters
    ----------
    name
        The network, for example ``plain-20``.
    series
        Which number, in a word: "test" or "training". Curves of one network share a row where
        values are read, those of one series a column.
    xs, ys
        ``xs`` rise; the line is broken where one of ``ys`` is no finite number.
    is_bold
        A full bold line; else a thin one of dashes, as training errors are drawn in the paper.
    """

    name: str
    series: str
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    ink: Ink
    is_bold: bool = True

    def at(self, x: float) -> float | None:
        """Return the newest value at a place; None before the first."""
        index = bisect_right(self.xs, x + 1e-9) - 1
        return self.ys[index] if index >= 0 else None


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on the horizontal axis, and what happened there."""

    x: float
    text: str


@dataclass(frozen=True, slots=True)
class LayerLane:
    """One network's numbers, from the first layer to the last."""

    name: str
    values: tuple[float, ...]
    ink: Ink


def inks_of(names: Iterable[str]) -> Mapping[str, Ink]:
    """Return each network's ink: the colour says plain or residual, the strength how deep."""
    known = list(names)
    depths = sorted({_depth(name) for name in known})
    return {name: Ink(_token(name), _strength(_depth(name), depths)) for name in known}


def log_ends(values: Iterable[float]) -> tuple[float, float]:
    """Return whole powers of ten around what is above 0 and finite; 0.1 and 1 if nothing is."""
    found = [value for value in values if isfinite(value) and value > 0]
    low = floor(log10(min(found, default=0.1)) + 1e-9)
    high = ceil(log10(max(found, default=1.0)) - 1e-9)
    return 10.0**low, 10.0 ** max(high, low + 1)


def round_end(values: Iterable[float], step: float) -> float:
    """Return the first multiple of a step, at least one, that no finite value passes."""
    most = max((value for value in values if isfinite(value)), default=0.0)
    return step * max(1, ceil(most / step - 1e-9))


def names_of(curves: Sequence[Curve]) -> tuple[str, ...]:
    """Return the networks, each once, in the order of the curves."""
    return tuple(dict.fromkeys(curve.name for curve in curves))


def series_of(curves: Sequence[Curve]) -> tuple[str, ...]:
    """Return what is drawn of them, each once."""
    return tuple(dict.fromkeys(curve.series for curve in curves))


def _token(name: str) -> str:
    return PLAIN if name.startswith("plain") else RESIDUAL


def _depth(name: str) -> int:
    found = _DEPTH.search(name)
    return int(found[1]) if found else 0


def _strength(depth: int, depths: Sequence[int]) -> float:
    if len(depths) < 2:
        return 1.0
    return FAINTEST + (1 - FAINTEST) * depths.index(depth) / (len(depths) - 1)
