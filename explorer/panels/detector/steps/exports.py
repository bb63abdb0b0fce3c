"""What can be saved of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from explorer.panels.detector.steps.moment import BoxState, moment_at
from explorer.widgets.export import save_array, save_image, save_svg

if TYPE_CHECKING:
    from explorer.panels.detector.steps.moment import Moment
    from explorer.panels.detector.steps.page import StepsPage
    from explorer.panels.detector.steps.values import StepsView
    from explorer.widgets.exporter import MenuEntry


def export_entries(page: StepsPage) -> list[MenuEntry]:
    """Return what there is to be saved now."""
    boxes = page.boxes
    if boxes is None:
        return []
    moment = moment_at(boxes.walk, page.store.state.steps.step)
    name = f"nms step {moment.step}"
    display = page.display
    view, graph = display.picture_card.view, display.graph_card.graph
    figure = display.pair_card.figure
    entries: list[MenuEntry] = [
        ("Picture as PNG…", lambda: save_image(page, view.rendered(), name)),
        ("Boxes as CSV…", lambda: save_array(page, table_rows(boxes, moment), "nms boxes")),
    ]
    if len(boxes):
        entries += [
            ("Graph as PNG…", lambda: save_image(page, graph.rendered(), "nms graph")),
            ("Graph as SVG…", lambda: save_svg(page, graph.svg(), "nms graph")),
        ]
    if not figure.isHidden():
        entries.append(
            ("The two boxes as PNG…", lambda: save_image(page, figure.rendered(), "iou"))
        )
    return entries


def table_rows(view: StepsView, moment: Moment) -> list[list[object]]:
    """Return the table for a file, with all that is known of each box."""
    head = [
        "rank", "class", "score", "left_px", "top_px", "right_px", "bottom_px", "state",
        "suppressed_by", "iou", "prediction",
    ]  # fmt: skip
    rows: list[list[object]] = [list(head)]
    boxes = np.round(view.boxes_xyxy.astype(float), 2).tolist()
    for rank, (box, name) in enumerate(zip(boxes, view.names, strict=True)):
        is_kept = bool(view.walk.is_kept[rank])
        by = "" if is_kept else int(view.walk.owner[rank]) + 1
        overlap = "" if is_kept else f"{view.walk.iou[rank]:.6f}"
        state = BoxState(int(moment.states[rank])).name.lower().replace("_", " ")
        rows.append([rank + 1, name, f"{view.scores[rank]:.6f}", *box, state, by, overlap,
                     int(view.numbers[rank])])  # fmt: skip
    return rows
