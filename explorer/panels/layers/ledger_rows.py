"""The steps of a ledger as rows of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.engine.network.counts.ledger import ledger
from explorer.engine.network.counts.stories import alexnet_story, lenet_story
from explorer.widgets.numbers import MINUS
from explorer.widgets.table_bars import Span
from explorer.widgets.table_model import TableCell, TableColumn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.engine.network.counts.ledger_column import Ledger, Step
    from explorer.panels.layers.values import LayersView

COLUMNS = (
    TableColumn("step", "A choice that a count makes; below it, what it adds to the sum so far",
                is_words=True, has_bars=True),
    TableColumn("change", "What the choice adds or takes away"),
    TableColumn("total", "The sum so far; beside other conventions, what they come to"),
    TableColumn("why", "", is_words=True, stretches=True),
)  # fmt: skip
STORIES = {"lenet": lenet_story, "alexnet": alexnet_story}
OURS = "Counted here"
BEYOND = "Counted by others besides, one after another"
INSTEAD = "Other conventions, each against the total here"

Row = tuple[TableCell, TableCell, TableCell, TableCell]


def ledger_rows(view: LayersView) -> list[Row]:
    """Return the rows of the total, or of the story, that is chosen."""
    quantity = view.view.quantity
    if quantity == "lenet" or quantity == "alexnet":
        return _added_up(STORIES[quantity]())
    found = ledger(view.report, quantity, batch=view.view.batch, optimiser=view.view.optimiser)
    return _ledger_rows(found)


def _ledger_rows(found: Ledger) -> list[Row]:
    everything = (*found.steps, *found.beyond, *found.instead)
    largest = max((step.total for step in everything), default=0)
    rows = [_heading(f"{OURS}, in {found.unit}", "accent"), *_added_up(found.steps, largest)]
    for title, steps, tone in ((BEYOND, found.beyond, "warm"), (INSTEAD, found.instead, "muted")):
        if steps:
            rows += [_heading(title, tone), *(_row(step, largest, tone) for step in steps)]
    return rows


def _added_up(steps: Sequence[Step], largest: int | None = None) -> list[Row]:
    """Return the steps to a total, which is the last."""
    scale = max((step.total for step in steps), default=0) if largest is None else largest
    return [_row(step, scale, "accent", is_last=step is steps[-1]) for step in steps]


def _heading(words: str, tone: str) -> Row:
    nothing = TableCell("")
    return (TableCell(words, tone=tone, spans=True), nothing, nothing, nothing)


def _row(step: Step, largest: int, tone: str, *, is_last: bool = False) -> Row:
    change = f"+{step.change:,}" if step.change > 0 else f"{step.change:,}".replace("-", MINUS)
    start, end = (count / max(largest, 1) for count in (step.total - step.change, step.total))
    bar = Span(start, end, "bad" if step.change < 0 else tone)
    tone = "good" if is_last else "text"
    return (
        TableCell(step.label, indent=1, bar=bar),
        TableCell(change, tone="bad" if step.change < 0 else "text"),
        TableCell(f"{step.total:,}", tone=tone),
        TableCell(step.explanation, tone="muted"),
    )
