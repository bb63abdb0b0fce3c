"""A whole folder painted: told picture by picture, never over anything, whatever is in it."""

from __future__ import annotations

import csv
import errno
import hashlib
import os
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget

from explorer.engine.images import load_rgb, save_rgb
from explorer.engine.png_text import texts_in
from explorer.engine.style.multistyle import load_multistyle
from explorer.engine.style.reproduce import reproduce
from explorer.engine.style.settings import BlendSettings, StyleSettings
from explorer.engine.style.settings_form import from_json
from explorer.panels.style.described import KEYWORD
from explorer.panels.style.folder.listing import bundled_photographs
from explorer.panels.style.folder.page import FolderPage
from explorer.panels.style.folder.values import target_beside
from explorer.panels.style.folder.way_card import NO_STYLE
from explorer.panels.style.live.blend import NONE, alone
from explorer.panels.style.live.session import scaled_to
from explorer.panels.style.reading import read
from explorer.panels.style.state import FolderState, LiveState, PaintState, StyleState
from explorer.panels.style.values import Picture
from explorer.services.jobs import JobState
from explorer.services.store import Store
from explorer.widgets import theme
from tests.panels.driving import drop, dropped
from tests.panels.style.making import TIMEOUT_MS, picture

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from explorer.panels.style.shared import Shared
    from explorer.widgets.panel import PanelContext

    Make = Callable[..., FolderPage]

QUICK = StyleState(
    page="folder",
    paint=PaintState(
        size=64, steps=6, picture_every=2,
        content_layers=(("relu2_2", 1.0),), style_layers=(("relu1_1", 1.0), ("relu2_1", 0.3)),
    ),
    live=LiveState(alone(3), 64),
)  # fmt: skip
OPTIMISE = replace(QUICK, folder=FolderState("optimise"))


@pytest.fixture
def make(qtbot, context: PanelContext, shared: Shared, show_page: Callable[..., None]) -> Make:
    """Build a page on a store, and show it as at 1280×800."""

    def build(state: StyleState = QUICK, *, start_engine: bool = True) -> FolderPage:
        store = Store(state)
        shared.pictures.follow(store)
        page = FolderPage(context, store, shared)
        show_page(page)
        if start_engine:
            context.engine.start()
            rest(qtbot, page)
        return page

    return build


