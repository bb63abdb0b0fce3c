"""The line above the pages: which page, undo and redo, which network, files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from explorer.engine.zoo import CLASSICS, build
from explorer.widgets import theme
from explorer.widgets.choice import Choice
from explorer.widgets.controls import Segmented, tool_button
from explorer.widgets.icons import icon
from explorer.widgets.labels import plain_tip

if TYPE_CHECKING:
    from PySide6.QtGui import QUndoStack

    from explorer.engine.network import Network
    from explorer.panels.layers.state import PageKey

PAGES: tuple[tuple[PageKey, str, str], ...] = (
    ("build", "Build", "Stack layers and see what each does"),
    ("compare", "Compare", "This network beside another"),
    ("code", "Code", "The network as PyTorch, Keras, a diagram or JSON"),
    ("onnx", "ONNX file", "The layers of a network that somebody exported"),
)
OWN = ""
OWN_TITLE = "Your own network"
NEW = "new"
NEW_TITLE = "New network…"
NEW_TIP = "Begin with an input alone; the present network comes back with Undo"
CHOICE_WIDTH = 250


class Header(QWidget):
    """Says what the user wants; the panel does it."""

    pageChosen = Signal(str)
    networkChosen = Signal(str)  # a name of the zoo
    newRequested = Signal()
    openRequested = Signal()
    saveRequested = Signal()

    def __init__(self, undo_stack: QUndoStack, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tabs = Segmented("Pages of this panel", PAGES)
        self.networks = Choice(
            "Network",
            [(OWN, OWN_TITLE), (NEW, NEW_TITLE, NEW_TIP),
             *((key, one.title, one.note) for key, one in CLASSICS.items())],
            tooltip="Open a network of the course; the present one comes back with Undo",
            as_list=True,
        )  # fmt: skip
        self._named = OWN
        self._undo = _StepButton(undo_stack.createUndoAction(self, "Undo"), "undo-2", "Ctrl+Z")
        self._redo = _StepButton(
            undo_stack.createRedoAction(self, "Redo"), "redo-2", "Ctrl+Shift+Z"
        )
        self._open = tool_button("folder-open", "Open a network (JSON) or an ONNX file")
        self._save = tool_button("save", "Save the network as JSON")
        self._lay_out()
        self._tabs.currentChanged.connect(self.pageChosen)
        self.networks.currentChanged.connect(self._on_networks_changed)
        self._open.clicked.connect(lambda: self.openRequested.emit())
        self._save.clicked.connect(lambda: self.saveRequested.emit())
        theme.watch_theme(self._apply_metrics)

    def show_page(self, page: PageKey) -> None:
        """Press the page's button."""
        self._tabs.set_current(page)

    def show_network(self, network: Network) -> None:
        """Name the network, which may be one of the zoo."""
        self._named = zoo_name(network)
        name = network.name if self._named == OWN else ""
        self.networks.rename_option(OWN, name or OWN_TITLE)
        self.networks.set_current(self._named)

    def undo(self) -> None:
        """Take the last change back."""
        self._undo.defaultAction().trigger()

    def redo(self) -> None:
        """Do again what was taken back."""
        self._redo.defaultAction().trigger()

    def _lay_out(self) -> None:
        self._layout = QHBoxLayout(self)
        self._layout.addWidget(self._tabs)
        self._layout.addStretch(1)
        for widget in (self._undo, self._redo, self.networks, self._open, self._save):
            self._layout.addWidget(widget)

    def _on_networks_changed(self, name: str) -> None:
        if name == NEW:
            self.newRequested.emit()
        elif name != OWN:
            self.networkChosen.emit(name)
        self.networks.set_current(self._named)

    def _apply_metrics(self) -> None:
        px = theme.current_theme().px
        self._layout.setContentsMargins(px(16), px(theme.MEDIUM), px(16), 0)
        self._layout.setSpacing(px(theme.SMALL))
        self.networks.setFixedWidth(px(CHOICE_WIDTH))
        for button in (self._undo, self._redo):
            side = px(theme.ICON)
            button.setIconSize(QSize(side, side))


def zoo_name(network: Network) -> str:
    """Return the name of a network of the zoo, or "" for one's own."""
    named = (key for key, one in CLASSICS.items() if build(key).input == network.input)
    return next((key for key in named if build(key) == network), OWN)


class _StepButton(QToolButton):
    """The button of an undo stack's action; its tooltip names the step."""

    def __init__(self, action: QAction, icon_name: str, keys: str) -> None:
        super().__init__()
        action.setIcon(icon(icon_name))
        action.setShortcut(QKeySequence(keys))
        self.setDefaultAction(action)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        action.changed.connect(self._on_action_changed)
        self._on_action_changed()

    def _on_action_changed(self) -> None:
        action = self.defaultAction()
        words = action.text()
        self.setToolTip(plain_tip(f"{words} ({action.shortcut().toString()})"))
        self.setAccessibleName(words)
