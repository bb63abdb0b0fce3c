"""The part of the network's input that one output cell depends on, to the pixel.

The formula of the receptive field counts padding as if it were picture, and takes a block for its
largest branch. Here the cells are followed back layer by layer, and what is padding, dropped or
between the taps of a dilated kernel ends there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.engine.network import Concat, Dense, Flatten, Inception, RadialBasis, Residual
from explorer.panels.layers.walk.geometry import walk_of

if TYPE_CHECKING:
    from explorer.engine.network import LayerReport, Place, Report
    from explorer.panels.layers.walk.geometry import Span
    from explorer.widgets.cells import Cell

Reports = tuple["LayerReport", ...]


@dataclass(frozen=True, slots=True)
class Field:
    """The smallest rectangle of input pixels that holds all that a cell depends on."""

    rows: Span
    columns: Span

    @property
    def size(self) -> tuple[int, int]:
        """Height and width."""
        return self.rows[1] - self.rows[0], self.columns[1] - self.columns[0]


def field_of(report: Report, place: Place, cell: Cell) -> Field | None:
    """Return what a cell of the layer at a place depends on; None where it reads padding alone."""
    spans = []
    for axis in (0, 1):
        pixels = sources(report, place, axis, {cell[axis]})
        if not pixels:
            return None
        spans.append((min(pixels), max(pixels) + 1))
    return Field(*spans)


def sources(report: Report, place: Place, axis: int, cells: set[int]) -> set[int]:
    """Return the rows (axis 0) or columns (1) of the input that some cells depend on.

    Parameters
    ----------
    place
        The layer whose output the cells belong to.
    """
    sequence, blocks = _sequence(report, place[:-1])
    wanted = _back(sequence[: place[-1] + 1], axis, cells)
    if not blocks:
        return wanted
    # What the sequence was given is what the block was given: the output of the layer before it.
    return _before(report, place[:-2], axis, wanted)


def _before(report: Report, block: Place, axis: int, cells: set[int]) -> set[int]:
    sequence, blocks = _sequence(report, block[:-1])
    wanted = _back(sequence[: block[-1]], axis, cells)
    return _before(report, block[:-2], axis, wanted) if blocks else wanted


def _sequence(report: Report, place: Place) -> tuple[Reports, Place]:
    """Return the layers of a sequence, and the block that it belongs to, if any."""
    if not place:
        return report.layers, ()
    block = report.at(place[:-1])
    return (() if block is None else block.branch(place[-1])), place[:-1]


def _back(layers: Reports, axis: int, cells: set[int]) -> set[int]:
    """Follow cells of the last layer's output back to what the sequence was given."""
    at = len(layers) - 1
    pending: dict[int, set[int]] = {at: set(cells)}  # -1 is what the sequence was given
    names = {one.layer.name: index for index, one in enumerate(layers) if one.layer.name}
    for index in range(at, -1, -1):
        wanted = pending.pop(index, set())
        if not wanted:
            continue
        one = layers[index]
        pending.setdefault(index - 1, set()).update(_through(one, axis, wanted))
        if isinstance(one.layer, Concat):
            earlier = {name: place for name, place in names.items() if place < index}
            for source in one.layer.sources:
                pending.setdefault(earlier.get(source, -1), set()).update(wanted)
    return pending.get(-1, set())


def _through(one: LayerReport, axis: int, cells: set[int]) -> set[int]:
    """Return the cells of a layer's input that some of its output depend on."""
    if isinstance(one.layer, Residual | Inception):
        branches = (one.branch(index) for index in range(len(one.layer.branches)))
        return set().union(*(_back(branch, axis, cells) for branch in branches))
    if isinstance(one.layer, Dense | RadialBasis | Flatten):
        return set(range(one.input[axis]))
    walk = walk_of(one)
    if walk is None:
        return cells
    return (walk.rows, walk.columns)[axis].sources(cells)
