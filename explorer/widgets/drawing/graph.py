"""A network as a graph: one box a layer with its title and shape, in rows that can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.widgets.drawing.assemble import drawn
from explorer.widgets.drawing.pieces import Form

if TYPE_CHECKING:
    from explorer.engine.network import Network, Place, Report
    from explorer.widgets.drawing.figure import Figure
    from explorer.widgets.drawing.outline import Node

_BOX = Form("box", 76.0, 36.0)
_SMALL_BOX = Form("box", 66.0, 34.0)
_PLATE = 12.0
_EAGERNESS = 1.15


def graph(
    network: Network,
    report: Report,
    *,
    collapse: bool = True,
    expanded: frozenset[Place] = frozenset(),
) -> Figure:
    """Return a network drawn as boxes and lines; the parameters are those of `volumes`."""
    return drawn(network, report, _Graph(), collapse=collapse, expanded=expanded, legend="",
                 eagerness=_EAGERNESS)  # fmt: skip


class _Graph:
    """Boxes with words inside."""

    words_inside = True

    def gap(self, compact: bool) -> float:
        return 14.0 if compact else 20.0

    def pitch(self, compact: bool) -> float:
        return 12.0

    def lines(self, compact: bool) -> int:
        return 0

    def frame_lines(self, compact: bool) -> int:
        return 1

    def host(self, node: Node, compact: bool) -> Form:
        return _SMALL_BOX if compact else _BOX

    def plate(self, node: Node, host: Form | None) -> Form:
        height = _SMALL_BOX.height if host is None else host.height
        return Form("plate", _PLATE, height)
