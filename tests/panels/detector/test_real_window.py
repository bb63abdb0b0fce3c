"""The panel live on a clip, in a real window on a real X server."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.xvfb import xvfb

ROOT = Path(__file__).parents[3]
pytestmark = [
    pytest.mark.window,
    pytest.mark.skipif(shutil.which("Xvfb") is None, reason="needs Xvfb"),
    pytest.mark.timeout(240),
]

PROGRAM = """
import sys
from dataclasses import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from explorer.app.cli import Options
from explorer.app.main import start
from explorer.app.waiting import wait_until

application = start(Options(source="bundled:pedestrians", panel="detector"))
window = application.window
window.resize(1280, 800)
window.show()
assert application.qt.platformName() == "xcb", application.qt.platformName()
assert wait_until(lambda: window.panel is not None, 60), "no panel"
assert wait_until(application.is_loaded, 120), "torch did not load"
page, source = window.panel.page, application.context.source
frames = set()

def sees_people():
    if page.result is not None:
        frames.add(page.result.frame.index)
    return len(frames) > 5 and "person" in page.result.value.detections.names

assert wait_until(sees_people, 120), "nobody was found in the clip"
rates = page.picture_card.rates_text()
assert all(word in rates for word in ("fps", "latency", "dropped", "network")), rates

before = len(frames)
page.store.update("thresholds", score=1.0)
assert wait_until(lambda: not page.picture_card.kept, 30), "the slider did not act while it ran"
page.store.update("thresholds", score=0.25)
assert wait_until(lambda: len(page.picture_card.kept) > 2, 30), "the boxes did not come back"

window.activateWindow()
page.picture_card.picture.setFocus()
QTest.keyClick(page.picture_card.picture, Qt.Key.Key_Space)
assert wait_until(lambda: source.state.kind == "frozen", 30), source.state
assert wait_until(page.is_idle, 30)
frozen = page.result.frame
raw = page.result.value.raw
page.store.update("thresholds", iou=0.2)
assert wait_until(lambda: page.result.request.thresholds.iou == 0.2, 30)
assert page.result.frame is frozen and page.result.value.raw is raw, "inference ran again"

for key in ("compare", "steps", "grid", "decode", "live"):
    window.panel.store.edit(lambda state, key=key: replace(state, page=key))
    shown = window.panel.page
    assert wait_until(lambda: shown.result is not None and shown.is_idle(), 60), key
    assert shown.result.value.raw is raw, "each page asked the network again"
assert window.grab().save(sys.argv[1])
application.shutdown()
print("shown")
"""


def test_a_clip_runs_sliders_act_and_space_freezes(tmp_path, user_home) -> None:
    picture = tmp_path / "window.png"
    with xvfb() as environment:
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, str(picture)],
            cwd=ROOT,
            env=environment | {"CONVNET_EXPLORER_HOME": str(user_home)},
            capture_output=True,
            text=True,
            timeout=220,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().endswith("shown")
    assert picture.stat().st_size > 20_000
