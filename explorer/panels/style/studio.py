"""What is being painted: branches that share a network, and the moment that is looked at."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from explorer.engine.errors import ExplorerError
from explorer.panels.style.branch import Branch
from explorer.panels.style.moments import (
    BUDGET_BYTES,
    MOST_MOMENTS,
    key_of,
    level_for,
    stride_at,
    thinned,
)
from explorer.panels.style.values import Origin
from explorer.services.jobs import JobState
from explorer.services.turns import Turns

if TYPE_CHECKING:
    from explorer.engine.style import StyleCache, StyleConfig
    from explorer.panels.style.branch import News
    from explorer.panels.style.moments import Key
    from explorer.panels.style.values import Moment, Plan
    from explorer.services.errors import ErrorHub
    from explorer.services.job_registry import JobRegistry

MOST_BRANCHES: Final = 6
NEWS_MS: Final = 33
"""Steps are announced at most this often, however quick they are."""


class Studio(QObject):
    """Paints a plan, and forks of it; each is a job, and their steps are taken in turns.

    ``network`` is what they share: whoever else needs it takes a turn, in a thread.
    """

    changed = Signal()
    """Branches, their states, or the moment that is looked at."""
    stepped = Signal()
    """There are more losses."""
    previewed = Signal()
    """There are more moments."""

    def __init__(
        self,
        jobs: JobRegistry,
        errors: ErrorHub,
        parent: QObject | None = None,
        *,
        budget_bytes: int = BUDGET_BYTES,
    ) -> None:
        super().__init__(parent)
        self.network: Turns[StyleCache] = Turns(_make_cache)
        self._jobs, self._errors, self._budget = jobs, errors, budget_bytes
        self._branches: list[Branch] = []
        self._former: list[Branch] = []
        self._selected: Moment | None = None
        self._compared: Moment | None = None
        self._level = 0
        self._has_moments = False
        self._news = QTimer(self, interval=NEWS_MS, singleShot=True)
        self._news.timeout.connect(self._on_news_timeout)

    # What there is

    @property
    def branches(self) -> tuple[Branch, ...]:
        """The present painting: the first branch and its forks, in the order of their start."""
        return tuple(self._branches)

    @property
    def selected(self) -> Moment | None:
        """The moment that was chosen; None: the newest is followed."""
        return self._selected

    @property
    def compared(self) -> Moment | None:
        """A second moment to compare the one that is shown with."""
        return self._compared

    def leading(self) -> Branch | None:
        """Return the branch that is followed: the last that is at work, else the last of all."""
        painted = [branch for branch in self._branches if branch.moments]
        at_work = [branch for branch in painted if not _is_over(branch)]
        return at_work[-1] if at_work else painted[-1] if painted else None

    def shown(self) -> Moment | None:
        """Return the moment that was chosen, or the newest; the best of what did not end well."""
        if self._selected is not None:
            return self._selected
        branch = self.leading()
        if branch is None:
            return None
        broke_off = branch.state() in (JobState.CANCELLED, JobState.FAILED)
        return branch.best() if broke_off else branch.newest()

    def note(self) -> str:
        """Say what is not kept of the moments, for want of memory; empty where all is."""
        if not self._level:
            return ""
        text = f"Moments take {self._budget // 2**20} MB at most, and are {MOST_MOMENTS:,} at most"
        if self._level == 1:
            return f"{text}: a fork of an older one starts from its picture in 8 bits."
        return f"{text}: one in {stride_at(self._level)} of the older ones is kept."

    # What can be done

    def start(self, plan: Plan) -> Branch:
        """Paint a plan; what was painted before is let go of."""
        self.clear()
        return self._add(plan, None)

    def clear(self) -> None:
        """Let go of all branches; each ends by itself after its step."""
        for branch in self._branches:
            branch.disconnect(self)
            branch.leave()
        self._former = [one for one in (*self._former, *self._branches) if not _sweep(one)]
        self._branches = []
        self._selected = self._compared = None
        self._level = 0
        self.changed.emit()

    def fork(self, moment: Moment, plan: Plan) -> Branch:
        """Go on from a moment with other weights; the branch that it is of goes on, too.

        A plan with no steps left after the moment takes as many as it has once more.

        Raises
        ------
        ExplorerError
            There are as many branches as can be told apart.
        """
        if len(self._branches) >= MOST_BRANCHES:
            text = f"There are {MOST_BRANCHES} branches, and no more are painted side by side."
            raise ExplorerError(f"{text} Start anew, or from the picture that you like best.")
        forked = replace(plan, config=going_on(plan.config, moment))
        return self._add(forked, Origin(moment.branch, moment.index))

    def pause(self, number: int) -> None:
        """Stop a branch after its present step."""
        self._branches[number].pause()

    def resume(self, number: int) -> None:
        """Let a branch go on."""
        self._branches[number].resume()

    def cancel(self, number: int) -> None:
        """End a branch after its present step; its moments stay, the best among them."""
        self._branches[number].cancel()

    def pause_all(self) -> None:
        """Stop every branch that runs."""
        for branch in self._branches:
            branch.pause()

    def resume_all(self) -> None:
        """Let every branch that rests go on."""
        for branch in self._branches:
            branch.resume()

    def cancel_all(self) -> None:
        """End every branch."""
        for branch in self._branches:
            branch.cancel()

    def select(self, moment: Moment | None) -> None:
        """Look at a moment; None follows the newest."""
        if moment is not self._selected:
            self._selected = moment
            self.changed.emit()

    def compare(self, moment: Moment | None) -> None:
        """Choose the moment to compare with; None compares no longer."""
        if moment is not self._compared:
            self._compared = moment
            self.changed.emit()

    def is_idle(self) -> bool:
        """Whether nothing is painted and all is announced; what is paused rests."""
        at_rest = all(branch.is_idle() for branch in (*self._branches, *self._former))
        return at_rest and not self._news.isActive()

    def shutdown(self) -> None:
        """End every branch and wait for its thread, for a bounded time."""
        for branch in (*self._branches, *self._former):
            branch.cancel()  # all of them first: who waits for a turn then takes none
        for branch in (*self._branches, *self._former):
            branch.shutdown()
        self._news.stop()

    # Inside

    def _add(self, plan: Plan, origin: Origin | None) -> Branch:
        number = len(self._branches)
        branch = Branch(number, plan, origin, self._jobs, self._errors, self)
        branch.changed.connect(self.changed)
        branch.grown.connect(self._on_branch_grown)
        self._branches.append(branch)
        branch.begin(self.network)
        self.changed.emit()
        return branch

    def _on_branch_grown(self, news: News) -> None:
        if news.moment is not None:
            self._has_moments = True
            self._keep_to_budget()
        if not self._news.isActive():
            self._news.start()

    def _on_news_timeout(self) -> None:
        has_moments, self._has_moments = self._has_moments, False
        self.stepped.emit()
        if has_moments:
            self.previewed.emit()

    def _keep_to_budget(self) -> None:
        """Thin all branches out alike, first what is needed to go on, then pictures."""
        held = self._held()
        rows = [(one.moments, one.plan.config.picture_every) for one in self._branches]
        self._level = level_for(rows, held, self._budget, self._level)
        for branch, (moments, every) in zip(self._branches, rows, strict=True):
            branch.moments = thinned(moments, self._level, every, held)

    def _held(self) -> set[Key]:
        """Return the moments that are not thinned out: looked at, gone on from, or best."""
        held = {key_of(one) for one in (self._selected, self._compared) if one is not None}
        for branch in self._branches:
            if branch.origin is not None:
                held.add((branch.origin.branch, branch.origin.index))
            kept = (branch.newest(), branch.best(), next(iter(branch.moments), None))
            held |= {key_of(one) for one in kept if one is not None}
        return held


def going_on(config: StyleConfig, moment: Moment) -> StyleConfig:
    """Return a config that goes on from a moment: exactly, where what it takes was kept.

    The picture stays as large as it is: coarse sizes that would come after it are left out.
    """
    from explorer.engine.style.schedule import stages_of

    steps = config.steps if config.steps > moment.index else moment.index + config.steps
    config = replace(config, steps=steps, start=None, start_rgb=None, start_index=0)
    while config.coarse_sizes and moment.losses.size > next(
        stage.size for stage in stages_of(config) if stage.end > moment.index
    ):
        config = replace(config, coarse_sizes=config.coarse_sizes[1:])
    state, channels = moment.planes, 1 if config.colour == "luminance" else 3
    if state is not None and state.planes.shape[0] == channels:
        return config.resumed(state)
    return replace(config, start=None, start_rgb=moment.rgb, start_index=moment.index)


def _is_over(branch: Branch) -> bool:
    state = branch.state()
    return state is not None and state.is_end


def _sweep(branch: Branch) -> bool:
    """Delete a branch that was let go of and has come to its end; whether it had."""
    if not branch.has_ended():
        return False
    branch.deleteLater()
    return True


def _make_cache() -> StyleCache:
    from explorer.engine.style import StyleCache

    return StyleCache()
