"""Bars of where parameters, MACs, activations and memory are, layer by layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from explorer.panels.layers.kinds import token_of
from explorer.panels.layers.shares import Column, Shares
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.controls import label
from explorer.widgets.export import save_array, save_widget
from explorer.widgets.exporter import export_button
from explorer.widgets.labels import plain_tip

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent

    from explorer.engine.network import Place
    from explorer.panels.layers.values import LayersView
    from explorer.widgets.exporter import MenuEntry

LABEL_WIDTH = 126
STRIP_GAP = 8
LEAST_BAR = 2
NAMES_HEIGHT = 17
NAMES_FROM = 34
"""Pixels a column at scale 1 from which columns are named."""


class SharesCard(Card):
    """Four strips of bars over the same layers; ``export`` is put where the card is opened."""

    layerChosen = Signal(object)  # Place

    def __init__(self) -> None:
        super().__init__("Where it goes")
        self.chart = SharesChart()
        self._note = label("", "caption", wrap=True)
        self.chart.layerChosen.connect(self.layerChosen)
        self.chart.hovered.connect(self._show_note)
        self.add(self.chart, 1)
        self.add(self._note)
        self.export = export_button(self._entries)
        self.hide_header()

    def show_view(self, view: LayersView) -> None:
        """Show the bars of a network."""
        if view.shares is None:
            return
        self.chart.show_shares(view.shares, view.selected)
        self._show_note(self.chart.focus_column())

    def note(self) -> str:
        """Return the sentence below the bars."""
        return self._note.text()

    def _show_note(self, column: int | None) -> None:
        """Say the numbers of a column; without one, where the largest parts are."""
        shares = self.chart.shares()
        if not shares.columns:
            self._note.setText("There is no layer yet.")
            return
        if column is None:
            self._note.setText(_largest_text(shares))
            return
        parts = [
            f"{strip.text(value)} {strip.title} ({shares.share(column, index):.1%})"
            for index, (value, strip) in enumerate(
                zip(shares.columns[column].values, shares.strips, strict=True)
            )
        ]
        self._note.setText(f"{shares.columns[column].title}: {', '.join(parts)}")

    def _entries(self) -> list[MenuEntry]:
        shares = self.chart.shares()
        rows = [["layer", *(strip.title for strip in shares.strips)]]
        rows += [[column.title, *map(str, column.values)] for column in shares.columns]
        return [
            ("Save bars as PNG…", lambda: save_widget(self, self.chart, "where-it-goes")),
            ("Save numbers as CSV…", lambda: save_array(self, rows, "where-it-goes")),
        ]


class SharesChart(QWidget):
    """Paints the bars; a click chooses the layer, the arrows walk."""

    layerChosen = Signal(object)
    hovered = Signal(object)  # number of a column, or None

    def __init__(self) -> None:
        super().__init__()
        self._shares = Shares((), ())
        self._selected: int | None = None
        self._hovered: int | None = None
        self.setAccessibleName("Parameters, multiplications, activations and memory of each layer")
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.themeChanged.connect(self.update)

    def shares(self) -> Shares:
        """Return what is shown."""
        return self._shares

    def show_shares(self, shares: Shares, selected: Place | None) -> None:
        """Show bars; those of the chosen layer, or of the block it is in, stand out."""
        self._shares = shares
        places = [column.place for column in shares.columns]
        around = [one for one in places if selected and selected[: len(one)] == one]
        self._selected = places.index(around[0]) if around else None
        if self._hovered is not None and self._hovered >= len(places):
            self._hovered = None
        self.update()

    def focus_column(self) -> int | None:
        """Return the column that is pointed at, else the chosen one."""
        return self._selected if self._hovered is None else self._hovered

    def column_at(self, x: float) -> int | None:
        """Return the column at a horizontal position."""
        left, pitch = self._left(), self._pitch()
        if not self._shares.columns or x < left:
            return None
        column = int((x - left) / pitch)
        return column if column < len(self._shares.columns) else None

    def minimumSizeHint(self) -> QSize:
        """Four strips that can be read."""
        px = theme.current_theme().px
        return QSize(px(300), px(120))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint strip by strip."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_focus(painter)
        for index in range(len(self._shares.strips)):
            self._paint_strip(painter, index)
        if self._names_height():
            self._paint_names(painter)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say what is pointed at."""
        self._hover(self.column_at(event.position().x()))

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is pointed at."""
        self._hover(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a layer."""
        self._choose(self.column_at(event.position().x()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk to the next layer."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        last = len(self._shares.columns) - 1
        start = self._selected if self._selected is not None else (-1 if step > 0 else last + 1)
        self._choose(min(max(start + step, 0), last))

    def event(self, event: QEvent) -> bool:
        """Name the layer under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            column = self.column_at(event.pos().x())
            text = "" if column is None else self._shares.columns[column].title
            QToolTip.showText(event.globalPos(), plain_tip(text), self)
            return True
        return super().event(event)

    def _hover(self, column: int | None) -> None:
        if column != self._hovered:
            self._hovered = column
            self.hovered.emit(self.focus_column())
            self.update()

    def _choose(self, column: int | None) -> None:
        if column is not None and 0 <= column < len(self._shares.columns):
            self.layerChosen.emit(self._shares.columns[column].place)

    def _left(self) -> int:
        return theme.current_theme().px(LABEL_WIDTH)

    def _pitch(self) -> float:
        return (self.width() - self._left()) / max(len(self._shares.columns), 1)

    def _strip_room(self, index: int) -> QRectF:
        gap = theme.current_theme().px(STRIP_GAP)
        count = max(len(self._shares.strips), 1)
        high = (self.height() - self._names_height() - gap * (count - 1)) / count
        return QRectF(0, index * (high + gap), self.width(), high)

    def _paint_focus(self, painter: QPainter) -> None:
        present = theme.current_theme()
        for column, token in ((self._selected, "accent-soft"), (self._hovered, "raised")):
            if column is not None:
                left = self._left() + column * self._pitch()
                room = QRectF(left, 0, self._pitch(), self.height())
                painter.fillRect(room, present.colour(token))

    def _paint_strip(self, painter: QPainter, index: int) -> None:
        present, room, strip = (
            theme.current_theme(),
            self._strip_room(index),
            self._shares.strips[index],
        )
        painter.setFont(present.font("caption"))
        painter.setPen(present.colour("muted"))
        line = painter.fontMetrics().height()
        words = QRectF(0, room.top(), self._left() - present.px(theme.SMALL), line)
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft, strip.title)
        painter.setFont(present.font("number"))
        painter.setPen(present.colour("text"))
        number = words.translated(0, line + present.px(2))
        number.setHeight(painter.fontMetrics().height())
        if number.bottom() <= room.bottom() + present.px(3):  # a low card has no room for it
            painter.drawText(number, Qt.AlignmentFlag.AlignLeft, strip.text(strip.total))
        self._paint_bars(painter, index, room)
        painter.setPen(QPen(present.colour("line"), 1))
        painter.drawLine(QPointF(self._left(), room.bottom()), QPointF(self.width(), room.bottom()))

    def _names_height(self) -> int:
        """Return the height of a line of names, which only wide columns have room for."""
        px = theme.current_theme().px
        return px(NAMES_HEIGHT) if self._pitch() >= px(NAMES_FROM) else 0

    def _paint_names(self, painter: QPainter) -> None:
        """Name the columns below the bars, as far as the names have room."""
        present, pitch = theme.current_theme(), self._pitch()
        painter.setFont(present.font("caption"))
        painter.setPen(present.colour("muted"))
        metrics, high = painter.fontMetrics(), self._names_height()
        for place, column in enumerate(self._shares.columns):
            if metrics.horizontalAdvance(column.title) <= pitch - present.px(2):
                room = QRectF(self._left() + place * pitch, self.height() - high, pitch, high)
                flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom
                painter.drawText(room, flags, column.title)

    def _paint_bars(self, painter: QPainter, index: int, room: QRectF) -> None:
        present, pitch = theme.current_theme(), self._pitch()
        largest = self._shares.strips[index].largest
        painter.setPen(Qt.PenStyle.NoPen)
        wide = max(min(pitch * 0.72, present.px(36)), 1.0)
        for place, column in self._highest(index):
            high = max(room.height() * column.values[index] / largest, LEAST_BAR)
            left = self._left() + place * pitch + (pitch - wide) / 2
            painter.setBrush(present.colour(token_of(column.kind)))
            painter.drawRoundedRect(QRectF(left, room.bottom() - high, wide, high), 2, 2)

    def _highest(self, strip: int) -> Iterator[tuple[int, Column]]:
        """Yield the columns that have a bar; of many in one pixel, the highest."""
        columns = self._shares.columns
        beside = max(1, int(1 / self._pitch())) if self._pitch() > 0 else 1
        for first in range(0, len(columns), beside):
            together = range(first, min(first + beside, len(columns)))
            best = max(together, key=lambda place: columns[place].values[strip])
            if columns[best].values[strip]:
                yield best, columns[best]


def _largest_text(shares: Shares) -> str:
    """Say of each strip which layer has most of it."""
    parts = []
    for index, strip in enumerate(shares.strips):
        if strip.largest:
            best = max(
                range(len(shares.columns)), key=lambda one: shares.columns[one].values[index]
            )
            parts.append(
                f"{shares.share(best, index):.0%} of the {strip.title} in "
                f"{shares.columns[best].title}"
            )
    return f"Most: {', '.join(parts)}."
