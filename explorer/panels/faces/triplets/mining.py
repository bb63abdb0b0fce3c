"""Triplets found in a sample, in a worker: the hardest, a semi-hard one, any."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from explorer.engine.faces.triplets.errors import (
    NoPositiveError,
    TooFewPeopleError,
    TripletError,
)

if TYPE_CHECKING:
    from explorer.panels.faces.sample import FaceSample
    from explorer.panels.faces.triplets.values import Places

How = Literal["hardest", "semi-hard", "random"]
NO_SEMI_HARD = (
    "No triplet is semi-hard at α = {margin:g}: every stranger is nearer than P or beyond the zone."
)


@dataclass(frozen=True, slots=True, eq=False)
class Quest:
    """What is looked for; ``draw`` tells one chance draw from the next."""

    sample: FaceSample
    how: How
    margin: float
    draw: int


def find_triplet(quest: Quest) -> Places:
    """Return anchor, positive and negative (worker's thread; torch is imported here).

    Raises
    ------
    TripletError
        If there is no such triplet.
    """
    check_sample(quest.sample)
    if quest.how == "random":
        return _random(quest)
    import torch

    from explorer.engine.faces.triplets.mining import hardest, mine

    embeddings = torch.from_numpy(np.array(quest.sample.embeddings))
    labels = quest.sample.labels.tolist()
    if quest.how == "hardest":
        return hardest(embeddings, labels)
    triplets = mine(embeddings, labels, "semi-hard", quest.margin)
    if not len(triplets):
        raise TripletError(NO_SEMI_HARD.format(margin=quest.margin), "margin")
    drawn = np.random.default_rng(quest.draw).integers(len(triplets))
    a, p, n = triplets[int(drawn)].tolist()
    return a, p, n


def check_sample(sample: FaceSample) -> None:
    """Raise `TooFewPeopleError` or `NoPositiveError` if no triplet can be made."""
    counts = np.bincount(sample.labels)
    if len(counts) < 2:
        raise TooFewPeopleError(len(counts))
    if counts.max() < 2:
        raise NoPositiveError(len(counts))


def _random(quest: Quest) -> Places:
    """Draw an anchor from those with a positive, then both others."""
    labels, generator = quest.sample.labels, np.random.default_rng(quest.draw)
    anchor = int(generator.choice(np.flatnonzero(np.bincount(labels)[labels] > 1)))
    same = labels == labels[anchor]
    strangers = np.flatnonzero(~same)
    same[anchor] = False
    return anchor, int(generator.choice(np.flatnonzero(same))), int(generator.choice(strangers))
