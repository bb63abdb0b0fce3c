"""The page of the recorded run, driven as a person drives it."""

from __future__ import annotations

import csv
import threading
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from explorer.engine.residual import recording as recordings
from explorer.panels.residual.recorded import opening
from explorer.panels.residual.recorded.page import RecordedPage
from explorer.panels.residual.state import RecordedState, ResidualState
from explorer.services.plain import from_plain, to_plain
from tests.panels.residual.recorded.small import ENDS, write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TIMEOUT_MS = 20_000


@pytest.fixture
def page(make_page) -> RecordedPage:
    return make_page(RecordedPage, ResidualState(page="recorded"))


@pytest.fixture
def choose(monkeypatch) -> Callable[[Path], None]:
    """Answer every question for a file to open with this one."""

    def answer(path: Path) -> None:
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))

    return answer


def settle(qtbot, page: RecordedPage) -> None:
    qtbot.waitUntil(page.is_idle, timeout=TIMEOUT_MS)


def table_of(page: RecordedPage) -> dict[str, list[str]]:
    return {row[0]: row[1:] for row in page.epoch_card.table.texts()}


def entry(page: RecordedPage, words: str) -> Callable[[], object]:
    return next(action for text, action in page.entries() if words in text)


def names_of(page: RecordedPage) -> list[list[str]]:
    return [
        list(dict.fromkeys(curve.name for curve in chart.curves())) for chart in page.figure.shown()
    ]


def test_the_papers_figure_is_there_once_the_file_is_read(page: RecordedPage) -> None:
    assert names_of(page) == [["plain-20", "plain-56"], ["residual-20", "residual-56"]]
    assert [mark.text for mark in page.figure.charts[0].marks()] == ["rate 0.01", "rate 0.001"]
    assert table_of(page)["plain-56"] == ["18.41", "20.32", "0.530"]
    assert page.bar.where() == "epoch 78 of 78"
    assert "does not overfit" in page.lesson_card.words.text()
    assert "78 of the paper’s 164 epochs" in page.figure_card.facts()
    assert "A shortened run" in page.how_card.shortened.text
    assert len(page.paper_card.table.texts()) == 7


def test_the_file_is_read_in_a_thread(make_page, monkeypatch) -> None:
    threads = []
    real = opening.load_recording

    def load(path: Path) -> Any:
        threads.append(threading.current_thread())
        return real(path)

    monkeypatch.setattr(opening, "load_recording", load)
    make_page(RecordedPage)
    assert len(threads) == 1
    assert threads[0] is not threading.main_thread()


def test_nothing_is_asked_of_a_page_that_still_reads(qtbot, make_page) -> None:
    page = make_page(RecordedPage, rest=False)
    page.bar.playToggled.emit(True)
    page.bar.stepRequested.emit(1)
    page.bar.firstRequested.emit()
    page.figure.cursorMoved.emit(3.0)
    assert page.entries() == []
    page.grab()
    settle(qtbot, page)
    assert page.view is not None


def test_choices_change_what_is_drawn(qtbot, page: RecordedPage) -> None:
    page.choices.what.currentChanged.emit("loss")
    assert {one.series for one in page.figure.charts[0].curves()} == {"loss"}
    page.choices.layers.currentChanged.emit("56")
    assert names_of(page) == [["plain-56"], ["residual-56"]]
    assert [lane.name for lane in page.layers.lanes()] == ["plain-56", "residual-56"]
    page.choices.plots.currentChanged.emit("together")
    assert names_of(page) == [["plain-56", "residual-56"]]
    before = page.figure.charts[0].axes()[1].high
    page.choices.height_of.currentChanged.emit("near")
    assert page.figure.charts[0].axes()[1].high < before
    assert page.store.state.recorded == RecordedState("loss", 56, together=True, near=True)
    page.grab()


def test_a_press_in_a_plot_puts_the_cursor_there(qtbot, page: RecordedPage) -> None:
    left, right = page.figure.charts
    at = left.plane().point(43.2, 50).toPoint()
    qtbot.mouseClick(left, Qt.MouseButton.LeftButton, pos=at)
    assert page.store.state.recorded.epoch == 43
    assert left.cursor_at() == right.cursor_at() == 43
    assert left.growth() is None
    assert (
        table_of(page)["plain-20"][0]
        == f"{page.view.recording.runs[0].epochs[42].training_error:.2f}"
    )
    assert page.bar.slider.value() == 43
    norms = page.view.recording.run("plain-56").epochs[42].gradient_norms
    assert {lane.name: lane.values for lane in page.layers.lanes()}["plain-56"] == norms
    assert "epoch 43" in page.layers.axes()[1].title


