from __future__ import annotations

import gc
import re
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon

import explorer
from explorer.engine.assets import ASSETS
from explorer.widgets import theme
from explorer.widgets.icons import IconError, icon, icon_pixmap

PACKAGE = Path(explorer.__file__).parent


def _strongest(made: QIcon, mode=QIcon.Mode.Normal, state=QIcon.State.Off) -> QColor:
    """The colour of the icon's most opaque pixel."""
    image = made.pixmap(QSize(32, 32), 1.0, mode, state).toImage()
    pixels = [image.pixelColor(x, y) for x in range(32) for y in range(32)]
    return max(pixels, key=QColor.alpha)


def test_an_icon_takes_the_colour_of_the_theme_of_the_moment(qapp):
    made = icon("play", "accent")
    gc.collect()  # Qt owns the engine: Python's collector must not take it away
    assert _strongest(made).name() == theme.Theme("dark").colour("accent").name()
    theme.apply_theme(qapp, "light")
    assert _strongest(made).name() == theme.Theme("light").colour("accent").name()


def test_states_have_their_colours():
    made = icon("play", "text", checked="warm")
    present = theme.current_theme()
    disabled = _strongest(made, QIcon.Mode.Disabled)
    checked = _strongest(made, state=QIcon.State.On)
    assert disabled.name() == present.colour("faint").name()
    assert checked.name() == present.colour("warm").name()


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0, 3.0])
def test_an_icon_is_sharp_on_every_screen(ratio):
    pixmap = icon("camera").pixmap(QSize(16, 16), ratio)
    assert pixmap.width() == 16 * ratio
    assert pixmap.devicePixelRatio() == ratio


@pytest.mark.parametrize("side", [0, -4])
def test_an_icon_without_room_is_null_and_warns_of_nothing(side):
    assert icon_pixmap("play", "text", side).isNull()
    assert icon("play").pixmap(QSize(16, 0), 1.0).isNull()


def test_an_unknown_icon_says_so():
    with pytest.raises(IconError, match="no-such-icon"):
        icon("no-such-icon")


def test_every_icon_that_the_code_names_is_there():
    calls = re.compile(r"(?:icon|icon_pixmap|tool_button|add_tool)\(\s*\"([a-z0-9-]+)\"")
    named = {
        name for path in PACKAGE.rglob("*.py") for name in calls.findall(path.read_text("utf-8"))
    }
    there = {path.stem for path in (ASSETS / "icons").glob("*.svg")}
    assert named
    assert named - there == set()
