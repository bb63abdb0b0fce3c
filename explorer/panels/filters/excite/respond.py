"""The function that the page's worker calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.panels.filters.excite.values import ExciteView

if TYPE_CHECKING:
    from explorer.panels.filters.excite.session import Session
    from explorer.panels.filters.excite.values import ExciteRequest
    from explorer.services.frames import Frame


class Responder:
    """A `Session`, made in the worker when torch is there; before that, pictures alone."""

    def __init__(self) -> None:
        self._session: Session | None = None

    def __call__(self, frame: Frame, request: ExciteRequest) -> ExciteView:
        """Answer one request about one frame."""
        if not request.device:
            return ExciteView()
        if self._session is None:
            from explorer.panels.filters.excite.session import Session

            self._session = Session()
        return self._session.respond(frame, request)
