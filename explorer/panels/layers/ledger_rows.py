"""The steps of a ledger as rows of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.engine.network.counts.ledger import ledger
from explorer.engine.network.counts.stories import alexnet_story, lenet_story
from explorer.widgets.data_table import TableCell, TableColumn
from explorer.widgets.numbers import MINUS

if TYPE_CHECKING:
    from explorer.engine.network.counts.ledger_column import Ledger, Step
    from explorer.panels.layers.values import LayersView

COLUMNS = (
    TableColumn("step", "A choice that a count makes", is_words=True),
    TableColumn("change", "What the choice adds or takes away"),
    TableColumn("total", "The sum so far; beside other conventions, what they come to"),
    TableColumn("why", "", is_words=True, stretches=True),
)
STORIES = {"lenet": lenet_story, "alexnet": alexnet_story}
OURS = "Counted here"
BEYOND = "Counted by others besides, one after another"
INSTEAD = "Other conventions, each against the total here"

Row = tuple[TableCell, TableCell, TableCell, TableCell]


def ledger_rows(view: LayersView) -> list[Row]:
    """Return the rows of the total, or of the story, that is chosen."""
    quantity = view.view.quantity
    if quantity == "lenet" or quantity == "alexnet":
        steps = STORIES[quantity]()
        return [_row(step, is_last=step is steps[-1]) for step in steps]
    found = ledger(view.report, quantity, batch=view.view.batch, optimiser=view.view.optimiser)
    return _ledger_rows(found)


def _ledger_rows(found: Ledger) -> list[Row]:
    rows = [_heading(f"{OURS}, in {found.unit}")]
    rows += [_row(step, is_last=step is found.steps[-1]) for step in found.steps]
    for title, steps in ((BEYOND, found.beyond), (INSTEAD, found.instead)):
        if steps:
            rows += [_heading(title), *(_row(step) for step in steps)]
    return rows


def _heading(words: str) -> Row:
    nothing = TableCell("")
    return (TableCell(words, tone="muted"), nothing, nothing, nothing)


def _row(step: Step, *, is_last: bool = False) -> Row:
    change = f"+{step.change:,}" if step.change > 0 else f"{step.change:,}".replace("-", MINUS)
    tone = "good" if is_last else "text"
    return (
        TableCell(step.label, indent=1),
        TableCell(change, tone="bad" if step.change < 0 else "text"),
        TableCell(f"{step.total:,}", tone=tone),
        TableCell(step.explanation, tone="muted"),
    )
