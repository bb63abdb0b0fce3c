"""The card of all stages: what each leaves, and its formula; the one that acts is marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from explorer.panels.detector.decode.stages import STAGES, acting
from explorer.panels.detector.decode.words import count_text, latex
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.controls import label, set_tone
from explorer.widgets.paced_formula import PacedFormula

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QPaintEvent, QResizeEvent

    from explorer.panels.detector.decode.values import DecodeView

RADIUS = 6
ROOM_FOR_WORDS = 108
"""Height of a row, at scale 1, below which it has no room for words beside two lines of formula."""


class StageRow(QWidget):
    """A stage: its name and count in a line, what it does, and its formula."""

    clicked = Signal()

    def __init__(self, place: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_acting = False
        stage = STAGES[place]
        self._name = label(f"{place + 1}  {stage.name}", "strong")
        self._count = label("", "number")
        self._count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._words = label(stage.words, "caption", wrap=True)
        self.formula = PacedFormula()
        self._line = QHBoxLayout()
        self._line.addWidget(self._name)
        self._line.addWidget(self._count, 1)
        self._layout = QVBoxLayout(self)
        self._layout.addLayout(self._line)
        self._layout.addWidget(self._words)
        self._layout.addWidget(self.formula)
        self._layout.addStretch(1)
        self.setToolTip(f"{stage.words}. Click to go to this stage")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.watch_theme(self._apply_metrics)

    def show_view(self, count: str, formula: str, spoken: str) -> None:
        """Say what the stage leaves, and how."""
        self._count.setText(count)
        self.formula.set_latex(formula, spoken)

    def show_acting(self, is_acting: bool, is_reached: bool) -> None:
        """Mark the row, or step back."""
        set_tone(self._name, "" if is_reached else "muted")
        set_tone(self._count, "" if is_reached else "muted")
        if is_acting != self._is_acting:
            self._is_acting = is_acting
            self.update()

    def count(self) -> str:
        """Return what the stage is said to leave."""
        return self._count.text()

    def is_acting(self) -> bool:
        """Whether the row is marked."""
        return self._is_acting

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Go to the stage."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.pos()):
            self.clicked.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Wait for the release."""
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground, and a bar at the left of the row that acts."""
        present = theme.current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(present.colour("accent-soft" if self._is_acting else "raised"))
        radius = present.px(RADIUS)
        painter.drawRoundedRect(self.rect(), radius, radius)
        if self._is_acting:
            painter.setBrush(present.colour("accent"))
            bar = self.rect().adjusted(0, radius, 0, -radius)
            bar.setWidth(present.px(3))
            painter.drawRect(bar)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the words out where the formula would be cut."""
        super().resizeEvent(event)
        self._words.setVisible(self.height() >= theme.current_theme().px(ROOM_FOR_WORDS))

    def _apply_metrics(self) -> None:
        px = theme.current_theme().px
        self._layout.setContentsMargins(px(10), px(theme.SMALL), px(10), px(theme.SMALL))
        self._layout.setSpacing(px(theme.TIGHT))
        self.update()


class StagesCard(Card):
    """All five, from top to bottom."""

    stageChosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("From all predictions to the boxes", parent=parent)
        self.rows = [StageRow(place) for place in range(len(STAGES))]
        for place, row in enumerate(self.rows):
            row.clicked.connect(lambda place=place: self.stageChosen.emit(place))
            self.add(row, 1)

    def show_view(self, view: DecodeView) -> None:
        """Say what each stage leaves of a picture's predictions."""
        for place, row in enumerate(self.rows):
            count = count_text(view, place)
            row.show_view(count, latex(view, place), f"{STAGES[place].name}: {count}")

    def show_stage(self, stage: float) -> None:
        """Mark the stage that acts."""
        now = acting(stage)
        for place, row in enumerate(self.rows):
            row.show_acting(place == now, place <= now)

    def clear(self) -> None:
        """Say nothing of a picture."""
        for row in self.rows:
            row.show_view("", "", "")

    def is_idle(self) -> bool:
        """Whether all formulas are set."""
        return all(row.formula.is_idle() for row in self.rows)

    def shutdown(self) -> None:
        """Let go of the formulas' worker."""
        for row in self.rows:
            row.formula.shutdown()
