"""The aligned chip, and beside it what was measured: five lines that never move."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.panels.faces.face_paint import paint_face
from explorer.widgets import theme
from explorer.widgets.qimages import qimage_from_rgb

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtGui import QPaintEvent

    from explorer.panels.faces.enrol.words import Aspect, Verdict
    from explorer.widgets.theme import Theme

CHIP = 118
LINES = 6
DOT = 7


class QualityView(QWidget):
    """Paints the chip as the network sees it, a verdict, and a line for each aspect."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chip: NDArray[np.uint8] | None = None
        self._verdict: Verdict | None = None
        self._aspects: tuple[Aspect, ...] = ()
        self.setAccessibleName("Aligned face and quality")
        self.setToolTip(
            "The chip: the face turned and scaled so that the eyes lie where the network expects "
            "them, 150 × 150 pixels. Beside it how good the photograph is for recognising"
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.watch_theme(self._apply_metrics)

    def show_face(
        self, chip: NDArray[np.uint8] | None, verdict: Verdict | None, aspects: tuple[Aspect, ...]
    ) -> None:
        """Show a face, or none."""
        self._chip, self._verdict, self._aspects = chip, verdict, aspects
        spoken = [] if verdict is None else [f"{verdict.word}. {verdict.because}"]
        spoken += [f"{aspect.name}: {aspect.measured}" for aspect in aspects]
        self.setAccessibleDescription(", ".join(spoken) or "No face")
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for the chip's height, with and without a face."""
        px = theme.current_theme().px
        return QSize(px(300), px(CHIP))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the chip and the lines."""
        present = theme.current_theme()
        painter = QPainter(self)
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        side = present.px(CHIP)
        image = None if self._chip is None else qimage_from_rgb(self._chip)
        paint_face(painter, QRectF(0, 0, side, side), image, "", present)
        words = QRectF(side + present.px(14), 0, self.width() - side - present.px(14), side)
        if self._verdict is not None:
            _paint_lines(painter, words, self._verdict, self._aspects, present)

    def _apply_metrics(self) -> None:
        self.setFixedHeight(self.sizeHint().height())
        self.update()


def _paint_lines(
    painter: QPainter, room: QRectF, verdict: Verdict, aspects: tuple[Aspect, ...], present: Theme
) -> None:
    left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    line = QRectF(room)
    line.setHeight(room.height() / LINES)
    painter.setFont(present.font("strong"))
    painter.setPen(present.colour(verdict.tone))
    painter.drawText(line, left, verdict.word)
    painter.setFont(present.font("caption"))
    metrics = QFontMetricsF(present.font("caption"))
    dot = present.px(DOT)
    for aspect in aspects:
        line.translate(0, line.height())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(present.colour(aspect.tone))
        centre = QPointF(line.left() + dot / 2, line.center().y())
        painter.drawEllipse(centre, dot / 2, dot / 2)
        words = line.adjusted(2 * dot, 0, 0, 0)
        text = f"{aspect.name}: {aspect.measured}"
        painter.setPen(present.colour("text" if aspect.level != "good" else "muted"))
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, left, text)
