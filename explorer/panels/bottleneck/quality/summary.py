"""What a sweep has shown, in words that claim no more than its error bars do; no Qt here."""

from __future__ import annotations

from math import hypot
from typing import TYPE_CHECKING

from explorer.engine.bottleneck.unit_text import times_text
from explorer.panels.bottleneck.quality.values import ERRORS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.engine.bottleneck.quality_values import QualityPoint

NOTHING_YET = (
    "Start trains the same small network once directly and once behind each bottleneck, and puts "
    "a point for each: how far can the MACs fall before the accuracy does?"
)
NO_DIRECT = "The direct convolution is what the others are compared with: it is not trained yet."
NO_BREAK = "\N{NO-BREAK SPACE}"
CAUTION = "One seed alone."


def summary(points: Sequence[QualityPoint]) -> str:
    """Say how narrow the bottleneck could be, and where it began to cost accuracy.

    Two accuracies are held apart only if they differ by more than twice the standard error of
    their difference, √(s₁² + s₂²), as if they came from different test images. They come from the
    same ones, which makes true differences easier to see than this rule allows: it errs towards
    saying "cannot be told apart".
    """
    direct = next((point for point in points if point.width is None), None)
    narrow = _widest_first(points)
    if direct is None:
        return NO_DIRECT if narrow else NOTHING_YET
    if not narrow:
        return f"The direct convolution names {accuracy_text(direct)} of the test images right."
    worse = next((point for point in narrow if is_worse(point, direct)), None)
    if worse is None:
        parts = [_all_as_good(narrow[-1], direct)]
    elif worse is narrow[0]:
        parts = [_none_as_good(worse, direct)]
    else:
        parts = [_as_good(narrow[narrow.index(worse) - 1], direct), _loss(worse, direct)]
    return " ".join((*parts, CAUTION))


def is_worse(point: QualityPoint, direct: QualityPoint) -> bool:
    """Whether a point lies below the direct one by more than their errors explain."""
    return direct.accuracy - point.accuracy > difference_error(point, direct)


def difference_error(one: QualityPoint, other: QualityPoint) -> float:
    """Return twice the standard error of a difference of two accuracies, as a share."""
    return ERRORS * hypot(one.standard_error, other.standard_error)


def accuracy_text(point: QualityPoint) -> str:
    """Write an accuracy with twice its standard error: 88.4 ± 1.4 %."""
    error = 100 * ERRORS * point.standard_error
    return f"{100 * point.accuracy:.1f} ± {error:.1f} %".replace(" ", NO_BREAK)


def macs_words(point: QualityPoint, direct: QualityPoint) -> str:
    """Say how a network's MACs compare with the direct one's."""
    ratio = direct.macs / point.macs
    if ratio >= 1:
        return f"takes {times_text(ratio)} times fewer MACs than the direct one"
    return f"takes {times_text(1 / ratio)} times as many MACs as the direct one"


def _widest_first(points: Sequence[QualityPoint]) -> list[QualityPoint]:
    narrow = [point for point in points if point.width is not None]
    return sorted(narrow, key=lambda point: -(point.width or 0))


def _as_good(point: QualityPoint, direct: QualityPoint) -> str:
    is_better = is_worse(direct, point)
    stands = "is above" if is_better else "cannot be told from"
    return (
        f"Behind a bottleneck of {point.width} the network {macs_words(point, direct)}, and its "
        f"accuracy, {accuracy_text(point)}, {stands} {accuracy_text(direct)}."
    )


def _all_as_good(last: QualityPoint, direct: QualityPoint) -> str:
    return f"{_as_good(last, direct)} None of those trained is worse by more than its error."


def _loss(point: QualityPoint, direct: QualityPoint) -> str:
    lost, error = 100 * (direct.accuracy - point.accuracy), 100 * difference_error(point, direct)
    return f"With {point.width} it loses {lost:.1f} ± {error:.1f} points."


def _none_as_good(point: QualityPoint, direct: QualityPoint) -> str:
    lost, error = 100 * (direct.accuracy - point.accuracy), 100 * difference_error(point, direct)
    return (
        f"A bottleneck of {point.width}, the widest here, already loses {lost:.1f} ± {error:.1f} "
        f"points against {accuracy_text(direct)} of the direct convolution."
    )
