"""The graph of an ONNX file as a figure."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import onnx
from onnx import TensorProto, helper

from explorer.engine.onnx_overview import OnnxOverview, overview
from explorer.widgets.drawing.figure import EMPTY
from explorer.widgets.drawing.onnx_graph import onnx_figure

if TYPE_CHECKING:
    from pathlib import Path


def seen(folder: Path, blocks: int) -> OnnxOverview:
    """A file of so many blocks: a convolution, and its sum with what went in."""
    nodes, stored, current = [], [], "x"
    for at in range(blocks):
        weights = np.zeros((4, 4, 3, 3), np.float32)
        stored.append(helper.make_tensor(f"w{at}", TensorProto.FLOAT, weights.shape, weights))
        nodes += [
            helper.make_node("Conv", [current, f"w{at}"], [f"c{at}"], pads=[1, 1, 1, 1]),
            helper.make_node("Relu", [f"c{at}"], [f"r{at}"]),
            helper.make_node("Add", [f"r{at}", current], [f"a{at}"]),
        ]
        current = f"a{at}"
    entry = helper.make_tensor_value_info("x", TensorProto.FLOAT, (1, 4, 8, 6))
    end = helper.make_tensor_value_info(current, TensorProto.FLOAT, None)
    graph = helper.make_graph(nodes, "blocks", [entry], [end], stored)
    path = folder / "blocks.onnx"
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)]), path)
    return overview(path)


def test_every_node_has_a_box_with_its_shape_as_the_course_writes_it(tmp_path: Path) -> None:
    found = seen(tmp_path, 2)
    figure = onnx_figure(found)
    assert [s.place for s in figure.solids] == [(node.index,) for node in found.nodes]
    first = figure.item((0,))
    assert (first.kind, first.title, first.shape_text) == ("conv", "Conv 1", "8×6×4")
    assert "144 parameters" in first.note
    assert figure.slots == ()
    assert not figure.is_network


def test_what_goes_round_a_layer_is_drawn_as_a_skip(tmp_path: Path) -> None:
    links = onnx_figure(seen(tmp_path, 2)).links
    # The first sum reads the input, which is no node.
    assert [link.kind for link in links].count("skip") == 1
    assert len(links) == 6


def test_a_long_file_is_in_rows_and_no_box_lies_on_another(tmp_path: Path) -> None:
    figure = onnx_figure(seen(tmp_path, 30))
    assert len({solid.y for solid in figure.solids}) > 3
    assert 1.5 < figure.width / figure.height < 7
    for a, b in combinations([s.bounds for s in figure.solids], 2):
        assert a.right <= b.x or b.right <= a.x or a.bottom <= b.y or b.bottom <= a.y


def test_a_file_without_operations_is_empty() -> None:
    nothing = OnnxOverview("x", "", 17, (), (), (), False, 0, 0, 0, 0, ())
    assert onnx_figure(nothing) is EMPTY
