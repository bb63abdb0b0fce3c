"""The page of the 26 styles with the real network, driven as a person would."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from explorer.engine.images import resize_fast
from explorer.engine.style.multistyle import load_multistyle
from explorer.engine.weights import WeightsError
from explorer.panels.style.live import session
from explorer.panels.style.live.blend import NONE, alone, chosen, random_blend
from explorer.panels.style.live.blend_card import ADD_MORE, NOBODY
from explorer.panels.style.live.page import UNPAINTED
from explorer.services.engine_loader import EngineLoader
from explorer.services.media import parse_source
from explorer.widgets.panel import PanelContext
from explorer.widgets.slider_row import JumpSlider
from tests.panels.driving import press
from tests.panels.style.live.conftest import SIZE, TIMEOUT_MS, settle

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from explorer.panels.style.live.page import LiveStylesPage
    from explorer.services.media import SourceSpec

    Make = Callable[..., LiveStylesPage]

SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
PLAIN = Qt.KeyboardModifier.NoModifier


def weights(page: LiveStylesPage) -> tuple[float, ...]:
    return page.store.state.live.weights


def painted(page: LiveStylesPage) -> NDArray[np.uint8]:
    assert page.result is not None
    return page.result.value.painted_rgb


def click(page: LiveStylesPage, style: int, keys: Qt.KeyboardModifier = PLAIN) -> None:
    tiles = page.styles_card.tiles
    where = tiles.tile(style).center()
    assert tiles.style_at(where) == style
    QTest.mouseClick(tiles, Qt.MouseButton.LeftButton, keys, where)


def slider(page: LiveStylesPage, style: int) -> JumpSlider:
    row = page.blend_card.row(style)
    assert row is not None
    (found,) = row.findChildren(JumpSlider)
    return found


def test_a_picture_is_painted_in_the_blend_of_the_state(make_page: Make) -> None:
    page = make_page(weights=(*alone(3)[:19], 0.6, *alone(3)[20:]))
    assert page.result is not None
    frame = page.result.frame.rgb
    by_hand = load_multistyle("cpu").stylize(resize_fast(frame, SIZE, SIZE), weights(page))
    np.testing.assert_array_equal(painted(page), by_hand)
    assert page.picture_card.facts() == f"{SIZE} × {SIZE} px"
    assert "painting" in page.picture_card.rates_text()
    assert "fps" not in page.picture_card.rates_text()  # a picture has no rate
    assert page.rates() is None
    assert "140,364 weights" in page.explain_card.text()
    assert page.weights_in_use() == ("multistyle26",)


def test_each_tile_is_the_picture_in_its_style(make_page: Make) -> None:
    page = make_page()
    thumbs = [page.thumbnails.thumb(style) for style in range(26)]
    assert page.thumbnails.is_whole()
    shapes = {one.shape for one in thumbs if one is not None}
    assert len(shapes) == 1
    assert len({one.tobytes() for one in thumbs if one is not None}) == 26
    assert page.styles_card.facts() == "from “Giraffe and zebra”"
    before = page.thumbnails.thumb(0)
    press(page, "Paint these thumbnails from the picture that is shown now")
    assert page.is_idle()  # the same picture is not painted again
    assert page.thumbnails.thumb(0) is before


def test_a_click_is_that_style_alone_and_with_shift_or_ctrl_it_joins_and_leaves(
    make_page: Make, qtbot
) -> None:
    page = make_page()
    first = painted(page)
    click(page, 7)
    assert weights(page) == alone(7)
    settle(qtbot, page)
    assert (painted(page) != first).any()
    assert page.blend_card.hint() == ADD_MORE
    click(page, 19, SHIFT)
    click(page, 2, CTRL)
    assert chosen(weights(page)) == (2, 7, 19)
    click(page, 7, CTRL)
    assert chosen(weights(page)) == (2, 19)
    assert "Ink and wash 50%" in page.styles_card.tiles.accessibleDescription()
    press(page, "Take “Night strokes” out of the blend")
    assert weights(page) == alone(2)
    settle(qtbot, page)


def test_tiles_can_be_chosen_by_the_keyboard(make_page: Make) -> None:
    tiles = (page := make_page(rest=False)).styles_card.tiles
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(tiles, key)
    assert weights(page) == alone(5)
    QTest.keyClick(tiles, Qt.Key.Key_End)
    QTest.keyClick(tiles, Qt.Key.Key_Down)
    assert tiles.current() == 25
    QTest.keyClick(tiles, Qt.Key.Key_Space, SHIFT)
    assert chosen(weights(page)) == (5, 25)
    QTest.keyClick(tiles, Qt.Key.Key_Home)
    QTest.keyClick(tiles, Qt.Key.Key_Up)
    assert tiles.current() == 0


def test_a_slider_moves_a_frozen_picture(make_page: Make, qtbot) -> None:
    page = make_page(source="bundled:webcam", frozen=True, weights=random_blend(1))
    assert page.context.source.state.kind == "frozen"
    assert page.result is not None
    frame, before = page.result.frame, painted(page)
    style = chosen(weights(page))[0]
    slider(page, style).setValue(5)
    assert weights(page)[style] == 0.05
    settle(qtbot, page)
    assert page.result.frame is frame
    assert (painted(page) != before).any()
    latex = page.blend_card.formula.latex()
    share = 0.05 / sum(weights(page))
    assert f"{share:.3f}" in latex or r"\cdots" in latex
    assert page.thumbnails.rgb is frame.rgb


def test_a_style_at_0_leaves_when_its_slider_is_let_go(make_page: Make) -> None:
    page = make_page(rest=False, weights=random_blend(1))
    style, *others = chosen(weights(page))
    handle = slider(page, style)
    handle.setValue(0)
    assert chosen(weights(page)) == tuple(others)
    handle.setValue(30)  # it is still there to be dragged back
    assert weights(page)[style] == 0.3
    handle.setValue(0)
    handle.settled.emit()
    assert page.blend_card.row(style) is None


def test_a_style_that_is_alone_has_no_slider_to_move(make_page: Make) -> None:
    page = make_page(rest=False)
    assert not slider(page, 0).isEnabled()
    click(page, 4, SHIFT)
    assert slider(page, 0).isEnabled()


def test_blends_at_a_click(make_page: Make, qtbot) -> None:
    page = make_page()
    press(page, "Random blend")
    assert weights(page) == random_blend(1)
    press(page, "Even mix")
    assert {weight for weight in weights(page) if weight} == {1.0}
    assert chosen(weights(page)) == chosen(random_blend(1))
    press(page, "Random blend")
    assert weights(page) == random_blend(2)
    press(page, "Clear")
    assert weights(page) == NONE
    settle(qtbot, page)
    assert page.result is not None
    assert painted(page) is page.result.value.original_rgb
    assert page.picture_card.note.text == UNPAINTED
    assert page.blend_card.hint() == NOBODY
    click(page, 1)
    settle(qtbot, page)
    assert page.picture_card.note.text == ""


def test_size_and_line_are_kept_in_the_state(make_page: Make, qtbot) -> None:
    page = make_page(divide=0.25)
    assert page.picture_card.picture.share() == 0.25
    assert page.picture_card.sizes.current() == str(SIZE)  # no usual size, and yet offered
    press(page, "Longer side in pixels: 192")
    settle(qtbot, page)
    assert painted(page).shape == (192, 192, 3)
    QTest.keyClick(page.picture_card.picture, Qt.Key.Key_Right)
    assert page.store.state.live.divide == pytest.approx(0.27)


def test_a_moving_clip_says_its_rates(make_page: Make, qtbot) -> None:
    page = make_page(source="bundled:webcam", rest=False)
    qtbot.waitUntil(lambda: "fps" in page.picture_card.rates_text(), timeout=TIMEOUT_MS)
    qtbot.waitUntil(page.thumbnails.is_whole, timeout=TIMEOUT_MS)
    assert page.rates() is not None
    first = page.thumbnails.rgb
    assert page.result is not None
    qtbot.waitUntil(lambda: page.result.frame.rgb is not first, timeout=TIMEOUT_MS)
    assert page.thumbnails.rgb is first  # they do not flicker with each frame
    page.styles_card.refresh.click()
    assert page.thumbnails.rgb is not first
    page.deactivate()
    assert "fps" not in page.picture_card.rates_text()


@pytest.mark.parametrize(("sides", "facts"), [((9, 20), "96 × 43 px"), ((2, 3), "96 × 64 px")])
def test_a_tiny_picture_is_enlarged(
    make_page: Make, qtbot, sides: tuple[int, int], facts: str
) -> None:
    page = make_page(source="", rest=False)
    tiny = np.arange(sides[0] * sides[1] * 3).reshape(*sides, 3).astype(np.uint8)
    page.context.source.open_picture(tiny)
    settle(qtbot, page)
    assert page.picture_card.facts() == facts
    assert page.thumbnails.is_whole()


def test_a_huge_picture_is_made_small(make_page: Make, qtbot) -> None:
    page = make_page(source="", rest=False)
    page.context.source.open_picture(np.full((4000, 6000, 3), 90, np.uint8))
    settle(qtbot, page)
    assert page.picture_card.facts() == "96 × 64 px"


def test_a_picture_that_is_too_long_is_refused_with_its_size(make_page: Make, qtbot) -> None:
    page = make_page()
    page.context.source.open_picture(np.zeros((2, 9000, 3), np.uint8), "thread")
    note = page.picture_card.note
    qtbot.waitUntil(lambda: "9,000 × 2 px are too long and thin" in note.text, timeout=TIMEOUT_MS)
    page.context.source.open_picture(np.zeros((64, 64, 3), np.uint8))
    qtbot.waitUntil(lambda: note.text == "", timeout=TIMEOUT_MS)
    settle(qtbot, page)


@pytest.fixture
def damaged(tmp_path: Path) -> SourceSpec:
    path = tmp_path / "picture.jpg"
    path.write_bytes(b"no picture")
    return parse_source(str(path))


def test_a_source_that_fails_is_said_in_the_place_of_the_picture(
    make_page: Make, qtbot, damaged: SourceSpec
) -> None:
    page = make_page(source="", rest=False)
    page.context.source.open(damaged)
    text = page.picture_card.picture._empty_text
    qtbot.waitUntil(lambda: "picture.jpg" in text.text(), timeout=TIMEOUT_MS)
    qtbot.waitUntil(lambda: page.context.engine.is_ready, timeout=TIMEOUT_MS)
    assert "Open a camera, a clip or a picture" in text.text()
    press(page, "Show a photograph")
    settle(qtbot, page)
    assert page.result is not None


def test_after_a_source_that_fails_the_last_picture_stays(
    make_page: Make, qtbot, damaged: SourceSpec
) -> None:
    page = make_page()
    page.context.source.open(damaged)
    note = page.picture_card.note
    qtbot.waitUntil(lambda: note.text.endswith("The last picture stays."), timeout=TIMEOUT_MS)
    assert "picture.jpg" in note.text
    assert page.picture_card.picture.image is not None


def test_a_network_that_cannot_be_loaded_is_said(make_page: Make, qtbot, monkeypatch) -> None:
    def load(_device: str) -> None:
        raise WeightsError("multistyle26.safetensors is missing: fetch it again.")

    monkeypatch.setattr(session, "load_multistyle", load)
    page = make_page(rest=False)
    text = page.picture_card.picture._empty_text
    qtbot.waitUntil(lambda: "is missing: fetch it again" in text.text(), timeout=TIMEOUT_MS)


def test_without_torch_it_says_why(make_page: Make, qtbot, context: PanelContext) -> None:
    def load(_choice: str | None, _progress: object) -> None:
        raise ImportError("no torch here")

    loader = EngineLoader(load=load)
    page = make_page(
        rest=False,
        context=PanelContext(context.source, context.jobs, context.errors, loader),
    )
    text = page.picture_card.picture._empty_text
    qtbot.waitUntil(lambda: "Without PyTorch nothing is painted" in text.text())
    qtbot.waitUntil(page.is_idle, timeout=TIMEOUT_MS)
    loader.shutdown()


def test_a_frame_can_be_painted_step_by_step(make_page: Make, qtbot) -> None:
    page = make_page(source="bundled:webcam", frozen=True)
    press(page, "Paint step by step")
    assert page.store.state.page == "paint"
    assert page.store.state.paint.content == ""  # it is in memory alone
    content = page.shared.pictures.pictures.content
    assert content is not None
    assert page.result is not None
    assert content.rgb is page.result.frame.rgb
    page.context.source.open(parse_source("bundled:giraffe"))
    settle(qtbot, page)
    press(page, "Paint step by step")
    assert page.store.state.paint.content == "bundled:giraffe"


def test_what_is_shown_can_be_saved(make_page: Make, save_to: Path) -> None:
    page = make_page()
    for _, save in page.exports.entries():
        save()
    saved = {path.name for path in save_to.iterdir()}
    assert saved == {
        "painted-giraffe-and-zebra.png",
        "divided-giraffe-and-zebra.png",
        "blend-of-giraffe-and-zebra.csv",
        "26-styles.png",
        "painted-live.png",
    }
    image = QImage(str(save_to / "painted-giraffe-and-zebra.png"))
    assert (image.width(), image.height()) == (SIZE, SIZE)
    pixel = image.pixelColor(10, 20)
    assert (pixel.red(), pixel.green(), pixel.blue()) == tuple(painted(page)[20, 10].tolist())
    rows = list(csv.reader((save_to / "blend-of-giraffe-and-zebra.csv").open()))
    assert rows[1:] == [["1", "Orange dabs", "1.0", "1.0"]]


def test_the_tooltip_of_a_tile_says_what_it_looks_like(make_page: Make) -> None:
    page = make_page(rest=False)
    told = page.styles_card.tiles._told(0)
    assert told.startswith("1 · Orange dabs: short dabs")
    assert told.endswith("100.0% of the blend")
    assert page.styles_card.tiles.style_at(QPoint(-5, 3)) is None


def test_many_requests_end_in_the_newest(make_page: Make, qtbot) -> None:
    page = make_page(weights=random_blend(3))
    style = chosen(weights(page))[0]
    for value in range(1, 60, 3):
        slider(page, style).setValue(value)
    settle(qtbot, page)
    assert page.result is not None
    assert page.result.request.weights == weights(page)
