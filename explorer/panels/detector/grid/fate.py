"""What becomes of one prediction: dropped, suppressed and by whom, or kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from explorer.panels.detector.steps.words import over_text

if TYPE_CHECKING:
    from explorer.panels.detector.grid.chosen import Chosen
    from explorer.panels.detector.state import ThresholdState
    from explorer.panels.detector.values import DetectView

Kind = Literal["low", "not looked for", "kept", "not shown", "suppressed", "gone"]

MOST_NAMED = 4


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of it, and why, in one or two sentences."""

    kind: Kind
    text: str

    @property
    def is_left(self) -> bool:
        """Whether its box is in the picture in the end."""
        return self.kind == "kept"


def fate_of(view: DetectView, thresholds: ThresholdState, number: int) -> Fate:
    """Return what becomes of prediction ``number``."""
    score = float(view.predictions.scores[number])
    compared = at_least_text(score, thresholds.score)
    found = (view.passing == number).nonzero()[:, 0].tolist()
    if not found:
        if score < thresholds.score:
            return Fate("low", f"Its score is too low, {compared}: it is dropped.")
        name = view.raw.class_names[int(view.predictions.class_ids[number])]
        return Fate("not looked for", f"{compared}, but its class, {name}, is not looked for.")
    rank = found[0]
    if rank in view.kept.tolist():
        return Fate("kept", _kept_text(view, rank, compared))
    if thresholds.suppression != "greedy" and view.scores[rank] < thresholds.score:
        lowered = at_least_text(float(view.scores[rank]), thresholds.score)
        return Fate("gone", f"It passes, {compared}; soft-NMS lowers its score to {lowered}: gone.")
    by = int(view.trace.suppressed_by[rank])
    if thresholds.suppression == "greedy" and by >= 0:
        return Fate("suppressed", _suppressed_text(view, thresholds, rank, by, compared))
    most = thresholds.max_boxes
    return Fate("not shown", f"It is kept, {compared}, but only the {most} best are shown.")


def mates_text(view: DetectView, chosen: Chosen, ranks: tuple[int, ...]) -> str:
    """Say that several boxes that are left have their centres in one cell; "" if they do not."""
    if len(ranks) < 2:
        return ""
    named = " and ".join(_named_with_anchor(view, rank) for rank in ranks[:MOST_NAMED])
    many = {2: "Two", 3: "Three"}.get(len(ranks), str(len(ranks)))
    anchors = len(view.raw.heads[chosen.head].anchors_px)
    return (
        f"{many} boxes that are left have their centres in this one cell: {named}. "
        f"It has an anchor for each, and no more than {anchors}."
    )


def at_least_text(value: float, threshold: float) -> str:
    """Return "0.94 ≥ 0.25" or "0.03 < 0.25", with as many digits as tell the two apart."""
    limit = f"{threshold:.2f}"
    near = (count for count in (2, 3, 4) if float(f"{value:.{count}f}") != float(limit))
    digits = 2 if value == threshold else next(near, 6)
    return f"{value:.{digits}f} {'≥' if value >= threshold else '<'} {limit}"


def box_name(view: DetectView, rank: int) -> str:
    """Return "person 0.94"; the score is that of the network."""
    number = int(view.passing[rank])
    name = view.raw.class_names[int(view.predictions.class_ids[number])]
    return f"{name} {float(view.predictions.scores[number]):.2f}"


def _kept_text(view: DetectView, rank: int, compared: str) -> str:
    first = float(view.predictions.scores[view.passing[rank]])
    if first - float(view.scores[rank]) >= 0.005:
        return f"It passes, {compared}; soft-NMS lowers its score to {view.scores[rank]:.2f}: kept."
    drops = int((view.trace.suppressed_by == rank).sum())
    if not drops:
        return f"It passes, {compared}, and no better box overlaps it so much: it is kept."
    others = "one other box" if drops == 1 else f"{drops} other boxes"
    return f"It passes, {compared}, and is kept; it suppresses {others}."


def _suppressed_text(
    view: DetectView, thresholds: ThresholdState, rank: int, by: int, compared: str
) -> str:
    cell = view.raw.cell(int(view.passing[by]))
    rows, columns = view.raw.maps[cell.head].shape[-2:]
    overlap = over_text(float(view.trace.iou[rank]), thresholds.iou)
    return (
        f"It passes, {compared}, but is suppressed by “{box_name(view, by)}” "
        f"from cell ({cell.row}, {cell.column}) of {rows}×{columns}, anchor {cell.anchor + 1}: "
        f"IoU {overlap}."
    )


def _named_with_anchor(view: DetectView, rank: int) -> str:
    anchor = view.raw.cell(int(view.passing[rank])).anchor
    return f"{box_name(view, rank)} (anchor {anchor + 1})"
