"""Which of the layers' pictures is shown: the newest, an older one, or one after the other."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from explorer.panels.residual.curves.replay import Replay
from explorer.panels.residual.train.movie import Movie

if TYPE_CHECKING:
    from explorer.panels.residual.curves.error_chart import ErrorChart
    from explorer.panels.residual.state import ResidualState
    from explorer.panels.residual.train.layers_card import LayersCard
    from explorer.panels.residual.train.network_values import NetworksView
    from explorer.panels.residual.training_log import TrainingLog
    from explorer.services.store import Store


class Projector(QObject):
    """Shows a training's records on the card; the curves' cursor stands at the same iteration."""

    def __init__(
        self, store: Store[ResidualState], card: LayersCard, chart: ErrorChart, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.replay = Replay(parent=self)
        self._store = store
        self._card = card
        self._chart = chart
        self._movie: Movie | None = None
        self._playing: int | None = None
        self._connect()

    def show(self, log: TrainingLog | None, networks: NetworksView) -> None:
        """Show the picture that is looked at; where there is none, the networks."""
        if log is None or self._movie is None or self._movie.log is not log:
            self._movie = None if log is None else Movie(log)
        movie, what = self._movie, self._store.state.train.layers
        has_records = movie is not None and bool(movie.iterations())
        if movie is None or what == "networks" or not has_records:
            self._card.show_networks(networks, has_records=has_records)
            self._chart.set_cursor(None)
        else:
            self._project(movie)

    def stop(self) -> None:
        """Stand still."""
        self.replay.stop()

    def is_idle(self) -> bool:
        """Whether the picture stands."""
        return not self.replay.is_running()

    def _project(self, movie: Movie) -> None:
        train = self._store.state.train
        place = self._playing or movie.place(train.at)
        if train.layers != "networks":
            self._card.show_picture(movie, place, train.layers)
        is_looked_at = self._playing is not None or train.at > 0
        x = movie.iterations()[place - 1] / movie.log.per_epoch
        self._chart.set_cursor(x if is_looked_at else None)

    def _look_at(self, place: int) -> None:
        """Look at a picture, counted from 1; at the last one, at whatever is the newest."""
        if self._movie is None:
            return
        self._playing = None
        found = self._movie.iterations()
        place = min(max(place, 1), len(found))
        at = 0 if place == len(found) else found[place - 1]
        self._store.update("train", at=at)
        self._project(self._movie)

    def _place(self) -> int:
        movie = self._movie
        if movie is None:
            return 0
        return self._playing or movie.place(self._store.state.train.at)

    def _connect(self) -> None:
        bar = self._card.bar
        bar.scrubbed.connect(self._on_bar_scrubbed)
        bar.stepRequested.connect(self._on_bar_step_requested)
        bar.firstRequested.connect(lambda: self._on_bar_scrubbed(1))
        bar.lastRequested.connect(self._on_bar_last_requested)
        bar.playToggled.connect(self._on_bar_play_toggled)
        self.replay.moved.connect(self._on_replay_moved)
        self.replay.runningChanged.connect(self._on_replay_running_changed)
        self._chart.cursorMoved.connect(self._on_chart_cursor_moved)

    def _on_bar_scrubbed(self, place: int) -> None:
        self.replay.stop()
        self._look_at(place)

    def _on_bar_step_requested(self, step: int) -> None:
        self.replay.stop()
        self._look_at(self._place() + step)

    def _on_bar_last_requested(self) -> None:
        self.replay.stop()
        self._store.update("train", at=0)

    def _on_bar_play_toggled(self, is_on: bool) -> None:
        movie = self._movie
        if not is_on or movie is None:
            self.replay.stop()
            return
        count, place = len(movie.iterations()), self._place()
        self.replay.start(0.0 if place == count else float(place), count)

    def _on_replay_moved(self, place: float) -> None:
        if self._movie is not None:
            self._playing = max(ceil(place), 1)
            self._project(self._movie)

    def _on_replay_running_changed(self, is_running: bool) -> None:
        self._card.bar.show_running(is_running)
        if not is_running and self._playing is not None:
            self._look_at(self._playing)

    def _on_chart_cursor_moved(self, x: float) -> None:
        if self._movie is not None:
            self.replay.stop()
            self._look_at(self._movie.place(round(x * self._movie.log.per_epoch)))
