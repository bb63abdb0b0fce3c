"""The work of the threads: the first frame's boxes, and the whole video annotated.

Imported in the threads alone: it brings torch.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from explorer.engine.box_files import PictureBoxes
from explorer.panels.detector.files.look import look
from explorer.panels.detector.files.painted import annotated
from explorer.panels.detector.files.video.target import check_target
from explorer.panels.detector.files.video.values import Annotated, Peek, VideoStep
from explorer.services.video_frames import frames_of
from explorer.services.video_writer import VideoWriter
from explorer.widgets.qimages import rgb_from_qimage

if TYPE_CHECKING:
    from collections.abc import Generator

    import numpy as np
    from numpy.typing import NDArray

    from explorer.panels.detector.files.shelf import DetectorShelf
    from explorer.panels.detector.files.video.values import VideoFacts, VideoRequest
    from explorer.panels.detector.values import DetectRequest


def peek(
    video: VideoFacts, rgb: NDArray[np.uint8], request: DetectRequest, shelf: DetectorShelf
) -> Peek:
    """Find the boxes of the first frame.

    Raises
    ------
    ExplorerError
        If the detector cannot be used.
    """
    with shelf.lent(request) as loaded:
        found = look(loaded, rgb, request.thresholds)
        return Peek(video, rgb, found, loaded.facts, request)


def annotate(request: VideoRequest, shelf: DetectorShelf) -> Generator[VideoStep, None, Annotated]:
    """Write a video with boxes, frame by frame; closing this leaves nothing behind.

    Raises
    ------
    VideoError
        If the source cannot be read, or the target not be written.
    ExplorerError
        If the detector cannot be used.
    """
    check_target(request.source, request.target)
    boxes, worked_s, started_s = 0, 0.0, time.perf_counter()
    name = request.source.name
    with (
        frames_of(request.source) as frames,
        VideoWriter(request.target, frames.fps) as writer,
        shelf.lent(request.look) as loaded,
    ):
        for frame in frames:
            found = look(loaded, frame.rgb, request.look.thresholds)
            image = annotated(frame.rgb, found)
            writer.write(rgb_from_qimage(image), frame.time_s)
            boxes += len(found)
            size = (frame.rgb.shape[1], frame.rgb.shape[0])
            seen = PictureBoxes(name, size, found, frame.index, frame.time_s)
            worked_s += time.perf_counter() - started_s
            yield VideoStep(seen, image, frames.count, worked_s, loaded.facts)
            started_s = time.perf_counter()  # the job may have been paused
    return Annotated(request.target, writer.frames, boxes, worked_s, frames.problem or "")
