"""How far the output is from the input: a map, the largest difference, and the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from explorer.panels.residual.block.maps import map_image
from explorer.panels.residual.block.words import compared, reason, verdict
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.controls import label, set_tone
from explorer.widgets.image_view import ImageView

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from explorer.panels.residual.block.values import Found

MAP_SIDE = 84


class DifferenceCard(Card):
    """y − x, and why it is 0 where it is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Output minus input", parent=parent)
        self._found: Found | None = None
        self.map = ImageView("Output minus input, the chosen channel", pixelated=True)
        self.map.set_empty("The difference appears here")
        self._compared = label("", "caption", wrap=True)
        self._verdict = label("", "strong", wrap=True)
        self._reason = label("", "caption", wrap=True)
        self._words = QVBoxLayout()
        for part in (self._verdict, self._compared, self._reason):
            self._words.addWidget(part)
        self._words.addStretch(1)
        self._row = QHBoxLayout()
        self._row.addWidget(self.map)
        self._row.addLayout(self._words, 1)
        self.add(self._row)
        theme.watch_theme(self._on_theme_changed)

    def show_found(self, found: Found) -> None:
        """Show the difference of a block."""
        self._found = found
        text, tone = verdict(found)
        self.set_facts(f"channel {found.channel} · the drawing's scale")
        self._verdict.setText(text)
        set_tone(self._verdict, tone)
        self._compared.setText(compared(found))
        self._reason.setText(reason(found))
        self.map.set_image(map_image(found.difference, signed=True))

    def texts(self) -> tuple[str, str, str]:
        """Return the verdict, what is compared, and the reason."""
        return self._verdict.text(), self._compared.text(), self._reason.text()

    def _on_theme_changed(self) -> None:
        px = theme.current_theme().px
        self.map.setFixedSize(px(MAP_SIDE), px(MAP_SIDE))
        self._row.setSpacing(px(theme.MEDIUM))
        self._words.setSpacing(px(2))
        if self._found is not None:
            self.map.set_image(map_image(self._found.difference, signed=True))
