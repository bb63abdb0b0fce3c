"""A number with its name and a mark: read, pressed, and heard."""

from __future__ import annotations

from PySide6.QtCore import Qt

from explorer.widgets import theme
from explorer.widgets.stat_button import StatButton


def test_a_number_says_what_it_is_and_can_be_pressed(qtbot, qapp) -> None:
    theme.apply_theme(qapp, "dark")
    stat = StatButton("parameters", "Numbers that are trained")
    qtbot.addWidget(stat)
    stat.set_number("61,706", "✓ equal", "good", "three ways agree")
    stat.resize(stat.sizeHint())
    stat.show()
    assert (stat.accessibleName(), stat.accessibleDescription()) == ("parameters", "61,706 ✓ equal")
    assert "three ways agree" in stat.toolTip()
    with qtbot.waitSignal(stat.clicked):
        qtbot.mouseClick(stat, Qt.MouseButton.LeftButton)
    painted = stat.grab().toImage()
    good = theme.current_theme().colour("good")
    reds = {painted.pixelColor(x, y).rgb() for x in range(painted.width())
            for y in range(painted.height())}  # fmt: skip
    assert good.rgb() in reds


def test_a_longer_number_asks_for_more_room(qtbot, qapp) -> None:
    theme.apply_theme(qapp, "dark")
    stat = StatButton("MACs", "")
    qtbot.addWidget(stat)
    stat.set_number("416,520")
    narrow = stat.sizeHint().width()
    stat.set_number("15,470,264,320")
    assert stat.sizeHint().width() > narrow


def test_a_number_is_set_smaller_and_never_cut(qtbot, qapp) -> None:
    theme.apply_theme(qapp, "dark")
    stat = StatButton("MACs", "tip")
    qtbot.addWidget(stat)
    stat.set_number("15,470,264,320", "✓ 3-way", "good")
    full = stat.sizeHint().width()
    assert stat._number_role(full) == "number-large"
    assert stat._number_role(110) == "number"
    assert stat._shown_mark(full) == "✓ 3-way"
    assert stat._shown_mark(14) == "✓"
    assert stat._shown_mark(2) == ""
