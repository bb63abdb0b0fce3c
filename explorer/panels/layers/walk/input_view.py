"""The network's input: a picture, and beside it what the network gets of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from explorer.panels.layers.walk.pictures import as_network_sees, centre_of
from explorer.widgets import theme
from explorer.widgets.controls import label
from explorer.widgets.image_view import ImageView
from explorer.widgets.overlays import Box

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from explorer.engine.network import Shape


class InputView(QWidget):
    """Shows which part of a picture is taken, and its pixels at the network's size."""

    def __init__(self) -> None:
        super().__init__()
        self._frame: NDArray[np.uint8] | None = None
        self._shape: Shape | None = None
        self._whole = ImageView("The picture, and the part that is taken")
        self._seen = ImageView("What the network gets", pixelated=True)
        self._words = label("", "body", wrap=True)
        self._whole.set_empty("No picture yet: open one")
        self._seen.set_empty("")
        self._lay_out()

    def words(self) -> str:
        """Return what is said of the input."""
        return self._words.text()

    def show_input(self, shape: Shape) -> None:
        """Say what the network takes."""
        self._shape = shape
        h, w, c = shape
        kind = {1: "grey", 3: "red, green and blue"}.get(c, f"{c} channels")
        self._words.setText(
            f"The network takes {h} × {w} × {c} = {shape.size:,} numbers: {kind}. The middle of a "
            "picture is cut out in these proportions, and scaled to this size; nothing is "
            "stretched. The numbers then run from 0 to 1, or are centred as in training."
        )
        self._refresh()

    def set_frame(self, rgb: NDArray[np.uint8] | None) -> None:
        """Show a picture, uint8 (H, W, 3)."""
        if rgb is not self._frame:
            self._frame = rgb
            self._refresh()

    def _refresh(self) -> None:
        rgb, shape = self._frame, self._shape
        if rgb is None or shape is None:
            self._whole.set_rgb(None)
            self._seen.set_rgb(None)
            return
        self._whole.set_rgb(rgb)
        self._seen.set_rgb(as_network_sees(rgb, shape))
        tall, wide = centre_of(rgb, shape).shape[:2]
        left, top = (rgb.shape[1] - wide) // 2, (rgb.shape[0] - tall) // 2
        text = f"{shape.height} × {shape.width}"
        self._whole.set_overlays([Box(left, top, left + wide, top + tall, label=text)])

    def _lay_out(self) -> None:
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        words = QVBoxLayout()
        words.addStretch(1)
        words.addWidget(self._words)
        words.addStretch(1)
        self._layout.addWidget(self._whole, 3)
        self._layout.addWidget(self._seen, 3)
        self._layout.addLayout(words, 3)
        theme.watch_theme(self._apply_metrics)

    def _apply_metrics(self) -> None:
        self._layout.setSpacing(theme.current_theme().px(theme.MEDIUM))
