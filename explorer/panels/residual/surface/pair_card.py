"""Both slices side by side, their numbers under them, and the scale that they share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from explorer.panels.residual.surface.landscape_view import LandscapeView
from explorer.panels.residual.surface.scale_bar import ScaleBar
from explorer.panels.residual.surface.words import facts_of, name_text, shape_words
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.controls import ElidedLabel, Segmented, label
from explorer.widgets.fact_grid import FactGrid
from explorer.widgets.notice import InlineMessage

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from explorer.panels.residual.state import View
    from explorer.panels.residual.surface.drawing import Drawn
    from explorer.panels.residual.surface.values import Landscape, Shown

TITLE = "The loss around both networks"
LOOKS = (
    ("contours", "contours", "The slice from above, with lines of equal loss"),
    ("surface", "surface", "The slice as a surface that can be turned"),
)
LEGEND = "✕ the trained weights   ◇ the lowest point   point at a place to read its loss"


class Side(QWidget):
    """One network: its name, what it reaches, its slice, its numbers."""

    def __init__(self, index: int) -> None:
        super().__init__()
        self.name = label("", "label")
        self.reached = ElidedLabel("", "caption", Qt.TextElideMode.ElideLeft)
        self.reached.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.view = LandscapeView(index)
        self.facts = FactGrid("The slice in numbers")
        self._head = QHBoxLayout()
        self._head.addWidget(self.name)
        self._head.addWidget(self.reached, 1)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addLayout(self._head)
        self._layout.addWidget(self.view, 1)
        self._layout.addWidget(self.facts)

    def show_name(self, name: str, reached: str) -> None:
        """Say whose slice it is, and what the network reaches."""
        self.name.setText(name)
        self.reached.setText(reached)
        self.view.setAccessibleName(f"The loss around {name}")

    def show_landscape(self, landscape: Landscape) -> None:
        """Show name and numbers."""
        self.show_name(landscape.name, name_text(landscape))
        self.facts.set_facts(facts_of(landscape))


class PairCard(Card):
    """Says which point is pointed at; the page answers with its losses."""

    probed = Signal(object)

    def __init__(self) -> None:
        super().__init__(TITLE)
        self.look = Segmented("How both slices are drawn", LOOKS)
        self.add_header_widget(self.look)
        self.sides = (Side(0), Side(1))
        self.scale = ScaleBar()
        self.verdict = label("", "body", wrap=True)
        self.reading = ElidedLabel(LEGEND, "number-small")
        self.reading.setAccessibleName("Losses at the point that is read")
        self.stale = InlineMessage("warning")
        self._row = QHBoxLayout()
        for side in self.sides:
            self._row.addWidget(side, 1)
            side.view.probed.connect(self.probed)
        self.add(self._row, 1)
        for item in (self.scale, self.reading, self.verdict, self.stale):
            self.add(item)
        theme.watch_theme(self._apply_row_metrics)

    @property
    def views(self) -> tuple[LandscapeView, LandscapeView]:
        """The two pictures."""
        return self.sides[0].view, self.sides[1].view

    def set_kind(self, kind: View) -> None:
        """Say how the next pictures will be drawn."""
        self.look.set_current(kind)
        for view in self.views:
            view.set_kind(kind)

    def show_shown(self, shown: Shown) -> None:
        """Show both networks' names and numbers; the pictures follow."""
        for side, landscape in zip(self.sides, shown.landscapes, strict=True):
            side.show_landscape(landscape)

    def show_drawn(self, drawn: Drawn, shown: Shown) -> None:
        """Show both pictures, and the scale."""
        span = shown.asked.config.span
        for view, landscape in zip(self.views, shown.landscapes, strict=True):
            view.show_drawn(drawn, span, shape_words(landscape))
        self.scale.show_drawn(drawn)

    def show_nothing(self, names: tuple[str, str], words: str) -> None:
        """Say in both places why there is no picture, and what to do."""
        for side, name in zip(self.sides, names, strict=True):
            side.show_name(name, "")
            side.facts.set_facts(())
            side.view.show_words(words)
        self.scale.show_drawn(None)
        self.verdict.setText("")

    def show_reading(self, text: str) -> None:
        """Write the losses of the point that is read; the legend while none is."""
        self.reading.setText(text or LEGEND)

    def figure_size(self) -> QSize:
        """How large a picture of both slices with their scale is."""
        first, second = self.views
        wide = first.width() + second.width() + self._row.spacing()
        return QSize(wide, first.height() + self.sides[0].name.height() + self.scale.height() + 16)

    def paint_figure(self, painter: QPainter, *, as_lines: bool) -> None:
        """Paint both slices with their names and their scale."""
        present = theme.current_theme()
        top = self.sides[0].name.height() + 4
        left = 0
        for side in self.sides:
            painter.save()
            painter.translate(left, 0)
            painter.setFont(present.font("label"))
            painter.setPen(present.colour("text"))
            words = f"{side.name.text()}   {side.reached.text()}"
            painter.drawText(QPoint(0, painter.fontMetrics().ascent()), words)
            painter.translate(0, top)
            side.view.paint(painter, as_lines=as_lines)
            painter.restore()
            left += side.view.width() + self._row.spacing()
        painter.translate(0, top + self.views[0].height() + 8)
        self.scale.paint(painter)

    def _apply_row_metrics(self) -> None:
        self._row.setSpacing(theme.current_theme().px(theme.LARGE))
