"""A panel as a PNG without a person or a display: for slides, the README and the tour."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray

from explorer.app.cli import DEFAULT_SIZE, Options
from explorer.app.display import use_offscreen
from explorer.app.waiting import wait_until
from explorer.engine.errors import ExplorerError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtGui import QPixmap

    from explorer.app.application import Application
    from explorer.services.source import SourceController
    from explorer.widgets.panel import Panel

TIMEOUT_S = 120.0
CALM_POLLS = 12


class PictureError(ExplorerError, RuntimeError):
    """A picture that could not be made; the text says what was missing."""


def save_screenshot(options: Options, write: Callable[[str], object]) -> int:
    """Render what the options ask for into ``options.screenshot``; the exit code."""
    assert options.screenshot is not None
    application = offscreen_application(options)
    try:
        settle(application)
        grab(application, options.screenshot)
    except PictureError as error:
        write(f"{error}\n")
        return 1
    finally:
        application.shutdown()
    write(f"{options.screenshot}\n")
    return 0


def offscreen_application(options: Options) -> Application:
    """An application drawn into memory, at the asked size and pixels a point."""
    from explorer.app.application import Application

    use_offscreen()
    os.environ["QT_SCALE_FACTOR"] = str(options.scale)
    application = Application(options, restore_window=False)
    application.window.resize(*(options.size or DEFAULT_SIZE))
    application.window.show()
    return application


def settle(application: Application, timeout_s: float = TIMEOUT_S) -> None:
    """Wait until the engine is loaded, a frame is there and the panel shows its result.

    Moving sources are frozen at the first frame: two runs give the same picture.
    """
    window = application.window
    _require(wait_until(lambda: window.panel is not None, timeout_s), "No panel opened")
    _require(wait_until(application.is_loaded, timeout_s), "The engine did not load")
    if application.start_problem:
        raise PictureError(application.start_problem)
    _wait_for_frame(application.context.source, timeout_s)
    panel = window.panel
    assert panel is not None
    panel.present()
    _require(wait_until(_at_rest(panel), timeout_s), "The panel did not come to rest")


def _at_rest(panel: Panel) -> Callable[[], bool]:
    """A condition that holds when the panel was idle for a while: layouts settle after numbers."""
    calm = 0

    def is_at_rest() -> bool:
        nonlocal calm
        calm = calm + 1 if panel.is_idle() else 0
        return calm > CALM_POLLS

    return is_at_rest


def _wait_for_frame(source: SourceController, timeout_s: float) -> None:
    def is_decided() -> bool:
        return source.current_frame() is not None or source.state.kind == "failed"

    _require(wait_until(is_decided, timeout_s), "No picture came")
    if source.state.kind == "failed":
        raise PictureError(source.state.message)
    source.set_frozen(True)


def grab(application: Application, path: Path) -> None:
    """Save the window as a PNG, making its folder."""
    save_pixmap(application.window.grab(), path)


def save_pixmap(picture: QPixmap, path: Path) -> None:
    """Save a picture as a PNG; a file is replaced only when the new one is written whole.

    Raises
    ------
    PictureError
        When the folder cannot be made or written, or the disk is full.
    """
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        data = QByteArray()
        buffer = QBuffer(data)
        picture.save(buffer, "PNG")
        part.write_bytes(data.data())
        part.replace(path)
    except OSError as error:
        raise PictureError(f"{path} cannot be written: {error.strerror or error}.") from error


def _require(condition: bool, what: str) -> None:
    if not condition:
        raise PictureError(f"{what} within {TIMEOUT_S:.0f} s.")
