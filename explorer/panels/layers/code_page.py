"""The network as text that runs elsewhere."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from explorer.engine.errors import ExplorerError
from explorer.panels.layers.code_colours import CodeColours
from explorer.panels.layers.code_text import SUFFIXES, WRITERS
from explorer.services.latest import LatestWins
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.controls import Segmented, push_button
from explorer.widgets.export import copy_text, save_text
from explorer.widgets.notice import InlineMessage

if TYPE_CHECKING:
    from explorer.engine.network import Network
    from explorer.panels.layers.state import Language, ViewState

LANGUAGES: tuple[tuple[Language, str, str], ...] = (
    ("pytorch", "PyTorch", "Runs on its own and gives the same shapes"),
    ("keras", "Keras", "Keras 3, functional"),
    ("mermaid", "Mermaid", "A diagram for Markdown"),
    ("graphviz", "Graphviz", "A diagram for dot"),
    ("json", "JSON", "What this application saves and opens"),
)
NAMES = {key: title for key, title, _ in LANGUAGES}


def code_font() -> QFont:
    """Return the font of numbers without ligatures: != is two signs, as it is typed."""
    font = theme.current_theme().font("number")
    font.setFeature(QFont.Tag("calt"), 0)
    return font


class CodePage(QWidget):
    """Text of the newest network in the chosen language; written in a worker."""

    viewChanged = Signal(dict)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._asked: tuple[Network, Language] | None = None
        self._language: Language = "pytorch"
        self._writer: LatestWins[str] = LatestWins(self, name="source text")
        self._choice = Segmented("Language", LANGUAGES)
        self._copy = push_button("Copy", "Copy the whole text", "copy")
        self._save = push_button("Save…", "Save the text as a file", "save")
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setAccessibleName("Source text")
        self._colours = CodeColours(self.text.document())
        self._problem = InlineMessage("error")
        self._card = Card("PyTorch")
        self._lay_out()
        self._connect()
        theme.watch_theme(self._apply_metrics)

    def show_choices(self, view: ViewState) -> None:
        """Press the language's button."""
        self._choice.set_current(view.language)
        self._language = view.language

    def show_network(self, network: Network) -> None:
        """Write this network's text, unless it is there."""
        asked = (network, self._language)
        if asked != self._asked:
            self._asked = asked
            self._writer.submit(partial(WRITERS[self._language], network))

    def is_idle(self) -> bool:
        """Whether the text is that of the newest network."""
        return self._writer.is_idle()

    def shutdown(self) -> None:
        """Stop the writer."""
        self._writer.shutdown()

    def _lay_out(self) -> None:
        self._row = QHBoxLayout()
        self._row.addWidget(self._choice)
        self._row.addStretch(1)
        self._row.addWidget(self._copy)
        self._row.addWidget(self._save)
        self._card.add(self._row)
        self._card.add(self._problem)
        self._card.add(self.text, 1)
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(self._card)

    def _connect(self) -> None:
        self._choice.currentChanged.connect(lambda key: self.viewChanged.emit({"language": key}))
        self._writer.resultReady.connect(self._on_writer_result)
        self._writer.failed.connect(self._on_writer_failed)
        self._copy.clicked.connect(lambda: copy_text(self.text.toPlainText()))
        self._save.clicked.connect(self._on_save_clicked)

    def _on_writer_result(self, text: str) -> None:
        self._problem.clear()
        self._card.set_title(NAMES[self._language])
        self._card.set_facts(f"{text.count(chr(10)) + 1} lines")
        self._colours.set_language(self._language)
        self.text.setPlainText(text)
        self._set_usable(True)

    def _on_writer_failed(self, error: BaseException) -> None:
        if not isinstance(error, ExplorerError):
            raise error  # a fault of the program: the error hub hears of it
        self.text.setPlainText("")
        self._card.set_facts("")
        self._problem.show_message("error", f"There is no text yet: {error}")
        self._set_usable(False)

    def _set_usable(self, usable: bool) -> None:
        self._copy.setEnabled(usable)
        self._save.setEnabled(usable)

    def _on_save_clicked(self) -> None:
        save_text(self, self.text.toPlainText(), "network", SUFFIXES[self._language])

    def _apply_metrics(self) -> None:
        present = theme.current_theme()
        edge = present.px(16)
        self._layout.setContentsMargins(edge, edge, edge, edge)
        self._row.setSpacing(present.px(theme.SMALL))
        self.text.setFont(code_font())
