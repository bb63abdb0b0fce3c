"""From the start of the process to the first painted window, against an empty PySide6 window."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.harness import Row
from tests.xvfb import xvfb

ROOT = Path(__file__).parents[2]

EMPTY_WINDOW = """
import os, sys
from PySide6.QtWidgets import QApplication, QWidget

class Window(QWidget):
    def paintEvent(self, event):
        os._exit(0)

application = QApplication(sys.argv)
window = Window()
window.resize(1440, 900)
window.show()
application.exec()
"""

OUR_WINDOW = """
import os
from explorer.app.main import start
from explorer.app.cli import Options

application = start(Options())
application.window.firstPainted.connect(lambda: os._exit(0))
application.run()
"""


def rows() -> list[Row]:
    """The row of this module."""
    return [
        Row(
            name="start to first painted window / empty PySide6 window",
            ours=lambda: _run(OUR_WINDOW),
            peer=lambda: _run(EMPTY_WINDOW),
            goal=2.0,
            repeats=11,
            warm_ups=2,
        )
    ]


def _run(program: str) -> float:
    """Milliseconds that the process lived, without the display's own start."""
    with xvfb() as environment, tempfile.TemporaryDirectory() as home:
        environment |= {"XDG_CONFIG_HOME": home, "XDG_STATE_HOME": home, "XDG_CACHE_HOME": home}
        start = time.perf_counter()
        subprocess.run(
            [sys.executable, "-c", program], cwd=ROOT, env=environment, check=True, timeout=60
        )
        return (time.perf_counter() - start) * 1e3
