"""Colours, sizes, type and style sheet: no other module (but ``theme.qss``) knows them."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from explorer.engine.assets import ASSETS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ThemeName = Literal["dark", "light"]
ThemeChoice = Literal["dark", "light", "system"]

# Steps of space, in pixels at scale 1.
TIGHT: Final = 4
SMALL: Final = 8
MEDIUM: Final = 14
LARGE: Final = 20

RAIL_WIDTH: Final = 84
BAR_HEIGHT: Final = 56
STATUS_HEIGHT: Final = 30
COLUMN_WIDTH: Final = 356
FOLD_WIDTH: Final = 1280
CONTROL_RADIUS: Final = 6
ICON: Final = 16
RAIL_ICON: Final = 22

SANS: Final = "Inter"
MONO: Final = "JetBrains Mono"
# Role -> family, size in pixels, weight.
_TYPE: Final[Mapping[str, tuple[str, int, int]]] = {
    "body": (SANS, 13, 400),
    "label": (SANS, 13, 500),
    "strong": (SANS, 13, 600),
    "caption": (SANS, 11, 500),
    "heading": (SANS, 18, 600),
    "number": (MONO, 12, 400),
    "number-small": (MONO, 11, 400),
    "number-large": (MONO, 20, 400),
}

_DARK: Final[Mapping[str, str]] = {
    "background": "#14161a",
    "surface": "#1b1e24",
    "raised": "#252a33",
    "hover": "#2d333e",
    "pressed": "#363d4a",
    "line": "#2f3540",
    "text": "#e7eaf0",
    "muted": "#98a2b3",
    "faint": "#5b6473",
    "accent": "#5aa9ff",
    "accent-hover": "#7abaff",
    "accent-soft": "#223449",
    "on-accent": "#0d1520",
    "warm": "#ffb454",
    "good": "#4cc38a",
    "bad": "#ff6b6b",
    "thumb": "#eef1f6",
    "positive": "#ff8c3a",
    "negative": "#3d8bff",
}
_LIGHT: Final[Mapping[str, str]] = {
    "background": "#f4f5f8",
    "surface": "#ffffff",
    "raised": "#eef0f5",
    "hover": "#e5e8ef",
    "pressed": "#d9dde6",
    "line": "#d9dde6",
    "text": "#171a21",
    "muted": "#5a6474",
    "faint": "#9aa3b2",
    "accent": "#1d6fe0",
    "accent-hover": "#1560c8",
    "accent-soft": "#e3eefd",
    "on-accent": "#ffffff",
    "warm": "#b86800",
    "good": "#12805c",
    "bad": "#c9302c",
    "thumb": "#ffffff",
    "positive": "#f07818",
    "negative": "#2a78f0",
}

# Over pictures, in both themes: what is probed, and what belongs to red, green and blue.
PICTURE_WARM: Final = _DARK["warm"]
PICTURE_INKS: Final = (_DARK["background"], "#ffffff")
"""Letters on a coloured tab over a picture: the one that is easier to read."""
PICTURE_HALO: Final = "#780a0c10"
"""Around lines over a picture, so that they are seen on any; ``#AARRGGBB``."""
CHANNEL_COLOURS: Final = ("#ff5f5f", "#3ddc84", "#58a6ff")

_PALETTE_ROLES: Final[Mapping[QPalette.ColorRole, str]] = {
    QPalette.ColorRole.Window: "background",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "surface",
    QPalette.ColorRole.AlternateBase: "raised",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.PlaceholderText: "muted",
    QPalette.ColorRole.Button: "raised",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.BrightText: "bad",
    QPalette.ColorRole.Light: "hover",
    QPalette.ColorRole.Midlight: "raised",
    QPalette.ColorRole.Mid: "line",
    QPalette.ColorRole.Dark: "line",
    QPalette.ColorRole.Shadow: "background",
    QPalette.ColorRole.Highlight: "accent",
    QPalette.ColorRole.HighlightedText: "on-accent",
    QPalette.ColorRole.Accent: "accent",
    QPalette.ColorRole.Link: "accent",
    QPalette.ColorRole.LinkVisited: "accent",
    QPalette.ColorRole.ToolTipBase: "raised",
    QPalette.ColorRole.ToolTipText: "text",
}
_DISABLED_ROLES: Final = (
    QPalette.ColorRole.WindowText,
    QPalette.ColorRole.Text,
    QPalette.ColorRole.ButtonText,
)


