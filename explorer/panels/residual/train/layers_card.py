"""Gradients and activations layer by layer, as a moving picture; before that, the networks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QWidget

from explorer.panels.residual.curves.layer_chart import LayerChart
from explorer.panels.residual.curves.replay_bar import ReplayBar
from explorer.panels.residual.train.movie import TITLES
from explorer.panels.residual.train.network_view import NetworkView
from explorer.panels.residual.train.words import layers_texts
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.controls import Segmented, label

if TYPE_CHECKING:
    from typing import Literal

    from explorer.panels.residual.train.movie import Measure, Movie
    from explorer.panels.residual.train.network_values import NetworksView

    What = Literal["gradients", "variances", "networks"]

WHAT = (
    ("gradients", "gradients", "‖∂L/∂W‖ of each layer, of one batch: how much reaches it"),
    ("variances", "activations", "Variance of what each layer hands on, over one batch"),
    ("networks", "networks", "The networks as they are built, with their parameters"),
)
SCRUB = "The recorded iterations: drag to look back at gradients and activations"
PLAY = "Let the picture move as it did, the whole training in ten seconds"
WORDS = {
    "gradients": "Measured on the batch of that iteration, before its step.",
    "variances": "Measured on the batch of that iteration, behind each ReLU.",
}


class LayersCard(Card):
    """Shows one picture of the movie; which, the page decides."""

    def __init__(self) -> None:
        super().__init__("Layer by layer")
        self.what = Segmented("What is drawn layer by layer", WHAT)
        self.networks = NetworkView()
        self.chart = LayerChart("Layer by layer", TITLES["gradients"])
        self.words = tuple(label("", "body", wrap=True) for _ in range(2))
        self._row = QHBoxLayout()
        for words in self.words:
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._row.addWidget(words, 1)
        self.bar = ReplayBar("record", SCRUB, PLAY)
        self.bar.setAccessibleName("Recorded iterations")
        room = QWidget()
        self._stack = QStackedLayout(room)
        self._stack.addWidget(self.networks)
        self._stack.addWidget(self.chart)
        self.add_header_widget(self.what)
        self.add(room, 1)
        self.add(self._row)
        self.add(self.bar)
        theme.watch_theme(self._apply_row_metrics)

    def show_networks(self, view: NetworksView, *, has_records: bool) -> None:
        """Show how the networks are built."""
        self.set_title("The networks")
        self.set_facts(f"option {view.option} where shapes differ")
        self._stack.setCurrentWidget(self.networks)
        self.networks.show_view(view)
        self._say(view.text, "")
        self.what.setVisible(has_records)
        self.bar.hide()

    def show_picture(self, movie: Movie, place: int, measure: Measure) -> None:
        """Show what was recorded at a place of the movie, counted from 1."""
        count = len(movie.iterations())
        self.set_title("Layer by layer")
        self._stack.setCurrentWidget(self.chart)
        self.chart.set_title(TITLES[measure])
        self.chart.set_ends(*movie.ends(measure))
        self.chart.set_lanes(movie.lanes(place, measure), movie.layers)
        records = movie.records(place)
        self._say(*layers_texts(records, measure))
        self.what.setVisible(True)
        self.bar.show()
        iteration = movie.iterations()[place - 1]
        wide = len(f"{movie.log.total:,}")
        self.set_facts(WORDS[measure])
        self.bar.show_place(place, count, f"iteration {iteration:>{wide},} of {movie.log.total:,}")

    def _say(self, *texts: str) -> None:
        for words, text in zip(self.words, texts, strict=True):
            words.setText(text)
            words.setVisible(bool(text))

    def _apply_row_metrics(self) -> None:
        self._row.setSpacing(theme.current_theme().px(theme.MEDIUM))
