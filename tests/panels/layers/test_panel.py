"""The panel as a person uses it: edits, undo, problems, pages, files, scenes."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit

from explorer.engine.network import Conv, Dense, Network, Residual, Shape, conv
from explorer.engine.zoo import NAMES, build
from explorer.services.plain import StateError
from tests.panels.layers.conftest import settle

if TYPE_CHECKING:
    from explorer.panels.layers.panel import LayersPanel


def words(panel: LayersPanel) -> str:
    return " | ".join(label.text() for label in panel.findChildren(QLabel) if label.isVisible())


def test_lenet_is_there_with_its_numbers_before_torch(make_panel) -> None:
    panel = make_panel()
    assert panel.result is not None
    assert panel.result.report.params == 61_706
    stats = panel.build_page.totals.stats
    assert stats["params"].number() == "61,706"
    assert stats["macs"].number() == "416,520"
    assert panel.result.check is None
    assert stats["params"].mark() == "…"


def test_the_check_comes_by_itself_when_torch_is_there(qtbot, make_panel, context) -> None:
    panel = make_panel()
    context.engine.start()
    qtbot.waitUntil(lambda: panel.result.check is not None, timeout=20_000)
    settle(qtbot, panel)
    assert panel.build_page.totals.stats["params"].mark() == "✓ equal"
    assert panel.build_page.totals.stats["macs"].mark() == "✓ 3-way"


def test_where_a_counter_is_blind_the_mark_says_so(qtbot, make_panel, context) -> None:
    context.engine.start()
    panel = make_panel(network="lenet5-1998")
    qtbot.waitUntil(lambda: panel.result.check is not None, timeout=20_000)
    stat = panel.build_page.totals.stats["macs"]
    assert stat.mark() == "✓ 2 of 3"
    assert "C3" in stat.toolTip()


def test_an_edit_is_on_the_screen_at_once_and_can_be_taken_back(qtbot, make_panel) -> None:
    panel = make_panel()
    before = panel.store.state.network
    panel.editor.select((0,))
    panel.editor.replace_layer(replace(before.layers[0], filters=12), "filters")
    settle(qtbot, panel)
    changed = panel.result.report
    assert changed.layers[0].output == Shape(28, 28, 12)
    assert changed.params != 61_706
    panel.header.undo()
    settle(qtbot, panel)
    assert panel.result.network == before
    assert panel.build_page.totals.stats["params"].number() == "61,706"
    panel.header.redo()
    settle(qtbot, panel)
    assert panel.result.report.params == changed.params


def test_a_layer_that_cannot_be_is_said_and_the_rest_stays(qtbot, make_panel) -> None:
    panel = make_panel()
    conv2 = next(i for i, layer in enumerate(panel.store.state.network.layers)
                 if isinstance(layer, Conv) and layer.filters == 16)  # fmt: skip
    panel.editor.select((conv2,))
    layer = panel.store.state.network.layers[conv2]
    panel.editor.replace_layer(replace(layer, kernel=(15, 15)), "kernel")
    settle(qtbot, panel)
    assert panel.result.problem.place == (conv2,)
    assert len(panel.result.report.layers) == conv2
    assert "15 cells does not fit into 14" in words(panel)
    assert len(panel.store.state.network.layers) == len(build("lenet5").layers)
    panel.header.undo()
    settle(qtbot, panel)
    assert panel.result.problem is None
    assert "does not fit" not in words(panel)


def test_every_network_of_the_zoo_is_shown(qtbot, make_panel) -> None:
    panel = make_panel()
    for name in NAMES:
        panel.header.networkChosen.emit(name)
        panel.store.update("view", drawing="graph", lower="table")
        settle(qtbot, panel)
        assert panel.result.network == build(name)
        assert panel.header.networks.current() == name
        assert len(panel.result.figure.items) > 1
        for lower in ("shares", "ledger", "walk"):
            panel.store.update("view", drawing="volumes", lower=lower)
            qtbot.waitUntil(lambda: panel._worker.is_idle(), timeout=20_000)
        assert len(panel.result.figure.items) > 1
    settle(qtbot, panel)


def test_keys_edit_the_network(qtbot, make_panel) -> None:
    panel = make_panel()
    canvas = panel.build_page.network_card.canvas
    count = len(panel.store.state.network.layers)
    canvas.setFocus()
    panel.editor.select((0,))
    settle(qtbot, panel)
    qtbot.keyClick(canvas, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, panel)
    assert len(panel.store.state.network.layers) == count + 1
    qtbot.keyClick(canvas, Qt.Key.Key_Delete)
    settle(qtbot, panel)
    qtbot.keyClick(canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, panel)
    assert panel.store.state.network == build("lenet5")


def test_the_unit_of_cost_is_always_said(qtbot, make_panel) -> None:
    panel = make_panel()
    panel.store.update("view", counts="flops", lower="table")
    settle(qtbot, panel)
    stat = panel.build_page.totals.stats["macs"]
    assert (stat.text(), stat.number()) == ("FLOPs = 2 · MACs", "833,040")
    table = panel.build_page.table.table
    headings = [table.model().headerData(i, Qt.Orientation.Horizontal)
                for i in range(table.model().columnCount())]  # fmt: skip
    assert "FLOPs" in headings
    assert "MACs" not in headings


def test_a_row_of_the_table_chooses_the_layer(qtbot, make_panel) -> None:
    panel = make_panel(network="resnet18", view={"lower": "table"})
    table = panel.build_page.table.table
    places = panel.result.table[0]
    nested = next(i for i, place in enumerate(places) if len(place) == 3)
    table.choose_row(None)
    table.setCurrentIndex(table.model().index(nested, 0))
    settle(qtbot, panel)
    assert panel.store.state.selected == places[nested]


def test_the_table_is_copied_in_three_forms(make_panel) -> None:
    panel = make_panel(view={"lower": "table"})
    entries = dict(panel.build_page.table._entries())
    clipboard = QApplication.clipboard()
    for name, sign in (("CSV", ","), ("Markdown", "|"), ("LaTeX", r"\begin{tabular}")):
        entries[f"Copy as {name}"]()
        assert sign in clipboard.text()
        assert "28×28×6" in clipboard.text() or r"28" in clipboard.text()


def test_a_total_opens_into_its_conventions(qtbot, make_panel) -> None:
    panel = make_panel(network="lenet5-1998")
    qtbot.mouseClick(panel.build_page.totals.stats["params"], Qt.MouseButton.LeftButton)
    settle(qtbot, panel)
    assert panel.store.state.view.lower == "ledger"
    texts = panel.build_page.ledger.table.texts()
    assert any(row[2] == "60,000" for row in texts)
    panel.store.update("view", quantity="lenet")
    settle(qtbot, panel)
    texts = panel.build_page.ledger.table.texts()
    assert [row[2] for row in texts] == ["60,000", "60,900", "60,856", "61,706"]


def test_a_network_is_saved_and_opened(qtbot, make_panel, save_to, monkeypatch) -> None:
    panel = make_panel()
    own = Network(Shape(9, 9, 2), (conv(3, 3), Residual((conv(3, 1),)), Dense(4)), "Mine")
    panel.editor.open(own, "open")
    settle(qtbot, panel)
    panel.header.saveRequested.emit()
    path = save_to / "mine.json"
    assert Network.from_json(path.read_text(encoding="utf-8")) == own
    panel.header.undo()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    panel.header.openRequested.emit()
    settle(qtbot, panel)
    assert panel.store.state.network == own


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", "not JSON"),
        (b"[" * 100_000, "lie too deep"),
        (b'{"format": "convnet-explorer-network", "version": 1, "input": [8, 8, 1], '
         b'"layers": [], "layers": []}', "'layers' twice"),
        (b"\xff\xfe", "no text"),
        (b'{"format": "other"}', "not a network"),
        (json.dumps({"format": "convnet-explorer-network", "version": 1, "input": [8, 8, 1],
                     "layers": [{"kind": "conv", "filters": 0}]}).encode(), r"layers[0]"),
    ],
)  # fmt: skip
def test_a_bad_file_is_said_and_changes_nothing(
    qtbot, make_panel, tmp_path, content: bytes, said: str
) -> None:
    panel = make_panel()
    before = panel.store.state
    path = tmp_path / "bad.json"
    path.write_bytes(content)
    with qtbot.waitSignal(panel.noticeRequested) as notice:
        panel.files.open(path)
    assert said in notice.args[1]
    assert "bad.json" in notice.args[1]
    assert panel.store.state == before


def test_a_saved_state_comes_back(qtbot, make_panel) -> None:
    panel = make_panel(network="googlenet", selected=[3], view={"drawing": "graph"})
    plain = json.loads(json.dumps(panel.state()))
    other = make_panel()
    other.restore(plain)
    settle(qtbot, other)
    assert other.store.state == panel.store.state
    other.header.undo()
    assert other.store.state.network == build("lenet5")


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ({"network": "lenet"}, "lenet5"),
        ({"network": {"format": "x"}}, "not a network"),
        ({"view": {"batch": 0}}, "batch is 0"),
        ({"view": {"compared": "nothing"}}, "compared is 'nothing'"),
        ({"page": "other"}, "page"),
        ({"page": "\ud800"}, "half a sign"),
        ({"view": {"drawing": "\udfff"}}, "half a sign"),
        ({"view": {"onnx_file": "x" * 5000}}, "5,000 characters"),
        (
            {
                "network": {
                    "format": "convnet-explorer-network",
                    "version": 1,
                    "input": [8, 8, 1],
                    "name": "\ud800",
                }
            },
            "half a sign",
        ),
    ],
)
def test_a_state_that_does_not_fit_is_said(make_panel, state: dict, said: str) -> None:
    panel = make_panel()
    before = panel.store.state
    with pytest.raises(StateError, match=said):
        panel.restore(state)
    assert panel.store.state == before


def test_a_place_that_is_gone_is_forgotten(make_panel) -> None:
    panel = make_panel(selected=[99])
    assert panel.store.state.selected is None


def test_networks_are_compared(qtbot, make_panel) -> None:
    panel = make_panel(network="alexnet", page="compare", view={"compared": "alexnet-one-gpu"})
    pairs = {pair.label: pair for pair in panel.compare_page.bars.pairs()}
    assert (pairs["parameters"].left, pairs["parameters"].right) == (60_965_224, 62_378_344)
    texts = panel.compare_page.table.texts()
    assert sum("groups" in row[-1] for row in texts) == 3


def test_a_kept_network_is_compared_with_what_became_of_it(qtbot, make_panel) -> None:
    panel = make_panel(page="compare")
    panel.compare_page.keepRequested.emit()
    panel.editor.select((0,))
    layer = panel.store.state.network.layers[0]
    panel.editor.replace_layer(replace(layer, filters=7), "filters")
    settle(qtbot, panel)
    assert panel.compare_page.result.right == build("lenet5")
    assert panel.compare_page.table.texts()[0][-1].startswith("filters")
    restored = make_panel(**panel.state())
    assert restored.store.state.kept == build("lenet5")


@pytest.mark.parametrize("language", ["pytorch", "keras", "mermaid", "graphviz", "json"])
def test_the_network_is_text_in_every_language(make_panel, language: str) -> None:
    panel = make_panel(page="code", view={"language": language})
    text = panel.code_page.text.toPlainText()
    assert {"pytorch": "nn.Conv2d", "keras": "Conv2D", "mermaid": "flowchart",
            "graphviz": "digraph", "json": '"kind": "conv"'}[language] in text  # fmt: skip


def test_a_broken_network_has_no_source_and_says_why(qtbot, make_panel) -> None:
    broken = Network(Shape(4, 4, 1), (conv(3, 5),))
    panel = make_panel(network=json.loads(broken.to_json()), page="code")
    assert panel.code_page.text.toPlainText() == ""
    assert "5 cells does not fit into 4" in words(panel)


def test_a_layer_s_numbers_are_typed_from_the_drawing(qtbot, make_panel) -> None:
    panel = make_panel()
    canvas = panel.build_page.network_card.canvas
    conv2 = next(i for i, layer in enumerate(panel.store.state.network.layers)
                 if isinstance(layer, Conv) and layer.filters == 16)  # fmt: skip
    point = canvas.position_of((conv2,)).toPoint()
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=point)
    qtbot.mouseDClick(canvas, Qt.MouseButton.LeftButton, pos=point)
    settle(qtbot, panel)
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    assert field.selectedText() == "16"
    qtbot.keyClicks(field, "20")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    settle(qtbot, panel)
    assert panel.store.state.network.layers[conv2].filters == 20
    assert panel.result.report.layers[conv2].output.channels == 20
    canvas.setFocus()
    canvas.choose(())
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    settle(qtbot, panel)
    assert QApplication.focusWidget().text() == "32"  # the input's height and width


def test_what_differs_is_red_with_both_values(qtbot, make_panel, context, monkeypatch) -> None:
    from explorer.engine.network.built import sightings

    def wrong(module: object, output: object) -> int:
        return right(module, output) + (getattr(module, "out_channels", 0) == 16)

    right = sightings._macs
    monkeypatch.setattr(sightings, "_macs", wrong)
    context.engine.start()
    panel = make_panel(view={"lower": "table"})
    panel.editor.select((3,))
    qtbot.waitUntil(lambda: panel.result.check is not None, timeout=20_000)
    settle(qtbot, panel)
    stat = panel.build_page.totals.stats["macs"]
    assert stat.mark() == "≠ differs"
    assert "formula 416,520, hooks 416,521" in stat.toolTip()
    cost = panel.build_page.column.cost
    assert cost.lines["operations"].mark() == "≠ differs"
    assert "formula 240,000, hooks 240,001, torch's counter 240,000" in cost.note("operations")
    assert panel.build_page.table.table.texts()[3][5] == "240,000 ≠ 240,001"
    panel.store.update("view", counts="flops")
    settle(qtbot, panel)
    assert panel.build_page.table.table.texts()[3][5] == "480,000 ≠ 480,002"
    assert panel.build_page.table.table.texts()[0][5] == "235,200"
    assert cost.lines["params"].mark().startswith("✓")
