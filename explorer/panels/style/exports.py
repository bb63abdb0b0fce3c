"""What leaves the panel as a file: the picture with its settings, the evolution as a film."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QMessageBox

from explorer.engine.errors import ExplorerError
from explorer.panels.style.described import Part, evolution, held_pictures, way_names, way_to
from explorer.panels.style.evolution_dialog import EvolutionDialog
from explorer.panels.style.opening import SettingsOpener
from explorer.panels.style.plan import plan_of
from explorer.services.jobs import JobState
from explorer.widgets.export import ask_path, save_widget
from explorer.widgets.task_run import TaskRun

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from explorer.panels.style.shared import Shared
    from explorer.panels.style.state import PaintState
    from explorer.panels.style.values import Moment
    from explorer.panels.style.writing import Saved
    from explorer.widgets.exporter import MenuEntry
    from explorer.widgets.page import Page

    Make = Callable[[], Generator[float, None, Saved]]
    Way = tuple[Part, ...]
    Run = TaskRun[float, float, Saved]

HELD = (
    "{titles} came from no file, so the settings can name no file. Save it beside them as a PNG? "
    "Without it the picture cannot be painted again."
)


def entries(page: Page, shared: Shared, state: PaintState) -> list[MenuEntry]:
    """Return what can be saved or opened now, for a menu of the page.

    Jobs that are begun here belong to the page; `exports_of(page, shared)` says whether they rest.
    """
    return exports_of(page, shared).entries(state)


def exports_of(page: Page, shared: Shared) -> Exports:
    """Return the page's exports, the same at every call."""
    for child in page.children():
        if isinstance(child, Exports):
            return child
    return Exports(page, shared)


