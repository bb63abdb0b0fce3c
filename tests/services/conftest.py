"""Cameras that can be pulled out, and clips written for the test."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np
import pytest

from explorer.services.media import SourceError, SourceSpec, camera_spec

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LOAD_TIMEOUT_S = 5


class FakeCamera:
    """A camera on a plug: it films, can be pulled out, and its driver may hang."""

    def __init__(self) -> None:
        self.plugged = True
        self.openings = 0
        self.most_open = 0
        self.resolutions: list[tuple[int, int] | None] = []
        self.may_open = threading.Event()
        self.may_open.set()
        self._films = threading.Semaphore(0)
        self._hang = threading.Event()
        self._release = threading.Event()
        self._open_now = 0
        self._lock = threading.Lock()

    def film(self, pictures: int = 1) -> None:
        """Let so many pictures come."""
        self._films.release(pictures)

    def pull_out(self) -> None:
        self.plugged = False
        self._films.release()  # a read that waits ends

    def hang(self) -> None:
        """Let every read from now on wait for ever, as a bad driver does."""
        self._hang.set()
        self._films.release()

    def release(self) -> None:
        """End of the test: let all hanging reads go."""
        self._hang.clear()
        self._release.set()
        self.may_open.set()
        self._films.release(1000)

    def open(self, spec: SourceSpec, resolution: tuple[int, int] | None) -> FakeReader:
        assert spec.kind == "camera"
        self.may_open.wait(LOAD_TIMEOUT_S)
        if not self.plugged:
            raise SourceError("No camera")
        with self._lock:
            self.openings += 1
            self._open_now += 1
            self.most_open = max(self.most_open, self._open_now)
        self.resolutions.append(resolution)
        return FakeReader(self, resolution or (64, 48))

    def read(self, width: int, height: int) -> np.ndarray | None:
        self._films.acquire(timeout=LOAD_TIMEOUT_S)
        if self._hang.is_set():
            self._release.wait(LOAD_TIMEOUT_S)
            return None
        return np.zeros((height, width, 3), np.uint8) if self.plugged else None

    def closed(self) -> None:
        with self._lock:
            self._open_now -= 1


class FakeReader:
    fps = 0.0
    length = 0

    def __init__(self, camera: FakeCamera, size: tuple[int, int]) -> None:
        self._camera = camera
        self._size = size

    def read(self) -> np.ndarray | None:
        return self._camera.read(*self._size)

    def skip(self) -> bool:
        return self.read() is not None

    def close(self) -> None:
        self._camera.closed()


@pytest.fixture
def camera():
    camera = FakeCamera()
    yield camera
    camera.release()


@pytest.fixture
def camera_0() -> SourceSpec:
    return camera_spec(0)


@pytest.fixture
def write_clip(tmp_path: Path) -> Callable[..., SourceSpec]:
    """Write a clip whose picture number n is grey with the value 16 + 8 n."""

    def write(
        name: str = "clip.avi", pictures: int = 12, fps: float = 100, codec: str = "MJPG"
    ) -> SourceSpec:
        from explorer.engine.opencv import cv2

        path = tmp_path / name
        writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*codec), fps, (64, 48))
        assert writer.isOpened()
        for number in range(pictures):
            writer.write(np.full((48, 64, 3), 16 + 8 * number, np.uint8))
        writer.release()
        return SourceSpec("video", str(path), name)

    return write
