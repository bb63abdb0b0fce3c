"""What is said of matrices and their entries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from explorer.widgets.numbers import short_number

if TYPE_CHECKING:
    from explorer.engine.style.gram_view import GramEntry, GramView
    from explorer.panels.style.losses.values import Levels, LossesView, PairView

HEAT_TIP: Final = (
    "Point at an entry to see its two channels; a click or the arrow keys keep it. The wheel zooms"
)
ABOUT: Final = "Entry (k, k′): how strongly both channels fire at the same places, anywhere"
OFTEN: Final = 100
ALIKE: Final = 1e-4
"""Float32 sums of thousands of products agree to about this."""


def matrix_facts(view: LossesView) -> str:
    """Return the size of the matrix and of the maps behind it."""
    gram = view.gram
    height, width = gram.map_size
    return f"{gram.channels} × {gram.channels} · from maps of {width} × {height}"


def unit_words(gram: GramView) -> str:
    """Return what is shown of the entries."""
    if gram.is_divided:
        return f"sums divided by N·M = {gram.channels} · {gram.positions:,}"
    return "plain sums over all positions"


def loss_words(view: LossesView) -> str:
    """Return the layer's loss, and what it is multiplied by."""
    weighed = view.weight * view.loss
    return (
        f"Loss of {view.gram.layer}: {short_number(view.loss, 4)}, weighed "
        f"× {short_number(view.weight)} = {short_number(weighed, 4)}"
    )


def entry_words(view: LossesView) -> str:
    """Return what an entry means for the picture, and why it is this one if nobody chose it."""
    entry = view.entry
    pairs = [(one.k, one.other) for one in view.largest if one.k != one.other]
    why = ""
    if view.is_found:
        is_first = pairs[:1] == [(entry.k, entry.other)]
        why = "The largest difference of two channels. " if is_first else "The largest at first. "
    return why + meaning(entry)


def meaning(entry: GramEntry) -> str:
    """Return what should become more or less."""
    one, other = ("style", "picture") if entry.style > entry.picture else ("picture", "style")
    alone = entry.k == entry.other
    low, high = sorted((entry.style, entry.picture))
    if low < 0:  # before a ReLU: what is against one another counts below 0
        style, picture = short_number(entry.style), short_number(entry.picture)
        return f"{style} in the style, {picture} in the picture."
    if not high:
        return f"Channel {entry.k} is silent." if alone else _both(entry, "never come together.")
    fire = f"Channel {entry.k} fires" if alone else _both(entry, "come together")
    if high > OFTEN * low:
        return f"{fire} over {OFTEN} times as strongly in the {one} as in the {other}."
    if high >= 2 * low:
        return f"{fire} {high / low:.2g} times as strongly in the {one} as in the {other}."
    return f"{fire} {high / low - 1:.0%} more strongly in the {one} than in the {other}."


def _both(entry: GramEntry, do: str) -> str:
    return f"Channels {entry.k} and {entry.other} {do}"


def share_words(entry: GramEntry) -> str:
    """Return the entry's part of the loss."""
    return f"{share_of(entry):.2%} of the layer's loss"


def sum_spoken(entry: GramEntry, where: str, value: float) -> str:
    """Return a sum in words."""
    return f"Entry {entry.k}, {entry.other} of the {where}: {value:,.4g}"


def contribution_spoken(entry: GramEntry) -> str:
    """Return what an entry adds, in words."""
    return f"Entry {entry.k}, {entry.other} adds {entry.contribution:.3g} to the layer's loss"


def ends_words(levels: Levels) -> str:
    """Return the numbers that a map's darkest and brightest colours stand for."""
    high = short_number(levels.high, 2)
    return f"±{high}" if levels.is_signed else f"0 … {high}"


def check_words(view: PairView, value: float, *, of_several: bool) -> str:
    """Return the sum of the product beside the entry that it has to be."""
    part = view.pair.part
    before = "Σ" if part == 1 else f"{part:.4g} · Σ"
    middle = "of the entry's" if of_several else "· in the matrix"
    return f"{before} = {view.total * part:,.2f} {middle} {value:,.2f}"


def agrees(view: PairView, value: float) -> bool:
    """Return whether the sum of the product is the entry, to float32's precision."""
    total = view.total * view.pair.part
    return abs(total - value) <= ALIKE * max(abs(total), abs(value), 1e-6)


def pixel_words(view: PairView, row: int, column: int) -> str:
    """Return what two channels say at a position, and what that adds to the sum."""
    first, second = float(view.pair.first[row, column]), float(view.pair.second[row, column])
    return (
        f"row {row}, column {column}: {short_number(first)} × {short_number(second)} = "
        f"{short_number(first * second)}"
    )


def row_texts(entry: GramEntry, divisor: float) -> tuple[str, str, str, str]:
    """Return the cells of the table: channels, style, picture, share."""
    return (
        f"{entry.k} · {entry.other}",
        short_number(entry.style / divisor, 2),
        short_number(entry.picture / divisor, 2),
        f"{share_of(entry):.2%}",
    )


def share_of(entry: GramEntry) -> float:
    """Return the part of the layer's loss, both (k, k′) and (k′, k) counted."""
    return entry.share * (1 if entry.k == entry.other else 2)
