"""Trainings worth watching, each with what it shows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from explorer.engine.residual.config import TrainingConfig, pair


@dataclass(frozen=True, slots=True)
class Preset:
    """A config under a name, and in a sentence or two what to look at."""

    key: str
    title: str
    text: str
    config: TrainingConfig


_BARE = replace(TrainingConfig(), batch_norm=False, schedule="constant", epochs=2)

PRESETS: Final = (
    Preset(
        "usual",
        "Plain-20 and residual-20",
        "The paper's recipe made small. Watch which of the two learns faster, and which layers the "
        "gradient reaches.",
        TrainingConfig(),
    ),
    Preset(
        "degradation",
        "Deeper gets worse",
        "20 and 56 layers, each with and without skips. The deeper plain network has the higher "
        "training error, so it is not overfitting: it cannot be trained. Skips undo most of that. "
        "With seed 0 the training errors come down to some 23 % and 60 % without skips and 17 % "
        "and 35 % with them; residual-56 needs the recorded length of training to pass its 20.",
        replace(TrainingConfig(), lanes=pair(20, 56)),
    ),
    Preset(
        "vanishing",
        "Vanishing",
        "First weights of half He's size, and no batch norm: each layer hands on a quarter of the "
        "variance. At the plain network's first layers no gradient is left, and it learns nothing; "
        "around its blocks the residual one has a way back, and it learns. The rate is 0.01: at "
        "0.1 it diverges without batch norm.",
        replace(_BARE, initialisation="small", learning_rate=0.01),
    ),
    Preset(
        "exploding",
        "Exploding",
        "First weights of twice He's size, and no batch norm: each layer hands on four times the "
        "variance, and after one step the loss is no number any more. Skips do not help here; "
        "batch norm does.",
        replace(_BARE, initialisation="large", record_every=1),
    ),
)


def preset(key: str) -> Preset:
    """Return a preset by its key.

    Raises
    ------
    KeyError
        There is none.
    """
    return {one.key: one for one in PRESETS}[key]
