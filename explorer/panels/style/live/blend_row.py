"""One style of the blend: a slider for its weight, the share that comes of it, a way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from explorer.widgets import theme
from explorer.widgets.controls import Range, SliderRow, tool_button

if TYPE_CHECKING:
    from explorer.engine.style.multistyle_names import MultistyleInfo

_TIP = "Its weight. Behind the arrow: its share, which is the weight over the sum of all weights"


class BlendRow(QWidget):
    """Says what the user does; shows what it is told, silently."""

    weightChanged = Signal(int, float)  # style, weight
    released = Signal()
    removed = Signal(int)

    def __init__(self, style: MultistyleInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._style = style
        self.slider = SliderRow(f"{style.index + 1} · {style.name}", Range(0, 1), 1.0, _TIP)
        self.leave = tool_button("x", f"Take “{style.name}” out of the blend", kind="quiet")
        self._layout = QHBoxLayout(self)
        self._layout.addWidget(self.slider, 1)
        self._layout.addWidget(self.leave, 0, Qt.AlignmentFlag.AlignTop)
        self.slider.valueChanged.connect(self._on_slider_changed)
        self.slider.released.connect(self.released)
        self.leave.clicked.connect(self._on_leave_clicked)
        theme.watch_theme(self._apply_metrics)

    def show_weight(self, weight: float, share: float, *, is_alone: bool) -> None:
        """Show weight and share; a style that is alone has all of the picture at any weight."""
        self.slider.set_value(weight)
        self.slider.set_suffix(f"→{share:7.1%}")
        self.slider.setEnabled(not is_alone)

    def _on_slider_changed(self, weight: float) -> None:
        self.weightChanged.emit(self._style.index, weight)

    def _on_leave_clicked(self) -> None:
        self.removed.emit(self._style.index)

    def _apply_metrics(self) -> None:
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(theme.current_theme().px(theme.TIGHT))
