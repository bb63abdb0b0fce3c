"""Where the nodes of a suppression graph stand: a row for each kept box, its victims below it.

```
 [■ person 0.94      suppressed 9]
 │ 0.79   0.71   0.66
 ├[0.61]─[0.55]─[0.43]─ … 6 more
```
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from explorer.widgets.drawing.figure import Room

if TYPE_CHECKING:
    from collections.abc import Container

    from explorer.widgets.detections.suppression import Suppression

NodeKind = Literal["kept", "victim", "more", "less"]


class Measures(NamedTuple):
    """Lengths in pixels: of the kept boxes' nodes, the victims', and the gaps.

    Victims are at least ``chip_width`` wide; they share what is left of a line.
    """

    head: float
    chip_width: float
    chip_height: float
    edge: float
    """Height of an edge's label, between the line and the chip."""
    indent: float
    trunk: float
    gap: float
    row_gap: float
    lines: int = 2
    """Lines of victims that are shown before the rest is folded."""


class Node(NamedTuple):
    """A box of the graph; ``box`` is its index, for "more" and "less" that of the kept one.

    ``row`` is the kept box's place among the kept; ``folded`` is how many a "more" stands for.
    """

    kind: NodeKind
    box: int
    row: int
    room: Room
    folded: int = 0


class Spine(NamedTuple):
    """The line that victims hang from: right from the trunk at x to ``end``, at height y."""

    row: int
    x: float
    y: float
    end: float


@dataclass(frozen=True, slots=True)
class GraphLayout:
    """All nodes in reading order, the lines, and the height of all."""

    nodes: tuple[Node, ...] = ()
    spines: tuple[Spine, ...] = ()
    width: float = 0.0
    height: float = 0.0

    def at(self, x: float, y: float) -> Node | None:
        """Return the node under a point."""
        return next((node for node in self.nodes if node.room.holds(x, y)), None)

    def find(self, box: int) -> Node | None:
        """Return the node of a box; None where it is folded away."""
        return next((node for node in self.nodes
                     if node.box == box and node.kind in ("kept", "victim")), None)  # fmt: skip

    def step(self, index: int, key: Literal["left", "right", "up", "down"]) -> int:
        """Return the node next to one; up and down go from kept box to kept box and in lines."""
        if key in ("left", "right"):
            return min(max(index + (1 if key == "right" else -1), 0), len(self.nodes) - 1)
        here = self.nodes[index].room
        sign = 1 if key == "down" else -1
        others = [(sign * (node.room.y - here.y), abs(node.room.x - here.x), at)
                  for at, node in enumerate(self.nodes)]  # fmt: skip
        ahead = [found for found in others if found[0] > 0]
        return min(ahead)[2] if ahead else index


def laid_out(
    value: Suppression, width: float, measures: Measures, unfolded: Container[int] = ()
) -> GraphLayout:
    """Return the layout in a width; ``unfolded`` are kept boxes that show all their victims."""
    nodes: list[Node] = []
    spines: list[Spine] = []
    y = 0.0
    for row, box in enumerate(value.kept):
        nodes.append(Node("kept", box, row, Room(0.0, y, width, measures.head)))
        y += measures.head
        below = _victims(value.victims(box), box, row, y, width, measures, box in unfolded)
        nodes += below
        tops = sorted({node.room.y for node in below})
        for top in tops:
            last = max(node.room for node in below if node.room.y == top)
            line = top - measures.edge
            spines.append(Spine(row, measures.trunk, line, last.x + last.width / 2))
        y = (tops[-1] + measures.chip_height if tops else y) + measures.row_gap
    return GraphLayout(tuple(nodes), tuple(spines), width, max(y - measures.row_gap, 0.0))


def _victims(
    boxes: tuple[int, ...],
    kept: int,
    row: int,
    top: float,
    width: float,
    measures: Measures,
    is_unfolded: bool,
) -> list[Node]:
    free = width - measures.indent + measures.gap
    columns = max(int(free // (measures.chip_width + measures.gap)), 1)
    pitch = free / columns
    room = columns * measures.lines
    entries: list[tuple[NodeKind, int, int]] = [("victim", box, 0) for box in boxes]
    if len(boxes) > room:
        if is_unfolded:
            entries.append(("less", kept, 0))
        else:
            entries[room - 1 :] = [("more", kept, len(boxes) - room + 1)]
    line = measures.gap + measures.edge + measures.chip_height
    nodes = []
    for index, (kind, box, count) in enumerate(entries):
        across, down = index % columns, index // columns
        x = measures.indent + across * pitch
        y = top + down * line + measures.gap + measures.edge
        place = Room(x, y, pitch - measures.gap, measures.chip_height)
        nodes.append(Node(kind, box, row, place, count))
    return nodes
