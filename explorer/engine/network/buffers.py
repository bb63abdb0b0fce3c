"""Which numbers have to be kept while the layers of a sequence run, one after another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.engine.network.layers import Concat, Layer, SideHead

if TYPE_CHECKING:
    from explorer.engine.network.report import LayerReport

INPUT = "input"
"""What a `Concat` calls that which its sequence was given."""


class Buffers:
    """Which volumes of a sequence are alive while it runs in inference.

    A buffer is known by the index of the layer that wrote it, -1 for the sequence's input. A view
    lies in the buffer of what it looks at. ``keeps_input``: it is still needed after the sequence.
    """

    def __init__(self, size: int, layers: tuple[Layer, ...], *, keeps_input: bool) -> None:
        self._sizes = {-1: size}
        self._present = -1
        self._last_uses = _last_uses(layers)
        self._named = {INPUT: -1}
        self._always = {-1} if keeps_input else set[int]()

    def waiting(self, index: int) -> int:
        """Count the numbers that are needed besides what the layer reads, by it or after it."""
        return sum(self._sizes[one] for one in self._needed(index) - {self._present})

    def kept_after(self, index: int) -> int:
        """Count as many of the numbers that a layer reads as are still needed after it."""
        return self._sizes[self._present] if self._present in self._needed(index + 1) else 0

    def wrote(self, index: int, layer: Layer, report: LayerReport) -> None:
        """Remember what a layer wrote; a view and a side head write nothing that goes on."""
        if report.activations and not isinstance(layer, SideHead):
            self._present = index
            self._sizes[index] = report.output.size
        if layer.name in self._last_uses:
            self._named[layer.name] = self._present

    def _needed(self, index: int) -> set[int]:
        asked = {
            self._named[name]
            for name, last in self._last_uses.items()
            if last >= index and name in self._named
        }
        return asked | self._always


def _last_uses(layers: tuple[Layer, ...]) -> dict[str, int]:
    """Return for each name that a concatenation asks for where that happens last."""
    return {
        source: index
        for index, layer in enumerate(layers)
        if isinstance(layer, Concat)
        for source in layer.sources
    }
