"""Faces followed from frame to frame, so that what is said of them can be a mean over several.

A face goes on as the track whose last box it overlaps most, unless its embedding is surely
somebody else's: after a cut, or where one person takes another's place, nothing is averaged.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from explorer.engine.faces.distance import squared_distance

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

FRAMES = 8
"""An embedding is the mean over at most so many frames."""
LEAST_IOU = 0.3
SOMEBODY_ELSE = 0.6
"""Squared distance between a face and its track's mean that no frame of one person reaches: two
photographs of one person lie 0.1 to 0.36 apart, and two frames of a clip much less."""
MISSED_AT_MOST = 5
"""Frames in which a face may be hidden, before it counts as another."""


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """A face that was followed: its last box, and its last embeddings, newest last."""

    number: int
    box_xyxy: NDArray[np.float32]
    embeddings: tuple[NDArray[np.float32], ...]
    missed: int = 0

    @property
    def mean(self) -> NDArray[np.float32]:
        """Mean of the embeddings, float32 (D,)."""
        return np.asarray(np.mean(self.embeddings, axis=0), np.float32)


class Tracker:
    """Remembers the tracks; `update` is called once a frame, in order."""

    def __init__(self) -> None:
        self._tracks: tuple[Track, ...] = ()
        self._next = 0

    def update(
        self, boxes_xyxy: NDArray[np.float32], embeddings: NDArray[np.float32]
    ) -> tuple[Track, ...]:
        """Return the tracks of the faces of another frame, one a face, in the faces' order.

        Parameters
        ----------
        boxes_xyxy
            (N, 4) in pixels.
        embeddings
            (N, D).
        """
        pairs = matched(self._tracks, boxes_xyxy, embeddings)
        present = tuple(
            self._continued(pairs.get(face), box, embedding)
            for face, (box, embedding) in enumerate(zip(boxes_xyxy, embeddings, strict=True))
        )
        seen = {self._tracks[place].number for place in pairs.values()}
        hidden = [
            replace(track, missed=track.missed + 1)
            for track in self._tracks
            if track.number not in seen and track.missed < MISSED_AT_MOST
        ]
        self._tracks = (*present, *hidden)
        return present

    def forget(self) -> None:
        """Begin anew: the pictures to come have nothing to do with those before."""
        self._tracks = ()

    def _continued(
        self, place: int | None, box: NDArray[np.float32], embedding: NDArray[np.float32]
    ) -> Track:
        if place is None:
            self._next += 1
            return Track(self._next, box, (embedding,))
        track = self._tracks[place]
        return Track(track.number, box, (*track.embeddings, embedding)[-FRAMES:])


def matched(
    tracks: Sequence[Track], boxes_xyxy: NDArray[np.float32], embeddings: NDArray[np.float32]
) -> dict[int, int]:
    """Return for faces that go on the place of their track, the largest overlaps first."""
    if not tracks or not len(boxes_xyxy):
        return {}
    shared = iou(boxes_xyxy, np.array([track.box_xyxy for track in tracks]))
    means = np.array([track.mean for track in tracks])
    is_other = squared_distance(embeddings[:, None], means[None]) > SOMEBODY_ELSE
    shared[is_other] = 0
    pairs: dict[int, int] = {}
    for flat in np.argsort(-shared, axis=None, kind="stable").tolist():
        face, place = divmod(flat, len(tracks))
        if shared[face, place] < LEAST_IOU:
            break
        if face not in pairs and place not in pairs.values():
            pairs[face] = place
    return pairs


def iou(a_xyxy: NDArray[np.floating], b_xyxy: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return the IoU (N, M) of every box of (N, 4) with every box of (M, 4)."""
    a, b = np.asarray(a_xyxy, np.float64)[:, None], np.asarray(b_xyxy, np.float64)[None]
    sides = np.minimum(a[..., 2:], b[..., 2:]) - np.maximum(a[..., :2], b[..., :2])
    both = sides.clip(min=0).prod(-1)
    union = (a[..., 2:] - a[..., :2]).prod(-1) + (b[..., 2:] - b[..., :2]).prod(-1) - both
    return np.asarray(np.divide(both, union, out=np.zeros_like(both), where=union > 0))
