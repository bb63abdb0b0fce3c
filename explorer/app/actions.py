"""What the window can be told to do, as data: menus, shortcuts and the rail are lists of keys."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QKeySequence

from explorer.widgets.icons import icon

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget


class ActionKey(StrEnum):
    """Every action of the window."""

    OPEN_FILE = "open-file"
    PASTE = "paste"
    OPEN_SCENE = "open-scene"
    SAVE_SCENE = "save-scene"
    SCREENSHOT = "screenshot"
    COPY_SCREENSHOT = "copy-screenshot"
    PRESENT = "present"
    THEME = "theme"
    LESSON = "lesson"
    SHORTCUTS = "shortcuts"
    ABOUT = "about"
    QUIT = "quit"


@dataclass(frozen=True, slots=True)
class ActionInfo:
    """One action: its words, icon and shortcut."""

    key: ActionKey
    text: str
    icon: str
    shortcut: str
    tip: str


ACTIONS = {
    info.key: info
    for info in (
        ActionInfo(
            ActionKey.OPEN_FILE, "Open picture or clip…", "folder-open", "Ctrl+O",
            "Show a picture or video file of yours",
        ),
        ActionInfo(
            ActionKey.PASTE, "Paste picture", "clipboard-paste", "Ctrl+V",
            "Show the picture that is in the clipboard",
        ),
        ActionInfo(
            ActionKey.OPEN_SCENE, "Open scene…", "layers", "Ctrl+Shift+O",
            "Bring back a view that was saved",
        ),
        ActionInfo(
            ActionKey.SAVE_SCENE, "Save scene…", "save", "Ctrl+S",
            "Save this view: panel, settings and picture by name, so that it opens again",
        ),
        ActionInfo(
            ActionKey.SCREENSHOT, "Save screenshot…", "camera", "Ctrl+Shift+S",
            "Save the window as a PNG",
        ),
        ActionInfo(
            ActionKey.COPY_SCREENSHOT, "Copy screenshot", "copy", "Ctrl+Shift+C",
            "Put a picture of the window into the clipboard, for a slide",
        ),
        ActionInfo(
            ActionKey.PRESENT, "Present", "presentation", "F11",
            "Large type and nothing but the panel; Esc brings the frame back",
        ),
        ActionInfo(
            ActionKey.THEME, "Light or dark", "contrast", "Ctrl+Shift+T",
            "Change between light and dark; the menu follows the system again",
        ),
        ActionInfo(
            ActionKey.LESSON, "The lesson", "book-open", "F1",
            "What this panel teaches, and what to try",
        ),
        ActionInfo(
            ActionKey.SHORTCUTS, "Keyboard shortcuts", "keyboard", "Ctrl+/",
            "Every key that does something",
        ),
        ActionInfo(
            ActionKey.ABOUT, "About", "info", "", "Version, device, licences",
        ),
        ActionInfo(ActionKey.QUIT, "Quit", "circle-x", "Ctrl+Q", "Close the application"),
    )
}  # fmt: skip


def make_action(info: ActionInfo, do: Callable[[], object], owner: QWidget) -> QAction:
    """Build the QAction of an entry and give its shortcut to the window."""
    action = QAction(icon(info.icon), info.text, owner)
    hint = f" ({info.shortcut})" if info.shortcut else ""
    action.setToolTip(f"{info.tip}{hint}")
    if info.shortcut:
        action.setShortcut(QKeySequence(info.shortcut))
    action.triggered.connect(lambda *_: do())
    owner.addAction(action)
    return action
