from __future__ import annotations

import itertools
import threading
from pathlib import Path

import numpy as np
import pytest

from explorer.engine.images import save_rgb
from explorer.services.media import SourceSpec, camera_spec
from explorer.services.source import SourceController, SourceState


@pytest.fixture
def make(qapp, camera):
    """Controllers with the fake camera; every state is noted."""
    controllers = []

    def build(**options):
        options.setdefault("open_device", camera.open)
        controller = SourceController(**options)
        controller.states = []
        controller.stateChanged.connect(controller.states.append)
        controllers.append(controller)
        return controller

    yield build
    camera.release()
    for controller in controllers:
        controller.shutdown()


@pytest.fixture
def source(make):
    return make()


@pytest.fixture
def clip(write_clip):
    return write_clip()


def reach(qtbot, source, kind):
    qtbot.waitUntil(lambda: source.state.kind == kind)


def grey(frame) -> int:
    """The number of a test clip's picture."""
    return round((float(frame.rgb.mean()) - 16) / 8)


class TestPicture:
    def test_a_picture_is_shown_and_stays(self, qtbot, source, tmp_path):
        rgb = np.random.default_rng(0).integers(0, 255, (30, 40, 3), np.uint8)
        save_rgb(tmp_path / "a.png", rgb)
        slot = source.subscribe()
        source.open(SourceSpec("picture", str(tmp_path / "a.png"), "a.png"))
        assert source.state == SourceState("opening")
        assert not source.is_idle()
        reach(qtbot, source, "still")
        assert source.state.size == (40, 30)
        frame = slot.wait(1)
        assert np.array_equal(frame.rgb, rgb)
        assert not frame.rgb.flags.writeable
        assert source.current_frame() is frame
        assert source.subscribe().take() is frame

    @pytest.mark.parametrize("content", [b"", b"text", b"\x89PNG\r\n\x1a\n cut"])
    def test_a_broken_picture_fails_with_its_reason(self, qtbot, source, tmp_path, content):
        (tmp_path / "a.png").write_bytes(content)
        source.open(SourceSpec("picture", str(tmp_path / "a.png"), "a.png"))
        reach(qtbot, source, "failed")
        assert "a.png" in source.state.message
        assert source.current_frame() is None

    def test_a_pasted_picture(self, source):
        rgb = np.zeros((5, 7, 3), np.uint8)
        slot = source.subscribe()
        source.open_picture(rgb, "Pasted")
        assert source.state == SourceState("still", "", (7, 5))
        assert source.spec == SourceSpec("memory", "", "Pasted")
        assert slot.take() is source.current_frame()
        source.retry()
        assert source.state.kind == "still"

    @pytest.mark.parametrize("shape", [(5, 7), (5, 7, 4)])
    def test_what_is_no_rgb_picture_is_refused(self, source, shape):
        with pytest.raises(ValueError, match="uint8"):
            source.open_picture(np.zeros(shape, np.uint8))
        assert source.state.kind == "none"

    def test_a_picture_cannot_be_frozen(self, source):
        source.open_picture(np.zeros((5, 7, 3), np.uint8))
        source.set_frozen(True)
        assert source.state.kind == "still"


