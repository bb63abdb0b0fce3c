"""The worker's end of the page, which brings in torch once it is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.panels.bottleneck.pixel.values import PixelRequest, PixelView

if TYPE_CHECKING:
    from explorer.panels.bottleneck.pixel.session import Session
    from explorer.panels.bottleneck.state import PixelState
    from explorer.services.frames import Frame
    from explorer.widgets.cells import Cell

STAYING = ("still", "frozen")
"""Kinds of source whose picture stays."""


class Responder:
    """A `Session`, made in the worker's thread when first needed."""

    def __init__(self) -> None:
        self._session: Session | None = None

    def __call__(self, frame: Frame, request: PixelRequest) -> PixelView:
        """Compute what the request asks of the frame; nothing before there is a device."""
        if not request.device:
            return PixelView()
        if self._session is None:
            from explorer.panels.bottleneck.pixel.session import Session

            self._session = Session()
        return self._session.respond(frame, request)


def request_of(
    state: PixelState, hovered: Cell | None, device: str, source_kind: str
) -> PixelRequest:
    """Leave out what only the screen needs; the pixel under the pointer goes before the kept."""
    single = (state.channel, state.given, state.weight) if state.single else (0, 0, None)
    return PixelRequest(
        device,
        state.network,
        state.layer,
        hovered or state.pixel,
        source_kind in STAYING,
        state.single,
        *single,
    )
