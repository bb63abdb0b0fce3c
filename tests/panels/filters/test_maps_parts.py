"""Pictures of kernels, heat over pictures, tables, words, and the strip of layers."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from explorer.engine.colormaps import palette_diverging, palette_viridis
from explorer.engine.trained.catalogue import load_network
from explorer.panels.filters.maps.digits import EXAMPLES, PAD, DigitSource
from explorer.panels.filters.maps.facts import milliseconds, timing_text, title_of
from explorer.panels.filters.maps.first_filters import GAP_PX, filter_sheet
from explorer.panels.filters.maps.heat import heat_rgba
from explorer.panels.filters.maps.layer_strip import LayerStrip
from explorer.panels.filters.maps.network_card import count_text
from explorer.panels.filters.maps.tables import channel_rows, first_filter_rows, kernel_rows
from explorer.panels.filters.maps.values import FirstFilters, LayerFacts
from explorer.panels.filters.state import MapsState, UnitState
from explorer.widgets.bars import ProbabilityBars
from explorer.widgets.draw_pad import DrawPad
from explorer.widgets.palettes import palette_colours

BLACK = (0, 0, 0)


def filters(kernels: Any) -> FirstFilters:
    return FirstFilters("a", "A", np.asarray(kernels, np.float32))


def test_a_colour_kernel_is_grey_where_it_is_0() -> None:
    kernel = np.zeros((3, 3, 3))
    kernel[0, 0] = (2, -2, 1)
    sheet = filter_sheet(filters([kernel]), 100, BLACK)
    tile = sheet.rgb[: sheet.tile_px, : sheet.tile_px]
    assert tile[0, 0].tolist() == [255, 0, 191]
    assert tile[-1, -1].tolist() == [128, 128, 128]


def test_a_grey_kernel_runs_from_blue_to_orange() -> None:
    kernel = np.array([[1.0, -1.0], [0.0, 0.5]])[:, :, None]
    sheet = filter_sheet(filters([kernel]), 100, BLACK)
    palette = palette_diverging(BLACK)
    third = sheet.tile_px // 3
    corners = sheet.rgb[third, third], sheet.rgb[third, -third], sheet.rgb[-third, third]
    for corner, level in zip(corners, (254, 0, 127), strict=True):
        np.testing.assert_array_equal(corner, palette[level])


def test_every_pixel_of_the_sheet_leads_to_its_kernel() -> None:
    sheet = filter_sheet(filters(np.random.default_rng(0).normal(size=(21, 5, 5, 3))), 300, BLACK)
    assert sheet.rgb.shape[1] <= 300
    for index in range(21):
        left, top, right, bottom = sheet.box(index)
        assert sheet.index_at(top, left) == sheet.index_at(bottom - 1, right - 1) == index
        assert sheet.index_at(bottom, left) is None
    last_row = sheet.rgb.shape[0] - 1
    assert sheet.index_at(last_row, sheet.rgb.shape[1] - 1) is None  # no kernel there
    assert (sheet.rgb[sheet.tile_px : sheet.tile_px + GAP_PX] == BLACK).all()


def test_a_kernel_of_zeros_has_a_picture() -> None:
    sheet = filter_sheet(filters(np.zeros((1, 3, 3, 3))), 100, (9, 9, 9))
    assert (sheet.rgb == 128).all()


def test_heat_has_the_colours_of_the_palette() -> None:
    values = np.array([[0.0, 1.0], [2.0, np.nan]], np.float32)
    rgba = heat_rgba(values, (0, 2), palette_colours(signed=False), 0.5)
    viridis = palette_viridis()
    for cell, level in (((0, 0), 0), ((0, 1), 127), ((1, 0), 254)):
        np.testing.assert_array_equal(rgba[cell][:3], viridis[level])
    assert (rgba[..., 3] == 128).all()


def test_tables_hold_every_number() -> None:
    kernel = np.arange(18, dtype=np.float32).reshape(2, 3, 3) / 3
    rows = list(kernel_rows(kernel))
    assert rows[0] == ["input channel", "row", 0, 1, 2]
    back = np.array([row[2:] for row in rows[1:]], np.float32).reshape(2, 3, 3)
    np.testing.assert_array_equal(back, kernel)
    colour = list(
        first_filter_rows(filters(kernel.transpose(1, 2, 0)[None].repeat(3, -1)[..., :3]))
    )
    assert [row[1] for row in colour[1:]] == ["red"] * 3 + ["green"] * 3 + ["blue"] * 3
    grey = list(first_filter_rows(filters(kernel[:1].transpose(1, 2, 0)[None])))
    assert grey[1][:3] == [0, "grey", 0]


def test_channels_are_listed_as_they_are_shown() -> None:
    view: Any = SimpleNamespace(
        layer=SimpleNamespace(title="conv1"),
        mosaic=SimpleNamespace(channels=np.array([1, 0])),
        means=(0.5, 2.25),
    )
    assert list(channel_rows(view)) == [["channel", "mean of conv1"], [1, "2.25"], [0, "0.5"]]


def test_how_long_it_took_is_said() -> None:
    view: Any = SimpleNamespace(
        network=SimpleNamespace(runtime=""),
        layer=SimpleNamespace(title="conv2_2"),
        forward_ms=61.4,
        mosaic_ms=4.25,
        was_kept=False,
        whole_pass=False,
    )
    assert timing_text(view, "CPU") == (
        "Forward pass up to conv2_2 61 ms on CPU · tiles and statistics 4.2 ms"
    )
    view.whole_pass = True
    assert timing_text(view, "CPU").startswith("Forward pass 61 ms")
    view.was_kept = True
    view.network.runtime = "ONNX Runtime on the CPU"
    assert timing_text(view, "GPU") == (
        "No new pass, the activations are kept (61 ms on ONNX Runtime on the CPU)"
    )
    assert milliseconds(1234.5) == "1234 ms"


def test_names_and_counts() -> None:
    assert title_of(UnitState(network="squeezenet")) == "SqueezeNet 1.1"
    assert title_of(UnitState(network="own", own_file="/a/b/net.onnx")) == "net.onnx"
    assert title_of(UnitState(network="unheard of")) == ""
    assert (count_text(61_706), count_text(14_714_688)) == ("61,706", "14.7 million")


@pytest.fixture
def layers() -> tuple[LayerFacts, ...]:
    shapes = [(8, 8, 4), (8, 8, 4), (4, 4, 8), (1, 1, 10)]
    return tuple(LayerFacts(f"l{i}", f"layer {i}", "conv", None, s) for i, s in enumerate(shapes))


@pytest.fixture
def strip(qtbot, layers: tuple[LayerFacts, ...]) -> LayerStrip:
    made = LayerStrip()
    qtbot.addWidget(made)
    made.resize(400, 60)
    made.show()
    made.set_layers(layers)
    made.set_current("l1")
    return made


def test_the_arrows_walk_through_the_layers(qtbot, strip: LayerStrip) -> None:
    chosen: list[str] = []
    strip.chosen.connect(chosen.append)
    for key in (
        Qt.Key.Key_Right,
        Qt.Key.Key_Left,
        Qt.Key.Key_End,
        Qt.Key.Key_Right,
        Qt.Key.Key_Home,
    ):
        qtbot.keyClick(strip, key)
    assert chosen == ["l2", "l1", "l3", "l0"]


def test_a_click_chooses_the_bar_under_the_pointer(qtbot, strip: LayerStrip) -> None:
    for x, name in ((5, "l0"), (395, "l3"), (250, "l2")):
        with qtbot.waitSignal(strip.chosen) as chosen:
            qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(x, 20))
        assert chosen.args == [name]


def test_the_strip_says_nothing_when_it_is_set(qtbot, strip: LayerStrip, layers: Any) -> None:
    with qtbot.assertNotEmitted(strip.chosen):
        strip.set_current("l3")
        strip.set_current("not there")
        strip.set_layers(layers[:2])
        strip.grab()


def test_bars_show_what_is_probable(qtbot) -> None:
    bars = ProbabilityBars("Classes", 3)
    qtbot.addWidget(bars)
    bars.resize(200, bars.sizeHint().height())
    bars.set_rows([("dog", 0.9996), ("cat", 0.0004)])
    assert bars.rows() == (("dog", 0.9996), ("cat", 0.0004))
    assert bars.accessibleDescription() == "dog 100%, cat 0.0%"
    bars.grab()


@pytest.mark.parametrize("digit", EXAMPLES)
def test_lenet_reads_the_examples(qtbot, digit: int) -> None:
    pad, source = DrawPad(), DigitSource()
    qtbot.addWidget(pad)
    pad.set_strokes(EXAMPLES[digit])
    assert pad.strokes() == EXAMPLES[digit]
    slot = source.subscribe()
    source.show(pad.image())
    frame = slot.take()
    assert frame is not None
    assert frame.spec == PAD
    best = load_network("lenet5", "cpu").classify(frame.rgb)[0]
    assert (best.label, best.probability > 0.9) == (str(digit), True)


def test_a_late_subscriber_gets_the_present_drawing() -> None:
    source = DigitSource()
    source.show(np.zeros((4, 4), np.uint8))
    slot = source.subscribe()
    assert slot.take() is not None
    source.unsubscribe()
    assert slot.is_closed
    source.show(np.zeros((4, 4), np.uint8))  # nobody listens


def test_strokes_far_outside_the_pad_are_no_state() -> None:
    kept = MapsState(strokes=EXAMPLES[4])
    assert replace(kept, overlay=0.2).strokes == EXAMPLES[4]
    for at in (5.0, float("nan")):
        with pytest.raises(ValueError, match="a point of a stroke"):
            MapsState(strokes=(((0.5, at),),))
