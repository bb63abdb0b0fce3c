"""The page that trains both, driven as a person drives it, on noise and networks of 8 layers."""

from __future__ import annotations

import csv
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QWidget

from explorer.engine.residual.checkpoint import load_checkpoint
from explorer.panels.residual.state import ResidualState, TrainState
from explorer.panels.residual.train.exports import curves_entries, layers_entries
from explorer.services.jobs import JobState
from explorer.widgets import theme
from tests.panels.residual.conftest import TIMEOUT_MS, settle
from tests.panels.residual.train.making import TOTAL, state, write_pictures

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from explorer.engine.residual.training import TrainingResult
    from explorer.panels.residual.train.page import TrainPage
    from explorer.panels.residual.training_job import Order, Said
    from explorer.widgets.panel import PanelContext

LONG = 200
"""Epochs of a training that is still under way when a test has looked at it."""


def press(page: QWidget, name: str) -> None:
    (button,) = [
        one
        for one in page.findChildren(QAbstractButton)
        if one.accessibleName() == name and one.isVisible()
    ]
    assert button.isEnabled(), f"{name} cannot be pressed"
    button.click()


def trained(qtbot, page: TrainPage) -> TrainPage:
    press(page, "Start")
    settle(qtbot, page)
    assert page.trainings.state() is JobState.DONE, page.trainings.failure
    return page


def under_way(qtbot, page: TrainPage) -> None:
    qtbot.waitUntil(
        lambda: page.log is not None and len(page.log.lanes[0].records) > 2, timeout=TIMEOUT_MS
    )


def answer_open(monkeypatch, path: Path) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))


def test_before_anything_is_trained_it_says_what_to_do_and_shows_the_networks(
    train_page: Callable[..., TrainPage],
) -> None:
    page = train_page()
    assert "Start trains plain-8 and residual-8" in page.curves_card.chart._waiting
    view = page.layers_card.networks.view()
    assert view is not None
    counts = [row.parameters for row in view.rows]
    assert counts[0] == counts[1] is not None
    assert "96 images" in page.choices._found.text()
    assert f"{TOTAL} iterations" in page.setup._plan.text()
    assert not page.setup.save.isEnabled()
    assert page.setup.message.text == ""


def test_both_learn_and_their_curves_are_drawn(qtbot, train_page: Callable[..., TrainPage]) -> None:
    page = trained(qtbot, train_page())
    chart = page.curves_card.chart
    drawn = {(curve.name, curve.series): curve for curve in chart.curves()}
    assert set(drawn) == {
        (name, series) for name in ("plain-8", "residual-8") for series in ("training", "test")
    }
    assert drawn["plain-8", "test"].xs == (1.0, 2.0)
    assert drawn["plain-8", "test"].is_bold
    assert not drawn["plain-8", "training"].is_bold
    said = chart.readout(2.0)
    assert said is not None
    assert said.title == f"iteration {TOTAL}, epoch 2"
    assert "Test images named wrong after epoch 2: plain-8" in page.curves_card.outcome.text()
    assert f"iteration {TOTAL} of {TOTAL}" in page.curves_card.facts()
    assert page.setup.bar.job() is None
    page.curves_card.what.currentChanged.emit("loss")
    assert {curve.series for curve in chart.curves()} == {"loss"}


def test_layers_are_a_moving_picture_with_a_scrubber(
    qtbot, train_page: Callable[..., TrainPage]
) -> None:
    page = trained(qtbot, train_page())
    card = page.layers_card
    assert [len(lane.values) for lane in card.chart.lanes()] == [8, 8]
    assert card.bar.where().split() == ["iteration", "12", "of", "12"]
    ends = card.chart.axes()[1]
    newest = card.chart.lanes()

    card.bar.slider.setValue(2)
    assert page.store.state.train.at == 2
    assert card.bar.where().split() == ["iteration", "2", "of", "12"]
    assert card.chart.lanes() != newest
    assert card.chart.axes()[1] == ends
    assert page.curves_card.chart.cursor_at() == pytest.approx(2 / 6)
    assert "first layer" in card.words[0].text()

    press(page, "To the last record (End)")
    assert page.store.state.train.at == 0
    assert card.chart.lanes() == newest
    card.what.currentChanged.emit("variances")
    assert "variance" in card.chart.axes()[1].title
    card.what.currentChanged.emit("networks")
    assert card.networks.isVisible()


