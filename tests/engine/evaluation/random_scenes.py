"""Random pictures with true boxes and detections, the same on every machine and every numpy."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

CLASSES = ("a", "b", "c")


@dataclass(frozen=True)
class Scene:
    """A picture: boxes as [left, top, width, height], in whole or quarter pixels."""

    true: list[tuple[list[float], int, bool]]
    """Box, class, crowd."""
    found: list[tuple[list[float], float, int]]
    """Box, score, class."""


def scenes(seed: int, pictures: int = 40) -> list[Scene]:
    random = Random(seed)
    return [_scene(random) for _ in range(pictures)]


def _scene(random: Random) -> Scene:
    true = [
        (_box(random), random.randrange(len(CLASSES)), random.random() < 0.12)
        for _ in range(random.randrange(7))
    ]
    found = []
    for box, class_id, _ in true:
        for _ in range(random.randrange(4)):
            moved = [side + random.randrange(-24, 25) / 4 for side in box]
            said = class_id if random.random() < 0.9 else random.randrange(len(CLASSES))
            found.append((_positive(moved), _score(random), said))
    for _ in range(random.randrange(4)):
        found.append((_box(random), _score(random), random.randrange(len(CLASSES))))
    return Scene(true, found)


def _box(random: Random) -> list[float]:
    return [random.randrange(n) / 4 for n in (400, 400)] + [
        random.randrange(60, 240) / 4 for _ in range(2)
    ]


def _positive(box: list[float]) -> list[float]:
    return [*box[:2], *(max(1.0, side) for side in box[2:])]


def _score(random: Random) -> float:
    return random.randrange(1, 64) / 64  # few values, so there are ties
