"""Bring your own network: choose a file, say how it sees pictures, and walk through it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout

from explorer.panels.filters.maps.input_form import InputForm
from explorer.widgets.card import Card
from explorer.widgets.controls import label, push_button
from explorer.widgets.notice import InlineMessage

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from explorer.panels.filters.maps.opening import OpenedFile
    from explorer.panels.filters.state import OwnInput

INVITATION = (
    "An ONNX file, or official weights of a network above, such as vgg16-397923af.pth: "
    "these add the classes."
)
FILE_FILTER = "Networks (*.onnx *.pth *.safetensors);;All files (*)"


class OwnCard(Card):
    """A button to open a file, and for ONNX a small form."""

    fileChosen = Signal(str)
    inputChosen = Signal(object)  # OwnInput: use the file like this

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Your own network", parent=parent)
        self._file: OpenedFile | None = None
        self._words = label(INVITATION, "caption", wrap=True)
        self._open = push_button(
            "Open a network…", "Open an ONNX file or a state dict", "folder-open"
        )
        self._use = push_button("Walk through it", "Show the maps of this file", kind="primary")
        self._form = InputForm()
        self._message = InlineMessage("error")
        self._buttons = QHBoxLayout()
        self._buttons.addWidget(self._open)
        self._buttons.addStretch(1)
        self._buttons.addWidget(self._use)
        self.add(self._words)
        self.add(self._form)
        self.add(self._message)
        self.add(self._buttons)
        self._form.hide()
        self._use.hide()
        self._open.clicked.connect(self.ask_for_file)
        self._use.clicked.connect(self._on_use_clicked)

    def ask_for_file(self) -> None:
        """Let the user choose a file."""
        folder = str(Path(self._file.path).parent) if self._file is not None else ""
        path, _ = QFileDialog.getOpenFileName(self, "Open a network", folder, FILE_FILTER)
        if path:
            self.fileChosen.emit(path)

    def show_file(self, opened: OpenedFile, own_input: OwnInput | None = None) -> None:
        """Say what a file is and, for ONNX, ask for size and preprocessing."""
        self._file = opened
        self.set_facts(opened.name)
        self._words.setText(opened.about)
        self._form.setVisible(opened.is_onnx)
        self._use.setVisible(opened.is_onnx)
        self._message.clear()
        if opened.is_onnx:
            self._form.ask_for(opened, own_input or opened.suggestion)

    def file(self) -> OpenedFile | None:
        """Return the file that was opened last."""
        return self._file

    def form(self) -> InputForm:
        """Return the form for ONNX files."""
        return self._form

    def show_problem(self, text: str) -> None:
        """Say why a file cannot be used; an empty text takes it back."""
        self._message.show_message("error", text)

    def problem(self) -> str:
        """Return what is said to be wrong."""
        return self._message.text

    def set_busy(self, busy: bool) -> None:
        """Let nothing be pressed while a file is tried."""
        self._open.setEnabled(not busy)
        self._use.setEnabled(not busy)

    def use(self) -> None:
        """Ask for the file's maps with what the form says; what is wrong in it is said there."""
        own_input = self._form.read()
        if own_input is not None:
            self._message.clear()
            self.inputChosen.emit(replace(own_input))

    def _on_use_clicked(self) -> None:
        self.use()
