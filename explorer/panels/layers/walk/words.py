"""What the windows read, in words and as sums with their numbers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from explorer.widgets.numbers import MINUS

if TYPE_CHECKING:
    from explorer.panels.layers.walk.fields import Field
    from explorer.panels.layers.walk.geometry import AxisWalk, Walk
    from explorer.widgets.cells import Cell

MOST_TAPS = 7
"""So many cells that a dilated kernel reads are listed one by one."""
_HELD = re.compile(r"(\d|rows?|columns?|field|×|of) (?=×|rows?\b|columns?\b|[\d−])")
"""Spaces where no line is broken."""


def number(value: int) -> str:
    """Return a whole number with a real minus sign."""
    return str(value).replace("-", MINUS)


def count(value: int, word: str) -> str:
    """Return a count with its word: "1 row", "2 rows"."""
    return f"{value:,} {word}{'' if value == 1 else 's'}"


def reads_text(walk: Walk, cell: Cell) -> str:
    """Say which rows and columns an output cell reads."""
    rows = _axis_reads(walk.rows, cell[0], "row")
    columns = _axis_reads(walk.columns, cell[1], "column")
    outside = _outside_text(walk, cell)
    return f"output row {cell[0]}, column {cell[1]} reads {rows}, {columns}{outside}"


def sum_text(axis: AxisWalk, index: int, letter: str) -> str:
    """Return where a window begins and ends, with the numbers put in: i·s − p, + d(f−1)."""
    start, end = axis.window(index)
    first = number(start)
    return (
        f"{letter}·s − p = {index}·{axis.s} − {axis.before} = {first}"
        f" … + d(f−1) = {first} + {axis.d}·({axis.f}−1) = {number(end - 1)}"
    )


def unread_text(walk: Walk) -> str:
    """Say which rows and columns no window reads, or that the last window goes over the edge."""
    parts = [part for part in (_dropped_text(walk), _gaps_text(walk), _overhang_text(walk)) if part]
    if parts:
        return "; ".join(parts)
    return "one window, the whole map" if walk.whole else "the floor drops nothing"


def flowing(text: str, *, broken: bool = True) -> str:
    """Return a text with its line breaks in a column: a number stays with its word.

    Parameters
    ----------
    broken
        Whether a sum takes two lines, one for each end of the window.
    """
    held = _HELD.sub("\\1\u00a0", text).replace(" reads ", " reads\n").replace(" · ", "\n")
    return held.replace(" … +", "\n… +") if broken else held


def field_text(size: tuple[int, int], picture: tuple[int, int], field: Field | None) -> str:
    """Say how large the receptive field is, and how much of it is picture.

    Parameters
    ----------
    size
        Height and width by the formula, padding included.
    picture
        Height and width of the network's input.
    field
        What the cell really depends on.
    """
    text = f"receptive field {size[0]} × {size[1]} of {picture[0]} × {picture[1]}"
    if field is None:
        return f"{text}: padding alone"
    if field.size == size:
        return text
    if size[0] > picture[0] or size[1] > picture[1]:
        return f"receptive field {size[0]} × {size[1]}: more than all {picture[0]} × {picture[1]}"
    return f"{text}, {field.size[0]} × {field.size[1]} of it picture"


def _axis_reads(axis: AxisWalk, index: int, word: str) -> str:
    start, end = axis.window(index)
    if axis.f == 1:
        return f"{word} {number(start)}"
    if axis.d == 1:
        return f"{word}s {number(start)}–{number(end - 1)}"
    taps = axis.taps(index)
    if len(taps) <= MOST_TAPS:
        return f"{word}s {', '.join(number(tap) for tap in taps)}"
    return f"{word}s {', '.join(number(tap) for tap in taps[:3])} … {number(taps[-1])}"


def _outside_text(walk: Walk, cell: Cell) -> str:
    """Say what of a window is padding, or lies beyond all padding."""
    padding, beyond = [], []
    for (axis, word), index in zip(_axes(walk), cell, strict=True):
        low, high = axis.padded
        in_padding = axis.count(index, (low, 0)) + axis.count(index, (axis.n, high))
        padding.append((in_padding, word))
        beyond.append((axis.count(index, (high, axis.window(index)[1])), word))
    parts = [
        f" · {', '.join(found)} {words}"
        for counted, words in ((padding, "of padding"), (beyond, "outside"))
        if (found := [count(value, word) for value, word in counted if value])
    ]
    return "".join(parts)


def _dropped_part(axis: AxisWalk, word: str) -> str:
    padding = axis.dropped - axis.dropped_input
    words = f" ({padding} of it padding)" if padding else ""
    return f"{count(axis.dropped, word)}{words}"


def _dropped_text(walk: Walk) -> str:
    found = [(axis, word) for axis, word in _axes(walk) if axis.dropped]
    who = "no window begins in the padding, so left out:" if walk.ceil else "the floor drops"
    if found and not any(axis.dropped_input for axis, _ in found):
        parts = [count(axis.dropped, word) for axis, word in found]
        return f"{who} {', '.join(parts)} (of padding)"
    parts = [_dropped_part(axis, word) for axis, word in found]
    return f"{who} {', '.join(parts)}" if parts else ""


def _overhang_text(walk: Walk) -> str:
    parts = [count(axis.overhang, word) for axis, word in _axes(walk) if axis.overhang]
    return f"ceil: {', '.join(parts)} over the edge" if parts else ""


def _gaps_text(walk: Walk) -> str:
    gaps = [(axis.unread().bit_count() - axis.dropped_input, word) for axis, word in _axes(walk)]
    parts = [count(value, word) for value, word in gaps if value]
    return f"the stride skips {', '.join(parts)}" if parts else ""


def _axes(walk: Walk) -> tuple[tuple[AxisWalk, str], tuple[AxisWalk, str]]:
    return (walk.rows, "row"), (walk.columns, "column")
