"""How it is painted: a preset, the three weights, and every other choice below."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from explorer.panels.style.balance import reference_weights
from explorer.panels.style.paint.layers_section import LayersSection
from explorer.panels.style.paint.network_section import PRECISIONS, NetworkSection
from explorer.panels.style.paint.sections import (
    NormalisationSection,
    OptimiserSection,
    StartSection,
    StrokesSection,
)
from explorer.panels.style.presets import FIELD_TITLES, PRESETS, nearest, preset
from explorer.panels.style.state import LARGEST_WEIGHT, PaintState
from explorer.widgets.card import Card
from explorer.widgets.controls import Segmented, SliderRow, label, tool_button
from explorer.widgets.weight_range import WeightRange

if TYPE_CHECKING:
    import torch

    from explorer.panels.style.state import StyleState
    from explorer.services.store import Store

REACH: Final = 1e4
"""Sliders go from a ten thousandth of the usual weight to ten thousand times as much."""
WEIGHTS: Final = (
    ("content_weight", "α  content",
     "How much the deep maps of the photograph count; 0: not at all"),
    ("style_weight", "β  style", "How much the painting’s Gram matrices count; 0: not at all"),
    ("variation_weight", "γ  smoothness",
     "How much neighbouring pixels are to be alike; 0: not at all"),
)  # fmt: skip
BACK: Final = "Back to the preset as it was"
SHORT: Final = {"texture": "Texture", "content": "Content"}


class WayCard(Card):
    """Says what is chosen as fields and values; `store.update` takes them."""

    chosen = Signal(dict)

    def __init__(self, store: Store[StyleState]) -> None:
        super().__init__("Way of painting")
        self._store = store
        self.presets = Segmented(
            "Preset",
            [(one.key, SHORT.get(one.key, one.title), f"{one.title}. {one.words}")
             for one in PRESETS],
            fill=True,
        )  # fmt: skip
        self._words = label("", "caption", wrap=True)
        self.back = tool_button("rotate-ccw", BACK, kind="quiet")
        room = self.back.sizePolicy()
        room.setRetainSizeWhenHidden(True)
        self.back.setSizePolicy(room)
        self.back.setVisible(False)
        self.weights = {name: _weight_row(name, title, tip) for name, title, tip in WEIGHTS}
        self.layers = LayersSection()
        self.normalisation = NormalisationSection()
        self.strokes = StrokesSection()
        self.start = StartSection()
        self.optimiser = OptimiserSection()
        self.network = NetworkSection()
        self._said = QHBoxLayout()
        self._said.addWidget(self._words, 1)
        self._said.addWidget(self.back)
        self.add(self.presets)
        self.add(self._said)
        for item in (*self.weights.values(), *self.sections()):
            self.add(item)
        self._connect()

    def sections(
        self,
    ) -> tuple[
        LayersSection, NormalisationSection, StrokesSection, StartSection, OptimiserSection,
        NetworkSection,
    ]:  # fmt: skip
        """Return what folds away, from top to bottom."""
        return (
            self.strokes, self.start, self.layers, self.normalisation, self.optimiser, self.network,
        )  # type: ignore[return-value]  # fmt: skip

    def show_state(self, paint: PaintState) -> None:
        """Say what the state says, and which preset that is, or was."""
        self._show_preset(paint)
        references = reference_weights(paint)
        for name, row in self.weights.items():
            row.set_range(_range(references[name]))
            row.set_value(getattr(paint, name))
        for section in self.sections():
            section.show_state(paint)

    def show_device(self, device: torch.device) -> None:
        """Offer the number formats that a device computes with."""
        from explorer.engine.inference.precision import PrecisionError, chosen_precision

        problems: dict[str, str] = {}
        for name in PRECISIONS:
            try:
                chosen_precision(device, name)
            except PrecisionError as error:
                problems[name] = str(error)
        self.network.show_device(str(device), problems, chosen_precision(device, None))

    def preset_words(self) -> str:
        """Return what is said of the preset."""
        return self._words.text()

    def is_idle(self) -> bool:
        """Whether the formula is set."""
        return self.normalisation.formula.is_idle()

    def shutdown(self) -> None:
        """Let go of the formula."""
        self.normalisation.formula.shutdown()

    def _connect(self) -> None:
        self.presets.currentChanged.connect(self._on_preset_chosen)
        self.back.clicked.connect(lambda: self._on_preset_chosen(self.presets.current()))
        for name, row in self.weights.items():
            row.valueChanged.connect(lambda value, name=name: self.chosen.emit({name: value}))
        for section in self.sections():
            section.chosen.connect(self.chosen)

    def _show_preset(self, paint: PaintState) -> None:
        found, differences = nearest(paint)
        self.presets.set_current(found.key)
        changed = ", ".join(FIELD_TITLES[name] for name in differences)
        self.set_facts(f"{found.title.lower()}, changed" if changed else found.title.lower())
        self.back.setVisible(bool(changed))
        self._words.setText(f"Changed: {changed}." if changed else found.words)

    def _on_preset_chosen(self, key: str) -> None:
        values: dict[str, Any] = preset(key).values
        self.chosen.emit(values)


def _weight_row(name: str, title: str, tip: str) -> SliderRow:
    usual = float(getattr(PaintState(), name))
    return SliderRow(title, _range(usual), usual, tip)


def _range(usual: float) -> WeightRange:
    return WeightRange(usual / REACH, usual * REACH, "log", typed=LARGEST_WEIGHT)
