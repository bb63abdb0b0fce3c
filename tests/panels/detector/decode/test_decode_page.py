"""The page driven by hand: the slider, the names, play, thresholds; on the real detector."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt

from explorer.panels.detector.decode.exports import export_entries
from explorer.panels.detector.decode.page import DecodePage
from explorer.panels.detector.decode.stages import STAGES
from explorer.panels.detector.decode.stages_card import ROOM_FOR_WORDS, StageRow
from explorer.panels.detector.state import DecodeState, DetectorState, ThresholdState
from explorer.services.media import parse_source
from explorer.widgets import theme
from explorer.widgets.detections.boxes import BoxesOverlay
from explorer.widgets.slider_row import JumpSlider
from tests.panels.detector.conftest import TIMEOUT_MS, settle
from tests.panels.driving import press, set_slider

if TYPE_CHECKING:
    from collections.abc import Callable

    MakePage = Callable[..., Any]


def at_stage(stage: float, **thresholds: Any) -> DetectorState:
    return DetectorState(thresholds=ThresholdState(**thresholds), decode=DecodeState(stage))


def chosen(page: Any) -> float:
    return page.store.state.decode.stage


def slider(page: Any) -> JumpSlider:
    return page.picture_card.slider.findChild(JumpSlider)


def drawn(page: Any) -> list[str]:
    return [type(one).__name__ for one in page.picture_card.view._overlays]


def marked(page: Any) -> list[int]:
    return [place for place, row in enumerate(page.stages_card.rows) if row.is_acting()]


def test_the_slider_goes_through_all_stages(make_page: MakePage) -> None:
    page = make_page(DecodePage)
    view = page.result.value
    passing, left = len(view.passing), len(view.kept)
    assert (drawn(page), marked(page)) == (["Grid", "Grid"], [0])
    assert "2,535 predictions" in page.picture_card.caption()
    slider(page).setValue(50)
    assert (chosen(page), marked(page)) == (0.5, [1])
    assert drawn(page) == ["Heat", "Grid", "Grid"]
    slider(page).setValue(200)
    assert page.picture_card.caption().startswith(f"Of 2,535 predictions, {passing} pass")
    slider(page).setValue(250)
    assert drawn(page).count("BoxesOverlay") == 2
    slider(page).setValue(400)
    assert drawn(page) == ["BoxesOverlay"]
    assert page.picture_card.caption().startswith(f"{passing} → {left}: ")
    counts = [row.count() for row in page.stages_card.rows]
    assert counts[0] == "2,535"
    assert counts[2:] == [f"2,535 → {passing}", f"{passing} boxes", f"{passing} → {left}"]


def test_the_last_stage_shows_what_the_other_pages_show(make_page: MakePage) -> None:
    page = make_page(DecodePage, at_stage(4), source="bundled:horses")
    overlay = page.picture_card.view._overlays[0]
    assert isinstance(overlay, BoxesOverlay)
    found = page.result.value.detections
    assert overlay.labels == tuple(
        f"{name} {score:.2f}" for name, score in zip(found.names, found.scores, strict=True)
    )
    wanted = page.decoded.square.placed(found.boxes_xyxy.numpy())
    assert overlay.boxes_xyxy == pytest.approx(wanted)
    assert not any(row.formula.problem() for row in page.stages_card.rows)


def test_a_name_is_gone_to_in_a_glide(qtbot, make_page: MakePage) -> None:
    page = make_page(DecodePage)
    press(page, "Boxes")
    assert chosen(page) == 3
    assert page.player.is_running()
    assert page.stage < 3
    settle(qtbot, page)
    assert page.stage == 3
    assert slider(page).value() == 300
    page.stages_card.rows[1].clicked.emit()
    settle(qtbot, page)
    assert (page.stage, chosen(page), marked(page)) == (1, 1, [1])


def test_keys_go_from_stage_to_stage(qtbot, make_page: MakePage) -> None:
    page = make_page(DecodePage, at_stage(1.5))
    view = page.picture_card.view
    seen = []
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Up,
                Qt.Key.Key_End, Qt.Key.Key_Right, Qt.Key.Key_Home):  # fmt: skip
        qtbot.keyClick(view, key)
        seen.append(chosen(page))
    assert seen == [2, 3, 2, 1, 4, 4, 0]
    settle(qtbot, page)
    qtbot.keyClick(page, Qt.Key.Key_Right)
    assert chosen(page) == 1
    settle(qtbot, page)
    qtbot.keyClick(slider(page), Qt.Key.Key_PageUp)
    assert chosen(page) == 2


def test_play_goes_to_the_end_and_begins_anew(qtbot, make_page: MakePage, monkeypatch) -> None:
    monkeypatch.setattr("explorer.panels.detector.decode.playing.STAGE_MS", 60)
    page = make_page(DecodePage)
    stages: list[float] = []
    page.player.moved.connect(stages.append)
    press(page, "Play")
    assert page.player.is_playing()
    assert not page.is_idle()
    qtbot.waitUntil(lambda: not page.player.is_running(), timeout=TIMEOUT_MS)
    assert (page.stage, chosen(page)) == (4, 4)
    assert stages == sorted(stages)
    assert not page.picture_card.play_button.isChecked()
    press(page, "Play")
    assert page.stage < 1
    press(page, "Play")
    assert not page.player.is_running()
    settle(qtbot, page)


def test_play_is_paused_where_it_is_and_goes_on_from_there(qtbot, make_page: MakePage) -> None:
    page = make_page(DecodePage, at_stage(1))
    press(page, "Play")
    qtbot.waitUntil(lambda: page.stage > 1.05, timeout=TIMEOUT_MS)
    press(page, "Play")
    stage = page.stage
    assert 1 < stage < 4
    assert chosen(page) == stage
    assert not page.player.is_running()
    press(page, "Play")
    qtbot.waitUntil(lambda: page.stage > stage, timeout=TIMEOUT_MS)
    slider(page).setValue(20)
    assert not page.player.is_playing()
    assert (page.stage, chosen(page)) == (0.2, 0.2)


def test_a_page_that_is_left_stands_still(make_page: MakePage) -> None:
    page = make_page(DecodePage)
    press(page, "NMS")
    page.deactivate()
    assert not page.player.is_running()
    assert page.stage == 4


def test_a_moved_threshold_counts_anew_and_keeps_the_stage(qtbot, make_page: MakePage) -> None:
    page = make_page(DecodePage, at_stage(2.5))
    before = len(page.decoded)
    set_slider(page, "score ≥", 0.02)
    settle(qtbot, page)
    assert len(page.decoded) > before
    assert page.stage == 2.5
    assert page.stages_card.rows[2].count() == f"2,535 → {len(page.decoded)}"
    set_slider(page, "score ≥", 0.99)
    settle(qtbot, page)
    assert len(page.decoded) == 0
    assert page.picture_card.note.text.startswith("No box has a score of 0.99 or more")
    slider(page).setValue(100)
    assert page.picture_card.note.text == ""


def test_at_608_pixels_there_are_more_predictions(qtbot, make_page: MakePage) -> None:
    page = make_page(DecodePage, at_stage(1))
    page.store.update("model", size=608)
    settle(qtbot, page)
    assert page.decoded.predictions == 19 * 19 * 3 + 38 * 38 * 3 == 5415
    assert page.stages_card.rows[0].count() == "5,415"
    assert page.decoded.heat.shape == (38, 38)


def test_a_frame_of_a_live_source_is_kept_until_another_is_wanted(
    qtbot, context, make_page: MakePage
) -> None:
    page = make_page(DecodePage, source="bundled:bikes", rest=False)
    qtbot.waitUntil(lambda: page.is_held, timeout=TIMEOUT_MS)
    settle(qtbot, page)
    frame = page.result.frame
    name = f"picture {frame.index:,} of “{frame.spec.title}”"
    assert page.picture_card.message() == f"The source goes on; kept is {name}."
    page.store.update("thresholds", score=0.1)
    settle(qtbot, page)
    assert page.result.frame is frame
    assert page.rates() is None
    press(page, "Take the newest frame")
    qtbot.waitUntil(lambda: page.result.frame is not frame and page.is_held, timeout=TIMEOUT_MS)
    newer = page.result.frame
    settle(qtbot, page)
    assert page.result.frame is newer
    context.source.open(parse_source("bundled:horses"))
    qtbot.waitUntil(lambda: page.result.frame.spec == context.source.spec, timeout=TIMEOUT_MS)
    settle(qtbot, page)
    assert not page.is_held
    assert page.picture_card.message() == ""


def test_presented_it_shows_the_boxes(qtbot, make_page: MakePage) -> None:
    page = make_page(DecodePage, rest=False)
    page.present()
    settle(qtbot, page)
    assert (page.stage, chosen(page)) == (3, 3)
    slider(page).setValue(100)
    page.present()
    assert chosen(page) == 1


def test_everything_can_be_saved(qtbot, make_page: MakePage, save_to) -> None:
    page = make_page(DecodePage, at_stage(3))
    for action in dict(export_entries(page)).values():
        action()
    files = {path.name for path in save_to.iterdir()}
    assert files == {"decoding-boxes.png", "decoding.csv", "yolo-decoding.png"}
    rows = list(csv.DictReader((save_to / "decoding.csv").open()))
    assert [row["name"] for row in rows] == [stage.name for stage in STAGES]
    counts = [int(row["predictions or boxes that are left"]) for row in rows]
    assert counts == [2535, 2535, len(page.decoded), len(page.decoded), page.decoded.left]


def test_no_picture_is_explained(qtbot, make_page: MakePage) -> None:
    page = make_page(DecodePage, source="", rest=False)
    page.show_empty("Open a picture", "Show a photograph")
    assert page.decoded is None
    assert [text for text, _ in export_entries(page)] == ["Whole view as PNG…"]
    press(page, "Play")
    assert not page.player.is_running()
    assert not page.picture_card.play_button.isChecked()
    press(page, "Threshold")
    assert (page.stage, chosen(page), slider(page).value()) == (2, 2, 200)


def test_another_theme_and_scale_fit(qtbot, qapp, make_page: MakePage) -> None:
    page = make_page(DecodePage, at_stage(3))
    theme.apply_theme(qapp, "light", 1.35)
    page.resize(1600, 900)
    settle(qtbot, page)
    assert not page.grab().isNull()
    assert page.width() == 1600
    theme.apply_theme(qapp, "dark")


def test_a_low_row_leaves_its_words_out_for_the_formula(qtbot) -> None:
    row = StageRow(2)
    qtbot.addWidget(row)
    row.show()
    row.resize(300, ROOM_FOR_WORDS - 1)
    assert row._words.isHidden()
    assert STAGES[2].words in row.toolTip()
    row.resize(300, ROOM_FOR_WORDS)
    assert not row._words.isHidden()
    row.formula.shutdown()
