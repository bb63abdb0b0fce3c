"""Pictures in, a file that FFmpeg makes of them out; complete or not at all."""

from __future__ import annotations

import contextlib
import math
import os
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final, Self

from explorer.engine.whole_file import cannot_write, part_path
from explorer.services.ffmpeg import PATIENCE_S, Feed, VideoError, ffmpeg_path
from explorer.services.raw_matroska import TICKS_PER_S, picture_head, stream_head

if TYPE_CHECKING:
    from types import TracebackType

    import numpy as np
    from numpy.typing import NDArray

_NO_ROOM: Final = ("no space left", "disk quota", "file too large", "not enough space")


class StreamWriter:
    """Writes RGB pictures into one file; a subclass says of which kind.

    Use it in a ``with``: at the end the file is put in its place; an exception, and so a
    generator that is closed, leaves nothing behind, and a file that stood there as it was. May be
    used in any thread, but in one only.

    Parameters
    ----------
    path
        Where the file goes.
    fps
        Pictures per second, where `write` is given no times.
    ffmpeg
        The program; None takes the bundled one.
    patience_s
        How long FFmpeg may take for one picture before it is killed.

    Raises
    ------
    VideoError
        If there is no FFmpeg, or the place cannot be written to.
    """

    suffix: ClassVar[str]
    kind: ClassVar[str]
    """What such a file is called, with its article."""
    largest_side: ClassVar[int]

    def __init__(
        self,
        path: str | os.PathLike[str],
        fps: float,
        *,
        ffmpeg: str | None = None,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self.path = Path(path)
        if self.path.suffix.lower() != self.suffix:
            raise VideoError(f"{self.path.name} needs the extension {self.suffix}.")
        if not (math.isfinite(fps) and 0 < fps <= 1000):
            raise VideoError(
                f"{self.kind} has more than 0 and at most 1,000 pictures a second, not {fps}."
            )
        self._clock = _Clock(fps)
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
        """Width and height of the file's pictures; None before the first."""
        return self.size_for(self._shape[1], self._shape[0]) if self._shape else None

    def size_for(self, width: int, height: int) -> tuple[int, int]:
        """Return the size that pictures have in the file."""
        return width, height

    def command(self) -> list[str]:
        """Return FFmpeg's options between its input and its output, the format's name included."""
        raise NotImplementedError

    def write(self, rgb: NDArray[np.uint8], time_s: float | None = None) -> None:
        """Add a picture, uint8 (H, W, 3), all of one size.

        Parameters
        ----------
        time_s
            When it is shown, in seconds; the first is the beginning. None goes on by the frame
            rate, as does a time that is not after the one before.

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
        assert self.size is not None
        pixels = _pixels(rgb, self.size)
        head = picture_head(len(pixels), self._clock.next(time_s))
        if not self._feed.send(head, pixels):
            self._fail()
        self.frames += 1

    def close(self) -> None:
        """Finish the file and put it in its place.

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
            raise VideoError(cannot_write(self.path, error)) from error

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
                raise VideoError(f"{self.path} is a folder. Choose a name for the file.")
            self._part.open("xb").close()
        except OSError as error:
            raise VideoError(cannot_write(self.path, error)) from error
        except ValueError as error:  # a null byte in the name
            raise VideoError(f"{self.path.name!r} cannot be written: {error}.") from error

    def _check(self, rgb: NDArray[np.uint8]) -> None:
        shape = rgb.shape
        if rgb.dtype != "uint8" or rgb.ndim != 3 or shape[2] != 3 or rgb.size == 0:
            raise VideoError(f"A picture is uint8 (H, W, 3), not {rgb.dtype} {shape}.")
        if max(shape[:2]) > self.largest_side:
            raise VideoError(
                f"{self.kind} holds at most {self.largest_side:,} pixels a side, "
                f"not {max(shape):,}."
            )
        if self._shape and shape != self._shape:
            raise VideoError(
                f"All pictures in a file have one size: after {self._shape[1]} × {self._shape[0]} "
                f"came {shape[1]} × {shape[0]}."
            )

    def _start(self, rgb: NDArray[np.uint8]) -> None:
        self._shape = rgb.shape
        try:
            self._feed = Feed(self._whole_command(), self._patience_s)
        except VideoError:
            self.discard()
            raise
        assert self.size is not None
        if not self._feed.send(stream_head(*self.size)):
            self._fail()

    def _whole_command(self) -> list[str]:
        return [
            *(self._program, "-y", "-nostats", "-loglevel", "error"),
            *("-f", "matroska", "-i", "pipe:0"),
            *(*self.command(), f"file:{self._part}"),
        ]

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

    def _remove_part(self) -> None:
        with contextlib.suppress(OSError):  # its disk is gone, and it with it
            self._part.unlink(missing_ok=True)


def _pixels(rgb: NDArray[np.uint8], size: tuple[int, int]) -> memoryview:
    """Return the pixels row by row; a larger picture is continued by copies of its last ones."""
    import numpy as np

    below, right = size[1] - rgb.shape[0], size[0] - rgb.shape[1]
    if below or right:
        rgb = np.pad(rgb, ((0, below), (0, right), (0, 0)), mode="edge")
    return np.ascontiguousarray(rgb).reshape(-1).data


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
