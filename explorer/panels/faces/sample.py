"""Faces to count, to train on and to lay out: the bundled ones, or those of the gallery.

Everything here runs in workers.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from explorer.engine.errors import ExplorerError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from explorer.engine.gallery import Photograph
    from explorer.panels.faces.cabinet import Cabinet
    from explorer.panels.faces.state import Sample

CHIP = 150
GREY = 128


class SampleError(ExplorerError):
    """The faces cannot be used; the text says why."""


@dataclass(frozen=True, slots=True, eq=False)
class FaceSample:
    """Photographs of people: N of them, each aligned and embedded.

    Parameters
    ----------
    kind
        Where they are from.
    people
        For each the name of whom it shows.
    photographs
        For each what the photograph is called.
    embeddings
        float32 (N, 128).
    chips
        uint8 (N, 150, 150, 3); grey where there is no picture.
    labels
        int64 (N,): a number for each person, 0 … people − 1.
    of
        How many photographs there would be; N of them were drawn.
    """

    kind: Sample
    people: tuple[str, ...]
    photographs: tuple[str, ...]
    embeddings: NDArray[np.float32]
    chips: NDArray[np.uint8]
    labels: NDArray[np.int64]
    of: int

    def __len__(self) -> int:
        return len(self.people)

    @property
    def people_count(self) -> int:
        """How many people there are."""
        return int(self.labels.max(initial=-1)) + 1

    def name(self, place: int) -> str:
        """Return what a face is called: whom it shows, and on which photograph."""
        return f"{self.people[place]}, {self.photographs[place]}"

    def words(self) -> str:
        """Return "173 photographs of 30 people", and of how many they were drawn."""
        people = "1 person" if self.people_count == 1 else f"{self.people_count:,} people"
        what = "1 photograph" if len(self) == 1 else f"{len(self):,} photographs"
        drawn = f", drawn from {self.of:,}" if self.of > len(self) else ""
        return f"{what} of {people}{drawn}"


def made_sample(
    kind: Sample,
    people: Sequence[str],
    photographs: Sequence[str],
    embeddings: NDArray[np.float32],
    chips: NDArray[np.uint8],
    of: int = 0,
) -> FaceSample:
    """Return faces as one value; ``of`` is N where it is not given."""
    from explorer.engine.verification.people import person_codes

    labels = person_codes(people)
    for array in (embeddings, chips, labels):
        array.flags.writeable = False
    return FaceSample(
        kind, tuple(people), tuple(photographs), embeddings, chips, labels, max(of, len(people))
    )


@cache
def bundled_sample() -> FaceSample:
    """Return the bundled faces, each cut out of its photograph; they are kept.

    Raises
    ------
    ExplorerError
        If a file is missing or damaged.
    """
    from explorer.engine.faces.bundled import bundled_chips, load_bundled_faces

    found = load_bundled_faces()
    return made_sample(
        "bundled",
        [f"Person {int(person)}" for person in found.people],
        found.names,
        found.embeddings,
        bundled_chips(found),
    )


def gallery_sample(cabinet: Cabinet, most: int) -> FaceSample:
    """Return those who are enrolled, at most so many photographs.

    Raises
    ------
    SampleError
        If nobody is enrolled.
    """
    photographs, of = cabinet.photographs(most)
    if not photographs:
        raise SampleError("Nobody is enrolled: see the page “Enrol”.")
    return made_sample(
        "gallery",
        [one.name for one in photographs],
        [f"photograph {one.id}" for one in photographs],
        np.stack([one.embedding for one in photographs]).astype(np.float32),
        np.stack([_chip(one) for one in photographs]),
        of,
    )


def joined(one: FaceSample, other: FaceSample) -> FaceSample:
    """Return the faces of both, those of ``one`` first; nobody is in both."""
    people = (*one.people, *(f"{name} (gallery)" for name in other.people))
    return made_sample(
        one.kind,
        people,
        (*one.photographs, *other.photographs),
        np.concatenate([one.embeddings, other.embeddings]),
        np.concatenate([one.chips, other.chips]),
    )


def _chip(photograph: Photograph) -> NDArray[np.uint8]:
    """Return a thumbnail as a chip is: pictures of other sizes are cut to a square."""
    from explorer.engine.image_files import decode_rgb
    from explorer.engine.images import resize

    if photograph.thumbnail is None:
        return np.full((CHIP, CHIP, 3), GREY, np.uint8)
    rgb = decode_rgb(photograph.thumbnail)
    height, width = rgb.shape[:2]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    square = rgb[top : top + side, left : left + side]
    return square if side == CHIP else resize(np.ascontiguousarray(square), CHIP, CHIP)
