"""The photograph that is worked on: kept while the source goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.services.hold import Hold

if TYPE_CHECKING:
    from explorer.services.frames import Frame
    from explorer.services.media import SourceSpec
    from explorer.services.slot import Slot
    from explorer.services.source import SourceController


class Taken:
    """Holds a frame of the source, or a photograph of a file, until another source is opened."""

    def __init__(self, source: SourceController) -> None:
        self._source = source
        self._hold = Hold()
        self._slot: Slot[Frame] | None = None
        self._beside: SourceSpec | None = None
        self._title = ""

    @property
    def frame(self) -> Frame | None:
        """What is kept; None while the source is followed."""
        return self._hold.frame

    @property
    def title(self) -> str:
        """What the photograph is called, or ""."""
        return self._title

    @property
    def is_of_source(self) -> bool:
        """Whether it is a frame of the source that is open, and not of a file."""
        return self._hold.frame is not None and self._hold.frame.spec == self._source.spec

    def take(self, frame: Frame, title: str = "") -> None:
        """Keep a frame; without a title it is called by its time or number."""
        self._hold.take(frame)
        self._title = title or self._hold.title
        self._beside = self._source.spec

    def release(self) -> None:
        """Keep none."""
        self._hold.release()
        self._title = ""

    def drop_if_left(self) -> bool:
        """Let go if another source was opened since; tell whether that was so."""
        is_left = self._hold.frame is not None and self._source.spec != self._beside
        if is_left:
            self.release()
        return is_left

    def slot(self) -> Slot[Frame] | None:
        """Return a slot with what is kept; None while nothing is."""
        if self._hold.frame is None:
            return None
        self._slot = self._hold.slot(self._hold.frame)
        return self._slot

    def close(self, slot: Slot[Frame]) -> bool:
        """Close a slot that `slot` returned; tell whether it was one."""
        if slot is not self._slot:
            return False
        self._slot = None
        slot.close()
        return True
