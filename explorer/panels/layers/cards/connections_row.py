"""The row of a connection table: a dot where a filter sees a channel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.engine.zoo.lenet import C3_CONNECTIONS
from explorer.panels.layers.cards.rows import FieldRow, value_of
from explorer.widgets import theme
from explorer.widgets.buttons import push_button
from explorer.widgets.controls import label

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QPaintEvent

    from explorer.panels.layers.cards.fields import Connections, FieldInfo, Shown

Table = tuple[tuple[int, ...], ...]
LENET_CHANNELS = 6
MARGIN = 16
CELL = 17.0
TALLEST = 180
SMALLEST_DOT = 4


class ConnectionsRow(FieldRow):
    """The table, read-only, and LeNet's."""

    def __init__(self, field: FieldInfo, _control: Connections, _default: Any) -> None:
        super().__init__(field)
        self.grid = ConnectionGrid()
        self._facts = label("", "number-small")
        self.lenet = push_button("LeNet-5's table", "C3's table in LeCun et al. 1998, table I")
        self._add_line(self._facts)
        self._add(self.grid, self.lenet)
        self.lenet.clicked.connect(lambda: self._choose(C3_CONNECTIONS))

    def show_field(self, shown: Shown) -> None:
        """Show which channels each filter sees."""
        table: Table = value_of(shown.layer, self.field)
        channels = max(max(seen) for seen in table) + 1
        if shown.flow is not None:
            channels = max(channels, shown.flow.shape.channels)
        count = sum(len(seen) for seen in table)
        self._facts.setText(f"{count} of {len(table) * channels}")
        self.grid.show_table(table, channels)
        self.lenet.setEnabled(table != C3_CONNECTIONS and channels == LENET_CHANNELS)


class ConnectionGrid(QWidget):
    """Channels downwards, filters to the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table: Table = ()
        self._channels = 1
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName("Connection table")
        theme.watch_theme(self.update)

    def show_table(self, table: Table, channels: int) -> None:
        """Show another table for so many channels."""
        self._table, self._channels = table, channels
        self.setAccessibleDescription(
            "; ".join(
                f"filter {index} sees channels {', '.join(map(str, seen))}"
                for index, seen in enumerate(table[:64])
            )
        )
        self.setToolTip("Columns: filters. Rows: input channels. A dot: this filter sees it")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for dots that can be told apart."""
        return QSize(200, self.heightForWidth(320))

    def minimumSizeHint(self) -> QSize:
        """As narrow as the card is, and low."""
        return QSize(80, self.heightForWidth(320))

    def hasHeightForWidth(self) -> bool:
        """Say that cells are square."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of square cells."""
        return round(self._cell(width) * self._channels) + theme.current_theme().px(MARGIN)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the axes' words and the dots."""
        present = theme.current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(present.font("caption"))
        painter.setPen(present.colour("muted"))
        margin = present.px(MARGIN)
        words = f"{self._channels} channels ↓   {len(self._table)} filters →"
        painter.drawText(0, 0, self.width(), margin, Qt.AlignmentFlag.AlignTop.value, words)
        painter.translate(0, margin)
        painter.setPen(Qt.PenStyle.NoPen)
        self._paint_dots(painter, self._cell(self.width()))

    def _paint_dots(self, painter: QPainter, cell: float) -> None:
        """Paint dots; where they are too small to be round, what is seen alone, as squares."""
        present = theme.current_theme()
        if cell >= present.px(SMALLEST_DOT):
            painter.setBrush(present.colour("line"))
            self._paint_round(painter, cell, 0.14, [range(self._channels)] * len(self._table))
            painter.setBrush(present.colour("accent"))
            self._paint_round(painter, cell, 0.34, self._table)
            return
        painter.setBrush(present.colour("accent"))
        side = max(cell * 0.7, 1.0)
        painter.drawRects(
            [
                QRectF(column * cell, row * cell, side, side)
                for column, seen in enumerate(self._table)
                for row in seen
            ]
        )

    def _paint_round(
        self, painter: QPainter, cell: float, radius: float, rows: Iterable[Iterable[int]]
    ) -> None:
        for column, seen in enumerate(rows):
            for row in seen:
                at = QPointF((column + 0.5) * cell, (row + 0.5) * cell)
                painter.drawEllipse(at, radius * cell, radius * cell)

    def _cell(self, width: int) -> float:
        px = theme.current_theme().px
        wide = width / max(len(self._table), 1)
        return min(CELL * theme.current_theme().scale, wide, px(TALLEST) / self._channels)