def test_the_picture_plays_from_the_beginning_and_the_axis_stands_still(
    qtbot, train_page: Callable[..., TrainPage]
) -> None:
    page = trained(qtbot, train_page())
    page.projector.replay.whole_s = 0.3
    seen: list[tuple[int, object]] = []
    page.projector.replay.moved.connect(
        lambda _: seen.append((page.layers_card.bar.slider.value(), page.layers_card.chart.axes()))
    )
    press(page, "Replay")
    settle(qtbot, page)
    places = [place for place, _ in seen]
    assert places == sorted(places)
    assert places[-1] == 7  # iterations 1, 2, 4 and so on to 12
    assert len({axes for _, axes in seen}) == 1
    assert page.store.state.train.at == 0


def test_a_click_on_the_curves_looks_at_the_layers_there(
    qtbot, train_page: Callable[..., TrainPage]
) -> None:
    page = trained(qtbot, train_page())
    chart = page.curves_card.chart
    plane = chart.plane()
    place = QPointF(plane.across(4 / 6), plane.room.center().y()).toPoint()
    qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=place)
    assert page.store.state.train.at == 4


def test_it_pauses_goes_on_and_is_cancelled(
    qtbot, train_page: Callable[..., TrainPage], noise: Path
) -> None:
    page = train_page(state(noise, epochs=LONG))
    press(page, "Start")
    under_way(qtbot, page)
    press(page, "Pause")
    assert page.trainings.state() is JobState.PAUSED
    assert page.is_idle()
    press(page, "Go on")
    log = page.log
    assert log is not None
    before = log.iteration
    qtbot.waitUntil(lambda: log.iteration > before + 1, timeout=TIMEOUT_MS)
    press(page, "Cancel")
    settle(qtbot, page)
    assert page.trainings.state() is JobState.CANCELLED
    assert log.is_over
    assert f"ended at iteration {log.iteration} of" in page.curves_card.facts()
    assert page.setup.bar.job() is None
    assert page.curves_card.chart.curves()
    assert page.setup.save.isEnabled()
    page.store.update("train", epochs=1)
    trained(qtbot, page)


def test_a_checkpoint_taken_on_the_page_goes_on_exactly(
    qtbot, monkeypatch, train_page: Callable[..., TrainPage], save_to: Path, noise: Path
) -> None:
    whole = trained(qtbot, train_page(state(noise, seed=3))).trainings.trained()

    page = train_page(state(noise, seed=3))
    press(page, "Start")
    with qtbot.waitSignal(page.trainings.saved, timeout=TIMEOUT_MS):
        qtbot.waitUntil(page.trainings.can_save, timeout=TIMEOUT_MS)
        press(page, "Save checkpoint")
    (path,) = save_to.glob("*.safetensors")
    assert f"Checkpoint of iteration {load_checkpoint(path).iteration}" in page.setup.remark.text
    settle(qtbot, page)

    other = train_page(ResidualState(page="train"))  # other settings: the file's are taken over
    answer_open(monkeypatch, path)
    press(other, "Open checkpoint")
    settle(qtbot, other)
    resumed = other.trainings.trained()
    assert whole is not None
    assert resumed is not None
    assert whole.history == resumed.history
    for one, same in zip(whole.trained, resumed.trained, strict=True):
        values = one.state_dict(), same.state_dict()
        assert all((values[0][name] == values[1][name]).all() for name in values[0])
    train = other.store.state.train
    assert (train.depth, train.seed, train.width) == (8, 3, 4)
    assert other.curves_card.stale.text == ""


def test_a_file_that_is_no_checkpoint_is_said_and_the_page_stays_usable(
    qtbot, monkeypatch, train_page: Callable[..., TrainPage], tmp_path: Path
) -> None:
    page = trained(qtbot, train_page())
    log = page.log
    answer_open(monkeypatch, tmp_path / "nothing.safetensors")
    press(page, "Open checkpoint")
    settle(qtbot, page)
    assert "is no checkpoint" in page.setup.message.text
    assert page.log is log
    assert page.setup.remark.text == ""
    trained(qtbot, page)
    assert page.setup.message.text == ""


