"""The part of the network's input that one output cell depends on, to the pixel.

The formula of the receptive field counts padding as if it were picture, and takes a block for its
largest branch. Here the cells are followed back layer by layer, and what is padding, dropped or
between the taps of a dilated kernel ends there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.engine.network import Concat, Dense, Flatten, Inception, RadialBasis, Residual
from explorer.panels.layers.walk.geometry import first_and_last, full, walk_of

if TYPE_CHECKING:
    from explorer.engine.network import LayerReport, Place, Report
    from explorer.panels.layers.walk.geometry import Cells, Span
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
    found = [sources(report, place, axis, 1 << cell[axis]) for axis in (0, 1)]
    if not all(found):
        return None
    rows, columns = map(first_and_last, found)
    return Field(rows, columns)


def sources(report: Report, place: Place, axis: int, cells: Cells) -> Cells:
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


def _before(report: Report, block: Place, axis: int, cells: Cells) -> Cells:
    sequence, blocks = _sequence(report, block[:-1])
    wanted = _back(sequence[: block[-1]], axis, cells)
    return _before(report, block[:-2], axis, wanted) if blocks else wanted


def _sequence(report: Report, place: Place) -> tuple[Reports, Place]:
    """Return the layers of a sequence, and the block that it belongs to, if any."""
    if not place:
        return report.layers, ()
    block = report.at(place[:-1])
    return (() if block is None else block.branch(place[-1])), place[:-1]


def _back(layers: Reports, axis: int, cells: Cells) -> Cells:
    """Follow cells of the last layer's output back to what the sequence was given."""
    stacked = _stacked(layers)
    pending = [0] * len(layers) + [cells if not layers else 0]  # the last is what was given
    if layers:
        pending[-2] = cells
    for index in range(len(layers) - 1, -1, -1):
        wanted = pending[index]
        if wanted:
            pending[index - 1] |= _through(layers[index], axis, wanted)
            for earlier in stacked.get(index, ()):
                pending[earlier] |= wanted
    return pending[-1]


def _stacked(layers: Reports) -> dict[int, list[int]]:
    """Return for each concatenation the layers that it stacks; -1 is what the sequence was given.

    A name that stands twice is that of the last layer before the concatenation.
    """
    found: dict[int, list[int]] = {}
    named: dict[str, int] = {}
    for index, one in enumerate(layers):
        if isinstance(one.layer, Concat):
            found[index] = [named.get(source, -1) for source in one.layer.sources]
        if one.layer.name:
            named[one.layer.name] = index
    return found


def _through(one: LayerReport, axis: int, cells: Cells) -> Cells:
    """Return the cells of a layer's input that some of its output depend on."""
    if isinstance(one.layer, Residual | Inception):
        wanted = 0
        for index in range(len(one.layer.branches)):
            wanted |= _back(one.branch(index), axis, cells)
        return wanted
    if isinstance(one.layer, Dense | RadialBasis | Flatten):
        return full(one.input[axis])
    walk = walk_of(one)
    if walk is None:
        return cells
    return (walk.rows, walk.columns)[axis].sources(cells)
