"""Triplets by plain loops, to compare with."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

Rows = "Sequence[Sequence[float]]"


def distance(one: Sequence[float], other: Sequence[float]) -> float:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


def loss(anchors: Rows, positives: Rows, negatives: Rows, margin: float) -> float:
    each = [
        max(distance(a, p) - distance(a, n) + margin, 0.0)
        for a, p, n in zip(anchors, positives, negatives, strict=True)
    ]
    return sum(each) / len(each)


def every(labels: Sequence[object]) -> list[tuple[int, int, int]]:
    return [
        (a, p, n)
        for a, p, n in itertools.product(range(len(labels)), repeat=3)
        if a != p and labels[a] == labels[p] and labels[a] != labels[n]
    ]


def semi_hard(points: Rows, labels: Sequence[object], margin: float) -> list[tuple[int, int, int]]:
    return [
        (a, p, n)
        for a, p, n in every(labels)
        if distance(points[a], points[p])
        < distance(points[a], points[n])
        < distance(points[a], points[p]) + margin
    ]


def hard(points: Rows, labels: Sequence[object]) -> list[tuple[int, int, int]]:
    found = []
    for a in range(len(labels)):
        others = [i for i in range(len(labels)) if i != a and labels[i] == labels[a]]
        strangers = [i for i in range(len(labels)) if labels[i] != labels[a]]
        if others and strangers:
            farthest = max(others, key=lambda i: distance(points[a], points[i]))
            nearest = min(strangers, key=lambda i: distance(points[a], points[i]))
            found.append((a, farthest, nearest))
    return found