@pytest.mark.parametrize(
    ("kind", "classes", "said"),
    [
        ("folder", {}, "no subfolder that holds pictures"),
        ("folder", {"cats": 3}, "one class leaves nothing to tell apart"),
        ("folder", {"cats": 3, "dogs": 1}, "only 1 picture"),
        ("cifar10", {}, "does not hold data_batch_1.bin"),
        ("idx", {}, "does not hold train-images"),
    ],
)
def test_bad_images_are_said_beside_the_control_before_anything_starts(
    qtbot,
    train_page: Callable[..., TrainPage],
    tmp_path: Path,
    kind: str,
    classes: dict[str, int],
    said: str,
) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    write_pictures(folder, classes)
    page = train_page(state(folder, data=kind), loaded=True)
    assert said in page.choices.problem.text
    assert page.choices.problem.isVisible()
    assert not page.setup.start.isEnabled()
    assert page.trainings.order is None
    page.store.update("train", data="clothes")
    settle(qtbot, page)
    assert page.choices.problem.text == ""
    assert page.setup.start.isEnabled()


def test_no_folder_is_said_and_one_is_asked_for(
    qtbot, monkeypatch, train_page: Callable[..., TrainPage], noise: Path
) -> None:
    page = train_page(ResidualState(page="train", train=TrainState(data="idx")))
    assert page.choices.problem.text == "Choose the folder that holds the images."
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(noise))
    press(page, "Choose folder")
    settle(qtbot, page)
    assert page.store.state.train.folder == str(noise)
    assert page.choices.problem.text == ""
    assert "96 images to train on" in page.choices._found.text()


def test_pictures_that_cannot_be_read_are_said(
    qtbot, train_page: Callable[..., TrainPage], tmp_path: Path
) -> None:
    folder = write_pictures(tmp_path / "own", {"cats": 6, "dogs": 6})
    (folder / "dogs" / "torn.png").write_bytes(b"no picture")
    page = trained(qtbot, train_page(state(folder, data="folder", batch=8, epochs=1)))
    said = page.curves_card.skipped
    assert "1 picture could not be read, left out. dogs/torn.png" in said.text
    assert "dogs/torn.png: torn.png is not a picture" in said.toolTip()


def test_presets_choose_everything_but_the_images(train_page: Callable[..., TrainPage]) -> None:
    page = train_page()
    before = page.store.state.train
    page.setup.preset.currentChanged.emit("degradation")
    train = page.store.state.train
    assert (train.depth, train.second, train.width) == (20, 56, 8)
    assert (train.data, train.folder) == (before.data, before.folder)
    assert "Changed since" not in page.setup._about.text()
    page.choices.layers.currentChanged.emit("56")  # the second is let go: it would be the same
    assert (page.store.state.train.depth, page.store.state.train.second) == (56, 0)
    assert "Changed since" in page.setup._about.text()


def test_a_network_that_diverges_is_said_and_the_others_go_on(
    qtbot, train_page: Callable[..., TrainPage], noise: Path
) -> None:
    chosen = {"batch_norm": False, "initialisation": "large", "record_every": 1, "depth": 20}
    page = trained(qtbot, train_page(state(noise, **chosen)))
    log = page.log
    assert log is not None
    assert {one.lane for one in log.diverged} == {"plain-20", "residual-20"}
    assert "Diverged: plain-20 and residual-20 at iteration" in page.curves_card.lost.text
    assert "the training ends" in page.curves_card.lost.text
    assert page.layers_card.chart.lanes()
    assert "before it diverged" in page.layers_card.words[0].text()
    assert any("diverged" in mark.text for mark in page.curves_card.chart.marks())
    page.store.update("train", batch_norm=True, depth=8)
    trained(qtbot, page)
    assert page.curves_card.lost.text == ""


def test_curves_of_other_settings_are_marked(qtbot, train_page: Callable[..., TrainPage]) -> None:
    page = trained(qtbot, train_page())
    assert page.curves_card.stale.text == ""
    page.store.update("train", learning_rate=0.5, seed=2)
    assert "learning rate 0.1, seed 0" in page.curves_card.stale.text
    page.store.update("train", learning_rate=0.1, seed=0)
    assert page.curves_card.stale.text == ""


