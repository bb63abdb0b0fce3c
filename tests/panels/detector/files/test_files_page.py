"""The page as a whole: tasks side by side, drops, PyTorch that is late, jobs that go on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from explorer.panels.detector.files.page import FilesPage
from explorer.panels.detector.state import DetectorState, FilesState
from explorer.services.jobs import JobState
from explorer.services.plain import from_plain, to_plain
from explorer.services.store import Store
from explorer.widgets import theme
from tests.panels.detector.files.conftest import SMALL, load_once, rest
from tests.panels.detector.files.media import PICTURE, Gated, clip, mixed_folder
from tests.panels.driving import drop, dropped, press

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from explorer.widgets.panel import PanelContext

    MakeFiles = Callable[..., FilesPage]


def test_what_is_dropped_chooses_its_task(qtbot, make_files: MakeFiles, tmp_path: Path) -> None:
    page = make_files()
    folder = mixed_folder(tmp_path / "mixed")
    assert drop(page, dropped(folder))
    rest(qtbot, page)
    assert len(page.pictures.rows) == 5
    assert drop(page, dropped(clip(tmp_path / "slide.mp4")))
    rest(qtbot, page)
    assert page.task is page.video
    assert page.video.video is not None
    assert not drop(page, dropped(folder / "notes.txt"))
    press(page, "What to do with files: Evaluate")
    assert drop(page, dropped(folder))
    rest(qtbot, page)
    assert page.task is page.evaluate
    assert "holds no annotations" in page.evaluate.card.message.text


def test_each_task_keeps_what_was_chosen_for_it(
    qtbot, make_files: MakeFiles, tmp_path: Path
) -> None:
    page = make_files()
    page.pictures.choose((str(PICTURE),))
    rest(qtbot, page)
    press(page, "What to do with files: Video")
    assert page.store.state.files == FilesState("video")
    assert page.video.card.isVisible()
    assert not page.pictures.card.isVisible()
    press(page, "What to do with files: Pictures")
    assert page.store.state.files.path == str(PICTURE)
    assert len(page.pictures.rows) == 1  # not looked for again


def test_a_job_goes_on_when_the_page_is_left(qtbot, make_files: MakeFiles, tmp_path: Path) -> None:
    gated = Gated(1)
    page = make_files(loader=gated)
    page.pictures.choose((str(mixed_folder(tmp_path / "mixed")),))
    qtbot.waitUntil(gated.waits.is_set)
    page.deactivate()
    page.hide()
    (running,) = page.context.jobs.running()
    assert running.title == "Boxes of mixed"
    gated.gate.set()
    rest(qtbot, page)
    assert page.pictures.run.state() is JobState.DONE
    assert len(page.pictures.rows) == 5


def test_what_is_started_before_pytorch_starts_by_itself(qtbot, context: PanelContext) -> None:
    page = FilesPage(context, Store(SMALL), load_once)
    qtbot.addWidget(page)
    page.show_state(page.store.state)
    page.activate()
    page.pictures.choose((str(PICTURE),))
    assert "PyTorch is loading" in page.pictures.card.message.text
    assert page.pictures.run.state() is None
    context.engine.start()
    rest(qtbot, page)
    assert len(page.pictures.rows) == 1
    page.shutdown()


def test_the_cards_say_what_the_detector_is(make_files: MakeFiles) -> None:
    page = make_files()
    assert "320 px" in page.model_card.facts()
    assert page.classes_card.facts() == "all 80"
    assert page.weights_in_use() == ("yolov3-tiny",)
    page.store.update("thresholds", shown=("dog",))
    assert page.classes_card.facts() == "1 of 80"


def test_the_state_is_a_value() -> None:
    files = FilesState("pictures", "a.jpg", ("b.jpg", "c.jpg"))
    state = replace(DetectorState(), page="files", files=files)
    assert from_plain(to_plain(state), DetectorState) == state
    old: dict[str, Any] = {"files": {"task": "video", "path": "a.mp4"}}
    assert from_plain(old, DetectorState).files == FilesState("video", "a.mp4")


@pytest.mark.parametrize("task", ["pictures", "video", "evaluate"])
@pytest.mark.parametrize("scale", [1.0, 1.35])
def test_the_page_fits_the_window(qapp, make_files: MakeFiles, task: str, scale: float) -> None:
    page = make_files()
    try:
        theme.apply_theme(qapp, "light", scale)
        press(page, f"What to do with files: {task.capitalize()}")
        assert page.minimumSizeHint().width() <= 1196 * max(1, scale)
        assert page.minimumSizeHint().height() <= 668 * max(1, scale)
    finally:
        theme.apply_theme(qapp, "dark", 1.0)
