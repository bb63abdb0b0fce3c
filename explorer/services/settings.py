"""What the application remembers from one start to the next, in one JSON file.

The file never stands in the way of a start: one that is broken, or of a version that this
application does not know, is moved aside and named in a message for the window to show. JSON and
checks by hand, because a validation library would cost more start-up time than the rest of this.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, Literal, get_args

from explorer.engine.errors import ExplorerError
from explorer.services.paths import config_dir

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

VERSION = 1
LARGEST_BYTES = 4 * 1024 * 1024

ThemeChoice = Literal["system", "dark", "light"]


class SettingsError(ExplorerError, ValueError):
    """A settings file that does not hold settings."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The user's choices.

    Parameters
    ----------
    theme
        "system" follows the desktop.
    device
        As :func:`explorer.engine.device.pick_device` takes it.
    panel
        Key of the panel that was open; empty for the first.
    source
        As :func:`explorer.services.media.parse_source` takes it; empty for the default.
    camera_size
        Width and height that cameras are asked for; None for what they give by themselves.
    window_geometry, window_state
        What ``QWidget.saveGeometry`` and ``QMainWindow.saveState`` gave, in base 64.
    cards_folded
        Whether the column of cards is folded away.
    recent_sources
        Files opened lately, newest first.
    panels
        The state of each panel by key, as JSON values.
    """

    theme: ThemeChoice = "system"
    device: str = "auto"
    panel: str = ""
    source: str = ""
    camera_size: tuple[int, int] | None = None
    window_geometry: str = ""
    window_state: str = ""
    cards_folded: bool = False
    recent_sources: tuple[str, ...] = ()
    panels: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for item in fields(self):
            if not _CHECKS[item.name](getattr(self, item.name)):
                raise SettingsError(f"{item.name!r} cannot be {getattr(self, item.name)!r:.60}")


class SettingsStore:
    """Reads and writes the settings file.

    ``message`` says, in a sentence for the user, what went wrong last; empty where nothing did.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or config_dir() / "settings.json"
        self.message = ""

    def load(self) -> Settings:
        """Read the settings; what cannot be read gives the defaults and a message."""
        self.message = ""
        try:
            return _read(self.path)
        except FileNotFoundError:
            return Settings()
        except OSError as error:
            self.message = (
                f"The settings in {self.path} cannot be read ({error.strerror}): "
                "the defaults are used."
            )
        except (ValueError, RecursionError) as error:
            self.message = f"The settings could not be used ({error}). {self._put_aside()}"
        return Settings()

    def save(self, settings: Settings) -> bool:
        """Write the settings, at once and whole; False and a message if that cannot be done."""
        plain = {"version": VERSION} | {
            item.name: getattr(settings, item.name) for item in fields(settings)
        }
        try:
            _write_whole(self.path, json.dumps(plain, indent=2, ensure_ascii=False))
        except OSError as error:
            self.message = f"The settings cannot be saved in {self.path}: {error.strerror}."
            return False
        return True

    def _put_aside(self) -> str:
        aside = _free_name(self.path)
        try:
            self.path.replace(aside)
        except OSError:
            return "The defaults are used."
        return f"The defaults are used, and the file is kept as {aside.name}."


def with_recent(settings: Settings, source: str, at_most: int = 10) -> Settings:
    """Put a source at the head of the recent ones."""
    others = [other for other in settings.recent_sources if other != source]
    return replace(settings, recent_sources=(source, *others)[:at_most])


def _read(path: Path) -> Settings:
    if path.stat().st_size > LARGEST_BYTES:
        raise SettingsError("far too large")
    plain = json.loads(path.read_bytes())
    if not isinstance(plain, dict):
        raise SettingsError("not a JSON object")
    if plain.get("version") != VERSION:
        raise SettingsError(
            f"version {plain.get('version')!r:.20}, this application knows {VERSION}"
        )
    known = {item.name for item in fields(Settings)}
    # JSON has lists only; what is not known is let be.
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in plain.items()
        if name in known
    }
    return Settings(**values)


def _write_whole(path: Path, text: str) -> None:
    """Write beside the file, then put in its place: a crash leaves the old one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(part)
        raise


def _free_name(path: Path) -> Path:
    number = 1
    while (name := path.with_name(f"{path.stem}.broken-{number}{path.suffix}")).exists():
        number += 1
    return name


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_size(value: object) -> bool:
    return value is None or (
        isinstance(value, tuple)
        and len(value) == 2
        and all(type(side) is int and 0 < side <= 16384 for side in value)
    )


_CHECKS: dict[str, Callable[[Any], bool]] = {
    "theme": lambda value: value in get_args(ThemeChoice),
    "device": _is_text,
    "panel": _is_text,
    "source": _is_text,
    "camera_size": _is_size,
    "window_geometry": _is_text,
    "window_state": _is_text,
    "cards_folded": lambda value: isinstance(value, bool),
    "recent_sources": lambda value: isinstance(value, tuple) and all(map(_is_text, value)),
    "panels": lambda value: isinstance(value, dict) and all(map(_is_text, value)),
}
