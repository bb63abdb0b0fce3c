"""The list of everything that pictures can come from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from explorer.services.cameras import RESOLUTIONS, Camera, CameraFinder
from explorer.services.media import bundled_media
from explorer.widgets.icons import icon
from explorer.widgets.labels import plain_tip
from explorer.widgets.theme import current_theme

if TYPE_CHECKING:
    from collections.abc import Iterable

    from explorer.services.media import SourceSpec
    from explorer.services.source import SourceController


class SourceMenu(QMenu):
    """Cameras by name, bundled clips and pictures, files. Cameras are looked for in a worker."""

    fileRequested = Signal()
    pasteRequested = Signal()

    def __init__(self, source: SourceController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._source = source
        self._finder = CameraFinder(self)
        self._finder.found.connect(self._on_finder_found)
        self._finder.failed.connect(self._on_finder_failed)
        self._camera_actions: list[QAction] = []
        self._after_cameras: QAction | None = None
        self.setToolTipsVisible(True)

    def popup_below(self, button: QWidget) -> None:
        """Build the list as things are now and show it under a button."""
        self._build()
        self.setMinimumWidth(button.width())
        self.popup(button.mapToGlobal(QPoint(0, button.height() + 2)))

    def is_idle(self) -> bool:
        """Return True when the search for cameras is over."""
        return self._finder.is_idle()

    def shutdown(self) -> None:
        """Stop looking for cameras."""
        self._finder.shutdown()

    def _build(self) -> None:
        self.clear()
        self._camera_actions = []
        self._add_header("Cameras")
        self._after_cameras = self.addMenu(self._resolutions())
        self.addSeparator()
        self._set_cameras([self._note("Looking for cameras…")])
        media = bundled_media()
        self._add_sources("Clips", "film", [spec for spec in media if spec.kind == "video"])
        self._add_sources("Pictures", "image", [spec for spec in media if spec.kind == "picture"])
        self._add_files()
        self._finder.look()

    def _resolutions(self) -> QMenu:
        menu = QMenu("Camera resolution", self)
        for resolution in (None, *RESOLUTIONS):
            text = "As the camera likes" if resolution is None else "{} × {}".format(*resolution)
            action = menu.addAction(text)
            action.setCheckable(True)
            action.setChecked(resolution == self._source.resolution)
            action.triggered.connect(
                lambda _checked, resolution=resolution: self._source.set_resolution(resolution)
            )
        return menu

    def _add_files(self) -> None:
        self._add_header("Yours")
        opened = self.addAction(icon("folder-open", "muted"), "Open a picture or video…")
        opened.triggered.connect(self.fileRequested)
        pasted = self.addAction(icon("clipboard-paste", "muted"), "Paste a picture")
        pasted.triggered.connect(self.pasteRequested)

    def _add_header(self, text: str) -> None:
        header = self.addAction(text)
        header.setEnabled(False)
        header.setFont(current_theme().font("caption"))

    def _add_sources(self, header: str, icon_name: str, specs: Iterable[SourceSpec]) -> None:
        self._add_header(header)
        for spec in specs:
            self.addAction(self._source_action(spec, icon_name))
        self.addSeparator()

    def _source_action(self, spec: SourceSpec, icon_name: str) -> QAction:
        action = QAction(icon(icon_name, "muted", checked="accent"), spec.title, self)
        named = Path(spec.location).name if spec.kind != "camera" else spec.title
        action.setToolTip(plain_tip(named))
        action.setCheckable(True)
        action.setChecked(spec == self._source.spec)
        action.triggered.connect(lambda: self._source.open(spec))
        return action

    def _note(self, text: str) -> QAction:
        action = QAction(text, self)
        action.setEnabled(False)
        return action

    def _set_cameras(self, actions: list[QAction]) -> None:
        for old in self._camera_actions:
            self.removeAction(old)
            old.deleteLater()
        self._camera_actions = actions
        if self._after_cameras is not None:
            self.insertActions(self._after_cameras, actions)

    def _on_finder_found(self, cameras: tuple[Camera, ...]) -> None:
        found = [self._source_action(camera.spec, "video") for camera in cameras]
        self._set_cameras(found or [self._note("No camera found")])

    def _on_finder_failed(self, error: Exception) -> None:
        self._set_cameras([self._note(f"Cameras cannot be listed: {error}")])
