"""What is asked of an evaluation, and what it says on its way and at its end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from explorer.engine.evaluation import EvaluationResult
    from explorer.engine.evaluation.annotations import AnnotatedFolder
    from explorer.engine.evaluation.steps import Counts
    from explorer.panels.detector.values import DetectRequest, ModelFacts
    from explorer.widgets.detections.boxes import BoxesOverlay

LEAST_SCORE: Final = 0.01
"""The curves are followed down to this score, whatever the slider says."""
MATCH_IOU: Final = 0.5
HELD_OUT_WORDS: Final = "500 held-out scenes"


@dataclass(frozen=True, slots=True, eq=False)
class EvaluateRequest:
    """Annotated pictures, or None for the held-out scenes, and how they are looked at."""

    folder: AnnotatedFolder | None
    look: DetectRequest


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """A picture for the screen with what was found, and what was missed, dashed."""

    rgb: NDArray[np.uint8]
    overlay: BoxesOverlay
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class EvaluateStep:
    """``done`` of ``total`` pictures.

    Parameters
    ----------
    counts
        So far, at the slider's score; None for the held-out scenes.
    problem
        Why this picture does not count, or "".
    result
        Of the held-out scenes so far, made anew now and then.
    """

    done: int
    total: int
    counts: Counts | None = None
    seen: Seen | None = None
    problem: str = ""
    result: EvaluationResult | None = None
    facts: ModelFacts | None = None

    @property
    def fraction(self) -> float:
        """How much is done, in 0..1."""
        return self.done / self.total


@dataclass(frozen=True, slots=True, eq=False)
class Evaluated:
    """How good the detector is.

    Parameters
    ----------
    title
        What was looked at.
    detector
        What looked.
    class_names
        Of the detector: a class has the colour of its place among them.
    look
        How it was looked at.
    missing
        Classes of the folder whose boxes were not looked for.
    problems
        Pictures that do not count.
    recorded
        What the manifest says was measured when the weights were made: "map_50", "map_50_95",
        "map_50_of_best_classes".
    note
        What else there is to know about the figures.
    """

    title: str
    detector: str
    class_names: tuple[str, ...]
    look: DetectRequest
    result: EvaluationResult
    missing: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    recorded: Mapping[str, float] | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ExampleStep:
    """A picture of the example was written; at the end the example lies at ``folder``."""

    done: int
    total: int
    folder: Path

    @property
    def fraction(self) -> float:
        """How much is done, in 0..1."""
        return self.done / self.total
