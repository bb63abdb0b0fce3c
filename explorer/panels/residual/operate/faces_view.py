"""Each face's way: how far its embedding moved, and its distance to the second picture's face."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.engine.faces.distance import plain
from explorer.widgets import theme
from explorer.widgets.qimages import qimage_from_rgb

if TYPE_CHECKING:
    from PySide6.QtGui import QImage, QPaintEvent

    from explorer.panels.residual.operate.values import Distances, Faces

HEAD, PITCH, FOOT, ROWS = 16, 40, 16, 3
LEAST_PITCH, LARGEST_PITCH = 30, 72
NUMBERS: Final = 206
VERDICT: Final = 150
DOT: Final = 4
TOOLTIP: Final = (
    "Hollow: d by the whole network. Filled: by the network as set. The line is τ: one person's "
    "if d < τ. d is squared L2; in brackets plain L2"
)


def moved_text(distances: Distances) -> str:
    """Return how far an embedding moved."""
    return f"moved d {distances.moved:.3f} (L2 {plain(distances.moved):.3f})"


def apart_text(distances: Distances) -> str:
    """Return the distances to the second picture's face, before and after."""
    if distances.before is None or distances.after is None:
        return "no second face"
    return (
        f"d {distances.before:.3f} ({plain(distances.before):.2f}) → "
        f"{distances.after:.3f} ({plain(distances.after):.2f})"
    )


def verdict_text(distances: Distances, tau: float) -> tuple[str, str]:
    """Return what τ makes of a face before and after, and the tone of it."""
    if distances.before is None or distances.after is None:
        return "", ""
    before, after = distances.before < tau, distances.after < tau
    words = f"{_word(before)} → {_word(after)}"
    return words, "bad" if before != after else "good" if after else "text"


