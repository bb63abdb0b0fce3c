"""H.264 out, complete or not at all, whatever FFmpeg and the disk do."""

from __future__ import annotations

import itertools
import os
import stat
import subprocess
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest

from explorer.engine.opencv import cv2
from explorer.services.ffmpeg import ffmpeg_path
from explorer.services.video_writer import VideoError, VideoWriter, even_size

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

FAKES_NEED_A_SHELL = pytest.mark.skipif(sys.platform == "win32", reason="a program is a script")


def picture(number: int, width: int = 64, height: int = 48) -> np.ndarray:
    rgb = np.zeros((height, width, 3), np.uint8)
    rgb[:, :, 0], rgb[:, :, 1], rgb[:, :, 2] = 200, 20 * number, 60
    return rgb


def write(path: Path, pictures: int = 12, fps: float = 25, **options) -> Path:
    write_all(path, map(picture, range(pictures)), fps, **options)
    return path


def write_all(path: Path, pictures: Iterable[np.ndarray], fps: float = 25, **options) -> None:
    with VideoWriter(path, fps, **options) as writer:
        for rgb in pictures:
            writer.write(rgb)


def read(path: Path) -> tuple[list[float], list[np.ndarray], cv2.VideoCapture]:
    capture = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
    times, pictures = [], []
    while True:
        there, bgr = capture.read()
        if not there:
            return times, pictures, capture
        times.append(capture.get(cv2.CAP_PROP_POS_MSEC) / 1000)
        pictures.append(bgr[:, :, ::-1])


def fake(tmp_path: Path, script: str) -> str:
    """A program that stands in for FFmpeg."""
    path = tmp_path / "programs" / "ffmpeg"
    path.parent.mkdir()
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "videos"
    path.mkdir()
    return path


def test_the_video_is_h264_with_every_picture_and_its_colours(folder: Path) -> None:
    times, pictures, capture = read(write(folder / "a.mp4"))
    fourcc = int(capture.get(cv2.CAP_PROP_FOURCC)).to_bytes(4, "little")
    assert fourcc in (b"avc1", b"h264")
    assert len(pictures) == capture.get(cv2.CAP_PROP_FRAME_COUNT) == 12
    assert capture.get(cv2.CAP_PROP_FPS) == pytest.approx(25, abs=0.01)
    np.testing.assert_allclose(times, np.arange(12) / 25, atol=1e-4)
    for number, rgb in enumerate(pictures):
        assert np.abs(rgb.astype(int) - picture(number).astype(int)).mean() < 4
    assert os.listdir(folder) == ["a.mp4"]


def test_it_plays_everywhere_and_at_once(folder: Path) -> None:
    path = write(folder / "a.mp4")
    run = subprocess.run([ffmpeg_path(), "-i", str(path)], capture_output=True, text=True)
    assert "yuv420p(tv, bt709" in run.stderr
    data = path.read_bytes()
    assert 0 < data.index(b"moov") < data.index(b"mdat")


@pytest.mark.parametrize("fps", [30000 / 1001, 60, 12.5])
def test_the_frame_rate_is_kept(folder: Path, fps: float) -> None:
    times, _, capture = read(write(folder / "a.mp4", fps=fps))
    assert capture.get(cv2.CAP_PROP_FPS) == pytest.approx(fps, rel=1e-4)
    np.testing.assert_allclose(times, np.arange(12) / fps, atol=1e-4)


def test_uneven_times_are_kept(folder: Path) -> None:
    wanted = [5.0, 5.04, 5.11, 5.15, 5.2, 5.5, 5.52, 5.56]
    with VideoWriter(folder / "a.mp4", 25) as writer:
        for number, time_s in enumerate(wanted):
            writer.write(picture(number), time_s)
    times, _, _ = read(folder / "a.mp4")
    np.testing.assert_allclose(times, np.array(wanted) - 5, atol=1e-4)


def test_times_that_do_not_grow_go_on_by_the_rate(folder: Path) -> None:
    with VideoWriter(folder / "a.mp4", 10) as writer:
        for number, time_s in enumerate([0.0, 0.0, float("nan"), 0.05, 0.9, None]):
            writer.write(picture(number), time_s)
    times, _, _ = read(folder / "a.mp4")
    np.testing.assert_allclose(times, [0, 0.1, 0.2, 0.3, 0.9, 1.0], atol=1e-4)


@pytest.mark.parametrize(("width", "height"), [(63, 48), (64, 47), (1, 1), (63, 47)])
def test_odd_sides_are_continued_by_a_pixel(folder: Path, width: int, height: int) -> None:
    with VideoWriter(folder / "a.mp4", 25) as writer:
        assert writer.size is None
        writer.write(picture(3, width, height))
        assert writer.size == even_size(width, height)
    _, (rgb,), _ = read(folder / "a.mp4")
    assert rgb.shape[1::-1] == (width + width % 2, height + height % 2)
    assert np.abs(rgb.astype(int) - picture(3, 1, 1)).max() < 8  # the edge too


def test_views_and_pictures_from_elsewhere_in_memory(folder: Path) -> None:
    with VideoWriter(folder / "a.mp4", 25) as writer:
        writer.write(picture(9)[::-1, ::-1])
        locked = picture(9)
        locked.flags.writeable = False
        writer.write(locked)
    assert len(read(folder / "a.mp4")[1]) == 2


def test_cancelling_leaves_what_was_there(folder: Path) -> None:
    path = folder / "a.mp4"
    path.write_bytes(b"old")

    def steps():
        with VideoWriter(path, 25) as writer:
            for number in range(12):
                writer.write(picture(number))
                yield number

    generator = steps()
    next(generator)
    assert len(os.listdir(folder)) == 2
    generator.close()
    assert path.read_bytes() == b"old"
    assert os.listdir(folder) == ["a.mp4"]


