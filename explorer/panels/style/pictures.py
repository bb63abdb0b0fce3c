"""The pictures that the state names, read in a thread; and those that live in memory alone."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from explorer.panels.style.reading import checked, read_all
from explorer.panels.style.values import CONTENT, Picture, Pictures
from explorer.services.latest import LatestWins
from explorer.services.stills import still_of

if TYPE_CHECKING:
    from explorer.panels.style.reading import Found
    from explorer.panels.style.state import StyleState
    from explorer.services.errors import ErrorHub
    from explorer.services.frames import Frame
    from explorer.services.store import Store

GONE: Final = "Choose a picture: the one that was here was kept in memory alone."


class PictureKeeper(QObject):
    """Keeps content and styles as the state of one store names them; for the GUI thread.

    A picture without a file stands in the state as an empty text: it enters no scene.
    """

    changed = Signal()  # `pictures` is another

    def __init__(self, errors: ErrorHub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store: Store[StyleState] | None = None
        self._known: dict[str, Found] = {}
        self._held: dict[int, Found] = {}
        self._asked: frozenset[str] = frozenset()
        self._pictures = Pictures()
        self._worker: LatestWins[dict[str, Found]] = LatestWins(self, name="pictures")
        self._worker.resultReady.connect(self._on_worker_result)
        self._worker.failed.connect(errors.report)

    @property
    def pictures(self) -> Pictures:
        """What is there now; a picture that is being read is None and has no problem."""
        return self._pictures

    def follow(self, store: Store[StyleState]) -> None:
        """Read what a store names, now and whenever it changes."""
        self._store = store
        store.changed.connect(self._on_store_changed)
        self._look()

    def choose(self, place: int, text: str) -> None:
        """Name a bundled picture or a file for a place; one that failed is read again."""
        if isinstance(self._known.get(text), str):
            del self._known[text]
        self._put(place, text)

    def hold(self, place: int, picture: Picture) -> None:
        """Keep a picture that has no file: a camera's frame, or something pasted or dropped.

        Parameters
        ----------
        place
            `CONTENT`, or the number of a style.
        """
        self._held[place] = checked(replace(picture, text=""))
        self._put(place, "")

    def take(self, place: int, frame: Frame) -> None:
        """Take what a source shows: the file of a photograph, else the picture of this moment."""
        if frame.spec.kind == "picture":
            self.choose(place, frame.spec.text)
            return
        still = still_of(frame)
        self.hold(place, Picture(still.title, still.rgb))

    def remove_style(self, place: int) -> None:
        """Take a style out of the state; those behind it move up, and so do pictures in memory."""
        store = self._followed()
        self._held = {
            at - (at > place): found for at, found in self._held.items() if at != place
        }  # fmt: skip
        styles = store.state.paint.styles
        store.update("paint", styles=styles[:place] + styles[place + 1 :])

    def is_idle(self) -> bool:
        """Whether everything that was named has been read."""
        return self._worker.is_idle()

    def shutdown(self) -> None:
        """End the thread."""
        self._worker.shutdown()

    # Inside

    def _followed(self) -> Store[StyleState]:
        assert self._store is not None, "follow() comes first"
        return self._store

    def _put(self, place: int, text: str) -> None:
        store = self._followed()
        if place == CONTENT:
            store.update("paint", content=text)
        else:
            styles = list(store.state.paint.styles)
            styles[place] = replace(styles[place], picture=text)
            store.update("paint", styles=tuple(styles))
        self._look()  # another picture may be held, though the state is the same

    def _texts(self) -> dict[int, str]:
        paint = self._followed().state.paint
        styles = enumerate(choice.picture for choice in paint.styles)
        return {CONTENT: paint.content, **dict(styles)}

    def _look(self) -> None:
        texts = self._texts()
        self._held = {at: found for at, found in self._held.items() if texts.get(at) == ""}
        named = frozenset(texts.values()) - {""}
        self._known = {text: found for text, found in self._known.items() if text in named}
        wanted = named - self._known.keys()
        if wanted and wanted != self._asked:
            self._worker.submit(partial(read_all, sorted(wanted)))
        self._asked = wanted
        self._gather(texts)

    def _gather(self, texts: dict[int, str]) -> None:
        found = {at: self._found(at, text) for at, text in texts.items()}
        read = {at: one if isinstance(one, Picture) else None for at, one in found.items()}
        problems = tuple((at, one) for at, one in found.items() if isinstance(one, str))
        content = read.pop(CONTENT)
        former, self._pictures = self._pictures, Pictures(content, tuple(read.values()), problems)
        if not _are_same(former, self._pictures):
            self.changed.emit()

    def _found(self, place: int, text: str) -> Found | None:
        return self._known.get(text) if text else self._held.get(place, GONE)

    def _on_store_changed(self, _state: StyleState) -> None:
        self._look()

    def _on_worker_result(self, found: dict[str, Found]) -> None:
        self._known |= found
        self._look()


def _are_same(one: Pictures, other: Pictures) -> bool:
    pictures = [(each.content, *each.styles) for each in (one, other)]
    return (
        one.problems == other.problems
        and len(pictures[0]) == len(pictures[1])
        and all(a is b for a, b in zip(*pictures, strict=True))
    )
