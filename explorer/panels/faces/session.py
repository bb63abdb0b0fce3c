"""The worker's memory: the networks in use, and what they said of the last pictures.

All pages of the panel share one session: another page, another τ or another gallery costs no pass
of a network.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from explorer.engine.faces.alignment import CHIP, AlignmentError
from explorer.panels.faces.loading import Recognizers
from explorer.panels.faces.nearest import nearest_hits
from explorer.panels.faces.values import Faces, FacesView

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from explorer.engine.faces.quality import FaceQuality
    from explorer.engine.faces.recognizer import Recognizer
    from explorer.engine.faces.values import Face
    from explorer.panels.faces.loading import Load
    from explorer.panels.faces.state import Locator
    from explorer.panels.faces.values import FacesRequest
    from explorer.services.frames import Frame

PICTURES_KEPT = 4
"""The newest picture of each page that is being worked on."""


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """One picture as one recognizer saw it; the picture itself, so that no other takes its id."""

    rgb: NDArray[np.uint8]
    recognizer: Recognizer
    smallest_px: int | None
    found: Faces


class Session:
    """Answers one call after the other.

    Parameters
    ----------
    load
        Returns the recognizer of a kind of locator on a device; for tests.
    """

    def __init__(self, load: Load | None = None) -> None:
        self._load: Load = load or Recognizers().load
        self._seen: list[_Seen] = []

    def respond(self, frame: Frame, request: FacesRequest) -> FacesView:
        """Look at a frame, or remember what was seen; then look for the nearest people.

        Raises
        ------
        ExplorerError
            If the networks cannot be loaded or run.
        """
        return self.view(frame.rgb, request)

    def view(self, rgb: NDArray[np.uint8], request: FacesRequest) -> FacesView:
        """Do what `respond` does with a picture that is no frame, uint8 RGB (H, W, 3)."""
        recognizer = self.recognizer(request.locator, request.device)
        found, was_kept = self._look(rgb, recognizer, request.smallest_px)
        hits = nearest_hits(request.gallery, found.embeddings)
        return FacesView(found, hits, was_kept)

    def faces(self, rgb: NDArray[np.uint8], locator: Locator, device: str) -> Faces:
        """Return the faces in a picture, uint8 RGB (H, W, 3), the largest first."""
        return self._look(rgb, self.recognizer(locator, device))[0]

    def recognizer(self, locator: Locator, device: str) -> Recognizer:
        """Return what finds and embeds faces, loaded at the first call."""
        return self._load(locator, device)

    def _look(
        self, rgb: NDArray[np.uint8], recognizer: Recognizer, smallest_px: int | None = None
    ) -> tuple[Faces, bool]:
        for seen in self._seen:
            how = seen.recognizer is recognizer and seen.smallest_px == smallest_px
            if seen.rgb is rgb and how:
                return seen.found, True
        found = find_faces(rgb, recognizer, smallest_px)
        seen = _Seen(rgb, recognizer, smallest_px, found)
        self._seen = [seen, *self._seen][:PICTURES_KEPT]
        return found, False


def find_faces(
    rgb: NDArray[np.uint8], recognizer: Recognizer, smallest_px: int | None = None
) -> Faces:
    """Locate, align, judge and embed the faces in a picture."""
    start_s = time.perf_counter()
    located = _located(rgb, recognizer, smallest_px)
    located_s = time.perf_counter()
    whole = [one for face in located if (one := _aligned(rgb, face, recognizer)) is not None]
    chips = np.array([chip for _, chip, _ in whole], np.uint8).reshape(-1, CHIP, CHIP, 3)
    embeddings = recognizer.embed_chips(chips)
    chips.flags.writeable = embeddings.flags.writeable = False
    return Faces(
        picture=(rgb.shape[1], rgb.shape[0]),
        faces=tuple(face for face, _, _ in whole),
        chips=chips,
        embeddings=embeddings,
        qualities=tuple(quality for _, _, quality in whole),
        unaligned=len(located) - len(whole),
        locate_ms=(located_s - start_s) * 1e3,
        embed_ms=(time.perf_counter() - located_s) * 1e3,
    )


def _located(rgb: NDArray[np.uint8], recognizer: Recognizer, smallest_px: int | None) -> list[Face]:
    """Return the faces, the largest first; with a smallest size, if there are none without."""
    found = recognizer.locate(rgb)
    if found or smallest_px is None:
        return found
    smaller = recognizer.finder.locate(rgb, smallest_px)
    return sorted(smaller, key=lambda face: -face.size[0] * face.size[1])


def _aligned(
    rgb: NDArray[np.uint8], face: Face, recognizer: Recognizer
) -> tuple[Face, NDArray[np.uint8], FaceQuality] | None:
    """Return a face with its chip; None where the landmarks cannot be a face's."""
    try:
        return face, recognizer.chip(rgb, face), recognizer.quality(rgb, face)
    except AlignmentError:
        return None
