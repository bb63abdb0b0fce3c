"""Whether a window can be opened here, decided before Qt tries and aborts the process."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass

from explorer.app.qt_libraries import install_command, missing_packages

HEADLESS_PLATFORMS = ("offscreen", "minimal", "vnc")


@dataclass(frozen=True, slots=True)
class Display:
    """``usable`` or the reason why not, in a sentence."""

    usable: bool
    reason: str = ""


def find_display() -> Display:
    """Look for a display without touching Qt: a wrong answer of Qt's here is an abort()."""
    platform = os.environ.get("QT_QPA_PLATFORM", "").split(":")[0]
    if platform in HEADLESS_PLATFORMS:
        return Display(False, f"QT_QPA_PLATFORM is {platform}, which shows no window.")
    if not sys.platform.startswith("linux"):
        return Display(True)
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return Display(False, "There is no display (neither DISPLAY nor WAYLAND_DISPLAY is set).")
    if missing := missing_packages():
        return Display(
            False, f"Qt's system libraries are missing. Install: {install_command(missing)}"
        )
    return _answering_display()


def use_offscreen() -> None:
    """Have Qt draw into memory; must be called before the ``QApplication`` exists."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"


def _answering_display() -> Display:
    """An X display may be named and dead: connect as a client would."""
    name = os.environ.get("DISPLAY", "")
    if os.environ.get("WAYLAND_DISPLAY") or _x_server_answers(name):
        return Display(True)
    return Display(False, f"No display answers at DISPLAY={name}.")


def _x_server_answers(name: str) -> bool:
    import ctypes

    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return False
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(name.encode(), None))
    failed = bool(xcb.xcb_connection_has_error(connection))
    xcb.xcb_disconnect(connection)
    return not failed
