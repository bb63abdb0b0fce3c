"""The sweep as a table, on the screen and in a file; no Qt here but the cells' values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.engine.bottleneck.unit_text import times_text
from explorer.panels.bottleneck.quality.summary import accuracy_text, is_worse
from explorer.panels.bottleneck.quality.values import ERRORS, name_of
from explorer.widgets.numbers import format_number
from explorer.widgets.table_model import TableCell, TableColumn

if TYPE_CHECKING:
    from explorer.engine.bottleneck.quality_values import QualityPoint
    from explorer.panels.bottleneck.quality.values import QualityView, WidthCost

COLUMNS = (
    TableColumn("width", "Channels of the bottleneck; direct: none", is_words=True),
    TableColumn("MACs", "Multiplications of the whole network for one picture"),
    TableColumn("parameters", "Trained numbers of the whole network"),
    TableColumn(
        "accuracy",
        f"Share of the test images named right, ± {ERRORS} binomial standard errors. Red: below "
        "the direct one by more than the errors explain",
    ),
    TableColumn("seconds", "Training and testing, pauses left out"),
)
HEADER = (
    "width", "MACs", "MACs of direct over these", "parameters", "accuracy", "standard error",
    "test images", "seconds", "training images", "epochs", "seed", "device",
)  # fmt: skip
IN_TRAINING = "in training"
NOT_YET = "–"


def cells_of(view: QualityView) -> list[list[TableCell]]:
    """Return a row for each width, trained or not."""
    points = {point.width: point for point in view.points}
    direct = points.get(None)
    base = _direct_macs(view)
    return [_cells(cost, points.get(cost.width), direct, base, view) for cost in view.costs]


def csv_of(view: QualityView) -> list[tuple[object, ...]]:
    """Return the trained widths as rows under a header."""
    config, base = view.shown, _direct_macs(view)
    return [
        HEADER,
        *(
            (name_of(point.width), point.macs, "" if base is None else base / point.macs,
             point.params, point.accuracy, point.standard_error, point.test_images,
             point.seconds, config.train_images, config.epochs, config.seed, config.device or "")
            for point in view.points
        ),
    ]  # fmt: skip


def _cells(
    cost: WidthCost,
    point: QualityPoint | None,
    direct: QualityPoint | None,
    base: int | None,
    view: QualityView,
) -> list[TableCell]:
    return [
        TableCell(name_of(cost.width), cost.width or 10**6),
        TableCell(f"{cost.macs:,}", cost.macs, tip=_ratio_text(cost, base)),
        TableCell(f"{cost.params:,}", cost.params),
        _accuracy_cell(cost, point, direct, view),
        TableCell(NOT_YET) if point is None
        else TableCell(format_number(point.seconds, 1), point.seconds),
    ]  # fmt: skip


def _ratio_text(cost: WidthCost, base: int | None) -> str:
    return (
        "" if base is None else f"The direct network's over these: {times_text(base / cost.macs)}"
    )


def _accuracy_cell(
    cost: WidthCost, point: QualityPoint | None, direct: QualityPoint | None, view: QualityView
) -> TableCell:
    if point is not None:
        is_low = direct is not None and point is not direct and is_worse(point, direct)
        return TableCell(accuracy_text(point), point.accuracy, "bad" if is_low else "text")
    current = view.current
    if current is None or current.width != cost.width or not view.is_running:
        return TableCell(NOT_YET, tone="muted")
    if current.tested is None:
        return TableCell(IN_TRAINING, tone="muted")
    return TableCell(f"{100 * current.tested:.1f} % so far", current.tested, "muted")


def _direct_macs(view: QualityView) -> int | None:
    return next((cost.macs for cost in view.costs if cost.width is None), None)
