"""What the picture on the screen can be compared with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from explorer.panels.style.moments import key_of
from explorer.panels.style.paint.lanes import at_or_before
from explorer.panels.style.paint.words import short_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from explorer.panels.style.paint.sides import Mode
    from explorer.panels.style.studio import Studio
    from explorer.panels.style.values import Moment

PIN: Final = "Pin what is shown, and go to the other in the timeline"
LET_GO: Final = "Nothing: let go of the pinned moment"


def entries_of(studio: Studio) -> list[tuple[str, Moment | None, Mode]]:
    """Return what a menu offers: words, the moment to pin, and how to look at it then.

    Without a moment, the photograph is what is compared with.
    """
    entries: list[tuple[str, Moment | None, Mode]] = []
    shown = studio.shown()
    if shown is not None:
        entries.append((PIN, shown, "divided"))
    entries.append(("The photograph", None, "divided"))
    if studio.compared is not None:
        entries.append((LET_GO, None, "one"))
    entries += [(words, moment, "divided") for words, moment in choices(studio)]
    return entries


def choices(studio: Studio) -> list[tuple[str, Moment]]:
    """Return names of moments that are worth a comparison, without the one that is shown."""
    shown = studio.shown()
    if shown is None:
        return []
    found: list[tuple[str, Moment]] = []
    taken = {key_of(shown)}
    for name, moment in _candidates(studio, shown):
        if key_of(moment) not in taken:
            taken.add(key_of(moment))
            found.append((name, moment))
    return found


def _candidates(studio: Studio, shown: Moment) -> Iterator[tuple[str, Moment]]:
    """Yield names and moments: the same step elsewhere, the start, the lowest, the newest."""
    for branch in studio.branches:
        same = at_or_before(branch.moments, shown.index)
        if branch.number != shown.branch and same is not None:
            yield f"The same time: {short_words(branch.name, same.index)}", same
    for branch in studio.branches:
        for word, moment in (
            ("The start", branch.moments[0] if branch.moments else None),
            ("The lowest loss", branch.best()),
            ("The newest", branch.newest()),
        ):
            if moment is not None:
                yield f"{word}: {short_words(branch.name, moment.index)}", moment
