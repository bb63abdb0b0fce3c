"""Which numbers have to be kept while the layers of a sequence run, one after another."""

from __future__ import annotations

from collections import Counter, defaultdict
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

    For each layer in turn: `waiting`, `kept_after`, `wrote`. Sums are carried along, so that
    thousands of layers with names cost as many steps.
    """

    def __init__(self, size: int, layers: tuple[Layer, ...], *, keeps_input: bool) -> None:
        self._sizes = {-1: size}
        self._present = -1
        self._last_uses = _last_uses(layers)
        self._ending: dict[int, list[str]] = defaultdict(list)
        for name, last in self._last_uses.items():
            self._ending[last].append(name)
        self._named: dict[str, int] = {}
        self._asked = Counter[int]()  # how many names ask for a buffer
        self._kept = 0  # numbers in buffers that are asked for
        if keeps_input:
            self._ask(-1, +1)
        if INPUT in self._last_uses:
            self._name(INPUT)

    def waiting(self, index: int) -> int:
        """Count the numbers that are needed besides what the layer reads, by it or after it."""
        for name in self._ending.pop(index - 1, ()):
            if name in self._named:
                self._ask(self._named.pop(name), -1)
        return self._kept - (self._sizes[self._present] if self._asked[self._present] else 0)

    def kept_after(self, index: int) -> int:
        """Count as many of the numbers that a layer reads as are still needed after it."""
        ending = [name for name in self._ending.get(index, ())
                  if self._named.get(name) == self._present]  # fmt: skip
        is_kept = self._asked[self._present] > len(ending)
        return self._sizes[self._present] if is_kept else 0

    def wrote(self, index: int, layer: Layer, report: LayerReport) -> None:
        """Remember what a layer wrote; a view and a side head write nothing that goes on."""
        if report.activations and not isinstance(layer, SideHead):
            self._present = index
            self._sizes[index] = report.output.size
        if self._last_uses.get(layer.name, -1) > index:
            self._name(layer.name)

    def _name(self, name: str) -> None:
        """Let a name ask for the present buffer, and no longer for the one it stood for."""
        if name in self._named:
            self._ask(self._named[name], -1)
        self._named[name] = self._present
        self._ask(self._present, +1)

    def _ask(self, buffer: int, by: int) -> None:
        before = bool(self._asked[buffer])
        self._asked[buffer] += by
        self._kept += self._sizes[buffer] * (bool(self._asked[buffer]) - before)


def _last_uses(layers: tuple[Layer, ...]) -> dict[str, int]:
    """Return for each name that a concatenation asks for where that happens last."""
    return {
        source: index
        for index, layer in enumerate(layers)
        if isinstance(layer, Concat)
        for source in layer.sources
    }