def test_pointing_at_one_plot_reads_in_both(qtbot, page: RecordedPage) -> None:
    left, right = page.figure.charts
    qtbot.mouseMove(left, left.plane().point(30, 50).toPoint())
    assert left.hover() == right.hover() == 30
    read = right.readout(30.0)
    assert read is not None
    assert read.title == "epoch 30, iteration 11,700"


def test_the_slider_lets_the_curves_grow_and_takes_them_back(page: RecordedPage) -> None:
    page.bar.slider.setValue(40)
    assert page.figure.charts[0].growth() == 40
    assert page.store.state.recorded.epoch == 40
    page.bar.slider.setValue(12)
    assert page.figure.charts[1].growth() == 12
    page.bar.slider.setValue(78)
    assert page.figure.charts[0].growth() is None
    assert page.store.state.recorded.epoch == 0


def test_the_replay_grows_to_the_end(qtbot, page: RecordedPage) -> None:
    page.replay.whole_s = 0.6
    seen: list[float] = []
    page.replay.moved.connect(lambda _place: seen.append(page.figure.charts[0].growth() or 99))
    page.bar.playToggled.emit(True)
    assert page.figure.charts[0].growth() == 0
    assert not page.is_idle()
    settle(qtbot, page)
    assert seen == sorted(seen)
    assert len(seen) > 1
    assert page.figure.charts[0].growth() is None
    assert page.bar.where() == "epoch 78 of 78"
    assert page.store.state.recorded.epoch == 0


def test_a_paused_replay_does_not_show_what_comes(qtbot, page: RecordedPage) -> None:
    page.bar.slider.setValue(30)
    page.bar.playToggled.emit(True)
    page.replay.moved.emit(35.5)
    assert page.figure.charts[0].growth() == 35.5
    assert page.bar.slider.value() == 35
    page.bar.playToggled.emit(False)
    assert not page.replay.is_running()
    assert page.figure.charts[0].growth() == page.store.state.recorded.epoch == 35
    page.bar.playToggled.emit(True)
    assert page.figure.charts[0].growth() == 35
    page.deactivate()
    assert not page.replay.is_running()


def test_a_replay_paused_at_once_stays_where_it_was(page: RecordedPage) -> None:
    page.figure.cursorMoved.emit(30.0)
    page.bar.playToggled.emit(True)
    page.bar.playToggled.emit(False)
    assert page.store.state.recorded.epoch == 30


def test_a_press_ends_the_replay_and_shows_all(page: RecordedPage) -> None:
    page.bar.playToggled.emit(True)
    page.figure.cursorMoved.emit(10.0)
    assert not page.replay.is_running()
    assert page.figure.charts[0].growth() is None
    assert page.figure.charts[0].cursor_at() == 10


def test_keys_walk_through_the_training(qtbot, page: RecordedPage) -> None:
    qtbot.keyClick(page, Qt.Key.Key_Home)
    assert page.figure.charts[0].growth() == 1
    qtbot.keyClick(page, Qt.Key.Key_Right)
    assert page.figure.charts[0].growth() == 2
    qtbot.keyClick(page, Qt.Key.Key_End)
    assert page.figure.charts[0].growth() is None
    qtbot.keyClick(page, Qt.Key.Key_Left)
    assert page.figure.charts[0].cursor_at() == 77
    qtbot.keyClick(page, Qt.Key.Key_Right)
    qtbot.keyClick(page, Qt.Key.Key_Right)
    assert page.bar.where() == "epoch 78 of 78"


def test_another_state_is_shown_as_it_is(page: RecordedPage) -> None:
    page.bar.slider.setValue(20)
    page.bar.playToggled.emit(True)
    page.store.set(ResidualState(page="recorded", recorded=RecordedState(epoch=50, what="test")))
    assert not page.replay.is_running()
    assert page.figure.charts[0].growth() is None
    assert page.figure.charts[0].cursor_at() == 50
    assert page.choices.what.current() == "test"


def test_a_state_goes_through_a_file() -> None:
    state = ResidualState(page="recorded", recorded=RecordedState("loss", 56, epoch=7, file="a"))
    assert from_plain(to_plain(state), ResidualState) == state


