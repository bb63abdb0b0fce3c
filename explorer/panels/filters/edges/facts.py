"""What the cards say in numbers: the picture, and how few weights a kernel shares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.widgets.output_size import shape_text

if TYPE_CHECKING:
    from explorer.engine.sliding import Sliding
    from explorer.panels.filters.edges.request import EdgesRequest
    from explorer.panels.filters.edges.respond import Response

CHANNEL_FACTS = {
    "luminance": "luminance",
    "each": "each channel alone",
    "volume": "one dot product over R, G, B",
}


def input_facts(response: Response) -> str:
    """Return the input's shape, what was done to it, and what the kernel meets of it."""
    seen = response.seen
    text = f"{shape_text(*seen.size)} × 3"
    if seen.size != seen.source:
        how = "averaged to" if response.request.sketch else "fitted to"
        text = f"{shape_text(*seen.source)} {how} {shape_text(*seen.size)}"
    return f"{text} · {CHANNEL_FACTS[response.request.channels]}"


@dataclass(frozen=True, slots=True)
class Sharing:
    """How few numbers a kernel needs: each output sees a window, and all share the weights."""

    seen: int
    inputs: int
    outputs: int
    weights: int

    @property
    def dense_weights(self) -> int:
        """Weights of a layer that joins every output to every input."""
        return self.inputs * self.outputs

    @property
    def text(self) -> str:
        """The comparison in two sentences."""
        share = self.seen / self.inputs
        return (
            f"Each output sees {self.seen} of {self.inputs:,} inputs ({_percent(share)}). "
            f"All {self.outputs:,} outputs share {self.weights} weights; a dense layer would need "
            f"{self.inputs:,} × {self.outputs:,} = {_amount(self.dense_weights)}."
        )


def sharing(request: EdgesRequest, sliding: Sliding) -> Sharing:
    """Return the numbers for one response (for "each": of one channel)."""
    depth = 3 if request.channels == "volume" else 1
    cells = request.size**2 * depth
    height, width = sliding.picture
    rows, columns = sliding.output
    return Sharing(cells, height * width * depth, rows * columns, cells)


def _percent(share: float) -> str:
    percent = 100 * share
    return f"{percent:.1f} %" if percent >= 0.1 else f"{percent:.2g} %"


def _amount(count: int) -> str:
    for size, word in ((10**12, "trillion"), (10**9, "billion"), (10**6, "million")):
        if count >= size:
            return f"{count / size:.3g} {word}"
    return f"{count:,}"
