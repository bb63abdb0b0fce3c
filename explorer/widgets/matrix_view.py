"""Numbers in brackets, painted: fast enough to follow the pointer over a picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.widgets import theme
from explorer.widgets.numbers import format_number

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtGui import QColor, QPaintEvent

Tint = Literal["none", "signed", "level"]
TINT = 0.55
CELL_HEIGHT = 19
GAP, TIGHT_GAP = 8, 5
MANY_COLUMNS = 5
BRACKET = 6
SMALLEST_SCALE = 0.8


@dataclass(frozen=True, slots=True, eq=False)
class Matrix:
    """What a `MatrixView` shows.

    Parameters
    ----------
    values
        (rows, columns), at most 7 × 7 or so.
    decimals
        Shown behind the point; whole numbers are shown as such where all are whole.
    tint
        "signed": by sign and magnitude; "level": the grey of a pixel in 0 to 1.
    limit
        The magnitude of the strongest tint; by default the largest there is.
    padding
        Bool (rows, columns): these cells lie outside of the picture and are hatched.
    marked
        Cells (row, column) with a frame.
    room_for
        A number for which there is room in every cell, so that live ones do not move about.
    """

    values: NDArray[np.floating]
    decimals: int = 2
    tint: Tint = "signed"
    limit: float | None = None
    padding: NDArray[np.bool_] | None = None
    marked: frozenset[tuple[int, int]] = frozenset()
    room_for: float = 0.0

    def texts(self) -> list[list[str]]:
        """Return the numbers as they are shown."""
        rows: list[list[float]] = self.values.tolist()
        whole = all(float(value).is_integer() for row in rows for value in row)
        decimals = 0 if whole else self.decimals
        return [[format_number(value, decimals) for value in row] for row in rows]

    def text(self) -> str:
        """Return the numbers with tabs between them, for the clipboard."""
        return "\n".join("\t".join(row) for row in self.texts())


class MatrixView(QWidget):
    """Shows a matrix, its caption below, made smaller where there is little room."""

    def __init__(self, caption: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._caption = caption
        self._matrix: Matrix | None = None
        self._texts: list[list[str]] = []
        self._cell_width = 30.0
        self._hint = QSize()
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(caption)
        theme.watch_theme(self._measure)

    def set_matrix(self, matrix: Matrix | None) -> None:
        """Show numbers; None shows an empty place."""
        self._matrix = matrix
        self._texts = [] if matrix is None else matrix.texts()
        self.setAccessibleDescription("" if matrix is None else matrix.text())
        self._measure()
        self.update()

    def matrix(self) -> Matrix | None:
        """Return what is shown."""
        return self._matrix

    def set_caption(self, caption: str) -> None:
        """Say what the numbers are."""
        if caption == self._caption:
            return
        self._caption = caption
        self.setAccessibleName(caption)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for all numbers."""
        rows = len(self._texts) or 3
        px = theme.current_theme().px
        caption = px(20) if self._caption else 0
        return QSize(round(self._natural_width()), rows * px(CELL_HEIGHT) + caption)

    def minimumSizeHint(self) -> QSize:
        """Room for all numbers, made smaller."""
        size = self.sizeHint()
        return QSize(round(size.width() * SMALLEST_SCALE), size.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint brackets, cells and caption."""
        present = theme.current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = min(1.0, self.width() / self._natural_width())
        painter.scale(scale, scale)
        height = (len(self._texts) or 3) * present.px(CELL_HEIGHT)
        self._paint_brackets(painter, present, height)
        if self._matrix is not None:
            painter.setFont(present.font("number-small"))
            for row, texts in enumerate(self._texts):
                for column, text in enumerate(texts):
                    self._paint_cell(painter, present, self._matrix, row, column, text)
        painter.setFont(present.font("caption"))
        painter.setPen(present.colour("muted"))
        room = QRectF(0, height + present.px(2), self._natural_width(), present.px(18))
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, self._caption)

    def _paint_brackets(self, painter: QPainter, present: theme.Theme, height: float) -> None:
        painter.setPen(QPen(present.colour("muted"), present.px(1)))
        serif, right = present.px(BRACKET) - 2, self._natural_width() - 1
        for x, inward in ((1.0, serif), (right, -serif)):
            painter.drawPolyline(
                [
                    QPointF(x + inward, 0.5),
                    QPointF(x, 0.5),
                    QPointF(x, height - 0.5),
                    QPointF(x + inward, height - 0.5),
                ]
            )

    def _paint_cell(
        self,
        painter: QPainter,
        present: theme.Theme,
        matrix: Matrix,
        row: int,
        column: int,
        text: str,
    ) -> None:
        height = present.px(CELL_HEIGHT)
        left = present.px(BRACKET) + column * self._cell_width
        cell = QRectF(left, row * height, self._cell_width, height).adjusted(1, 1, -1, -1)
        ink = present.colour("text")
        if matrix.padding is not None and matrix.padding[row, column]:
            painter.fillRect(cell, present.colour("raised"))
            painter.fillRect(cell, QBrush(present.colour("faint"), Qt.BrushStyle.BDiagPattern))
            ink = present.colour("muted")
        else:
            fill = self._fill(present, matrix, float(matrix.values[row, column]))
            if fill is not None:
                painter.fillRect(cell, fill)
                if matrix.tint == "level":
                    ink = present.text_on(fill)
        if (row, column) in matrix.marked:
            painter.setPen(QPen(present.colour("warm"), present.px(2)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(cell)
        painter.setPen(ink)
        painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, text)

    def _fill(self, present: theme.Theme, matrix: Matrix, value: float) -> QColor | None:
        if matrix.tint == "none":
            return None
        if matrix.tint == "level":
            level = round(255 * min(max(value, 0.0), 1.0))
            return present.colour(f"#{level:02x}{level:02x}{level:02x}")
        limit = matrix.limit if matrix.limit is not None else float(abs(matrix.values).max())
        share = min(abs(value) / limit, 1.0) if limit > 0 else 0.0
        return present.colour("positive" if value > 0 else "negative", TINT * share)

    def _natural_width(self) -> float:
        columns = len(self._texts[0]) if self._texts else 3
        return columns * self._cell_width + 2 * theme.current_theme().px(BRACKET)

    def _measure(self) -> None:
        present = theme.current_theme()
        metrics = QFontMetricsF(present.font("number-small"))
        texts = [text for row in self._texts for text in row]
        if self._matrix is not None and self._matrix.room_for:
            texts.append(format_number(self._matrix.room_for, self._matrix.decimals))
        longest = max(texts, key=len, default="0.00")
        columns = len(self._texts[0]) if self._texts else 0
        gap = GAP if columns <= MANY_COLUMNS else TIGHT_GAP
        width = metrics.horizontalAdvance(longest) + present.px(gap)
        if width != self._cell_width or self.sizeHint() != self._hint:
            self._cell_width = width
            self._hint = self.sizeHint()
            self.updateGeometry()