class Exports(QObject):
    """Asks where, and writes in jobs; says by the page's notices what came of them."""

    def __init__(self, page: Page, shared: Shared) -> None:
        super().__init__(page)
        self._page, self._shared = page, shared
        self._runs: list[Run] = []
        self.opener = SettingsOpener(page, shared, self)

    def entries(self, state: PaintState) -> list[MenuEntry]:
        """Return what can be saved or opened now: what was shown when the menu opened."""
        moment = self._shared.studio.shown()
        saves = self._of_plan(state) if moment is None else self._of_moment(moment)
        whole = partial(save_widget, self._page, self._page, "style transfer")
        return [
            *saves,
            ("Open settings…", self.opener.ask),
            ("Whole view as PNG…", whole),
        ]

    def is_idle(self) -> bool:
        """Whether nothing is written or read."""
        return all(run.is_idle() for run in self._runs) and self.opener.is_idle()

    def shutdown(self) -> None:
        """Cancel, and leave nothing half-written."""
        for run in self._runs:
            run.shutdown()
        self.opener.shutdown()

    def save(self, path: Path, parts: Way, rgb: NDArray[np.uint8] | None, keep_held: bool) -> None:
        """Write a picture with its settings, or the settings alone."""
        self._begin(path, partial(_save_painting, path, parts, rgb, keep_held))

    def save_film(
        self, path: Path, frames: Sequence[NDArray[np.uint8]], fps: float, hold_s: float
    ) -> Run:
        """Write pictures as a film, and return what writes it."""
        return self._begin(path, partial(_save_evolution, path, frames, fps, hold_s))

    # What there is to save

    def _of_moment(self, moment: Moment) -> list[MenuEntry]:
        branches = self._shared.studio.branches
        best, moments = branches[moment.branch].best(), evolution(branches, moment)
        found: list[MenuEntry] = [
            ("Picture as PNG, settings inside…", partial(self._save_moment, moment, ".png")),
        ]
        if best is not None and best.index != moment.index:
            words = f"Best picture (step {best.index:,}) as PNG, settings inside…"
            found.append((words, partial(self._save_moment, best, ".png")))
        if len(moments) > 1:
            found += [
                (f"Evolution as {suffix[1:].upper()}…", partial(self._ask_film, moment, suffix))
                for suffix in (".mp4", ".gif")
            ]
        return [*found, ("Settings file…", partial(self._save_moment, moment, ".json"))]

    def _of_plan(self, state: PaintState) -> list[MenuEntry]:
        if not self._shared.pictures.pictures.is_whole:
            return []
        return [("Settings file…", partial(self._save_plan, state))]

    def _save_moment(self, moment: Moment, suffix: str) -> None:
        parts = way_to(self._shared.studio.branches, moment)
        self._ask(parts, moment.rgb, suffix)

    def _save_plan(self, state: PaintState) -> None:
        device = self._page.context.engine.device
        try:
            chosen = None if device is None else str(device)
            plan = plan_of(state, self._shared.pictures.pictures, chosen)
        except ExplorerError as error:
            self._page.noticeRequested.emit("error", str(error))
        else:
            self._ask((Part(plan, plan.config.steps),), None, ".json")

    # Asking

    def _ask(self, parts: Way, rgb: NDArray[np.uint8] | None, suffix: str) -> None:
        """Ask where, and whether pictures without a file go there, too."""
        path = ask_path(self._page, f"{parts[-1].plan.content.title} painted", suffix)
        if path is None:
            return
        held = held_pictures(parts)
        if not held:
            self.save(path, parts, rgb, keep_held=False)
            return
        box = _held_box(self._page, [picture.title for picture in held.values()])
        box.finished.connect(
            lambda _: self._on_held_answered(box, partial(self.save, path, parts, rgb))
        )
        box.open()

    def _on_held_answered(self, box: QMessageBox, save: Callable[[bool], None]) -> None:
        role = box.buttonRole(box.clickedButton()) if box.clickedButton() else None
        if role in (QMessageBox.ButtonRole.AcceptRole, QMessageBox.ButtonRole.DestructiveRole):
            save(role is QMessageBox.ButtonRole.AcceptRole)

    def _ask_film(self, moment: Moment, suffix: str) -> None:
        branches = self._shared.studio.branches
        moments = evolution(branches, moment)
        title = branches[moment.branch].plan.content.title
        dialog = EvolutionDialog(self._page, title, way_names(branches, moment), moments, suffix)
        dialog.begun.connect(partial(self._on_film_begun, dialog))
        dialog.open()

    def _on_film_begun(self, dialog: EvolutionDialog, path: Path) -> None:
        frames = [moment.rgb for moment in dialog.moments]
        dialog.follow(self.save_film(path, frames, dialog.fps, dialog.hold_s))

    # Writing

    def _begin(self, path: Path, make: Make) -> Run:
        run: Run = TaskRun(self._page.context, self)
        run.changed.connect(partial(self._on_run_changed, run, path))
        self._runs = [one for one in self._runs if not one.is_idle()] + [run]
        run.start(f"Saving {path.name}", make, _itself, _itself)
        return run

    def _on_run_changed(self, run: Run, path: Path) -> None:
        say = self._page.noticeRequested.emit
        if run.result is not None:
            beside = "".join(f" Beside it lies {one.name}." for one in run.result.beside)
            say("info", f"Saved as {run.result.path}.{beside}")
        elif isinstance(run.failure, ExplorerError):
            say("error", str(run.failure))
        elif run.state() is JobState.CANCELLED:
            say("info", f"Cancelled: {path.name} was not written.")


def _held_box(page: Page, titles: list[str]) -> QMessageBox:
    text = HELD.format(titles=" and ".join(titles))
    box = QMessageBox(QMessageBox.Icon.Question, "A picture without a file", text, parent=page)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    both = box.addButton("Save both", QMessageBox.ButtonRole.AcceptRole)
    box.addButton("Without it", QMessageBox.ButtonRole.DestructiveRole)
    box.addButton("Cancel", QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(both)
    return box


def _itself(fraction: float) -> float:
    return fraction


def _save_painting(
    path: Path, parts: Way, rgb: NDArray[np.uint8] | None, keep_held: bool
) -> Generator[float, None, Saved]:
    from explorer.panels.style.writing import save_painting

    return save_painting(path, parts, rgb, keep_held=keep_held)


def _save_evolution(
    path: Path, frames: Sequence[NDArray[np.uint8]], fps: float, hold_s: float
) -> Generator[float, None, Saved]:
    from explorer.panels.style.writing import save_evolution

    return save_evolution(path, frames, fps, hold_s)
