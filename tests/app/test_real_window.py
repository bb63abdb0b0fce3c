"""A real window on a real X server, which offscreen tests cannot stand in for."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.xvfb import xvfb

ROOT = Path(__file__).parents[2]
pytestmark = [
    pytest.mark.window,
    pytest.mark.skipif(shutil.which("Xvfb") is None, reason="needs Xvfb"),
    pytest.mark.timeout(180),
]

# cv2 first: opencv-python leads Qt to plugins of its own, and that must do no harm.
PROGRAM = """
import os, sys
{first}
from explorer.app.cli import Options
from explorer.app.main import start
from explorer.app.waiting import wait_until

application = start(Options(source="bundled:bikes", panel="filters"))
window = application.window
window.show()
assert application.qt.platformName() == "xcb", application.qt.platformName()
assert wait_until(lambda: window.panel is not None, 60), "no panel"
assert "torch" not in sys.modules, "torch was imported before the window was painted"
frames = set()

def has_moved():
    frame = application.context.source.current_frame()
    if frame is not None:
        frames.add(frame.index)
    return len(frames) > 5

assert wait_until(has_moved, 60), "the clip does not move"
assert wait_until(application.is_loaded, 120), "torch did not load"
assert window.grab().save(sys.argv[1])
application.shutdown()
print("shown")
"""


@pytest.mark.parametrize("first", ["import cv2", "from explorer.engine.opencv import cv2"])
def test_a_real_window_opens_after_opencv(first, tmp_path, user_home):
    picture = tmp_path / "window.png"
    with xvfb() as environment:
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM.format(first=first), str(picture)],
            cwd=ROOT,
            env=environment | {"CONVNET_EXPLORER_HOME": str(user_home)},
            capture_output=True,
            text=True,
            timeout=150,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().endswith("shown")
    assert picture.stat().st_size > 20_000


INTERRUPTED = """
import os, signal, sys
from PySide6.QtCore import QTimer
from explorer.app.cli import Options
from explorer.app.main import start

application = start(Options(source="bundled:astronaut", theme="light"))
application.context.engine.ready.connect(lambda _: os.kill(os.getpid(), signal.SIGINT))
QTimer.singleShot(60_000, lambda: os._exit(3))
sys.exit(application.run())
"""


def test_an_interrupt_closes_the_window_and_keeps_the_settings(user_home):
    with xvfb() as environment:
        done = subprocess.run(
            [sys.executable, "-c", INTERRUPTED],
            cwd=ROOT,
            env=environment | {"CONVNET_EXPLORER_HOME": str(user_home)},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    assert '"light"' in (user_home / "config" / "settings.json").read_text("utf-8")


@pytest.mark.parametrize(
    "more",
    [
        ("--panel", "layers"),
        pytest.param((), marks=[pytest.mark.slow, pytest.mark.timeout(900)], id="all"),
    ],
)
def test_main_without_a_display_renders_the_tour(tmp_path, user_home, more):
    environment = {
        "PATH": "/usr/bin:/bin", "CONVNET_EXPLORER_HOME": str(user_home), "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, ROOT / "main.py", "--size", "1280x800", "--theme", "dark", *more],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=800,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "There is no display" in done.stdout.splitlines()[0]
    assert "Traceback" not in done.stderr
    page = (tmp_path / "tour" / "index.html").read_text(encoding="utf-8")
    pictures = list((tmp_path / "tour").glob("*.png"))
    assert pictures
    assert all(picture.name in page for picture in pictures)
