"""What is said on the picture where no box is left."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from explorer.services.media import bundled_media

if TYPE_CHECKING:
    from explorer.panels.detector.state import ThresholdState
    from explorer.panels.detector.values import DetectRequest, DetectView
    from explorer.services.media import SourceSpec

LECTURE = "lecture"
DIGITS = "digits-"
NO_CLASS = "No class is looked for: tick some in the card “Classes”."
SHOW_DIGITS = "Show digits"
HOLD_DIGITS = "This detector knows digits: hold some, written on paper, before the camera."


def nothing_found(view: DetectView, thresholds: ThresholdState) -> str:
    """Say that no box passes, and how far the best prediction is from it."""
    if thresholds.shown == ():
        return NO_CLASS
    chosen = "" if thresholds.shown is None else " of the chosen classes"
    wanted = f"{thresholds.score:.2f}"
    best = _best(view, thresholds)
    if best is None:
        return f"No prediction is{chosen or ' there'}."
    score, name = best
    found = f"{score:.2f}"
    if found == wanted:  # just below: say so exactly
        found = f"{score:.5f}"
    return (
        f"No box{chosen} has a score of {wanted} or more; the best prediction is {found} ({name})."
    )


def found_words(view: DetectView, request: DetectRequest) -> tuple[str, str]:
    """Return what is said where no box is left, and what a button beside it offers, or ""."""
    words = nothing_found(view, request.thresholds)
    if request.model.name != LECTURE:
        return words, ""
    return f"{words} {HOLD_DIGITS}", SHOW_DIGITS if digits_picture() is not None else ""


def digits_picture() -> SourceSpec | None:
    """Return a bundled picture of digits for the lecture's detector."""
    pictures = (spec for spec in bundled_media() if spec.kind == "picture")
    return next((spec for spec in pictures if Path(spec.location).stem.startswith(DIGITS)), None)


def _best(view: DetectView, thresholds: ThresholdState) -> tuple[float, str] | None:
    scores, class_ids = view.predictions.scores.numpy(), view.predictions.class_ids.numpy()
    names = view.model.class_names
    if thresholds.shown is not None:
        wanted = [index for index, name in enumerate(names) if name in thresholds.shown]
        scores = np.where(np.isin(class_ids, wanted), scores, -1.0)
    if not len(scores) or scores.max() < 0:
        return None
    place = int(scores.argmax())
    return float(scores[place]), names[class_ids[place]]