class TestVideo:
    @pytest.fixture
    def source(self, make):
        from explorer.services.readers import open_reader

        return make(open_device=open_reader)

    def test_a_clip_plays_in_order_and_loops(self, qtbot, source, clip):
        slot = source.subscribe()
        source.open(clip)
        frames = [slot.wait(2) for _ in range(30)]
        assert all(frame is not None for frame in frames)
        assert all(grey(frame) == frame.index for frame in frames)
        indices = [frame.index for frame in frames]
        wraps = [b for a, b in itertools.pairwise(indices) if b <= a]
        assert len(wraps) >= 2
        reach(qtbot, source, "live")
        assert source.state == SourceState("live", "", (64, 48))

    def test_it_plays_at_its_own_rate(self, source, write_clip):
        slot = source.subscribe()
        source.open(write_clip(pictures=25, fps=50))
        first = slot.wait(2)
        last = first
        while last.index < 20:
            last = slot.wait(2)
        seconds = last.captured_s - first.captured_s
        assert seconds == pytest.approx((last.index - first.index) / 50, abs=0.1)

    def test_it_starts_where_it_is_told_and_frozen(self, qtbot, source, clip):
        source.open(clip, start_index=7, frozen=True)
        reach(qtbot, source, "frozen")
        frame = source.current_frame()
        assert (frame.index, grey(frame)) == (7, 7)
        assert source.is_frozen

    def test_a_start_behind_the_end_begins_anew(self, qtbot, source, clip):
        slot = source.subscribe()
        source.open(clip, start_index=10_000)
        assert slot.wait(2).index == 0

    @pytest.mark.parametrize("codec_and_name", [("mp4v", "a.mp4"), ("MJPG", "b.avi")])
    def test_formats(self, source, write_clip, codec_and_name):
        codec, name = codec_and_name
        slot = source.subscribe()
        source.open(write_clip(name, codec=codec))
        assert slot.wait(2).rgb.shape == (48, 64, 3)

    @pytest.mark.parametrize("content", [b"", b"no video at all" * 100, bytes(5000)])
    def test_no_video_fails_with_its_reason_and_quietly(
        self, qtbot, source, tmp_path, content, capfd
    ):
        (tmp_path / "a.mp4").write_bytes(content)
        source.open(SourceSpec("video", str(tmp_path / "a.mp4"), "a.mp4"))
        reach(qtbot, source, "failed")
        assert source.state.message == "a.mp4 is not a video that can be read, or is damaged"
        assert capfd.readouterr() == ("", "")

    def test_a_file_that_is_gone(self, qtbot, source, tmp_path):
        source.open(SourceSpec("video", str(tmp_path / "gone.mp4"), "gone.mp4"))
        reach(qtbot, source, "failed")

    def test_a_clip_without_one_good_picture_fails(self, qtbot, source, clip, capfd):
        data = bytearray(Path(clip.location).read_bytes())
        start, end = data.index(b"movi") + 4, data.index(b"idx1")
        data[start:end] = bytes(end - start)
        Path(clip.location).write_bytes(data)
        source.open(clip)
        reach(qtbot, source, "failed")
        assert "damaged" in source.state.message
        assert capfd.readouterr() == ("", "")

    def test_a_clip_that_was_cut_off_plays_what_is_left_and_says_so(self, qtbot, source, clip):
        data = Path(clip.location).read_bytes()
        middle = (data.index(b"movi") + data.index(b"idx1")) // 2
        Path(clip.location).write_bytes(data[:middle])
        slot = source.subscribe()
        source.open(clip)
        qtbot.waitUntil(lambda: "Damaged" in source.state.message)
        assert source.state.kind == "live"
        assert slot.wait(2) is not None

    def test_a_bundled_clip_plays(self, source):
        from explorer.services.media import default_clip

        slot = source.subscribe()
        source.open(default_clip())
        assert slot.wait(5).rgb.ndim == 3

    def test_failed_then_repaired_then_retried(self, qtbot, source, clip):
        data = Path(clip.location).read_bytes()
        Path(clip.location).write_bytes(b"")
        source.open(clip)
        reach(qtbot, source, "failed")
        Path(clip.location).write_bytes(data)
        source.retry()
        reach(qtbot, source, "live")


