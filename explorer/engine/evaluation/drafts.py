"""Annotations as read, before anything is believed of them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

from explorer.engine.evaluation.annotated import AnnotatedPicture, Problem
from explorer.engine.evaluation.truth import ground_truth

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable, Mapping
    from pathlib import Path

_TOLERANCE_PX: Final = 1.0  # beyond the edge by a rounding is not worth a word

LEFT_OUT: Final = "left out"
TURNED: Final = "turned round or empty: left out"
OUTSIDE: Final = "outside the picture: left out"
REACHES_OUT: Final = "beyond the edge: cut there"
NO_NUMBERS: Final = "without four finite numbers: left out"


class DraftBox(NamedTuple):
    """A box as the file has it."""

    name: str
    xyxy: tuple[float, float, float, float]
    difficult: bool = False
    crowd: bool = False


class DraftPicture(NamedTuple):
    """A picture that was found, with the boxes that the file gives it."""

    path: Path
    size: tuple[int, int] | None
    boxes: list[DraftBox]
    faults: Counter[str]
    """How many boxes have which fault."""


def finished(
    draft: DraftPicture, class_ids: Mapping[str, int], problems: list[Problem]
) -> AnnotatedPicture:
    """Keep the boxes that can be used, and add to ``problems`` what cannot."""
    kept: list[tuple[DraftBox, tuple[float, float, float, float]]] = []
    faults = draft.faults.copy()
    for box in draft.boxes:
        fault, cut = _looked_at(box.xyxy, draft.size)
        if fault:
            faults[fault] += 1
        if cut is not None:
            kept.append((box, cut))
    problems += (Problem(draft.path.name, told(fault, count)) for fault, count in faults.items())
    truth = ground_truth(
        [cut for _, cut in kept],
        [class_ids[box.name] for box, _ in kept],
        [box.difficult for box, _ in kept],
        [box.crowd for box, _ in kept],
    )
    return AnnotatedPicture(draft.path, truth, draft.size)


def told(fault: str, count: int) -> str:
    """Return "2 boxes outside the picture: left out"."""
    return f"{count} box{'es' if count > 1 else ''} {fault}"


def names_of(drafts: Iterable[DraftPicture]) -> tuple[str, ...]:
    """Return the names of all classes that occur, sorted."""
    return tuple(sorted({box.name for draft in drafts for box in draft.boxes}))


def _looked_at(
    box: tuple[float, float, float, float], size: tuple[int, int] | None
) -> tuple[str, tuple[float, float, float, float] | None]:
    """Return what is wrong with a box ("" if nothing), and what of it can be used."""
    left, top, right, bottom = box
    if not all(math.isfinite(side) and abs(side) < 1e9 for side in box):
        return NO_NUMBERS, None
    if right <= left or bottom <= top:
        return TURNED, None
    width, height = size or (math.inf, math.inf)
    cut = (max(0.0, left), max(0.0, top), min(right, width), min(bottom, height))
    if cut[2] <= cut[0] or cut[3] <= cut[1]:
        return OUTSIDE, None
    moved = max(abs(before - after) for before, after in zip(box, cut, strict=True))
    return (REACHES_OUT if moved > _TOLERANCE_PX else ""), cut
