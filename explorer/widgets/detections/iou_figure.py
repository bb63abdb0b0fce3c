"""Two boxes cut out of their picture, with the formula and what follows from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from explorer.widgets import theme
from explorer.widgets.detections.iou_overlay import IouOverlay
from explorer.widgets.detections.save_menu import run_save_menu
from explorer.widgets.enlarged import enlarged_image
from explorer.widgets.labels import label, set_tone
from explorer.widgets.overlays import Placement
from explorer.widgets.paced_formula import PacedFormula

if TYPE_CHECKING:
    from PySide6.QtGui import QContextMenuEvent, QImage, QPaintEvent

    from explorer.widgets.detections.iou_pair import IouPair

_AIR: Final = 0.22
"""Around the boxes, of their larger side."""
_LARGEST_SCALE: Final = 6.0
_RADIUS: Final = 6.0
_BOUNDLESS: Final = (10**6, 10**6)
_EMPTY: Final = "Choose two boxes in the picture"


class IouFormula(QWidget):
    """The formula with the numbers of the moment, and what follows for box B."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.formula = PacedFormula()
        self._verdict = label("", "strong")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.formula)
        layout.addWidget(self._verdict)
        self.show_pair(None)

    def show_pair(self, pair: IouPair | None) -> None:
        """Show two boxes' numbers, or that there are none."""
        self.formula.setVisible(pair is not None)
        if pair is None:
            self._verdict.setText(_EMPTY)
            set_tone(self._verdict, "muted")
            return
        self.formula.set_latex(pair.latex(), pair.spoken())
        self._verdict.setText(pair.verdict())
        self._verdict.setVisible(bool(pair.verdict()))
        set_tone(self._verdict, "bad" if pair.is_suppressed else "good")

    def verdict(self) -> str:
        """Return what is said below the formula."""
        return self._verdict.text()

    def is_idle(self) -> bool:
        """Whether the formula is set."""
        return self.formula.is_idle()

    def shutdown(self) -> None:
        """Let go of the formula's worker."""
        self.formula.shutdown()


class IouFigure(QWidget):
    """The boxes, large, over their part of the picture, and the formula below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.drawing = IouDrawing()
        self.text = IouFormula()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(self.drawing, 1)
        self._layout.addWidget(self.text)
        theme.watch_theme(self._apply_metrics)

    def show_pair(self, pair: IouPair | None, picture: QImage | None = None) -> None:
        """Show two boxes and the picture that they are on."""
        self.drawing.show_pair(pair, picture)
        self.text.show_pair(pair)

    def rendered(self) -> QImage:
        """Return all of it as a picture, twice as large, for slides."""
        return enlarged_image(self.size(), lambda painter: self.render(painter, QPoint()))

    def is_idle(self) -> bool:
        """Whether the formula is set."""
        return self.text.is_idle()

    def shutdown(self) -> None:
        """Let go of the formula's worker."""
        self.text.shutdown()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to copy and save."""
        run_save_menu(self, event.globalPos(), "intersection over union", self.rendered)

    def _apply_metrics(self) -> None:
        self._layout.setSpacing(theme.current_theme().px(theme.SMALL))


class IouDrawing(QWidget):
    """The part of the picture around two boxes; without a picture the boxes alone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pair: IouPair | None = None
        self._picture: QImage | None = None
        self.setAccessibleName("Two boxes, what they share and what they cover together")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_pair(self, pair: IouPair | None, picture: QImage | None) -> None:
        """Show two boxes; None shows an empty place."""
        self._pair, self._picture = pair, picture
        self.setAccessibleDescription("" if pair is None else pair.spoken())
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for as much as a card is wide."""
        px = theme.current_theme().px
        return QSize(px(320), px(200))

    def minimumSizeHint(self) -> QSize:
        """Stay recognisable."""
        px = theme.current_theme().px
        return QSize(px(120), px(110))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground, picture and boxes."""
        present = theme.current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(self.rect())
        shape = QPainterPath()
        shape.addRoundedRect(room, present.px(_RADIUS), present.px(_RADIUS))
        painter.fillPath(shape, present.colour("raised"))
        if self._pair is None:
            painter.setPen(present.colour("muted"))
            flags = Qt.AlignmentFlag.AlignCenter.value | Qt.TextFlag.TextWordWrap.value
            painter.drawText(self.rect(), flags, _EMPTY)
            return
        painter.setClipPath(shape)
        picture = self._picture
        size = None if picture is None else (picture.width(), picture.height())
        where = placed_around(self._pair, (room.width(), room.height()), present.scale, size)
        if picture is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            self._paint_picture(painter, room, where, picture)
        IouOverlay(self._pair, size or _BOUNDLESS).paint(painter, where, present)

    def _paint_picture(
        self, painter: QPainter, room: QRectF, where: Placement, picture: QImage
    ) -> None:
        """Paint what of the picture is in the room."""
        corner = QPointF((room.left() - where.left) / where.scale,
                         (room.top() - where.top) / where.scale)  # fmt: skip
        part = QRectF(corner, room.size() / where.scale).intersected(QRectF(picture.rect()))
        target = where.rect(part.left(), part.top(), part.right(), part.bottom())
        painter.drawImage(target, picture, part)


def placed_around(
    pair: IouPair,
    room: tuple[float, float],
    scale: float,
    picture: tuple[int, int] | None = None,
) -> Placement:
    """Return where a picture lies when both boxes stand in the middle of a room.

    With a picture, as much of it is in the room as there can be: the boxes may then stand aside.
    """
    left, top = min(pair.first[0], pair.second[0]), min(pair.first[1], pair.second[1])
    right, bottom = max(pair.first[2], pair.second[2]), max(pair.first[3], pair.second[3])
    wide, high = max(right - left, 1e-6), max(bottom - top, 1e-6)
    air = 1 + 2 * _AIR
    factor = min(room[0] / (wide * air), room[1] / (high * air), _LARGEST_SCALE * scale)
    sides = (0, 0) if picture is None else picture
    x = _placed(left * factor, right * factor, room[0], sides[0] * factor)
    y = _placed(top * factor, bottom * factor, room[1], sides[1] * factor)
    return Placement(x, y, factor)


def _placed(low: float, high: float, room: float, side: float) -> float:
    """Return where a picture of this side begins, with what lies from low to high in the room."""
    start = (room - low - high) / 2
    if not side:
        return start
    least, most = sorted((0.0, room - side))
    return min(max(min(max(start, least), most), -low), room - high)
