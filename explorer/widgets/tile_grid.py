"""All channels of a layer as a grid of small pictures."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QImage, QPainter, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QMenu, QToolTip, QWidget

from explorer.widgets import theme
from explorer.widgets.mosaic_image import mosaic_image
from explorer.widgets.numbers import short_number
from explorer.widgets.tile_layout import TileLayout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import (
        QContextMenuEvent,
        QKeyEvent,
        QMouseEvent,
        QPaintEvent,
        QResizeEvent,
    )

    from explorer.engine.mosaic import Mosaic

GAP = 2


class TileGrid(QAbstractScrollArea):
    """Paints a mosaic's tiles in rows of its own, so that resizing needs no new mosaic.

    Hovering tells channel and mean, a click or the arrows choose, Enter or a double click
    activates.
    """

    selected = Signal(int)  # channel
    activated = Signal(int)  # channel
    hovered = Signal(int)  # channel, or −1 where there is none

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mosaic: Mosaic | None = None
        self._image: QImage | None = None
        self._channels: list[int] = []
        self._means: Sequence[float] | None = None
        self._selected: int | None = None
        self._hovered = -1
        self._empty = "Nothing to show yet"
        self._tiles = TileLayout()
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        theme.themeChanged.connect(self._on_theme_changed)

    def set_mosaic(self, mosaic: Mosaic | None, means: Sequence[float] | None = None) -> None:
        """Show a layer; None shows the empty text.

        Parameters
        ----------
        means
            Mean of each channel, by channel number, for the tooltips.
        """
        self._mosaic = mosaic
        self._means = means
        self._channels = [] if mosaic is None else [int(channel) for channel in mosaic.channels]
        self._make_image()
        self._lay_out()
        self.viewport().update()

    def set_empty(self, text: str) -> None:
        """Say what to do while there is nothing to show."""
        self._empty = text
        self.viewport().update()

    def set_selected(self, channel: int | None) -> None:
        """Choose a channel and emit nothing."""
        self._selected = channel
        self.viewport().update()

    def selected_channel(self) -> int | None:
        """Return the chosen channel."""
        return self._selected

    def channels(self) -> tuple[int, ...]:
        """Return the channels in the order in which they are shown."""
        return tuple(self._channels)

    def channel_at(self, position: QPoint) -> int | None:
        """Return the channel at a point of the viewport."""
        index = self._tiles.index_at(position.x(), position.y() + self._scrolled())
        return None if index is None else self._channels[index]

    def rendered(self) -> QImage:
        """Return all tiles as they are laid out, whether scrolled away or not."""
        size = QSize(self._tiles.width, max(self._tiles.height, 1))
        image = QImage(size, QImage.Format.Format_RGB32)
        image.fill(theme.current_theme().colour("surface"))
        painter = QPainter(image)
        self.paint_all(painter)
        painter.end()
        return image

    def paint_all(self, painter: QPainter) -> None:
        """Paint all tiles from the painter's origin, whether scrolled away or not."""
        self._paint_tiles(painter, range(len(self._channels)), 0)

    def sizeHint(self) -> QSize:
        """Ask for a few rows; the layout gives more."""
        return QSize(400, 160)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the tiles that are seen."""
        painter = QPainter(self.viewport())
        if not self._channels:
            painter.setPen(theme.current_theme().colour("muted"))
            flags = Qt.AlignmentFlag.AlignCenter.value | Qt.TextFlag.TextWordWrap.value
            painter.drawText(self.viewport().rect(), flags, self._empty)
            return
        top = self._scrolled()
        seen = self._tiles.between(top + event.rect().top(), top + event.rect().bottom())
        self._paint_tiles(painter, seen, top)
        self._paint_frames(painter, top)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the tiles out anew."""
        self._lay_out()

    def viewportEvent(self, event: QEvent) -> bool:
        """Answer with channel and mean where the pointer rests."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            channel = self.channel_at(event.pos())
            text = "" if channel is None else self._described(channel)
            QToolTip.showText(event.globalPos(), text, self.viewport())
            return True
        if event.type() == QEvent.Type.Leave:
            self._hover(-1)
        return super().viewportEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Note the channel under the pointer."""
        channel = self.channel_at(event.position().toPoint())
        self._hover(-1 if channel is None else channel)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the channel under the pointer."""
        channel = self.channel_at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and channel is not None:
            self._choose(channel)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Keep the release from the page below."""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Activate the channel under the pointer."""
        channel = self.channel_at(event.position().toPoint())
        if channel is not None:
            self.activated.emit(channel)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the choice, or activate it."""
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._selected is not None:
            self.activated.emit(self._selected)
            return
        target = self._target(key)
        if target is None:
            super().keyPressEvent(event)
            return
        self._choose(self._channels[target])
        self._show_tile(target)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to copy and save."""
        if not self._channels:
            return
        from explorer.widgets.export import copy_image, save_image

        menu = QMenu(self)
        name = self.accessibleName()
        menu.addAction("Copy picture", lambda: copy_image(self.rendered()))
        menu.addAction("Save picture as PNG…", lambda: save_image(self, self.rendered(), name))
        menu.exec(event.globalPos())
        menu.deleteLater()

    def _make_image(self) -> None:
        self._image = None if self._mosaic is None else mosaic_image(self._mosaic)

    def _lay_out(self) -> None:
        _, _, height, width = (0, 0, 1, 1) if self._mosaic is None else self._mosaic.tile_box
        bar, room = self.verticalScrollBar(), self.maximumViewportSize()
        # Not by the viewport's width: it depends on the bar, and the bar on what is laid out.
        tiles = TileLayout(len(self._channels), width, height, GAP, room.width())
        if tiles.height > room.height() and self._shows_bar():
            tiles = replace(tiles, width=room.width() - bar.sizeHint().width())
        self._tiles = tiles
        bar.setRange(0, max(0, tiles.height - room.height()))
        bar.setPageStep(room.height())
        bar.setSingleStep(height + GAP)

    def _shows_bar(self) -> bool:
        return self.verticalScrollBarPolicy() != Qt.ScrollBarPolicy.ScrollBarAlwaysOff

    def _paint_tiles(self, painter: QPainter, indices: range, top: int) -> None:
        mosaic, image = self._mosaic, self._image
        if mosaic is None or image is None:
            return
        if self._tiles.is_laid_out_as(mosaic.columns, mosaic.pitch, mosaic.tile_box):
            self._paint_rows(painter, image, indices, top)
            return
        # A tile's square has room around a map that is none: the map alone is painted.
        above, before, height, width = mosaic.tile_box
        for index in indices:
            x, y = self._tiles.position(index)
            row, column = mosaic.corner(index)
            source = QRect(column + before, row + above, width, height)
            painter.drawImage(QPoint(x, y - top), image, source)

    def _paint_rows(self, painter: QPainter, image: QImage, indices: range, top: int) -> None:
        """Paint whole rows of tiles at once: the mosaic has them as they are to be seen."""
        tiles = self._tiles
        pitch = tiles.tile_height + tiles.gap
        first, last = indices.start // tiles.columns, -(-indices.stop // tiles.columns)
        source = QRect(
            0, first * pitch, image.width() - tiles.gap, (last - first) * pitch - tiles.gap
        )
        if not source.isEmpty():
            painter.drawImage(QPoint(0, first * pitch - top), image, source)

    def _paint_frames(self, painter: QPainter, top: int) -> None:
        for channel, token, width in ((self._hovered, "text", 1), (self._selected, "accent", 2)):
            if channel is None or channel not in self._channels:
                continue
            x, y = self._tiles.position(self._channels.index(channel))
            frame = QRect(x, y - top, self._tiles.tile_width - 1, self._tiles.tile_height - 1)
            painter.setPen(QPen(theme.current_theme().colour(token), width))
            painter.drawRect(frame)

    def _described(self, channel: int) -> str:
        if self._means is None or channel >= len(self._means):
            return f"channel {channel}"
        return f"channel {channel} · mean {short_number(float(self._means[channel]))}"

    def _target(self, key: Qt.Key) -> int | None:
        """Return the index of the tile that a key leads to."""
        if not self._channels:
            return None
        last = len(self._channels) - 1
        if key == Qt.Key.Key_Home:
            return 0
        if key == Qt.Key.Key_End:
            return last
        columns = self._tiles.columns
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -columns,
            Qt.Key.Key_Down: columns,
        }
        if key not in steps:
            return None
        if self._selected not in self._channels:
            return 0
        return min(max(self._channels.index(self._selected) + steps[key], 0), last)

    def _choose(self, channel: int) -> None:
        if channel != self._selected:
            self.set_selected(channel)
            self.selected.emit(channel)

    def _hover(self, channel: int) -> None:
        if channel != self._hovered:
            self._hovered = channel
            self.viewport().update()
            self.hovered.emit(channel)

    def _show_tile(self, index: int) -> None:
        _, y = self._tiles.position(index)
        bar = self.verticalScrollBar()
        if y < bar.value():
            bar.setValue(y)
        elif y + self._tiles.tile_height > bar.value() + self.viewport().height():
            bar.setValue(y + self._tiles.tile_height - self.viewport().height())

    def _scrolled(self) -> int:
        return self.verticalScrollBar().value()

    def _on_theme_changed(self) -> None:
        self._make_image()
        self.viewport().update()