class TestFreeze:
    def test_the_present_frame_stays_and_others_are_dropped(self, qtbot, source, camera, camera_0):
        frozen = []
        source.frozenChanged.connect(frozen.append)
        source.open(camera_0)
        camera.film()
        reach(qtbot, source, "live")
        slot = source.subscribe()
        kept = slot.take()
        source.set_frozen(True)
        assert source.state.kind == "frozen"
        camera.film(3)
        assert slot.wait(0.05) is None
        assert source.current_frame() is kept
        assert source.subscribe().take() is kept
        source.set_frozen(False)
        camera.film()
        assert slot.wait(2).index > kept.index
        assert frozen == [True, False]
        assert source.state.kind == "live"

    def test_another_source_is_not_frozen(self, qtbot, source, camera, camera_0):
        frozen = []
        source.frozenChanged.connect(frozen.append)
        source.open(camera_0)
        camera.film()
        reach(qtbot, source, "live")
        source.set_frozen(True)
        source.open_picture(np.zeros((2, 2, 3), np.uint8))
        assert frozen == [True, False]


class TestCamera:
    def test_every_subscriber_gets_the_frames(self, qtbot, source, camera, camera_0):
        slots = [source.subscribe() for _ in range(3)]
        source.open(camera_0)
        camera.film()
        frames = [slot.wait(2) for slot in slots]
        assert frames[0] is frames[1] is frames[2] is not None
        source.unsubscribe(slots[0])
        camera.film()
        assert slots[1].wait(2).index == 1
        assert slots[0].is_closed

    def test_the_resolution_is_asked_for_and_changed(self, qtbot, source, camera, camera_0):
        source.set_resolution((640, 480))
        source.open(camera_0)
        camera.film()
        reach(qtbot, source, "live")
        assert source.state.size == (640, 480)
        source.set_resolution((320, 240))
        camera.film(2)
        qtbot.waitUntil(lambda: source.state.size == (320, 240))
        assert camera.resolutions == [(640, 480), (320, 240)]
        assert camera.most_open == 1

    def test_without_a_camera_the_clip_plays_and_says_so(self, qtbot, make, camera, clip):
        from explorer.services.readers import open_reader

        def open_device(spec, resolution):
            opened = camera.open if spec.kind == "camera" else open_reader
            return opened(spec, resolution)

        camera.plugged = False
        source = make(open_device=open_device, fallback=clip)
        source.open(camera_spec(0))
        reach(qtbot, source, "live")
        assert source.state.message == "No camera: the clip “clip.avi” plays"
        assert source.spec == clip
        assert source.wanted == camera_spec(0)
        camera.plugged = True
        source.retry()
        camera.film()
        qtbot.waitUntil(lambda: source.spec == camera_spec(0) and source.state.kind == "live")
        assert source.state.message == ""

    def test_pulled_out_it_is_lost_and_comes_back_with_retry(
        self, qtbot, source, camera, camera_0, monkeypatch
    ):
        monkeypatch.setattr("explorer.services.capture.CAMERA_PATIENCE_S", 0.05)
        source.open(camera_0)
        camera.film(5)
        reach(qtbot, source, "live")
        camera.pull_out()
        camera.film(1000)
        reach(qtbot, source, "lost")
        assert source.state.message == "Camera lost"
        assert source.state.size == (64, 48)
        source.retry()
        assert source.state.kind == "opening"
        reach(qtbot, source, "lost")
        assert source.state.message == "Camera lost: no camera"
        camera.plugged = True
        source.retry()
        camera.film()
        reach(qtbot, source, "live")
        assert source.spec == camera_0

    def test_one_failed_read_is_no_loss(self, qtbot, source, camera, camera_0):
        slot = source.subscribe()
        source.open(camera_0)
        camera.film()
        assert slot.wait(2) is not None
        camera.plugged = False
        camera.film()
        camera.plugged = True
        camera.film()
        assert slot.wait(2) is not None
        assert [state.kind for state in source.states] in (["opening"], ["opening", "live"])

    def test_a_driver_that_hangs_is_lost_and_does_not_hang_the_rest(
        self, qtbot, make, camera, camera_0, caplog
    ):
        source = make(silence_s=0.05)
        source.open(camera_0)
        camera.film()
        reach(qtbot, source, "live")
        camera.hang()
        reach(qtbot, source, "lost")
        assert source.state.message == "Camera lost"
        source.shutdown(timeout_s=0.01)
        assert "left behind" in caplog.text

    def test_a_camera_that_was_only_silent_is_live_again(self, qtbot, make, camera, camera_0):
        source = make(silence_s=0.05)
        source.open(camera_0)
        camera.film()
        reach(qtbot, source, "lost")
        camera.film()
        reach(qtbot, source, "live")
        assert source.state.message == ""

    def test_a_camera_that_does_not_answer_gives_way_to_the_clip(self, qtbot, make, camera, clip):
        from explorer.services.readers import open_reader

        def open_device(spec, resolution):
            opened = camera.open if spec.kind == "camera" else open_reader
            return opened(spec, resolution)

        camera.may_open.clear()
        source = make(open_device=open_device, fallback=clip, open_timeout_s=0.05)
        source.open(camera_spec(0))
        reach(qtbot, source, "live")
        assert source.state.message == "Camera 0 does not answer: the clip “clip.avi” plays"
        camera.may_open.set()

    def test_a_camera_without_pictures_fails(self, qtbot, make, camera, camera_0, monkeypatch):
        monkeypatch.setattr("explorer.services.capture.CAMERA_FIRST_S", 0.05)
        monkeypatch.setattr("explorer.services.source.default_clip", lambda: None)
        monkeypatch.setattr(camera, "read", lambda width, height: None)
        source = make()
        source.open(camera_0)
        reach(qtbot, source, "failed")
        assert source.state.message == "Camera 0 gives no picture"

    def test_an_error_nobody_thought_of_is_logged_and_said(
        self, qtbot, make, clip, camera_0, caplog
    ):
        def open_device(spec, resolution):
            raise RuntimeError("driver trouble")

        source = make(open_device=open_device)
        source.open(clip)
        reach(qtbot, source, "failed")
        assert "driver trouble" in source.state.message
        assert "driver trouble" in caplog.text


