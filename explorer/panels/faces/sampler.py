"""Brings a page its faces: the bundled ones, or the gallery's as they are now."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from explorer.engine.errors import ExplorerError
from explorer.panels.faces.sample import bundled_sample, gallery_sample
from explorer.services.latest import LatestWins

if TYPE_CHECKING:
    from explorer.panels.faces.keeper import GalleryKeeper
    from explorer.panels.faces.sample import FaceSample
    from explorer.panels.faces.state import Sample
    from explorer.services.errors import ErrorHub


class Sampler(QObject):
    """Keeps the faces that were asked for last; those before stay until others have come.

    Parameters
    ----------
    most
        So many photographs of a gallery are taken.
    """

    changed = Signal()

    def __init__(self, keeper: GalleryKeeper, errors: ErrorHub, most: int, parent: QObject) -> None:
        super().__init__(parent)
        self.sample: FaceSample | None = None
        self.problem = ""
        self._keeper, self._errors, self._most = keeper, errors, most
        self._kind: Sample | None = None
        self._asked = 0
        self._answered = 0
        self._is_shut = False
        self._bundled: LatestWins[tuple[int, FaceSample]] = LatestWins(self, name="bundled faces")
        self._bundled.resultReady.connect(lambda found: self._on_found(*found))
        self._bundled.failed.connect(lambda error: self._on_failed(self._asked, error))
        keeper.changed.connect(self._on_keeper_changed)

    def want(self, kind: Sample) -> None:
        """Ask for faces, unless they are there or on their way."""
        if kind == self._kind and not (self.problem and kind == "bundled"):
            return
        self._kind, self.problem = kind, ""
        self._ask()

    def is_idle(self) -> bool:
        """Whether what was asked for is there."""
        return self._asked == self._answered

    def shutdown(self) -> None:
        """End the worker."""
        self._is_shut = True
        self._answered = self._asked
        self._bundled.shutdown()

    def _ask(self) -> None:
        self._asked += 1
        asked, most = self._asked, self._most
        if self._kind == "bundled":
            self._bundled.submit(lambda: (asked, bundled_sample()))
        else:
            self._keeper.ask(
                lambda cabinet: gallery_sample(cabinet, most),
                partial(self._on_found, asked),
                partial(self._on_failed, asked),
            )

    def _on_found(self, asked: int, sample: FaceSample) -> None:
        if self._is_shut or asked != self._asked:
            return
        self._answered = asked
        self.sample, self.problem = sample, ""
        self.changed.emit()

    def _on_failed(self, asked: int, error: BaseException) -> None:
        if self._is_shut or asked != self._asked:
            return
        self._answered = asked
        self.sample, self.problem = None, str(error)
        if not isinstance(error, ExplorerError):
            self._errors.report(error)
        self.changed.emit()

    def _on_keeper_changed(self) -> None:
        if self._kind == "gallery" and not self._is_shut:
            self._ask()
