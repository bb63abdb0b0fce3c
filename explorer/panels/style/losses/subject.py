"""What is looked at: a moment of the painting, or the content before anything is painted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from explorer.panels.style.plan import plan_of
from explorer.panels.style.values import Plan

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from explorer.engine.style import StyleConfig
    from explorer.engine.style import StyleState as Planes
    from explorer.panels.style.shared import Shared
    from explorer.panels.style.state import PaintState
    from explorer.panels.style.values import Moment, Pictures

UNPAINTED: Final = "the content: nothing is painted yet"


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """A picture with all that its losses depend on.

    Attributes
    ----------
    size
        Its longer side in pixels.
    picture
        uint8 (H, W, 3), or its planes, which are exact; None for the content.
    words
        Which one it is.
    styles
        Titles of the paintings.
    """

    config: StyleConfig
    size: int
    picture: NDArray[np.uint8] | Planes | None
    words: str
    styles: tuple[str, ...]

    @property
    def layers(self) -> tuple[tuple[str, float], ...]:
        """The layers of the style loss that count, each with its weight."""
        return tuple((title, weight) for title, weight in self.config.style_layers if weight)


class Subjects:
    """Finds what is to be looked at; a plan is made anew only where something else is wanted."""

    def __init__(self, shared: Shared) -> None:
        self._shared = shared
        self._planned: tuple[PaintState, Pictures, str | None, Plan] | None = None
        self._last: tuple[Moment | Plan, Subject] | None = None

    def present(self, paint: PaintState, device: str | None) -> Subject:
        """Return the present subject; the same object as before where nothing has changed.

        Raises
        ------
        StyleError
            A picture is missing, or there is nothing to look at with these settings.
        """
        moment = self._shared.studio.shown()
        source: Moment | Plan = self._plan(paint, device) if moment is None else moment
        if self._last is None or self._last[0] is not source:
            self._last = source, self._made(source)
        return self._last[1]

    def has_news(self) -> bool:
        """Whether the studio shows another moment than was looked at last."""
        last = None if self._last is None else self._last[0]
        moment = self._shared.studio.shown()
        return moment is not last if moment is not None else not isinstance(last, Plan)

    def _made(self, source: Moment | Plan) -> Subject:
        if isinstance(source, Plan):
            return _subject(source, source.config.size, None, UNPAINTED)
        return self._of_moment(source)

    def _of_moment(self, moment: Moment) -> Subject:
        branches = self._shared.studio.branches
        branch = branches[moment.branch]
        words = f"step {moment.index} of {branch.plan.config.steps}"
        if len(branches) > 1:
            words = f"branch {branch.name}, {words}"
        picture = moment.rgb if moment.planes is None else moment.planes
        return _subject(branch.plan, moment.losses.size, picture, words)

    def _plan(self, paint: PaintState, device: str | None) -> Plan:
        pictures = self._shared.pictures.pictures
        if self._planned is not None:
            of_paint, of_pictures, on_device, plan = self._planned
            if of_paint == paint and of_pictures is pictures and on_device == device:
                return plan
        plan = plan_of(paint, pictures, device)
        self._planned = paint, pictures, device, plan
        return plan


def _subject(
    plan: Plan, size: int, picture: NDArray[np.uint8] | Planes | None, words: str
) -> Subject:
    return Subject(plan.config, size, picture, words, tuple(one.title for one in plan.styles))
