"""Which video is annotated, where it goes, and how far it is."""

from __future__ import annotations

from PySide6.QtCore import Signal

from explorer.panels.detector.files.sources import bundled_clip
from explorer.widgets.ask_files import ask_video
from explorer.widgets.buttons import push_button
from explorer.widgets.task_card import TaskCard


class VideoCard(TaskCard):
    """A video, or the bundled clip."""

    pathsChosen = Signal(tuple)  # of texts

    def __init__(self) -> None:
        some = push_button("Video…", "Open a video file", "film")
        bundled = push_button("Bundled clip", "Use the clip that is installed", "sparkles")
        start = push_button(
            "Annotate…", "Say where the annotated video goes, an H.264 MP4, and write it", "play",
            kind="primary",
        )  # fmt: skip
        super().__init__("Video", start, (some, bundled))
        some.clicked.connect(self._on_some_clicked)
        bundled.clicked.connect(lambda: self.pathsChosen.emit((bundled_clip(),)))
        bundled.setEnabled(bool(bundled_clip()))

    def _on_some_clicked(self) -> None:
        if path := ask_video(self):
            self.pathsChosen.emit((path,))
