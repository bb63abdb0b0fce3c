"""Whom a plane shows: names, colours and faces, in the order of the points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.widgets.detections.colours import class_colours

if TYPE_CHECKING:
    from explorer.panels.faces.plane.thumbs import Thumbs
    from explorer.panels.faces.sample import FaceSample


@dataclass(frozen=True, slots=True, eq=False)
class Crowd:
    """N faces.

    Parameters
    ----------
    names
        What each is called.
    colours
        ``#rrggbb``, one a person.
    thumbs
        What they look like.
    over
        Faces from this place on are framed, and painted over the others.
    """

    names: tuple[str, ...]
    colours: tuple[str, ...]
    thumbs: Thumbs
    over: int

    def __len__(self) -> int:
        return len(self.names)


def crowd_of(sample: FaceSample, thumbs: Thumbs, over: int | None = None) -> Crowd:
    """Return the faces of a sample as a plane shows them."""
    names = tuple(sample.name(place) for place in range(len(sample)))
    colours = class_colours(sample.labels.tolist())
    return Crowd(names, colours, thumbs, len(sample) if over is None else over)
