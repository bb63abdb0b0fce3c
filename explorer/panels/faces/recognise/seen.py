"""Who is seen now: what is written on a box and in a row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.engine.faces.distance import plain
from explorer.widgets.detections.colours import class_colour
from explorer.widgets.labels import shortened

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from explorer.engine.gallery import Hit
    from explorer.panels.faces.gallery_facts import GalleryFacts
    from explorer.panels.faces.recognise.naming import Namer
    from explorer.panels.faces.values import FacesView

UNKNOWN = "unknown"
LONGEST = 24
"""Characters of a name on a box."""
UNKNOWN_COLOUR = "muted"


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """A face on the screen.

    Parameters
    ----------
    place
        Its place among the faces of the view, the largest first.
    track
        A number that stays with it while it is seen.
    name
        Who it is; None: unknown.
    nearest
        The nearest enrolled photograph and its squared distance; None if nobody is enrolled.
    frames
        Over how many frames its embedding is the mean.
    """

    place: int
    track: int
    name: str | None
    nearest: Hit | None
    frames: int
    chip: NDArray[np.uint8]
    colour: str

    @property
    def title(self) -> str:
        """Its name, or that it is unknown."""
        return self.name or UNKNOWN

    @property
    def numbers(self) -> str:
        """The squared distance, and the plain one beside it; as wide whatever they are."""
        if self.nearest is None:
            return ""
        return f"d {self.nearest.distance:5.3f} · L2 {plain(self.nearest.distance):5.3f}"

    @property
    def box_label(self) -> str:
        """What stands on its box; the last word is left out where there is no room."""
        if self.nearest is None:
            return UNKNOWN
        distance = self.nearest.distance
        return f"{shortened(self.title, LONGEST)} {distance:.2f} ({plain(distance):.2f})"


def seen_faces(
    view: FacesView, namer: Namer | None, tau: float, facts: GalleryFacts
) -> tuple[Seen, ...]:
    """Return the faces of a view, in the order in which they came.

    Parameters
    ----------
    namer
        Has names decided over several frames; None: each frame speaks for itself.
    """
    from explorer.panels.faces.recognise.naming import name_at

    faces = []
    for place, (alone, followed) in enumerate(zip(view.nearest, view.followed, strict=True)):
        nearest = alone if namer is None else followed.nearest
        name = name_at(alone, tau) if namer is None else namer.name(followed.track)
        frames = 1 if namer is None else followed.frames
        colour = person_colour(name, facts)
        chip = view.found.chips[place]
        faces.append(Seen(place, followed.track, name, nearest, frames, chip, colour))
    return tuple(sorted(faces, key=lambda seen: seen.track))


def person_colour(name: str | None, facts: GalleryFacts) -> str:
    """Return the colour of somebody enrolled, the same on every page; grey for the unknown."""
    number = facts.numbers.get(name or "")
    return UNKNOWN_COLOUR if number is None else class_colour(number)
