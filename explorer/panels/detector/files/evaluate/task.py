"""How good the detector is: annotations read, every picture looked at, the figures shown."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from explorer.engine.errors import ExplorerError
from explorer.panels.detector.files.evaluate.card import EvaluateCard
from explorer.panels.detector.files.evaluate.exports import entries
from explorer.panels.detector.files.evaluate.values import HELD_OUT_WORDS, EvaluateRequest
from explorer.panels.detector.files.evaluate.view import EvaluateView
from explorer.panels.detector.files.evaluate.words import (
    CANCELLED,
    DIGITS_ONLY,
    READING,
    READY,
    SCENES,
    STALE,
    WAITING,
    left_out,
    many_problems,
)
from explorer.panels.detector.files.sources import HELD_OUT, source_words
from explorer.panels.detector.files.task import Desk, Task
from explorer.panels.detector.models import usual_size
from explorer.panels.detector.nothing_found import LECTURE
from explorer.panels.detector.state import FilesState
from explorer.services.jobs import JobState
from explorer.services.latest import LatestWins
from explorer.widgets.ask_files import ask_folder
from explorer.widgets.counting import many
from explorer.widgets.exporter import export_button
from explorer.widgets.task_run import TaskRun

if TYPE_CHECKING:
    from collections.abc import Generator

    from PySide6.QtWidgets import QWidget

    from explorer.engine.evaluation.annotations import AnnotatedFolder
    from explorer.panels.detector.files.evaluate.values import (
        Evaluated,
        EvaluateStep,
        ExampleStep,
    )
    from explorer.panels.detector.files.shelf import DetectorShelf
    from explorer.panels.detector.state import DetectorState


class EvaluateTask(Task):
    """Reads the annotations as soon as they are chosen; evaluates when it is told to."""

    key = "evaluate"

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        self.evaluate_card, self.evaluate_view = EvaluateCard(), EvaluateView()
        super().__init__(desk, self.evaluate_card, self.evaluate_view, parent)
        self.run: TaskRun[EvaluateStep, str, Evaluated] = TaskRun(desk.context, self)
        self.making: TaskRun[ExampleStep, ExampleStep, ExampleStep] = TaskRun(desk.context, self)
        self.folder: AnnotatedFolder | None = None
        self._reader: LatestWins[AnnotatedFolder] = LatestWins(self, name="annotations")
        self._connect()

    @property
    def evaluated(self) -> Evaluated | None:
        """What came of it."""
        return self.run.result

    def take_files(self, files: FilesState) -> None:
        """Read other annotations; what was found in the former ones goes."""
        self.card.show_source(source_words(files))
        self.card.show_message("info", "")
        self.evaluate_card.show_problems(())
        self.evaluate_card.show_rules(held_out=self._is_held_out())
        self._reader.discard()
        self.folder = None
        self.run.forget()
        self.card.show_run(self.run)
        self._read()
        self._show_words()

    def show_choices(self, state: DetectorState) -> None:
        """Count at another score; say when the figures are of other choices."""
        self.evaluate_view.results.show_score(state.thresholds.score)
        self._show_words()

    def begin(self) -> None:
        """Look at every picture."""
        request = EvaluateRequest(self.folder, self.look())
        shelf = self.desk.shelf
        self.evaluate_view.moment.clear()
        if self._is_held_out():
            self.run.start(HELD_OUT_WORDS, lambda: _scenes(request), _problem_of, _fraction)
        elif self.folder is not None:
            title = f"Evaluating {Path(self.files.path).name if self.files else ''}"
            self.run.start(title, lambda: _folder(request, shelf), _problem_of, _fraction)

    def runs(self) -> tuple[TaskRun[Any, Any, Any], ...]:
        """Return evaluating and making an example."""
        return self.run, self.making

    def refresh(self) -> None:
        """Nothing waits for a moment: the newest step is shown as it comes."""

    def present(self) -> None:
        """Evaluate what was chosen."""
        if self.files is not None and self.evaluated is None:
            self.start()

    def choose(self, paths: tuple[str, ...]) -> None:
        """Take a folder, a file or the held-out scenes; these need the lecture's detector."""
        if paths[0] == HELD_OUT:
            self._choose_lecture()
        self.chosen.emit(FilesState("evaluate", paths[0]), False)

    def make_example(self, folder: Path) -> None:
        """Write an example into a folder, and choose it."""
        self.card.show_message("info", "")
        self.making.start(
            "Composing scenes",
            lambda: _example(folder),
            lambda step: step,
            lambda step: step.fraction,
        )

    def engine_ready(self) -> None:
        """Read what was chosen before PyTorch was there."""
        super().engine_ready()
        if self.folder is None and self._reader.is_idle():
            self._read()
            self._show_words()

    def is_idle(self) -> bool:
        """Whether nothing is read or evaluated."""
        return super().is_idle() and self._reader.is_idle()

    def shutdown(self) -> None:
        """Cancel."""
        super().shutdown()
        self._reader.shutdown()

    def _connect(self) -> None:
        card, guide = self.evaluate_card, self.evaluate_view.guide
        card.pathsChosen.connect(self.choose)
        card.exampleWanted.connect(self._on_example_wanted)
        guide.exampleWanted.connect(self._on_example_wanted)
        guide.evaluateWanted.connect(self.start)
        guide.scenesWanted.connect(lambda: self.choose((HELD_OUT,)))
        guide.folderWanted.connect(self._on_folder_wanted)
        button = export_button(lambda: entries(self))
        self.evaluate_view.results.figure_card.add_header_widget(button)
        self.run.changed.connect(self._on_run_changed)
        self.run.previewed.connect(self._on_run_previewed)
        self.making.changed.connect(self._on_making_changed)
        self._reader.resultReady.connect(self._on_reader_result)
        self._reader.failed.connect(self._on_reader_failed)

    def _is_held_out(self) -> bool:
        return self.files is not None and self.files.path == HELD_OUT

    def _choose_lecture(self) -> None:
        if self.desk.store.state.model.name != LECTURE:
            self.desk.store.update("model", name=LECTURE, size=usual_size(LECTURE))

    def _read(self) -> None:
        """Read the annotations in a worker, which imports torch with them."""
        if self.files is None or self._is_held_out() or not self.desk.context.engine.is_ready:
            return
        self._reader.submit(partial(_open, self.files.path))

    def _show_words(self) -> None:
        name = self.desk.store.state.model.name
        obstacle = DIGITS_ONLY if self._is_held_out() and name != LECTURE else ""
        is_there = self._is_held_out() or self.folder is not None
        is_possible = is_there and not obstacle and not self.run.is_running()
        self.card.show_start("Evaluate", is_possible=is_possible)
        stale = STALE if self._is_stale() else ""
        self.card.show_remark(obstacle or stale)
        if self.evaluated is None and not self.run.is_running():
            self.evaluate_view.show_guide(self._guide_text(), is_ready=is_possible)

    def _guide_text(self) -> str:
        if self.files is None:
            return ""
        if self._is_held_out():
            return SCENES
        if self.folder is not None:
            return READY.format(boxes=self.folder.boxes, pictures=len(self.folder))
        if not self.desk.context.engine.is_ready:
            return self.desk.context.engine.failure or WAITING
        return "" if self._reader.is_idle() else READING

    def _is_stale(self) -> bool:
        """Whether the figures are of other choices; the score's slider only counts anew."""
        evaluated, state = self.evaluated, self.desk.store.state
        if evaluated is None:
            return False
        look = evaluated.look
        if look.model != state.model:
            return True
        same = replace(
            state.thresholds, score=look.thresholds.score, max_boxes=look.thresholds.max_boxes
        )
        return look.thresholds != same and not self._is_held_out()

    def _on_reader_result(self, folder: AnnotatedFolder) -> None:
        self.folder = folder
        form = {"voc": "PASCAL VOC", "coco": "COCO"}[folder.form]
        self.card.show_message(
            "info",
            f"{form}: {many(len(folder), 'picture')}, {many(folder.boxes, 'box', 'boxes')}, "
            f"{many(len(folder.class_names), 'class', 'classes')}. "
            f"{many_problems(len(folder.problems))}".strip(),
        )
        self.evaluate_card.show_problems([str(problem) for problem in folder.problems])
        self._show_words()

    def _on_reader_failed(self, error: BaseException) -> None:
        if isinstance(error, ExplorerError):
            self.card.show_message("error", str(error))
        else:
            self.desk.context.errors.report(error)
        self._show_words()

    def _on_run_previewed(self, step: EvaluateStep) -> None:
        if step.facts is not None:
            self.take_facts(step.facts)
        if self.run.result is None:
            self.evaluate_view.show_step(step)

    def _on_run_changed(self) -> None:
        run, score = self.run, self.desk.store.state.thresholds.score
        self.card.show_run(run)
        if run.state() is JobState.CANCELLED:
            self.card.show_message("info", CANCELLED)
        if run.result is not None:
            self.evaluate_view.show_evaluated(run.result, score)
            self._show_problems(run.result)
        self._show_words()

    def _show_problems(self, evaluated: Evaluated) -> None:
        """Say which classes and pictures did not count."""
        before = () if self.folder is None else tuple(map(str, self.folder.problems))
        self.evaluate_card.show_problems((*evaluated.problems, *before))
        words = left_out(evaluated)
        self.card.show_message("warning" if words else "info", words or evaluated.note)

    def _on_folder_wanted(self) -> None:
        if path := ask_folder(self.parent_widget, "Open a folder with annotations"):
            self.choose((path,))

    def _on_example_wanted(self) -> None:
        engine = self.desk.context.engine
        if not engine.is_ready:
            self.card.show_message("info", engine.failure or "PyTorch is loading; try again then.")
        elif folder := ask_folder(self.parent_widget, "Make the example in…"):
            self.make_example(Path(folder))

    def _on_making_changed(self) -> None:
        self.card.show_run(self.making)
        made = self.making.result
        if made is not None and self.making.state() is JobState.DONE:
            self._choose_lecture()
            self.choose((str(made.folder),))


def _problem_of(step: EvaluateStep) -> str:
    return step.problem


def _fraction(step: EvaluateStep) -> float:
    return step.fraction


def _open(path: str) -> AnnotatedFolder:
    from explorer.engine.evaluation.annotations import open_annotations

    return open_annotations(path)


def _folder(
    request: EvaluateRequest, shelf: DetectorShelf
) -> Generator[EvaluateStep, None, Evaluated]:
    from explorer.panels.detector.files.evaluate.work import evaluate_folder

    return evaluate_folder(request, shelf)


def _scenes(request: EvaluateRequest) -> Generator[EvaluateStep, None, Evaluated]:
    from explorer.panels.detector.files.evaluate.work import evaluate_scenes

    return evaluate_scenes(request)


def _example(folder: Path) -> Generator[ExampleStep, None, ExampleStep]:
    from explorer.panels.detector.files.evaluate.example import write_example

    return write_example(folder)
