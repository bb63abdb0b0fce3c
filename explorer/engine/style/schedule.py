"""Which steps are taken at which size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from explorer.engine.style.config import StyleConfig


@dataclass(frozen=True, slots=True)
class Stage:
    """Steps from ``first`` up to, not including, ``end`` at one size."""

    size: int
    first: int
    end: int


def stages_of(config: StyleConfig) -> tuple[Stage, ...]:
    """Share the steps among the sizes: each takes half as many as the coarser one before it.

    The coarse sizes place the strokes, and a step of theirs costs a quarter; the fine ones draw
    them. Every size has a step at least, where there are enough.
    """
    sizes = config.sizes
    whole = sum(2.0**-number for number in range(len(sizes)))
    stages, first, done = [], 0, 0.0
    for number, size in enumerate(sizes):
        done += 2.0**-number
        last = number == len(sizes) - 1
        end = config.steps if last else round(config.steps * done / whole)
        stages.append(Stage(size, first, end))
        first = end
    return tuple(stages)
