"""A settings file is chosen and read; the controls follow, and the picture can be painted again."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QMessageBox

from explorer.engine.errors import ExplorerError
from explorer.panels.style.replay import Replay
from explorer.widgets.ask_files import ask_file
from explorer.widgets.task_run import TaskRun

if TYPE_CHECKING:
    from collections.abc import Generator

    import numpy as np
    from numpy.typing import NDArray

    from explorer.panels.style.settings_files import Opened
    from explorer.panels.style.shared import Shared
    from explorer.panels.style.state import PaintState, StyleState
    from explorer.panels.style.values import Moment, Pictures
    from explorer.widgets.page import Page

KINDS = "Settings, or a picture with settings inside (*.json *.png)"
SAME = "It is the same picture as in {name}, pixel by pixel."
NEARLY = "The picture is painted as {name} says. Its pixels are not all the same as then."


class SettingsOpener(QObject):
    """Asks for a file, reads it in a job, and puts what it says into the page's store."""

    opened = Signal(object)  # Opened

    def __init__(self, page: Page, shared: Shared, parent: QObject) -> None:
        super().__init__(parent)
        self._page, self._shared = page, shared
        self._run: TaskRun[Opened, None, Opened] = TaskRun(page.context, self)
        self._run.changed.connect(self._on_run_changed)
        self._comparing: TaskRun[bool, bool, bool] = TaskRun(page.context, self)
        self._comparing.changed.connect(self._on_comparing_changed)
        self._painted = ""
        self._replay: Replay | None = None

    def ask(self) -> None:
        """Ask for a file, and open it."""
        if chosen := ask_file(self._page, "Open settings", KINDS):
            self.open(Path(chosen))

    def open(self, path: Path) -> None:
        """Open a file; what is wrong with it becomes a notice of the page."""
        paint = self._page.store.state.paint
        pictures = self._shared.pictures.pictures
        device = str(self._page.context.engine.device or "cpu")
        self._run.start(
            f"Reading {path.name}", partial(_open, path, paint, pictures, device), _nothing, None
        )

    def is_idle(self) -> bool:
        """Whether nothing is read."""
        return self._run.is_idle() and self._comparing.is_idle()

    def shutdown(self) -> None:
        """Cancel."""
        self._run.shutdown()
        self._comparing.shutdown()

    def _on_run_changed(self) -> None:
        run = self._run
        if isinstance(run.failure, ExplorerError):
            self._page.noticeRequested.emit("error", str(run.failure))
        elif run.result is not None:
            self._take(run.result)

    def _take(self, opened: Opened) -> None:
        self._page.store.edit(partial(_with, opened))
        box = _box(self._page, opened)
        again = None
        if opened.stretches:
            again = box.addButton("Paint it again", QMessageBox.ButtonRole.AcceptRole)
            box.setDefaultButton(again)
        box.finished.connect(lambda _: self._on_box_finished(box, again, opened))
        box.open()
        self.opened.emit(opened)

    def _on_box_finished(self, box: QMessageBox, again: object, opened: Opened) -> None:
        if again is not None and box.clickedButton() is again:
            self.paint_again(opened)

    def paint_again(self, opened: Opened) -> None:
        """Paint the picture of a file, part by part."""
        if self._replay is not None:
            self._replay.deleteLater()
        self._replay = Replay(self._shared.studio, opened.stretches, self)
        self._replay.reached.connect(partial(self._on_replay_reached, opened))
        self._replay.failed.connect(partial(self._page.noticeRequested.emit, "error"))
        self._replay.start()

    def _on_replay_reached(self, opened: Opened, moment: Moment) -> None:
        """Say whether it is the same picture; millions of pixels are compared in a job."""
        if opened.result_sha256:
            self._painted = opened.path.name
            make = partial(_compare, moment.rgb, opened.result_sha256)
            self._comparing.start(f"Comparing with {self._painted}", make, bool, None)

    def _on_comparing_changed(self) -> None:
        if self._comparing.result is not None:
            words = SAME if self._comparing.result else NEARLY
            self._page.noticeRequested.emit("info", words.format(name=self._painted))


def _box(page: Page, opened: Opened) -> QMessageBox:
    kind = QMessageBox.Icon.Warning if opened.remarks else QMessageBox.Icon.Information
    text = f"{opened.caption}. The controls show these settings now."
    box = QMessageBox(kind, f"Settings of {opened.path.name}", text, parent=page)
    box.setInformativeText("\n\n".join(opened.remarks))
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.addButton("Close", QMessageBox.ButtonRole.RejectRole)
    return box


def _with(opened: Opened, state: StyleState) -> StyleState:
    if opened.live is not None:
        return replace(state, page="live", live=replace(opened.live, divide=state.live.divide))
    return replace(state, page="paint", paint=opened.paint or state.paint)


def _nothing(_opened: Opened) -> None:
    return None


def _compare(rgb: NDArray[np.uint8], sha256: str) -> Generator[bool, None, bool]:
    from explorer.engine.style.settings import pixels_sha256

    is_same = pixels_sha256(rgb) == sha256
    yield is_same
    return is_same


def _open(
    path: Path, paint: PaintState, pictures: Pictures, device: str
) -> Generator[Opened, None, Opened]:
    from explorer.panels.style.settings_files import open_settings

    opened = open_settings(path, paint, pictures, device)
    yield opened
    return opened
