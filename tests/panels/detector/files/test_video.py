"""A video with boxes: written whole or not at all, and what is wrong is said."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtWidgets import QFileDialog

from explorer.panels.detector.files.look import look
from explorer.panels.detector.files.sources import bundled_clip
from explorer.panels.detector.files.video.target import check_target, suggested
from explorer.panels.detector.files.video.values import VideoFacts
from explorer.services import ffmpeg
from explorer.services.ffmpeg import VideoError
from explorer.services.jobs import JobState
from explorer.services.video_frames import frames_of
from explorer.services.video_writer import VideoWriter
from explorer.widgets import ask_files
from tests.panels.detector.files.conftest import SMALL, load_once, rest
from tests.panels.detector.files.media import Gated, clip
from tests.panels.driving import press, set_slider

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.panels.detector.files.page import FilesPage

    MakeFiles = Callable[..., FilesPage]

FRAMES = 12


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "videos"
    folder.mkdir()
    return clip(folder / "slide.mp4", FRAMES)


def chosen(qtbot, page: FilesPage, source: Path) -> FilesPage:
    page.video.choose((str(source),))
    rest(qtbot, page)
    return page


def entry(page: FilesPage, words: str) -> Callable[[], object]:
    return next(action for text, action in page.video.entries() if words in text)


def test_an_empty_page_offers_the_bundled_clip(qtbot, make_files: MakeFiles) -> None:
    page = make_files()
    press(page, "What to do with files: Video")
    assert "Drop a video" in page.video.video_view.picture._empty_text.text()
    assert not page.video.card.start.isEnabled()
    press(page, "Use the bundled clip")
    rest(qtbot, page)
    assert page.store.state.files.path == bundled_clip()
    assert page.video.video is not None
    assert page.video.card.start.isEnabled()


def test_the_first_frame_shows_what_would_be_drawn(
    qtbot, make_files: MakeFiles, source: Path
) -> None:
    page = chosen(qtbot, make_files(), source)
    view = page.video.video_view
    assert view.card.facts() == "slide.mp4 · 640×424 · 10 frames/s · 12 frames · 1.2 s"
    (overlay,) = view.picture._overlays
    assert any(text.startswith("horse") for text in overlay.labels)
    set_slider(page, "score ≥", 1.0)
    rest(qtbot, page)
    (overlay,) = view.picture._overlays
    assert overlay.labels == ()


def test_every_frame_is_written_with_its_boxes(
    qtbot, make_files: MakeFiles, source: Path, save_to: Path
) -> None:
    page = chosen(qtbot, make_files(), source)
    page.store.update("thresholds", score=0.4, shown=("horse",))
    press(page.video.card, "Annotate")
    rest(qtbot, page)
    target = save_to / "slide-boxes.mp4"
    result = page.video.run.result
    assert result is not None
    assert (result.frames, result.target) == (FRAMES, target)
    assert len(page.video.frames) == FRAMES
    assert str(target) in page.video.card.message.text
    with frames_of(source) as before, frames_of(target) as after:
        assert after.fps == pytest.approx(10)
        pairs = list(zip(before, after, strict=True))
    assert len(pairs) == FRAMES
    for (plain, drawn), boxes in zip(pairs, page.video.frames, strict=True):
        assert drawn.time_s == pytest.approx(plain.time_s, abs=1e-3)
        expected = look(load_once(SMALL.model, "cpu"), plain.rgb, page.store.state.thresholds)
        np.testing.assert_array_equal(boxes.detections.boxes_xyxy, expected.boxes_xyxy)
        assert set(boxes.detections.names) <= {"horse"}
        changed = np.abs(drawn.rgb.astype(int) - plain.rgb).max(axis=2) > 60
        assert changed.any() == bool(len(expected))
    assert sorted(os.listdir(save_to)) == ["slide-boxes.mp4", "videos"]


def test_boxes_of_frames_are_saved_with_frame_and_time(
    qtbot, make_files: MakeFiles, source: Path, save_to: Path
) -> None:
    page = chosen(qtbot, make_files(), source)
    page.video.annotate(save_to / "out.mp4")
    rest(qtbot, page)
    entry(page, "COCO JSON")()
    rest(qtbot, page)
    content = json.loads((save_to / "boxes-of-frames.json").read_text())
    assert [image["frame"] for image in content["images"]] == list(range(FRAMES))
    assert content["images"][5]["time_s"] == pytest.approx(0.5)
    assert content["images"][5]["file_name"] == "slide.mp4#frame=5"
    entry(page, "CSV")()
    rest(qtbot, page)
    lines = list(csv.DictReader((save_to / "boxes-of-frames.csv").open()))
    assert len(lines) == len(content["annotations"])
    assert float(lines[-1]["time_s"]) == pytest.approx(1.1)


def test_cancel_leaves_nothing_behind_and_the_page_goes_on(
    qtbot, make_files: MakeFiles, source: Path, tmp_path: Path
) -> None:
    gated = Gated(4)  # the first frame's preview, and three frames
    page = chosen(qtbot, make_files(loader=gated), source)
    out = tmp_path / "out"
    out.mkdir()
    page.video.annotate(out / "a.mp4")
    qtbot.waitUntil(gated.waits.is_set)
    qtbot.waitUntil(lambda: len(page.video.frames) == 3)
    assert not page.video.card.start.isEnabled()
    assert page.video.run.job is not None
    assert page.video.run.job.fraction == pytest.approx(3 / FRAMES)
    assert page.video.run.job.eta_s > 0
    press(page.video.card, "Cancel")
    gated.gate.set()
    rest(qtbot, page)
    assert os.listdir(out) == []
    assert "no video was written" in page.video.card.message.text
    assert page.video.card.start.isEnabled()
    assert len(page.video.frames) >= 3
    page.video.annotate(out / "a.mp4")
    rest(qtbot, page)
    assert os.listdir(out) == ["a.mp4"]


def test_a_paused_video_goes_on(qtbot, make_files: MakeFiles, source: Path, tmp_path: Path) -> None:
    gated = Gated(4)
    page = chosen(qtbot, make_files(loader=gated), source)
    page.video.annotate(tmp_path / "a.mp4")
    qtbot.waitUntil(gated.waits.is_set)
    press(page.video.card, "Pause")
    gated.gate.set()
    qtbot.waitUntil(lambda: len(page.video.frames) == 4)
    rest(qtbot, page)
    assert not (tmp_path / "a.mp4").exists()
    press(page.video.card, "Go on")
    rest(qtbot, page)
    assert page.video.run.result is not None
    assert page.video.run.result.frames == FRAMES


def test_the_source_is_never_written_over(
    qtbot, monkeypatch, make_files: MakeFiles, source: Path
) -> None:
    page = chosen(qtbot, make_files(), source)
    before = source.read_bytes()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(source), ""))
    press(page.video.card, "Annotate")
    assert "is the video itself" in page.video.card.message.text
    assert page.video.run.state() is None
    assert source.read_bytes() == before


def test_a_link_to_the_source_is_the_source(source: Path) -> None:
    link = source.with_name("link.mp4")
    try:
        link.symlink_to(source)
    except OSError:
        pytest.skip("links may not be made here")
    with pytest.raises(VideoError, match="is the video itself"):
        check_target(source, link)
    with pytest.raises(VideoError, match=r"extension \.mp4"):
        check_target(source, source.with_suffix(".avi"))
    check_target(source, source.with_name("other.MP4"))


def test_a_bundled_clips_target_lies_with_the_users_films(source: Path) -> None:
    assert suggested(source) == source.with_name("slide-boxes.mp4")
    assert suggested(source, is_bundled=True).parent != source.parent
    assert suggested(source, is_bundled=True).is_absolute()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("empty.mp4", b"", "not a video that can be read"),
        ("text.mp4", b"no video at all", "not a video that can be read"),
        ("gone.mp4", None, "There is no video"),
    ],
)
def test_a_video_that_cannot_be_read_is_said(
    qtbot, make_files: MakeFiles, source: Path, tmp_path: Path, name: str,
    data: bytes | None, words: str,
) -> None:  # fmt: skip
    if data is not None:
        (tmp_path / name).write_bytes(data)
    page = chosen(qtbot, make_files(), tmp_path / name)
    assert words in page.video.card.message.text
    assert not page.video.card.start.isEnabled()
    assert page.video.video_view.picture.image is None
    chosen(qtbot, page, source)
    assert page.video.card.message.text == ""
    assert page.video.card.start.isEnabled()


def test_a_video_that_is_cut_off_is_annotated_as_far_as_it_goes(
    qtbot, make_files: MakeFiles, tmp_path: Path
) -> None:
    rng = np.random.default_rng(0)
    whole, cut = tmp_path / "whole.mp4", tmp_path / "cut.mp4"
    with VideoWriter(whole, 10) as writer:
        for _ in range(FRAMES):
            writer.write(rng.integers(0, 255, (48, 64, 3), np.uint8))
    data = whole.read_bytes()
    cut.write_bytes(data[: len(data) * 2 // 3])  # its index is at the beginning
    page = chosen(qtbot, make_files(), cut)
    page.video.annotate(tmp_path / "out.mp4")
    rest(qtbot, page)
    result = page.video.run.result
    assert result is not None
    assert 0 < result.frames < FRAMES
    assert "damaged or cut off" in page.video.card.message.text


@pytest.mark.parametrize("place", ["gone/out.mp4", "out.avi"])
def test_a_place_that_cannot_be_written_to_is_said(
    qtbot, make_files: MakeFiles, source: Path, tmp_path: Path, place: str
) -> None:
    page = chosen(qtbot, make_files(), source)
    page.video.annotate(tmp_path / place)
    rest(qtbot, page)
    assert Path(place).name in page.video.card.message.text
    assert page.video.run.result is None
    page.video.annotate(tmp_path / "out.mp4")
    rest(qtbot, page)
    assert page.video.run.state() is JobState.DONE


@pytest.mark.skipif(os.name == "nt", reason="a program is a script")
def test_a_full_disk_is_said_and_leaves_nothing(
    qtbot, monkeypatch, make_files: MakeFiles, source: Path, tmp_path: Path
) -> None:
    page = chosen(qtbot, make_files(), source)
    program = tmp_path / "ffmpeg"
    program.write_text(
        "#!/bin/sh\nhead -c 200000 > /dev/null\necho No space left on device >&2\nexit 1\n"
    )
    program.chmod(0o755)
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", str(program))
    assert ffmpeg.ffmpeg_path() == str(program)
    out = tmp_path / "out"
    out.mkdir()
    page.video.annotate(out / "a.mp4")
    rest(qtbot, page)
    assert page.video.run.state() is JobState.FAILED
    assert "the disk is full" in page.video.card.message.text
    assert os.listdir(out) == []


def test_what_was_made_opens_in_the_panel(
    qtbot, monkeypatch, make_files: MakeFiles, source: Path, tmp_path: Path
) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(ask_files.QDesktopServices, "openUrl",
                        lambda url: opened.append(Path(url.toLocalFile())))  # fmt: skip
    page = chosen(qtbot, make_files(), source)
    page.video.annotate(tmp_path / "out.mp4")
    rest(qtbot, page)
    press(page, "Show folder")
    assert opened == [tmp_path]
    press(page, "Open in the panel")
    spec = page.context.source.wanted
    assert spec is not None
    assert Path(spec.location) == tmp_path / "out.mp4"
    assert page.store.state.page == "live"


def test_what_a_video_says_of_itself() -> None:
    facts = VideoFacts(Path("a.mp4"), (1920, 1080), 29.97, None)
    assert facts.text() == "1,920×1,080 · 29.97 frames/s"
