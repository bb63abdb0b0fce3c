from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QAction, QActionGroup, QImage
from PySide6.QtWidgets import QMenu, QPlainTextEdit, QPushButton, QToolButton

from explorer.engine.assets import ASSETS
from explorer.services.errors import Notice
from explorer.services.media import SourceError, bundled_media, parse_source
from explorer.services.source import SourceController
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.drop import can_take, take
from explorer.widgets.icons import icon
from explorer.widgets.labels import ElidedLabel, label
from explorer.widgets.notice import InlineMessage, NoticeArea
from explorer.widgets.rail import Rail
from explorer.widgets.source_bar import SourceBar, SourceButton
from explorer.widgets.workbench import Workbench
from tests.stray_windows import shown_windows

# A menu wants to come to the front and to have the keyboard; nothing has either here.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

# Rail


def test_the_rail_shows_the_windows_actions(qtbot):
    rail = Rail()
    qtbot.addWidget(rail)
    group = QActionGroup(rail)
    actions = []
    for word in ("Filters", "Layers"):
        action = QAction(icon("layers", "muted", "accent"), word, rail)
        action.setCheckable(True)
        group.addAction(action)
        rail.add_panel(action)
        actions.append(action)
    rail.add_tool(QAction(icon("camera"), "Screenshot", rail))
    rail.show()
    filters, layers, screenshot = rail.findChildren(QToolButton)
    filters.click()
    assert actions[0].isChecked()
    layers.click()
    assert not actions[0].isChecked()
    assert screenshot.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonIconOnly
    assert rail.width() == theme.RAIL_WIDTH
    assert filters.width() < rail.width()


# Card and labels


def test_a_card_shortens_its_facts_and_keeps_its_title(qtbot):
    card = Card("Feature maps", "conv2_2 · 112 × 112 × 128 · sorted by mean · 31% zero")
    qtbot.addWidget(card)
    card.resize(220, 100)
    card.show()
    assert card.minimumSizeHint().width() < 220
    assert card.findChild(ElidedLabel).toolTip() == card.facts()
    card.resize(700, 100)
    assert card.findChild(ElidedLabel).toolTip() == ""


def test_words_are_plain_text(qtbot):
    shown = label("<b>a file's name</b>")
    qtbot.addWidget(shown)
    assert shown.textFormat() is Qt.TextFormat.PlainText


# Workbench


@pytest.fixture
def bench(qtbot):
    made = Workbench()
    qtbot.addWidget(made)
    made.add_work(label("work"))
    made.add_card(Card("Kernel"))
    return made


@pytest.mark.parametrize(("width", "folded"), [(1280, False), (1279, True), (1920, False)])
def test_the_column_folds_in_a_narrow_window(bench, width, folded):
    bench.resize(width - theme.RAIL_WIDTH, 700)
    bench.show()
    assert bench.is_folded() is folded


def test_a_folded_column_can_be_brought_back(qtbot, bench):
    bench.resize(900, 700)
    bench.show()
    button = next(b for b in bench.findChildren(QToolButton) if b.isVisible())
    assert button.toolTip() == "Show the controls"
    button.click()
    assert bench.findChild(Card).isVisible()
    assert button.toolTip() == "Hide the controls"
    button.click()
    assert bench.is_folded()
    bench.resize(1400, 700)
    assert not bench.is_folded()
    assert not button.isVisible()


def test_cards_have_the_width_of_the_design(qtbot, bench):
    bench.resize(1400, 700)
    bench.show()
    qtbot.waitUntil(lambda: bench.findChild(Card).width() == theme.COLUMN_WIDTH)


# Messages


def test_an_inline_message_is_there_while_it_says_something(qtbot):
    message = InlineMessage()
    qtbot.addWidget(message)
    assert message.isHidden()
    message.show_message("error", "7 + 2·0 < 9")
    assert not message.isHidden()
    assert message.accessibleName() == "Error: 7 + 2·0 < 9"
    message.clear()
    assert message.isHidden()


