"""The system libraries that Qt's xcb plugin loads at run time, and the packages that hold them.

Qt names only its plugin when one of these is missing ("could not load the Qt platform plugin
xcb"), which tells nobody what to install. This file needs nothing but the standard library, so
the Makefile can run it before anything else is installed::

    python explorer/app/qt_libraries.py            names what is missing, exit code 1
    python explorer/app/qt_libraries.py --install  installs it as root, names the command otherwise
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys

PACKAGE_OF_LIBRARY = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xinerama.so.0": "libxcb-xinerama0",
    "libglib-2.0.so.0": "libglib2.0-0",
}
PROGRAMS = {"Xvfb": "xvfb"}
"""What the tests need besides: a real window opens under Xvfb."""


def missing_packages(*, with_programs: bool = False) -> tuple[str, ...]:
    """Debian packages whose library cannot be loaded here; always empty outside Linux."""
    if not sys.platform.startswith("linux"):
        return ()
    missing = [package for name, package in PACKAGE_OF_LIBRARY.items() if not _loads(name)]
    if with_programs:
        missing += [package for name, package in PROGRAMS.items() if shutil.which(name) is None]
    return tuple(missing)


def install_command(packages: tuple[str, ...]) -> str:
    """The one line that a person can paste."""
    return "sudo apt-get install -y " + " ".join(packages)


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _install(packages: tuple[str, ...]) -> int:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    apt = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=120"]
    subprocess.run([*apt, "update"], env=environment, check=False)
    return subprocess.run(
        [*apt, "install", "-y", "--no-install-recommends", *packages],
        env=environment,
        stdout=subprocess.DEVNULL,
        check=False,
    ).returncode


def main(arguments: list[str]) -> int:
    """Name or install what is missing; see the module's text."""
    packages = missing_packages(with_programs="--tests" in arguments)
    if not packages:
        return 0
    may_install = hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get")
    if "--install" in arguments and may_install:
        return _install(packages)
    sys.stderr.write(
        "Qt needs system libraries that are missing here. Install them with\n\n"
        f"    {install_command(packages)}\n\nand run this again.\n"
    )
    return 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
