"""The check that ``tests/conftest.py`` makes after each test, on tests that leave things behind."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

LEAKY = """
import threading, time
import pytest
from PySide6.QtCore import QThread, QTimer
from PySide6.QtWidgets import QLabel, QWidget

kept = {}
release = threading.Event()

def test_window(qapp):
    kept["window"] = QLabel("left")
    kept["window"].setObjectName("a window")

def test_window_in_a_cycle_is_garbage(qapp):
    window = QLabel()
    window.myself = window

def test_window_deleted_later(qapp):
    QWidget().deleteLater()

def test_window_of_qtbot(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    QTimer(window, interval=5).start()

def test_timer(qapp):
    kept["timer"] = QTimer(interval=1000)
    kept["timer"].start()

def test_stopped_timer(qapp):
    kept["stopped"] = QTimer()

def test_thread():
    kept["thread"] = threading.Thread(target=release.wait, daemon=True, name="a thread")
    kept["thread"].start()

def test_thread_that_ends():
    threading.Thread(target=lambda: time.sleep(0.05)).start()

def test_qthread(qapp, request):
    kept["qthread"] = QThread()
    kept["qthread"].start()

def test_what_failed_already_is_not_blamed_twice(qapp):
    kept["other"] = QLabel()
    assert False

def test_what_was_left_before_is_not_found_again(qapp):
    kept["qthread"].quit()
    kept["qthread"].wait()
"""


def test_what_is_left_behind_fails_the_test(tmp_path):
    shutil.copy(Path(__file__).parents[1] / "conftest.py", tmp_path)
    (tmp_path / "test_leaky.py").write_text(LEAKY)
    (tmp_path / "pytest.ini").write_text("[pytest]\nqt_api = pyside6\n")
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-rfE", "-p", "pytestqt.plugin", str(tmp_path)],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        check=False,
    )
    report = run.stdout
    blamed = {line.split("::")[1].split(" ")[0] for line in report.splitlines() if "::" in line}
    assert blamed == {
        "test_window",
        "test_timer",
        "test_thread",
        "test_qthread",
        "test_what_failed_already_is_not_blamed_twice",
    }
    assert "QLabel 'a window'" in report
    assert "held as window in test_leaky.kept" in report
    assert "held as timer in" in report
    assert "thread 'a thread', at " in report
    assert "4 errors" in report
