"""What can be saved of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.panels.detector.steps.box_table import table_rows
from explorer.panels.detector.steps.moment import moment_at
from explorer.widgets.export import save_array, save_image, save_svg

if TYPE_CHECKING:
    from explorer.panels.detector.steps.page import StepsPage
    from explorer.widgets.exporter import MenuEntry


def export_entries(page: StepsPage) -> list[MenuEntry]:
    """Return what there is to be saved now."""
    boxes = page.boxes
    if boxes is None:
        return []
    moment = moment_at(boxes.walk, page.store.state.steps.step)
    name = f"nms step {moment.step}"
    view, graph, figure = page.picture_card.view, page.graph_card.graph, page.pair_card.figure
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