@dataclass(frozen=True, slots=True)
class Theme:
    """One look: a set of colours and the factor by which all sizes grow when presenting."""

    name: ThemeName = "dark"
    scale: float = 1.0
    colours: Mapping[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not 0.5 <= self.scale <= 4:
            raise ValueError(f"the scale is {self.scale}; it must lie in 0.5 to 4")
        object.__setattr__(self, "colours", _DARK if self.name == "dark" else _LIGHT)

    def px(self, size: float) -> int:
        """Return a size given in pixels at scale 1 as pixels at this theme's scale."""
        return round(size * self.scale)

    def colour(self, token: str, alpha: float = 1.0) -> QColor:
        """Return the colour of a token (or of a ``#rrggbb`` text), with opacity 0 to 1."""
        colour = QColor(self.colours.get(token, token))
        colour.setAlphaF(alpha)
        return colour

    def on_picture(self, token: str, alpha: float = 1.0) -> QColor:
        """Return a colour for drawing over photographs: the bright one, whatever the theme."""
        colour = QColor(_DARK.get(token, token))
        colour.setAlphaF(alpha)
        return colour

    def text_on(self, fill: QColor) -> QColor:
        """Return the darkest or lightest colour, whichever reads better on a fill."""
        bright = 0.299 * fill.red() + 0.587 * fill.green() + 0.114 * fill.blue() > 140
        return QColor("#14161a" if bright else "#ffffff")

    def rgb(self, token: str) -> tuple[int, int, int]:
        """Return the colour of a token as red, green and blue in 0 to 255."""
        colour = self.colour(token)
        return colour.red(), colour.green(), colour.blue()

    def font(self, role: str = "body") -> QFont:
        """Return the font of a role: body, label, strong, caption, heading, number..."""
        family, size, weight = _TYPE[role]
        font = QFont(family)
        font.setPixelSize(self.px(size))
        font.setWeight(QFont.Weight(weight))
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        return font

    def palette(self) -> QPalette:
        """Return Fusion's palette; what is disabled is faint."""
        palette = QPalette()
        for role, token in _PALETTE_ROLES.items():
            palette.setColor(role, self.colour(token))
        for role in _DISABLED_ROLES:
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.colour("faint"))
        palette.setColor(
            QPalette.ColorGroup.Disabled, QPalette.ColorRole.Highlight, self.colour("line")
        )
        return palette


class _Hub(QObject):
    """Holds the present theme and says when it changes."""

    changed = Signal(object)  # Theme

    def __init__(self) -> None:
        super().__init__()
        self.theme = Theme()
        self.choice: ThemeChoice = "system"
        self.follows_system = False

    def _on_system_scheme_changed(self) -> None:
        app = QApplication.instance()
        if self.choice == "system" and isinstance(app, QApplication):
            apply_theme(app, "system", self.theme.scale)


_hub = _Hub()
themeChanged = _hub.changed


def current_theme() -> Theme:
    """Return the theme that is applied."""
    return _hub.theme


def theme_choice() -> ThemeChoice:
    """Return what was asked for: a theme's name or "system"."""
    return _hub.choice


def watch_theme(on_change: Callable[[], None]) -> None:
    """Call a widget's method now and whenever the theme or the scale changes.

    The connection ends with the widget.
    """
    on_change()
    themeChanged.connect(on_change)


def apply_theme(app: QApplication, choice: ThemeChoice = "system", scale: float = 1.0) -> Theme:
    """Give the whole application a theme, at start or while it runs."""
    _load_fonts()
    if app.style().name().lower() != "fusion":
        app.setStyle("Fusion")
    if not _hub.follows_system:
        app.styleHints().colorSchemeChanged.connect(_hub._on_system_scheme_changed)
        _hub.follows_system = True
    theme = Theme(_resolve(app, choice), scale)
    _hub.theme, _hub.choice = theme, choice
    app.setFont(theme.font())
    app.setPalette(theme.palette())
    app.setStyleSheet(style_sheet(theme))
    themeChanged.emit(theme)
    return theme


def style_sheet(theme: Theme) -> str:
    """Return ``theme.qss`` with the theme's colours, its sizes multiplied by the scale."""

    def scaled(found: re.Match[str]) -> str:
        # A radius of more than half a side, by rounding up, would give Qt square corners.
        size = int(found[2])
        return f"{found[1] or ''}{int(size * theme.scale) if found[1] else theme.px(size)}px"

    sheet = re.sub(r"(radius: )?\b(\d+)px", scaled, _sheet())
    tokens = {name.replace("-", "_"): value for name, value in theme.colours.items()}
    return Template(sheet).substitute(tokens, glyphs=_glyphs(theme), mono=MONO)


def _resolve(app: QApplication, choice: ThemeChoice) -> ThemeName:
    if choice != "system":
        return choice
    light = app.styleHints().colorScheme() is Qt.ColorScheme.Light
    return "light" if light else "dark"


@cache
def _sheet() -> str:
    return Path(__file__).with_name("theme.qss").read_text(encoding="utf-8")


@cache
def _load_fonts() -> None:
    for path in sorted((ASSETS / "fonts").glob("*.[ot]tf")):
        QFontDatabase.addApplicationFont(str(path))


_glyph_folder: tempfile.TemporaryDirectory[str] | None = None
# What a style sheet draws by itself: name of the file -> icon, token of its colour.
_GLYPHS: Final[Mapping[str, tuple[str, str]]] = {
    "down": ("chevron-down", "muted"),
    "up": ("chevron-up", "muted"),
    "right": ("chevron-right", "muted"),
    "check": ("check", "on-accent"),
    "tick": ("check", "accent"),
    "close": ("x", "muted"),
}


def _glyphs(theme: Theme) -> str:
    """Write the icons that a style sheet can only take as files; return where they are.

    A style sheet cannot colour an icon, so each theme gets its own files, for as long as the
    program runs.
    """
    global _glyph_folder
    if _glyph_folder is None:
        _glyph_folder = tempfile.TemporaryDirectory(prefix="convnet-explorer-")
    folder = Path(_glyph_folder.name, theme.name)
    if not folder.exists():
        folder.mkdir()
        for glyph, (icon, token) in _GLYPHS.items():
            svg = (ASSETS / "icons" / f"{icon}.svg").read_text(encoding="utf-8")
            svg = svg.replace("currentColor", theme.colours[token])
            (folder / f"{glyph}.svg").write_text(svg, encoding="utf-8")
    return folder.as_posix()