def test_another_recording_is_opened_and_the_bundled_one_comes_back(
    qtbot, page: RecordedPage, choose, tmp_path: Path
) -> None:
    choose(write(tmp_path))
    assert page.how_card.bundled_button.isHidden()
    page.how_card.open_button.click()
    settle(qtbot, page)
    assert names_of(page) == [["plain-8", "plain-14"], ["residual-8", "residual-14"]]
    assert page.store.state.recorded.file == str(tmp_path / "own.json")
    assert page.how_card.facts() == "own.json"
    assert page.bar.where() == "epoch 3 of 3"
    assert set(table_of(page)) == set(ENDS)
    page.grab()
    page.how_card.bundled_button.click()
    settle(qtbot, page)
    assert names_of(page)[0] == ["plain-20", "plain-56"]
    assert page.store.state.recorded.file == ""


def test_a_file_that_was_written_anew_is_read_anew(
    qtbot, page: RecordedPage, choose, tmp_path: Path
) -> None:
    choose(write(tmp_path))
    page.how_card.open_button.click()
    settle(qtbot, page)
    write(tmp_path, {"plain-8": (50.0, 40.0), "plain-14": (60.0, 50.0)})
    page.how_card.open_button.click()
    settle(qtbot, page)
    assert names_of(page) == [["plain-8", "plain-14"]]
    assert page.bar.where() == "epoch 2 of 2"


def test_a_file_that_is_no_recording_is_explained_and_nothing_is_lost(
    qtbot, page: RecordedPage, choose, tmp_path: Path
) -> None:
    bad = tmp_path / "holiday.json"
    bad.write_text("[1, 2]", encoding="utf-8")
    page.figure.cursorMoved.emit(33.0)
    choose(bad)
    page.how_card.open_button.click()
    settle(qtbot, page)
    said = page.how_card.problem.text
    assert "holiday.json cannot be used" in said
    assert "record_residual_runs.py has written" in said
    assert page.store.state.recorded == RecordedState(epoch=33)
    assert names_of(page)[0] == ["plain-20", "plain-56"]
    choose(write(tmp_path))
    page.how_card.open_button.click()
    settle(qtbot, page)
    assert page.how_card.problem.isHidden()
    assert names_of(page)[0] == ["plain-8", "plain-14"]


def test_a_saved_state_whose_file_is_gone_says_so_and_shows_the_bundled_one(
    qtbot, make_page, tmp_path: Path
) -> None:
    state = RecordedState(file=str(tmp_path / "gone.json"))
    page = make_page(RecordedPage, ResidualState(page="recorded", recorded=state))
    assert "gone.json cannot be used: No such file" in page.how_card.problem.text
    assert page.store.state.recorded.file == ""
    assert names_of(page)[0] == ["plain-20", "plain-56"]


def test_without_the_bundled_file_the_page_says_what_to_do(
    qtbot, make_page, choose, monkeypatch, tmp_path: Path
) -> None:
    gone = tmp_path / "residual-cifar10.json"
    monkeypatch.setattr(opening, "PATH", gone)
    monkeypatch.setattr(recordings, "PATH", gone)
    page = make_page(RecordedPage)
    assert "Restore it with git" in page.how_card.problem.text
    assert page.view is None
    page.grab()
    choose(write(tmp_path))
    page.how_card.open_button.click()
    settle(qtbot, page)
    assert names_of(page)[0] == ["plain-8", "plain-14"]


def test_what_is_seen_can_be_saved(qtbot, page: RecordedPage, save_to: Path) -> None:
    for words in ("plots as PNG", "plots as SVG", "gradients as PNG", "gradients as SVG",
                  "every number as CSV", "paper’s table"):  # fmt: skip
        entry(page, words)()
    settle(qtbot, page)
    assert {path.name for path in save_to.iterdir()} == {
        "recorded-run.png", "recorded-run.svg", "recorded-run-gradients.png",
        "recorded-run-gradients.svg", "recorded-run.csv", "recorded-run-beside-the-paper.csv",
    }  # fmt: skip
    svg = (save_to / "recorded-run.svg").read_text(encoding="utf-8")
    assert "plain-56" in svg
    assert "residual-56" in svg
    with (save_to / "recorded-run.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 4 * 78
    assert rows[77]["test error, %"] == "10.51"


def test_every_control_says_what_it_does(page: RecordedPage) -> None:
    for control in (
        page.bar.slider,
        page.how_card.open_button,
        page.choices.what,
        *page.figure.charts,
        page.layers,
    ):
        assert control.accessibleName()
    for control in (page.bar.slider, page.how_card.open_button, *page.figure.charts, page.layers):
        assert control.toolTip()
