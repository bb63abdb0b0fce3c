"""The table of pictures, and their sum in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.panels.detector.files.pictures.values import class_counts
from explorer.widgets.counting import many
from explorer.widgets.table_model import TableCell, TableColumn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.panels.detector.files.pictures.values import PictureRow

COLUMNS = (
    TableColumn("picture", "The file; those that could not be read are red", is_words=True),
    TableColumn("boxes", "How many boxes are left"),
    TableColumn("size", "Width and height in pixels"),
    TableColumn("classes", "How many of each class", is_words=True, stretches=True),
)
MOST_NAMED = 6


def cells_of(rows: Sequence[PictureRow]) -> list[tuple[TableCell, ...]]:
    """Return the table's rows."""
    return [_cells(row) for row in rows]


def csv_of(rows: Sequence[PictureRow]) -> list[list[object]]:
    """Return the table for a file: a column for each class that was found."""
    names = [name for name, _ in class_counts(rows)]
    table: list[list[object]] = [["picture", "width", "height", "boxes", *names, "problem"]]
    for row in rows:
        counts = dict(row.counts())
        size: tuple[object, object] = ("", "") if row.boxes is None else row.boxes.size
        total: object = "" if row.boxes is None else len(row.boxes.detections)
        found = ["" if row.boxes is None else counts.get(name, 0) for name in names]
        table.append([row.name, *size, total, *found, row.problem])
    return table


def summary(rows: Sequence[PictureRow]) -> str:
    """Return "11 pictures, 34 boxes: 12 × person · 8 × kite. 1 could not be read."."""
    read = [row for row in rows if row.boxes is not None]
    counts = class_counts(read)
    boxes = sum(count for _, count in counts)
    text = f"{many(len(read), 'picture')}, {many(boxes, 'box', 'boxes')}"
    if counts:
        text += f": {_named(counts)}"
    unread = len(rows) - len(read)
    return f"{text}. {unread:,} could not be read." if unread else f"{text}."


def _cells(row: PictureRow) -> tuple[TableCell, ...]:
    if row.boxes is None:
        name = TableCell(row.name, row.name.casefold(), "bad", row.problem)
        none = TableCell("–", None, "muted")
        return (name, none, none, TableCell(row.problem, "", "bad", row.problem))
    width, height = row.boxes.size
    counts = row.counts()
    words = " · ".join(f"{count:,} × {name}" for name, count in counts)
    return (
        TableCell(row.name, row.name.casefold(), tip=str(row.path)),
        TableCell(f"{len(row.boxes.detections):,}", len(row.boxes.detections)),
        TableCell(f"{width:,}×{height:,}", width * height, "muted"),
        TableCell(words or "none", words, "text" if words else "muted"),
    )


def _named(counts: Sequence[tuple[str, int]]) -> str:
    shown = " · ".join(f"{count:,} × {name}" for name, count in counts[:MOST_NAMED])
    more = len(counts) - MOST_NAMED
    return f"{shown} and {many(more, 'more class', 'more classes')}" if more > 0 else shown
