"""FFmpeg as a process that is fed pictures and cannot hang us.

A pipe blocks when the other side does not read, and a thread is needed to notice; hence a service.
"""

from __future__ import annotations

import contextlib
import subprocess
import tempfile
import threading
import time
from typing import TYPE_CHECKING, Final

from explorer.engine.errors import ExplorerError
from explorer.services.threads import end_thread, start_thread

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

PATIENCE_S: Final = 60.0
"""How long FFmpeg may take for one picture, or for the end of a file, before it is killed."""

_KILL_S: Final = 5.0
_LONGEST_STDERR: Final = 4000
_NO_WINDOW: Final = getattr(subprocess, "CREATE_NO_WINDOW", 0)


class VideoError(ExplorerError, RuntimeError):
    """A video that cannot be read or written; the text says which, why, and what to do."""


def ffmpeg_path() -> str:
    """Return the FFmpeg that comes with ``imageio-ffmpeg``, or the one its variable names.

    Raises
    ------
    VideoError
        If there is none.
    """
    try:
        from imageio_ffmpeg import get_ffmpeg_exe

        return str(get_ffmpeg_exe())
    except (ImportError, RuntimeError) as error:
        raise VideoError(
            "There is no FFmpeg, so no video can be written. Install the package imageio-ffmpeg, "
            f"or name a program in IMAGEIO_FFMPEG_EXE. ({str(error).strip()[:200]})"
        ) from error


class Feed:
    """A running FFmpeg, its input, and what it complains of.

    Its messages go to a file, not a pipe: a pipe that nobody reads fills up and stops it.
    """

    def __init__(self, command: Sequence[str | Path], patience_s: float = PATIENCE_S) -> None:
        self._patience_s = patience_s
        self._stderr = tempfile.TemporaryFile()  # closed in `_reap`
        try:
            self._process = subprocess.Popen(
                [str(part) for part in command],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=self._stderr,
                bufsize=0,
                creationflags=_NO_WINDOW,
            )
        except (OSError, ValueError) as error:
            self._stderr.close()
            raise VideoError(f"FFmpeg cannot be started ({error}). Install it again.") from error
        self._deadline: float | None = None
        self._ended = False
        self._complaint = ""
        self._changed = threading.Condition()
        self.timed_out = False
        self._watch = start_thread("FFmpeg's watch", self._watch_deadline)

    def send(self, *pieces: bytes | memoryview) -> bool:
        """Write to FFmpeg; False if it has ended, or had to be."""
        stdin = self._process.stdin
        assert stdin is not None
        self._set_deadline(self._patience_s)
        try:
            for piece in pieces:
                rest = memoryview(piece)
                while rest:
                    rest = rest[stdin.write(rest) :]
            return True
        except (OSError, ValueError):  # it ended and closed the pipe
            return False
        finally:
            self._set_deadline(None)

    def finish(self) -> int:
        """Tell FFmpeg that all was sent, wait for its end, and return its exit code; 0 is good."""
        self._set_deadline(self._patience_s)
        self._close_input()
        try:  # the watch kills it at the deadline
            return self._process.wait(self._patience_s + _KILL_S)
        except subprocess.TimeoutExpired:  # stuck in the kernel, on a disk that is gone
            return -1
        finally:
            self._reap()

    def kill(self) -> None:
        """End FFmpeg at once; may be called twice, and after the end."""
        if self._process.poll() is None:
            self._process.kill()
        self._close_input()
        with contextlib.suppress(subprocess.TimeoutExpired):  # stuck in the kernel, as above
            self._process.wait(_KILL_S)
        self._reap()

    def complaint(self) -> str:
        """Return the last lines that FFmpeg wrote to stderr."""
        return self._complaint if self._stderr.closed else self._read_complaint()

    def _read_complaint(self) -> str:
        size = self._stderr.seek(0, 2)
        self._stderr.seek(max(0, size - _LONGEST_STDERR))
        return self._stderr.read().decode("utf-8", "replace").strip()

    def _close_input(self) -> None:
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):  # nobody reads any more
                self._process.stdin.close()

    def _reap(self) -> None:
        with self._changed:
            self._ended = True
            self._changed.notify()
        end_thread(self._watch)
        if not self._stderr.closed:
            self._complaint = self._read_complaint()
            self._stderr.close()

    def _set_deadline(self, seconds: float | None) -> None:
        with self._changed:
            self._deadline = None if seconds is None else time.monotonic() + seconds
            self._changed.notify()

    def _watch_deadline(self) -> None:
        with self._changed:
            while not self._ended:
                left = None if self._deadline is None else self._deadline - time.monotonic()
                if left is not None and left <= 0:
                    self.timed_out = True
                    self._deadline = None
                    self._process.kill()
                self._changed.wait(left if left is None or left > 0 else None)
