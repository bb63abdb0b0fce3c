"""Which prediction is looked at: of which grid, which cell, which anchor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from explorer.engine.yolo.predictions import Cell
from explorer.widgets.cells import clamped

if TYPE_CHECKING:
    from torch import Tensor

    from explorer.engine.yolo import RawPredictions
    from explorer.panels.detector.state import GridState
    from explorer.panels.detector.values import DetectView
    from explorer.widgets.cells import Cell as Place
    from explorer.widgets.cells import Size


@dataclass(frozen=True, slots=True)
class Chosen:
    """One prediction.

    Parameters
    ----------
    head, cell, anchor
        Which grid, which of its cells (row, column), which of its anchors.
    number
        Of the prediction among all.
    size
        Rows and columns of the grid.
    is_best_anchor
        Whether the anchor is the cell's best, chosen for want of another choice.
    remark
        What was asked for and is not there, or "".
    """

    head: int
    cell: Place
    anchor: int
    number: int
    size: Size
    is_best_anchor: bool
    remark: str = ""


def chosen_of(view: DetectView, grid: GridState, hovered: Place | None = None) -> Chosen:
    """Return the prediction that is shown: the cell under the pointer goes before the chosen."""
    raw = view.raw
    head = min(grid.head, len(raw.maps) - 1)
    size = grid_size(raw, head)
    remarks = [_head_remark(raw, grid.head, size)]
    wanted = default_cell(view, head) if grid.cell is None else grid.cell
    cell = clamped(wanted, size)
    if cell != wanted:
        remarks.append(
            f"Cell {wanted} is not on the {size_text(size)} grid: the nearest, {cell}, is shown."
        )
    cell = cell if hovered is None else clamped(hovered, size)
    anchors = len(raw.heads[head].anchors_px)
    anchor = _best_anchor(view, head, cell) if grid.anchor is None else grid.anchor
    if anchor >= anchors:
        remarks.append(f"There is no anchor {anchor + 1}: the last of {anchors} is shown.")
        anchor = anchors - 1
    number = raw.index(Cell(head, anchor, *cell))
    said = " ".join(filter(None, remarks))
    return Chosen(head, cell, anchor, number, size, grid.anchor is None, said)


def grid_size(raw: RawPredictions, head: int) -> Size:
    """Return the rows and columns of a grid."""
    rows, columns = raw.maps[head].shape[-2:]
    return rows, columns


def size_text(size: Size) -> str:
    """Return "13×13"."""
    return f"{size[0]}×{size[1]}"


def of_head(view: DetectView, head: int, values: Tensor) -> Tensor:
    """Return the values (N, …) of all predictions that a grid has, as (A, rows, columns, …)."""
    counts = view.raw.counts
    start = sum(counts[:head])
    shape = len(view.raw.heads[head].anchors_px), *grid_size(view.raw, head)
    return values[start : start + counts[head]].reshape(*shape, *values.shape[1:])


def default_cell(view: DetectView, head: int) -> Place:
    """Return the cell of the best box that the grid gave.

    If all boxes came from other grids, that in which the centre of the best one lies; if there are
    none, the middle.
    """
    rows, columns = size = grid_size(view.raw, head)
    numbers = view.passing[view.kept]
    if not len(numbers):
        return rows // 2, columns // 2
    start = sum(view.raw.counts[:head])
    own = numbers[(numbers >= start) & (numbers < start + view.raw.counts[head])]
    if len(own):
        place = (int(own[0]) - start) % (rows * columns)
        return divmod(place, columns)
    return cell_of_point(view, centre_of(view, int(numbers[0])), size)


def centre_of(view: DetectView, number: int) -> tuple[float, float]:
    """Return the centre of a predicted box, as shares of the network's square."""
    letterbox = view.raw.letterbox
    left, top, right, bottom = letterbox.redo(view.predictions.boxes_xyxy[number]).tolist()
    return (left + right) / 2 / letterbox.size, (top + bottom) / 2 / letterbox.size


def cell_of_point(view: DetectView, point: tuple[float, float], size: Size) -> Place:
    """Return the cell of a grid in which a point of the square lies."""
    return clamped((int(point[1] * size[0] // 1), int(point[0] * size[1] // 1)), size)


def moved_to(cell: Place, before: Size, after: Size) -> Place:
    """Return the cell of another grid at the same place of the picture."""
    row, column = (
        int((at + 0.5) * many / few // 1) for at, few, many in zip(cell, before, after, strict=True)
    )
    return clamped((row, column), after)


def cell_mates(view: DetectView, chosen: Chosen) -> tuple[int, ...]:
    """Return the ranks of the boxes that are left and come from the cell, best first."""
    start = sum(view.raw.counts[: chosen.head])
    numbers = view.passing[view.kept] - start
    rows, columns = chosen.size
    place = chosen.cell[0] * columns + chosen.cell[1]
    is_here = (numbers >= 0) & (numbers < view.raw.counts[chosen.head])
    is_here &= numbers % (rows * columns) == place
    found: tuple[int, ...] = tuple(view.kept[is_here].tolist())
    return found


def _best_anchor(view: DetectView, head: int, cell: Place) -> int:
    scores = of_head(view, head, view.predictions.scores)[:, cell[0], cell[1]]
    return int(torch.argmax(scores))


def _head_remark(raw: RawPredictions, wanted: int, size: Size) -> str:
    if wanted < len(raw.maps):
        return ""
    count = len(raw.maps)
    has = "one grid" if count == 1 else f"{count} grids"
    return f"This detector has {has}: the {size_text(size)} one is shown."
