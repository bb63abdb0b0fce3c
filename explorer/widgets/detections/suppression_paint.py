"""Paints a suppression graph: nodes, the edges between them, and which of them is spoken of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPen

from explorer.widgets.drawing.inks import mixed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QPainter

    from explorer.widgets.detections.suppression import Suppression
    from explorer.widgets.detections.suppression_layout import GraphLayout, Node, Spine
    from explorer.widgets.theme import Theme

_RADIUS: Final = 6.0
_WAITING: Final = 0.38
"""Opacity of what the steps have not reached."""


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Which box is pointed at, which is chosen, and how far the steps have come.

    ``row`` is the kept box that is at work, and ``killed`` how many of its victims are gone; None
    stands for all.
    """

    hovered: int = -1
    chosen: int | None = None
    row: int | None = None
    killed: int | None = None


class GraphPainter:
    """Paints the nodes and lines of a layout."""

    def __init__(
        self, painter: QPainter, value: Suppression, emphasis: Emphasis, theme: Theme
    ) -> None:
        self._painter = painter
        self._value = value
        self._emphasis = emphasis
        self._theme = theme

    def paint(self, layout: GraphLayout, top: float, bottom: float) -> None:
        """Paint what lies between two heights."""
        nodes = [node for node in layout.nodes
                 if node.room.bottom >= top and node.room.y <= bottom]  # fmt: skip
        rows = {node.row for node in nodes}
        self._paint_lines([spine for spine in layout.spines if spine.row in rows], layout, rows)
        for node in nodes:
            self._painter.setOpacity(self._opacity(node))
            if node.kind == "kept":
                self._paint_kept(node)
            else:
                self._paint_chip(node)
        self._painter.setOpacity(1.0)

    # Lines

    def _paint_lines(self, spines: Iterable[Spine], layout: GraphLayout, rows: set[int]) -> None:
        """Paint trunks and the lines that victims hang from."""
        heads = {node.row: node for node in layout.nodes if node.kind == "kept"}
        for spine in spines:
            self._painter.setOpacity(self._row_opacity(spine.row))
            self._painter.setPen(self._line_pen(spine.row))
            head = heads[spine.row].room
            self._painter.drawLines(
                [QLineF(spine.x, head.bottom, spine.x, spine.y),
                 QLineF(spine.x, spine.y, spine.end, spine.y)]
            )  # fmt: skip
            self._paint_unit(spine)
        for node in layout.nodes:
            if node.kind != "kept" and node.row in rows:
                self._paint_edge(node)

    def _paint_unit(self, spine: Spine) -> None:
        """Say what the numbers on the edges are."""
        painter, theme = self._painter, self._theme
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.colour("muted"))
        top, high = spine.y + theme.px(4), theme.px(EDGE - 6)
        room = QRectF(spine.x + theme.px(5), top, theme.px(40), high)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, "IoU")

    def _paint_edge(self, node: Node) -> None:
        """Paint the line from the spine to a victim, with its IoU where there is one."""
        painter, theme = self._painter, self._theme
        painter.setOpacity(self._opacity(node))
        painter.setPen(self._line_pen(node.row))
        middle, top = node.room.x + node.room.width / 2, node.room.y
        edge = theme.px(EDGE)
        if node.kind != "victim":
            painter.drawLine(QLineF(middle, top - edge, middle, top))
            return
        words = QRectF(node.room.x, top - edge + theme.px(4), node.room.width, edge - theme.px(6))
        painter.drawLine(QLineF(middle, top - edge, middle, words.top()))
        painter.drawLine(QLineF(middle, words.bottom(), middle, top))
        painter.setFont(theme.font("number-small"))
        painter.setPen(theme.colour("text" if self._is_marked(node.box) else "muted"))
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, f"{self._value.iou[node.box]:.2f}")

    def _line_pen(self, row: int) -> QPen:
        is_now = row == self._emphasis.row
        colour = self._ink(self._value.kept[row])
        ground = self._theme.colour("surface")
        width = (2.0 if is_now else 1.2) * self._theme.scale
        return QPen(mixed(colour, ground, 0.0 if is_now else 0.3), width)

    def _ink(self, box: int) -> QColor:
        """Return a box's colour for lines; on paper a darker one than over photographs."""
        colour = QColor(self._value.colours[box])
        is_light = self._theme.name == "light"
        return mixed(colour, self._theme.colour("text"), 0.35) if is_light else colour

    # Nodes

    def _paint_kept(self, node: Node) -> None:
        painter, theme = self._painter, self._theme
        room, radius = QRectF(*node.room).adjusted(1, 1, -1, -1), theme.px(_RADIUS)
        colour = QColor(self._value.colours[node.box])
        fill = theme.colour("raised")
        if node.row == self._emphasis.row:
            fill = mixed(fill, colour, 0.28)
        painter.setPen(self._outline(node, mixed(self._ink(node.box), fill, 0.3), 1.2))
        painter.setBrush(fill)
        painter.drawRoundedRect(room, radius, radius)
        side = theme.px(11)
        swatch = QRectF(room.left() + theme.px(9), room.center().y() - side / 2, side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(swatch, theme.px(2), theme.px(2))
        words = room.adjusted(theme.px(27), 0, -theme.px(9), 0)
        self._paint_kept_words(node, words)

    def _paint_kept_words(self, node: Node, room: QRectF) -> None:
        painter, theme = self._painter, self._theme
        count = len(self._value.victims(node.box))
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.colour("muted"))
        fate = f"suppressed {count}" if count else "suppressed none"
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(room, right, fate)
        room = room.adjusted(0, 0, -painter.fontMetrics().horizontalAdvance(fate) - theme.px(8), 0)
        painter.setFont(theme.font("number"))
        score = f"{self._value.scores[node.box]:.2f}"
        wide = painter.fontMetrics().horizontalAdvance(score)
        painter.setFont(theme.font("strong"))
        painter.setPen(theme.colour("text"))
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        name = painter.fontMetrics().elidedText(
            self._value.names[node.box], Qt.TextElideMode.ElideRight,
            int(room.width() - wide - theme.px(8)),
        )  # fmt: skip
        painter.drawText(room, left, name)
        after = painter.fontMetrics().horizontalAdvance(name) + theme.px(8)
        painter.setFont(theme.font("number"))
        painter.drawText(room.adjusted(after, 0, 0, 0), left, score)

    def _paint_chip(self, node: Node) -> None:
        painter, theme = self._painter, self._theme
        room, radius = QRectF(*node.room).adjusted(1, 1, -1, -1), theme.px(_RADIUS - 1)
        is_box = node.kind == "victim"
        colour = QColor(self._value.colours[node.box])
        ground = theme.colour("surface")
        line = mixed(self._ink(node.box), ground, 0.2) if is_box else theme.colour("line")
        pen = self._outline(node, line, 1.2)
        if is_box and not self._is_marked(node.box):
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(mixed(ground, colour, 0.1) if is_box else theme.colour("raised"))
        painter.drawRoundedRect(room, radius, radius)
        painter.setPen(theme.colour("text" if is_box else "accent"))
        painter.setFont(theme.font("number-small" if is_box else "caption"))
        text = painter.fontMetrics().elidedText(
            self._chip_text(node), Qt.TextElideMode.ElideMiddle, int(room.width() - theme.px(6))
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)
        if is_box and node.row == self._emphasis.row and self._is_gone(node):
            self._paint_cross(room)

    def _chip_text(self, node: Node) -> str:
        if node.kind == "more":
            return f"… {node.folded} more"
        if node.kind == "less":
            return "show less"
        kept = self._value.kept[node.row]
        score, name = f"{self._value.scores[node.box]:.2f}", self._value.names[node.box]
        # Where classes are not told apart, a box may have been suppressed by one of another.
        return score if name == self._value.names[kept] else f"{name} {score}"

    def _paint_cross(self, room: QRectF) -> None:
        """Mark a victim of the box at work: it is gone."""
        painter, theme = self._painter, self._theme
        painter.setPen(QPen(theme.colour("bad"), 1.6 * theme.scale))
        corner, arm = room.topRight() + QPointF(-theme.px(8), theme.px(8)), 2.5 * theme.scale
        painter.drawLines(
            [QLineF(corner.x() - arm, corner.y() - arm, corner.x() + arm, corner.y() + arm),
             QLineF(corner.x() - arm, corner.y() + arm, corner.x() + arm, corner.y() - arm)]
        )  # fmt: skip

    # What is marked

    def _outline(self, node: Node, colour: QColor, width: float) -> QPen:
        if node.kind in ("kept", "victim"):
            if node.box == self._emphasis.chosen:
                return QPen(self._theme.colour("accent"), 2.4 * self._theme.scale)
            if node.box == self._emphasis.hovered:
                return QPen(self._theme.colour("text"), 1.8 * self._theme.scale)
        return QPen(colour, width * self._theme.scale)

    def _is_marked(self, box: int) -> bool:
        return box in (self._emphasis.chosen, self._emphasis.hovered)

    def _row_opacity(self, row: int) -> float:
        now = self._emphasis.row
        return 1.0 if now is None or row <= now else _WAITING

    def _opacity(self, node: Node) -> float:
        if node.kind != "victim" or node.row != self._emphasis.row:
            return self._row_opacity(node.row)
        return 1.0 if self._is_gone(node) else _WAITING + 0.2

    def _is_gone(self, node: Node) -> bool:
        """Whether the steps have come so far that this box is suppressed."""
        emphasis = self._emphasis
        if emphasis.row is None or node.row < emphasis.row:
            return True
        if node.row > emphasis.row:
            return False
        if emphasis.killed is None:
            return True
        return node.box in self._value.victims(self._value.kept[node.row])[: emphasis.killed]


EDGE: Final = 24.0
"""Pixels from the line that victims hang from to the victims."""
