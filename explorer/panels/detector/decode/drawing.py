"""What is drawn over the network's square at a stage: pure values, no widget."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from explorer.panels.detector.centres import Centres
from explorer.widgets.detections.boxes import BoxesOverlay
from explorer.widgets.detections.grid_overlay import heat_rgba
from explorer.widgets.overlays import Grid, Heat

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from explorer.panels.detector.decode.stages import Mix
    from explorer.panels.detector.decode.values import DecodeView, GridFacts
    from explorer.widgets.detections.looks import BoxStyle
    from explorer.widgets.overlays import Overlay

HEAT = 0.75
"""Opacity where p_c is 1."""
COARSE, FINE = 0.34, 0.18
"""Opacity of the lines of the coarsest grid, and of all others."""


def overlays(view: DecodeView, mix: Mix) -> tuple[Overlay, ...]:
    """Return everything that there is at a stage, the lowest first."""
    drawn: list[Overlay] = []
    if mix.heat:
        drawn.append(heat_overlay(view, mix))
    if mix.lines:
        coarsest = min(grid.rows for grid in view.grids)
        drawn += [_lines(view, grid, mix.lines, grid.rows == coarsest) for grid in view.grids]
    if mix.anchors and mix.dropped < 1 and len(view):
        drawn += boxes_overlays(view, mix)
    if mix.dropped and len(view.kept):
        drawn.append(kept_overlay(view, mix))
    return tuple(drawn)


def heat_overlay(view: DecodeView, mix: Mix) -> Heat:
    """Return p_c as colours; where nothing passes they fade."""
    rgba = heat_rgba(view.heat, HEAT)
    share = mix.heat * np.where(view.passes, 1.0, mix.low)
    rgba[..., 3] = np.rint(rgba[..., 3] * share)
    return Heat(rgba, *view.square.rect, smooth=False)


def between(view: DecodeView, grown: float) -> NDArray[np.float32]:
    """Return the boxes (P, 4) on their way from the anchor (0) to what is predicted (1)."""
    moved: NDArray[np.float32] = view.anchors_xyxy + (view.boxes_xyxy - view.anchors_xyxy) * grown
    return moved


def boxes_overlays(view: DecodeView, mix: Mix) -> list[Overlay]:
    """Return what passes: dashed anchors that become boxes, and their centres.

    Of very many, all are thin lines, without centres: those would hide the picture.
    """
    boxes = between(view, mix.grown)
    there = mix.anchors * (1 - mix.dropped)
    sure = 1 + (view.opacities - 1) * mix.grown
    if not view.is_bold:
        return [_boxes(view, boxes, "candidate", sure * there)]
    drawn: list[Overlay] = []
    looks: tuple[tuple[BoxStyle, float], ...] = (
        ("suppressed", 1 - mix.grown),
        ("kept", mix.grown),
    )
    for style, share in looks:
        if share and there:
            drawn.append(_boxes(view, boxes, style, sure * there * share))
    return [*drawn, Centres((boxes[:, :2] + boxes[:, 2:]) / 2, "warm", there)]


def kept_overlay(view: DecodeView, mix: Mix) -> BoxesOverlay:
    """Return the boxes that NMS leaves, with their names: they come as the others go."""
    there = np.full(len(view.kept), min(2 * mix.dropped, 1.0), np.float32)
    return BoxesOverlay(
        view.boxes_xyxy[view.kept],
        view.square.size,
        tuple(view.colours[rank] for rank in view.kept.tolist()),
        view.labels,
        "kept",
        there,
    )


def _boxes(
    view: DecodeView, boxes: NDArray[np.float32], style: BoxStyle, opacities: NDArray[np.float32]
) -> BoxesOverlay:
    return BoxesOverlay(boxes, view.square.size, view.colours, (), style, opacities)


def _lines(view: DecodeView, grid: GridFacts, share: float, is_coarsest: bool) -> Grid:
    left, top, right, bottom = view.square.rect
    xs = np.linspace(left, right, grid.columns + 1)
    ys = np.linspace(top, bottom, grid.rows + 1)
    alpha = share * (COARSE if is_coarsest else FINE)
    return Grid(tuple(xs.tolist()), tuple(ys.tolist()), right, bottom, "#ffffff", alpha)
