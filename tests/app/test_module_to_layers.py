"""An inception module goes from the panel where it is designed to the Layer Builder."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton

from explorer.engine.bottleneck.inception import PRESETS
from explorer.panels.layers.state import first_state

TIMEOUT_MS = 30_000


def shown(qtbot, application, key: str):
    """Open a panel by its button, and wait until it has come to rest."""
    window = application.window
    window.panel_actions[key].trigger()
    assert window.pages.key == key
    qtbot.waitUntil(window.panel.is_idle, timeout=TIMEOUT_MS)
    return window.panel


def press(qtbot, page, name: str) -> None:
    """Click the button of this name."""
    buttons = page.findChildren(QAbstractButton)
    (button,) = (one for one in buttons if one.accessibleName() == name)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def sent(qtbot, application, preset: str):
    """Press the preset's button, then the one that sends the module; return the Layer Builder."""
    panel = shown(qtbot, application, "bottleneck")
    panel.restore({**panel.state(), "page": "inception"})
    page = panel.page
    qtbot.waitUntil(page.is_idle, timeout=TIMEOUT_MS)
    press(qtbot, page, f"GoogLeNet's modules: {preset}")
    qtbot.waitUntil(page.is_idle, timeout=TIMEOUT_MS)
    press(qtbot, page, "Open in the Layer Builder")
    layers = application.window.panel
    qtbot.waitUntil(layers.is_idle, timeout=TIMEOUT_MS)
    return layers


def test_the_button_opens_the_layer_builder_with_the_module(qtbot, make_application):
    application = make_application()
    before = shown(qtbot, application, "layers").store.state.network
    layers = sent(qtbot, application, "4c")
    window = application.window
    assert window.pages.key == "layers"
    assert window.panel_actions["layers"].isChecked()
    assert layers.store.state.network == PRESETS["4c"].network() != before
    assert layers.store.state.selected == (0,)
    assert layers.result.network == PRESETS["4c"].network()
    layers.document.undo_stack.undo()
    assert layers.store.state.network == before
    layers.document.undo_stack.redo()
    assert layers.store.state.network == PRESETS["4c"].network()


def test_a_layer_builder_that_was_never_open_goes_back_to_its_own_first_network(
    qtbot, make_application
):
    application = make_application(panel="bottleneck")
    layers = sent(qtbot, application, "3a")
    assert layers.store.state.network == PRESETS["3a"].network()
    layers.document.undo_stack.undo()
    assert layers.store.state.network == first_state().network


def test_what_was_undone_can_be_sent_again(qtbot, make_application):
    application = make_application()
    first = shown(qtbot, application, "layers").store.state.network
    layers = sent(qtbot, application, "3b")
    assert layers is sent(qtbot, application, "5b")
    layers.document.undo_stack.undo()
    assert layers.store.state.network == PRESETS["3b"].network()
    layers.document.undo_stack.undo()
    assert layers.store.state.network == first


def test_what_was_put_aside_stays(qtbot, make_application):
    application = make_application()
    panel = shown(qtbot, application, "layers")
    panel.compare_page.keepRequested.emit()
    aside = panel.store.state.kept
    assert aside is not None
    assert sent(qtbot, application, "4a").store.state.kept == aside
