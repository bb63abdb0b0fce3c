"""One triplet looked at closely: its two distances, its loss, and how hard it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from explorer.engine.faces.distance import plain, squared_distance

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from explorer.panels.faces.sample import FaceSample

Slot = Literal["A", "P", "N"]
Places = tuple[int, int, int]
SLOTS: tuple[Slot, Slot, Slot] = ("A", "P", "N")
SLOT_TITLES = {"A": "Anchor", "P": "Positive", "N": "Negative"}
SLOT_TOKENS = {"A": "accent", "P": "good", "N": "positive"}
"""Colours of the theme; letters and shapes say the same."""
DECIMALS = 3
LOSS = r"L = \max\left(d(A,P) - d(A,N) + \alpha,\; 0\right)"

Hardness = Literal["easy", "semi-hard", "hard"]


@dataclass(frozen=True, slots=True)
class Triplet:
    """Anchor, positive and negative, by their places in the sample.

    Parameters
    ----------
    to_positive, to_negative
        d(A, P) and d(A, N), squared.
    margin
        α.
    """

    places: Places
    to_positive: float
    to_negative: float
    margin: float

    @property
    def reach(self) -> float:
        """d(A, P) + α: N has to lie beyond it."""
        return self.to_positive + self.margin

    @property
    def difference(self) -> float:
        """d(A, P) − d(A, N) + α, before what is below 0 becomes 0."""
        return self.to_positive - self.to_negative + self.margin

    @property
    def loss(self) -> float:
        """What is learned from."""
        return max(self.difference, 0.0)

    @property
    def hardness(self) -> Hardness:
        """Where N lies: before P, behind it but within α, or beyond."""
        if self.to_negative <= self.to_positive:
            return "hard"
        return "semi-hard" if self.difference > 0 else "easy"


def triplet_at(sample: FaceSample, places: Places, margin: float) -> Triplet:
    """Measure a triplet."""
    a, p, n = (sample.embeddings[place] for place in places)
    return Triplet(places, float(squared_distance(a, p)), float(squared_distance(a, n)), margin)


def reason(triplet: Triplet) -> str:
    """Return how hard a triplet is and why, with its numbers."""
    p, n, reach = (_text(v) for v in (triplet.to_positive, triplet.to_negative, triplet.reach))
    if triplet.hardness == "hard":
        sign = "=" if p == n else "<"
        return f"Hard: a stranger is no farther away than the same person, {n} {sign} {p}."
    if triplet.hardness == "semi-hard":
        return (
            f"Semi-hard: N is farther away than P, but by less than α: {p} < {n} < {reach}. The "
            "order is right, the gap too small."
        )
    return f"Easy: N lies beyond the zone, {n} ≥ {reach}. Nothing is learned from it: L = 0."


def plain_text(triplet: Triplet) -> str:
    """Return both distances as plain lengths."""
    one, other = plain(triplet.to_positive), plain(triplet.to_negative)
    return f"plain L2: {one:.{DECIMALS}f} to P, {other:.{DECIMALS}f} to N"


def latex_of(triplet: Triplet) -> str:
    """Return the loss with its numbers put in."""
    p, n, a = (_text(v) for v in (triplet.to_positive, triplet.to_negative, triplet.margin))
    inner = f"{triplet.difference:.{DECIMALS}f}"
    # What is written has to be right for who adds the written numbers up.
    exact = abs(float(p) - float(n) + float(a) - float(inner)) < 0.5 * 10**-DECIMALS
    sign = "=" if exact else r"\approx"
    return "\n".join(
        (
            LOSS,
            rf"= \max\left({p} - {n} + {a},\; 0\right)",
            rf"{sign} \max\left({inner},\; 0\right) = {_zero(triplet.loss)}",
        )
    )


def spoken(triplet: Triplet) -> str:
    """Return the loss in words."""
    return (
        f"Loss {_zero(triplet.loss)}: distance to the positive {_text(triplet.to_positive)}, to "
        f"the negative {_text(triplet.to_negative)}, margin {_text(triplet.margin)}"
    )


def collapse_latex(margin: float) -> str:
    """Return what every triplet loses where all faces are at one point."""
    a = _text(margin)
    return "\n".join(
        (r"f \equiv 0:\quad d(A,P) = d(A,N) = 0", rf"L = \max(0 - 0 + {a},\; 0) = {a} = \alpha")
    )


def is_triplet(places: tuple[int, ...], labels: NDArray[np.int64]) -> bool:
    """Whether these are places of an anchor, another photograph of the same, and of another."""
    if len(places) != 3 or max(places) >= len(labels):
        return False
    a, p, n = places
    return a != p and bool(labels[a] == labels[p]) and bool(labels[a] != labels[n])


def first_triplet(sample: FaceSample) -> Places | None:
    """Return the first anchor with its first positive and the nearest stranger; None: no triplet.

    It shows at once how near a stranger can come.
    """
    counts = np.bincount(sample.labels)
    if len(counts) < 2 or counts.max() < 2:
        return None
    anchor = int(np.flatnonzero(counts[sample.labels] > 1)[0])
    return anchor, _positive(sample, anchor), _stranger(sample, anchor)


def with_choice(sample: FaceSample, places: Places, slot: Slot, place: int) -> Places | None:
    """Return the triplet after a face was chosen; what no longer fits gives way.

    None where the face cannot stand there: somebody's only photograph has no positive.
    """
    labels, (a, p, n) = sample.labels, places
    if slot == "P":
        return (a, place, n) if is_triplet((a, place, n), labels) else None
    if slot == "N":
        return (a, p, place) if is_triplet((a, p, place), labels) else None
    if (labels == labels[place]).sum() < 2:
        return None
    if labels[p] != labels[place] or p == place:
        p = a if labels[a] == labels[place] and a != place else _positive(sample, place)
    return place, p, n if labels[n] != labels[place] else _stranger(sample, place)


def choices(sample: FaceSample, places: Places | None, slot: Slot) -> NDArray[np.int64]:
    """Return the places that may stand in a slot, those of one person together."""
    labels = sample.labels
    order: NDArray[np.int64] = np.argsort(labels, kind="stable")
    if places is None:
        return order
    a = places[0]
    if slot == "P":
        fits = (labels[order] == labels[a]) & (order != a)
    elif slot == "N":
        fits = labels[order] != labels[a]
    else:
        fits = np.bincount(labels)[labels[order]] > 1
    return np.asarray(order[fits], np.int64)


def _positive(sample: FaceSample, anchor: int) -> int:
    own = np.flatnonzero(sample.labels == sample.labels[anchor])
    return int(own[own != anchor][0])


def _stranger(sample: FaceSample, anchor: int) -> int:
    strangers = np.flatnonzero(sample.labels != sample.labels[anchor])
    away = squared_distance(sample.embeddings[strangers], sample.embeddings[anchor])
    return int(strangers[away.argmin()])


def _text(value: float) -> str:
    return f"{value:.{DECIMALS}f}"


def _zero(value: float) -> str:
    return "0" if value == 0 else _text(value)
