"""Who is on which photograph: labels as numbers, and whole people drawn from a large gallery."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from explorer.engine.verification.errors import VerificationError

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from numpy.typing import ArrayLike, NDArray


def person_codes(labels: Iterable[Hashable]) -> NDArray[np.int64]:
    """Number the people 0, 1, … in the order in which their labels first appear.

    Labels are names or numbers, one a photograph; they are equal where the person is.
    """
    known: dict[Hashable, int] = {}
    return np.array([known.setdefault(label, len(known)) for label in labels], np.int64)


def checked_embeddings(embeddings: ArrayLike, count: int) -> NDArray[np.float64]:
    """Return embeddings as float64 (N, D).

    Raises
    ------
    VerificationError
        If they are not ``count`` rows of finite numbers.
    """
    points = np.asarray(embeddings, np.float64)
    if points.ndim != 2:
        raise VerificationError(f"Embeddings are (photographs, numbers), not {points.shape}.")
    if len(points) != count:
        raise VerificationError(f"{len(points):,} embeddings have {count:,} labels: one each.")
    bad = ~np.isfinite(points).all(axis=1)
    if bad.any():
        raise VerificationError(f"Embedding {int(bad.argmax())} has a number that is not finite.")
    return points


def draw_people(labels: Iterable[Hashable], most: int, seed: int = 0) -> NDArray[np.int64]:
    """Return which photographs to take, at most ``most``, so that nobody is cut in half.

    People come in an order drawn from the seed, and those that still fit are taken with all their
    photographs. The indices (M,) rise; all of them if all fit.
    """
    codes = person_codes(labels)
    if len(codes) <= most:
        return np.arange(len(codes), dtype=np.int64)
    counts = np.bincount(codes)
    taken, room = np.zeros(len(counts), bool), most
    for person in np.random.default_rng(seed).permutation(len(counts)):
        if counts[person] <= room:
            taken[person] = True
            room -= int(counts[person])
    return np.asarray(taken[codes].nonzero()[0], np.int64)
