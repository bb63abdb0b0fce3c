"""What is drawn over the picture at a moment of the walk: pure values, no widget."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from explorer.panels.detector.steps.moment import BoxState
from explorer.widgets.detections.boxes import BoxesOverlay, box_label
from explorer.widgets.detections.iou_overlay import IouOverlay
from explorer.widgets.detections.iou_pair import IouPair

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from explorer.panels.detector.steps.moment import Moment
    from explorer.panels.detector.steps.values import StepsView
    from explorer.widgets.detections.iou_pair import Rect4
    from explorer.widgets.overlays import Overlay

_STYLES: Final = np.array(
    ["candidate", "candidate", "highlighted", "kept", "kept", "suppressed"], object
)
_OPACITIES: Final = np.array([1.0, 0.55, 1.0, 1.0, 1.0, 0.0], np.float32)
"""Both by `BoxState`."""
LEFT_OF_GOING = 0.6
"""A box that was dropped is still seen at its own step, so that its IoU can be read."""
BEHIND_PAIR = 0.35
"""The other boxes, while two that were chosen by hand are shown."""
LABELLED_AT_MOST = 60
"""More names than this hide the picture: only the box at work and the dropped one have theirs."""
CROWD = 400
"""Of more boxes than this, those of classes whose turn has not come are left out."""


def seen_boxes(moment: Moment) -> NDArray[np.bool_]:
    """Return which boxes are on the picture, bool (P,)."""
    states = moment.states
    seen: NDArray[np.bool_] = states != BoxState.GONE
    return seen & (states != BoxState.ELSEWHERE) if len(states) > CROWD else seen


def boxes_overlay(
    view: StepsView, moment: Moment, fade: float = 1.0, behind: bool = False
) -> BoxesOverlay:
    """Return the boxes as the walk left them.

    Parameters
    ----------
    fade
        0 to 1: how far the boxes that go at this step have gone.
    behind
        Whether two boxes chosen by hand are in front.
    """
    ranks = np.flatnonzero(seen_boxes(moment))
    states = moment.states[ranks]
    opacities = _OPACITIES[states].copy()
    opacities[states == BoxState.GOING] = 1 - fade * (1 - LEFT_OF_GOING)
    if behind:
        opacities *= BEHIND_PAIR
    return BoxesOverlay(
        view.boxes_xyxy[ranks],
        view.picture,
        tuple(view.colours[ranks].tolist()),
        () if behind else _labels(view, moment, ranks),
        tuple(_STYLES[states].tolist()),
        opacities,
    )


def _labels(view: StepsView, moment: Moment, ranks: NDArray[np.int64]) -> tuple[str, ...]:
    kept = np.flatnonzero(moment.states == BoxState.KEPT)[:LABELLED_AT_MOST].tolist()
    texts = {rank: _label(view, rank) for rank in kept}
    if moment.at_work is not None:
        texts[moment.at_work] = _label(view, moment.at_work)
    if len(moment.going) == 1:
        victim = moment.going[0]
        texts[victim] = f"IoU {view.walk.iou[victim]:.2f}"
    labels = [""] * len(ranks)
    for place, text in zip(np.searchsorted(ranks, list(texts)), texts.values(), strict=True):
        labels[place] = text
    return tuple(labels)


def iou_pair(view: StepsView, better: int, other: int) -> IouPair:
    """Return two boxes to be measured, by rank, with the threshold that decides about the other."""
    return IouPair(*_rects(view, better, other), threshold=view.thresholds.iou)


def hand_pair(view: StepsView, pair: tuple[int, ...]) -> IouPair | None:
    """Return two boxes chosen by hand, the better one as A; None unless there are two."""
    if len(pair) != 2:
        return None
    ranks = sorted(pair)
    names = (f"A {_label(view, ranks[0])}", f"B {_label(view, ranks[1])}")
    return IouPair(*_rects(view, *ranks), names)


def front_overlays(
    view: StepsView, pair: tuple[int, ...], hovered: int | None
) -> tuple[Overlay, ...]:
    """Return what is drawn over the walk: two boxes chosen by hand, and what is pointed at."""
    found: list[Overlay] = []
    measured = hand_pair(view, pair)
    if measured is not None:
        found.append(IouOverlay(measured, view.picture))
    elif pair:
        found.append(_single(view, pair[0], "A"))
    if hovered is not None and hovered not in pair and hovered < len(view):
        found.append(_single(view, hovered))
    return tuple(found)


def _single(view: StepsView, rank: int, letter: str = "") -> BoxesOverlay:
    return BoxesOverlay(
        view.boxes_xyxy[[rank]],
        view.picture,
        ("warm" if letter else view.colours[rank],),
        (f"{letter} {_label(view, rank)}".strip(),),
        "highlighted",
    )


def _rects(view: StepsView, *ranks: int) -> tuple[Rect4, Rect4]:
    first, second = view.boxes_xyxy[list(ranks)].astype(float).tolist()
    return tuple(first), tuple(second)


def _label(view: StepsView, rank: int) -> str:
    return box_label(view.names[rank], float(view.scores[rank]))