def test_a_video_replaces_the_one_before(folder: Path) -> None:
    (folder / "a.mp4").write_bytes(b"old")
    assert len(read(write(folder / "a.mp4", 2))[1]) == 2


def test_names_that_programs_misread(folder: Path) -> None:
    for name in ("-y.mp4", "a%03d.mp4", "ä b'c.mp4", "http:x.mp4"):
        assert len(read(write(folder / name, 1))[1]) == 1
    assert len(os.listdir(folder)) == 4


def test_no_picture_is_no_video(folder: Path) -> None:
    with pytest.raises(VideoError, match="no picture"):
        write(folder / "a.mp4", 0)
    assert os.listdir(folder) == []


def test_pictures_of_two_sizes(folder: Path) -> None:
    with pytest.raises(VideoError, match="64 × 48 came 32 × 48"):
        write_all(folder / "a.mp4", [picture(0), picture(0, 32)])
    assert os.listdir(folder) == []


@pytest.mark.parametrize(
    "rgb", [np.zeros((4, 4), np.uint8), np.zeros((4, 4, 3)), np.zeros((0, 4, 3), np.uint8)]
)
def test_what_is_no_picture(folder: Path, rgb: np.ndarray) -> None:
    with VideoWriter(folder / "a.mp4", 25) as writer:
        with pytest.raises(VideoError, match="uint8"):
            writer.write(rgb)
        writer.write(picture(0))  # the writer goes on


def test_places_that_cannot_be_written(folder: Path) -> None:
    (folder / "b.mp4").mkdir()
    for path, words in {
        folder / "none" / "a.mp4": "cannot be written",
        folder / "b.mp4": "is a folder",
        folder / "a.avi": "extension .mp4",
        folder / "a\0b.mp4": "cannot be written",
    }.items():
        with pytest.raises(VideoError, match=words):
            VideoWriter(path, 25)


@pytest.mark.parametrize("fps", [0, -1, float("nan"), float("inf"), 1e6])
def test_frame_rates_that_are_none(folder: Path, fps: float) -> None:
    with pytest.raises(VideoError, match="pictures a second"):
        VideoWriter(folder / "a.mp4", fps)


@FAKES_NEED_A_SHELL
def test_a_full_disk_is_said(tmp_path: Path, folder: Path) -> None:
    program = fake(
        tmp_path, "cat > /dev/null; echo 'av_write: No space left on device' >&2; exit 1"
    )
    with pytest.raises(VideoError, match="the disk is full"):
        write(folder / "a.mp4", ffmpeg=program)
    assert os.listdir(folder) == []


@FAKES_NEED_A_SHELL
def test_ffmpeg_that_fails_at_once_is_quoted(tmp_path: Path, folder: Path) -> None:
    program = fake(tmp_path, "echo 'Unknown encoder libx264' >&2; exit 1")
    with pytest.raises(VideoError, match="FFmpeg says: Unknown encoder"):
        write_all(folder / "a.mp4", itertools.repeat(picture(0)), ffmpeg=program)
    assert os.listdir(folder) == []


@FAKES_NEED_A_SHELL
def test_ffmpeg_that_says_nothing(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(VideoError, match="without a word"):
        write(folder / "a.mp4", ffmpeg=fake(tmp_path, "cat > /dev/null; exit 3"))


@FAKES_NEED_A_SHELL
def test_ffmpeg_that_talks_without_end_does_not_block(tmp_path: Path, folder: Path) -> None:
    script = "i=0; while [ $i -lt 5000 ]; do echo 'a line of many words' >&2; i=$((i+1)); done"
    program = fake(tmp_path, f"{script}; cat > /dev/null; exit 1")
    with pytest.raises(VideoError, match="a line of many words / a line"):
        write(folder / "a.mp4", ffmpeg=program)


@FAKES_NEED_A_SHELL
@pytest.mark.parametrize("script", ["exec sleep 600", "cat > /dev/null; exec sleep 600"])
def test_ffmpeg_that_hangs_is_ended(tmp_path: Path, folder: Path, script: str) -> None:
    """Once while it is fed, once at its end; the large picture fills the pipe."""
    program, pictures = fake(tmp_path, script), [picture(0, 640, 480)]
    with pytest.raises(VideoError, match=r"did not go on for 0\.3 s"):
        write_all(folder / "a.mp4", pictures, ffmpeg=program, patience_s=0.3)
    assert os.listdir(folder) == []


@FAKES_NEED_A_SHELL
def test_cancelling_ends_ffmpeg(tmp_path: Path, folder: Path) -> None:
    program = fake(tmp_path, f"echo $$ > {tmp_path}/pid; exec cat > /dev/null")
    writer = VideoWriter(folder / "a.mp4", 25, ffmpeg=program)
    writer.write(picture(0, 640, 480))
    pid = int((tmp_path / "pid").read_text())
    writer.discard()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    writer.discard()
    writer.close()  # after the end nothing happens
    with pytest.raises(VideoError, match="is closed"):
        writer.write(picture(0))
    assert os.listdir(folder) == []


def test_no_ffmpeg(folder: Path, monkeypatch) -> None:
    import imageio_ffmpeg

    def none() -> str:
        raise RuntimeError("No ffmpeg exe could be found.")

    monkeypatch.setattr(imageio_ffmpeg, "get_ffmpeg_exe", none)
    with pytest.raises(VideoError, match="Install the package imageio-ffmpeg"):
        VideoWriter(folder / "a.mp4", 25)
    with pytest.raises(VideoError, match="cannot be started"):
        write(folder / "a.mp4", ffmpeg=str(folder / "none"))
    assert os.listdir(folder) == []
