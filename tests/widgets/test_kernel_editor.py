from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton

from explorer.widgets.kernel_cell import DRAG_PX, KernelCell
from explorer.widgets.kernel_editor import KernelEditor, resized

SOBEL = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]], np.float32)


@pytest.fixture
def editor(qtbot):
    made = KernelEditor()
    qtbot.addWidget(made)
    made.set_kernel(SOBEL)
    made.show()
    qtbot.waitExposed(made)
    return made


def _cell(editor: KernelEditor, row: int, column: int) -> KernelCell:
    return editor._cells[row][column]


def _tool(editor: KernelEditor, words: str) -> QToolButton:
    return next(tool for tool in editor.findChildren(QToolButton) if words in tool.toolTip())


def test_it_shows_the_kernel_and_gives_it_back(qtbot, editor):
    np.testing.assert_array_equal(editor.kernel(), SOBEL)
    assert [cell.text() for cell in editor._cells[1]] == ["2", "0", "−2"]
    editor.kernel()[0, 0] = 99  # a copy
    assert editor.kernel()[0, 0] == 1


@pytest.mark.parametrize(
    "kernel", [np.zeros((4, 4)), np.zeros((3, 5)), np.zeros(9), np.full((3, 3), np.nan)]
)
def test_what_is_no_kernel_is_refused(editor, kernel):
    with pytest.raises(ValueError, match="kernel"):
        editor.set_kernel(kernel)
    np.testing.assert_array_equal(editor.kernel(), SOBEL)


def test_typing_changes_one_number(qtbot, editor):
    cell = _cell(editor, 0, 1)
    cell.setFocus()
    cell.selectAll()
    with qtbot.waitSignal(editor.kernelChanged) as changed:
        qtbot.keyClicks(cell, "1/9")
        qtbot.keyClick(cell, Qt.Key.Key_Return)
    expected = SOBEL.copy()
    expected[0, 1] = 1 / 9
    np.testing.assert_allclose(changed.args[0], expected)
    assert changed.args[0].dtype == np.float32
    assert cell.text() == "0.111"


def test_looking_at_a_long_number_does_not_round_it(qtbot, editor):
    editor.set_kernel(np.full((3, 3), 1 / 9))
    with qtbot.assertNotEmitted(editor.kernelChanged):
        _cell(editor, 1, 1).setFocus()
        qtbot.keyClick(_cell(editor, 1, 1), Qt.Key.Key_Return)
    assert editor.kernel()[1, 1] == np.float32(1 / 9)


def test_what_is_no_number_says_why_and_keeps_the_kernel(qtbot, editor):
    cell = _cell(editor, 2, 2)
    cell.setFocus()
    cell.selectAll()
    with qtbot.assertNotEmitted(editor.kernelChanged):
        qtbot.keyClicks(cell, "1/0")
        cell.commit()
    assert "divided by 0" in editor._problem.text()
    assert editor._problem.isVisible()
    qtbot.keyClick(cell, Qt.Key.Key_Escape)
    assert not editor._problem.isVisible()
    assert cell.text() == "−1"


def test_dragging_up_makes_a_number_larger(qtbot, editor):
    cell = _cell(editor, 1, 1)
    qtbot.mousePress(cell, Qt.MouseButton.LeftButton, pos=QPoint(20, 10))
    qtbot.mouseMove(cell, QPoint(20, 10 - 7 * DRAG_PX))
    qtbot.mouseRelease(cell, Qt.MouseButton.LeftButton, pos=QPoint(20, 10 - 7 * DRAG_PX))
    assert editor.kernel()[1, 1] == pytest.approx(0.7)
    assert not cell.hasFocus()


def test_a_click_begins_to_edit(qtbot, editor):
    cell = _cell(editor, 0, 0)
    qtbot.mouseClick(cell, Qt.MouseButton.LeftButton)
    assert QApplication.focusWidget() is cell
    assert cell.selectedText() == "1"


@pytest.mark.parametrize("focused", [True, False])
def test_the_wheel_changes_the_cell_that_is_edited_and_no_other(qtbot, editor, focused):
    cell = _cell(editor, 0, 0)
    if focused:
        cell.setFocus()
    event = QWheelEvent(
        QPointF(5, 5), QPointF(5, 5), QPoint(), QPoint(0, 240), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(cell, event)
    assert editor.kernel()[0, 0] == pytest.approx(1.2 if focused else 1.0)


def test_arrows_walk_through_the_cells(qtbot, editor):
    _cell(editor, 1, 1).setFocus()
    for key, place in (
        (Qt.Key.Key_Up, (0, 1)),
        (Qt.Key.Key_Right, (0, 2)),
        (Qt.Key.Key_Down, (1, 2)),
        (Qt.Key.Key_Left, (1, 1)),
    ):
        qtbot.keyClick(QApplication.focusWidget(), key)
        assert QApplication.focusWidget() is _cell(editor, *place)


def test_page_keys_step_the_number(qtbot, editor):
    cell = _cell(editor, 1, 1)
    cell.setFocus()
    qtbot.keyClick(cell, Qt.Key.Key_PageUp)
    qtbot.keyClick(cell, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ShiftModifier)
    assert editor.kernel()[1, 1] == pytest.approx(1.1)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Turn", np.rot90(SOBEL, -1)),
        ("signs", -SOBEL),
        ("sum of magnitudes", SOBEL / 8),
    ],
)
def test_the_tools(qtbot, editor, words, expected):
    with qtbot.waitSignal(editor.kernelChanged) as changed:
        _tool(editor, words).click()
    np.testing.assert_allclose(changed.args[0], expected)


def test_random_numbers_can_be_repeated(qtbot, editor):
    kernels = []
    for _ in range(2):
        editor.seed(7)
        _tool(editor, "Random").click()
        kernels.append(editor.kernel())
        editor.set_kernel(SOBEL)
    np.testing.assert_array_equal(*kernels)
    assert not np.array_equal(kernels[0], SOBEL)


def test_a_kernel_of_zeros_cannot_be_normalised(qtbot, editor):
    editor.set_kernel(np.zeros((3, 3)))
    with qtbot.assertNotEmitted(editor.kernelChanged):
        _tool(editor, "sum of magnitudes").click()


def test_another_size_keeps_the_middle(qtbot, editor):
    with qtbot.waitSignal(editor.kernelChanged) as changed:
        next(b for b in editor.findChildren(QPushButton) if b.text() == "7×7").click()
    assert changed.args[0].shape == (7, 7)
    np.testing.assert_array_equal(changed.args[0][2:5, 2:5], SOBEL)
    assert np.abs(changed.args[0]).sum() == np.abs(SOBEL).sum()
    np.testing.assert_array_equal(resized(changed.args[0], 3), SOBEL)


def test_seven_by_seven_fits_the_column(editor):
    editor.set_kernel(np.full((7, 7), -0.123))
    assert editor.sizeHint().width() <= 328


def test_each_cell_is_named(editor):
    assert _cell(editor, 0, 2).accessibleName() == "row 1, column 3"