class TestOrder:
    def test_a_source_that_opens_late_cannot_push_in(self, qtbot, source, camera, camera_0):
        camera.may_open.clear()
        source.open(camera_0)
        rgb = np.ones((4, 4, 3), np.uint8)
        source.open_picture(rgb)
        slot = source.subscribe()
        thread = next(t for t in threading.enumerate() if t.name == "capture Camera 0")
        camera.film(5)
        camera.may_open.set()
        thread.join(5)
        qtbot.wait(1)
        assert slot.take().spec.kind == "memory"
        assert slot.take() is None
        assert source.state == SourceState("still", "", (4, 4))
        assert [state.kind for state in source.states] == ["opening", "still"]

    def test_one_device_is_never_opened_twice(self, qtbot, source, camera, camera_0):
        source.open(camera_0)
        camera.film()
        reach(qtbot, source, "live")
        for number in range(5):
            source.open(camera_spec(number % 2))
        camera.film(20)
        reach(qtbot, source, "live")
        assert camera.most_open == 1
        assert source.spec == camera_0

    def test_many_openings_in_a_row_end_with_the_last(self, qtbot, make, write_clip):
        from explorer.services.readers import open_reader

        source = make(open_device=open_reader)
        clips = [write_clip(f"{number}.avi") for number in range(4)]
        slot = source.subscribe()
        for clip in clips * 3:
            source.open(clip)
        reach(qtbot, source, "live")
        assert slot.wait(2).spec == clips[-1]
        qtbot.waitUntil(
            lambda: sum(t.name.startswith("capture") for t in threading.enumerate()) == 1
        )

    def test_after_shutdown_nothing_opens(self, source, camera, camera_0):
        slot = source.subscribe()
        source.open(camera_0)
        camera.film()
        source.shutdown()
        source.shutdown()
        source.open(camera_0)
        source.retry()
        source.open_picture(np.zeros((2, 2, 3), np.uint8))
        assert slot.is_closed
        assert not [t for t in threading.enumerate() if t.name.startswith("capture")]


def test_memory_is_opened_with_its_pixels(source):
    with pytest.raises(ValueError, match="open_picture"):
        source.open(SourceSpec("memory", "", "x"))
