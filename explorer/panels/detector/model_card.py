"""Which detector looks at the picture, and at how many pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar

from explorer.panels.detector.models import MODELS, usual_size
from explorer.panels.detector.state import OWN
from explorer.widgets.card import Card
from explorer.widgets.controls import Choice, label, push_button
from explorer.widgets.notice import InlineMessage

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from explorer.panels.detector.state import ModelState
    from explorer.panels.detector.values import ModelFacts


class ModelCard(Card):
    """Detector, input size, a sentence about it, and what is wrong with it."""

    chosen = Signal(dict)  # fields of ModelState that were chosen
    ownWanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Detector", parent=parent)
        self._model: ModelState | None = None
        self._names = Choice(
            "Detector", [(key, one.text, one.tooltip) for key, one in MODELS.items()], fill=True
        )
        self._offered = _size_options(416, (416,))
        self._sizes = Choice("Input size in pixels", self._offered, fill=True)
        self._sizes.setToolTip("Side of the square that the network sees, in pixels")
        self._sentence = label("", "caption", wrap=True)
        self._open = push_button(
            "Open other files…", "Choose a .cfg and its .weights", "folder-open"
        )
        self._busy_words = label("", "caption")
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setAccessibleName("Loading")
        self._message = InlineMessage("error")
        for part in (
            self._names, self._sizes, self._sentence, self._open,
            self._busy_words, self._busy, self._message,
        ):  # fmt: skip
            self.add(part)
        self.set_busy("")
        self._names.currentChanged.connect(self._on_names_changed)
        self._sizes.currentChanged.connect(lambda size: self.chosen.emit({"size": int(size)}))
        self._open.clicked.connect(self.ownWanted)

    def show_choice(self, model: ModelState) -> None:
        """Press the right buttons, and emit nothing."""
        self._model = model
        self._names.set_current(model.name)
        sizes = MODELS[model.name].sizes if model.name in MODELS else ()
        self._offer_sizes(_size_options(model.size, sizes))
        self._sizes.set_current(str(model.size))
        self._sizes.setVisible(len(sizes) > 1)
        self._open.setVisible(model.name == OWN)

    def show_facts(self, facts: ModelFacts) -> None:
        """Say what the loaded detector is."""
        grids = " and ".join(f"{side}×{side}" for side in facts.grids)
        self.set_facts(f"{facts.size} px · {grids} · {facts.precision}")
        millions = f"{facts.parameters / 1e6:.1f} million weights"
        self._sentence.setText(f"{facts.description} {millions}. {facts.origin}")

    def set_busy(self, words: str) -> None:
        """Say that something is being loaded; an empty text hides the line."""
        self._busy_words.setText(words)
        self._busy_words.setVisible(bool(words))
        self._busy.setVisible(bool(words))

    def show_problem(self, text: str) -> None:
        """Say why the detector cannot be used; an empty text takes it back."""
        self._message.show_message("error", text)

    def problem(self) -> str:
        """Return what is said to be wrong."""
        return self._message.text

    def _offer_sizes(self, options: list[tuple[str, str]]) -> None:
        """Make the buttons anew only where there are others: states change many times a second."""
        if options != self._offered:
            self._offered = options
            self._sizes.set_options(options)

    def _on_names_changed(self, name: str) -> None:
        if name == OWN and self._model is not None and not self._model.weights:
            self._names.set_current(self._model.name)
            self.ownWanted.emit()
        else:
            self.chosen.emit({"name": name, "size": usual_size(name)})


def _size_options(current: int, sizes: tuple[int, ...]) -> list[tuple[str, str]]:
    return [(str(size), f"{size} px") for size in sorted({current, *sizes})]
