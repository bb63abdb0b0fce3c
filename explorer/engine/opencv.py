"""OpenCV, imported in this one place.

``opencv-python`` points Qt at its own Qt 5 plugins and fonts when it is imported, which makes
Qt fail to find its platform plugin. What it sets is undone here, right after the import.
Everyone else writes ``from explorer.engine.opencv import cv2``.
"""

from __future__ import annotations

import os
from typing import Final

MAX_IMAGE_PIXELS: Final = 100_000_000
"""The largest picture that is decoded: 300 MB as 8-bit RGB."""

_QT_VARIABLES = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")
_qt_before = {name: os.environ.get(name) for name in _QT_VARIABLES}

# OpenCV reads these when it is loaded. The first makes it refuse a picture by the size in its
# header, before it allocates a pixel; the second keeps FFmpeg from writing to stderr about
# files whose faults are reported by ImageError and SourceError.
os.environ.setdefault("OPENCV_IO_MAX_IMAGE_PIXELS", str(MAX_IMAGE_PIXELS))
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")

import cv2  # noqa: E402


def _undo_qt_variables() -> None:
    folder = os.path.dirname(cv2.__file__)
    for name, before in _qt_before.items():
        # Where something else imported cv2 first, "before" is already OpenCV's own value.
        if before is not None and not before.startswith(folder):
            os.environ[name] = before
        elif os.environ.get(name, "").startswith(folder):
            del os.environ[name]


_undo_qt_variables()

# Every failure comes back as None or an exception and is reported to the user from there.
if "OPENCV_LOG_LEVEL" not in os.environ:
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)

__all__ = ["MAX_IMAGE_PIXELS", "cv2"]
