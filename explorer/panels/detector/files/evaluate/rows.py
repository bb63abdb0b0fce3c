"""The table of the classes, and what goes into files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.panels.detector.files.evaluate.curves import curves_of
from explorer.widgets.table_bars import Span
from explorer.widgets.table_model import TableCell, TableColumn

if TYPE_CHECKING:
    from explorer.engine.evaluation import ClassResult
    from explorer.panels.detector.files.evaluate.values import Evaluated

COLUMNS = (
    TableColumn("class", "Several can be chosen, with Ctrl or Shift", is_words=True,
                stretches=True),
    TableColumn("AP all", "VOC since 2010: the area below the curve, at an IoU of 0.5",
                is_words=True, has_bars=True),
    TableColumn("AP 11", "VOC until 2009: the mean at recalls 0, 0.1 … 1, at an IoU of 0.5"),
    TableColumn("AP 101", "COCO's form: the mean at recalls 0, 0.01 … 1, at an IoU of 0.5"),
    TableColumn("[.5:.95]", "COCO's AP: the mean over IoU 0.5, 0.55 … 0.95"),
    TableColumn("objects", "True boxes that are to be found; difficult ones and crowds left out"),
    TableColumn("found", "Detections down to a score of 0.01"),
    TableColumn("TP", "Right, at the slider's score and an IoU of at least 0.5"),
    TableColumn("FP", "Wrong, at the slider's score"),
)  # fmt: skip
NONE = TableCell("–", None, "muted")


def cells_of(evaluated: Evaluated, score: float) -> list[tuple[TableCell, ...]]:
    """Return a row for each class, with TP and FP at a score threshold."""
    return [_cells(one, evaluated, score) for one in evaluated.result.classes]


def csv_of(evaluated: Evaluated, score: float) -> list[list[object]]:
    """Return the table for a file; the last line is the mean."""
    head = ["class", "ap_all_points_50", "ap_voc_11_50", "ap_coco_101_50", "ap_coco_50_95",
            "objects", "ignored", "detections", "score_threshold", "tp", "fp"]  # fmt: skip
    rows: list[list[object]] = [list(head)]
    for one in evaluated.result.classes:
        values = (one.all_points, one.voc_11, one.coco_101, one.coco)
        right, wrong = _at(one, score)
        rows.append([one.name, *map(_plain, values), one.truths, one.ignored, one.detections,
                     f"{score:.2f}", right, wrong])  # fmt: skip
    result = evaluated.result
    means = (*(result.mean_ap(form) for form in ("all-points", "voc-11", "coco-101")), result.coco)
    rows.append(["mean over classes with objects", *map(_plain, means), result.truths,
                 *[""] * 5])  # fmt: skip
    return rows


def points_of(evaluated: Evaluated) -> list[list[object]]:
    """Return every point of every curve for a file."""
    rows: list[list[object]] = [["class", "score", "precision", "recall", "right", "wrong"]]
    for curve in curves_of(evaluated.result.classes, evaluated.class_names):
        numbers = zip(
            curve.scores.tolist(), curve.precision.tolist(), curve.recall.tolist(),
            curve.right.tolist(), strict=True,
        )  # fmt: skip
        for place, (score, precision, recall, right) in enumerate(numbers, start=1):
            rows.append([curve.name, f"{score:.6f}", f"{precision:.6f}", f"{recall:.6f}", right,
                         place - right])  # fmt: skip
    return rows


def share_text(value: float | None) -> str:
    """Return an average precision as it is written; there is none without objects."""
    return "–" if value is None else f"{value:.3f}"


def _cells(one: ClassResult, evaluated: Evaluated, score: float) -> tuple[TableCell, ...]:
    right, wrong = _at(one, score)
    has_objects = one.truths > 0
    bar = None if one.all_points is None else Span(0, one.all_points)
    return (
        TableCell(one.name, one.name.casefold(), "text" if has_objects else "muted"),
        TableCell(share_text(one.all_points), one.all_points, bar=bar) if has_objects else NONE,
        *(_share_cell(value) for value in (one.voc_11, one.coco_101, one.coco)),
        TableCell(f"{one.truths:,}", one.truths,
                  tip=f"and {one.ignored:,} that do not count" if one.ignored else ""),
        TableCell(f"{one.detections:,}", one.detections, "muted"),
        TableCell(f"{right:,}", right, "good" if right else "muted"),
        TableCell(f"{wrong:,}", wrong, "bad" if wrong else "muted"),
    )  # fmt: skip


def _at(one: ClassResult, score: float) -> tuple[int, int]:
    curve = one.curve
    count = int((curve.scores >= score).sum())
    right = int(curve.right[count - 1]) if count else 0
    return right, count - right


def _share_cell(value: float | None) -> TableCell:
    return NONE if value is None else TableCell(share_text(value), value)


def _plain(value: float | None) -> str:
    return "" if value is None else f"{value:.6f}"