def test_a_training_that_fails_leaves_the_page_usable(
    qtbot, context: PanelContext, train_page: Callable[..., TrainPage]
) -> None:
    def broken(_order: Order) -> Generator[Said, None, TrainingResult]:
        raise RuntimeError("broken")
        yield

    heard: list[object] = []
    context.errors.reported.connect(heard.append)
    page = train_page(generator=broken)
    press(page, "Start")
    settle(qtbot, page)
    qtbot.waitUntil(lambda: len(heard) == 1, timeout=TIMEOUT_MS)  # it comes by a post of its own
    assert "went wrong" in page.setup.message.text
    assert page.setup.start.isEnabled()


def test_without_torch_it_says_so_and_starts_when_it_is_there(
    qtbot, context: PanelContext, train_page: Callable[..., TrainPage]
) -> None:
    page = train_page(loaded=False)
    assert "PyTorch is loading" in page.setup.message.text
    assert not page.setup.start.isEnabled()
    page.present()
    assert not page.is_idle()
    context.engine.start()
    settle(qtbot, page)
    assert page.trainings.state() is JobState.DONE


def test_present_trains_a_little_where_nothing_was_chosen(
    qtbot, monkeypatch, train_page: Callable[..., TrainPage], noise: Path
) -> None:
    page = train_page(ResidualState(page="train"))
    begun: list[object] = []
    monkeypatch.setattr(page.trainings, "start", lambda _title, order: begun.append(order))
    page.present()
    settle(qtbot, page)
    assert len(begun) == 1
    assert page.store.state.train.images < TrainState().images


def test_it_can_be_saved_as_table_picture_and_drawing(
    qtbot, train_page: Callable[..., TrainPage], save_to: Path
) -> None:
    page = trained(qtbot, train_page())
    for entries in (curves_entries(page), layers_entries(page)):
        for _, action in entries:
            action()
    settle(qtbot, page)
    names = {path.name for path in save_to.iterdir() if path.is_file()}
    assert {"curves.png", "curves.svg", "training.csv", "layers.png", "layers.svg"} <= names
    with (save_to / "training.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0][:3] == ["network", "epoch", "iteration"]
    assert [row[0] for row in rows[-2:]] == ["plain-8", "residual-8"]


def test_every_control_has_a_tooltip_and_a_name(train_page: Callable[..., TrainPage]) -> None:
    page = train_page()
    for section in (
        page.choices.networks_section, page.choices.data_section, page.choices.learning_section,
    ):  # fmt: skip
        section.set_expanded(True)
    for button in page.findChildren(QAbstractButton):
        assert button.accessibleName(), button
        assert button.toolTip(), button.accessibleName()


@pytest.mark.parametrize("name", ["dark", "light"])
def test_it_is_painted_in_both_themes(
    qtbot, qapp, train_page: Callable[..., TrainPage], name: theme.ThemeChoice
) -> None:
    page = trained(qtbot, train_page())
    theme.apply_theme(qapp, name)
    try:
        present = theme.current_theme()
        for card in (page.curves_card, page.layers_card):
            image = card.grab().toImage()
            places = range(0, image.width()), range(0, image.height())
            colours = {image.pixelColor(x, y).name() for x in places[0] for y in places[1]}
            tokens = ("surface", "warm", "accent")
            assert {present.colour(token).name() for token in tokens} <= colours
    finally:
        theme.apply_theme(qapp, "dark")


def test_the_state_is_shown_without_changing_it(train_page: Callable[..., TrainPage]) -> None:
    page = train_page()
    changed: list[ResidualState] = []
    page.store.changed.connect(changed.append)
    page.show_state(page.store.state)
    assert changed == []
    other = replace(page.store.state.train, width=16, optimiser="adam", shortcut="B", augment=True)
    page.store.set(replace(page.store.state, train=other))
    assert len(changed) == 1
    assert page.choices.channels.value() == 16
    assert page.choices.optimiser.current() == "adam"
    assert page.choices.augment.isChecked()
