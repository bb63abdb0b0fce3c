"""What a person does to a page: wait, move a slider, press a button, choose from the menu."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QAbstractButton

from explorer.widgets.slider_row import JumpSlider


def settle(qtbot, page: Any) -> None:
    """Wait until what was asked for last is on the screen."""
    qtbot.waitUntil(lambda: page.result is not None and page.is_idle(), timeout=10_000)


def slider(page: Any, name: str) -> JumpSlider:
    """The slider with this name."""
    found = [s for s in page.findChildren(JumpSlider) if s.accessibleName() == name]
    assert len(found) == 1, name
    return found[0]


def press(page: Any, name: str) -> None:
    """Click the button with this accessible name."""
    found = [b for b in page.findChildren(QAbstractButton) if b.accessibleName() == name]
    assert len(found) == 1, (
        name,
        sorted(b.accessibleName() for b in page.findChildren(QAbstractButton)),
    )
    found[0].click()


def run_entry(page: Any, text: str) -> None:
    """Run an entry of the page's menu of exports."""
    entries = dict(page.exports.entries())
    entries[text]()
