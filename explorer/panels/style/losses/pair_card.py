"""The card of the two channels: their maps in style and picture, and the products' sums."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from explorer.panels.style.losses.formula import picture_latex, style_latex
from explorer.panels.style.losses.half import Half
from explorer.panels.style.losses.words import sum_spoken
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.controls import Segmented

if TYPE_CHECKING:
    from explorer.panels.style.losses.values import LossesView

TITLE: Final = "Channels {k} and {other}"


class PairCard(Card):
    """Style at the left, picture at the right."""

    styleChosen = Signal(int)  # the painting whose channels are to be seen

    def __init__(self) -> None:
        super().__init__("Two channels")
        self.style_half, self.picture_half = Half("Style"), Half("Picture")
        self.painting = Segmented("Painting whose channels are shown", (("0", "1"),))
        self._halves = QHBoxLayout()
        for half in (self.style_half, self.picture_half):
            self._halves.addWidget(half, 1)
        self.add(self._halves, 1)
        self.add_header_widget(self.painting)
        self.painting.hide()
        self.painting.currentChanged.connect(lambda key: self.styleChosen.emit(int(key)))
        theme.watch_theme(self._apply_pair_metrics)

    def show_view(self, view: LossesView) -> None:
        """Show the channels of an entry."""
        entry, titles = view.entry, view.request.subject.styles
        several = len(titles) > 1
        names = f"k = {entry.k}", f"k′ = {entry.other}"
        self.set_title(TITLE.format(k=entry.k, other=entry.other))
        self.set_facts(f"after {view.gram.layer} · {view.request.subject.words}")
        spoken = sum_spoken(entry, "style", entry.style)
        self.style_half.show_name(f"Style · {titles[view.style]}")
        self.style_half.show_pair(view.of_style, names, style_latex(view), spoken)
        self.style_half.show_sum(entry.style, of_several=several)
        spoken = sum_spoken(entry, "picture", entry.picture)
        self.picture_half.show_pair(view.of_picture, names, picture_latex(view), spoken)
        self.picture_half.show_sum(entry.picture, of_several=False)
        self.painting.setVisible(several)
        if several:
            options = [(str(at), str(at + 1), title) for at, title in enumerate(titles)]
            self.painting.set_options(options, str(view.style))

    def is_idle(self) -> bool:
        """Whether the formulae are set."""
        return all(half.formula.is_idle() for half in (self.style_half, self.picture_half))

    def shutdown(self) -> None:
        """Let go of the formulae's worker."""
        self.style_half.formula.shutdown()
        self.picture_half.formula.shutdown()

    def _apply_pair_metrics(self) -> None:
        self._halves.setSpacing(theme.current_theme().px(theme.LARGE))
