"""From the command line to a running application, a picture or a check.

Only the standard library and PySide6 are imported before the window is on the screen; torch,
numpy and OpenCV follow in the background (see ARCHITECTURE.md, "Start").
"""

from __future__ import annotations

import faulthandler
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from explorer.app.cli import Options, parse_options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.app.application import Application

TOUR_FOLDER = Path("tour")
INTERRUPTED = 130
"""Exit code of what Ctrl+C ended before there was a window to close, as shells expect it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line asks for; the result is the process's exit code."""
    options = parse_options(arguments)
    if sys.__stderr__ is not None:  # there is none behind a window without a console
        faulthandler.enable(sys.__stderr__)
    try:
        return _do(options)
    except KeyboardInterrupt:
        return INTERRUPTED


def start(options: Options) -> Application:
    """Build the application with its window, not yet shown."""
    from explorer.app.application import Application

    return Application(options)


def _do(options: Options) -> int:
    if options.version:
        from explorer.app.version import version_text

        return _say(version_text())
    if options.selfcheck:
        from explorer.app.selfcheck import selfcheck

        return selfcheck(options.device, sys.stdout.write)
    if options.screenshot is not None:
        from explorer.app.screenshots import save_screenshot

        return save_screenshot(options, sys.stdout.write)
    if options.tour is not None:
        return _tour(options, options.tour)
    return _window_or_tour(options)


def _window_or_tour(options: Options) -> int:
    from explorer.app.display import find_display

    display = find_display()
    if display.usable:
        return start(options).run()
    _say(f"{display.reason} Rendering every panel into {TOUR_FOLDER}/ instead.")
    return _tour(options, TOUR_FOLDER)


def _tour(options: Options, folder: Path) -> int:
    from explorer.app.tour import save_tour

    return save_tour(options, folder, sys.stdout.write)


def _say(line: str) -> int:
    sys.stdout.write(line + "\n")
    return 0
