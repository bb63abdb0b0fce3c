"""What the actions of the window do: files, clipboard, scenes, screenshots, themes, help."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMenu

from explorer.app.actions import ACTIONS, ActionKey, make_action
from explorer.app.registry import panel_info
from explorer.engine.errors import ExplorerError
from explorer.services.media import PICTURE_SUFFIXES, VIDEO_SUFFIXES, parse_source
from explorer.widgets import theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QAction

    from explorer.app.application import Application
    from explorer.services.source import SourceController

PRESENTING_SCALE = 1.35
RAIL_TOOLS = (ActionKey.LESSON, ActionKey.THEME, ActionKey.SCREENSHOT)
MENU: tuple[ActionKey | None, ...] = (
    ActionKey.OPEN_FILE, ActionKey.PASTE, None,
    ActionKey.OPEN_SCENE, ActionKey.SAVE_SCENE, None,
    ActionKey.SCREENSHOT, ActionKey.COPY_SCREENSHOT, ActionKey.PRESENT, None,
    ActionKey.LESSON, ActionKey.SHORTCUTS, ActionKey.ABOUT, None,
    ActionKey.QUIT,
)  # fmt: skip
"""The menu at the foot of the rail; None is a line."""


class Commands(QObject):
    """Gives the window its actions and does them; expected errors become a notice."""

    def __init__(self, application: Application) -> None:
        super().__init__(application.window)
        self._application = application
        self._window = application.window
        doers: dict[ActionKey, Callable[[], object]] = {
            ActionKey.OPEN_FILE: self.ask_for_file,
            ActionKey.PASTE: self.paste,
            ActionKey.OPEN_SCENE: self.ask_for_scene,
            ActionKey.SAVE_SCENE: self.ask_where_to_save_scene,
            ActionKey.SCREENSHOT: self.ask_where_to_save_screenshot,
            ActionKey.COPY_SCREENSHOT: self.copy_screenshot,
            ActionKey.PRESENT: self.toggle_presenting,
            ActionKey.THEME: self.toggle_theme,
            ActionKey.LESSON: self.show_lesson,
            ActionKey.SHORTCUTS: self.show_shortcuts,
            ActionKey.ABOUT: self.show_about,
            ActionKey.QUIT: self._window.close,
        }
        self.actions: dict[ActionKey, QAction] = {
            key: make_action(ACTIONS[key], do, self._window) for key, do in doers.items()
        }
        self._presenting = False
        self._fill_rail()
        self._window.source_bar.fileRequested.connect(self.ask_for_file)
        self._window.source_bar.pasteRequested.connect(self.paste)
        self._window.dropped.connect(self.show_mime)
        self._window.escapePressed.connect(self.stop_presenting)

    def ask_for_file(self) -> None:
        """Let the user choose a picture or a clip, and show it."""
        suffixes = " ".join(f"*{s}" for s in sorted(PICTURE_SUFFIXES | VIDEO_SUFFIXES))
        path, _ = QFileDialog.getOpenFileName(
            self._window, "Open picture or clip", "", f"Pictures and clips ({suffixes})"
        )
        if path:
            self._try(lambda: self._source.open(parse_source(path)))

    def paste(self) -> None:
        """Show the picture or file in the clipboard."""
        # Some platforms answer None, against Qt's word, when the clipboard is empty.
        self.show_mime(QGuiApplication.clipboard().mimeData() or QMimeData())

    def show_mime(self, mime: QMimeData) -> None:
        """Show what was dropped or pasted; a scene file opens as a scene."""
        from explorer.widgets.drop import scene_files

        if scenes := scene_files(mime):
            self.open_scene(Path(scenes[0]))
        else:
            self._try(lambda: self._open_mime(mime))

    def ask_for_scene(self) -> None:
        """Let the user choose a scene file."""
        path, _ = QFileDialog.getOpenFileName(self._window, "Open scene", "", "Scenes (*.json)")
        if path:
            self.open_scene(Path(path))

    def open_scene(self, path: Path) -> bool:
        """Bring back a saved view; what is wrong with the file is said and nothing changes."""
        from explorer.app.scenes import read_scene, spec_of

        def open_it() -> None:
            scene = read_scene(path)
            key = panel_info(scene.panel).key
            spec, warning = spec_of(scene.media, path) if scene.media else (None, "")
            self._window.show_panel(key, scene.state)
            if spec is not None and scene.media is not None:
                index = scene.media.frame_index
                self._source.open(spec, start_index=index or 0, frozen=index is not None)
            if warning:
                self._window.notices.show_message("warning", warning)

        return self._try(open_it)

    def ask_where_to_save_scene(self) -> None:
        """Save the present view under a name."""
        path, _ = QFileDialog.getSaveFileName(
            self._window, "Save scene", f"{self._window.pages.key}.json", "Scenes (*.json)"
        )
        if path:
            self.save_scene(Path(path))

    def save_scene(self, path: Path) -> bool:
        """Write the present view; False, and a notice, when it cannot be written."""
        from explorer.app.scenes import scene_of, write_scene

        def save_it() -> None:
            write_scene(path, scene_of(self._window.pages, path))
            self._window.status_bar.show_message(f"Saved {path.name}")

        return self._try(save_it)

    def ask_where_to_save_screenshot(self) -> None:
        """Save the window as a PNG under a name."""
        picture = self._window.grab()
        path, _ = QFileDialog.getSaveFileName(
            self._window, "Save screenshot", f"{self._window.pages.key}.png", "Pictures (*.png)"
        )
        if path:
            from explorer.app.screenshots import save_pixmap

            self._try(lambda: save_pixmap(picture, Path(path)))

    def copy_screenshot(self) -> None:
        """Put the window's picture into the clipboard."""
        QGuiApplication.clipboard().setPixmap(self._window.grab())
        self._window.status_bar.show_message("The screenshot is in the clipboard")

    def toggle_presenting(self) -> None:
        """Large type and no chrome, or back."""
        self._presenting = not self._presenting
        self._application.set_theme(
            theme.theme_choice(), PRESENTING_SCALE if self._presenting else 1.0
        )
        self._window.set_presenting(self._presenting)

    def stop_presenting(self) -> None:
        """Bring the frame back if it is hidden."""
        if self._presenting:
            self.toggle_presenting()

    def toggle_theme(self) -> None:
        """From dark to light and back."""
        dark = theme.current_theme().name == "dark"
        self._application.set_theme("light" if dark else "dark")

    def show_lesson(self) -> None:
        """Open the lesson of the panel on the screen."""
        from explorer.app.lesson import show_lesson

        if self._window.pages.key is not None:
            show_lesson(self._window, panel_info(self._window.pages.key))

    def show_shortcuts(self) -> None:
        """List every key."""
        from explorer.app.lesson import show_shortcuts

        show_shortcuts(self._window)

    def show_about(self) -> None:
        """Version, device, licences."""
        from explorer.app.lesson import show_about

        show_about(self._window)

    @property
    def _source(self) -> SourceController:
        return self._application.context.source

    def _open_mime(self, mime: QMimeData) -> None:
        from explorer.services.media import SourceSpec
        from explorer.widgets.drop import take

        taken = take(mime)
        if isinstance(taken, SourceSpec):
            self._source.open(taken)
        else:
            self._source.open_picture(taken)

    def _try(self, do: Callable[[], object]) -> bool:
        try:
            do()
        except ExplorerError as error:
            self._window.notices.show_message("error", str(error))
            return False
        return True

    def _fill_rail(self) -> None:
        for key in RAIL_TOOLS:
            self._window.rail.add_tool(self.actions[key])
        self._window.rail.add_tool(self._menu_action())

    def _menu_action(self) -> QAction:
        from PySide6.QtGui import QAction

        from explorer.widgets.icons import icon

        menu = QMenu("Menu", self._window)
        for key in MENU:
            if key is None:
                menu.addSeparator()
                continue
            if key is ActionKey.PRESENT:
                menu.addMenu(self._theme_menu(menu))
            menu.addAction(self.actions[key])
        action = QAction(icon("ellipsis", "muted"), "Menu", self._window)
        action.setToolTip("All commands and their keys")
        action.triggered.connect(lambda: menu.popup(self._window.rail_corner(menu.sizeHint())))
        return action

    def _theme_menu(self, parent: QMenu) -> QMenu:
        menu = QMenu("Colours", parent)
        for choice, words in (
            ("system", "As the system"), ("light", "Light"), ("dark", "Dark"),
        ):  # fmt: skip
            menu.addAction(words).triggered.connect(
                lambda _checked=False, choice=choice: self._application.set_theme(choice)
            )
        return menu
