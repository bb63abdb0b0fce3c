"""The worker's end of the page, which brings in torch when it is first called."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from explorer.panels.filters.maps.session import Session
    from explorer.panels.filters.maps.values import MapsRequest, MapsView
    from explorer.services.frames import Frame


class Responder:
    """A `Session`, made in the worker's thread."""

    def __init__(self) -> None:
        self._session: Session | None = None

    def __call__(self, frame: Frame, request: MapsRequest) -> MapsView:
        """Compute what the request asks of the frame."""
        if self._session is None:
            from explorer.panels.filters.maps.session import Session

            self._session = Session()
        return self._session.respond(frame, request)
