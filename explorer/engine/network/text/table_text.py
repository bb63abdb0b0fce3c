r"""The table of layers as CSV, Markdown and LaTeX.

Names are the users' and may hold anything, a stranger's too where a network came as a file. In CSV
a text that a spreadsheet would compute (OWASP, "CSV Injection") begins with an apostrophe; in
Markdown and LaTeX every character that means something is escaped.
"""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from explorer.engine.errors import ExplorerError
from explorer.engine.network.counts.table import COLUMNS, rows, text_of, totals

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from explorer.engine.network.counts.table import Column, Row, Value
    from explorer.engine.network.report import Report

SLIDE = ("layer", "output", "weights", "params", "macs")
"""Columns that fit on a slide."""
TOTAL = "Total"
_COMPUTES = re.compile(r"^\s*[=+\-@＝＋－＠]")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|~&$!#])")
_LATEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#",
    "%": r"\%", "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}", "[": "{[}", "]": "{]}",
    "*": "{*}", "`": "{`}", "'": "{'}", '"': r"\char34{}", "-": "{-}",
    "×": r"$\times$", "›": r"$\rangle$", "–": "--",
}  # fmt: skip


class TableError(ExplorerError, ValueError):
    """A column that the table does not have."""


def to_csv(report: Report, keys: Sequence[str] | None = None) -> str:
    """Return the layers as CSV: numbers without separators, empty where there is none.

    Parameters
    ----------
    keys
        Of the columns, in order; None takes all.

    Raises
    ------
    TableError
        There is no such column.
    """
    chosen = _chosen(keys)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([COLUMNS[index].title for index in chosen])
    writer.writerows([_csv_cell(row, index) for index in chosen] for row in rows(report))
    return text.getvalue()


def to_markdown(report: Report, keys: Sequence[str] | None = None) -> str:
    """Return the layers and their totals as a Markdown table; raises TableError as `to_csv`."""
    chosen = _chosen(keys)
    heads = [COLUMNS[index] for index in chosen]
    rules = ["---:" if head.is_number else ":---" for head in heads]
    lines = [[head.title for head in heads], rules]
    lines += _lines(report, chosen, markdown_text, "&emsp;")
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def to_latex(report: Report, keys: Sequence[str] | None = SLIDE) -> str:
    """Return the layers and their totals as a tabular that needs no package.

    None takes all columns, which are more than a slide holds. Raises TableError as `to_csv`.
    """
    chosen = _chosen(keys)
    heads = [COLUMNS[index] for index in chosen]
    layout = "".join("r" if head.is_number else "l" for head in heads)
    head, *body = (
        " & ".join(line) + r" \\"
        for line in ([latex_text(head.title) for head in heads],
                     *_lines(report, chosen, latex_text, r"\quad "))
    )  # fmt: skip
    inner = [r"\hline", head, r"\hline", *body[:-1], r"\hline", body[-1], r"\hline"]
    return "\n".join([rf"\begin{{tabular}}{{{layout}}}", *inner, r"\end{tabular}", ""])


def csv_text(text: str) -> str:
    """Return a text that no spreadsheet computes."""
    text = _CONTROLS.sub(" ", text)
    return f"'{text}" if _COMPUTES.match(text) else text


def markdown_text(text: str) -> str:
    """Return a text that Markdown shows as it is, in one line."""
    return _MARKDOWN.sub(r"\\\1", _CONTROLS.sub(" ", text))


def latex_text(text: str) -> str:
    """Return a text that LaTeX sets as it is, in one line."""
    return "".join(_LATEX.get(character, character) for character in _CONTROLS.sub(" ", text))


def _chosen(keys: Sequence[str] | None) -> list[int]:
    """Return the columns' indices."""
    known = [column.key for column in COLUMNS]
    for key in keys or ():
        if key not in known:
            raise TableError(f"The table has no column {key!r}; it has: {', '.join(known)}.")
    return list(range(len(known))) if keys is None else [known.index(key) for key in keys]


def _lines(
    report: Report, chosen: list[int], escaped: Callable[[str], str], indent: str
) -> list[list[str]]:
    lines = [
        [_indent(COLUMNS[index], row, indent) + escaped(row.texts[index]) for index in chosen]
        for row in rows(report)
    ]
    sums: dict[str, Value] = {"layer": TOTAL, **totals(report)}
    foot = (sums.get(COLUMNS[index].key) for index in chosen)
    return [*lines, [escaped("" if one is None else text_of(one)) for one in foot]]


def _indent(column: Column, row: Row, indent: str) -> str:
    return indent * row.report.depth if column.key == "layer" else ""


def _csv_cell(row: Row, index: int) -> str:
    value = row.values[index]
    if value is None or value == ():
        return ""
    if isinstance(value, int):
        return str(value)
    return f"{value:.6g}" if isinstance(value, float) else csv_text(row.texts[index])
