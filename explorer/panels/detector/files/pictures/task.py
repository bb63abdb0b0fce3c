"""Boxes of many pictures: chosen, found one by one, looked through, saved."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from explorer.engine.errors import ExplorerError
from explorer.panels.detector.files.pictures.card import PicturesCard
from explorer.panels.detector.files.pictures.rows import csv_of
from explorer.panels.detector.files.pictures.values import PicturesRequest
from explorer.panels.detector.files.pictures.view import PicturesView
from explorer.panels.detector.files.saving import BoxSaver
from explorer.panels.detector.files.sources import BUNDLED, short_words, source_words
from explorer.panels.detector.files.task import Desk, Task
from explorer.panels.detector.state import FilesState
from explorer.services.jobs import JobState
from explorer.services.latest import LatestWins
from explorer.widgets.ask_files import ask_folder, show_folder
from explorer.widgets.export import save_array, save_image, save_widget
from explorer.widgets.exporter import export_button
from explorer.widgets.task_run import TaskRun

if TYPE_CHECKING:
    from collections.abc import Generator

    from PySide6.QtWidgets import QWidget

    from explorer.panels.detector.files.pictures.values import (
        PictureRow,
        PictureStep,
        Small,
        Written,
    )
    from explorer.panels.detector.files.shelf import DetectorShelf
    from explorer.panels.detector.state import DetectorState
    from explorer.widgets.exporter import MenuEntry

STALE = "These boxes were found with other thresholds or another detector. Detect finds them anew."
CANCELLED = "Cancelled after {done:,} of {total:,} pictures; their boxes are here."
NAME = "boxes"


class PicturesTask(Task):
    """The newest picture is shown as it comes, until a person chooses one."""

    key = "pictures"

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        self.pictures_card, self.pictures_view = PicturesCard(), PicturesView()
        super().__init__(desk, self.pictures_card, self.pictures_view, parent)
        self.run: TaskRun[PictureStep, PictureRow, None] = TaskRun(desk.context, self)
        self.writing: TaskRun[Written, Written, Written] = TaskRun(desk.context, self)
        self.saver = BoxSaver(parent, desk.context.errors)
        self.request: PicturesRequest | None = None
        self._total = 0
        self._shown: int | None = None
        self._is_led = False  # by a person, who chose a row
        self._reader: LatestWins[tuple[int, Small]] = LatestWins(self, name="preview")
        self._connect()

    @property
    def rows(self) -> list[PictureRow]:
        """What was found so far."""
        return self.run.steps

    def take_files(self, files: FilesState) -> None:
        """Show another source; what was found in the former one stays until Detect."""
        self.card.show_source(source_words(files))
        self._show_words()

    def show_choices(self, state: DetectorState) -> None:
        """Say when boxes were found with other thresholds."""
        self._show_words()

    def begin(self) -> None:
        """Look at every picture."""
        files = self.files
        if files is None:
            return
        self.request = request = PicturesRequest(files, self.look())
        self._shown, self._is_led, self._total = None, False, 0
        self._reader.discard()
        self.pictures_view.clear("Looking…", "")
        shelf = self.desk.shelf
        self.run.start(
            f"Boxes of {short_words(files)}",
            lambda: _find(request, shelf),
            _row_of,
            _fraction,
        )

    def runs(self) -> tuple[TaskRun[Any, Any, Any], ...]:
        """Return finding and writing."""
        return self.run, self.writing

    def present(self) -> None:
        """Find the boxes of what was chosen, or of the bundled pictures."""
        if self.files is None:
            self.choose((BUNDLED,))
        elif not self.rows:
            self.start()

    def choose(self, paths: tuple[str, ...]) -> None:
        """Take pictures or folders, and begin."""
        files = FilesState("pictures", paths[0], tuple(paths[1:]))
        self.chosen.emit(files, True)

    def is_idle(self) -> bool:
        """Whether nothing is found, read or written."""
        return super().is_idle() and self._reader.is_idle() and self.saver.is_idle()

    def shutdown(self) -> None:
        """Cancel."""
        super().shutdown()
        self._reader.shutdown()
        self.saver.shutdown()

    def entries(self) -> list[MenuEntry]:
        """Return what can be saved now."""
        view, parent = self.pictures_view, self.parent_widget
        whole: list[MenuEntry] = [("Whole view as PNG…", lambda: save_widget(parent, parent, NAME))]
        read = [row for row in self.rows if row.boxes is not None]
        if not read:
            return whole
        boxes = [row.boxes for row in read if row.boxes is not None]
        names = boxes[0].detections.class_names
        rows = csv_of(self.rows)
        here: list[MenuEntry] = []
        if view.picture.image is not None:
            image = view.picture.rendered()
            here = [("Picture with boxes as PNG…", lambda: save_image(parent, image, NAME))]
        return [
            *self.saver.entries(boxes, names, NAME),
            ("All pictures with boxes as PNG, into a folder…", partial(self._write, ".png")),
            ("All pictures with boxes as JPEG, into a folder…", partial(self._write, ".jpg")),
            ("Table of the pictures as CSV…", lambda: save_array(parent, rows, "pictures")),
            *here,
            *whole,
        ]

    def refresh(self) -> None:
        """Show the rows so far."""
        if self.rows:
            self.pictures_view.show_rows(self.rows, self._shown)
        self._show_words()

    def write_into(self, folder: Path, suffix: str) -> None:
        """Write all pictures with their boxes into a folder."""
        rows = tuple(row for row in self.rows if row.boxes is not None)
        if not rows:
            return
        self.card.after.offer()
        self.card.show_message("info", "")
        self.writing.start(
            f"Writing {len(rows):,} pictures",
            lambda: _write_all(rows, folder, suffix),
            lambda written: written,
            lambda written: written.fraction,
        )

    def _connect(self) -> None:
        view = self.pictures_view
        self.pictures_card.pathsChosen.connect(self.choose)
        view.bundledWanted.connect(lambda: self.choose((BUNDLED,)))
        view.rowChosen.connect(self._on_row_chosen)
        view.table_card.add_header_widget(export_button(self.entries))
        self.run.changed.connect(self._on_run_changed)
        self.run.previewed.connect(self._on_run_previewed)
        self.writing.changed.connect(self._on_writing_changed)
        self.saver.saved.connect(lambda path: self.card.show_message("info", f"Saved as {path}."))
        self.saver.failed.connect(lambda text: self.card.show_message("error", text))
        self._reader.resultReady.connect(self._on_reader_result)
        self._reader.failed.connect(self._on_reader_failed)

    def _write(self, suffix: str) -> None:
        if folder := ask_folder(self.parent_widget, "Write the pictures with boxes into…"):
            self.write_into(Path(folder), suffix)

    def _show_words(self) -> None:
        self.card.show_start("Detect", is_possible=self.files is not None)
        request = self.request
        is_stale = (
            bool(self.rows)
            and request is not None
            and (
                request.look.model != self.desk.store.state.model
                or request.look.thresholds != self.desk.store.state.thresholds
            )
        )
        self.card.show_remark(STALE if is_stale and not self.run.is_running() else "")

    def _go_to_first(self) -> None:
        """Begin to look through all at the first that has boxes, unless a person has begun."""
        found = (n for n, row in enumerate(self.rows) if row.boxes and len(row.boxes.detections))
        if not self._is_led and (first := next(found, None)) is not None:
            self._is_led, self._shown = True, first
            self._reader.submit(partial(_read, first, self.rows[first].path))

    def _show(self, index: int, small: Small | None) -> None:
        self._shown = index
        self.pictures_view.show_picture(self.rows[index], small)

    def _on_run_previewed(self, step: PictureStep) -> None:
        self._total = step.total
        self.take_facts(step.facts)
        if not self._is_led and step.done <= len(self.rows):
            self._show(step.done - 1, step.small)
        self.refresh_soon()

    def _on_run_changed(self) -> None:
        self.card.show_run(self.run)
        state = self.run.state()
        if state is JobState.CANCELLED:
            words = CANCELLED.format(done=len(self.rows), total=self._total)
            self.card.show_message("info", words if self.rows else "Cancelled.")
        if state is not None and state.is_end:
            if not self.rows:
                self.pictures_view.clear()
            self._go_to_first()
            self.refresh()

    def _on_row_chosen(self, index: int) -> None:
        self._is_led, self._shown = True, index
        row = self.rows[index]
        if row.boxes is None:
            self._reader.discard()
            self.pictures_view.show_picture(row, None)
        else:
            self._reader.submit(partial(_read, index, row.path))

    def _on_reader_result(self, result: tuple[int, Small]) -> None:
        index, small = result
        if index == self._shown and index < len(self.rows):
            self._show(index, small)

    def _on_reader_failed(self, error: BaseException) -> None:
        if not isinstance(error, ExplorerError):
            self.desk.context.errors.report(error)
        elif self._shown is not None and self._shown < len(self.rows):
            row = replace(self.rows[self._shown], boxes=None, problem=str(error))
            self.pictures_view.show_picture(row, None)

    def _on_writing_changed(self) -> None:
        run = self.writing
        self.card.show_run(run)
        written = run.steps[-1] if run.steps else None
        if run.state() is JobState.CANCELLED:
            done = 0 if written is None else written.done
            self.card.show_message("info", f"Cancelled: {done:,} pictures were written.")
        elif run.result is not None:
            self._show_written(run.result)

    def _show_written(self, written: Written) -> None:
        said = f"{written.done:,} pictures with boxes lie in {written.folder}."
        if written.problems:
            said += f" {len(written.problems):,} could not be read: {written.problems[0]}"
        self.card.show_message("warning" if written.problems else "info", said)
        folder = written.folder
        self.card.after.offer(
            ("Show folder", f"Open {folder}", "folder-open", lambda: show_folder(folder))
        )


def _row_of(step: PictureStep) -> PictureRow:
    return step.row


def _fraction(step: PictureStep) -> float:
    return step.fraction


def _find(request: PicturesRequest, shelf: DetectorShelf) -> Generator[PictureStep, None, None]:
    from explorer.panels.detector.files.pictures.work import look_at_pictures

    return look_at_pictures(request, shelf)


def _write_all(
    rows: tuple[PictureRow, ...], folder: Path, suffix: str
) -> Generator[Written, None, Written]:
    from explorer.panels.detector.files.pictures.work import write_annotated

    return write_annotated(rows, folder, suffix)


def _read(index: int, path: Path) -> tuple[int, Small]:
    from explorer.panels.detector.files.pictures.work import small_picture

    return index, small_picture(path)
