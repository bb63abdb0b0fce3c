"""The drawing of both variants, with the switch between MACs and FLOPs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from explorer.engine.bottleneck.derivation import UNITS
from explorer.panels.bottleneck.counts import CHOICE, OPTIONS
from explorer.panels.bottleneck.sources import source_entries
from explorer.widgets.card import Card
from explorer.widgets.controls import Segmented
from explorer.widgets.drawing.export import to_image, to_svg
from explorer.widgets.drawing.figure_view import FigureView
from explorer.widgets.export import copy_image, save_image, save_svg
from explorer.widgets.exporter import export_button

if TYPE_CHECKING:
    from explorer.engine.bottleneck.variants import BottleneckSpec
    from explorer.panels.bottleneck.compare.respond import CompareView
    from explorer.panels.bottleneck.state import CompareState
    from explorer.widgets.exporter import MenuEntry

SLIDE_WIDTH = 2400
HINT = "bias and ReLU count no {unit}"


class FigureCard(Card):
    """Both variants above one another, to one scale."""

    edited = Signal(dict)  # fields of CompareState

    def __init__(self) -> None:
        super().__init__("Two ways to the same output")
        self.counts = Segmented(CHOICE, OPTIONS)
        self.view = FigureView()
        self.view.setAccessibleName("Drawing of the direct and the bottlenecked variant")
        self._spec: BottleneckSpec | None = None
        self.add_header_widget(self.counts)
        self.add_header_widget(export_button(self.entries))
        self.add(self.view, 1)
        self.counts.currentChanged.connect(lambda key: self.edited.emit({"counts": key}))

    def show_choices(self, choices: CompareState) -> None:
        """Press the unit's button."""
        self.counts.set_current(choices.counts)

    def show_view(self, view: CompareView) -> None:
        """Draw the two variants."""
        self._spec = view.request.spec
        self.view.show_figure(view.figure, None)
        self.view.set_hint(HINT.format(unit=UNITS[view.request.choices.counts]))
        output = view.comparison.direct.output.text
        self.set_facts(f"{self._spec.input.text} to {output}")
        self.view.setAccessibleDescription(" ".join(one.spoken for one in view.formulas.all))

    def is_idle(self) -> bool:
        """Whether nothing moves."""
        return self.view.is_idle()

    def shutdown(self) -> None:
        """Stop what moves."""
        self.view.shutdown()

    def entries(self) -> list[MenuEntry]:
        """Return what can be saved: the drawing, and both variants as source."""
        if self._spec is None:
            return []
        figure, spec = self.view.figure, self._spec
        return [
            ("Copy picture", lambda: copy_image(to_image(figure, SLIDE_WIDTH))),
            ("Save drawing as PNG…",
             lambda: save_image(self, to_image(figure, SLIDE_WIDTH), "bottleneck")),
            ("Save drawing as SVG…", lambda: save_svg(self, to_svg(figure), "bottleneck")),
            *source_entries(self, spec),
        ]  # fmt: skip
