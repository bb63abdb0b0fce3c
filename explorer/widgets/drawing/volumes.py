"""A network as volumes in proportion, as the course draws them.

The front face is height × width of the map, seen from the side, and the depth is the channels. A
vector stands upright as a bar. In the default scale every length follows the square root of the
count, so that 7×7 can be seen beside 224×224.
"""

from __future__ import annotations

from math import inf, sqrt
from typing import TYPE_CHECKING

from explorer.widgets.drawing.assemble import drawn
from explorer.widgets.drawing.outline import PLATES
from explorer.widgets.drawing.pieces import Form

if TYPE_CHECKING:
    from explorer.engine.network import Network, Place, Report
    from explorer.widgets.drawing.figure import Figure
    from explorer.widgets.drawing.outline import Node

TALLEST = 92.0
"""Height of the largest map, in a short network."""
TALLEST_OF_ALL = 168.0
GROWTH = 8.0
"""A long network is drawn higher, as it will be seen from farther away: by so much a layer."""
SHORT_NETWORK = 11
TALLEST_BAR = 126.0
TALLEST_STACK = 160.0
"""Of the maps in the branches of one module, words and gaps aside."""
WIDTH = 0.48
"""Widths are drawn so much shorter than heights: the front face is seen from the side."""
CHANNELS = 0.32
"""Channels are drawn so much shorter than rows, in a short network."""
LEAST = 3.0
BAR = 9.0
BAR_DEPTH = 5.0
PLATE = 5.0
_EAGERNESS = 1.12


def volumes(
    network: Network,
    report: Report,
    *,
    collapse: bool = True,
    true_scale: bool = False,
    expanded: frozenset[Place] = frozenset(),
) -> Figure:
    """Return a network drawn as volumes.

    Parameters
    ----------
    report
        Of this network, by `Network.trace`; what it does not reach is drawn as a ghost.
    collapse
        Draw equal layers in a row once, with ×N.
    true_scale
        Draw lengths in proportion to the counts instead of to their square roots.
    expanded
        Places of groups (the first layer of each) that are drawn in full all the same.
    """
    style = _Volumes(network, report, true_scale)
    return drawn(network, report, style, collapse=collapse, expanded=expanded,
                 legend=style.legend, eagerness=_EAGERNESS)  # fmt: skip


class _Volumes:
    """Cuboids with words under them."""

    words_inside = False

    def __init__(self, network: Network, report: Report, true_scale: bool) -> None:
        self._true = true_scale
        self._tall = min(TALLEST + GROWTH * max(_length(network) - SHORT_NETWORK, 0),
                         TALLEST_OF_ALL)  # fmt: skip
        self._across = TALLEST / self._tall
        self._unit = 1.0
        self._unit = min(self._fitting(report), self._stacking(report))

    @property
    def legend(self) -> str:
        how = "in proportion" if self._true else "as √count"
        return f"lengths {how}; a channel is {CHANNELS * self._across:.2f} of a row"

    def gap(self, compact: bool) -> float:
        return 10.0 if compact else 19.0

    def pitch(self, compact: bool) -> float:
        return 26.0 if compact else 46.0

    def lines(self, compact: bool) -> int:
        return 1 if compact else 2

    def frame_lines(self, compact: bool) -> int:
        return 1 if compact else 2

    def host(self, node: Node, compact: bool) -> Form:
        shape = node.shape
        if shape.height == shape.width == 1:
            length = self._depth(shape.channels)
            is_cut = length > TALLEST_BAR
            return Form("bar", BAR, min(max(length, 2 * LEAST), TALLEST_BAR), BAR_DEPTH, is_cut)
        height, width = self._length(shape.height), self._length(shape.width)
        width, depth = width * WIDTH * self._across, self._depth(shape.channels)
        return Form("volume", max(width, LEAST), max(height, LEAST), max(depth, LEAST))

    def plate(self, node: Node, host: Form | None) -> Form:
        form = host if host is not None else self.host(node, True)
        return form._replace(form="plate", width=PLATE)

    def _depth(self, channels: int) -> float:
        return self._length(channels) * CHANNELS * self._across

    def _length(self, count: int) -> float:
        return self._unit * (count if self._true else sqrt(count))

    def _fitting(self, report: Report) -> float:
        """Return the length of one cell with which the largest map is as high as it may be."""
        shapes = [report.input, *(one.output for one in report.walk())]
        sides = [max(s.height, s.width) for s in shapes if s.height * s.width > 1]
        if sides:
            return self._tall / self._length(max(sides))
        longest = max(shape.channels for shape in shapes)
        return TALLEST_BAR / self._depth(longest)

    def _stacking(self, report: Report) -> float:
        """Return the length of one cell with which branches above one another are not too high."""
        modules = [one for one in report.walk() if one.layer.kind == "inception"]
        stacks = [len(one.layer.branches) * self._length(one.input.height) for one in modules]
        return TALLEST_STACK / max(stacks) if stacks else inf


def _length(network: Network) -> int:
    """Count the volumes in a row; with blocks there is no height to spare, and it counts as 0."""
    if any(layer.branches for layer in network.layers):
        return 0
    return sum(layer.kind not in PLATES for layer in network.layers)
