"""The application as one object: services, window, and the order in which they start and stop."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, Qt, QTimer
from PySide6.QtWidgets import QApplication

from explorer.app.cli import DEFAULT_SIZE, Options
from explorer.app.commands import Commands
from explorer.app.registry import PANELS, PanelKey
from explorer.app.version import NAME
from explorer.app.window import MainWindow
from explorer.services.engine_loader import EngineLoader
from explorer.services.errors import ErrorHub
from explorer.services.garbage import GuiCollector
from explorer.services.job_registry import JobRegistry
from explorer.services.media import SourceError, SourceSpec, bundled_media, parse_source
from explorer.services.settings import Settings, SettingsStore
from explorer.services.source import SourceController
from explorer.widgets import theme
from explorer.widgets.icons import icon
from explorer.widgets.panel import PanelContext

if TYPE_CHECKING:
    from explorer.widgets.theme import ThemeChoice

ENGINE_DELAY_MS = 50
FIRST_PANEL = PanelKey.FILTERS
DEFAULT_SOURCE = "camera:0"
OFFSCREEN_SOURCE = "astronaut"
"""What a picture without a person shows: the same on every machine, camera or not."""


class Application:
    """Owns everything that lives as long as the process.

    Parameters
    ----------
    options
        What the command line asked for; it wins over what is remembered. What of it could not be
        had is said in ``start_problem``, and the window opens all the same.
    restore_window
        Use the remembered geometry, panel and source; pictures for slides do not.
    """

    def __init__(self, options: Options, *, restore_window: bool = True) -> None:
        self.options = options
        self._remembers = restore_window
        self.qt = _qt_application()
        self.errors = ErrorHub()
        self.errors.install()
        self._garbage = GuiCollector()
        self.settings_store = SettingsStore()
        self.settings = self.settings_store.load() if restore_window else Settings()
        self.set_theme(options.theme or (self.settings.theme if restore_window else "dark"))
        self.context = self._build_context()
        self.window = MainWindow(self.context, self.settings.panels)
        self.commands = Commands(self)
        self.start_problem = ""
        self._chose_device = (options.device or self.settings.device) != "auto"
        # Importing torch holds the interpreter now and then: the panel is painted first.
        self._engine_delay = QTimer(self.window, singleShot=True, interval=ENGINE_DELAY_MS)
        self._engine_delay.timeout.connect(self.context.engine.start)
        self._loaded = False
        self._is_shut_down = False
        self.context.engine.ready.connect(self._on_engine_loaded)
        self.context.engine.failed.connect(self._on_engine_failed)
        self.window.firstPainted.connect(self._start_services, Qt.ConnectionType.QueuedConnection)
        self.window.closing.connect(self._remember)
        self.window.resize(*(options.size or DEFAULT_SIZE))

    def run(self) -> int:
        """Show the window, run until it is closed, stop everything; the exit code."""
        from explorer.app.interrupt import Interrupts

        interrupts = Interrupts(self.qt.quit)
        self._restore_geometry()
        self.window.show()
        code = self.qt.exec()
        self.shutdown()
        interrupts.shutdown()
        return code

    def is_loaded(self) -> bool:
        """Whether the engine is there, or it is known that it cannot be."""
        return self._loaded

    def set_theme(self, choice: ThemeChoice, scale: float | None = None) -> None:
        """Give every widget other colours or another size, at once."""
        theme.apply_theme(self.qt, choice, scale or theme.current_theme().scale)

    def shutdown(self) -> None:
        """Stop every worker in bounded time; safe to call twice."""
        if self._is_shut_down:
            return
        self._is_shut_down = True
        self._engine_delay.stop()
        self.window.shutdown()
        self.context.jobs.shutdown()
        self.context.source.shutdown()
        self.context.engine.shutdown()
        self.window.close()
        self.window.deleteLater()
        self._garbage.shutdown()
        self.errors.shutdown()

    def _build_context(self) -> PanelContext:
        return PanelContext(
            source=SourceController(),
            jobs=JobRegistry(),
            errors=self.errors,
            engine=EngineLoader(self.options.device or self.settings.device),
        )

    def _start_services(self) -> None:
        """After the first picture: the panel, the source, then torch in the background."""
        self._open_first_source()
        if self.options.scene is not None and not self.commands.open_scene(self.options.scene):
            self.start_problem = self.window.notices.texts[-1]
        if self.window.panel is None:
            self.window.show_panel(self._first_panel())
        if self.settings_store.message:
            self.window.notices.show_message("warning", self.settings_store.message)
        self._engine_delay.start()

    def _open_first_source(self) -> None:
        try:
            spec = self._first_source()
        except SourceError as error:
            self.start_problem = str(error)
            self.window.notices.show_message("error", self.start_problem)
            spec = bundled_media()[0]
        self.context.source.open(spec, frozen=not self._remembers)

    def _first_source(self) -> SourceSpec:
        if self.options.source is not None:
            return parse_source(self.options.source)
        if not self._remembers:
            return parse_source(f"bundled:{OFFSCREEN_SOURCE}")
        return parse_source(self.settings.source or DEFAULT_SOURCE)

    def _first_panel(self) -> PanelKey:
        wanted = self.options.panel or self.settings.panel
        return next((key for key in PANELS if key == wanted), FIRST_PANEL)

    def _restore_geometry(self) -> None:
        if self.options.size is None and self.settings.window_geometry:
            saved = QByteArray.fromBase64(self.settings.window_geometry.encode())
            self.window.restoreGeometry(saved)

    def _remember(self) -> None:
        if not self._remembers:
            return
        source = self.context.source
        works = source.wanted is not None and source.state.kind != "failed"
        self.settings = replace(
            self.settings,
            theme=theme.theme_choice(),
            panel=str(self.window.pages.key or ""),
            source=source.wanted.text if works and source.wanted else self.settings.source,
            window_geometry=self.window.saveGeometry().toBase64().toStdString(),
            panels={**self.settings.panels, **self.window.pages.states()},
        )
        self.settings_store.save(self.settings)

    def _on_engine_failed(self, message: str) -> None:
        """Go on with the fastest device where the chosen one is not there, and say so."""
        if not self._chose_device:
            self._on_engine_loaded()
            return
        self._chose_device = False
        self.start_problem = message
        self.window.notices.show_message("warning", "The fastest device here is used instead.")
        self.context.engine.set_choice(None)

    def _on_engine_loaded(self, *_: object) -> None:
        self._loaded = True
        self._garbage.settle()


def _qt_application() -> QApplication:
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    application = QApplication([Path(sys.argv[0]).name])
    application.setApplicationName(NAME)
    application.setWindowIcon(icon("layers", "accent"))
    return application
