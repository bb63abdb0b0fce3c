"""A video's first frame, read in a thread that may not import torch: it may be the first of all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.panels.detector.files.video.values import VideoFacts
from explorer.services.ffmpeg import VideoError
from explorer.services.video_frames import frames_of

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray


def first_frame(path: Path) -> tuple[VideoFacts, NDArray[np.uint8]]:
    """Read what a video is, and its first frame.

    Raises
    ------
    VideoError
        If it cannot be read, or has no frame.
    """
    with frames_of(path) as frames:
        frame = next(iter(frames), None)
        if frame is None:
            raise VideoError(f"{path.name} has no frame that can be read. Choose another video.")
        height, width = frame.rgb.shape[:2]
        return VideoFacts(path, (width, height), frames.fps, frames.count), frame.rgb
