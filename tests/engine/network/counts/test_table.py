"""The table of layers, and that no name breaks what it is written as."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.engine import zoo
from explorer.engine.network import (
    Dense,
    Flatten,
    Network,
    Residual,
    Shape,
    SideHead,
    conv,
    pool,
    relu,
)
from explorer.engine.network.counts.table import COLUMNS, columns, place_text, rows, totals
from explorer.engine.network.text.table_text import (
    TableError,
    csv_text,
    latex_text,
    markdown_text,
    to_csv,
    to_latex,
    to_markdown,
)

LENET = zoo.build("lenet5").report()


def named(name: str) -> Network:
    return Network(Shape(4, 4, 1), (conv(2, 3, name=name), relu()))


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def test_a_row_by_hand() -> None:
    row = rows(LENET)[0]
    assert [column.key for column in columns()] == [
        "place", "layer", "output", "weights", "biases", "params", "macs", "activations", "field",
        "stride", "sharing", "sparsity",
    ]  # fmt: skip
    assert row.values[:10] == (
        (0,), "C1", Shape(28, 28, 6), (5, 5, 1, 6), (1, 1, 1, 6), 156, 117_600, 4704,
        (5, 5), (1, 1),
    )  # fmt: skip
    assert row.values[10:] == (784.0, 1024 / 25)
    assert row.texts == (
        "1", "C1", "28×28×6", "5×5×1×6", "1×1×1×6", "156", "117,600", "4,704", "5×5", "1×1",
        "784×", "40.96×",
    )  # fmt: skip
    assert rows(LENET)[1].texts[3:6] == ("–", "–", "0")
    assert rows(LENET)[-1].texts[-1] == "–"
    conv1 = rows(zoo.build("googlenet").report())[0]
    assert conv1.texts[10:] == ("12,544×", "1,024×")  # 112·112, and 224·224·3 / (7·7·3)


def test_rows_are_all_layers_and_totals_the_report_s() -> None:
    layers = (Residual((conv(1, 1), relu())), SideHead((Flatten(), Dense(2))), pool())
    report = Network(Shape(4, 4, 1), layers).report()
    places = [row.texts[0] for row in rows(report)]
    assert places == ["1", "1 › 1 › 1", "1 › 1 › 2", "2", "2 › 1 › 1", "2 › 1 › 2", "3"]
    assert place_text((5, 0, 2)) == "6 › 1 › 3"
    assert totals(report) == {"params": 2, "macs": 16, "activations": 16 * 4 + 4}


def test_csv_reads_back() -> None:
    head, *body = read(to_csv(LENET))
    assert head == [column.title for column in COLUMNS]
    assert len(body) == len(list(LENET.walk()))
    assert body[0] == [
        "1", "C1", "28×28×6", "5×5×1×6", "1×1×1×6", "156", "117600", "4704", "5×5", "1×1", "784",
        "40.96",
    ]  # fmt: skip
    assert body[1][3:6] == ["", "", "0"]
    assert read(to_csv(LENET, ("macs", "layer")))[1] == ["117600", "C1"]


@pytest.mark.parametrize(
    "name",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\r\n=1", "＝1", '=HYPERLINK("http://x","y")'],
)
def test_no_name_is_computed_by_a_spreadsheet(name: str) -> None:
    text = to_csv(named(name).report())
    cell = read(text)[1][1]
    assert cell.startswith("'")
    assert len(text.splitlines()) == 3
    assert csv_text("5×5 = 25") == "5×5 = 25"


def test_markdown_by_hand() -> None:
    layers = (conv(2, 3, name="a|b *c*"), Residual((relu(),)))
    text = to_markdown(Network(Shape(4, 4, 1), layers).report(), ("layer", "params", "macs"))
    assert text.splitlines() == [
        "| layer | parameters | MACs |",
        "| :--- | ---: | ---: |",
        r"| a\|b \*c\* | 20 | 72 |",
        "| residual | 0 | 0 |",
        "| &emsp;ReLU | 0 | 0 |",
        "| Total | 20 | 72 |",
    ]


def test_latex_by_hand() -> None:
    layers = (conv(2, 3, name=r"50% of_\x"), Residual((relu(),)))
    text = to_latex(Network(Shape(4, 4, 1), layers).report())
    assert text.splitlines() == [
        r"\begin{tabular}{lrrrr}",
        r"\hline",
        r"layer & output & weights & parameters & MACs \\",
        r"\hline",
        r"50\% of\_\textbackslash{}x & 2$\times$2$\times$2 & 3$\times$3$\times$1$\times$2"
        r" & 20 & 72 \\",
        r"residual & 2$\times$2$\times$2 & -- & 0 & 0 \\",
        r"\quad ReLU & 2$\times$2$\times$2 & -- & 0 & 0 \\",
        r"\hline",
        r"Total &  &  & 20 & 72 \\",
        r"\hline",
        r"\end{tabular}",
    ]
    # After \\ an asterisk or a bracket would be an argument of it.
    assert latex_text("*[2cm]") == "{*}{[}2cm{]}"
    assert latex_text("--?`") == "{-}{-}?{`}"


@settings(deadline=None, max_examples=150)
@given(name=st.text(max_size=12) | st.text("\\|&%$#_{}~^*[]`=+-@\n\r\t<>\"'", max_size=12))
def test_any_name_leaves_the_table_a_table(name: str) -> None:
    report = named(name).report()
    table = read(to_csv(report))
    assert {len(row) for row in table} == {len(COLUMNS)}
    assert len(table) == 3
    markdown = to_markdown(report).splitlines()
    assert len(markdown) == 5
    # A pipe that is not escaped parts two cells; every backslash of a name is doubled.
    bare = [re.sub(r"\\.", "", line).count("|") for line in markdown]
    assert set(bare) == {len(COLUMNS) + 1}
    latex = to_latex(report).splitlines()
    assert len(latex) == 10
    bare = [re.sub(r"\\.", "", line).count("&") for line in latex if line.endswith(r"\\")]
    assert set(bare) == {4}
    set_as = re.sub(r"\\[a-z]+\d*\{\}|\\.", "", latex_text(name))
    assert not set(set_as.replace(r"$\times$", "")) & set("\\%#_~^&")
    assert set_as.count("{") == set_as.count("}")


def test_markdown_shows_what_it_was_given() -> None:
    assert markdown_text("<b>&amp;\n[x](y)") == r"\<b\>\&amp; \[x\](y)"


def test_a_column_that_is_not_there_is_said() -> None:
    for write in (to_csv, to_markdown, to_latex):
        with pytest.raises(TableError, match="no column 'speed'; it has: place, layer"):
            write(LENET, ("speed",))