@pytest.fixture
def area(qtbot):
    made = NoticeArea()
    qtbot.addWidget(made)
    made.resize(800, 300)
    return made


def test_messages_are_dismissed_one_by_one(qtbot, area):
    area.show_message("info", "first")
    area.show_message("warning", "second")
    area.show_message("info", "first")
    assert area.texts == ("first", "second"), "the same one is not shown twice"
    dismiss = [b for b in area.findChildren(QToolButton) if b.toolTip() == "Dismiss"]
    dismiss[0].click()
    assert area.texts == ("second",)
    area.clear()
    assert area.isHidden()


def test_only_the_newest_messages_are_kept(area):
    for n in range(6):
        area.show_message("info", f"message {n}")
    assert area.texts == ("message 3", "message 4", "message 5")


def test_an_error_has_its_details_behind_a_button(qtbot, area):
    area.show()
    area.show_notice(
        Notice("Something went wrong", "ValueError: no", "Traceback…", Path("/logs/log.txt"), 1)
    )
    assert area.texts == ("Something went wrong. ValueError: no",)
    details = area.findChild(QPlainTextEdit)
    assert details.isHidden()
    next(b for b in area.findChildren(QPushButton) if "Details" in b.text()).click()
    assert not details.isHidden()
    assert "Traceback…" in details.toPlainText()
    assert "log.txt" in details.toPlainText()


# Source


@pytest.fixture
def source(qtbot):
    controller = SourceController()
    yield controller
    controller.shutdown()


@pytest.fixture
def bar(qtbot, source):
    made = SourceBar(source)
    qtbot.addWidget(made)
    made.resize(900, 56)
    made.show()
    yield made
    made.shutdown()


def _button(bar: SourceBar, word: str) -> QPushButton:
    return next(b for b in bar.findChildren(QPushButton) if word in b.accessibleName())


def test_the_bar_names_the_source(qtbot, source, bar):
    assert bar.findChild(SourceButton).accessibleName() == "Source: Choose a source"
    source.open(parse_source("bundled:astronaut"))
    qtbot.waitUntil(lambda: source.state.kind == "still", timeout=10_000)
    assert bar.findChild(SourceButton).text().strip() == f"{source.spec.title}  512×512"
    assert not _button(bar, "Freeze").isEnabled(), "a picture stands still by itself"
    assert not _button(bar, "Retry").isVisible()


def test_a_clip_is_frozen_and_goes_on(qtbot, source, bar):
    source.open(parse_source("bundled:bikes"))
    qtbot.waitUntil(lambda: source.state.kind == "live", timeout=10_000)
    freeze = _button(bar, "Freeze")
    freeze.click()
    assert source.is_frozen
    assert freeze.accessibleName() == "Resume"
    assert freeze.isChecked()
    source.set_frozen(False)  # the space bar
    assert not freeze.isChecked()
    assert freeze.accessibleName() == "Freeze"


def test_a_source_that_fails_says_why_and_offers_to_try_again(qtbot, tmp_path, source, bar):
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no picture")
    source.open(parse_source(str(broken)))
    qtbot.waitUntil(lambda: source.state.kind == "failed", timeout=10_000)
    assert bar._message.text()
    assert bar._message.property("tone") == "bad"
    retry = _button(bar, "Retry")
    assert retry.isVisible()
    broken.write_bytes((ASSETS / "images" / "astronaut.jpg").read_bytes())
    retry.click()
    qtbot.waitUntil(lambda: source.state.kind == "still", timeout=10_000)
    assert not retry.isVisible()


def _open_menu(qtbot, bar: SourceBar) -> QMenu:
    bar.findChild(SourceButton).click()
    menu = bar._menu
    qtbot.waitUntil(menu.is_idle, timeout=10_000)
    return menu


