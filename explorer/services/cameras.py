"""Cameras by name: OpenCV numbers them and does not say what they are called."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from explorer.services.latest import LatestWins
from explorer.services.media import SourceSpec, camera_spec
from explorer.services.readers import backend, has_camera_devices

RESOLUTIONS = ((640, 480), (1280, 720), (1920, 1080))
"""Widths and heights that a camera can be asked for; it answers with the nearest it has."""


@dataclass(frozen=True, slots=True)
class Camera:
    """A camera of this machine: the number that OpenCV opens it by, and its name."""

    index: int
    name: str

    @property
    def spec(self) -> SourceSpec:
        """The camera as a source."""
        return camera_spec(self.index, self.name)


def list_cameras() -> tuple[Camera, ...]:
    """The cameras that are there, by number; takes a moment, and opens none of them.

    Cameras that share a name are told apart by a number behind it.
    """
    if not has_camera_devices():
        return ()
    wanted = backend()  # imports OpenCV in the project's way, before the package below does
    from cv2_enumerate_cameras import enumerate_cameras, supported_backends

    if wanted not in supported_backends:
        return ()
    found = {info.index: info.name or "" for info in enumerate_cameras(wanted)}
    return _named_apart(found)


class CameraFinder(QObject):
    """Looks for cameras in the background: at the start, and when the list is opened."""

    found = Signal(object)
    """Tuple of :class:`Camera`."""
    failed = Signal(object)
    """The exception that the system's list of devices ended with."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cameras: tuple[Camera, ...] = ()
        self._latest: LatestWins[tuple[Camera, ...]] = LatestWins(self, name="look for cameras")
        self._latest.resultReady.connect(self._on_latest_result)
        self._latest.failed.connect(self.failed)

    @property
    def cameras(self) -> tuple[Camera, ...]:
        """What the last look found."""
        return self._cameras

    def look(self) -> None:
        """Look again; ``found`` tells."""
        self._latest.submit(list_cameras)

    def is_idle(self) -> bool:
        """Whether no look is under way."""
        return self._latest.is_idle()

    def shutdown(self) -> None:
        """End the thread."""
        self._latest.shutdown()

    def _on_latest_result(self, cameras: tuple[Camera, ...]) -> None:
        self._cameras = cameras
        self.found.emit(cameras)


def _named_apart(names: dict[int, str]) -> tuple[Camera, ...]:
    given: dict[str, int] = {}
    cameras = []
    for index in sorted(names):
        name = names[index].strip() or f"Camera {index}"
        given[name] = given.get(name, 0) + 1
        cameras.append(Camera(index, name if given[name] == 1 else f"{name} ({given[name]})"))
    return tuple(cameras)
