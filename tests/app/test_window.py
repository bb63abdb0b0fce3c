from __future__ import annotations

import json

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QLabel

from explorer.app.actions import ACTIONS
from explorer.app.registry import PANELS, PanelKey
from explorer.services.media import bundled_media
from explorer.widgets import theme

TIMEOUT_MS = 30_000


def settled(qtbot, application):
    qtbot.waitUntil(
        lambda: application.context.source.current_frame() is not None, timeout=TIMEOUT_MS
    )
    qtbot.waitUntil(application.window.panel.is_idle, timeout=TIMEOUT_MS)


def test_each_panel_has_a_button_and_opens(qtbot, make_application):
    window = make_application().window
    assert set(window.panel_actions) == set(PANELS)
    for key, action in window.panel_actions.items():
        action.trigger()
        assert window.pages.key == key
        assert action.isChecked()


def test_torch_comes_in_the_background(qtbot, make_application):
    application = make_application()
    with qtbot.waitSignal(application.context.engine.ready, timeout=60_000):
        pass
    assert application.is_loaded()
    labels = application.window.status_bar.findChildren(QLabel)
    device = next(label for label in labels if label.accessibleName() == "Device")
    assert application.context.engine.device.type.upper() in device.text()


def test_space_freezes_a_clip_and_lets_it_go(qtbot, make_application):
    application = make_application(source="bundled:bikes")
    source = application.context.source
    qtbot.waitUntil(lambda: source.state.kind == "live", timeout=TIMEOUT_MS)
    qtbot.keyClick(application.window, Qt.Key.Key_Space)
    assert source.is_frozen
    qtbot.keyClick(application.window, Qt.Key.Key_Space)
    assert not source.is_frozen


def test_presenting_hides_the_frame_and_enlarges(qtbot, make_application):
    application = make_application()
    application.commands.toggle_presenting()
    assert not application.window.rail.isVisible()
    assert theme.current_theme().scale > 1.2
    qtbot.keyClick(application.window, Qt.Key.Key_Escape)
    assert application.window.rail.isVisible()
    assert theme.current_theme().scale == 1.0


def test_presenting_keeps_a_window_maximised(qtbot, make_application):
    application = make_application()
    application.window.showMaximized()
    application.commands.toggle_presenting()
    assert application.window.isFullScreen()
    application.commands.toggle_presenting()
    assert application.window.isMaximized()
    assert not application.window.isFullScreen()


def test_themes_change_every_colour(qtbot, make_application):
    application = make_application(theme="dark")
    assert theme.current_theme().name == "dark"
    application.commands.toggle_theme()
    assert theme.current_theme().name == "light"
    window = application.window.palette().window().color().name()
    assert window == theme.current_theme().colours["background"]


def test_a_scene_brings_the_view_back(qtbot, make_application, tmp_path):
    application = make_application()
    settled(qtbot, application)
    panel = application.window.panel
    path = tmp_path / "scene.json"
    panel.restore({"page": "edges", "edges": {"stride": 3, "shown": "absolute"}})
    saved = panel.state()
    assert application.commands.save_scene(path)
    panel.restore({"page": "pooling"})
    application.context.source.open(bundled_media()[0])
    assert application.commands.open_scene(path)
    assert panel.state() == saved
    qtbot.waitUntil(lambda: application.context.source.spec.text == "bundled:astronaut")
    settled(qtbot, application)


def test_a_bad_scene_is_said_and_changes_nothing(qtbot, make_application, tmp_path):
    application = make_application()
    before = application.window.panel.state()
    scene = {"format": "convnet-explorer-scene", "version": 1, "panel": "filters"}
    path = tmp_path / "bad.json"
    path.write_text(json.dumps(scene | {"state": {"edges": {"stride": 0}}}), encoding="utf-8")
    assert not application.commands.open_scene(path)
    assert "stride is 0" in application.window.notices.texts[-1]
    path.write_text(json.dumps(scene | {"panel": "filter", "state": {}}), encoding="utf-8")
    assert not application.commands.open_scene(path)
    assert "Did you mean 'filters'" in application.window.notices.texts[-1]
    assert application.window.panel.state() == before


