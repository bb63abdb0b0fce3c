"""A name for each face that is followed, which does not flicker.

In a moving picture a distance near τ would give a name in one frame and take it in the next. So a
name that was given is kept a little beyond τ, and another answer has to come in a row before it
is believed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from explorer.engine.gallery import Hit

KEPT_BEYOND = 1.1
"""A name is kept as long as its distance is below so many τ."""
IN_A_ROW = 3
"""So many frames have to say another name before it is given."""


def name_at(nearest: Hit | None, tau: float) -> str | None:
    """Return the rule itself: the nearest person's name if d < τ, else None."""
    return nearest.name if nearest is not None and nearest.distance < tau else None


@dataclass(frozen=True, slots=True)
class _Given:
    """The name that a face has, and one that would take its place."""

    name: str | None
    rival: str | None = None
    times: int = 0


class Namer:
    """Gives names to tracks, frame after frame."""

    def __init__(self) -> None:
        self._given: dict[int, _Given] = {}

    def decide_at_once(self, nearest: Mapping[int, Hit | None], tau: float) -> None:
        """Give every track the name that the rule says: for another τ, or another gallery."""
        self._given = {track: _Given(name_at(hit, tau)) for track, hit in nearest.items()}

    def update(self, nearest: Mapping[int, Hit | None], tau: float) -> None:
        """Hear what another frame says of each track; a new track is named at once."""
        self._given = {
            track: self._heard(self._given.get(track), hit, tau) for track, hit in nearest.items()
        }

    def name(self, track: int) -> str | None:
        """Return the name of a track; None: unknown."""
        given = self._given.get(track)
        return None if given is None else given.name

    def _heard(self, given: _Given | None, hit: Hit | None, tau: float) -> _Given:
        if given is None:
            return _Given(name_at(hit, tau))
        is_same = hit is not None and hit.name == given.name
        said = name_at(hit, tau * KEPT_BEYOND if is_same else tau)
        if said == given.name:
            return _Given(given.name)
        times = given.times + 1 if said == given.rival and given.times else 1
        return _Given(said) if times >= IN_A_ROW else _Given(given.name, said, times)
