"""The class scores of one prediction, and the difference between softmax and logistic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from explorer.engine.yolo.heads import BOX_NUMBERS
from explorer.panels.detector.grid.box_math import latex_text

if TYPE_CHECKING:
    from explorer.engine.yolo.heads import ClassScores
    from explorer.panels.detector.grid.chosen import Chosen
    from explorer.panels.detector.values import DetectView

SHOWN = 6
DIFFERENCE = {
    "softmax": "Softmax, as in the lecture and in YOLOv2: the classes share 1 among them, so a box "
    "has one class. YOLOv3 judges each class by itself, with a logistic function.",
    "logistic": "Logistic, as in YOLOv3: each class is judged by itself, so that a box could be a "
    "person and a woman. In the lecture’s form a softmax shares 1 among all classes.",
}


@dataclass(frozen=True, slots=True)
class CellScores:
    """The best classes, and the rest together.

    Parameters
    ----------
    top
        Name and P(class), the largest first.
    rest
        Count, sum and largest of the others.
    total
        Sum over all classes.
    best_logit
        Raw number of the best class.
    """

    top: tuple[tuple[str, float], ...]
    rest: tuple[int, float, float]
    total: float
    best_logit: float
    kind: ClassScores


def cell_scores(view: DetectView, chosen: Chosen, shown: int = SHOWN) -> CellScores:
    """Take the class scores of a prediction out of the detector's answer."""
    raw = view.raw
    probabilities = view.raw.class_probabilities(chosen.number)
    order = torch.sort(probabilities, descending=True, stable=True)
    names, values = raw.class_names, order.values
    rest = values[shown:]
    logits = raw.maps[chosen.head][chosen.anchor, BOX_NUMBERS:, chosen.cell[0], chosen.cell[1]]
    return CellScores(
        top=tuple(
            (names[index], value)
            for index, value in zip(
                order.indices[:shown].tolist(), values[:shown].tolist(), strict=True
            )
        ),
        rest=(len(rest), float(rest.sum()), float(rest[0]) if len(rest) else 0.0),
        total=float(probabilities.double().sum()),
        best_logit=float(logits[order.indices[0]]),
        kind=raw.heads[chosen.head].class_scores,
    )


def rest_text(scores: CellScores) -> str:
    """Say what the classes that are not shown have; "" if all are shown."""
    count, together, largest = scores.rest
    if not count:
        return ""
    if count == 1:
        return f"1 other class: {largest:.3f}"
    return f"{count} others: {together:.3f} together, {largest:.3f} at most"


def sum_text(scores: CellScores) -> str:
    """Return what all classes sum to."""
    if scores.kind == "softmax":
        return "they sum to 1"
    return f"each by itself: they sum to {scores.total:.2f}"


def class_latex(scores: CellScores) -> str:
    """Return how the best class's probability comes about."""
    name, value = scores.top[0]
    begin = rf"P({latex_text(name)}) = "
    if scores.kind == "logistic":
        return rf"{begin}\sigma(t) = \sigma({{{scores.best_logit:.3f}}}) = {value:.3f}"
    return (
        rf"{begin}\frac{{e^{{t}}}}{{\sum_j e^{{t_j}}}} = "
        rf"\frac{{e^{{{scores.best_logit:.2f}}}}}{{\sum_j e^{{t_j}}}} = {value:.3f}"
    )