def rest(qtbot, page: FolderPage) -> None:
    """Wait until nothing is listed, painted or read."""
    idle = (page, page._pictures, page.context.engine)
    qtbot.waitUntil(lambda: all(one.is_idle() for one in idle), timeout=TIMEOUT_MS)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two photographs, and what no folder is without."""
    path = tmp_path / "trip"
    path.mkdir()
    save_rgb(path / "cat.png", picture("cat").rgb)
    save_rgb(path / "coffee.jpg", picture("coffee").rgb)
    save_rgb(path / "tiny.png", np.zeros((20, 20, 3), np.uint8))
    (path / "cut.jpg").write_bytes((path / "coffee.jpg").read_bytes()[:400])
    (path / "notes.txt").write_text("no picture")
    return path


@pytest.fixture
def listed(qtbot, make: Make, folder: Path) -> FolderPage:
    page = make()
    page.choose_folder(str(folder))
    rest(qtbot, page)
    return page


def paint(qtbot, page: FolderPage) -> None:
    page.card.start.click()
    rest(qtbot, page)


def settings_in(path: Path) -> Any:
    return from_json(texts_in(path.read_bytes())[KEYWORD])


def words_of(page: FolderPage) -> dict[str, str]:
    """Return what the table says of each picture."""
    return {line[0]: line[1] for line in page.view.table.texts()}


def test_the_page_is_ready_to_start_and_not_empty(make: Make) -> None:
    page = make()
    page.present()
    photographs = bundled_photographs()
    assert page.card.source.text() == f"{len(photographs.paths)} bundled photographs"
    assert len(page.view.table.texts()) == len(photographs.paths) >= 10
    assert not {"The Starry Night"} & set(photographs.names)
    assert page.view.original.image is not None
    assert page.card.start.isEnabled()
    assert page.batch.run.job is None


def test_a_folder_is_painted_with_the_blend(qtbot, listed: FolderPage, folder: Path) -> None:
    before = {path: hashlib.sha256(path.read_bytes()).digest() for path in folder.iterdir()}
    paint(qtbot, listed)
    target = folder.with_name("trip-painted")
    assert sorted(path.name for path in target.iterdir()) == [
        "cat-painted.png", "coffee-painted.png",
    ]  # fmt: skip
    blend = listed.store.state.live
    expected = load_multistyle("cpu").stylize(
        scaled_to(picture("cat").rgb, blend.size), blend.weights
    )
    assert np.array_equal(load_rgb(target / "cat-painted.png"), expected)
    found = settings_in(target / "cat-painted.png")
    assert isinstance(found, BlendSettings)
    assert (found.weights, found.size) == (blend.weights, blend.size)
    assert found.picture.source == str(folder / "cat.png")
    assert found.picture.difference(picture("cat").rgb) == ""
    for path, digest in before.items():
        assert hashlib.sha256(path.read_bytes()).digest() == digest
    assert set(folder.iterdir()) == set(before)


def test_what_cannot_be_painted_is_told_and_the_rest_goes_on(qtbot, listed: FolderPage) -> None:
    paint(qtbot, listed)
    words = words_of(listed)
    assert list(words) == ["cat.png", "coffee.jpg", "cut.jpg", "tiny.png"]
    assert words["cat.png"] == "✓ cat-painted.png"
    assert "cut off" in words["cut.jpg"]
    assert "20 × 20 px are too few" in words["tiny.png"]
    assert "2 of 4 pictures were painted into" in listed.card.message.text
    assert "2 were not" in listed.card.message.text
    assert listed.view.sum.text() == "2 of 4 pictures are painted; 2 cannot be."
    assert listed.batch.run.state() is JobState.DONE
    # The last that was painted is shown, beside its original.
    assert listed.view.card.facts() == "painted"
    assert listed.view.pair.isVisible()


def test_painted_again_they_get_numbers(qtbot, listed: FolderPage, folder: Path) -> None:
    paint(qtbot, listed)
    target = folder.with_name("trip-painted")
    before = {path: path.read_bytes() for path in target.iterdir()}
    paint(qtbot, listed)
    assert sorted(path.name for path in target.iterdir()) == [
        "cat-painted-2.png", "cat-painted.png", "coffee-painted-2.png", "coffee-painted.png",
    ]  # fmt: skip
    for path, data in before.items():
        assert path.read_bytes() == data
    said = listed.card.message.text
    assert "2 got a number, because their names were taken; nothing was written over" in said


def test_step_by_step_each_picture_is_the_content(qtbot, make: Make, folder: Path) -> None:
    """And the settings inside paint the same picture again, to the bit."""
    page = make(OPTIMISE)
    page.choose_folder(str(folder))
    rest(qtbot, page)
    assert page.way_card.chosen.text() == "Like The Starry Night, 1889: 6 steps, 64 px"
    paint(qtbot, page)
    made = folder.with_name("trip-painted") / "coffee-painted.png"
    found = settings_in(made)
    assert isinstance(found, StyleSettings)
    content, style = (read(one.source) for one in found.pictures)
    assert isinstance(content, Picture)
    assert isinstance(style, Picture)
    assert content.text == str(folder / "coffee.jpg")
    *_, last = reproduce(found, [content.rgb, style.rgb])
    assert np.array_equal(last.picture, load_rgb(made))
    assert page.weights_in_use() == ("vgg16",)


def test_cancelling_keeps_what_is_done_and_nothing_half(qtbot, make: Make, folder: Path) -> None:
    page = make(replace(OPTIMISE, paint=replace(QUICK.paint, steps=5000)))
    page.choose_folder(str(folder))
    rest(qtbot, page)
    page.start()
    qtbot.waitUntil(lambda: page.batch.sheet.step is not None, timeout=TIMEOUT_MS)
    assert not page.card.start.isEnabled()
    assert not page.way_card.ways.isEnabled()
    job = page.batch.run.job
    assert job is not None
    assert page.card.bar.job() is job
    assert [one.title for one in page.context.jobs.running()] == ["Painting 4 pictures"]
    job.cancel()
    rest(qtbot, page)
    assert page.batch.run.state() is JobState.CANCELLED
    assert "Cancelled: nothing was painted" in page.card.message.text
    assert set(words_of(page).values()) == {"not painted"}
    assert list(folder.with_name("trip-painted").iterdir()) == []
    page.store.update("folder", way="live")
    paint(qtbot, page)
    assert page.batch.run.state() is JobState.DONE


def test_a_pause_holds_and_goes_on(qtbot, make: Make, folder: Path) -> None:
    page = make(OPTIMISE)
    page.choose_folder(str(folder))
    rest(qtbot, page)
    page.start()
    job = page.batch.run.job
    assert job is not None
    job.pause()
    rest(qtbot, page)  # a paused job rests
    assert page.batch.run.state() is JobState.PAUSED
    job.resume()
    rest(qtbot, page)
    assert page.batch.run.state() is JobState.DONE


def test_without_a_style_nothing_starts_and_it_is_said(qtbot, listed: FolderPage) -> None:
    listed.store.update("live", weights=NONE)
    assert listed.way_card.chosen.text() == NO_STYLE
    paint(qtbot, listed)
    assert listed.card.message.text == NO_STYLE
    assert listed.batch.run.job is None


def test_a_painting_that_cannot_be_read_is_said(qtbot, make: Make, tmp_path: Path) -> None:
    styles = (replace(QUICK.paint.styles[0], picture=str(tmp_path / "gone.jpg")),)
    page = make(replace(OPTIMISE, paint=replace(QUICK.paint, styles=styles)))
    paint(qtbot, page)
    assert "The style cannot be used" in page.card.message.text
    assert "gone.jpg" in page.card.message.text


def test_what_is_started_before_pytorch_starts_by_itself(
    qtbot, make: Make, folder: Path, context: PanelContext
) -> None:
    page = make(start_engine=False)
    page.choose_pictures((str(folder / "cat.png"),))
    page.start()
    assert "starts by itself" in page.card.message.text
    assert not page.is_idle()
    context.engine.start()
    rest(qtbot, page)
    assert page.batch.run.state() is JobState.DONE
    assert page.card.message.text.startswith("1 of 1 picture was painted into")


def test_a_disk_that_is_full_ends_it_with_the_reason(
    qtbot, monkeypatch, listed: FolderPage, folder: Path
) -> None:
    calls: list[int] = []

    def full(_handle: int) -> None:
        calls.append(1)
        if len(calls) == 2:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    paint(qtbot, listed)
    assert listed.batch.run.state() is JobState.FAILED
    assert "No space left on device" in listed.card.message.text
    assert "1 of 4 pictures were written" in listed.card.message.text
    names = [path.name for path in folder.with_name("trip-painted").iterdir()]
    assert names == ["cat-painted.png"]


def test_a_place_that_is_no_folder_is_said(qtbot, listed: FolderPage, folder: Path) -> None:
    listed.choose_target(str(folder / "notes.txt"))
    paint(qtbot, listed)
    assert "notes.txt cannot be written" in listed.card.message.text
    listed.choose_target(str(folder.parent / "deep" / "er"))
    assert listed.card.target.text() == f"→ {folder.parent / 'deep' / 'er'}"
    paint(qtbot, listed)
    assert len(list((folder.parent / "deep" / "er").iterdir())) == 2


def test_a_folder_without_pictures_is_said_and_nothing_is_lost(
    qtbot, listed: FolderPage, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    listed.choose_folder(str(tmp_path / "empty"))
    rest(qtbot, listed)
    assert "holds no picture" in listed.card.message.text
    assert listed.batch.sheet.count == 4


def test_dialogs_are_asked(qtbot, monkeypatch, make: Make, folder: Path) -> None:
    page = make()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    names = ([str(folder / "cat.png"), str(folder / "coffee.jpg")], "")
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: names)
    press(page, "Folder")
    rest(qtbot, page)
    assert page.card.source.text() == str(folder)
    press(page, "Pictures")
    rest(qtbot, page)
    assert page.card.source.text() == "2 pictures"
    assert page.batch.target == folder.with_name("trip-painted")
    press(page, "Into")
    assert page.batch.target == folder
    press(page, "Bundled photographs")
    rest(qtbot, page)
    assert page.batch.target.name == "ConvNet Explorer, painted"


def press(page: QWidget, name: str) -> None:
    """Press the button with this word."""
    buttons = page.findChildren(QPushButton)
    next(one for one in buttons if one.text().strip("\u2006…") == name).click()


def test_folders_and_pictures_are_dropped(qtbot, make: Make, folder: Path) -> None:
    page = make()
    drop(page, dropped(folder / "notes.txt"))
    assert page.batch.sheet.listed.is_bundled
    drop(page, dropped(folder))
    rest(qtbot, page)
    assert page.batch.sheet.count == 4
    drop(page, dropped(folder / "cat.png", folder / "notes.txt"))
    rest(qtbot, page)
    assert page.batch.sheet.listed.names == ("cat.png",)


def test_a_row_that_is_chosen_is_shown(qtbot, listed: FolderPage) -> None:
    listed.view.table.choose_row(3)
    listed.view.rowChosen.emit(3)
    rest(qtbot, listed)
    assert "too few" in listed.view.original._empty_text.text() or listed.view.original.image
    paint(qtbot, listed)
    listed.view.rowChosen.emit(0)
    rest(qtbot, listed)
    assert listed.view.pair.isVisible()
    assert listed.view.pair.image is not None
    listed.view.rowChosen.emit(2)
    rest(qtbot, listed)
    assert "cut off" in listed.view.original._empty_text.text()


def test_the_table_is_saved(qtbot, listed: FolderPage, save_to: Path) -> None:
    paint(qtbot, listed)
    dict(listed.entries())["Table as CSV…"]()
    lines = list(csv.DictReader((save_to / "painted-pictures.csv").open()))
    assert [line["painted"].rsplit("/", 1)[-1] for line in lines] == [
        "cat-painted.png", "coffee-painted.png", "", "",
    ]  # fmt: skip
    assert "too few" in lines[3]["problem"]


def test_the_way_is_in_the_state_and_leads_to_its_page(qtbot, listed: FolderPage) -> None:
    press(listed, "Step by step")
    assert listed.store.state.folder.way == "optimise"
    press(listed, "Change")
    assert listed.store.state.page == "paint"
    listed.store.update("folder", way="live")
    press(listed, "Change")
    assert listed.store.state.page == "live"


def test_a_target_beside(tmp_path: Path) -> None:
    assert target_beside(tmp_path) == tmp_path.with_name(f"{tmp_path.name}-painted")
    root = tmp_path.absolute().parents[-1]
    assert target_beside(root) == root / "painted"


@pytest.mark.parametrize("scale", [1.0, 1.35])
def test_the_page_fits_the_window(qtbot, qapp, listed: FolderPage, scale: float) -> None:
    theme.apply_theme(qapp, "light", scale)
    paint(qtbot, listed)
    assert listed.minimumSizeHint().width() <= 1196
    assert listed.minimumSizeHint().height() <= 620
    for control in listed.findChildren(QWidget):
        if hasattr(control, "click") and control.isVisible():
            assert control.toolTip(), control.accessibleName()
            assert control.accessibleName()
    theme.apply_theme(qapp, "dark")
