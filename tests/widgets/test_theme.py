from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontInfo, QPalette
from PySide6.QtWidgets import QLabel

import explorer
from explorer.widgets import theme

PACKAGE = Path(explorer.__file__).parent


def _contrast(one: QColor, other: QColor) -> float:
    """The ratio of WCAG 2: 4.5 is readable, 3 is enough for large or bold text."""

    def luminance(colour: QColor) -> float:
        parts = [colour.redF(), colour.greenF(), colour.blueF()]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_both_themes_have_the_same_tokens():
    assert theme.Theme("dark").colours.keys() == theme.Theme("light").colours.keys()


@pytest.mark.parametrize("name", ["dark", "light"])
@pytest.mark.parametrize("ground", ["background", "surface", "raised"])
@pytest.mark.parametrize(
    ("token", "least"),
    [("text", 7), ("muted", 4.5), ("accent", 3.9), ("good", 3.9), ("bad", 3.9), ("warm", 3.3)],
)
def test_words_can_be_read(name, ground, token, least):
    present = theme.Theme(name)
    assert _contrast(present.colour(token), present.colour(ground)) >= least


@pytest.mark.parametrize("name", ["dark", "light"])
def test_words_on_the_accent_can_be_read(name):
    present = theme.Theme(name)
    assert _contrast(present.colour("on-accent"), present.colour("accent")) >= 4.5


@pytest.mark.parametrize("fill", ["#ffb454", "#123456", "#ffffff", "#000000", "#5aa9ff"])
def test_text_on_a_fill_can_be_read(fill):
    assert _contrast(theme.Theme().text_on(QColor(fill)), QColor(fill)) >= 4.5


def test_the_palette_follows_the_theme_and_disabled_words_are_faint(qapp):
    theme.apply_theme(qapp, "light")
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor("#f4f5f8")
    theme.apply_theme(qapp, "dark")
    palette = qapp.palette()
    assert palette.color(QPalette.ColorRole.Window) == QColor("#14161a")
    faint = palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
    assert faint == theme.current_theme().colour("faint")


def test_the_change_is_announced_once(qapp, qtbot):
    with qtbot.waitSignal(theme.themeChanged) as announced:
        theme.apply_theme(qapp, "light")
    assert announced.args == [theme.Theme("light")]
    assert theme.theme_choice() == "light"


def test_system_follows_the_desktop(qapp, monkeypatch):
    scheme = Qt.ColorScheme.Light
    monkeypatch.setattr(type(qapp.styleHints()), "colorScheme", lambda _: scheme)
    assert theme.apply_theme(qapp, "system").name == "light"
    scheme = Qt.ColorScheme.Dark
    qapp.styleHints().colorSchemeChanged.emit(scheme)
    assert theme.current_theme().name == "dark"
    theme.apply_theme(qapp, "light")
    qapp.styleHints().colorSchemeChanged.emit(scheme)
    assert theme.current_theme().name == "light", "what the user chose stays"


def test_presenting_scales_every_size(qapp):
    sizes = [int(px) for px in re.findall(r"(\d+)px", theme.style_sheet(theme.Theme()))]
    doubled = [int(px) for px in re.findall(r"(\d+)px", theme.style_sheet(theme.Theme(scale=2)))]
    assert doubled == [2 * px for px in sizes]
    theme.apply_theme(qapp, "dark", 2.0)
    assert qapp.font().pixelSize() == 26


def test_a_scale_out_of_range_is_refused():
    with pytest.raises(ValueError, match=r"0\.5 to 4"):
        theme.Theme(scale=9)


@pytest.mark.parametrize("name", ["dark", "light"])
def test_the_style_sheet_is_filled_in(name):
    sheet = theme.style_sheet(theme.Theme(name))
    assert "$" not in sheet
    for file in re.findall(r'url\("(.*?)"\)', sheet):
        svg = Path(file).read_text("utf-8")
        assert "currentColor" not in svg


@pytest.mark.parametrize(
    ("role", "family"),
    [("body", "Inter"), ("strong", "Inter"), ("label", "Inter"), ("number", "JetBrains Mono")],
)
def test_the_fonts_are_the_bundled_ones(qtbot, role, family):
    font = theme.current_theme().font(role)
    assert QFontInfo(font).family() == family
    assert QFontInfo(font).weight() == font.weight()


def test_a_watcher_hears_of_changes_until_it_is_gone(qapp, qtbot):
    heard = []

    class Watcher(QLabel):
        def note(self) -> None:
            heard.append(theme.current_theme().name)

    watcher = Watcher()
    qtbot.addWidget(watcher)
    theme.watch_theme(watcher.note)
    theme.apply_theme(qapp, "light")
    assert heard == ["dark", "light"]
    watcher.deleteLater()
    qapp.sendPostedEvents(None, 52)  # DeferredDelete
    theme.apply_theme(qapp, "dark")
    assert heard == ["dark", "light"]


@pytest.mark.parametrize(
    "pattern",
    # Greys shade pictures; they are nobody's colour.
    [r"setStyleSheet\(", r"QColor\(\d", r"[\"']#(?!(\w\w)\1\1[\"'])[0-9a-fA-F]{6}[\"']"],
    ids=["style sheet", "numbers of a colour", "colour"],
)
def test_colours_and_style_sheets_stand_in_the_theme_alone(pattern):
    allowed = {"theme.py", "engraving.py"}  # the placeholder of the ink
    found = [
        str(path.relative_to(PACKAGE))
        for folder in ("widgets", "panels", "app")
        for path in (PACKAGE / folder).rglob("*.py")
        if path.name not in allowed and re.search(pattern, path.read_text("utf-8"))
    ]
    assert found == []
