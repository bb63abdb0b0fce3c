"""OpenCV's cameras and video files behind a small interface that tests can replace.

Everything here runs in a capture thread: OpenCV takes 0.15 s to import, and a driver may hang.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from explorer.services.media import SourceError

if TYPE_CHECKING:
    from collections.abc import Callable

    import cv2  # for its types alone
    import numpy as np
    from numpy.typing import NDArray

    from explorer.services.media import SourceSpec

    Resolution = tuple[int, int]
    """Width and height in pixels."""

    OpenReader = Callable[[SourceSpec, Resolution | None], "Reader"]

MJPG_ABOVE_PX = 640 * 480
_BACKENDS = {"linux": "CAP_V4L2", "darwin": "CAP_AVFOUNDATION", "win32": "CAP_DSHOW"}


class Reader(Protocol):
    """A camera or video file that is open."""

    @property
    def fps(self) -> float:
        """Pictures per second by the file's own account; 0 if it does not say."""

    @property
    def length(self) -> int:
        """Number of pictures by the file's own account; 0 for a camera."""

    @property
    def time_s(self) -> float | None:
        """When the picture that was read last is shown, by the file's own account, if any."""

    def read(self) -> NDArray[np.uint8] | None:
        """The next picture, RGB (H, W, 3), or None at the end or when the camera is gone."""

    def skip(self) -> bool:
        """Pass over a picture without decoding it; False at the end."""

    def close(self) -> None:
        """Let go of the device or file."""


def open_reader(spec: SourceSpec, resolution: Resolution | None = None) -> Reader:
    """Open a camera (at about ``resolution``) or a video file.

    Raises
    ------
    SourceError
        With a phrase, without a full stop, of what is wrong.
    """
    # On macOS OpenCV would ask for the user's leave in the main thread, which this is not; the
    # system itself asks when the camera starts.
    os.environ.setdefault("OPENCV_AVFOUNDATION_SKIP_AUTH", "1")
    return _open_camera(spec, resolution) if spec.kind == "camera" else _open_video(spec)


def backend() -> int:
    """OpenCV's number of the way in which this system's cameras are opened."""
    from explorer.engine.opencv import cv2

    return int(getattr(cv2, _BACKENDS.get(sys.platform, "CAP_ANY")))


def has_camera_devices() -> bool:
    """Whether a look for cameras is worth while: on Linux they are files, elsewhere unknown."""
    return sys.platform != "linux" or any(Path("/dev").glob("video*"))


class _OpenCvReader:
    def __init__(self, capture: cv2.VideoCapture) -> None:
        from explorer.engine.opencv import cv2

        self._capture = capture
        fps = float(capture.get(cv2.CAP_PROP_FPS))
        self.fps = fps if 0 < fps <= 240 else 0.0  # some files claim 90,000, some nan
        self.length = max(0, int(capture.get(cv2.CAP_PROP_FRAME_COUNT)))

    @property
    def time_s(self) -> float | None:
        from explorer.engine.opencv import cv2

        milliseconds = float(self._capture.get(cv2.CAP_PROP_POS_MSEC))
        return milliseconds / 1000 if 0 <= milliseconds < float("inf") else None

    def read(self) -> NDArray[np.uint8] | None:
        from explorer.engine.images import bgr_to_rgb

        read, frame_bgr = self._capture.read()
        return bgr_to_rgb(cast("NDArray[np.uint8]", frame_bgr)) if read else None

    def skip(self) -> bool:
        return self._capture.grab()

    def close(self) -> None:
        self._capture.release()


def _open_camera(spec: SourceSpec, resolution: Resolution | None) -> Reader:
    from explorer.engine.opencv import cv2

    if not has_camera_devices():
        raise SourceError("No camera")
    index = int(spec.location)
    capture = cv2.VideoCapture(index, backend())
    if not capture.isOpened():
        raise SourceError(f"{spec.title} cannot be opened (is another program using it?)")
    if resolution is not None:
        width, height = resolution
        if width * height > MJPG_ABOVE_PX:  # uncompressed, USB carries a few frames a second
            capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        capture.set(cv2.CAP_PROP_FRAME_WIDTH, width)
        capture.set(cv2.CAP_PROP_FRAME_HEIGHT, height)
    return _OpenCvReader(capture)


def _open_video(spec: SourceSpec) -> Reader:
    from explorer.engine.opencv import cv2

    # FFmpeg alone: OpenCV's other readers take "clip%02d.mp4" for a series of pictures.
    capture = cv2.VideoCapture(spec.location, cv2.CAP_FFMPEG)
    if not capture.isOpened():
        raise SourceError(f"{spec.title} is not a video that can be read, or is damaged")
    return _OpenCvReader(capture)
