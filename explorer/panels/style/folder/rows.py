"""The table of the pictures, and what came of all in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.widgets.counting import many
from explorer.widgets.numbers import duration_text
from explorer.widgets.table_model import TableCell, TableColumn

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from explorer.panels.style.folder.values import Listed, Outcome

COLUMNS = (
    TableColumn("picture", "The file that is painted", is_words=True),
    TableColumn("state", "What became of it; why it was not painted, in red", is_words=True,
                stretches=True),
    TableColumn("size", "Width and height of the painted picture, in pixels"),
    TableColumn("time", "Time of computing"),
)  # fmt: skip
WAITING, NOT_PAINTED = "waiting", "not painted"
_NONE = TableCell("–", None, "muted")


def waiting_cells(listed: Listed, number: int, word: str = WAITING) -> tuple[TableCell, ...]:
    """Return the row of a picture that was not begun."""
    return _name(listed, number), TableCell(word, word, "muted"), _NONE, _NONE


def painting_cells(listed: Listed, number: int, part: float) -> tuple[TableCell, ...]:
    """Return the row of the picture that is being painted."""
    words = f"painting, {part:.0%}" if part < 1 else "being written"
    return _name(listed, number), TableCell(words, words, "accent"), _NONE, _NONE


def outcome_cells(listed: Listed, outcome: Outcome) -> tuple[TableCell, ...]:
    """Return the row of a picture that is done, or could not be painted."""
    name = _name(listed, outcome.number)
    if outcome.target is None:
        said = TableCell(f"✗ {outcome.problem}", outcome.problem, "bad", outcome.problem)
        return name, said, _NONE, _NONE
    words = f"✓ {outcome.target.name}"
    width, height = outcome.size
    return (
        name,
        TableCell(words, words, "good", str(outcome.target)),
        TableCell(f"{width:,}×{height:,}", width * height, "muted"),
        TableCell(_time(outcome.seconds), outcome.seconds, "muted"),
    )


def csv_of(listed: Listed, outcomes: Mapping[int, Outcome]) -> list[list[object]]:
    """Return the table for a file."""
    table: list[list[object]] = [["picture", "painted", "width", "height", "seconds", "problem"]]
    for number, path in enumerate(listed.paths):
        one = outcomes.get(number)
        if one is None or one.target is None:
            table.append([str(path), "", "", "", "", NOT_PAINTED if one is None else one.problem])
        else:
            table.append([str(path), str(one.target), *one.size, round(one.seconds, 3), ""])
    return table


def count_words(outcomes: Sequence[Outcome], total: int) -> str:
    """Return "4 of 6 pictures are painted; 2 cannot be."."""
    done = sum(one.target is not None for one in outcomes)
    failed = len(outcomes) - done
    text = f"{done:,} of {_many_are(total, 'is', 'are')} painted"
    return f"{text}; {failed:,} cannot be." if failed else f"{text}."


def summary(outcomes: Sequence[Outcome], total: int, target: Path) -> str:
    """Return "9 of 10 pictures were painted into …. 1 was not: …"."""
    done = [one for one in outcomes if one.target is not None]
    failed = [one for one in outcomes if one.target is None]
    text = f"{len(done):,} of {_many_are(total, 'was', 'were')} painted into {target}."
    numbered = sum(one.is_numbered for one in done)
    if numbered:
        verb = "its name was" if numbered == 1 else "their names were"
        text += f" {numbered:,} got a number, because {verb} taken; nothing was written over."
    if failed:
        verb = "was" if len(failed) == 1 else "were"
        text += f" {len(failed):,} {verb} not: {failed[0].problem}"
    return text


def _many_are(count: int, one: str, more: str) -> str:
    """Return "1 picture is" or "3,000 pictures are"."""
    return f"{many(count, 'picture')} {one if count == 1 else more}"


def _name(listed: Listed, number: int) -> TableCell:
    name = listed.names[number]
    return TableCell(name, name.casefold(), tip=str(listed.paths[number]))


def _time(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds < 10 else duration_text(seconds)
