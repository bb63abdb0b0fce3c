"""Pairs of faces that are worth a look, in a row, each to be opened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.panels.faces.face_paint import paint_face
from explorer.widgets import theme
from explorer.widgets.labels import plain_tip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QFocusEvent, QImage, QKeyEvent, QMouseEvent, QPaintEvent

    from explorer.panels.faces.tau.analysis import FacePair

LARGEST_FACE: Final = 110
CAPTION: Final = 16
PAIR_GAP: Final = 14
FACE_GAP: Final = 2
NONE: Final = "There is no such pair"
TOOLTIP: Final = "Click a pair to see both on the page Verify; ← and → choose, Enter opens"
_STEPS: Final[dict[int, int]] = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


@dataclass(frozen=True, slots=True, eq=False)
class ShownPair:
    """A pair with its faces (None where there is no picture), in words, and whether τ errs."""

    pair: FacePair
    first: QImage | None
    second: QImage | None
    words: str
    is_error: bool


class PairsView(QWidget):
    """One row of pairs, as many as fit, the worst first."""

    opened = Signal(object)  # FacePair

    def __init__(self, name: str) -> None:
        super().__init__()
        self._pairs: tuple[ShownPair, ...] = ()
        self._current = 0
        self._hovered = -1
        self.setAccessibleName(name)
        self.setToolTip(TOOLTIP)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.watch_theme(self._apply_metrics)

    def show_pairs(self, pairs: Sequence[ShownPair]) -> None:
        """Show other pairs, or the same with another τ."""
        self._pairs = tuple(pairs)
        self._current = min(self._current, max(len(self._pairs) - 1, 0))
        self._describe()
        self.update()

    def pairs(self) -> tuple[ShownPair, ...]:
        """Return what is shown, as far as there is room."""
        return self._pairs[: self._fitting()]

    def pair_room(self, place: int) -> QRectF:
        """Return where a pair is: both faces, its distance below."""
        side, px = self._side(), theme.current_theme().px
        wide = 2 * side + px(FACE_GAP)
        return QRectF(place * (wide + px(PAIR_GAP)), 0, wide, side + px(CAPTION))

    def sizeHint(self) -> QSize:
        """One row."""
        px = theme.current_theme().px
        return QSize(px(320), px(72 + CAPTION))

    def minimumSizeHint(self) -> QSize:
        """Faces that can be told apart."""
        px = theme.current_theme().px
        return QSize(px(160), px(40 + CAPTION))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the pairs; errors have a warm distance."""
        painter = QPainter(self)
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        for place, shown in enumerate(self.pairs()):
            self._paint_pair(painter, place, shown)
        if not self._pairs:
            painter.setFont(theme.current_theme().font("caption"))
            painter.setPen(theme.current_theme().colour("muted"))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, NONE)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Mark the pair under the pointer."""
        self._hover(self._place_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Mark none."""
        self._hover(-1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open the pair that is clicked."""
        place = self._place_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and place >= 0:
            self._current = place
            self.opened.emit(self._pairs[place].pair)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose with the arrows, open with Enter."""
        step = _STEPS.get(event.key())
        if step is not None and self._pairs:
            self._current = min(max(self._current + step, 0), len(self.pairs()) - 1)
            self._describe()
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._pairs:
            self.opened.emit(self._pairs[self._current].pair)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide it."""
        super().focusOutEvent(event)
        self.update()

    def _paint_pair(self, painter: QPainter, place: int, shown: ShownPair) -> None:
        present, room, side = theme.current_theme(), self.pair_room(place), self._side()
        is_marked = place == self._hovered or (self.hasFocus() and place == self._current)
        ring = "accent" if is_marked else ""
        inset = present.px(1)
        for left, image in (
            (room.left(), shown.first), (room.right() - side, shown.second)
        ):  # fmt: skip
            tile = QRectF(left, 0, side, side).adjusted(inset, inset, -inset, -inset)
            paint_face(painter, tile, image, ring, present)
        painter.setFont(present.font("number-small"))
        painter.setPen(present.colour("bad" if shown.is_error else "muted"))
        words = QRectF(room.left(), side, room.width(), room.height() - side)
        mark = " ✗" if shown.is_error else ""
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, f"{shown.pair.d:.3f}{mark}")

    def _place_at(self, position: QPointF) -> int:
        for place in range(len(self.pairs())):
            if self.pair_room(place).contains(position):
                return place
        return -1

    def _hover(self, place: int) -> None:
        if place != self._hovered:
            self._hovered = place
            self.setToolTip(plain_tip(self._pairs[place].words) if place >= 0 else TOOLTIP)
            shape = Qt.CursorShape.PointingHandCursor if place >= 0 else Qt.CursorShape.ArrowCursor
            self.setCursor(shape)
            self.update()

    def _side(self) -> int:
        """Return the side of a face: as large as leaves room for two pairs."""
        px = theme.current_theme().px
        half = (self.width() - px(PAIR_GAP)) // 2
        fits = min(self.height() - px(CAPTION), (half - px(FACE_GAP)) // 2)
        return max(min(fits, px(LARGEST_FACE)), 1)

    def _fitting(self) -> int:
        px = theme.current_theme().px
        wide = 2 * self._side() + px(FACE_GAP)
        return max((self.width() + px(PAIR_GAP)) // (wide + px(PAIR_GAP)), 1)

    def _describe(self) -> None:
        if self._pairs:
            words = self._pairs[self._current].words
            self.setAccessibleDescription(f"{self._current + 1} of {len(self._pairs)}: {words}")
        else:
            self.setAccessibleDescription("none")

    def _apply_metrics(self) -> None:
        self.updateGeometry()
        self.update()
