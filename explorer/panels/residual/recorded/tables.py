"""The tables beside the figure: the epoch that is looked at, and the paper's numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from explorer.engine.residual.recording import PAPER_ERRORS
from explorer.panels.residual.curves.values import PLAIN, RESIDUAL
from explorer.widgets.table_model import TableCell, TableColumn

if TYPE_CHECKING:
    from explorer.engine.residual.recording import RecordedRun, Recording

NONE: Final = "–"
NETWORK: Final = "Plain, or with skips (residual); the number is how many layers"
EPOCH_COLUMNS: Final = (
    TableColumn("network", NETWORK, is_words=True, stretches=True),
    TableColumn("train", "Per cent named wrong of the images as they were shown in this epoch"),
    TableColumn("test", "Per cent named wrong of the test images after this epoch"),
    TableColumn("loss", "Mean cross-entropy of this epoch’s training images, in nats"),
)
PAPER_COLUMNS: Final = (
    TableColumn("network", NETWORK, is_words=True, stretches=True),
    TableColumn("last", "Recorded here: after the last epoch"),
    TableColumn("best", "Recorded here: the lowest of all epochs, chosen by the test images"),
    TableColumn("paper", "Table 6 of He et al., 2015, after the paper’s whole schedule"),
)
NOT_IN_TABLE: Final = "The paper plots this plain network’s error, and gives no number"
NOT_RECORDED: Final = "Not recorded here"
BEST_OF_FIVE: Final = "The best of five runs; their mean is 6.61 %, their deviation 0.16"


def epoch_rows(recording: Recording, epoch: int) -> list[list[TableCell]]:
    """Return every network at an epoch."""
    rows = []
    for run in recording.runs:
        one = run.epochs[epoch - 1]
        rows.append(
            [
                TableCell(run.name, run.name, token_of(run)),
                _number(one.training_error, 2),
                _number(one.test_error, 2),
                _number(one.loss, 3),
            ]
        )
    return rows


def paper_rows(recording: Recording) -> list[list[TableCell]]:
    """Return what was recorded and what the paper has, each under its own heading."""
    recorded = [_recorded_row(run) for run in recording.runs]
    there = {run.depth for run in recording.runs if not run.is_plain}
    others = [_paper_row(depth) for depth in PAPER_ERRORS if depth not in there]
    return recorded + others


def paper_table(recording: Recording) -> list[list[str]]:
    """Return the same as rows for a file, with the units in the heading."""
    heading = ["network", "recorded, last, %", "recorded, best, %", "paper, %"]
    return [heading, *([cell.text for cell in row] for row in paper_rows(recording))]


def token_of(run: RecordedRun) -> str:
    """Return the colour of a network's name."""
    return PLAIN if run.is_plain else RESIDUAL


def _recorded_row(run: RecordedRun) -> list[TableCell]:
    paper = run.paper_error
    tip = "" if run.is_plain else f"The paper’s ResNet-{run.depth}"
    why = NOT_IN_TABLE if run.is_plain else "The paper has no such network"
    return [
        TableCell(run.name, run.name, token_of(run), tip),
        _number(run.last.test_error, 2),
        _number(run.best_test_error, 2),
        TableCell(NONE, tip=why) if paper is None else _number(paper, 2),
    ]


def _paper_row(depth: int) -> list[TableCell]:
    nothing = TableCell(NONE, tone="muted", tip=NOT_RECORDED)
    error = PAPER_ERRORS[depth]
    tip = BEST_OF_FIVE if depth == 110 else ""
    name = TableCell(f"ResNet-{depth}", f"residual-{depth}", "muted")
    return [name, nothing, nothing, TableCell(f"{error:.2f}", error, tip=tip)]


def _number(value: float, decimals: int) -> TableCell:
    return TableCell(f"{value:.{decimals}f}", value)
