"""What the chart of bars is told to show, its words and its table; no Qt here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from explorer.panels.residual.operate.accuracy import CLASS_HEADER, FACE_HEADER
from explorer.panels.residual.operate.words import done_text

if TYPE_CHECKING:
    from datetime import datetime

    from explorer.engine.residual.gates import Operation
    from explorer.panels.residual.operate.accuracy import AccuracyRequest, Pair, Progress
    from explorer.panels.residual.operate.values import Chain
    from explorer.panels.residual.state import Network

NAMES: Final[dict[Network, tuple[str, str]]] = {
    "efficientnet-lite0": ("agrees with the whole network", "right"),
    "dlib-face": ("AUC: higher is better", "equal error rate: lower is better"),
}
LEGEND: Final = (
    "A box is F, its number the block that stands there; a wedge changes the shape. An arc is the "
    "skip, as strong as its α; one marked A pads with zeros."
)
INVITATION: Final[dict[Network, str]] = {
    "efficientnet-lite0": (
        "Measure shows how often the answer stays, and is right, without each block in turn:\n"
        "15 bundled photographs, some 3 s"
    ),
    "dlib-face": (
        "Measure shows how well people are told apart without each block in turn:\n"
        "173 bundled photographs of 30 people, some 20 s"
    ),
}
MEASURES: Final[dict[Network, str]] = {
    "efficientnet-lite0": (
        "{seen} of {total} bundled photographs; “right” on {among} of them, whose class is known, "
        "decided by eye. So few that a difference of one picture means nothing."
    ),
    "dlib-face": (
        "All pairs of {seen} of {total} bundled photographs, {among} people. AUC and equal error "
        "rate ask for no τ; τ = 0.36 is the whole network’s and says little without a block."
    ),
}


@dataclass(frozen=True, slots=True)
class BarsView:
    """Bars so far, and what they are of.

    Parameters
    ----------
    progress
        None before anything was measured.
    measured
        What was asked for then.
    is_stale
        Whether something else is set now than was measured.
    ended_at
        When the measurement ended; None while it runs, or if it was cancelled.
    """

    chain: Chain
    chosen: int
    progress: Progress | None = None
    measured: AccuracyRequest | None = None
    measured_operation: Operation | None = None
    is_stale: bool = False
    is_running: bool = False
    ended_at: datetime | None = None

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """What there is."""
        return () if self.progress is None else self.progress.pairs

    @property
    def whole(self) -> Pair | None:
        """The whole network's."""
        return self.pairs[0] if self.pairs else None

    @property
    def now(self) -> Pair | None:
        """What was set when it was measured, if anything was."""
        most = len(self.chain.places) + 1
        return self.pairs[most] if len(self.pairs) > most else None

    def without(self, index: int) -> Pair | None:
        """Return the pair without a block, counted from 0 over all blocks."""
        place = self.chain.blocks[index].place
        return None if place is None or not self.pairs else self.pairs[place + 1]


def caption(view: BarsView) -> str:
    """Return what was measured, on how much, when and where; before that, what is to be seen."""
    progress = view.progress
    if progress is None:
        return LEGEND
    network = view.chain.network
    words = MEASURES[network].format(seen=progress.seen, total=progress.total, among=progress.among)
    device = "" if view.measured is None else f" on {view.measured.device}"
    if view.ended_at is not None:
        return f"{words} Measured {view.ended_at:%d.%m.%Y %H:%M}{device}."
    return f"{words} {'Measuring' if view.is_running else 'Cancelled'}{device}."


def stale_text(view: BarsView) -> str:
    """Return what of the bars is no longer so."""
    if not view.is_stale or view.is_running:
        return ""
    if view.now is None:
        return "What is set now was not measured: Measure adds its bars."
    assert view.measured_operation is not None
    was = done_text(view.chain, view.measured_operation)
    return f"The bars “as set” are of: {was}. Measure takes what is set now."


def tip(view: BarsView, index: int | None) -> str:
    """Return what is said of a block's bars; of what is set, where the index is the last."""
    chain = view.chain
    if index is None or not view.pairs:
        return INVITATION[chain.network] if not view.pairs else _said("Whole network", view.whole)
    if index >= len(chain.blocks):
        return _said("As set when measured", view.now) if view.now else ""
    block, pair = chain.blocks[index], view.without(index)
    if pair is None:
        return f"Block {block.number} has no skip: it cannot be deleted"
    return _said(f"Without block {block.number}", pair)


def rows(view: BarsView) -> list[tuple[object, ...]]:
    """Return the bars as a table, its header first."""
    header = FACE_HEADER if view.chain.network == "dlib-face" else CLASS_HEADER
    names = ["whole network"]
    names += [f"without block {view.chain.block_of(place.index).number}"
              for place in view.chain.places]  # fmt: skip
    if view.now is not None and view.measured_operation is not None:
        names.append(f"as set: {done_text(view.chain, view.measured_operation)}")
    if not view.pairs:
        return [header]
    return [header, *((name, *pair.cells) for name, pair in zip(names, view.pairs, strict=True))]


def _said(name: str, pair: Pair | None) -> str:
    return "" if pair is None else f"{name}: {pair.words}"
