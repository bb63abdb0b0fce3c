"""The 26 styles as tiles: a thumbnail, its name, and how much of it is in the blend."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QImage, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from explorer.panels.style.live.blend import NONE, shares
from explorer.panels.style.live.values import THUMB_PROPORTION
from explorer.widgets import theme
from explorer.widgets.qimages import qimage_from_rgb
from explorer.widgets.tile_layout import TileLayout

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent

    from explorer.engine.style.multistyle_names import MultistyleInfo
    from explorer.panels.style.live.blend import Weights
    from explorer.widgets.theme import Theme

COLUMNS: Final = 4
GAP, CAPTION, EDGE = 5, 17, 2
_ADDING = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier
_CHOOSING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class StyleTiles(QWidget):
    """A click or Enter chooses a style alone; with Shift or Ctrl it joins the blend or leaves it.

    The arrows go from tile to tile.
    """

    chosen = Signal(int)
    toggled = Signal(int)

    def __init__(self, styles: Sequence[MultistyleInfo], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._styles = styles
        self._images: list[QImage | None] = [None] * len(styles)
        self._shares: Weights = NONE
        self._current = 0
        self._pointed: int | None = None
        self._ring = False
        self._tiles = TileLayout()
        self.setAccessibleName("The 26 styles")
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.watch_theme(self._apply_metrics)

    def show_thumb(self, style: int, rgb: NDArray[np.uint8] | None) -> None:
        """Show the thumbnail of a style, uint8 (H, W, 3)."""
        self._images[style] = None if rgb is None else qimage_from_rgb(rgb)
        self.update(self.tile(style))

    def show_weights(self, weights: Weights) -> None:
        """Mark the styles of a blend, each with its share; emits nothing."""
        present = shares(weights)
        if present != self._shares:
            self._shares = present
            spoken = [f"{one.name} {present[one.index]:.0%}" for one in self._styles]
            blended = [text for text, share in zip(spoken, present, strict=True) if share]
            self.setAccessibleDescription(", ".join(blended) or "none is chosen")
            self.update()

    def tile(self, style: int) -> QRect:
        """Return where a style's tile is."""
        left, top = self._tiles.position(style)
        return QRect(left, top, self._tiles.tile_width, self._tiles.tile_height)

    def style_at(self, position: QPoint) -> int | None:
        """Return the style whose tile covers a point."""
        return self._tiles.index_at(position.x(), position.y())

    def current(self) -> int:
        """Return the style that Enter would choose."""
        return self._current

    def rendered(self) -> QImage:
        """Return all tiles as a picture, twice as large as on the screen."""
        image = QImage(self.size() * 2, QImage.Format.Format_RGB32)
        image.fill(theme.current_theme().colour("surface"))
        painter = QPainter(image)
        painter.scale(2, 2)
        self._paint(painter)
        painter.end()
        return image

    def sizeHint(self) -> QSize:
        """Ask for the width of a card; the height follows from the width that is given."""
        px = theme.current_theme().px
        return QSize(px(theme.COLUMN_WIDTH - 2 * theme.MEDIUM), self._tiles.height)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the tiles, and the ring of the focus."""
        painter = QPainter(self)
        self._paint(painter)
        if self._ring:
            present = theme.current_theme()
            painter.setPen(QPen(present.colour("text"), 1, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.tile(self._current).adjusted(0, 0, -1, -1), 4, 4)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the tiles out anew where the width is another."""
        self._lay_out()

    def event(self, event: QEvent) -> bool:
        """Say what a style looks like where the pointer rests."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            style = self.style_at(event.pos())
            QToolTip.showText(event.globalPos(), self._told(style), self)
            return True
        if event.type() == QEvent.Type.Leave:
            self._point(None)
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light the tile under the pointer."""
        self._point(self.style_at(event.position().toPoint()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the style under the pointer, alone or as well."""
        style = self.style_at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and style is not None:
            self._current = style
            self._choose(style, event.modifiers())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Keep the release from the page below."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to another tile, or choose one."""
        key = Qt.Key(event.key())
        if key in _CHOOSING:
            self._choose(self._current, event.modifiers())
        elif (target := self._target(key)) is not None:
            self._current = target
            self._ring = True
            self.update()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring when the keyboard came here."""
        self._ring = True
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the ring."""
        self._ring = False
        self.update()

    # Inside

    def _choose(self, style: int, modifiers: Qt.KeyboardModifier) -> None:
        (self.toggled if modifiers & _ADDING else self.chosen).emit(style)

    def _target(self, key: Qt.Key) -> int | None:
        last = len(self._styles) - 1
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -COLUMNS,
            Qt.Key.Key_Down: COLUMNS,
            Qt.Key.Key_Home: -last,
            Qt.Key.Key_End: last,
        }
        if key not in steps:
            return None
        target = self._current + steps[key]
        is_far = key in (Qt.Key.Key_Home, Qt.Key.Key_End)
        return min(max(target, 0), last) if is_far or 0 <= target <= last else self._current

    def _point(self, style: int | None) -> None:
        if style != self._pointed:
            self._pointed = style
            self.update()

    def _told(self, style: int | None) -> str:
        if style is None:
            return ""
        one, share = self._styles[style], self._shares[style]
        part = f"\n{share:.1%} of the blend" if share else ""
        return f"{style + 1} · {one.name}: {one.look}{part}"

    def _paint(self, painter: QPainter) -> None:
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        present = theme.current_theme()
        for one in self._styles:
            self._paint_tile(painter, present, one)

    def _paint_tile(self, painter: QPainter, present: Theme, one: MultistyleInfo) -> None:
        tile, share = self.tile(one.index), self._shares[one.index]
        room = QRectF(tile.adjusted(0, 0, 0, -present.px(CAPTION)))
        image = self._images[one.index]
        if image is None:
            painter.fillRect(room, present.colour("raised"))
        else:
            painter.drawImage(room, image)
        if share or one.index == self._pointed:
            edge = present.px(EDGE)
            painter.setPen(QPen(present.colour("accent" if share else "muted"), edge))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(room.adjusted(edge / 2, edge / 2, -edge / 2, -edge / 2))
        if share:
            _paint_share(painter, room, share, present)
        painter.setFont(present.font("caption"))
        painter.setPen(present.colour("text" if share else "muted"))
        line = QRectF(tile.left(), room.bottom(), tile.width(), present.px(CAPTION))
        name = painter.fontMetrics().elidedText(
            one.name, Qt.TextElideMode.ElideRight, int(line.width())
        )
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, name)

    def _laid_out(self, width: int) -> TileLayout:
        px = theme.current_theme().px
        wide = max((width - (COLUMNS - 1) * px(GAP)) // COLUMNS, 1)
        high = round(wide * THUMB_PROPORTION) + px(CAPTION)
        return TileLayout(len(self._styles), wide, high, px(GAP), max(width, 1))

    def _lay_out(self) -> None:
        self._tiles = self._laid_out(self.width())
        if self.height() != self._tiles.height:
            self.setFixedHeight(self._tiles.height)

    def _apply_metrics(self) -> None:
        self._lay_out()
        self.update()


def _paint_share(painter: QPainter, room: QRectF, share: float, present: Theme) -> None:
    """Paint the share on a tab at the foot of a thumbnail."""
    painter.setFont(present.font("number-small"))
    text = f"{share:.0%}"
    wide = painter.fontMetrics().horizontalAdvance(text) + present.px(8)
    high = painter.fontMetrics().height()
    tab = QRectF(room.right() - wide, room.bottom() - high, wide, high)
    painter.fillRect(tab, present.colour("accent"))
    painter.setPen(present.colour("on-accent"))
    painter.drawText(tab, Qt.AlignmentFlag.AlignCenter, text)
