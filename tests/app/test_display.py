from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from explorer.app import display, qt_libraries

ROOT = Path(__file__).parents[2]


def test_offscreen_is_no_display(monkeypatch):
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert not display.find_display().usable


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X11 and Wayland are Linux's")
def test_no_display_is_said(monkeypatch):
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    found = display.find_display()
    assert not found.usable
    assert "no display" in found.reason


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X11 is Linux's")
def test_a_display_that_is_dead_is_said(monkeypatch):
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("DISPLAY", ":4711")
    assert ":4711" in display.find_display().reason


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the libraries are Linux's")
def test_a_missing_library_is_named_by_its_package(monkeypatch):
    monkeypatch.setattr(qt_libraries, "_loads", lambda name: name != "libxcb-icccm.so.4")
    missing = qt_libraries.missing_packages()
    assert missing == ("libxcb-icccm4",)
    assert qt_libraries.install_command(missing) == "sudo apt-get install -y libxcb-icccm4"


def test_the_library_check_needs_nothing_installed():
    script = ROOT / "explorer" / "app" / "qt_libraries.py"
    done = subprocess.run([sys.executable, "-S", "-I", script], capture_output=True, check=False)
    assert done.returncode in (0, 1)
    assert b"Traceback" not in done.stderr
