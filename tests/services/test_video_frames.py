"""A video frame by frame."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from explorer.services.video_frames import DEFAULT_FPS, VideoError, VideoFrames, frames_of
from explorer.services.video_writer import VideoWriter

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.services.media import SourceSpec


class FakeReader:
    """Pictures with their times; None stands for one that cannot be read."""

    def __init__(self, pictures: list[float | None], fps: float = 10, length: int = 0) -> None:
        self.fps, self.length = fps, length
        self.time_s: float | None = None
        self.closed = False
        self._left = list(pictures)
        self._clock = True

    def without_clock(self) -> FakeReader:
        self._clock = False
        return self

    def read(self) -> np.ndarray | None:
        if not self._left:
            return None
        time_s = self._left.pop(0)
        if time_s is None:
            return None
        self.time_s = time_s if self._clock else None
        return np.zeros((4, 4, 3), np.uint8)

    def skip(self) -> bool:
        return bool(self._left) and self._left.pop(0) is not None

    def close(self) -> None:
        self.closed = True


def frames(reader: FakeReader) -> VideoFrames:
    return VideoFrames(Path("clip.mp4"), reader)


def times(found: VideoFrames) -> list[float]:
    return [frame.time_s for frame in found]


@pytest.mark.parametrize("codec", ["MJPG", "mp4v"])
def test_every_frame_in_order(write_clip: Callable[..., SourceSpec], codec: str) -> None:
    spec = write_clip("clip.avi" if codec == "MJPG" else "clip.mp4", fps=20, codec=codec)
    with frames_of(spec.location) as found:
        assert (found.count, found.fps) == (12, 20)
        read = list(found)
    assert [frame.index for frame in read] == list(range(12))
    np.testing.assert_allclose([frame.time_s for frame in read], np.arange(12) / 20, atol=1e-3)
    for number, frame in enumerate(read):
        assert frame.rgb.shape == (48, 64, 3)
        assert abs(float(frame.rgb.mean()) - (16 + 8 * number)) < 4
    assert found.problem is None


def test_times_go_through_reading_and_writing(tmp_path: Path) -> None:
    wanted = [0.0, 0.04, 0.11, 0.15, 0.4, 0.42]
    with VideoWriter(tmp_path / "a.mp4", 25) as writer:
        for time_s in wanted:
            writer.write(np.full((48, 64, 3), 99, np.uint8), time_s)
    with frames_of(tmp_path / "a.mp4") as found:
        assert times(found) == pytest.approx(wanted, abs=1e-4)


def test_a_clip_that_is_cut_off_gives_what_it_has_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    noise = np.random.default_rng(0).integers(0, 256, (12, 48, 64, 3), np.uint8)
    with VideoWriter(path, 25) as writer:
        for rgb in noise:
            writer.write(rgb)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    with frames_of(path) as found:
        read = list(found)
    assert 0 < len(read) < 10
    assert found.problem is not None
    assert f"{len(read)} of about 12 frames" in found.problem


def test_a_damaged_frame_is_passed_over_and_told() -> None:
    reader = FakeReader([0.0, 0.1, None, 0.3, 0.4, 0.5], length=6)
    found = frames(reader)
    assert times(found) == pytest.approx([0, 0.1, 0.4, 0.5])
    assert found.problem == ("clip.mp4 is damaged or cut off: 4 of about 6 frames could be read.")


def test_a_frame_that_was_promised_and_is_not_there_is_no_fault() -> None:
    found = frames(FakeReader([0.0, 0.1], length=3))
    assert len(times(found)) == 2
    assert found.problem is None


def test_times_always_grow() -> None:
    assert times(frames(FakeReader([0.5, 0.6, 0.6, 0.2, 2.0]))) == pytest.approx(
        [0, 0.1, 0.2, 0.3, 1.5]
    )


def test_a_file_without_clock_rate_and_count() -> None:
    found = frames(FakeReader([0.0] * 3, fps=0).without_clock())
    assert (found.fps, found.count) == (DEFAULT_FPS, None)
    assert times(found) == pytest.approx([0, 0.04, 0.08])
    assert found.problem is None


def test_the_file_is_let_go() -> None:
    reader = FakeReader([0.0])
    with frames(reader):
        pass
    assert reader.closed


def test_what_is_no_video(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(b"no video" * 100)
    (tmp_path / "empty.mp4").touch()
    for name in ("a.mp4", "empty.mp4"):
        with pytest.raises(VideoError, match=f"{name} is not a video.*Choose another"):
            frames_of(tmp_path / name)
    with pytest.raises(VideoError, match="There is no video"):
        frames_of(tmp_path / "none.mp4")
    with pytest.raises(VideoError, match="no frame"):
        list(frames(FakeReader([None, None], length=2)))
