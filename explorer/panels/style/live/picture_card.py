"""The painted picture, large, with a line to drag between it and the picture as it comes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal

from explorer.widgets import rates_line as shared_line
from explorer.widgets.card import Card
from explorer.widgets.controls import Segmented, label, push_button
from explorer.widgets.divided_view import DividedView
from explorer.widgets.picture_note import PictureNote

if TYPE_CHECKING:
    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QWidget

    from explorer.panels.style.live.values import LiveView
    from explorer.panels.style.state import LiveState
    from explorer.services.rates import Rates

SIZES: Final = (192, 256, 384, 512, 768)
NAMES: Final = ("As it comes", "Painted")
TIP: Final = f"{shared_line.TIP}one picture through the network, median of the last nine"
_SIZE_TIP: Final = "Paint with a longer side of {size} px: strokes are as many pixels at any size"

_OPTIMISE_TIP: Final = (
    "Take this picture as the content of the page “Paint”, where Gatys' losses are made small: "
    "slower, and in the style of any painting"
)


class PictureCard(Card):
    """Paints what it is told, and says what the user wants."""

    sizeChosen = Signal(int)
    shareChanged = Signal(float)
    sourceWanted = Signal()
    optimiseWanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Painted live", parent=parent)
        self._view: LiveView | None = None
        self._size = 0
        self.sizes = Segmented("Longer side in pixels", ())
        self.optimise = push_button("Paint step by step", _OPTIMISE_TIP)
        self.picture = DividedView("Painted picture")
        self.note = PictureNote(self.picture)
        self._rates = label("", "number-small")
        self._rates.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._rates.setAccessibleName("Rates")
        self._rates.setToolTip(TIP)
        self.add_header_widget(self.optimise)
        self.add_header_widget(self.sizes)
        self.add(self.picture, 1)
        self.add(self._rates)
        self.optimise.setEnabled(False)
        self.optimise.clicked.connect(self.optimiseWanted)
        self.sizes.currentChanged.connect(self._on_sizes_changed)
        self.picture.shareChanged.connect(self.shareChanged)
        self.picture.actionRequested.connect(self.sourceWanted)

    def show_choice(self, live: LiveState) -> None:
        """Show the size and where the line is; emits nothing."""
        self.picture.set_share(live.divide)
        if live.size != self._size:
            self._size = live.size
            offered = sorted({*SIZES, live.size})
            options = [(str(one), str(one), _SIZE_TIP.format(size=one)) for one in offered]
            self.sizes.set_options(options, str(live.size))

    def show_view(self, view: LiveView) -> None:
        """Show a painted picture beside its original; the line stays where it is."""
        self._view = view
        self.optimise.setEnabled(True)
        height, width = view.painted_rgb.shape[:2]
        self.set_facts(f"{width} × {height} px")
        names = ("", "") if view.paint_ms is None else NAMES
        self.picture.set_pictures(view.original_rgb, view.painted_rgb, names)

    def show_rates(self, rates: Rates | None) -> None:
        """Say how fast pictures come."""
        ms = None if self._view is None else self._view.paint_ms
        work = "" if ms is None else f"painting {ms:6.1f} ms"
        self._rates.setText(shared_line.rates_line(rates, work))

    def rates_text(self) -> str:
        """Return the line below the picture."""
        return self._rates.text()

    def show_empty(self, text: str, action: str) -> None:
        """Show no picture, and say why."""
        self._view = None
        self.optimise.setEnabled(False)
        self.picture.set_rgb(None)
        self.picture.set_empty(text, action)
        self.note.say("info", "")
        self._rates.setText("")
        self.set_facts("")

    def rendered(self) -> QImage:
        """Return the picture as it is seen, with the line if it is dragged into it."""
        return self.picture.rendered()

    def _on_sizes_changed(self, key: str) -> None:
        self.sizeChosen.emit(int(key))
