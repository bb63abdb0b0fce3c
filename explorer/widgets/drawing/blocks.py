"""Blocks: a frame with the branches inside, and the lines that part and meet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.widgets.drawing.chain import LINE
from explorer.widgets.drawing.figure import Frame, Mark, Room
from explorer.widgets.drawing.labels import note, shapes, titles
from explorer.widgets.drawing.pieces import ALONE, Badge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.widgets.drawing.chain import Chain
    from explorer.widgets.drawing.figure import State
    from explorer.widgets.drawing.outline import Node
    from explorer.widgets.drawing.pieces import Point, Sheet

PAD = 7.0
FORK = 12.0
"""From a frame's edge to where the first layer begins."""
LANE_GAP = 8.0
SKIP = 12.0
"""Between a body and the shortcut over it."""
SUM = 15.0
STACK = 9.0
WORDS_PAD = 4.0


class Block:
    """What all blocks share: a frame with words along its lower edge."""

    has_words = False

    def __init__(self, node: Node, lines: int, least: float, badge: Badge = ALONE) -> None:
        self.node = node
        self.place = node.place
        self.state: State = node.state
        self.span = badge.copies
        self._badge = badge
        self._lines = lines
        self._least = least
        self.has_arrow = False
        self.above = self.below = self.width = self.entry = self.exit = 0.0

    def _enclose(self, width: float, above: float, below: float) -> float:
        """Set the frame's size around what is inside; return how far that is moved right."""
        self.width = max(width, self._least)
        self.above = above + PAD
        self.below = below + PAD + self._lines * LINE
        return (self.width - width) / 2

    def _put_frame(self, sheet: Sheet, x: float, axis: float) -> None:
        node, badge = self.node, self._badge
        words = self._lines * LINE
        bottom = axis + self.below
        label = Room(x + WORDS_PAD, bottom - words - WORDS_PAD, self.width - 2 * WORDS_PAD, words)
        sheet.frames.append(
            Frame(
                node.place, node.kind, x, axis - self.above, self.width, self.above + self.below,
                titles(node.layer), shapes(node.shape) if node.is_known else (), label=label,
                lines=self._lines, repeat=badge.repeat,
                group=badge.group, is_open=badge.is_open, state=node.state, reason=node.reason,
                note=note(node.layer), report=node.report,
            )
        )  # fmt: skip


class ResidualBlock(Block):
    """The body on the axis, the shortcut over it, and their sum."""

    def __init__(
        self, node: Node, body: Chain, shortcut: Chain, lines: int, least: float,
        badge: Badge = ALONE,
    ) -> None:  # fmt: skip
        super().__init__(node, lines, least, badge)
        self._body = body
        self._shortcut = shortcut
        over = body.above + SKIP
        self._lift = over + (shortcut.below if shortcut.parts else 0.0)
        inner = max(body.width, shortcut.width if shortcut.parts else 0.0)
        above = self._lift + (shortcut.above if shortcut.parts else 0.0)
        shift = self._enclose(PAD + FORK + inner + FORK + SUM + PAD, above, body.below)
        self._fork = shift + PAD
        self._start = shift + PAD + FORK
        self._inner = inner
        self._body_x = self._start + (inner - body.width) / 2
        self.entry = self._body_x + body.entry
        self.has_arrow = body.has_arrow
        self.exit = self._start + inner + FORK + SUM

    def put(self, sheet: Sheet, x: float, axis: float, label: Room | None = None) -> None:
        """Put the frame, the body and the way round it."""
        self._put_frame(sheet, x, axis)
        self._body.put(sheet, x + self._body_x, axis)
        state = self.state
        left, right = x + self._fork + 2, x + self.exit - SUM
        out = (x + self._body_x + self._body.exit, axis)
        sheet.link([out, (right, axis)], is_arrow=True, state=state)
        high, middle = axis - self._lift, right + SUM / 2
        end: list[Point] = [(middle, high), (middle, axis - SUM / 2)]
        if self._shortcut.parts:
            at = x + self._start + (self._inner - self._shortcut.width) / 2
            start = [(left, axis), (left, high), (at + self._shortcut.entry, high)]
            sheet.link(start, "skip", is_arrow=self._shortcut.has_arrow, state=state)
            self._shortcut.put(sheet, at, high)
            end = [(at + self._shortcut.exit, high), *end]
        else:
            end = [(left, axis), (left, high), *end]
        sheet.link(end, "skip", is_arrow=True, state=state)
        mark = Mark(self.place, "sum", right, axis - SUM / 2, SUM, SUM, state=state)
        sheet.marks.append(mark)


