"""What is drawn over the network's square: heat, the cell, its anchors, its box."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from explorer.panels.detector.centres import Centres
from explorer.panels.detector.grid.chosen import of_head
from explorer.widgets.detections.boxes import BoxesOverlay
from explorer.widgets.detections.grid_overlay import GridOverlay

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from explorer.panels.detector.grid.chosen import Chosen
    from explorer.panels.detector.grid.fate import Fate
    from explorer.panels.detector.square import Square
    from explorer.panels.detector.state import GridState
    from explorer.panels.detector.values import DetectView
    from explorer.widgets.cells import Cell
    from explorer.widgets.detections.looks import BoxStyle
    from explorer.widgets.overlays import Overlay

BOX_COLOUR = "#ffffff"
"""No class has it, and the cell and its anchors have another."""


def heat_of(view: DetectView, chosen: Chosen) -> NDArray[np.float32]:
    """Return p_c (rows, columns) of the anchor, or the largest over all where none was chosen."""
    p_c = of_head(view, chosen.head, view.predictions.objectness)
    shown = p_c.amax(dim=0) if chosen.is_best_anchor else p_c[chosen.anchor]
    heat: NDArray[np.float32] = shown.numpy()
    return heat


def heat_text(view: DetectView, chosen: Chosen, grid: GridState) -> str:
    """Return whose p_c the heat is."""
    if not grid.heat:
        return "p_c is not shown"
    anchors = len(view.raw.heads[chosen.head].anchors_px)
    if chosen.is_best_anchor:
        return f"The colour of a cell is its p_c: the largest of its {anchors} anchors"
    return f"The colour of a cell is the p_c of its anchor {chosen.anchor + 1}"


def grid_overlay(view: DetectView, square: Square, chosen: Chosen, grid: GridState) -> GridOverlay:
    """Return heat, lines, cell and anchors."""
    head = view.raw.heads[chosen.head]
    return GridOverlay(
        square.rect,
        chosen.size,
        heat_of(view, chosen) if grid.heat else None,
        chosen.cell,
        head.anchors_px if grid.anchors else (),
        view.raw.letterbox.size,
        chosen.anchor,
    )


def overlays(
    view: DetectView,
    square: Square,
    chosen: Chosen,
    grid: GridState,
    fate: Fate,
    kept_cell: Cell | None = None,
) -> tuple[Overlay, ...]:
    """Return everything, the lowest first.

    Parameters
    ----------
    kept_cell
        The cell that was chosen, while the pointer shows another.
    """
    drawn: list[Overlay] = [grid_overlay(view, square, chosen, grid)]
    if kept_cell is not None and kept_cell != chosen.cell:
        drawn.append(_other_cell(square, chosen, kept_cell))
    box = square.placed(view.predictions.boxes_xyxy[chosen.number].numpy())[None]
    class_id = int(view.predictions.class_ids[chosen.number])
    score = float(view.predictions.scores[chosen.number])
    label = f"{view.raw.class_names[class_id]} {score:.2f}"
    style: BoxStyle = "kept" if fate.is_left else "suppressed"
    drawn.append(BoxesOverlay(box, square.size, (BOX_COLOUR,), (label,), style))
    drawn.append(Centres((box[:, :2] + box[:, 2:]) / 2, BOX_COLOUR))
    return tuple(drawn)


def _other_cell(square: Square, chosen: Chosen, cell: Cell) -> Overlay:
    rect = GridOverlay(square.rect, chosen.size, lines=False).cell_rect(cell)
    return BoxesOverlay(np.array([rect], np.float32), square.size, ("accent",), (), "kept")
