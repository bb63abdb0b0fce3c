"""A page that keeps a frame of a live source for as long as somebody works on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.panels.detector.detector_page import DetectorPage
from explorer.services.hold import Hold

if TYPE_CHECKING:
    from explorer.panels.detector.detector_page import Respond
    from explorer.panels.detector.state import DetectorState
    from explorer.panels.detector.values import DetectRequest, DetectView
    from explorer.services.frames import Frame
    from explorer.services.live import LiveResult
    from explorer.services.slot import Slot
    from explorer.services.store import Store
    from explorer.widgets.panel import PanelContext


class HeldPage(DetectorPage):
    """Follows the source until `wants_hold`; then it stays on the frame that is on the screen.

    Other pages and the source bar are not concerned. Thresholds still act on what is kept.
    """

    def __init__(
        self, context: PanelContext, store: Store[DetectorState], respond: Respond, name: str
    ) -> None:
        self._hold = Hold()
        self._own_slot: Slot[Frame] | None = None
        super().__init__(context, store, respond, name)

    def wants_hold(self, state: DetectorState) -> bool:
        """Whether somebody works on the frame that is shown."""
        raise NotImplementedError

    def show_hold(self, title: str, is_live: bool) -> None:
        """Say which frame is kept ("" for none), and whether pictures move."""
        raise NotImplementedError

    @property
    def is_held(self) -> bool:
        """Whether a frame of a live source is kept."""
        return self._hold.frame is not None

    def subscribe(self) -> Slot[Frame]:
        """Return the frame that is kept, or those of the source."""
        if self._hold.frame is None:
            return super().subscribe()
        self._own_slot = self._hold.slot(self._hold.frame)
        return self._own_slot

    def unsubscribe(self, slot: Slot[Frame]) -> None:
        """Let go of what `subscribe` returned."""
        if slot is self._own_slot:
            self._own_slot = None
            slot.close()
        else:
            super().unsubscribe(slot)

    def is_moving(self) -> bool:
        """Whether pictures go by: one that is kept stays, whatever the source does."""
        return not self.is_held and super().is_moving()

    def activate(self) -> None:
        """Go on where the page was left, unless another source was opened meanwhile."""
        self._drop_old_frame()
        super().activate()
        self.refresh_hold()

    def show_result(self, result: LiveResult[DetectRequest, DetectView]) -> None:
        """Show the answer; keep its frame if somebody works on it."""
        super().show_result(result)
        self.refresh_hold()

    def refresh_hold(self) -> None:
        """Keep the frame on the screen where that is wanted, and say which it is."""
        is_live = self.context.source.state.kind == "live"
        result = self.result
        is_free = is_live and self._slot is not None and not self.is_held
        is_of_source = result is not None and result.frame.spec == self.context.source.spec
        if is_free and is_of_source and self.wants_hold(self.store.state):
            assert result is not None
            self._hold.take(result.frame)
            self._resubscribe()
        self.show_hold(self._hold.title, is_live)

    def follow(self) -> None:
        """Let go of the frame, and follow the source again."""
        self._hold.release()
        self._resubscribe()
        self.refresh_hold()

    def _drop_old_frame(self) -> bool:
        frame = self._hold.frame
        is_old = frame is not None and frame.spec != self.context.source.spec
        if is_old:
            self._hold.release()
        return is_old

    def _resubscribe(self) -> None:
        if self._slot is not None:
            super().deactivate()
            super().activate()

    def _on_source_state_changed(self, state: object) -> None:
        super()._on_source_state_changed(state)
        if self._slot is None:
            return
        if self._drop_old_frame():
            self._resubscribe()
        self.refresh_hold()
