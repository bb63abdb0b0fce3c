"""What the page of both sides saves: the pictures, the boxes that passed, the curve."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.panels.detector.compare.left_curve import STEPS
from explorer.widgets.export import save_array, save_image, save_widget
from explorer.widgets.exporter import MenuEntry, export_button

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from explorer.panels.detector.compare.left_curve import LeftCurve
    from explorer.panels.detector.compare.page import ComparePage
    from explorer.panels.detector.values import DetectView

COLUMNS = (
    "rank", "class", "score", "score after", "left", "top", "right", "bottom",
    "kept", "suppressed by rank", "IoU with it",
)  # fmt: skip


class Exports:
    """One button in the card of the pictures."""

    def __init__(self, page: ComparePage) -> None:
        self._page = page
        self.button = export_button(self.entries)

    def entries(self) -> list[MenuEntry]:
        """Return what can be saved now."""
        page, result, curve = self._page, self._page.result, self._page.left_card.chart.curve()
        entries: list[MenuEntry] = [
            ("Whole view as PNG…", lambda: save_widget(page, page, "before and after NMS")),
        ]
        if curve is not None:
            name = "boxes left against the IoU threshold"
            entries.append(("Curve as CSV…", lambda: save_array(page, curve_rows(curve), name)))
            chart = page.left_card.chart
            entries.append(("Curve as PNG…", lambda: save_widget(page, chart, name)))
        if result is None:
            return entries
        view, (before, after) = result.value, page.views.rendered()
        swept = page.views.sweep.rendered()
        return [
            ("Divided picture as PNG…", lambda: save_image(page, swept, "before and after NMS")),
            ("Before NMS as PNG…", lambda: save_image(page, before, "before NMS")),
            ("After NMS as PNG…", lambda: save_image(page, after, "after NMS")),
            ("Boxes as CSV…", lambda: save_array(page, box_rows(view), "boxes before NMS")),
            *entries,
        ]


def box_rows(view: DetectView) -> Iterator[Sequence[object]]:
    """Yield the boxes that passed, best first, and what became of each; ranks count from 1."""
    yield COLUMNS
    names, kept = view.model.class_names, set(view.kept.tolist())
    rows = zip(
        view.class_ids.tolist(),
        view.predictions.scores[view.passing].tolist(),
        view.scores.tolist(),
        view.boxes_xyxy.tolist(),
        view.trace.suppressed_by.tolist(),
        view.trace.iou.tolist(),
        strict=True,
    )
    for rank, (class_id, first, after, box, by, iou) in enumerate(rows):
        edges = [f"{edge:.2f}" for edge in box]
        who = ["", ""] if by < 0 else [by + 1, f"{iou:.5f}"]
        is_kept = "yes" if rank in kept else "no"
        yield [rank + 1, names[class_id], f"{first:.5f}", f"{after:.5f}", *edges, is_kept, *who]


def curve_rows(curve: LeftCurve) -> Iterator[Sequence[object]]:
    """Yield how many boxes each threshold leaves."""
    yield ["IoU threshold", "boxes left"]
    for step, count in enumerate(curve.left.tolist()):
        yield [f"{step / STEPS:.2f}", count]