def test_dropped_and_pasted_pictures_are_shown(qtbot, make_application):
    application = make_application()
    source = application.context.source
    cat = next(spec for spec in bundled_media() if spec.text == "bundled:cat")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(cat.location)])
    application.commands.show_mime(mime)
    assert source.spec.location == cat.location
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    QGuiApplication.clipboard().setImage(image)
    application.commands.paste()
    assert source.spec.kind == "memory"
    assert source.current_frame().rgb[0, 0].tolist() == [255, 0, 0]
    QGuiApplication.clipboard().clear()


def test_an_empty_clipboard_says_what_to_do(qtbot, make_application):
    application = make_application()
    QGuiApplication.clipboard().clear()
    application.commands.paste()
    assert "no picture" in application.window.notices.texts[-1]


def test_an_unexpected_error_becomes_a_notice(qtbot, make_application):
    application = make_application()
    with qtbot.captureExceptions():
        application.errors.report(ZeroDivisionError("planted"))
        qtbot.waitUntil(lambda: bool(application.window.notices.texts))
    assert "planted" in application.window.notices.texts[-1]
    assert application.errors.log_path.read_text().count("planted") >= 1


def test_what_was_chosen_is_there_at_the_next_start(qtbot, make_application):
    first = make_application(theme="light", source="bundled:cat")
    first.window.panel.restore({"page": "pooling", "pooling": {"size": 3}})
    first.window.close()
    first.shutdown()
    second = make_application(source=None)
    assert second.window.panel.state()["pooling"]["size"] == 3
    assert second.context.source.wanted.text == "bundled:cat"
    assert theme.theme_choice() == "light"


def test_broken_settings_never_block_the_start(qtbot, make_application, user_home):
    (user_home / "config").mkdir(parents=True)
    (user_home / "config" / "settings.json").write_text("{ broken", encoding="utf-8")
    application = make_application()
    assert "settings" in application.window.notices.texts[-1].lower()


@pytest.mark.parametrize("name", ["show_lesson", "show_shortcuts", "show_about"])
def test_words_open_in_a_window(qtbot, make_application, name):
    application = make_application()
    getattr(application.commands, name)()
    from explorer.app.lesson import TextWindow

    windows = application.window.findChildren(TextWindow)
    assert len(windows) == 1
    assert len(windows[0].text.toPlainText()) > 200
    getattr(application.commands, name)()
    assert application.window.findChildren(TextWindow) == windows, "opened twice"


def test_a_scene_can_be_dropped(make_application, tmp_path):
    window = make_application().window
    mime = QMimeData()
    for name, taken in (("view.json", True), ("notes.txt", False)):
        mime.setUrls([QUrl.fromLocalFile(str(tmp_path / name))])
        event = QDragEnterEvent(
            window.rect().center(), Qt.DropAction.CopyAction, mime,
            Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
        )  # fmt: skip
        event.ignore()
        window.dragEnterEvent(event)
        assert event.isAccepted() == taken


def test_every_action_is_in_the_menu_or_on_the_rail(make_application):
    application = make_application()
    assert set(application.commands.actions) == set(ACTIONS)
    assert PanelKey.FILTERS in application.window.panel_actions


def test_a_device_that_is_not_there_is_said_and_another_computes(qtbot, make_application):
    application = make_application(device="cuda:99")
    qtbot.waitUntil(application.is_loaded, timeout=60_000)
    said = " ".join(application.window.notices.texts)
    assert "cuda:99" in said
    assert "used instead" in said
    assert application.context.engine.is_ready


def test_a_source_that_failed_is_not_what_the_next_start_opens(qtbot, make_application, tmp_path):
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"nothing")
    application = make_application(source=str(broken))
    qtbot.waitUntil(lambda: application.context.source.state.kind == "failed", timeout=30_000)
    application.window.close()
    assert application.settings.source != str(broken)
