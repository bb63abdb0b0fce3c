"""A row of buttons of which exactly one is chosen: for up to six things."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from explorer.widgets import theme

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QKeyEvent

    Option = tuple[str, str] | tuple[str, str, str]

_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}


class Segmented(QFrame):
    """Options are (key, text) or (key, text, tooltip). `set_current` is silent.

    Tab reaches the chosen button, the arrows move the choice, as with radio buttons.
    """

    currentChanged = Signal(str)

    def __init__(
        self,
        name: str,
        options: Iterable[Option],
        current: str = "",
        *,
        fill: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._fill = fill
        self.setProperty("fill", fill)
        self._name = name
        self._buttons: dict[str, QPushButton] = {}
        self._current = ""
        self._layout = QHBoxLayout(self)
        self.setAccessibleName(name)
        wide = QSizePolicy.Policy.Expanding if fill else QSizePolicy.Policy.Maximum
        self.setSizePolicy(wide, QSizePolicy.Policy.Fixed)
        self.set_options(options, current)
        theme.watch_theme(self._apply_metrics)

    def set_options(self, options: Iterable[Option], current: str = "") -> None:
        """Offer other options; the first is chosen if `current` is not among them."""
        former = list(self._buttons.values())
        before = self._buttons.get(self._current)
        self._buttons = {}
        for key, text, *tooltip in options:
            button = self._buttons[key] = self._button(key, text, "".join(tooltip))
            if before is not None:
                self.setTabOrder(before, button)  # where Tab came to the former ones
            before = button
        for button in former:
            self._layout.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._current = ""
        if self._buttons:
            self.set_current(current if current in self._buttons else next(iter(self._buttons)))

    def current(self) -> str:
        """Return the key of the chosen option."""
        return self._current

    def set_current(self, key: str) -> None:
        """Choose an option and emit nothing; a key that is not offered raises KeyError."""
        self._buttons[key].setChecked(True)
        self._current = key
        for other, button in self._buttons.items():
            policy = Qt.FocusPolicy.TabFocus if other == key else Qt.FocusPolicy.NoFocus
            button.setFocusPolicy(policy)
            button.setChecked(other == key)

    def clear_current(self) -> None:
        """Choose none, where the choice is another than those offered; emits nothing."""
        self._current = ""
        for place, button in enumerate(self._buttons.values()):
            button.setChecked(False)
            policy = Qt.FocusPolicy.NoFocus if place else Qt.FocusPolicy.TabFocus
            button.setFocusPolicy(policy)

    def rename_option(self, key: str, text: str) -> None:
        """Call an option otherwise; a key that is not offered raises KeyError."""
        self._buttons[key].setText(text)
        self._buttons[key].setAccessibleName(f"{self._name}: {text}")

    def set_option_enabled(self, key: str, enabled: bool, why: str = "") -> None:
        """Offer an option or not; the tooltip says why."""
        self._buttons[key].setEnabled(enabled)
        self._buttons[key].setToolTip(why)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the choice with the arrows."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        keys = [key for key, button in self._buttons.items() if button.isEnabled()]
        if self._current in keys or (keys and not self._current):
            place = keys.index(self._current) + step if self._current else 0
            key = keys[place % len(keys)]
            self._choose(key)
            self._buttons[key].setFocus(Qt.FocusReason.TabFocusReason)

    def _button(self, key: str, text: str, tooltip: str) -> QPushButton:
        button = _Segment(text)
        button.setCheckable(True)
        button.setToolTip(tooltip)
        button.setAccessibleName(f"{self._name}: {text}")
        button.clicked.connect(lambda: self._choose(key))
        self._layout.addWidget(button, 1 if self._fill else 0)
        return button

    def _choose(self, key: str) -> None:
        changed = key != self._current
        self.set_current(key)
        if changed:
            self.currentChanged.emit(key)

    def _apply_metrics(self) -> None:
        inset = theme.current_theme().px(2)
        self._layout.setContentsMargins(inset, inset, inset, inset)
        self._layout.setSpacing(inset)


class _Segment(QPushButton):
    """Leaves the arrows to the row."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if Qt.Key(event.key()) in _STEPS:
            event.ignore()
        else:
            super().keyPressEvent(event)
