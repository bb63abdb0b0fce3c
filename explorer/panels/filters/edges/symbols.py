"""The probe's mathematics while the picture moves: the same lines with letters for its numbers.

To set a formula takes longer than a frame lasts, so numbers in it would be those of a frame that
is gone. The letters are true of every frame; the numbers stand in the matrices beside them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.panels.filters.edges.mathematics import HEADS, ROWS_AT_MOST, weight_latex

if TYPE_CHECKING:
    from explorer.panels.filters.edges.probing import Reading


def symbolic_latex(reading: Reading) -> str:
    """Return as many lines as `probe_latex` for a kernel of this size, without the picture."""
    channels = reading.response.request.channels
    head = HEADS[channels]
    lines = {
        "luminance": lambda: _plane_lines(head, reading.probe.kernel.tolist()),
        "volume": lambda: [head, "= z_R + z_G + z_B"],
        "each": lambda: [head, "z_R + z_G + z_B"],
    }[channels]()
    return "\n".join([*lines, *_shown_lines(reading)])


def _plane_lines(head: str, kernel: list[list[float]]) -> list[str]:
    rows = [_terms(index, row) for index, row in enumerate(kernel, 1)]
    rows = [row for row in rows if row]
    if len(kernel) > ROWS_AT_MOST or not rows:
        return [rf"{head} = {rows[0]} + \ldots" if rows else f"{head} = 0"]
    lines = [rf"{{}} {'+' if index else '='} {row}" for index, row in enumerate(rows)]
    return [head, *lines] if len(rows) == ROWS_AT_MOST else [head, *lines, r"{} = z"]


def _terms(row: int, weights: list[float]) -> str:
    return " + ".join(
        rf"x_{{{row}{column}}} \cdot {weight_latex(weight)}"
        for column, weight in enumerate(weights, 1)
        if weight != 0
    )


def _shown_lines(reading: Reading) -> list[str]:
    shown = reading.response.request.shown
    if shown == "absolute":
        several = len(reading.values) > 1
        return [r"|z_R| + |z_G| + |z_B|" if several else r"\left|z\right|"]
    if reading.turned is None:
        return []
    lines = [r"\sqrt{z^2 + z_\perp^2}"]
    return [*lines, r"\theta"] if reading.shows_angle else lines
