"""What is known of a choice before it is trained: its images, and its networks' parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from explorer.engine.residual.errors import TrainingError
from explorer.panels.residual.train.network_values import build_of, count, view_of
from explorer.panels.residual.train.survey import look
from explorer.panels.residual.train.values import channels_of, source_of
from explorer.services.latest import LatestWins

if TYPE_CHECKING:
    from collections.abc import Mapping

    from explorer.engine.residual.config import DataSource
    from explorer.engine.residual.dataset import Survey
    from explorer.panels.residual.state import TrainState
    from explorer.panels.residual.train.network_values import Build, NetworksView
    from explorer.panels.residual.train.survey import Looked
    from explorer.widgets.panel import PanelContext

    Counted = tuple[Build, Mapping[str, int]]

CLASSES: Final = 10
SIDE: Final = 28
"""Of the bundled images, until those that were chosen have been looked at."""


class Inquiry(QObject):
    """Looks at images and counts parameters in threads, each choice once."""

    changed = Signal()

    def __init__(self, context: PanelContext, parent: QObject) -> None:
        super().__init__(parent)
        self._engine = context.engine
        self._asked: DataSource | None = None
        self._looked: Looked | None = None
        self._asked_build: Build | None = None
        self._counted: Counted | None = None
        self._looker: LatestWins[Looked] = LatestWins(self, name="look at images")
        self._counter: LatestWins[Counted] = LatestWins(self, name="count parameters")
        self._looker.resultReady.connect(self._on_looker_result)
        self._looker.failed.connect(context.errors.report)
        self._counter.resultReady.connect(self._on_counter_result)
        self._counter.failed.connect(context.errors.report)

    def ask(self, train: TrainState, *, again: bool = False) -> None:
        """Find out what is not known yet; ``again``: files may be others by now."""
        try:
            source = source_of(train)
        except TrainingError:
            self._asked = None
            self._looker.discard()
        else:
            if again or source != self._asked:
                self._asked = source
                self._looker.submit(lambda: look(source))
        self._count(train)

    def survey(self, train: TrainState) -> Survey | None:
        """Return what there is to learn from; None if that is not known, or nothing."""
        try:
            looked = self._looked_of(train)
        except TrainingError:
            return None
        return None if looked is None else looked.survey

    def problem(self, train: TrainState) -> str:
        """Return why nothing can be learnt from what is chosen; "" if it can, or is not known."""
        try:
            looked = self._looked_of(train)
        except TrainingError as error:
            return str(error)
        return "" if looked is None else looked.problem

    def networks(self, train: TrainState) -> NetworksView:
        """Return the networks as they are drawn."""
        build, survey = self._build(train), self.survey(train)
        counted = self._counted
        counts = counted[1] if counted is not None and counted[0] == build else {}
        return view_of(build, SIDE if survey is None else survey.side, counts)

    def is_idle(self) -> bool:
        """Whether all is found out that was asked."""
        return self._looker.is_idle() and self._counter.is_idle()

    def shutdown(self) -> None:
        """End the threads."""
        self._looker.shutdown()
        self._counter.shutdown()

    def _looked_of(self, train: TrainState) -> Looked | None:
        source, looked = source_of(train), self._looked
        return looked if looked is not None and looked.source == source else None

    def _build(self, train: TrainState) -> Build:
        survey = self.survey(train)
        classes = CLASSES if survey is None else len(survey.class_names)
        return build_of(train, channels_of(train), classes)

    def _count(self, train: TrainState) -> None:
        """Count once torch is there."""
        build = self._build(train)
        if build != self._asked_build and self._engine.is_ready:
            self._asked_build = build
            self._counter.submit(lambda: (build, count(build)))

    def _on_looker_result(self, looked: Looked) -> None:
        self._looked = looked
        self.changed.emit()

    def _on_counter_result(self, counted: Counted) -> None:
        self._counted = counted
        self.changed.emit()
