"""A picture painted again as its settings say: part by part in the studio, fork by fork."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from explorer.engine.errors import ExplorerError

if TYPE_CHECKING:
    from explorer.panels.style.branch import Branch, News
    from explorer.panels.style.settings_files import Replayed
    from explorer.panels.style.studio import Studio
    from explorer.panels.style.values import Moment


class Replay(QObject):
    """Starts the first part, forks where it ended, and stops at the picture."""

    reached = Signal(object)  # Moment: the picture
    failed = Signal(str)

    def __init__(self, studio: Studio, stretches: tuple[Replayed, ...], parent: QObject) -> None:
        super().__init__(parent)
        self._studio = studio
        self._left = list(stretches)
        self._branch: Branch | None = None

    def start(self) -> None:
        """Begin; what was painted before is let go of."""
        self._follow(self._studio.start(self._left[0].plan))

    def _follow(self, branch: Branch) -> None:
        self._branch = branch
        branch.grown.connect(self._on_branch_grown)

    def _on_branch_grown(self, news: News) -> None:
        moment, branch = news.moment, self._branch
        if branch is None or branch not in self._studio.branches:
            return  # something else is painted now
        if moment is not None and moment.index == self._left[0].index:
            branch.grown.disconnect(self._on_branch_grown)
            branch.cancel()  # the steps behind it belong to another picture
            self._go_on(moment)

    def _go_on(self, moment: Moment) -> None:
        self._left.pop(0)
        if not self._left:
            self._studio.select(moment)
            self._end()
            self.reached.emit(moment)
            return
        following = self._left[0]
        start = replace(moment, planes=None) if following.from_picture else moment
        try:
            self._follow(self._studio.fork(start, following.plan))
        except ExplorerError as error:
            self._end()
            self.failed.emit(str(error))

    def _end(self) -> None:
        self._branch = None
        self._left.clear()
