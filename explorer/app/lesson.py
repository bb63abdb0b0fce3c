"""The windows of words: a panel's lesson, the keys, and what the application is made of."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextBlockFormat, QTextCursor
from PySide6.QtWidgets import QDialog, QTextBrowser, QVBoxLayout, QWidget

from explorer.app.actions import ACTIONS
from explorer.app.registry import PANELS
from explorer.app.version import version_text
from explorer.widgets import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QTextDocument

    from explorer.app.registry import PanelInfo

SIZE = (640, 720)
LINE_PERCENT = 120
PROPORTIONAL = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
OTHER_KEYS = (
    ("Space", "Freeze the source, or let it go on"),
    ("Esc", "Leave presenting"),
    ("Arrow keys", "Move the probe by a cell; choose a channel"),
    ("Wheel, drag, double click", "Zoom a picture, move it, fit it"),
)


def show_lesson(parent: QWidget, info: PanelInfo) -> TextWindow:
    """Open what a panel teaches, beside the work and not over it."""
    text = files(f"explorer.panels.{info.key}").joinpath("lesson.md").read_text("utf-8")
    return _open(parent, f"The lesson: {info.title}", text)


def show_shortcuts(parent: QWidget) -> TextWindow:
    """Open the list of every key."""
    rows = [(info.shortcut, info.title) for info in PANELS.values()]
    rows += [(info.shortcut, info.tip) for info in ACTIONS.values() if info.shortcut]
    rows += list(OTHER_KEYS)
    table = "\n".join(f"| {keys} | {what} |" for keys, what in rows)
    return _open(parent, "Keyboard shortcuts", f"| Key | What it does |\n|---|---|\n{table}\n")


def show_about(parent: QWidget) -> TextWindow:
    """Open the versions and where everything comes from."""
    versions = "\n".join(f"- {line}" for line in version_text().splitlines())
    return _open(parent, "About", f"# ConvNet Explorer\n\n{versions}\n\n{_LICENCES}")


class TextWindow(QDialog):
    """Rendered Markdown in a window of its own that stays open while one works."""

    def __init__(self, parent: QWidget, title: str, markdown: str) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.text = QTextBrowser()
        self.text.setAccessibleName(title)
        self.text.setOpenExternalLinks(False)
        self.text.setMarkdown(markdown)
        _space_out(self.text.document())
        layout = QVBoxLayout(self)
        layout.addWidget(self.text)
        px = theme.current_theme().px
        self.resize(px(SIZE[0]), px(SIZE[1]))


def _open(parent: QWidget, title: str, markdown: str) -> TextWindow:
    """Open a window of words, or bring forward the one that is open already."""
    for window in parent.findChildren(TextWindow):
        if window.windowTitle() == title:
            window.raise_()
            window.activateWindow()
            return window
    window = TextWindow(parent, title, markdown)
    window.show()
    return window


def _space_out(document: QTextDocument) -> None:
    """Give headings, paragraphs, lists and cells air: Qt sets Markdown solid."""
    px = theme.current_theme().px
    block, cursor = document.begin(), QTextCursor(document)
    while block.isValid():
        cursor.setPosition(block.position())
        form = block.blockFormat()
        if table := cursor.currentTable():  # None outside of one
            cells = table.format()
            cells.setCellPadding(px(4))
            cells.setBorderBrush(theme.current_theme().colour("line"))
            table.setFormat(cells)
        elif form.headingLevel():
            form.setTopMargin(px(14) if block.position() else 0)
            form.setBottomMargin(px(4))
        else:
            form.setBottomMargin(px(3 if block.textList() else 8))
            form.setLineHeight(LINE_PERCENT, PROPORTIONAL)
        cursor.setBlockFormat(form)
        block = block.next()


_LICENCES = """
The application is free software under the MIT licence. Networks, pictures, clips, fonts and icons
carry their own licences: `assets/README.md` lists every file with its source.

Qt is used under the LGPL through PySide6.

Nothing leaves this machine: the application opens no network connection.
"""
