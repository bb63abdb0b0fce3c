from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest

from explorer.services import cameras
from explorer.services.cameras import Camera, CameraFinder, list_cameras


@pytest.fixture
def finder(qapp):
    finder = CameraFinder()
    yield finder
    finder.shutdown()


def pretend(monkeypatch, *devices):
    """Let the system have these cameras: pairs of number and name."""
    found = [SimpleNamespace(index=index, name=name) for index, name in devices]
    module = SimpleNamespace(enumerate_cameras=lambda backend: found, supported_backends=(99,))
    monkeypatch.setitem(sys.modules, "cv2_enumerate_cameras", module)
    monkeypatch.setattr(cameras, "backend", lambda: 99)
    monkeypatch.setattr(cameras, "has_camera_devices", lambda: True)


def test_cameras_have_names_and_are_told_apart(monkeypatch):
    pretend(monkeypatch, (2, "HD Webcam"), (0, "HD Webcam"), (1, None), (5, " Lid "))
    assert list_cameras() == (
        Camera(0, "HD Webcam"),
        Camera(1, "Camera 1"),
        Camera(2, "HD Webcam (2)"),
        Camera(5, "Lid"),
    )
    assert list_cameras()[3].spec.text == "camera:5"
    assert list_cameras()[3].spec.title == "Lid"


def test_without_devices_nothing_is_imported_or_opened(monkeypatch, capfd):
    monkeypatch.setattr(cameras, "has_camera_devices", lambda: False)
    monkeypatch.setattr(cameras, "backend", lambda: pytest.fail("OpenCV was imported"))
    assert list_cameras() == ()
    assert capfd.readouterr() == ("", "")


def test_a_system_that_cannot_list_cameras_has_none(monkeypatch):
    pretend(monkeypatch, (0, "HD Webcam"))
    monkeypatch.setattr(cameras, "backend", lambda: 7)
    assert list_cameras() == ()


def test_this_machine_answers(capfd):
    assert all(camera.name for camera in list_cameras())
    assert capfd.readouterr() == ("", "")


def test_the_finder_looks_in_the_background(qtbot, finder, monkeypatch):
    pretend(monkeypatch, (0, "HD Webcam"))
    with qtbot.waitSignal(finder.found) as told:
        finder.look()
    assert told.args == [(Camera(0, "HD Webcam"),)]
    assert finder.cameras == (Camera(0, "HD Webcam"),)
    assert finder.is_idle()


def test_a_list_that_fails_is_told(qtbot, finder, monkeypatch):
    pretend(monkeypatch)
    monkeypatch.setattr(cameras, "backend", lambda: 1 // 0)
    with qtbot.waitSignal(finder.failed) as told:
        finder.look()
    assert isinstance(told.args[0], ZeroDivisionError)
