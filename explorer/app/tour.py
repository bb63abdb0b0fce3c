"""``--tour``: every bundled scene as PNGs in light and dark, and one page that shows them."""

from __future__ import annotations

import html
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from explorer.app.screenshots import PictureError, grab, offscreen_application, settle
from explorer.engine.assets import ASSETS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from explorer.app.application import Application
    from explorer.app.cli import Options, ThemeChoice
    from explorer.app.scenes import Scene

THEMES: tuple[ThemeChoice, ...] = ("dark", "light")


@dataclass(frozen=True, slots=True)
class Stop:
    """One picture of the tour."""

    file: str
    theme: str
    scene: Scene


def save_tour(options: Options, folder: Path, write: Callable[[str], object]) -> int:
    """Render the bundled scenes into a folder with an ``index.html``; the exit code."""
    paths = bundled_scenes(options.panel)
    # The first scene is the application's own: it opens it after the source that it starts with.
    first = replace(options, theme=options.theme or "dark", scene=paths[0] if paths else None)
    application = offscreen_application(first)
    try:
        stops = list(_render(application, options, folder, write))
        _write_index(folder, stops)
    except (PictureError, OSError) as error:
        write(f"{error}\n")
        return 1
    finally:
        application.shutdown()
    write(f"{folder / 'index.html'}: {len(stops)} pictures\n")
    return 0


def bundled_scenes(panel: str | None = None) -> list[Path]:
    """The scene files that ship with the application, of one panel or of all, in order."""
    return sorted((ASSETS / "scenes").glob(f"{panel or '*'}-*.json"))


def _render(
    application: Application, options: Options, folder: Path, write: Callable[[str], object]
) -> Iterable[Stop]:
    from explorer.app.scenes import read_scene

    for path in bundled_scenes(options.panel):
        scene = read_scene(path)
        if path != application.options.scene:
            application.commands.open_scene(path)
        for theme in (options.theme,) if options.theme else THEMES:
            application.set_theme(theme)
            settle(application)
            stop = Stop(f"{path.stem}-{theme}.png", theme, scene)
            grab(application, folder / stop.file)
            write(f"{folder / stop.file}\n")
            yield stop


def _write_index(folder: Path, stops: list[Stop]) -> None:
    figures = "\n".join(
        f'<figure><img src="{stop.file}" alt="{html.escape(stop.scene.title)}">'
        f"<figcaption><b>{html.escape(stop.scene.title)}</b> {html.escape(stop.scene.caption)}"
        f"</figcaption></figure>"
        for stop in stops
    )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "index.html").write_text(_PAGE.replace("FIGURES", figures), encoding="utf-8")


_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>ConvNet Explorer: the tour</title>
<style>
body { font: 15px/1.5 Inter, system-ui, sans-serif; max-width: 1200px; margin: 40px auto;
       padding: 0 20px; background: #f4f5f8; color: #171a21 }
figure { margin: 0 0 40px }
img { width: 100%; border: 1px solid #d9dde6; border-radius: 10px }
figcaption { padding: 8px 2px; color: #5a6474 }
b { color: #171a21 }
</style>
<h1>ConvNet Explorer</h1>
<p>Every picture below was computed by the application on this machine.</p>
FIGURES
</html>
"""
