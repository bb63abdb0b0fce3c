"""What can be done with the chosen layer, and the keys for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence

from explorer.widgets.icons import icon

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QMenu

Command = Literal[
    "edit", "remove", "duplicate", "copy", "cut", "paste", "undo", "redo", "earlier", "later",
    "fit", "zoom-in", "zoom-out", "next", "previous", "enter", "leave", "cancel",
]  # fmt: skip
EDITS: frozenset[Command] = frozenset(
    {"edit", "remove", "duplicate", "copy", "cut", "paste", "undo", "redo", "earlier", "later"}
)
"""What a drawing that is read only does not do."""
WALKS: frozenset[Command] = frozenset({"next", "previous", "enter", "leave"})
ON_INPUT: frozenset[Command] = frozenset({"edit", "paste", "undo", "redo"})
"""Edits that need no layer."""

_KEY = Qt.Key
_NONE, _CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
_SHIFT, _ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier
_KEYS: dict[tuple[Qt.Key, Qt.KeyboardModifier], Command] = {
    (_KEY.Key_Return, _NONE): "edit",
    (_KEY.Key_Enter, _NONE): "edit",
    (_KEY.Key_Delete, _NONE): "remove",
    (_KEY.Key_Backspace, _NONE): "remove",
    (_KEY.Key_D, _CTRL): "duplicate",
    (_KEY.Key_C, _CTRL): "copy",
    (_KEY.Key_X, _CTRL): "cut",
    (_KEY.Key_V, _CTRL): "paste",
    (_KEY.Key_Z, _CTRL): "undo",
    (_KEY.Key_Z, _CTRL | _SHIFT): "redo",
    (_KEY.Key_Y, _CTRL): "redo",
    (_KEY.Key_Left, _ALT): "earlier",
    (_KEY.Key_Right, _ALT): "later",
    (_KEY.Key_F, _NONE): "fit",
    (_KEY.Key_Home, _NONE): "fit",
    (_KEY.Key_0, _CTRL): "fit",
    (_KEY.Key_Right, _NONE): "next",
    (_KEY.Key_Left, _NONE): "previous",
    (_KEY.Key_Down, _NONE): "enter",
    (_KEY.Key_Up, _NONE): "leave",
    (_KEY.Key_Escape, _NONE): "cancel",
}
# With any of Ctrl and Shift: which of them a plus needs depends on the keyboard.
_ZOOMS: dict[Qt.Key, Command] = {
    _KEY.Key_Plus: "zoom-in",
    _KEY.Key_Equal: "zoom-in",
    _KEY.Key_Minus: "zoom-out",
}


class Entry(NamedTuple):
    """A line of the menu; without a command, a line between groups."""

    command: Command | None = None
    text: str = ""
    icon: str = ""
    keys: str = ""


MENU = (
    Entry("edit", "Change its numbers", "pencil", "Return"),
    Entry(),
    Entry("cut", "Cut", "", "Ctrl+X"),
    Entry("copy", "Copy", "copy", "Ctrl+C"),
    Entry("paste", "Paste after it", "clipboard-paste", "Ctrl+V"),
    Entry("duplicate", "Duplicate", "square-stack", "Ctrl+D"),
    Entry("remove", "Remove", "trash-2", "Del"),
    Entry(),
    Entry("earlier", "Move before the layer on the left", "arrow-left", "Alt+Left"),
    Entry("later", "Move behind the layer on the right", "arrow-right", "Alt+Right"),
    Entry(),
    Entry("undo", "Undo", "undo-2", "Ctrl+Z"),
    Entry("redo", "Redo", "redo-2", "Ctrl+Shift+Z"),
    Entry(),
    Entry("fit", "Show all of it", "maximize", "F"),
)


def command_of(event: QKeyEvent, *, read_only: bool) -> Command | None:
    """Return what a key asks for; None for keys that are not the drawing's."""
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    key = Qt.Key(event.key())
    command = _KEYS.get((key, modifiers))
    if command is None and not modifiers & ~(_CTRL | _SHIFT):
        command = _ZOOMS.get(key)
    return None if read_only and command in EDITS else command


def fill_menu(
    menu: QMenu, run: Callable[[Command], object], *, read_only: bool, has_layer: bool
) -> None:
    """Put every command into a menu; what is not possible now is grey."""
    for entry in MENU:
        if entry.command is None:
            if not read_only:
                menu.addSeparator()
        elif not (read_only and entry.command in EDITS):
            _add(menu, entry, run, has_layer)


def _add(menu: QMenu, entry: Entry, run: Callable[[Command], object], has_layer: bool) -> None:
    command = entry.command
    if command is None:
        return
    action = menu.addAction(entry.text)
    action.setObjectName(command)
    if entry.icon:
        action.setIcon(icon(entry.icon, "muted"))
    # Shown only: the canvas reads its keys itself.
    action.setShortcut(QKeySequence(entry.keys))
    action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
    action.setEnabled(has_layer or command not in EDITS or command in ON_INPUT)
    action.triggered.connect(lambda _=False: run(command))
