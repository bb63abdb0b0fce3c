from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from explorer.widgets.card import Card
from explorer.widgets.reading_order import set_reading_order
from explorer.widgets.segmented import Segmented

if TYPE_CHECKING:
    from collections.abc import Callable


def stops(root: QWidget) -> list[str]:
    """Return the names that Tab comes to, in its order."""
    found, widget = [], root.nextInFocusChain()
    while widget is not root:
        takes_tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not widget.isHidden()
        if takes_tab and root.isAncestorOf(widget):
            found.append(widget.accessibleName() or widget.objectName())
        widget = widget.nextInFocusChain()
    return found


@pytest.fixture
def put(qtbot) -> Callable[[QWidget], None]:
    """Put a page among other controls, as it is in the application."""
    window = QWidget()
    qtbot.addWidget(window)
    room = QVBoxLayout(window)

    def put_in(page: QWidget) -> None:
        assert page.window() is page
        room.addWidget(page)
        room.addWidget(edit("foot"))
        assert page.window() is window

    room.addWidget(edit("rail"))
    return put_in


def edit(name: str) -> QLineEdit:
    made = QLineEdit()
    made.setObjectName(name)
    return made


def test_layouts_decide_and_not_when_a_control_was_made(put) -> None:
    root = QWidget()
    put(root)
    late, early, below, last = (edit(name) for name in ("late", "early", "below", "last"))
    scroll, inside = QScrollArea(), QWidget()
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    QVBoxLayout(inside).addWidget(last)
    scroll.setWidget(inside)
    column, row, grid = QVBoxLayout(root), QHBoxLayout(), QGridLayout()
    grid.addWidget(below)
    column.addLayout(grid)
    column.addWidget(scroll)
    row.addWidget(early)
    row.insertWidget(0, late)
    column.insertLayout(0, row)
    set_reading_order(root)
    assert stops(root) == ["late", "early", "below", "last"]
    assert scroll.focusPolicy() == Qt.FocusPolicy.NoFocus


def test_the_line_of_a_cards_title_comes_before_its_body(put) -> None:
    card = Card("Card")
    put(card)
    card.add(edit("body"))
    card.add_header_widget(edit("header"))
    assert stops(card) == ["body", "header"]
    set_reading_order(card)
    assert stops(card) == ["header", "body"]


def test_a_segments_choice_keeps_its_place_whatever_is_chosen_or_offered(put) -> None:
    root = QWidget()
    put(root)
    column = QVBoxLayout(root)
    column.addWidget(edit("below"))
    choice = Segmented("way", [("a", "a"), ("b", "b")])
    column.insertWidget(0, choice)
    column.insertWidget(0, QPushButton("above", objectName="above"))
    set_reading_order(root)
    assert stops(root) == ["above", "way: a", "below"]
    choice.set_current("b")
    assert stops(root) == ["above", "way: b", "below"]
    choice.set_options([("c", "c"), ("d", "d")], "d")
    assert stops(root) == ["above", "way: d", "below"]
    choice.set_current("c")
    assert stops(root) == ["above", "way: c", "below"]
