from __future__ import annotations

import numpy as np
import pytest

from explorer.services.frames import Frame
from explorer.services.media import SourceError, SourceSpec
from explorer.services.stills import read_still, still_of


def test_a_bundled_picture_is_read() -> None:
    still = read_still("bundled:cat")
    assert still.title == "Chelsea the cat"
    assert still.rgb.shape == (300, 451, 3)


def test_what_moves_is_refused_with_what_to_do() -> None:
    with pytest.raises(SourceError, match="freeze it where a face is seen,"):
        read_still("bundled:bikes", " where a face is seen")


@pytest.mark.parametrize(
    ("spec", "title"),
    [
        (SourceSpec("picture", "x.png", "x.png"), "x.png"),
        (SourceSpec("memory", "", "Pasted picture"), "Pasted picture"),
        (SourceSpec("video", "x.mp4", "x.mp4"), "picture 1,234 of “x.mp4”"),
    ],
)
def test_a_frame_is_called_by_its_source_or_its_number(spec: SourceSpec, title: str) -> None:
    frame = Frame(np.zeros((4, 5, 3), np.uint8), 1234, 0.0, spec)
    assert still_of(frame).title == title
    assert still_of(frame).rgb is frame.rgb


def test_a_frame_of_a_camera_is_called_by_its_time() -> None:
    spec = SourceSpec("camera", "0", "Camera 0")
    still = still_of(Frame(np.zeros((4, 5, 3), np.uint8), 3, 0.0, spec))
    assert still.title.startswith("the frame of ")
