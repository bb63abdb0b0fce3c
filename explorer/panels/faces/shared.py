"""What the pages of the panel share: one session in the worker, one gallery."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

from explorer.panels.faces.verify.held import Held
from explorer.services.lazily import made_when_called
from explorer.services.serial import one_at_a_time

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.panels.faces.keeper import GalleryKeeper
    from explorer.panels.faces.session import Session
    from explorer.panels.faces.values import FacesRequest, FacesView
    from explorer.services.frames import Frame

V = TypeVar("V")


class Ask(Protocol):
    """Runs a function on the session, in the thread that calls, one call at a time."""

    def __call__(self, work: Callable[[Session], V]) -> V:
        """Return what ``work(session)`` returns."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What every page is given.

    ``ask`` is called in workers only: the first call imports torch and loads the networks.
    ``held`` are pictures to verify that no state may name.
    """

    ask: Ask
    keeper: GalleryKeeper
    held: Held = field(default_factory=Held)

    def respond(self, frame: Frame, request: FacesRequest) -> FacesView:
        """Return the faces of a frame (worker's thread)."""
        return self.ask(lambda session: session.respond(frame, request))


def ask_lazily(make: Callable[[], Session] | None = None) -> Ask:
    """Return an `Ask` whose session is made at its first call."""
    ask = one_at_a_time(made_when_called(lambda: _answerer((make or _make_session)())))
    return cast("Ask", ask)


def _make_session() -> Session:
    from explorer.panels.faces.session import Session

    return Session()


def _answerer(session: Session) -> Callable[[Callable[[Session], Any]], Any]:
    return lambda work: work(session)
