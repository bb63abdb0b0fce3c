"""A camera, a detector and a window, wired as the application wires them: for benchmarks."""

from __future__ import annotations

import os
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.engine.assets import ASSETS
from explorer.engine.images import resize
from explorer.engine.yolo import decode
from explorer.engine.yolo.detector import select
from explorer.services.frames import Frame, FrameHub
from explorer.services.live import LiveWorker
from explorer.services.media import SourceSpec
from explorer.services.readers import open_reader

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from explorer.engine.yolo import Detections, Detector
    from explorer.services.live import LiveResult
    from explorer.widgets.overlays import Overlay

CLIP = SourceSpec("video", str(ASSETS / "clips" / "webcam.mp4"), "Man at a webcam")
PICTURES = 60
CAMERA_PX = (480, 640)
"""Height and width that webcams give by themselves."""
WINDOW_PX = (960, 720)
SETTLE_S = 1.0
"""Of each run, before anything counts: the first pictures wait for caches to fill."""


@dataclass(frozen=True, slots=True)
class Run:
    """What was seen on the screen in a stretch of time, in milliseconds."""

    interval_ms: float
    latencies_ms: tuple[float, ...]

    def latency_ms(self, share: float) -> float:
        """Return the latency that this share of the pictures stays below."""
        ordered = sorted(self.latencies_ms)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class SyntheticCamera:
    """Publishes a clip's pictures at a set rate, from a thread, as a camera's driver would."""

    def __init__(self, hub: FrameHub, pictures: list[NDArray[np.uint8]], rate_hz: float) -> None:
        self._hub, self._pictures, self._period_s = hub, pictures, 1 / rate_hz
        self._epoch = hub.begin()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="synthetic camera", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread."""
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        due_s, index = time.perf_counter(), 0
        while not self._stopped.wait(max(0.0, due_s - time.perf_counter())):
            rgb = self._pictures[index % len(self._pictures)].copy()
            self._hub.publish(self._epoch, Frame(rgb, index, time.perf_counter(), CLIP))
            due_s, index = max(due_s + self._period_s, time.perf_counter()), index + 1


class LiveLoop:
    """Capture, inference, decoding, suppression and paint; each run goes on where the last ended.

    Parameters
    ----------
    detector
        As the application loads it.
    rate_hz
        Pictures a second that the camera gives.
    """

    def __init__(self, detector: Detector, rate_hz: float) -> None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        from PySide6.QtWidgets import QApplication

        from explorer.services.garbage import GuiCollector
        from explorer.widgets import theme
        from explorer.widgets.image_view import ImageView

        self._application = QApplication.instance() or QApplication([])
        self._collector = GuiCollector()
        theme.apply_theme(self._application, "dark")  # type: ignore[arg-type]
        self._view = ImageView("Live picture")
        self._view.resize(*WINDOW_PX)
        self._view.show()
        self._hub, self._rate_hz, self._pictures = FrameHub(), rate_hz, _clip_pictures()
        self._worker: LiveWorker[None, Detections] = LiveWorker(lambda f, _: detect(detector, f))
        self._worker.resultReady.connect(self._on_result_ready)
        self._worker.failed.connect(self._on_failed)
        self._worker.set_request(None)
        self._shown: list[tuple[float, float]] = []  # when it was on the screen, when captured
        self._failure: BaseException | None = None

    def run(self, seconds: float) -> Run:
        """Let it run for so long, and return what was to be seen.

        Raises
        ------
        Exception
            What the detector raised, if it did.
        """
        from PySide6.QtCore import QEventLoop, QTimer

        self._shown = []
        slot, loop = self._hub.subscribe(), QEventLoop()
        camera = SyntheticCamera(self._hub, self._pictures, self._rate_hz)
        self._worker.start(slot)
        start_s = time.perf_counter()
        QTimer.singleShot(int((SETTLE_S + seconds) * 1e3), loop.quit)
        loop.exec()
        self._worker.stop()
        camera.stop()
        self._hub.unsubscribe(slot)
        if self._failure is not None:
            raise self._failure
        return _run_of([one for one in self._shown if one[0] > start_s + SETTLE_S])

    def shutdown(self) -> None:
        """End the worker, close the window."""
        self._worker.shutdown()
        self._hub.close()
        self._view.close()
        self._collector.shutdown()

    def _on_result_ready(self, result: LiveResult[None, Detections]) -> None:
        self._view.set_rgb(result.frame.rgb)
        self._view.set_overlays((_overlay(result.value, result.frame),))
        self._view.repaint()
        self._shown.append((time.perf_counter(), result.frame.captured_s))

    def _on_failed(self, error: BaseException) -> None:
        self._failure = error


def detect(detector: Detector, frame: Frame) -> Detections:
    """Return what is in a frame, by the panel's way: all predictions first, then the thresholds."""
    raw = detector.raw(frame.rgb)
    return select(decode(raw), raw, 0.25, 0.45)


def _overlay(found: Detections, frame: Frame) -> Overlay:
    from explorer.widgets.detections.boxes import BoxesOverlay
    from explorer.widgets.detections.colours import class_colour

    return BoxesOverlay(
        boxes_xyxy=found.boxes_xyxy.numpy(),
        picture=frame.size,
        colours=tuple(class_colour(number) for number in found.class_ids.tolist()),
        labels=tuple(
            f"{name} {score:.2f}"
            for name, score in zip(found.names, found.scores.tolist(), strict=True)
        ),
    )


def _run_of(shown: list[tuple[float, float]]) -> Run:
    screen_s = [on_screen for on_screen, _ in shown]
    interval_s = (screen_s[-1] - screen_s[0]) / (len(screen_s) - 1)
    return Run(interval_s * 1e3, tuple((seen - captured) * 1e3 for seen, captured in shown))


def _clip_pictures() -> list[NDArray[np.uint8]]:
    reader = open_reader(CLIP)
    read = (reader.read() for _ in range(PICTURES))
    pictures = [resize(picture, *CAMERA_PX) for picture in read if picture is not None]
    reader.close()
    return pictures
