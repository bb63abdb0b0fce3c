"""What a kept frame is called, and how long boxes fade."""

from __future__ import annotations

from datetime import datetime

import numpy as np

from explorer.panels.detector.steps.player import fade_ms
from explorer.services.frames import Frame
from explorer.services.hold import Hold, frame_title
from explorer.services.media import SourceSpec


def frame(kind: str, index: int = 0) -> Frame:
    return Frame(np.zeros((4, 6, 3), np.uint8), index, 90.0, SourceSpec(kind, "x", "Bikes"))  # type: ignore[arg-type]


def test_a_camera_s_frame_is_named_by_the_time_of_day() -> None:
    noon = datetime(2024, 5, 1, 12, 3, 15).timestamp()
    assert frame_title(frame("camera"), 100.0, noon) == "the frame of 12:03:05"


def test_a_clip_s_frame_is_named_by_its_number() -> None:
    assert frame_title(frame("video", 1204), 100.0, 0.0) == "picture 1,204 of “Bikes”"


def test_a_held_frame_is_given_once_and_no_other_comes() -> None:
    hold = Hold()
    hold.take(one := frame("camera"))
    slot = hold.slot(one)
    assert slot.take() is one
    assert slot.take() is None
    hold.release()
    assert (hold.frame, hold.title) == (None, "")


def test_boxes_fade_as_long_as_a_step_allows() -> None:
    assert fade_ms(None) == 300
    assert [fade_ms(round(1000 / speed)) for speed in (1, 3, 4, 20)] == [400, 250, 188, 0]
