"""A still on the screen: its sketch at the left, formula and words at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from explorer.panels.layers.walk.stills import paint_maps, paint_numbers
from explorer.panels.layers.walk.stills.pen import Pen
from explorer.panels.layers.walk.stills.sketch import (
    ChannelWindow,
    Crossed,
    Curve,
    Detour,
    Fan,
    Scores,
    Sketch,
    Stack,
    Unrolled,
)
from explorer.widgets import theme
from explorer.widgets.controls import label
from explorer.widgets.formula_view import FormulaView

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtGui import QPaintEvent

    from explorer.panels.layers.walk.stills.still import Still

_PAINTERS: Mapping[type, Callable[[Pen, QRectF, Any], None]] = {
    Fan: paint_numbers.paint_fan,
    Curve: paint_numbers.paint_curve,
    Scores: paint_numbers.paint_scores,
    Crossed: paint_numbers.paint_crossed,
    Stack: paint_maps.paint_stack,
    ChannelWindow: paint_maps.paint_channel_window,
    Detour: paint_maps.paint_detour,
    Unrolled: paint_maps.paint_unrolled,
}
WIDEST = 620
"""A sketch that is wider says no more."""


class SketchView(QWidget):
    """Paints one sketch."""

    def __init__(self) -> None:
        super().__init__()
        self._sketch: Sketch | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Sketch of the layer")
        theme.watch_theme(self._on_theme_changed)

    def sketch(self) -> Sketch | None:
        """Return what is shown."""
        return self._sketch

    def set_sketch(self, sketch: Sketch | None) -> None:
        """Show a sketch; None shows nothing and takes no room."""
        self._sketch = sketch
        self.setVisible(sketch is not None)
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for a wide strip; the layout gives more."""
        px = theme.current_theme().px
        return QSize(px(420), px(180))

    def minimumSizeHint(self) -> QSize:
        """Stay recognisable."""
        px = theme.current_theme().px
        return QSize(px(220), px(90))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the sketch in the middle of its room."""
        if self._sketch is None:
            return
        present = theme.current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = min(self.width(), present.px(WIDEST))
        room = QRectF((self.width() - width) / 2, 0, width, self.height()).adjusted(2, 2, -2, -2)
        _PAINTERS[type(self._sketch)](Pen(painter, present), room, self._sketch)

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()


class StillView(QWidget):
    """Shows a sketch, a formula and words."""

    def __init__(self) -> None:
        super().__init__()
        self._still: Still | None = None
        self._sketch = SketchView()
        self._formula = FormulaView()
        self._words = label("", "body", wrap=True)
        self._lay_out()

    @property
    def still(self) -> Still | None:
        """What is shown."""
        return self._still

    def show_still(self, still: Still) -> None:
        """Show what there is of it; what there is not takes no room."""
        self._still = still
        self._sketch.set_sketch(still.sketch)
        self._words.setText(still.words)
        middle = (
            Qt.AlignmentFlag.AlignHCenter if still.sketch is None else Qt.AlignmentFlag.AlignLeft
        )
        self._words.setAlignment(middle | Qt.AlignmentFlag.AlignVCenter)
        self._formula.setVisible(bool(still.latex))
        if still.latex:
            self._formula.set_latex(still.latex)

    def is_idle(self) -> bool:
        """Whether the formula is set."""
        return self._formula.is_idle()

    def shutdown(self) -> None:
        """Let go of the formula's worker."""
        self._formula.shutdown()

    def _lay_out(self) -> None:
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        right = self._right = QVBoxLayout()
        right.addStretch(1)
        right.addWidget(self._formula)
        right.addWidget(self._words)
        right.addStretch(1)
        self._layout.addWidget(self._sketch, 3)
        self._layout.addLayout(right, 2)
        theme.watch_theme(self._apply_metrics)

    def _apply_metrics(self) -> None:
        px = theme.current_theme().px
        self._layout.setSpacing(px(theme.LARGE))
        self._right.setSpacing(px(theme.SMALL))
