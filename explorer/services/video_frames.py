"""A video file frame by frame, for work that wants every frame and has time."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from explorer.services.ffmpeg import VideoError
from explorer.services.media import SourceError, SourceSpec
from explorer.services.readers import open_reader

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from explorer.services.readers import Reader

DEFAULT_FPS: Final = 25.0
"""Taken for files that do not say."""

_MISSING_IS_NO_FAULT: Final = 2  # containers count a frame or two that are never shown


@dataclass(frozen=True, slots=True, eq=False)
class VideoFrame:
    """A frame of a video.

    Parameters
    ----------
    index
        Counted from 0, of the frames that could be read.
    time_s
        Since the first frame, by the file's own clock where it has one; it always grows.
    rgb
        uint8 (H, W, 3).
    """

    index: int
    time_s: float
    rgb: NDArray[np.uint8]


class VideoFrames:
    """The frames of a video file, once, in order; `frames_of` opens it.

    Attributes
    ----------
    fps
        Frames per second by the file's own account, `DEFAULT_FPS` if it does not say.
    count
        Number of frames by the file's own account, which may be an estimate; None if it does not
        say.
    problem
        What was wrong with the file, once the iteration is over; None where all is well.
    """

    def __init__(self, path: Path, reader: Reader) -> None:
        self._name, self._reader = path.name, reader
        self.fps = reader.fps or DEFAULT_FPS
        self.count = reader.length or None
        self.problem: str | None = None
        self._read = self._broken = 0
        self._first_s: float | None = None
        self._last_s = 0.0

    def __iter__(self) -> Iterator[VideoFrame]:
        """Yield what can be read; frames that are damaged are passed over and told at the end.

        Raises
        ------
        VideoError
            If not a single frame can be read.
        """
        while (rgb := self._next()) is not None:
            frame = VideoFrame(self._read, self._time_s(), rgb)
            self._read += 1
            yield frame
        self._look_back()

    def close(self) -> None:
        """Let go of the file."""
        self._reader.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _next(self) -> NDArray[np.uint8] | None:
        """Return the next frame that can be read; a failure is the end unless more was promised."""
        while True:
            rgb = self._reader.read()
            if rgb is not None or self._seen >= (self.count or 0) or not self._reader.skip():
                return rgb
            self._broken += 2  # the one that failed and the one that was passed over

    @property
    def _seen(self) -> int:
        return self._read + self._broken

    def _time_s(self) -> float:
        said = self._reader.time_s
        if self._read == 0:
            self._first_s = said
            return 0.0
        by_rate = self._last_s + 1 / self.fps
        time_s = by_rate if said is None or self._first_s is None else said - self._first_s
        self._last_s = time_s if time_s > self._last_s else by_rate
        return self._last_s

    def _look_back(self) -> None:
        if self._read == 0:
            raise VideoError(
                f"{self._name} has no frame that can be read. "
                "Choose another video, or copy it again."
            )
        missing = (self.count or 0) - self._read
        if self._broken or missing > _MISSING_IS_NO_FAULT:
            self.problem = (
                f"{self._name} is damaged or cut off: {self._read:,} of about "
                f"{max(self.count or 0, self._seen):,} frames could be read."
            )


def frames_of(path: str | os.PathLike[str]) -> VideoFrames:
    """Open a video file to go through all its frames; use it in a ``with``.

    Raises
    ------
    VideoError
        If there is no such file or it is no video that can be read.
    """
    path = Path(path)
    if not path.is_file():
        raise VideoError(f"There is no video {path}. Choose a file.")
    try:
        return VideoFrames(path, open_reader(SourceSpec("video", os.fspath(path), path.name)))
    except SourceError as error:
        raise VideoError(f"{error}. Choose another video, or copy it again.") from error
