"""The one gallery of the panel, for the GUI thread: everything asked is done in a worker, in order.

What was done is said by signals. Nobody's name, face or embedding goes to the log.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from explorer.engine.errors import ExplorerError
from explorer.panels.faces.gallery_facts import GalleryFacts
from explorer.services.in_order import InOrder
from explorer.services.paths import data_dir
from explorer.widgets.qimages import qimage_from_rgb

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any

    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtGui import QImage

    from explorer.panels.faces.cabinet import Cabinet
    from explorer.panels.faces.gallery_facts import Thumbnail
    from explorer.services.errors import ErrorHub

    Work = Callable[[Cabinet], Any]

PEOPLE_SHOWN = 500
"""Thumbnails of so many people are kept for painting."""


def stored_at() -> Path:
    """Where the gallery is stored, once the user wants that."""
    return data_dir() / "faces" / "gallery.sqlite"


class GalleryKeeper(QObject):
    """Keeps `facts` of the gallery, and changes it when asked.

    Parameters
    ----------
    errors
        Hears of what the program does not expect.
    path
        Where the gallery is stored when the user turns storing on; the user's data folder, unless
        it is given.
    """

    changed = Signal()  # `facts` are others now
    thumbnailsChanged = Signal()  # pictures that were asked for have come
    enrolled = Signal(object)  # Enrolment
    failed = Signal(str, str)  # what was to be done ("enrol", "rename" …), why it was not
    noticed = Signal(str, str)  # kind of notice, one sentence for the window

    def __init__(
        self, errors: ErrorHub, parent: QObject | None = None, *, path: Path | None = None
    ) -> None:
        super().__init__(parent)
        self.path = path or stored_at()
        self.facts = GalleryFacts()
        self._errors = errors
        self._worker = InOrder(self, name="gallery")
        self._cabinet: list[Cabinet] = []  # made and used in the worker
        self._thumbnails: dict[str, tuple[tuple[int, QImage], ...]] = {}
        self._wanted: set[str] = set()
        self._changes = 0
        self._run("open", lambda cabinet: cabinet.open())

    # What is kept

    @property
    def is_open(self) -> bool:
        """Whether the gallery is there."""
        return self.facts.snapshot is not None

    def photographs(self, name: str) -> tuple[tuple[int, QImage], ...]:
        """Return the ids and thumbnails of a person, oldest first.

        Empty until they are there; `thumbnailsChanged` says so.
        """
        known = self._thumbnails.get(name)
        if known is None and name not in self._wanted and self.facts.person(name) is not None:
            self._wanted.add(name)
            changes = self._changes
            self._submit(
                lambda cabinet: cabinet.thumbnails(name),
                lambda found: self._on_thumbnails_found(name, changes, found),
                lambda error: self._on_failed("thumbnails", error),
            )
        return known or ()

    def thumbnail(self, name: str, photograph: int | None = None) -> QImage | None:
        """Return a photograph of a person, or the first one; None until it is there."""
        for number, image in self.photographs(name):
            if photograph in (None, number):
                return image
        return None

    # What is asked

    def enrol(self, name: str, embedding: NDArray[np.float32], chip: NDArray[np.uint8]) -> None:
        """Store a photograph of a person; `enrolled` or `failed` ("enrol") says what became."""
        self._run("enrol", lambda cabinet: cabinet.enrol(name, embedding, chip), self.enrolled.emit)

    def rename(self, name: str, new_name: str, *, merge: bool = False) -> None:
        """Give a person another name; with ``merge``, one that somebody has."""
        self._run("rename", lambda cabinet: cabinet.rename(name, new_name, merge=merge))

    def remove(self, photograph: int) -> None:
        """Remove a photograph, and its person with the last one."""
        self._run("remove", lambda cabinet: cabinet.remove(photograph))

    def remove_person(self, name: str) -> None:
        """Remove a person with all photographs."""
        self._run("remove", lambda cabinet: cabinet.remove_person(name))

    def set_stored(self, stored: bool) -> None:
        """Write the gallery to its file and keep it there; or bring it back into memory."""
        self._run("store", lambda cabinet: cabinet.store() if stored else cabinet.unstore())

    def forget_everyone(self) -> None:
        """Overwrite and delete all that was kept."""
        self._run("forget", lambda cabinet: cabinet.forget_everyone())

    def ask(
        self,
        work: Work,
        done: Callable[[Any], object],
        failed: Callable[[BaseException], object],
    ) -> None:
        """Have ``work`` read something from the gallery, after all that was asked before.

        It changes nothing. ``done`` or ``failed`` is called in the GUI thread.
        """
        self._submit(work, done, failed)

    def is_idle(self) -> bool:
        """Whether all that was asked is done."""
        return self._worker.is_idle()

    def shutdown(self) -> None:
        """Finish what was asked, and close the file."""
        self._worker.submit(partial(_close, self._cabinet), _nothing, _nothing)
        self._worker.shutdown()
        self._thumbnails.clear()

    # Inside

    def _run(self, what: str, work: Work, done: Callable[[Any], object] | None = None) -> None:
        """Do something that may change the gallery, then learn what it is now."""
        self._submit(
            lambda cabinet: (work(cabinet), cabinet.facts(), cabinet.notices()),
            lambda outcome: self._on_done(outcome, done),
            lambda error: self._on_failed(what, error),
        )

    def _submit(
        self,
        work: Work,
        done: Callable[[Any], object],
        failed: Callable[[BaseException], object],
    ) -> None:
        self._worker.submit(partial(_with_cabinet, self._cabinet, self.path, work), done, failed)

    def _on_done(
        self,
        outcome: tuple[Any, GalleryFacts, tuple[str, ...]],
        done: Callable[[Any], object] | None,
    ) -> None:
        value, facts, notices = outcome
        self._changes += 1
        before, self.facts = self.facts, facts
        self._drop_thumbnails(before)
        for text in notices:
            self.noticed.emit("warning", text)
        self.changed.emit()
        if done is not None:
            done(value)

    def _on_failed(self, what: str, error: BaseException) -> None:
        if not isinstance(error, ExplorerError):
            self._errors.report(error)
        if what == "open":
            self.noticed.emit("error", f"{error} Until then faces are kept in memory only.")
        self.failed.emit(what, str(error))
        if what != "thumbnails":
            self._refresh()

    def _refresh(self) -> None:
        """Learn what the gallery is, after something failed."""
        self._submit(
            lambda cabinet: (None, cabinet.facts(), cabinet.notices()),
            lambda outcome: self._on_done(outcome, None),
            self._errors.report,
        )

    def _drop_thumbnails(self, before: GalleryFacts) -> None:
        """Forget the pictures of those who are not as they were."""
        if before.place != self.facts.place:  # photographs have other ids there
            self._thumbnails.clear()
        same = set(before.people) & set(self.facts.people)
        kept = {person.name for person in same}
        self._thumbnails = {name: shown for name, shown in self._thumbnails.items() if name in kept}

    def _on_thumbnails_found(self, name: str, changes: int, found: tuple[Thumbnail, ...]) -> None:
        self._wanted.discard(name)
        if changes == self._changes:
            if len(self._thumbnails) >= PEOPLE_SHOWN:
                self._thumbnails.clear()
            self._thumbnails[name] = tuple(
                (one.photograph, qimage_from_rgb(one.rgb)) for one in found if one.rgb is not None
            )
        self.thumbnailsChanged.emit()


def _with_cabinet(made: list[Cabinet], path: Path, work: Work) -> Any:
    """Run something on the cabinet, which is made in the worker (worker's thread)."""
    if not made:
        from explorer.panels.faces.cabinet import Cabinet

        made.append(Cabinet(path))
    return work(made[0])


def _close(made: list[Cabinet]) -> None:
    while made:
        made.pop().close()


def _nothing(_outcome: object) -> None:
    """Do nothing: nobody is there any more."""
