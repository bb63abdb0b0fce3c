"""The page's answer to a frame: the session's, and what the frames before say of each face."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from explorer.panels.faces.recognise.tracking import Tracker
from explorer.panels.faces.values import Followed

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.panels.faces.recognise.tracking import Track
    from explorer.panels.faces.values import FacesRequest, FacesView
    from explorer.services.frames import Frame

    Respond = Callable[[Frame, FacesRequest], FacesView]


class Follower:
    """Follows faces through the frames of one page; for one worker.

    Parameters
    ----------
    respond
        What finds the faces of a frame and those nearest to them.
    """

    def __init__(self, respond: Respond) -> None:
        self._respond = respond
        self._tracker = Tracker()
        self._frame: Frame | None = None
        self._locator = ""
        self._tracks: tuple[Track, ...] = ()

    def respond(self, frame: Frame, request: FacesRequest) -> FacesView:
        """Answer, and say of each face what the frames so far make of it.

        The same frame again (another gallery) is not counted again.
        """
        from explorer.panels.faces.nearest import nearest_hits

        view = self._respond(frame, request)
        if frame is not self._frame or request.locator != self._locator:
            self._follow(frame, request, view)
        means = np.array([track.mean for track in self._tracks], np.float32)
        hits = nearest_hits(request.gallery, means)
        followed = tuple(
            Followed(track.number, len(track.embeddings), hit)
            for track, hit in zip(self._tracks, hits, strict=True)
        )
        return replace(view, followed=followed)

    def _follow(self, frame: Frame, request: FacesRequest, view: FacesView) -> None:
        before, self._frame, self._locator = self._frame, frame, request.locator
        if before is frame or before is None or before.spec != frame.spec:
            self._tracker.forget()
        self._tracks = self._tracker.update(view.found.boxes_xyxy, view.found.embeddings)
