"""Pictures in, an H.264 MP4 out that plays everywhere; complete or not at all."""

from __future__ import annotations

import contextlib
import math
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from explorer.engine.whole_file import part_path, why_not_written
from explorer.services.ffmpeg import PATIENCE_S, Feed, VideoError, ffmpeg_path
from explorer.services.raw_matroska import TICKS_PER_S, picture_head, stream_head

if TYPE_CHECKING:
    from types import TracebackType

    import numpy as np
    from numpy.typing import NDArray

__all__ = ["VideoError", "VideoWriter", "even_size"]

DEFAULT_CRF: Final = 20
_MATRIX: Final = "bt709"
_MAX_SIDE: Final = 16_384  # of H.264
_NO_ROOM: Final = ("no space left", "disk quota", "file too large", "not enough space")


def even_size(width: int, height: int) -> tuple[int, int]:
    """Return the size of the video: yuv420p has a colour for 2 × 2 pixels, so sides are even.

    A picture with an odd side is continued by one column or row, a copy of its last.
    """
    return width + width % 2, height + height % 2


class VideoWriter:
    """Writes RGB pictures as a video (H.264, yuv420p, its index first, so that it plays at once).

    Use it in a ``with``: at the end the file is put in its place; an exception, and so a
    generator that is closed, leaves nothing behind, and a file that stood there as it was. There
    is no sound. May be used in any thread, but in one only.

    Parameters
    ----------
    path
        Where the file goes, .mp4.
    fps
        Pictures per second, where `write` is given no times.
    crf
        x264's quality: 0 is without loss, 20 good, 51 the worst.
    ffmpeg
        The program; None takes the bundled one.
    patience_s
        How long FFmpeg may take for one picture before it is killed.

    Raises
    ------
    VideoError
        If there is no FFmpeg, or the place cannot be written to.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        fps: float,
        *,
        crf: int = DEFAULT_CRF,
        ffmpeg: str | None = None,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self.path = Path(path)
        if self.path.suffix.lower() != ".mp4":
            raise VideoError(f"{self.path.name} needs the extension .mp4.")
        if not (math.isfinite(fps) and 0 < fps <= 1000):
            raise VideoError(
                f"A video has more than 0 and at most 1,000 pictures a second, not {fps}."
            )
        self._clock = _Clock(fps)
        self._crf = crf
        self._program = ffmpeg or ffmpeg_path()
        self._patience_s = patience_s
        self._feed: Feed | None = None
        self._shape: tuple[int, ...] = ()
        self._over = False
        self.frames = 0
        self._part = part_path(self.path)
        self._make_part()

    @property
    def size(self) -> tuple[int, int] | None:
        """Width and height of the video in pixels; None before the first picture."""
        return even_size(self._shape[1], self._shape[0]) if self._shape else None

    def write(self, rgb: NDArray[np.uint8], time_s: float | None = None) -> None:
        """Add a picture, uint8 (H, W, 3), all of one size.

        Parameters
        ----------
        time_s
            When it is shown, in seconds; the first is the video's beginning. None goes on by the
            frame rate, as does a time that is not after the one before.

        Raises
        ------
        VideoError
            If the picture is of another size, or FFmpeg fails, hangs, or has no room left. The
            writer is of no more use then, and nothing is left behind.
        """
        if self._over:
            raise VideoError(f"{self.path.name} is closed.")
        self._check(rgb)
        if self._feed is None:
            self._start(rgb)
        assert self._feed is not None
        pixels = _pixels(rgb)
        head = picture_head(len(pixels), self._clock.next(time_s))
        if not self._feed.send(head, pixels):
            self._fail()
        self.frames += 1

    def close(self) -> None:
        """Finish the video and put it in its place.

        Raises
        ------
        VideoError
            If there is no picture in it or FFmpeg fails; nothing is left behind then.
        """
        if self._over:
            return
        if self._feed is None:
            self.discard()
            raise VideoError(f"{self.path.name} is not written: there was no picture for it.")
        if self._feed.finish() != 0:
            self._fail()
        self._over = True
        try:
            os.replace(self._part, self.path)
        except OSError as error:
            self._remove_part()
            raise self._cannot_write(error) from error

    def discard(self) -> None:
        """Stop and leave nothing behind; may be called at any time."""
        if self._over:
            return
        self._over = True
        if self._feed is not None:
            self._feed.kill()
        self._remove_part()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.discard()

    def _make_part(self) -> None:
        """Learn now, and not after an hour, that the place cannot be written to."""
        try:
            if self.path.is_dir():
                raise VideoError(f"{self.path} is a folder. Choose a name for the video.")
            self._part.open("xb").close()
        except (OSError, ValueError) as error:  # ValueError: a null byte in the name
            if isinstance(error, VideoError):
                raise
            raise self._cannot_write(error) from error

    def _check(self, rgb: NDArray[np.uint8]) -> None:
        shape = rgb.shape
        if rgb.dtype != "uint8" or rgb.ndim != 3 or shape[2] != 3 or rgb.size == 0:
            raise VideoError(f"A video's picture is uint8 (H, W, 3), not {rgb.dtype} {shape}.")
        if max(shape[:2]) > _MAX_SIDE:
            raise VideoError(
                f"H.264 holds at most {_MAX_SIDE:,} pixels a side, not {max(shape):,}."
            )
        if self._shape and shape != self._shape:
            raise VideoError(
                f"Pictures of a video have one size: after {self._shape[1]} × {self._shape[0]} "
                f"came {shape[1]} × {shape[0]}."
            )

    def _start(self, rgb: NDArray[np.uint8]) -> None:
        self._shape = rgb.shape
        try:
            self._feed = Feed(_command(self._program, self._part, self._crf), self._patience_s)
        except VideoError:
            self.discard()
            raise
        width, height = even_size(rgb.shape[1], rgb.shape[0])
        if not self._feed.send(stream_head(width, height)):
            self._fail()

    def _fail(self) -> None:
        """Take away what was begun and say why."""
        feed = self._feed
        assert feed is not None
        self.discard()
        complaint = feed.complaint()
        if feed.timed_out:
            reason = f"FFmpeg did not go on for {self._patience_s:g} s and was ended"
        elif any(words in complaint.lower() for words in _NO_ROOM):
            reason = "the disk is full"
        else:
            last = complaint.splitlines()[-3:]
            reason = f"FFmpeg says: {' / '.join(last)}" if last else "FFmpeg ended without a word"
        raise VideoError(
            f"{self.path.name} cannot be written to {self.path.parent}: {reason}. "
            "Choose another folder or make room."
        )

    def _cannot_write(self, error: OSError | ValueError) -> VideoError:
        reason = why_not_written(error) if isinstance(error, OSError) else str(error)
        return VideoError(
            f"{self.path.name} cannot be written to {self.path.parent} ({reason}). "
            "Choose another folder or make room."
        )

    def _remove_part(self) -> None:
        with contextlib.suppress(OSError):  # its disk is gone, and it with it
            self._part.unlink(missing_ok=True)


def _pixels(rgb: NDArray[np.uint8]) -> memoryview:
    """Return the pixels of the picture with even sides, row by row."""
    import numpy as np

    height, width = rgb.shape[:2]
    if width % 2 or height % 2:
        rgb = np.pad(rgb, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge")
    return np.ascontiguousarray(rgb).reshape(-1).data


def _command(program: str, target: Path, crf: int) -> list[str]:
    # The colours' matrix is both used and written down, so that every player shows the same.
    matrix = [f"-{name}" for name in ("colorspace", "color_primaries", "color_trc")]
    return [
        *(program, "-y", "-nostats", "-loglevel", "error"),
        *("-f", "matroska", "-i", "pipe:0", "-an", "-fps_mode", "passthrough"),
        *("-enc_time_base", f"1:{TICKS_PER_S}"),
        *("-vf", f"scale=out_color_matrix={_MATRIX}:out_range=tv"),
        *("-c:v", "libx264", "-preset", "veryfast", "-crf", str(crf)),
        *("-pix_fmt", "yuv420p", "-color_range", "tv"),
        *(part for name in matrix for part in (name, _MATRIX)),
        *("-video_track_timescale", str(TICKS_PER_S), "-movflags", "+faststart"),
        *("-f", "mp4", f"file:{target}"),
    ]


class _Clock:
    """Gives each picture its time in ticks, always later than the last."""

    def __init__(self, fps: float) -> None:
        self._interval = TICKS_PER_S / fps
        self._first_s: float | None = None
        self._count = 0
        self._last = 0

    def next(self, time_s: float | None) -> int:
        if self._count == 0:
            self._first_s, ticks = time_s, 0
        else:
            ticks = self._later(time_s)
        self._count += 1
        self._last = ticks
        return ticks

    def _later(self, time_s: float | None) -> int:
        by_rate = self._last + max(1, round(self._interval))
        if self._first_s is None:  # by the rate alone: nothing is rounded twice
            return max(self._last + 1, round(self._count * self._interval))
        if time_s is None or not math.isfinite(time_s):
            return by_rate
        ticks = round((time_s - self._first_s) * TICKS_PER_S)
        return ticks if ticks > self._last else by_rate
