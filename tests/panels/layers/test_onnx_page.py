"""An ONNX file is looked at and changes nothing of the network that is built."""

from __future__ import annotations

from typing import TYPE_CHECKING

import onnx
import pytest
from onnx import TensorProto, helper
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent

from explorer.engine.zoo import build
from tests.panels.layers.conftest import settle

if TYPE_CHECKING:
    from pathlib import Path

F = TensorProto.FLOAT


def small(path: Path, side: int | str = 8) -> Path:
    """Write conv 3×3 to 4 channels, a constant nobody draws, ReLU."""
    nodes = [
        helper.make_node("Conv", ["x", "w", "b"], ["y"], "first", kernel_shape=[3, 3]),
        helper.make_node("Identity", ["y"], ["y2"]),
        helper.make_node("Relu", ["y2"], ["z"], "second"),
    ]
    weights = [
        helper.make_tensor("w", F, [4, 2, 3, 3], [0.5] * 72),
        helper.make_tensor("b", F, [4], [0.0] * 4),
    ]
    graph = helper.make_graph(
        nodes,
        "small",
        [helper.make_tensor_value_info("x", F, [1, 2, side, side])],
        [helper.make_tensor_value_info("z", F, None)],
        weights,
    )
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)],
                                ir_version=9), path)  # fmt: skip
    return path


def test_a_file_is_shown_with_shapes_and_counts(qtbot, make_panel, tmp_path) -> None:
    panel = make_panel()
    panel.files.open(small(tmp_path / "small.onnx"))
    settle(qtbot, panel)
    page = panel.onnx_page
    assert panel.store.state.page == "onnx"
    assert [row[0] for row in page.table.texts()] == ["Conv 1", "Relu 1"]
    assert page.table.texts()[0][2:] == ["1×4×6×6", "4×2×3×3, 4", "76", "2,592"]
    assert page._stats["params"].number() == "76"
    assert "1 node that" in page._notes.text()
    assert panel.store.state.network == build("lenet5")


def test_drawing_and_table_choose_the_same_node(qtbot, make_panel, tmp_path) -> None:
    panel = make_panel()
    panel.files.open(small(tmp_path / "small.onnx"))
    settle(qtbot, panel)
    page = panel.onnx_page
    page.canvas.selected.emit((2,))
    assert page.table.chosen_row() == 1
    page.table.setCurrentIndex(page.table.model().index(0, 0))
    settle(qtbot, panel)
    assert page.canvas.accessibleDescription().startswith("Conv 1")


def test_open_sizes_are_asked_for(qtbot, make_panel, tmp_path) -> None:
    panel = make_panel()
    panel.files.open(small(tmp_path / "open.onnx", "side"))
    settle(qtbot, panel)
    page = panel.onnx_page
    assert page.side.isVisible()
    assert page.table.texts()[0][2] == "1×4×222×222"
    page.side.setText("10")
    qtbot.keyClick(page.side, Qt.Key.Key_Return)
    settle(qtbot, panel)
    assert page.table.texts()[0][2] == "1×4×8×8"


@pytest.mark.parametrize("content", [b"", b"\x00garbage", b"PK\x03\x04"])
def test_a_bad_file_is_said_and_the_former_stays(
    qtbot, make_panel, tmp_path, content: bytes
) -> None:
    panel = make_panel()
    panel.files.open(small(tmp_path / "small.onnx"))
    settle(qtbot, panel)
    bad = tmp_path / "bad.onnx"
    bad.write_bytes(content)
    panel.files.open(bad)
    settle(qtbot, panel)
    page = panel.onnx_page
    assert "bad.onnx" in page._message.text
    assert page.result.overview.name == "small.onnx"
    assert "small.onnx" in page._file.text()


def test_a_dropped_file_opens(qtbot, make_panel, tmp_path) -> None:
    panel = make_panel()
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(small(tmp_path / "small.onnx")))])
    panel.dropEvent(
        QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton,
                   Qt.KeyboardModifier.NoModifier)
    )  # fmt: skip
    settle(qtbot, panel)
    assert panel.onnx_page.result is not None
