"""The worker's function: the session is made in the worker, once there is a device."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from explorer.panels.residual.operate.session import Session
    from explorer.panels.residual.operate.values import OperateRequest, OperateView
    from explorer.services.frames import Frame


class Responder:
    """Answers requests; there are none before torch is there."""

    def __init__(self) -> None:
        self._session: Session | None = None

    def __call__(self, frame: Frame, request: OperateRequest) -> OperateView:
        """Return what becomes of the network's answer to a frame."""
        if self._session is None or self._session.device != request.device:
            from explorer.panels.residual.operate.session import Session

            self._session = Session(request.device)
        return self._session.respond(frame, request)