class FacesView(QWidget):
    """Paints a row a face."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._faces: Faces | None = None
        self._chips: tuple[QImage, ...] = ()
        self.setAccessibleName("Distances before and after")
        self.setToolTip(TOOLTIP)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.watch_theme(self._apply_metrics)

    def show_faces(self, faces: Faces | None) -> None:
        """Show faces and their distances; None shows nothing."""
        if faces is not None and (self._faces is None or self._faces.chips is not faces.chips):
            self._chips = tuple(qimage_from_rgb(chip) for chip in faces.chips)
        self._faces = faces
        self.setAccessibleDescription("; ".join(self.lines()))
        self.update()

    def lines(self) -> tuple[str, ...]:
        """Return what is said of each face."""
        faces = self._faces
        if faces is None:
            return ()
        return tuple(
            f"face {index}: {moved_text(one)}, to the second picture {apart_text(one)} "
            f"{verdict_text(one, faces.tau)[0]}".rstrip()
            for index, one in enumerate(faces.distances, 1)
        )

    def sizeHint(self) -> QSize:
        """Room for three faces."""
        px = theme.current_theme().px
        return QSize(px(420), px(HEAD + ROWS * PITCH + FOOT))

    def minimumSizeHint(self) -> QSize:
        """All rows, in whatever width."""
        px = theme.current_theme().px
        return QSize(px(260), px(HEAD + ROWS * LEAST_PITCH + FOOT))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint head, rows and foot."""
        faces = self._faces
        if faces is None or not len(faces):
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        end = _end(faces)
        self._paint_head(painter, faces, end)
        for row, one in enumerate(faces.distances):
            self._paint_face(painter, row, one, faces.tau, end)
        self._paint_foot(painter, faces, end)

    def _pitch(self) -> float:
        """Let few faces be larger than three would be."""
        px = theme.current_theme().px
        count = 1 if self._faces is None else max(len(self._faces), 1)
        return min((self.height() - px(HEAD) - px(FOOT)) / count, px(LARGEST_PITCH))

    def _line(self) -> tuple[float, float]:
        """Return where the line of distances begins and ends."""
        px = theme.current_theme().px
        left = self._pitch() + px(NUMBERS)
        return left, max(self.width() - px(VERDICT), left + 1)

    def _across(self, d: float, end: float) -> float:
        left, right = self._line()
        return left + min(d / end, 1.0) * (right - left)

    def _paint_head(self, painter: QPainter, faces: Faces, end: float) -> None:
        present, (left, _) = theme.current_theme(), self._line()
        painter.setFont(present.font("caption"))
        painter.setPen(present.colour("muted"))
        high = painter.fontMetrics().height()
        painter.drawText(QRectF(0, 0, left, high), "squared L2 (plain L2)")
        if faces.other.chip is None:
            return
        painter.setPen(present.colour("text"))
        x = self._across(faces.tau, end)
        words = QRectF(x - 60, 0, 120, high)
        painter.drawText(words, Qt.AlignmentFlag.AlignHCenter, f"τ = {faces.tau:.2f}")
        room = QRectF(self.width() - present.px(VERDICT) + present.px(10), 0, self.width(), high)
        painter.setPen(present.colour("muted"))
        painter.drawText(room, "one person by τ?")

    def _paint_face(
        self, painter: QPainter, row: int, one: Distances, tau: float, end: float
    ) -> None:
        present, pitch = theme.current_theme(), self._pitch()
        top = present.px(HEAD) + row * pitch
        side = pitch - present.px(4)
        painter.drawImage(QRectF(0, top, side, side), self._chips[row])
        painter.setFont(present.font("number-small"))
        line = painter.fontMetrics().height()
        words = QRectF(pitch + present.px(4), top, present.px(NUMBERS), line)
        words.translate(0, (side - 2 * line) / 2)
        painter.setPen(present.colour("text"))
        painter.drawText(words, moved_text(one))
        painter.setPen(present.colour("muted" if one.before is None else "text"))
        painter.drawText(words.translated(0, line), apart_text(one))
        if one.before is not None and one.after is not None:
            self._paint_way(painter, top + side / 2, one.before, one.after, tau, end)
            self._paint_verdict(painter, top, side, verdict_text(one, tau))

    def _paint_way(
        self, painter: QPainter, y: float, before: float, after: float, tau: float, end: float
    ) -> None:
        """Paint a line, τ on it, and the way from the one distance to the other."""
        present, (left, right) = theme.current_theme(), self._line()
        painter.setPen(QPen(present.colour("line"), present.px(2)))
        painter.drawLine(QLineF(left, y, right, y))
        at, half = self._across(tau, end), present.px(11)
        painter.setPen(QPen(present.colour("text"), present.px(1.5), Qt.PenStyle.DashLine))
        painter.drawLine(QLineF(at, y - half, at, y + half))
        first, last = self._across(before, end), self._across(after, end)
        painter.setPen(QPen(present.colour("accent"), present.px(2)))
        painter.drawLine(QLineF(first, y, last, y))
        painter.setBrush(present.colour("surface"))
        painter.drawEllipse(QPointF(first, y), present.px(DOT + 1), present.px(DOT + 1))
        painter.setBrush(present.colour("accent"))
        painter.drawEllipse(QPointF(last, y), present.px(DOT - 1), present.px(DOT - 1))

    def _paint_verdict(
        self, painter: QPainter, top: float, side: float, said: tuple[str, str]
    ) -> None:
        present = theme.current_theme()
        text, tone = said
        painter.setFont(present.font("label"))
        painter.setPen(present.colour(tone or "text"))
        left = self.width() - present.px(VERDICT) + present.px(10)
        room = QRectF(left, top, self.width() - left, side)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_foot(self, painter: QPainter, faces: Faces, end: float) -> None:
        """Write the ends of the line, and how many faces are left out."""
        present, (left, right) = theme.current_theme(), self._line()
        top = present.px(HEAD) + len(faces) * self._pitch()
        painter.setFont(present.font("number-small"))
        painter.setPen(present.colour("muted"))
        high = painter.fontMetrics().height()
        if faces.other.chip is not None:
            painter.drawText(QRectF(left, top, 30, high), "0")
            room = QRectF(right - 40, top, 40, high)
            painter.drawText(room, Qt.AlignmentFlag.AlignRight, f"{end:g}")
        if faces.left_out:
            painter.setFont(present.font("caption"))
            words = f"the {len(faces)} largest; {faces.left_out} more"
            painter.drawText(QRectF(0, top, left, high), words)

    def _apply_metrics(self) -> None:
        self.updateGeometry()
        self.update()


def _end(faces: Faces) -> float:
    """Return where the line of distances ends: at 1, or at a whole number beyond the farthest."""
    far = [one for each in faces.distances for one in (each.before, each.after) if one is not None]
    return float(max(1, ceil(max(far, default=0.0))))


def _word(same: bool) -> str:
    return "same" if same else "different"
