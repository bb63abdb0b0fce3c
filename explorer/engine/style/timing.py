"""How long painting takes on this device, measured before it starts."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Final

from explorer.engine.style.painting import stylize
from explorer.engine.style.schedule import stages_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.engine.style.cache import StyleCache
    from explorer.engine.style.config import StyleConfig

TRIAL_STEPS: Final = 4
"""Steps that are taken to measure; the first of them makes what all the others use."""


def trial_of(config: StyleConfig) -> StyleConfig:
    """Return a config whose first `TRIAL_STEPS` steps show how long one takes at the last size."""
    return replace(
        config,
        steps=TRIAL_STEPS,
        coarse_sizes=(),
        picture_every=0,
        start=None,
        start_rgb=None,
        start_index=0,
    )


def step_s_of(elapsed_s: Sequence[float]) -> float:
    """Return the seconds of a step, from the times so far at the `TRIAL_STEPS` steps of a trial."""
    return min(after - before for before, after in pairwise(elapsed_s[1:]))


def measure_step_s(config: StyleConfig, cache: StyleCache | None = None) -> float:
    """Return the seconds that a step takes here at the config's last size, without a picture.

    Some steps are taken for it and thrown away. With a cache, what they loaded stays for the run.
    """
    steps = islice(stylize(trial_of(config), cache), TRIAL_STEPS)
    return step_s_of([step.elapsed_s for step in steps])


def seconds_left(config: StyleConfig, index: int, step_s: float) -> float:
    """Return about how many seconds the steps from ``index`` on take.

    ``step_s`` is one at the last size; the time of a step grows with the picture's area.
    """
    left = 0.0
    for stage in stages_of(config):
        steps = max(0, stage.end - max(stage.first, index))
        left += steps * step_s * (stage.size / config.size) ** 2
    return left
