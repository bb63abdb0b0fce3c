"""Buttons that are complete when made: icon, tooltip, accessible name, focus by the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractButton, QPushButton, QToolButton

from explorer.widgets import theme
from explorer.widgets.icons import icon

# Qt leaves 4 px between icon and text and offers no setting for it.
_GAP = "\N{SIX-PER-EM SPACE}"


def push_button(
    text: str,
    tooltip: str,
    icon_name: str = "",
    *,
    kind: str = "",
    checkable: bool = False,
    shortcut: str = "",
) -> QPushButton:
    """Return a button with a word on it; kind is "", "primary", "quiet" or "fold"."""
    button = _PushButton()
    set_button_text(button, text, with_icon=bool(icon_name))
    if icon_name:
        button.setIcon(icon(icon_name, _token(kind)))
    button.setCheckable(checkable)
    _finish(button, tooltip, kind, shortcut)
    return button


def tool_button(
    icon_name: str, tooltip: str, *, kind: str = "", checkable: bool = False, shortcut: str = ""
) -> QToolButton:
    """Return a square button with an icon alone; the tooltip is its name as well."""
    button = _ToolButton()
    checked = "accent" if kind == "quiet" else None
    button.setIcon(icon(icon_name, _token(kind), checked=checked))
    button.setCheckable(checkable)
    button.setAccessibleName(tooltip)
    _finish(button, tooltip, kind, shortcut)
    return button


def set_button_text(button: QPushButton, text: str, *, with_icon: bool = True) -> None:
    """Change a button's word, with room before it where an icon stands."""
    button.setText(_GAP + text if with_icon else text)
    button.setAccessibleName(text.replace("…", ""))


def size_icon(button: QAbstractButton) -> None:
    """Give a button's icon the size that belongs to the theme's scale."""
    side = theme.current_theme().px(theme.ICON)
    button.setIconSize(QSize(side, side))


class _PushButton(QPushButton):
    """Its icon grows with the words."""

    def __init__(self) -> None:
        super().__init__()
        theme.watch_theme(self._apply_metrics)

    def _apply_metrics(self) -> None:
        size_icon(self)


class _ToolButton(QToolButton):
    """Its icon grows with the words."""

    def __init__(self) -> None:
        super().__init__()
        theme.watch_theme(self._apply_metrics)

    def _apply_metrics(self) -> None:
        size_icon(self)


def _token(kind: str) -> str:
    return {"primary": "on-accent", "quiet": "muted", "fold": "muted"}.get(kind, "text")


def _finish(button: QPushButton | QToolButton, tooltip: str, kind: str, shortcut: str) -> None:
    if kind:
        button.setProperty("kind", kind)
    # A click leaves the focus where it was; Tab still reaches the button.
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    if shortcut:
        button.setShortcut(QKeySequence(shortcut))
        tooltip = f"{tooltip} ({QKeySequence(shortcut).toString()})"
    button.setToolTip(tooltip)
