"""Animated GIFs: every picture, near its colours, at its time; complete or not at all."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import numpy as np
import pytest

from explorer.engine.opencv import cv2
from explorer.services.ffmpeg import VideoError
from explorer.services.gif_writer import GifWriter, palette_of

if TYPE_CHECKING:
    from pathlib import Path


def picture(number: int, width: int = 63, height: int = 47) -> np.ndarray:
    """Return a slope of colours that moves; its sides are odd."""
    rows, columns = np.mgrid[:height, :width]
    planes = [4 * columns + number, 5 * rows, 255 - 2 * columns - 2 * rows]
    return np.stack(planes, axis=2).clip(0, 255).astype(np.uint8)


def write(path: Path, count: int = 8, fps: float = 10, hold_s: float = 0.0) -> Path:
    pictures = [picture(20 * number) for number in range(count)]
    with palette_of(pictures) as palette, GifWriter(path, fps, palette, hold_s=hold_s) as writer:
        for rgb in pictures:
            writer.write(rgb)
    return path


def read(path: Path) -> list[np.ndarray]:
    capture, found = cv2.VideoCapture(str(path)), []
    while (step := capture.read())[0]:
        found.append(step[1][:, :, ::-1])
    return found


def delays(path: Path) -> list[int]:
    """Return how long each picture stays, in hundredths of a second: GIF89a, section 23."""
    data = path.read_bytes()
    return [
        int.from_bytes(data[at + 4 : at + 6], "little")
        for at in range(len(data) - 8)
        if data[at : at + 3] == b"\x21\xf9\x04" and data[at + 7] == 0
    ]


def test_every_picture_is_there_in_its_size_and_near_its_colours(tmp_path: Path) -> None:
    found = read(write(tmp_path / "a.gif"))
    assert len(found) == 8
    for number, rgb in enumerate(found):
        assert rgb.shape == (47, 63, 3)
        # Dithering moves single pixels; what the eye sees is their average.
        seen = [cv2.blur(one.astype(np.float32), (5, 5)) for one in (rgb, picture(20 * number))]
        assert np.abs(seen[0] - seen[1]).mean() < 6
    assert os.listdir(tmp_path) == ["a.gif"]


@pytest.mark.parametrize(("fps", "ticks"), [(10, 10), (25, 4), (50, 2)])
def test_times_and_the_last_one_longer(tmp_path: Path, fps: float, ticks: int) -> None:
    path = write(tmp_path / "a.gif", 4, fps, hold_s=1.5)
    assert delays(path) == [ticks, ticks, ticks, ticks + 150]
    assert b"NETSCAPE2.0" in path.read_bytes()  # it repeats


def test_cancelling_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "a.gif"
    path.write_bytes(b"old")
    with palette_of([picture(0)]) as palette:
        writer = GifWriter(path, 10, palette)
        writer.write(picture(0))
        writer.discard()
        assert palette.exists()
    assert not palette.exists()
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a.gif"]


def test_what_is_no_gif(tmp_path: Path) -> None:
    with pytest.raises(VideoError, match=r"needs the extension \.gif"):
        GifWriter(tmp_path / "a.mp4", 10, tmp_path / "palette.png")
    with pytest.raises(VideoError, match="no picture"), palette_of([]):
        pass
