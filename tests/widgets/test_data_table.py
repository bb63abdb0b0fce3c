"""A table that sorts by value, keeps its choice, and says which row was meant."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from explorer.widgets import theme
from explorer.widgets.data_table import DataTable
from explorer.widgets.table_bars import Span
from explorer.widgets.table_model import TableCell, TableColumn

COLUMNS = (TableColumn("layer", is_words=True, stretches=True), TableColumn("params", "numbers"))
ROWS = (
    (TableCell("conv", "conv"), TableCell("2,416", 2416)),
    (TableCell("pool", "pool"), TableCell("–")),
    (TableCell("dense", "dense"), TableCell("840", 840)),
)


@pytest.fixture
def table(qtbot, qapp) -> DataTable:
    theme.apply_theme(qapp, "dark")
    made = DataTable("Layers", COLUMNS)
    qtbot.addWidget(made)
    made.resize(400, 200)
    made.set_rows(ROWS)
    made.show()
    return made


def firsts(table: DataTable) -> list[str]:
    return [row[0] for row in table.texts()]


def test_numbers_are_sorted_as_numbers_and_nothing_comes_last(table: DataTable) -> None:
    table.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    assert firsts(table) == ["dense", "conv", "pool"]
    table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    assert firsts(table) == ["conv", "dense", "pool"]
    table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
    assert firsts(table) == ["conv", "pool", "dense"]


def test_the_chosen_row_is_named_as_it_was_given(qtbot, table: DataTable) -> None:
    table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    with qtbot.waitSignal(table.rowChosen) as said:
        row = table.visualRect(table.model().index(1, 0)).center()
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=row)
    assert said.args == [2]
    assert table.chosen_row() == 2


def test_choosing_from_outside_is_silent(qtbot, table: DataTable) -> None:
    with qtbot.assertNotEmitted(table.rowChosen):
        table.choose_row(1)
        table.choose_row(None)
        table.choose_row(99)
    assert table.chosen_row() is None


def test_new_rows_keep_order_and_choice(table: DataTable) -> None:
    table.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    table.choose_row(0)
    table.set_rows(((TableCell("conv", "conv"), TableCell("1", 1)), *ROWS[1:]))
    assert firsts(table) == ["conv", "dense", "pool"]
    assert table.chosen_row() == 0


def test_cells_have_their_tone_and_tooltip(table: DataTable) -> None:
    table.set_rows([(TableCell("x", tone="bad", tip="why", indent=2), TableCell("1", 1))])
    index = table.model().index(0, 0)
    assert index.data(Qt.ItemDataRole.ForegroundRole) == theme.current_theme().colour("bad")
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "why"
    assert index.data() == "\u2003\u2003x"
    assert table.model().headerData(1, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)


def test_a_name_is_no_html_in_a_tooltip(table: DataTable) -> None:
    table.set_rows([(TableCell("<img src=x> & <b>bold</b>"), TableCell("1", 1))])
    tip = table.model().index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert tip == "<qt>&lt;img src=x&gt; &amp; &lt;b&gt;bold&lt;/b&gt;</qt>"


def test_ten_thousand_rows_are_sorted_without_a_look_at_each_cell(
    table: DataTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cells are asked for in Python: as often as they are compared, that takes seconds."""
    count = 10_000
    values = [None if row % 9 == 0 else row * 7919 % count for row in range(count)]
    rows = [(TableCell(str(row)), TableCell(str(value), value)) for row, value in enumerate(values)]
    asked = 0
    model = type(table.model())
    data = model.data

    def counted(self, *arguments):
        nonlocal asked
        asked += 1
        return data(self, *arguments)

    monkeypatch.setattr(model, "data", counted)
    table.set_rows(rows)
    table.choose_row(4)
    for order in (Qt.SortOrder.DescendingOrder, Qt.SortOrder.AscendingOrder):
        table.sortByColumn(1, order)
        assert table.chosen_row() == 4
    assert asked < count
    monkeypatch.undo()
    shown = [row[1] for row in table.texts()]
    known = sorted(value for value in values if value is not None)
    assert shown == [*map(str, known), *["None"] * values.count(None)]


def test_columns_share_what_is_left_of_the_width(qtbot, qapp) -> None:
    columns = (TableColumn("layer", is_words=True), TableColumn("params"))
    made = DataTable("Layers", columns)
    qtbot.addWidget(made)
    made.resize(900, 200)
    made.set_rows(ROWS)
    made.show()
    free = made.viewport().width() - sum(made.columnWidth(place) for place in range(2))
    assert 0 <= free < 2
    made.resize(60, 200)
    assert sum(made.columnWidth(place) for place in range(2)) > made.viewport().width()


def test_longer_words_get_a_wider_column_in_as_many_rows(qtbot, qapp) -> None:
    columns = (TableColumn("layer", is_words=True), TableColumn("params"))
    made = DataTable("Layers", columns)
    qtbot.addWidget(made)
    made.resize(60, 200)
    made.set_rows(ROWS[:1])
    before = made.columnWidth(0)
    made.set_rows([(TableCell("a much longer name"), TableCell("1", 1))])
    assert made.columnWidth(0) > before


def test_a_heading_has_the_whole_row_and_no_part_in_the_widths(table: DataTable) -> None:
    heading = (TableCell("words that need more than one column", spans=True), TableCell(""))
    table.set_rows([heading, *ROWS])
    assert (table.columnSpan(0, 0), table.columnSpan(1, 0)) == (2, 1)
    table.set_rows(ROWS)
    assert table.columnSpan(0, 0) == 1


def test_a_bar_lies_where_its_shares_say(qtbot, qapp) -> None:
    theme.apply_theme(qapp, "dark")
    made = DataTable("Steps", (TableColumn("step", is_words=True, has_bars=True),), wraps=True)
    qtbot.addWidget(made)
    made.resize(400, 120)
    made.set_rows([(TableCell("half", bar=Span(0.5, 1.0, "warm")),), (TableCell("none"),)])
    made.show()
    picture = made.viewport().grab().toImage()
    warm = theme.current_theme().colour("warm").rgb()
    hits = [(x, y) for y in range(picture.height()) for x in range(picture.width())
            if picture.pixel(x, y) == warm]  # fmt: skip
    cell = made.visualRect(made.model().index(0, 0))
    assert hits
    assert all(cell.contains(x, y) for x, y in hits)
    assert min(x for x, _ in hits) == pytest.approx(cell.center().x(), abs=3)
    assert made.rowHeight(0) >= made.fontMetrics().height() + 5
