"""The canvas: what a person does with pointer and keys, and what it asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QToolButton

from explorer.engine.network import Network, Residual, Shape, conv, pool, relu
from explorer.engine.network.edit import inserted
from explorer.engine.zoo import build
from explorer.widgets import theme
from explorer.widgets.drawing.canvas import LAYER_MIME, NetworkCanvas
from explorer.widgets.drawing.export import to_image, to_svg
from explorer.widgets.drawing.figure import EMPTY, INPUT
from explorer.widgets.drawing.graph import graph
from explorer.widgets.drawing.hit import badge_room
from explorer.widgets.drawing.volumes import volumes

if TYPE_CHECKING:
    from collections.abc import Callable

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
BLOCKS = Network(
    Shape(16, 16, 8), (conv(8, 3, p=1), relu(), Residual((conv(8, 3, p=1), relu())), pool())
)
REQUESTS = (
    "moveRequested", "insertRequested", "removeRequested", "duplicateRequested", "copyRequested",
    "cutRequested", "pasteRequested", "undoRequested", "redoRequested",
)  # fmt: skip


@pytest.fixture
def make(qtbot) -> Callable[..., NetworkCanvas]:
    def build_canvas(network: Network, place=None, draw=volumes) -> NetworkCanvas:
        if theme.current_theme() != theme.Theme("dark"):
            theme.apply_theme(QApplication.instance(), "dark")
        canvas = NetworkCanvas()
        canvas.animated = False
        qtbot.addWidget(canvas)
        canvas.resize(880, 260)
        canvas.show_figure(draw(network, network.trace()), place)
        canvas.show()
        canvas.setFocus()
        return canvas

    return build_canvas


def heard(canvas: NetworkCanvas, *names: str) -> list[tuple]:
    """Everything that the canvas says from now on."""
    log: list[tuple] = []
    for name in names or REQUESTS:
        getattr(canvas, name).connect(lambda *values, name=name: log.append((name, *values)))
    return log


def at(canvas: NetworkCanvas, place) -> QPoint:
    return canvas.position_of(place).toPoint()


def drag(qtbot, canvas: NetworkCanvas, start: QPoint, end: QPoint, button=None) -> None:
    button = button or Qt.MouseButton.LeftButton
    qtbot.mousePress(canvas, button, pos=start)
    qtbot.mouseMove(canvas, start + (end - start) / 2)
    qtbot.mouseMove(canvas, end)
    qtbot.mouseRelease(canvas, button, pos=end)


def wheel(canvas: NetworkCanvas, point: QPoint, angle: int, pixels=QPoint(), keys=None) -> None:  # noqa: B008
    event = QWheelEvent(
        QPointF(point), canvas.mapToGlobal(QPointF(point)), pixels, QPoint(0, angle),
        Qt.MouseButton.NoButton, keys or Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(canvas, event)


def test_a_click_chooses_a_layer_a_plate_a_block_and_the_input(qtbot, make) -> None:
    canvas = make(BLOCKS)
    log = heard(canvas, "selected")
    for place in ((0,), (1,), (2,), (2, 0, 0), INPUT):
        qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=at(canvas, place))
    assert [values[1] for values in log] == [(0,), (1,), (2,), (2, 0, 0), None]
    assert canvas.accessibleDescription().startswith("input")


def test_a_click_on_the_ground_chooses_nothing(qtbot, make) -> None:
    canvas = make(BLOCKS, (0,))
    log = heard(canvas, "selected", *REQUESTS)
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))
    assert log == []


def test_arrows_walk_through_layers_and_into_blocks(qtbot, make) -> None:
    canvas = make(BLOCKS)
    log = heard(canvas, "selected")
    key = Qt.Key
    for one in (key.Key_Right, key.Key_Right, key.Key_Right, key.Key_Down, key.Key_Right,
                key.Key_Right, key.Key_Up, key.Key_Left):  # fmt: skip
        qtbot.keyClick(canvas, one)
    assert [values[1] for values in log] == [
        (0,), (1,), (2,), (2, 0, 0), (2, 0, 1), (2,), (1,)
    ]  # fmt: skip


def test_a_dragged_layer_asks_to_be_put_where_the_mark_is(qtbot, make) -> None:
    canvas = make(build("lenet5"), (0,))
    log = heard(canvas)
    end = at(canvas, (4,)) - QPoint(28, 0)
    drag(qtbot, canvas, at(canvas, (0,)), end)
    ((name, place, before),) = log
    assert (name, place) == ("moveRequested", (0,))
    slot = min(canvas.figure.slots,
               key=lambda slot: abs(canvas.view.to_screen(slot.x, 0)[0] - end.x()))  # fmt: skip
    assert before == slot.before


def test_a_layer_goes_into_a_block_and_out_of_it(qtbot, make) -> None:
    canvas = make(BLOCKS)
    log = heard(canvas)
    drag(qtbot, canvas, at(canvas, (3,)), at(canvas, (2, 0, 0)) - QPoint(12, 0))
    assert log == [("moveRequested", (3,), (2, 0, 0))]
    drag(qtbot, canvas, at(canvas, (2, 0, 0)), QPoint(canvas.width() - 3, 120))
    assert log[1:] == [("moveRequested", (2, 0, 0), (4,))]


def test_a_drag_back_to_where_it_was_or_with_escape_asks_for_nothing(qtbot, make) -> None:
    canvas = make(build("lenet5"))
    log = heard(canvas)
    start = at(canvas, (0,))
    drag(qtbot, canvas, start, start + QPoint(14, 0))
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(canvas, at(canvas, (6,)))
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=at(canvas, (6,)))
    assert log == []


@pytest.mark.parametrize(
    ("key", "modifier", "expected"),
    [
        (Qt.Key.Key_Delete, None, ("removeRequested", (2,))),
        (Qt.Key.Key_Backspace, None, ("removeRequested", (2,))),
        (Qt.Key.Key_D, CTRL, ("duplicateRequested", (2,))),
        (Qt.Key.Key_C, CTRL, ("copyRequested", (2,))),
        (Qt.Key.Key_X, CTRL, ("cutRequested", (2,))),
        (Qt.Key.Key_V, CTRL, ("pasteRequested", (2,))),
        (Qt.Key.Key_Z, CTRL, ("undoRequested",)),
        (Qt.Key.Key_Z, CTRL | SHIFT, ("redoRequested",)),
        (Qt.Key.Key_Y, CTRL, ("redoRequested",)),
        (Qt.Key.Key_Left, ALT, ("moveRequested", (2,), (1,))),
        (Qt.Key.Key_Right, ALT, ("moveRequested", (2,), (4,))),
    ],
)
def test_keys_ask_for_edits_and_are_kept_from_the_window(
    qtbot, make, key, modifier, expected
) -> None:
    canvas = make(build("lenet5"), (2,))
    log = heard(canvas)
    modifier = modifier or Qt.KeyboardModifier.NoModifier
    qtbot.keyClick(canvas, key, modifier)
    assert log == [expected]
    override = QKeyEvent(QEvent.Type.ShortcutOverride, key, modifier)
    override.ignore()
    QApplication.sendEvent(canvas, override)
    assert override.isAccepted()
    canvas.set_read_only(True)
    log.clear()
    qtbot.keyClick(canvas, key, modifier)
    override = QKeyEvent(QEvent.Type.ShortcutOverride, key, modifier)
    override.ignore()
    QApplication.sendEvent(canvas, override)
    assert log == []
    assert not override.isAccepted()


def test_at_the_ends_a_layer_stays(qtbot, make) -> None:
    network = build("lenet5")
    canvas = make(network, (0,))
    log = heard(canvas)
    qtbot.keyClick(canvas, Qt.Key.Key_Left, ALT)
    canvas.show_figure(canvas.figure, (len(network.layers) - 1,))
    qtbot.keyClick(canvas, Qt.Key.Key_Right, ALT)
    assert log == []


def test_the_input_can_be_pasted_after_and_not_removed(qtbot, make) -> None:
    canvas = make(build("lenet5"))
    log = heard(canvas)
    qtbot.keyClick(canvas, Qt.Key.Key_Delete)
    qtbot.keyClick(canvas, Qt.Key.Key_V, CTRL)
    assert log == [("pasteRequested", None)]


def test_the_wheel_zooms_at_the_pointer(make) -> None:
    canvas = make(build("vgg16"))
    point, before = QPoint(620, 110), canvas.view
    wheel(canvas, point, 120)
    assert canvas.view.zoom > before.zoom
    assert canvas.view.to_figure(620, 110) == pytest.approx(before.to_figure(620, 110))
    wheel(canvas, point, -120, keys=CTRL)
    assert canvas.view.zoom == pytest.approx(before.zoom)
    wheel(canvas, point, 0, QPoint(15, -8))
    assert canvas.view.zoom == pytest.approx(before.zoom)
    assert canvas.view.x != before.x


def test_the_ground_is_dragged_and_a_double_click_fits_again(qtbot, make) -> None:
    canvas = make(build("lenet5"))
    fit = canvas.view
    drag(qtbot, canvas, QPoint(5, 5), QPoint(65, 35))
    assert canvas.view.zoom == fit.zoom
    assert canvas.view.x - fit.x == pytest.approx(60, abs=1)
    drag(qtbot, canvas, at(canvas, (0,)), at(canvas, (0,)) + QPoint(30, 0),
         Qt.MouseButton.MiddleButton)  # fmt: skip
    assert canvas.view.x - fit.x == pytest.approx(90, abs=1)
    qtbot.mouseDClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert canvas.view == fit


def test_keys_and_buttons_zoom_and_fit(qtbot, make) -> None:
    canvas = make(build("lenet5"))
    fit = canvas.view
    qtbot.keyClick(canvas, Qt.Key.Key_Plus)
    assert canvas.view.zoom == pytest.approx(fit.zoom * 1.25)
    qtbot.keyClick(canvas, Qt.Key.Key_Minus, CTRL)
    assert canvas.view.zoom == pytest.approx(fit.zoom)
    for name, larger in (("zoom-in", True), ("fit", False)):
        button = canvas.findChild(QToolButton, name)
        assert button.toolTip()
        assert button.accessibleName()
        button.click()
        assert (canvas.view.zoom > fit.zoom * 1.01) is larger
    qtbot.keyClick(canvas, Qt.Key.Key_Plus)
    qtbot.keyClick(canvas, Qt.Key.Key_F)
    assert canvas.view == fit


def test_it_is_fitted_again_unless_the_user_came_closer(qtbot, make) -> None:
    small, longer = build("lenet5"), inserted(build("lenet5"), (1,), (conv(6, 1), relu()))
    canvas = make(small)
    canvas.show_figure(volumes(longer, longer.trace()), None)
    refitted = canvas.view
    canvas.show_figure(volumes(small, small.trace()), None)
    assert canvas.view != refitted
    canvas.run("zoom-in")
    near = canvas.view
    canvas.show_figure(volumes(longer, longer.trace()), None)
    assert canvas.view == near
    canvas.resize(700, 300)
    assert canvas.view == near
    other = build("vgg16")
    canvas.show_figure(volumes(other, other.trace()), None)
    assert canvas.view.room(canvas.figure.solids[-1].bounds).right < canvas.width()


def test_a_layer_chosen_elsewhere_is_brought_into_view(make) -> None:
    canvas = make(build("vgg16"))
    canvas.zoom_at(6, 0, 100)
    last = canvas.figure.solids[-1]
    assert canvas.view.room(last.bounds).x > canvas.width()
    canvas.show_figure(canvas.figure, last.place)
    assert canvas.view.room(last.bounds).right < canvas.width()


def test_a_badge_asks_to_unfold(qtbot, make) -> None:
    canvas = make(build("resnet50"))
    log = heard(canvas, "expandToggled", "selected")
    frame = next(frame for frame in canvas.figure.frames if frame.repeat == 5)
    room = canvas.view.room(badge_room(frame, canvas.view.zoom))
    point = QPointF(room.x + room.width / 2, room.y + room.height / 2).toPoint()
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=point)
    assert log == [("expandToggled", frame.place)]


def test_a_kind_of_layer_is_dropped_between_layers(make) -> None:
    canvas = make(build("lenet5"))
    log = heard(canvas)
    mime = QMimeData()
    mime.setData(LAYER_MIME, b"pool")
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    point = at(canvas, (0,)) - QPoint(40, 0)
    none = Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(point, copy, mime, left, none)
    QApplication.sendEvent(canvas, entering)
    assert entering.isAccepted()
    canvas.dragMoveEvent(entering)
    QApplication.sendEvent(canvas, QDropEvent(QPointF(point), copy, mime, left, none))
    assert log == [("insertRequested", "pool", (0,))]
    canvas.set_read_only(True)
    refused = QDragEnterEvent(point, copy, mime, left, none)
    refused.ignore()
    canvas.dragEnterEvent(refused)
    assert not refused.isAccepted()


def test_read_only_a_layer_can_be_chosen_and_not_moved(qtbot, make) -> None:
    canvas = make(build("lenet5"))
    canvas.set_read_only(True)
    log = heard(canvas, "selected", *REQUESTS)
    drag(qtbot, canvas, at(canvas, (0,)), at(canvas, (6,)))
    assert log == [("selected", (0,))]
    menu = canvas.context_menu()
    assert [action.objectName() for action in menu.actions()] == ["fit"]
    menu.deleteLater()


def test_the_menu_has_every_edit_and_runs_it(make) -> None:
    canvas = make(build("lenet5"), (2,))
    log = heard(canvas)
    menu = canvas.context_menu()
    for action in menu.actions():
        action.trigger()
    menu.deleteLater()
    assert {entry[0] for entry in log} == set(REQUESTS) - {"insertRequested"}
    canvas.show_figure(canvas.figure, None)
    bare = canvas.context_menu()
    disabled = {a.objectName() for a in bare.actions() if not a.isEnabled() and a.objectName()}
    bare.deleteLater()
    assert {"remove", "duplicate", "copy", "cut", "earlier", "later"} == disabled


def test_an_edit_moves_what_is_there_and_comes_to_rest(qtbot, make) -> None:
    canvas = make(build("lenet5"))
    canvas.animated = True
    longer = inserted(build("lenet5"), (1,), (conv(6, 1),))
    canvas.show_figure(volumes(longer, longer.trace()), (1,))
    assert not canvas.is_idle()
    qtbot.waitUntil(canvas.is_idle, timeout=3000)
    still = canvas.grab().toImage()
    assert still == canvas.grab().toImage()
    canvas.show_figure(volumes(build("lenet5"), build("lenet5").trace()), (1,))
    canvas.shutdown()
    assert canvas.is_idle()


def test_it_can_be_painted_from_near_and_far_in_both_themes(qtbot, make, qapp) -> None:
    broken = Network(Shape(12, 12, 1), (conv(6, 5), conv(8, 17), pool()))
    for name in ("dark", "light"):
        for network, draw in ((build("googlenet"), graph), (build("resnet18"), volumes),
                              (broken, volumes), (Network(Shape(8, 8, 3)), graph)):  # fmt: skip
            canvas = make(network, (0,) if network.layers else None, draw)
            theme.apply_theme(qapp, name)
            for factor in (1, 0.05, 60):
                canvas.zoom_at(factor, 440, 120)
                assert not canvas.grab().isNull()
    theme.apply_theme(qapp, "dark")


def test_nothing_is_shown_before_a_file_is_opened(qtbot, make) -> None:
    canvas = make(build("lenet5"))
    canvas.show_figure(EMPTY, None)
    assert not canvas.grab().isNull()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_F):
        qtbot.keyClick(canvas, key)
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(400, 100))


def test_a_drawing_becomes_a_picture_and_svg(qapp) -> None:
    theme.apply_theme(qapp, "light")
    network = build("lenet5")
    figure = volumes(network, network.trace())
    image = to_image(figure, 1600)
    assert image.width() == 1600
    assert image.height() == pytest.approx(1600 * figure.height / figure.width, abs=1)
    assert image.pixelColor(1, 1) == theme.current_theme().colour("surface")
    assert image != QImage(image.size(), image.format())
    svg = to_svg(figure)
    assert svg.startswith("<?xml")
    assert "28×28×6" in svg
    theme.apply_theme(qapp, "dark")
