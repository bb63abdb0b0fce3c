"""One slider through the stages, and their names at its marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QPushButton, QWidget

from explorer.panels.detector.decode.stages import LAST, STAGES, acting
from explorer.widgets import theme
from explorer.widgets.controls import push_button
from explorer.widgets.slider_row import JumpSlider

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QResizeEvent

PER_STAGE = 100
"""Steps of the slider between two stages."""
KEY_STEP = 5
SLIDER_HEIGHT, NAME_HEIGHT, MARK = 20, 28, 5


class StageSlider(QWidget):
    """A slider with a named mark at each stage; emits what is wanted, shows what it is told."""

    stageMoved = Signal(float)
    stageChosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._slider = JumpSlider(self)
        self._slider.setRange(0, LAST * PER_STAGE)
        self._slider.setPageStep(PER_STAGE)
        self._slider.setSingleStep(KEY_STEP)
        self._slider.setAccessibleName("Stage")
        self._slider.setToolTip("Drag through the stages of decoding")
        self._names = [self._name(place) for place in range(len(STAGES))]
        self._slider.valueChanged.connect(lambda value: self.stageMoved.emit(value / PER_STAGE))
        theme.watch_theme(self._apply_metrics)

    def show_stage(self, stage: float) -> None:
        """Put the handle at a stage, and emit nothing."""
        self._slider.blockSignals(True)
        self._slider.setValue(round(stage * PER_STAGE))
        self._slider.blockSignals(False)
        now = acting(stage)
        for place, button in enumerate(self._names):
            button.setChecked(place == now)

    def sizeHint(self) -> QSize:
        """Room for the slider, its marks and the names."""
        px = theme.current_theme().px
        return QSize(px(420), px(SLIDER_HEIGHT + NAME_HEIGHT + MARK))

    def minimumSizeHint(self) -> QSize:
        """Room for the names beside each other."""
        width = sum(button.sizeHint().width() for button in self._names)
        return QSize(width, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the names below their marks."""
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the marks."""
        present = theme.current_theme()
        painter = QPainter(self)
        painter.setPen(QPen(present.colour("faint"), present.px(2)))
        top = self._slider.geometry().bottom()
        for place in range(len(STAGES)):
            x = round(self._mark(place))
            painter.drawLine(x, top, x, top + present.px(MARK) - 1)

    def changeEvent(self, event: QEvent) -> None:
        """Follow another font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._place()

    def _name(self, place: int) -> QPushButton:
        stage = STAGES[place]
        button = push_button(stage.name, stage.words, kind="quiet", checkable=True)
        button.setParent(self)
        button.clicked.connect(lambda: self.stageChosen.emit(place))
        return button

    def _mark(self, place: int) -> float:
        """Return where the handle's middle is at a stage: at the ends, half a name off the edge."""
        ends = self._names[0].sizeHint().width() / 2, self._names[-1].sizeHint().width() / 2
        return ends[0] + (self.width() - sum(ends)) * place / LAST

    def _place(self) -> None:
        present = theme.current_theme()
        high, half = present.px(SLIDER_HEIGHT), self._slider._handle_length() / 2
        left, right = self._mark(0) - half, self._mark(LAST) + half
        self._slider.setGeometry(round(left), 0, round(right - left), high)
        for place, button in enumerate(self._names):
            width = button.sizeHint().width()
            x = round(self._mark(place) - width / 2)
            button.setGeometry(x, high + present.px(MARK), width, present.px(NAME_HEIGHT))

    def _apply_metrics(self) -> None:
        self.updateGeometry()
        self._place()
        self.update()
