"""The controls of the replay: play, an epoch on or back, and a slider over the training."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from explorer.widgets import theme
from explorer.widgets.controls import label
from explorer.widgets.slider_row import JumpSlider
from explorer.widgets.walk_bar import WalkBar

SCRUB = (
    "How far the training has come: drag to let the curves grow, or take them back. Arrows: an "
    "epoch; Page Up and Down: a tenth; Home and End: the ends"
)
PLAY = "Let the curves grow as they did, the whole training in ten seconds"


class ReplayBar(QWidget):
    """Says what is asked for; the page decides."""

    scrubbed = Signal(int)  # to an epoch, counted from 1
    stepRequested = Signal(int)
    firstRequested = Signal()
    lastRequested = Signal()
    playToggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.walk = WalkBar((8,), "Replay", PLAY, noun="epoch")
        self.walk.offer_speeds(False)
        self.slider = JumpSlider()
        self.slider.setToolTip(SCRUB)
        self.slider.setAccessibleName("Epoch of the training")
        self.slider.setAccessibleDescription(SCRUB)
        self._where = label("", "number")
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(self.walk)
        self._layout.addWidget(self.slider, 1)
        self._layout.addWidget(self._where)
        self.slider.valueChanged.connect(self.scrubbed)
        for name in ("stepRequested", "firstRequested", "lastRequested", "playToggled"):
            getattr(self.walk, name).connect(getattr(self, name))
        theme.watch_theme(self._apply_metrics)

    def show_epoch(self, epoch: int, epochs: int) -> None:
        """Show where the training is; emits nothing."""
        blocked = self.slider.blockSignals(True)
        self.slider.setRange(1, epochs)
        self.slider.setPageStep(max(1, epochs // 10))
        self.slider.setValue(epoch)
        self.slider.blockSignals(blocked)
        self._where.setText(f"epoch {epoch:>{len(str(epochs))}} of {epochs}")

    def show_running(self, running: bool) -> None:
        """Offer to pause, or to go on."""
        self.walk.show_running(running)

    def where(self) -> str:
        """Return what is said of the place."""
        return self._where.text()

    def _apply_metrics(self) -> None:
        self._layout.setSpacing(theme.current_theme().px(theme.MEDIUM))
