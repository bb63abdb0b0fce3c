"""Mathematics, set as mathematics: sharp at any scale, in the theme's colours, never cut off."""

from __future__ import annotations

import itertools
from functools import partial
from typing import TYPE_CHECKING
from weakref import WeakMethod

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from explorer.widgets import engraver, theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QContextMenuEvent, QPaintEvent

    from explorer.widgets.engraver import Engraved
    from explorer.widgets.engraving import Engraving

_keys = itertools.count()
LINE_GAP = 6
SMALLEST_HEIGHT = 20
STALE_OPACITY = 0.3
"""Of a formula that is not the one asked for: its numbers are no longer true."""
# A LaTeX text is a single "word": it has to break anywhere.
_WRAPPED = Qt.AlignmentFlag.AlignVCenter.value | Qt.TextFlag.TextWrapAnywhere.value


class FormulaView(QWidget):
    """Shows LaTeX; line breaks in the text are lines of the formula.

    A new formula is set in a worker; the one before stays, faint, until the new one is there.
    """

    def __init__(self, latex: str = "", spoken: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._latex = ""
        self._shown: Engraved | None = None
        self._renderers: list[QSvgRenderer] = []
        self._key = next(_keys)
        self._engraver: engraver.Engraver | None = engraver.join(
            self._key, _weakly(self._on_engraver_done)
        )
        self.destroyed.connect(partial(engraver.leave, self._key))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.themeChanged.connect(self._on_theme_changed)
        if latex:
            self.set_latex(latex, spoken)

    def set_latex(self, latex: str, spoken: str = "") -> None:
        """Show a formula; `spoken` says it in words for those who cannot see it."""
        self.setAccessibleName(spoken or latex)
        if latex == self._latex:
            return
        self._latex = latex
        if self._engraver is not None:
            self._engraver.request(self._key, latex)
        self.update()

    def latex(self) -> str:
        """Return the formula that was asked for."""
        return self._latex

    def problem(self) -> str:
        """Return why the formula cannot be set, or ""."""
        return "" if self._shown is None else self._shown.problem

    def is_idle(self) -> bool:
        """Return True when the formula that was asked for is on the screen."""
        return self._engraver is None or not self._engraver.is_waiting(self._key)

    def shutdown(self) -> None:
        """Let go of the worker; the view keeps what it shows."""
        self._engraver = None
        engraver.leave(self._key)

    def svg(self) -> str:
        """Return the formula as SVG in the theme's colour."""
        width, height = self._natural_size()
        top, parts = 0.0, []
        for line in self._lines():
            parts.append(line.coloured(self._ink()).replace("<svg ", f'<svg y="{top}" ', 1))
            top += line.height + LINE_GAP
        head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
        return f"{head}{''.join(parts)}</svg>"

    def rendered(self, factor: float = 3.0) -> QImage:
        """Return the formula as a picture on the card's colour, enlarged for slides."""
        width, height = self._natural_size()
        edge = 8.0
        image = QImage(
            round((width + 2 * edge) * factor),
            round((height + 2 * edge) * factor),
            QImage.Format.Format_RGB32,
        )
        image.fill(theme.current_theme().colour("surface"))
        painter = QPainter(image)
        painter.scale(factor, factor)
        painter.translate(edge, edge)
        self._paint_lines(painter, 1.0)
        painter.end()
        return image

    def sizeHint(self) -> QSize:
        """Ask for the formula's own size."""
        width, height = self._natural_size()
        scale = theme.current_theme().scale
        return QSize(round(width * scale), self._height(height * scale))

    def minimumSizeHint(self) -> QSize:
        """Let the formula shrink with its card."""
        return QSize(40, theme.current_theme().px(SMALLEST_HEIGHT))

    def hasHeightForWidth(self) -> bool:
        """Say that a narrower formula is a lower one."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of the formula scaled to a width."""
        if self.problem():
            room = QRect(0, 0, width, 1000)
            return self.fontMetrics().boundingRect(room, _WRAPPED, self.problem()).height()
        _, height = self._natural_size()
        return self._height(height * self._scale(width))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the formula, or why there is none."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        problem = self.problem()
        if problem:
            painter.setPen(theme.current_theme().colour("bad"))
            painter.drawText(self.rect(), _WRAPPED, problem)
            return
        if not self.is_idle():
            painter.setOpacity(STALE_OPACITY)
        scale = self._scale(self.width())
        _, height = self._natural_size()
        painter.translate(0, max(0.0, (self.height() - height * scale) / 2))
        self._paint_lines(painter, scale)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to copy and save."""
        if not self._lines():
            return
        from explorer.widgets.export import copy_image, copy_text, save_image, save_svg

        menu = QMenu(self)
        menu.addAction("Copy LaTeX", lambda: copy_text(self._latex))
        menu.addAction("Copy picture", lambda: copy_image(self.rendered()))
        menu.addSeparator()
        menu.addAction("Save as SVG…", lambda: save_svg(self, self.svg(), "formula"))
        menu.addAction("Save as PNG…", lambda: save_image(self, self.rendered(), "formula"))
        menu.exec(event.globalPos())
        menu.deleteLater()

    def _on_engraver_done(self, engraved: Engraved) -> None:
        self._shown = engraved
        self._make_renderers()
        self.setToolTip(engraved.problem)
        self.updateGeometry()
        self.update()

    def _on_theme_changed(self) -> None:
        self._make_renderers()
        self.updateGeometry()
        self.update()

    def _make_renderers(self) -> None:
        ink = self._ink()
        self._renderers = [
            QSvgRenderer(QByteArray(line.coloured(ink).encode())) for line in self._lines()
        ]

    def _paint_lines(self, painter: QPainter, scale: float) -> None:
        top = 0.0
        for line, renderer in zip(self._lines(), self._renderers, strict=True):
            renderer.render(painter, QRectF(0, top, line.width * scale, line.height * scale))
            top += (line.height + LINE_GAP) * scale

    def _lines(self) -> tuple[Engraving, ...]:
        return () if self._shown is None else self._shown.lines

    def _natural_size(self) -> tuple[float, float]:
        lines = self._lines()
        if not lines:
            return 0.0, 0.0
        gaps = LINE_GAP * (len(lines) - 1)
        return max(line.width for line in lines), sum(line.height for line in lines) + gaps

    def _scale(self, width: int) -> float:
        natural, _ = self._natural_size()
        scale = theme.current_theme().scale
        return min(scale, width / natural) if natural else scale

    def _height(self, height: float) -> int:
        smallest = theme.current_theme().px(SMALLEST_HEIGHT)
        return max(smallest, round(height))

    def _ink(self) -> str:
        return theme.current_theme().colour("text").name()


def _weakly(method: Callable[[Engraved], None]) -> Callable[[Engraved], None]:
    """Return a function that calls a view's method for as long as the view lives."""
    reference = WeakMethod(method)

    def call(engraved: Engraved) -> None:
        living = reference()
        if living is not None:
            living(engraved)

    return call
