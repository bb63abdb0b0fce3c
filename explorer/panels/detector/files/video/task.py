"""A video with boxes drawn into it: chosen, looked at, written, opened."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from explorer.engine.errors import ExplorerError
from explorer.panels.detector.files.asking import ask_target
from explorer.panels.detector.files.saving import BoxSaver
from explorer.panels.detector.files.sources import BUNDLED, bundled_clip, source_words, video_of
from explorer.panels.detector.files.task import Desk, Task
from explorer.panels.detector.files.video.card import VideoCard
from explorer.panels.detector.files.video.first import first_frame
from explorer.panels.detector.files.video.target import check_target, suggested
from explorer.panels.detector.files.video.values import VideoRequest
from explorer.panels.detector.files.video.view import VideoView
from explorer.panels.detector.state import FilesState
from explorer.services.ffmpeg import VideoError
from explorer.services.jobs import JobState
from explorer.services.latest import LatestWins
from explorer.services.media import SourceError, parse_source
from explorer.widgets.ask_files import show_folder
from explorer.widgets.export import save_image, save_widget
from explorer.widgets.exporter import export_button
from explorer.widgets.task_run import TaskRun

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtWidgets import QWidget

    from explorer.engine.box_files import PictureBoxes
    from explorer.panels.detector.files.shelf import DetectorShelf
    from explorer.panels.detector.files.video.values import (
        Annotated,
        Peek,
        VideoFacts,
        VideoStep,
    )
    from explorer.panels.detector.state import DetectorState
    from explorer.panels.detector.values import DetectRequest
    from explorer.widgets.exporter import MenuEntry

    First = tuple[VideoFacts, NDArray[np.uint8]]

CANCELLED = "Cancelled: no video was written. The boxes of {done:,} frames can be saved."


class VideoTask(Task):
    """Shows the first frame as it would be drawn; then each frame as it is written."""

    key = "video"

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        self.video_card, self.video_view = VideoCard(), VideoView()
        super().__init__(desk, self.video_card, self.video_view, parent)
        self.run: TaskRun[VideoStep, PictureBoxes, Annotated] = TaskRun(desk.context, self)
        self.saver = BoxSaver(parent, desk.context.errors)
        self.request: VideoRequest | None = None
        self._first: First | None = None
        self._asked: DetectRequest | None = None
        self._reader: LatestWins[First] = LatestWins(self, name="first frame")
        self._looker: LatestWins[Peek] = LatestWins(self, name="first frame's boxes")
        self._connect()

    @property
    def video(self) -> VideoFacts | None:
        """What the chosen video is, once it was read."""
        return None if self._first is None else self._first[0]

    @property
    def frames(self) -> list[PictureBoxes]:
        """What was found so far."""
        return self.run.steps

    def take_files(self, files: FilesState) -> None:
        """Show another video's first frame."""
        self.card.show_source(source_words(files))
        self.card.show_message("info", "")
        self._reader.discard()
        self._looker.discard()
        self._first, self._asked = None, None
        if not self.run.is_running():
            self.video_view.clear(*(("Reading…", "") if files.path else ()))
        if files.path:
            self._read(files)
        self._show_start()

    def show_choices(self, state: DetectorState) -> None:
        """Show the first frame's boxes with other thresholds, unless a video is shown."""
        self._ask_first()

    def begin(self) -> None:
        """Ask where the video goes, and write it."""
        if self._first is None:
            return
        target = ask_target(self.parent_widget, self._suggested())
        if target is not None:
            self.annotate(target)

    def annotate(self, target: Path) -> None:
        """Write the chosen video with boxes, unless the place is no good."""
        assert self._first is not None
        video = self._first[0]
        try:
            check_target(video.path, target)
        except VideoError as error:
            self.card.show_message("error", str(error))
            return
        self._looker.discard()
        self._asked = None
        self.request = request = VideoRequest(video.path, target, self.look())
        shelf = self.desk.shelf
        self.run.start(
            f"Annotating {video.path.name}",
            lambda: _annotate(request, shelf),
            _boxes_of,
            _fraction if video.count else None,
        )

    def runs(self) -> tuple[TaskRun[Any, Any, Any], ...]:
        """Return the writing of the video."""
        return (self.run,)

    def present(self) -> None:
        """Show the bundled clip's first frame; a video is written only where a person says."""
        if self.files is None:
            self.choose((bundled_clip(),))

    def choose(self, paths: tuple[str, ...]) -> None:
        """Take a video."""
        self.chosen.emit(FilesState("video", paths[0]), False)

    def engine_ready(self) -> None:
        """Look at the first frame."""
        super().engine_ready()
        self._ask_first()

    def is_idle(self) -> bool:
        """Whether nothing is read, found or written."""
        workers = (self._reader, self._looker, self.saver)
        return super().is_idle() and all(worker.is_idle() for worker in workers)

    def shutdown(self) -> None:
        """Cancel."""
        super().shutdown()
        for worker in (self._reader, self._looker, self.saver):
            worker.shutdown()

    def entries(self) -> list[MenuEntry]:
        """Return what can be saved now."""
        parent, picture = self.parent_widget, self.video_view.picture
        entries: list[MenuEntry] = []
        if self.frames:
            names = self.frames[0].detections.class_names
            entries += self.saver.entries(self.frames, names, "boxes of frames")
        if picture.image is not None:
            image = picture.rendered()
            entries.append(("Frame as PNG…", lambda: save_image(parent, image, "frame")))
        return [*entries, ("Whole view as PNG…", lambda: save_widget(parent, parent, "video"))]

    def refresh(self) -> None:
        """Show how many boxes the frames had."""
        video = self.video
        self.video_view.show_counts(self.frames, None if video is None else video.count)

    def _connect(self) -> None:
        self.video_card.pathsChosen.connect(self.choose)
        self.video_view.bundledWanted.connect(lambda: self.choose((bundled_clip(),)))
        self.video_view.card.add_header_widget(export_button(self.entries))
        self.run.changed.connect(self._on_run_changed)
        self.run.previewed.connect(self._on_run_previewed)
        self.saver.saved.connect(lambda path: self.card.show_message("info", f"Saved as {path}."))
        self.saver.failed.connect(lambda text: self.card.show_message("error", text))
        self._reader.resultReady.connect(self._on_reader_result)
        self._reader.failed.connect(self._on_failed)
        self._looker.resultReady.connect(self._on_looker_result)
        self._looker.failed.connect(self._on_failed)

    def _read(self, files: FilesState) -> None:
        try:
            path = video_of(files)
        except SourceError as error:
            self._on_failed(error)
        else:
            self._reader.submit(partial(first_frame, path))

    def _ask_first(self) -> None:
        """Have the first frame looked at with other thresholds, unless a video is written."""
        is_free = self.desk.context.engine.is_ready and not self.run.is_running()
        if self._first is None or not is_free:
            return
        look = self.look()
        if look != self._asked:
            self._asked = look
            self._looker.submit(partial(_peek, *self._first, look, self.desk.shelf))

    def _suggested(self) -> Path:
        assert self._first is not None
        assert self.files is not None
        path = self._first[0].path
        return suggested(path, is_bundled=self.files.path.startswith(BUNDLED))

    def _show_start(self) -> None:
        is_possible = self._first is not None and not self.run.is_running()
        self.card.show_start("Annotate…", is_possible=is_possible)

    def _on_reader_result(self, first: First) -> None:
        self._first = first
        if not self.run.is_running():
            self.run.forget()
            self.video_view.clear("Looking…", "")
            self.video_view.show_video(first[0])
            self.video_view.picture.set_rgb(first[1])
        self._show_start()
        self._ask_first()

    def _on_looker_result(self, peek: Peek) -> None:
        self.take_facts(peek.facts)
        if not self.run.is_running():
            self.video_view.show_peek(peek)

    def _on_failed(self, error: BaseException) -> None:
        if not isinstance(error, ExplorerError):
            self.desk.context.errors.report(error)
            return
        self.card.show_message("error", str(error))
        if self._first is None and not self.run.is_running():
            self.video_view.clear()

    def _on_run_previewed(self, step: VideoStep) -> None:
        self.take_facts(step.facts)
        self.video_view.show_step(step)
        self.refresh_soon()

    def _on_run_changed(self) -> None:
        run = self.run
        self.card.show_run(run)
        self._show_start()
        if run.state() is JobState.CANCELLED:
            done = len(self.frames)
            self.card.show_message("info", CANCELLED.format(done=done) if done else "Cancelled.")
        if run.result is not None:
            self._show_done(run.result)
        if run.state() is not None and not run.is_running():
            self.refresh()

    def _show_done(self, done: Annotated) -> None:
        text = f"{done.text()} {done.problem}".strip()
        self.card.show_message("warning" if done.problem else "info", text)
        target = done.target
        self.card.after.offer(
            ("Open in the panel", "Play the annotated video as the source of all pages", "play",
             lambda: self._open(target)),
            ("Show folder", f"Open {target.parent}", "folder-open",
             lambda: show_folder(target.parent)),
        )  # fmt: skip

    def _open(self, target: Path) -> None:
        try:
            self.desk.context.source.open(parse_source(str(target)))
        except SourceError as error:  # it was moved meanwhile
            self.card.show_message("error", str(error))
        else:
            self.desk.store.edit(lambda state: replace(state, page="live"))


def _boxes_of(step: VideoStep) -> PictureBoxes:
    return step.boxes


def _fraction(step: VideoStep) -> float:
    return step.fraction


def _peek(
    video: VideoFacts, rgb: NDArray[np.uint8], request: DetectRequest, shelf: DetectorShelf
) -> Peek:
    from explorer.panels.detector.files.video.work import peek

    return peek(video, rgb, request, shelf)


def _annotate(request: VideoRequest, shelf: DetectorShelf) -> Generator[VideoStep, None, Annotated]:
    from explorer.panels.detector.files.video.work import annotate

    return annotate(request, shelf)