class InceptionBlock(Block):
    """Branches one above another, and the stack of what they return."""

    def __init__(
        self, node: Node, lanes: Sequence[Chain], lines: int, least: float, badge: Badge = ALONE
    ) -> None:
        super().__init__(node, lines, least, badge)
        self._lanes = lanes
        inner = max(lane.width for lane in lanes)
        total = sum(lane.above + lane.below for lane in lanes) + LANE_GAP * (len(lanes) - 1)
        shift = self._enclose(PAD + FORK + inner + FORK + STACK + PAD, total / 2, total / 2)
        self._total = total
        self._inner = inner
        self._start = shift + PAD + FORK
        self.entry = shift + PAD
        self.exit = self._start + inner + FORK + STACK

    def put(self, sheet: Sheet, x: float, axis: float, label: Room | None = None) -> None:
        """Put the frame, and the branches from top to bottom."""
        self._put_frame(sheet, x, axis)
        fork, stack = x + self.entry, x + self.exit - STACK
        y = axis - self._total / 2
        centres = []
        for lane in self._lanes:
            y += lane.above
            at = x + self._start + (self._inner - lane.width) / 2
            start = [(fork, axis), (fork, y), (at + lane.entry, y)]
            sheet.link(start, "branch", is_arrow=lane.has_arrow, state=lane.first_state)
            lane.put(sheet, at, y)
            sheet.link([(at + lane.exit, y), (stack, y)], "branch", is_arrow=True,
                       state=lane.state)  # fmt: skip
            centres.append(y)
            y += lane.below + LANE_GAP
        top, bottom = min([axis, *centres]) - STACK, max([axis, *centres]) + STACK
        sheet.marks.append(
            Mark(self.place, "stack", stack, top, STACK, bottom - top, _parts(self.node),
                 self.state)
        )  # fmt: skip


class SideBlock(Block):
    """An auxiliary classifier over the axis, along which the volume goes on unchanged."""

    def __init__(
        self, node: Node, head: Chain, lines: int, least: float, badge: Badge = ALONE
    ) -> None:
        super().__init__(node, lines, least, badge)
        self._head = head
        self._lift = SKIP + head.below
        shift = self._enclose(PAD + FORK + head.width + PAD, self._lift + head.above, SKIP)
        self._start = shift + PAD + FORK
        self.exit = self.width

    def put(self, sheet: Sheet, x: float, axis: float, label: Room | None = None) -> None:
        """Put the frame, the way through it, and the head over that."""
        self._put_frame(sheet, x, axis)
        sheet.link([(x, axis), (x + self.width, axis)], state=self.state)
        fork, high = x + self._start - FORK, axis - self._lift
        start = [(fork, axis), (fork, high), (x + self._start + self._head.entry, high)]
        sheet.link(start, "branch", is_arrow=self._head.has_arrow, state=self._head.first_state)
        self._head.put(sheet, x + self._start, high)


class Repeat:
    """Several layers in a row that are drawn once, with ×N on their frame."""

    has_words = False

    def __init__(self, chain: Chain, badge: Badge) -> None:
        self._chain = chain
        self._badge = badge
        self.place = chain.parts[0].place
        self.span = chain.span * badge.repeat
        self.state: State = chain.state
        self.has_arrow = chain.has_arrow
        self.width = chain.width + 2 * PAD
        self.above, self.below = chain.above + PAD, chain.below + WORDS_PAD
        self.entry, self.exit = PAD + chain.entry, PAD + chain.exit

    def put(self, sheet: Sheet, x: float, axis: float, label: Room | None = None) -> None:
        """Put the frame and the layers."""
        sheet.frames.append(
            Frame(self.place, "repeat", x, axis - self.above, self.width,
                  self.above + self.below, repeat=self._badge.repeat, group=self._badge.group)
        )  # fmt: skip
        self._chain.put(sheet, x + PAD, axis)


def _parts(node: Node) -> tuple[int, ...]:
    """Return the channels that each branch adds; nothing where that is not known."""
    report = node.report
    if report is None:
        return ()
    ends = (report.branch(index) for index in range(len(node.lanes)))
    return tuple(end[-1].output.channels if end else report.input.channels for end in ends)
