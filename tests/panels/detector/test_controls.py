"""Every control of every page: named, explained, and come to by Tab in the order of reading."""

from __future__ import annotations

from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QComboBox,
    QLineEdit,
    QPushButton,
    QScrollBar,
    QWidget,
)

from explorer.panels.detector.panel import PAGES, DetectorPanel
from explorer.services.media import parse_source
from explorer.widgets.card import Card
from explorer.widgets.controls import Section
from tests.panels.detector.conftest import PICTURE, TIMEOUT_MS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CONTROLS = (QAbstractButton, QAbstractItemView, QAbstractSlider, QComboBox, QLineEdit)
TASKS = ("pictures", "video", "evaluate")
VIEWS = [
    *({"page": page} for page in PAGES if page != "files"),
    *({"page": "files", "files": {"task": task}} for task in TASKS),
    {"page": "live", "model": {"name": "lecture", "size": 608}},
    {"page": "grid", "model": {"name": "lecture", "size": 608}},
    {"page": "compare", "compare": {"way": "sides"}},
    {"page": "steps", "steps": {"pair": [0, 1]}, "thresholds": {"suppression": "soft-gaussian"}},
]
SAME_ROW_PX = 24


@pytest.fixture
def make_panel(qtbot, context) -> Iterator[Callable[[dict[str, Any]], DetectorPanel]]:
    """Build the panel as the window does, on a state."""
    panels: list[DetectorPanel] = []

    def make(state: dict[str, Any]) -> DetectorPanel:
        panel = DetectorPanel(context)
        qtbot.addWidget(panel)
        panels.append(panel)
        panel.restore(state)
        panel.resize(1196, 730)
        panel.show()
        panel.activate()
        context.engine.start()
        context.source.open(parse_source(PICTURE))
        for section in panel.page.findChildren(Section):
            section.set_expanded(True)
        qtbot.waitUntil(lambda: context.source.is_idle() and panel.is_idle(), timeout=TIMEOUT_MS)
        return panel

    yield make
    while panels:
        panels.pop().shutdown()


def explained(widget: QWidget) -> bool:
    """Whether it has a tooltip, or lies in what has one: Qt asks upwards."""
    at: QWidget | None = widget
    while at is not None and not at.isWindow():
        if at.toolTip():
            return True
        at = at.parentWidget()
    return False


def controls(page: QWidget) -> list[QWidget]:
    """Return what a hand or the keyboard can use, seen or not, but for buttons without a word.

    Those get their word when they are shown.
    """
    return [
        one
        for one in page.findChildren(QWidget)
        if not isinstance(one.parentWidget(), (QLineEdit, QAbstractItemView))  # parts of one
        and not isinstance(one, QScrollBar)
        and not one.objectName().startswith("qt_")
        and not (isinstance(one, QPushButton) and one.isHidden() and not one.text().strip())
        and (isinstance(one, CONTROLS) or one.focusPolicy() & Qt.FocusPolicy.TabFocus)
    ]


def described(widget: QWidget) -> str:
    parent = widget.parentWidget()
    return f"{type(widget).__name__} of {type(parent).__name__} {parent.accessibleName()!r}"


def stops(page: QWidget) -> list[QWidget]:
    """Return what Tab comes to on a page, in its order."""
    found: list[QWidget] = []
    widget = page.nextInFocusChain()
    while widget is not page:
        takes_tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if takes_tab and page.isAncestorOf(widget) and widget.isVisible():
            found.append(widget)
        widget = widget.nextInFocusChain()
    return found


def card_of(widget: QWidget) -> QWidget:
    at: QWidget | None = widget
    while at is not None and not isinstance(at, Card):
        at = at.parentWidget()
    return at or widget


def name(state: dict[str, Any]) -> str:
    return "-".join(str(value) for value in state.values())


@pytest.mark.parametrize("state", VIEWS, ids=name)
def test_every_control_is_named_and_explained(make_panel, state) -> None:
    page = make_panel(state).page
    found = controls(page)
    assert len(found) > 8
    assert [described(one) for one in found if not one.accessibleName()] == []
    assert [one.accessibleName() for one in found if not explained(one)] == []
    names = [one.accessibleName() for one in found if one.isVisible()]
    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize("state", VIEWS, ids=name)
def test_tab_goes_through_the_cards_as_they_are_read(make_panel, state) -> None:
    page = make_panel(state).page
    found = stops(page)
    assert len(found) > 8
    cards = [card for card, _ in groupby(found, key=card_of)]
    assert len(set(cards)) == len(cards)  # Tab comes back to none
    for card, inside in groupby(found, key=card_of):
        tops = [one.mapTo(card, one.rect().topLeft()).y() for one in inside]
        assert all(below >= above - SAME_ROW_PX for above, below in pairwise(tops)), [
            one.accessibleName() for one in found
        ]
