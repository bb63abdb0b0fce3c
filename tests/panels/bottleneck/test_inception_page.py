"""The designer, driven as a person drives it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QSlider, QWidget

from explorer.engine.bottleneck.inception import PRESETS
from explorer.engine.network import Network
from explorer.panels.bottleneck.inception.page import InceptionPage
from explorer.panels.bottleneck.state import BottleneckState, inception_state
from explorer.widgets import theme
from tests.panels.bottleneck.conftest import settle
from tests.panels.driving import press

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from explorer.widgets.panel import PanelContext

STATE = BottleneckState(page="inception")


@pytest.fixture
def page(make_page: Callable[..., Any]) -> InceptionPage:
    made: InceptionPage = make_page(InceptionPage, STATE)
    made.module.figure.animated = False
    return made


def type_into(qtbot, page: QWidget, name: str, text: str) -> QLineEdit:
    (edit,) = [e for e in page.findChildren(QLineEdit) if e.accessibleName() == f"{name}, value"]
    edit.selectAll()
    qtbot.keyClicks(edit, text)
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    return edit


def costs(page: InceptionPage) -> list[str]:
    return [row.measures[0].text for row in page.costs.forms.rows()]


def test_it_begins_with_3a(page: InceptionPage) -> None:
    assert page.module.presets.current() == "3a"
    assert costs(page) == ["128,049,152", "303,464,448", "308,281,344", "128,049,152"]
    assert page.module.stack.parts() == (64, 128, 32, 32)
    assert "Output 28×28×256" in page.module.stack.accessibleDescription()
    assert all(row.said() == "" for row in page.branches.rows.values())


@pytest.mark.parametrize("key", PRESETS)
def test_every_preset(qtbot, page: InceptionPage, key: str) -> None:
    press(page, f"GoogLeNet's modules: {key}")
    settle(qtbot, page)
    assert page.store.state.inception == inception_state(key)
    assert page.module.presets.current() == key
    assert page.result is not None
    assert page.result.design == PRESETS[key]
    assert page.branches.rows["three"].slider.value() == PRESETS[key].three
    assert page.input.rows["channels"].slider.value() == PRESETS[key].input.channels
    assert costs(page)[0] == f"{PRESETS[key].network().report().macs:,}"


def test_the_1x1s_go_off_one_at_a_time(qtbot, page: InceptionPage) -> None:
    press(page, "5×5 reduce: on or off")
    settle(qtbot, page)
    assert costs(page)[0] == f"{128_049_152 - 12_443_648 + 120_422_400:,}"
    assert page.module.presets.current() == "own"
    assert not page.branches.rows["five_reduce"].slider.isEnabled()
    assert page.branches.rows["five_reduce"].slider.value() == 16  # kept for later
    press(page, "3×3 reduce: on or off")
    press(page, "pool proj: on or off")
    settle(qtbot, page)
    assert costs(page)[0] == "303,464,448"
    assert page.module.stack.parts() == (64, 128, 32, 192)
    press(page, "GoogLeNet's modules: 3a")
    settle(qtbot, page)
    assert costs(page)[0] == "128,049,152"


def test_a_width_is_typed_or_dragged(qtbot, page: InceptionPage) -> None:
    type_into(qtbot, page, "5×5", "64")
    settle(qtbot, page)
    assert page.store.state.inception.five == 64
    assert page.module.stack.parts() == (64, 128, 64, 32)
    (slider,) = [s for s in page.findChildren(QSlider) if s.accessibleName() == "channels"]
    slider.setValue(255)
    settle(qtbot, page)
    assert page.store.state.inception.channels == 256
    assert page.result is not None
    assert page.result.design.input.channels == 256


def test_a_reduction_that_widens_is_explained_beside_it(qtbot, page: InceptionPage) -> None:
    edit = type_into(qtbot, page, "3×3 reduce", "300")
    settle(qtbot, page)
    row = page.branches.rows["three_reduce"]
    assert "widens the 192" in row.slider.problem()
    assert edit.text() == "300"
    assert edit.property("invalid") is True
    assert costs(page)[0] == f"{28 * 28 * (64 * 192 + 300 * 192 + 128 * 9 * 300) + 17_260_544:,}"
    press(page, "3×3 reduce: on or off")  # what is off is not complained of
    settle(qtbot, page)
    assert row.said() == ""


def test_a_reduction_that_saves_nothing_is_said_more_softly(qtbot, page: InceptionPage) -> None:
    type_into(qtbot, page, "5×5 reduce", "170")
    type_into(qtbot, page, "pool proj", "250")
    settle(qtbot, page)
    five, pool = page.branches.rows["five_reduce"], page.branches.rows["pool_proj"]
    assert five.slider.problem() == ""
    assert "saves no MACs" in five.remark.text()
    assert not five.remark.isHidden()
    assert "250 channels of 192" in pool.slider.problem()


@pytest.mark.parametrize("text", ["0", "-3", "1000001", "2.5", "many"])
def test_what_cannot_be_stays_as_it_was_typed(qtbot, page: InceptionPage, text: str) -> None:
    before = page.store.state
    edit = type_into(qtbot, page, "3×3", text)
    assert page.branches.rows["three"].slider.problem()
    assert edit.text() == text
    assert page.store.state == before
    type_into(qtbot, page, "5×5", "48")  # another change leaves it there
    settle(qtbot, page)
    assert edit.text() == text
    assert page.branches.rows["three"].slider.problem()


def test_flops_are_said_everywhere(qtbot, page: InceptionPage) -> None:
    press(page, "Unit of cost: FLOPs")
    settle(qtbot, page)
    assert page.store.state.compare.counts == "flops"
    assert costs(page)[0] == "256,098,304"
    assert page.costs.forms.rows()[0].measures[0].unit == "FLOPs"
    assert page.result is not None
    assert page.result.sums[0].unit == "FLOPs"


def test_the_sum_is_set_as_mathematics(qtbot, page: InceptionPage) -> None:
    press(page, "What is shown below the drawing: The sum")
    settle(qtbot, page)
    macs, params = page.costs.sums.groups
    assert macs.lines["total"].latex().endswith("= 128{,}049{,}152")
    assert params.lines["total"].latex().endswith("= 163{,}696")
    lines = (*macs.lines.values(), *params.lines.values())
    assert all(line.problem() == "" and line.latex() for line in lines)


def test_all_layers_in_a_table(qtbot, page: InceptionPage) -> None:
    press(page, "What is shown below the drawing: All layers")
    settle(qtbot, page)
    assert page.costs.table.isVisible()
    texts = page.costs.table.texts()
    assert [row for row in texts if "total" in row[0]][1][4] == "303,464,448"


def test_volumes_instead_of_a_graph(qtbot, page: InceptionPage) -> None:
    before = page.module.figure.figure
    press(page, "Drawing: Volumes")
    settle(qtbot, page)
    assert page.store.state.module.drawing == "volumes"
    assert page.module.figure.figure is not before


def test_a_state_is_shown_without_a_word(qtbot, page: InceptionPage) -> None:
    changes: list[object] = []
    wanted = replace(STATE, inception=replace(inception_state("5b"), reduce_three=False))
    page.store.set(wanted)
    page.store.changed.connect(changes.append)
    page.show_state(wanted)
    settle(qtbot, page)
    assert changes == []
    assert page.branches.rows["three_reduce"].switch is not None
    assert not page.branches.rows["three_reduce"].switch.isChecked()
    assert page.input.rows["height"].slider.value() == 7


def test_the_module_goes_to_the_layer_builder(
    qtbot, page: InceptionPage, context: PanelContext
) -> None:
    from explorer.panels.layers.panel import LayersPanel

    press(page, "GoogLeNet's modules: 4c")
    press(page, "3×3 reduce: on or off")
    with qtbot.waitSignal(page.openRequested) as caught:
        press(page, "Open in the Layer Builder")
    key, state = caught.args
    assert key == "layers"
    plain = json.loads(json.dumps(state))
    design = page.store.state.inception.design()
    assert Network.from_json(json.dumps(plain["network"])) == design.network()
    panel = LayersPanel(context)
    qtbot.addWidget(panel)
    panel.restore(plain)
    qtbot.waitUntil(panel.is_idle, timeout=20_000)
    assert panel.store.state.network == design.network()
    assert panel.store.state.selected == (0,)
    assert panel.store.state.view.drawing == "graph"
    panel.shutdown()


def test_everything_can_be_saved(page: InceptionPage, save_to: Path) -> None:
    entries = dict([*page.module.entries(), *page.costs.entries()])
    for text, save in entries.items():
        if text.startswith("Save"):
            save()
    saved = {path.name: path.read_bytes() for path in save_to.iterdir()}
    assert saved["inception-3a.png"].startswith(b"\x89PNG")
    assert b"<svg" in saved["inception-3a.svg"]
    assert b"28\xc3\x9728\xc3\x97256" in saved["inception-3a.svg"]  # the stack is in the figure
    table = saved["inception-3a-layers.csv"].decode().splitlines()
    assert len(table) == 1 + 8 + 5 + 6 + 8
    assert sum("total" in line for line in table) == 4
    sources = [name for name in saved if name.endswith(".py")]
    assert len(sources) == 4


def test_the_saved_source_is_the_module(page: InceptionPage, save_to: Path) -> None:
    import torch

    for text, save in page.costs.entries():
        if text.startswith("Save PyTorch source"):
            save()
    for name, channels in (("today", 256), ("naive", 416), ("naive-projected", 256)):
        scope: dict[str, Any] = {"__name__": "saved"}
        source = (save_to / f"inception-3a-{name}.py").read_text(encoding="utf-8")
        exec(compile(source, name, "exec"), scope)  # what the file says is run as it stands
        module = scope["inception_3a"]().eval()
        with torch.no_grad():
            assert module(torch.rand(1, 192, 28, 28)).shape == (1, channels, 28, 28)


@pytest.mark.parametrize("name", ["dark", "light"])
def test_nothing_is_cut_off(qapp, qtbot, page: InceptionPage, name: str) -> None:
    theme.apply_theme(qapp, name)
    settle(qtbot, page)
    for part in (page.costs.branches, page.costs.forms, page.module.stack):
        assert part.height() >= part.minimumSizeHint().height()
        assert part.width() >= part.minimumSizeHint().width()
        assert part.visibleRegion().boundingRect() == part.rect()
    for button in page.findChildren(QAbstractButton):
        if not button.isVisible():
            continue
        assert button.toolTip(), button.accessibleName()
        assert button.accessibleName(), button.toolTip()
    theme.apply_theme(qapp, "dark")
