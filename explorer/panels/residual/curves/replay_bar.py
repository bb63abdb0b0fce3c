"""The controls of the replay: play, an epoch on or back, and a slider over the training."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from explorer.widgets import theme
from explorer.widgets.controls import label
from explorer.widgets.slider_row import JumpSlider
from explorer.widgets.walk_bar import WalkBar

SCRUB = "How far the training has come: drag to let the curves grow, or take them back"
KEYS = "Arrows: one {noun}; Page Up and Down: a tenth; Home and End: the ends"
PLAY = "Let the curves grow as they did, the whole training in ten seconds"


class ReplayBar(QWidget):
    """Says what is asked for; the page decides.

    Parameters
    ----------
    noun
        What the replay goes through, one after the other.
    scrub, play
        What the slider and the button do.
    """

    scrubbed = Signal(int)  # to an epoch, or another place, counted from 1
    stepRequested = Signal(int)
    firstRequested = Signal()
    lastRequested = Signal()
    playToggled = Signal(bool)

    def __init__(
        self,
        noun: str = "epoch",
        scrub: str = SCRUB,
        play: str = PLAY,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        tip = f"{scrub}. {KEYS.format(noun=noun)}"
        self.walk = WalkBar((8,), "Replay", play, noun=noun)
        self.walk.offer_speeds(False)
        self.slider = JumpSlider()
        self.slider.setToolTip(tip)
        self.slider.setAccessibleName(f"{noun.capitalize()} of the training")
        self.slider.setAccessibleDescription(tip)
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
        self.show_place(epoch, epochs, f"epoch {epoch:>{len(str(epochs))}} of {epochs}")

    def show_place(self, place: int, count: int, where: str) -> None:
        """Show one of so many places, counted from 1, and what it is called; emits nothing."""
        blocked = self.slider.blockSignals(True)
        self.slider.setRange(1, max(count, 1))
        self.slider.setPageStep(max(1, count // 10))
        self.slider.setValue(place)
        self.slider.blockSignals(blocked)
        self._where.setText(where)

    def show_running(self, running: bool) -> None:
        """Offer to pause, or to go on."""
        self.walk.show_running(running)

    def where(self) -> str:
        """Return what is said of the place."""
        return self._where.text()

    def _apply_metrics(self) -> None:
        self._layout.setSpacing(theme.current_theme().px(theme.MEDIUM))
