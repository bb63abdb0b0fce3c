from __future__ import annotations

import numpy as np
import pytest

from explorer.services.frames import Frame, FrameHub
from explorer.services.media import camera_spec


def frame(index: int = 0) -> Frame:
    return Frame(np.zeros((2, 3, 3), np.uint8), index, float(index), camera_spec(0))


def test_nobody_writes_into_a_frame():
    one = frame()
    assert one.size == (3, 2)
    with pytest.raises(ValueError, match="read-only"):
        one.rgb[0, 0, 0] = 1


@pytest.mark.parametrize(
    "rgb",
    [np.zeros((2, 3), np.uint8), np.zeros((2, 3, 4), np.uint8), np.zeros((2, 3, 3), np.float32)],
)
def test_only_rgb_of_8_bits_is_a_frame(rgb):
    with pytest.raises(ValueError, match="uint8"):
        Frame(rgb, 0, 0.0, camera_spec(0))


def test_frames_of_an_earlier_source_are_refused():
    hub = FrameHub()
    slot = hub.subscribe()
    first = hub.begin()
    hub.publish(first, frame(1))
    second = hub.begin()
    assert slot.take() is None
    assert hub.current is None
    hub.publish(first, frame(2))
    assert (slot.take(), hub.current, hub.published_s) == (None, None, None)
    hub.publish(second, frame(3))
    assert slot.take().index == 3


def test_a_source_that_starts_frozen_shows_its_first_frame():
    hub = FrameHub()
    epoch = hub.begin(frozen=True)
    hub.publish(epoch, frame(1))
    hub.publish(epoch, frame(2))
    assert hub.current.index == 1
    assert hub.published_s == 2.0


def test_close_closes_every_slot():
    hub = FrameHub()
    slots = [hub.subscribe(), hub.subscribe()]
    epoch = hub.begin()
    hub.close()
    hub.publish(epoch, frame())
    assert all(slot.is_closed for slot in slots)
    assert hub.current is None
    hub.unsubscribe(slots[0])
