"""A whole folder: every picture painted one after the other, in a job that can be watched."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout

from explorer.engine.errors import ExplorerError
from explorer.panels.style.folder.batch import Batch
from explorer.panels.style.folder.card import FolderCard
from explorer.panels.style.folder.listing import (
    bundled_photographs,
    dropped,
    list_files,
    list_folder,
)
from explorer.panels.style.folder.rows import count_words, csv_of, summary
from explorer.panels.style.folder.view import FolderView
from explorer.panels.style.folder.way_card import WayCard
from explorer.services.jobs import JobState
from explorer.services.latest import LatestWins
from explorer.widgets.ask_files import show_folder
from explorer.widgets.counting import many
from explorer.widgets.drop import local_files
from explorer.widgets.export import save_array, save_widget
from explorer.widgets.exporter import export_button
from explorer.widgets.page import Page
from explorer.widgets.workbench import Workbench

if TYPE_CHECKING:
    from PySide6.QtGui import QDragEnterEvent, QDropEvent

    from explorer.panels.style.folder.values import FolderStep, Listed, Preview
    from explorer.panels.style.shared import Shared
    from explorer.panels.style.state import StyleState
    from explorer.services.store import Store
    from explorer.widgets.exporter import MenuEntry
    from explorer.widgets.panel import PanelContext

REFRESH_MS: Final = 150
NAME: Final = "painted pictures"


class FolderPage(Page):
    """The picture and the table at the left, the folder and the way at the right."""

    def __init__(self, context: PanelContext, store: Store[StyleState], shared: Shared) -> None:
        super().__init__(context, store)
        self._pictures = shared.pictures
        self.batch = Batch(context, shared, self)
        self.view = FolderView()
        self.card = FolderCard()
        self.way_card = WayCard()
        self._shown: int | None = None
        self._is_led = False  # by a person, who chose a row
        self._lister: LatestWins[Listed] = LatestWins(self, name="folder")
        self._reader: LatestWins[tuple[int, Preview]] = LatestWins(self, name="painted pair")
        self._refresh = QTimer(self, interval=REFRESH_MS, singleShot=True)
        self.setAcceptDrops(True)
        self._lay_out()
        self._connect()
        self.choose_bundled()

    def show_state(self, state: StyleState) -> None:
        """Say how pictures would be painted."""
        titles = [one.title for one in self._pictures.pictures.styles if one is not None]
        self.way_card.show_state(state, titles)
        self._show_start()

    def choose_folder(self, path: str) -> None:
        """List the pictures of a folder."""
        self._lister.submit(partial(list_folder, Path(path)))

    def choose_pictures(self, paths: tuple[str, ...]) -> None:
        """List some pictures."""
        self._take(list_files([Path(path) for path in paths]))

    def choose_bundled(self) -> None:
        """List the bundled photographs."""
        self._take(bundled_photographs())

    def choose_target(self, path: str) -> None:
        """Paint into another folder."""
        self.batch.target = Path(path)
        self.card.show_target(self.batch.target)

    def start(self) -> None:
        """Paint now, or as soon as PyTorch and the paintings are there."""
        if self.batch.is_running():
            return
        self._is_led = False
        self._reader.discard()
        self.card.after.offer()
        self.card.show_message("info", "")
        if problem := self.batch.start(self.store.state):
            self.card.show_message("info" if self.batch.is_wanted else "error", problem)

    def frame(self) -> None:
        """Return None: what is on the screen is not the source's picture."""
        return

    def weights_in_use(self) -> tuple[str, ...]:
        """Names of the bundled weights that pictures are painted with."""
        if self.store.state.folder.way == "live":
            return ("multistyle26",)
        return ("vgg16",) if self.store.state.paint.trunk == "vgg16" else ()

    def is_idle(self) -> bool:
        """Whether nothing is listed, painted or read; a paused job rests."""
        workers = (self.batch, self._lister, self._reader, self.context.engine)
        return all(one.is_idle() for one in workers) and not self._refresh.isActive()

    def shutdown(self) -> None:
        """Cancel."""
        self._refresh.stop()
        for worker in (self.batch, self._lister, self._reader):
            worker.shutdown()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take folders and pictures."""
        if dropped(local_files(event.mimeData())) is None or self.batch.is_running():
            event.ignore()
        else:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """List them."""
        found = dropped(local_files(event.mimeData()))
        if found is None or self.batch.is_running():
            event.ignore()
            return
        event.acceptProposedAction()
        if isinstance(found, Path):
            self.choose_folder(str(found))
        else:
            self.choose_pictures(tuple(str(path) for path in found))

    def entries(self) -> list[MenuEntry]:
        """Return what can be saved now; the painted pictures are files already."""
        rows = csv_of(self.batch.sheet.listed, self.batch.sheet.outcomes)
        return [
            ("Table as CSV…", lambda: save_array(self, rows, NAME)),
            ("Whole view as PNG…", lambda: save_widget(self, self, NAME)),
        ]

    # Inside

    def _lay_out(self) -> None:
        bench = Workbench()
        bench.add_work(self.view)
        bench.add_card(self.card)
        bench.add_card(self.way_card)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(bench)
        self.view.table_card.add_header_widget(export_button(self.entries))

    def _connect(self) -> None:
        card, way = self.card, self.way_card
        card.folderChosen.connect(self.choose_folder)
        card.picturesChosen.connect(self.choose_pictures)
        card.bundledChosen.connect(self.choose_bundled)
        card.targetChosen.connect(self.choose_target)
        card.startWanted.connect(self.start)
        way.wayChosen.connect(lambda key: self.store.update("folder", way=key))
        way.pageWanted.connect(lambda key: self.store.edit(lambda state: replace(state, page=key)))
        self.view.rowChosen.connect(self._on_row_chosen)
        self.batch.changed.connect(self._on_batch_changed)
        self.batch.stepped.connect(self._on_batch_stepped)
        self._lister.resultReady.connect(self._take)
        self._lister.failed.connect(self._on_lister_failed)
        self._reader.resultReady.connect(self._on_reader_result)
        self._reader.failed.connect(self._on_reader_failed)
        self._refresh.timeout.connect(self._show_rows)
        self._pictures.changed.connect(self._on_pictures_changed)
        self.context.engine.ready.connect(self._on_engine_changed)
        self.context.engine.failed.connect(self._on_engine_changed)

    def _take(self, listed: Listed) -> None:
        """Show other pictures."""
        self.batch.take(listed)
        self._is_led = False
        self.card.show_source(listed.words)
        self.card.show_target(self.batch.target)
        self.card.show_message("info", "")
        self.card.after.offer()
        self._show_start()
        self._show(0)
        self._show_rows()

    def _show_start(self) -> None:
        count = self.batch.sheet.count
        words = f"Paint {many(count, 'picture')}" if count else "Paint"
        self.card.show_start(words, is_possible=bool(count) and not self.batch.is_running())

    def _show_rows(self) -> None:
        """Show what every picture came to so far."""
        self.batch.note()
        sheet = self.batch.sheet
        self.view.show_rows(sheet.cells, self._shown)
        self.view.show_sum(count_words(list(sheet.outcomes.values()), sheet.count))

    def _show(self, number: int) -> None:
        """Show a picture of the list: from its files, or as it is painted right now."""
        sheet = self.batch.sheet
        if not 0 <= number < sheet.count:
            self._shown = None
            self.view.show_nothing()
            return
        self._shown = number
        outcome, step = sheet.outcomes.get(number), sheet.painting(number)
        self._reader.discard()
        if outcome is not None and outcome.problem:
            self.view.show_problem(sheet.listed.names[number], outcome.problem)
        elif step is not None:
            self._show_step(step)
        else:
            target = None if outcome is None else outcome.target
            self._reader.submit(partial(_read, number, sheet.listed.paths[number], target))

    def _show_step(self, step: FolderStep) -> None:
        name = self.batch.sheet.listed.names[step.number]
        if step.preview is not None:
            facts = "painted" if step.outcome is not None else f"painting, {step.part:.0%}"
            self.view.show_preview(name, facts, step.preview)
        elif step.outcome is not None:
            self.view.show_problem(name, step.outcome.problem)

    def _show_end(self, state: JobState) -> None:
        sheet, target = self.batch.sheet, self.batch.target
        outcomes = list(sheet.outcomes.values())
        painted = [one.number for one in outcomes if one.target is not None]
        if outcomes and state is not JobState.FAILED:
            text = summary(outcomes, sheet.count, target)
            text = f"Cancelled. {text}" if state is JobState.CANCELLED else text
            is_whole = len(painted) == len(outcomes)
            self.card.show_message("info" if is_whole else "warning", text)
        elif state is JobState.CANCELLED:
            self.card.show_message("info", "Cancelled: nothing was painted.")
        if painted:
            self.card.after.offer(
                ("Show folder", f"Open {target}", "folder-open", partial(show_folder, target))
            )
        if painted and not self._is_led:
            self._shown = painted[-1]
        if self._shown is not None:
            self._show(self._shown)

    # Slots

    def _on_batch_stepped(self, step: FolderStep) -> None:
        if not self._is_led:
            self._shown = step.number
        if self._shown == step.number:
            self._show_step(step)
        if not self._refresh.isActive():
            self._refresh.start()

    def _on_batch_changed(self) -> None:
        is_running = self.batch.is_running()
        self.card.show_run(self.batch.run)
        self.card.lock(is_locked=is_running)
        self.way_card.lock(is_locked=is_running)
        self._show_start()
        state = self.batch.run.state()
        if state is not None and state.is_end:
            self._refresh.stop()
            self._show_end(state)
        self._show_rows()

    def _on_row_chosen(self, number: int) -> None:
        if number != self._shown:
            self._is_led = True
            self._show(number)

    def _on_lister_failed(self, error: BaseException) -> None:
        if isinstance(error, ExplorerError):
            self.card.show_message("error", str(error))
        else:
            self.context.errors.report(error)

    def _on_reader_result(self, result: tuple[int, Preview]) -> None:
        number, preview = result
        facts = "" if preview.painted_rgb is None else "painted"
        self.view.show_preview(self.batch.sheet.listed.names[number], facts, preview)

    def _on_reader_failed(self, error: BaseException) -> None:
        if not isinstance(error, ExplorerError):
            self.context.errors.report(error)
        elif self._shown is not None:
            name = self.batch.sheet.listed.names[self._shown]
            self.view.show_problem(name, str(error))

    def _on_pictures_changed(self) -> None:
        self.show_state(self.store.state)
        self._on_engine_changed()

    def _on_engine_changed(self, _what: object = None) -> None:
        if self.batch.is_wanted:
            self.start()


def _read(number: int, path: Path, target: Path | None) -> tuple[int, Preview]:
    from explorer.panels.style.folder.work import small_pair

    return number, small_pair(path, target)
