"""The card of stride, padding and border."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.engine.arithmetic import same_padding
from explorer.panels.filters.state import LARGEST_PADDING, LARGEST_STRIDE
from explorer.widgets.card import Card
from explorer.widgets.controls import Range, Segmented, SliderRow
from explorer.widgets.notice import InlineMessage

if TYPE_CHECKING:
    from explorer.panels.filters.state import EdgesState, FiltersState
    from explorer.services.store import Store


class GeometryCard(Card):
    """Where the windows lie; what does not fit is said below the controls."""

    def __init__(self, store: Store[FiltersState]) -> None:
        super().__init__("Geometry")
        self._store = store
        self._stride = SliderRow(
            "stride s",
            Range(1, LARGEST_STRIDE, "int", decimals=0),
            1,
            "By how many pixels the window moves from one output to the next",
        )
        self._padding = SliderRow(
            "padding p",
            Range(0, LARGEST_PADDING, "int", decimals=0),
            1,
            "Cells that are added on each side of the picture",
        )
        self._kind = Segmented(
            "Padding",
            [
                ("valid", "valid", "Nothing is added: p = 0"),
                ("same", "same", "The output keeps the size at stride 1: p = (f − 1)/2"),
                ("own", "own", "As many as the slider says"),
            ],
            fill=True,
        )
        self._border = Segmented(
            "What the padding holds",
            [
                ("zero", "zero", "Zeros"),
                ("reflect", "reflect", "The picture, mirrored at its edge"),
                ("replicate", "replicate", "The edge's pixels again"),
            ],
            fill=True,
        )
        self._problem = InlineMessage()
        for control in (self._stride, self._padding, self._kind, self._border, self._problem):
            self.add(control)
        self._stride.valueChanged.connect(lambda value: self._change(stride=int(value)))
        self._padding.valueChanged.connect(lambda value: self._change(padding=int(value)))
        self._kind.currentChanged.connect(self._on_kind_changed)
        self._border.currentChanged.connect(lambda key: self._change(border=key))

    def show_state(self, state: EdgesState) -> None:
        """Say what the state says."""
        width, kind = _padding_of(state)
        self._stride.set_value(state.stride)
        self._padding.set_value(width)
        self._padding.set_suffix("" if kind == "own" else f"({kind})")
        self._kind.set_current(kind)
        self._border.set_current(state.border)

    def show_problem(self, text: str) -> None:
        """Say why the kernel does not fit; an empty text says nothing."""
        if text != self._problem.text:
            self._problem.show_message("error", text)

    def _on_kind_changed(self, kind: str) -> None:
        width, _ = _padding_of(self._store.state.edges)
        self._change(padding=width if kind == "own" else kind)

    def _change(self, **changes: object) -> None:
        self._store.update("edges", **changes)


def _padding_of(state: EdgesState) -> tuple[int, str]:
    """Return the cells on each side, and how they were asked for."""
    if state.padding == "same":
        return same_padding(len(state.kernel)), "same"
    if state.padding == "valid":
        return 0, "valid"
    return state.padding, "own"