def test_the_menu_lists_what_is_bundled_and_opens_it(qtbot, source, bar):
    menu = _open_menu(qtbot, bar)
    titles = [action.text() for action in menu.actions()]
    assert {spec.title for spec in bundled_media()} <= set(titles)
    spec = next(spec for spec in bundled_media() if spec.kind == "picture")
    next(action for action in menu.actions() if action.text() == spec.title).trigger()
    assert source.wanted == spec
    menu.close()
    menu = _open_menu(qtbot, bar)
    assert [a.text() for a in menu.actions() if a.isChecked()] == [spec.title]
    menu.close()


def test_cameras_come_into_the_open_menu(qtbot, source, bar, monkeypatch):
    from explorer.services import cameras

    found = (cameras.Camera(0, "Integrated Webcam"), cameras.Camera(2, "Microscope"))
    monkeypatch.setattr(cameras, "list_cameras", lambda: found)
    menu = _open_menu(qtbot, bar)
    titles = [action.text() for action in menu.actions()]
    assert titles[1:3] == ["Integrated Webcam", "Microscope"]
    menu.close()


def test_without_a_camera_the_menu_says_so(qtbot, bar, monkeypatch):
    from explorer.services import cameras

    monkeypatch.setattr(cameras, "list_cameras", lambda: ())
    menu = _open_menu(qtbot, bar)
    assert menu.actions()[1].text() == "No camera found"
    assert not menu.actions()[1].isEnabled()
    menu.close()


def test_the_resolution_of_cameras_can_be_chosen(qtbot, source, bar):
    menu = _open_menu(qtbot, bar)
    resolutions = next(a.menu() for a in menu.actions() if a.menu() is not None)
    next(a for a in resolutions.actions() if a.text() == "1280 × 720").trigger()
    assert source.resolution == (1280, 720)
    menu.close()


def test_files_and_pasting_are_the_windows_affair(qtbot, bar):
    with qtbot.waitSignal(bar.fileRequested):
        _button(bar, "Open").click()
    menu = _open_menu(qtbot, bar)
    with qtbot.waitSignal(bar.pasteRequested):
        next(a for a in menu.actions() if a.text() == "Paste a picture").trigger()
    menu.close()


# What is dropped and pasted


def _files(*paths: Path | str) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def test_a_dropped_file_becomes_a_source():
    path = ASSETS / "images" / "astronaut.jpg"
    assert can_take(_files(path))
    spec = take(_files(path))
    assert (spec.kind, Path(spec.location)) == ("picture", path)


def test_a_pasted_picture_becomes_an_array():
    image = QImage(5, 3, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    image.setPixelColor(QPoint(4, 0), Qt.GlobalColor.red)
    mime = QMimeData()
    mime.setImageData(image)
    assert can_take(mime)
    rgb = take(mime)
    assert rgb.shape == (3, 5, 3)
    assert rgb.dtype == np.uint8
    assert tuple(rgb[0, 4]) == (255, 0, 0)
    assert tuple(rgb[1, 1]) == (255, 255, 255), "what is transparent becomes white"


@pytest.mark.parametrize("name", ["gone.png", "notes.txt"])
def test_what_cannot_be_a_source_says_why(tmp_path, name):
    (tmp_path / "notes.txt").write_text("words")
    assert can_take(_files(tmp_path / name)) is (name == "gone.png")
    with pytest.raises(SourceError, match=name):
        take(_files(tmp_path / name))


def test_words_in_the_clipboard_are_no_picture():
    mime = QMimeData()
    mime.setText("hello")
    assert not can_take(mime)
    with pytest.raises(SourceError, match="no picture"):
        take(mime)


def test_a_notice_appears_in_the_window_and_not_as_one(qtbot):
    area = NoticeArea()
    qtbot.addWidget(area)
    with shown_windows() as shown:
        area.show_message("error", "The file is gone.")
    assert shown == ["NoticeArea “”"]  # which here has no window around it
