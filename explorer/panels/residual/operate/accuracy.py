"""The job behind the bars: how good a network is without each of its blocks in turn.

What is set now is measured as well, if anything is: it has bars of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from explorer.engine.residual.gates import deletions
from explorer.panels.residual.operate.values import operation_of

if TYPE_CHECKING:
    from collections.abc import Generator

    from explorer.engine.residual.accuracy import ClassBar
    from explorer.engine.residual.face_accuracy import FaceBar
    from explorer.engine.residual.gates import Operation, ResidualPlace
    from explorer.engine.verification import Proportion
    from explorer.panels.residual.state import Network

CLASS_HEADER: Final = (
    "operation", "agreeing with the whole network", "pictures", "right", "among the five",
    "pictures of known class", "mean probability of the whole network's class",
)  # fmt: skip
FACE_HEADER: Final = (
    "operation", "AUC", "equal error rate", "τ of the equal error", "τ of the whole network",
    "false accepts there", "impostor pairs", "false rejects there", "genuine pairs",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class AccuracyRequest:
    """Which network is measured where, and what is set besides."""

    network: Network
    device: str
    gates: tuple[tuple[int, float], ...] = ()
    deleted: tuple[int, ...] = ()
    swapped: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """Two shares of one operation in 0..1, in words, and as cells of a table.

    Of EfficientNet agreement and accuracy; of the face network AUC and equal error rate.
    """

    first: float
    second: float
    words: str
    cells: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is: pairs of the ``seen`` of ``total`` pictures.

    Parameters
    ----------
    among
        Pictures whose class is known, or people, among those seen.
    pairs
        Of the whole network, of it without each block, and of what is set, if anything is. None
        before there is anything to compare.
    """

    seen: int
    total: int
    among: int
    pairs: tuple[Pair, ...]

    @property
    def fraction(self) -> float:
        """How much is done, in 0..1."""
        return self.seen / self.total

    @property
    def is_whole(self) -> bool:
        """Whether all pictures were seen."""
        return self.seen == self.total


def measure(request: AccuracyRequest) -> Generator[Progress, None, Progress]:
    """Measure, in a thread of its own: the network is loaded there, apart from the page's.

    Raises
    ------
    ExplorerError
        Weights or pictures are missing, or the network cannot undergo what is set.
    """
    if request.network == "dlib-face":
        return _measure_faces(request)
    return _measure_classes(request)


def operations_of(
    places: tuple[ResidualPlace, ...], request: AccuracyRequest
) -> tuple[Operation, ...]:
    """Return the whole network, it without each block, and what is set if anything is."""
    now = operation_of(places, request)
    alone = deletions(places)
    return alone if now.is_untouched else (*alone, now)


def _measure_classes(request: AccuracyRequest) -> Generator[Progress, None, Progress]:
    from explorer.engine.residual.accuracy import bundled_pictures, measure_classes
    from explorer.engine.residual.operate import ClassifierTheatre

    theatre = ClassifierTheatre(device=request.device)
    operations = operations_of(theatre.places, request)
    progress = None
    for step in measure_classes(theatre, bundled_pictures(), operations):
        pairs = tuple(map(class_pair, step.bars))
        progress = Progress(step.index, step.total, step.bars[0].right.total, pairs)
        yield progress
    assert progress is not None
    return progress


def _measure_faces(request: AccuracyRequest) -> Generator[Progress, None, Progress]:
    from explorer.engine.residual.face_accuracy import bundled_face_chips, measure_faces
    from explorer.engine.residual.operate import FaceTheatre

    theatre = FaceTheatre(request.device)
    operations = operations_of(theatre.places, request)
    progress = None
    for step in measure_faces(theatre, bundled_face_chips(), operations):
        pairs = tuple(map(face_pair, step.bars))
        progress = Progress(step.index, step.total, step.people, pairs)
        yield progress
    assert progress is not None
    return progress


def class_pair(bar: ClassBar) -> Pair:
    """Return agreement and accuracy of EfficientNet under an operation."""
    words = (
        f"agrees with the whole network on {_counted(bar.agreeing)}\n"
        f"right on {_counted(bar.right)}, {_interval(bar.right)}\n"
        f"right among the five most probable on {_counted(bar.among_five)}\n"
        f"the whole network’s class is given {bar.probability:.1%} on average"
    )
    cells = (bar.agreeing.count, bar.agreeing.total, bar.right.count, bar.among_five.count,
             bar.right.total, bar.probability)  # fmt: skip
    return Pair(bar.agreeing.rate, bar.right.rate, words, cells)


def face_pair(bar: FaceBar) -> Pair:
    """Return AUC and equal error rate of the face network under an operation."""
    equal, rates = bar.equal_error, bar.rates
    words = (
        f"AUC {bar.auc:.4f}, equal error rate {equal.rate:.1%} at τ = {equal.tau:.3f}\n"
        f"at the whole network’s τ = {rates.tau:.2f}: {rates.false_accept_rate:.1%} of strangers "
        f"get in, {rates.false_reject_rate:.1%} of people are turned away"
    )
    accepts, rejects = rates.false_accepts, rates.false_rejects
    cells = (bar.auc, equal.rate, equal.tau, rates.tau, accepts.count, accepts.total,
             rejects.count, rejects.total)  # fmt: skip
    return Pair(bar.auc, equal.rate, words, cells)


def _counted(share: Proportion) -> str:
    return f"{share.count} of {share.total}"


def _interval(share: Proportion) -> str:
    bounds = share.interval()
    return f"so 95 % sure only to lie in {bounds.low:.0%} to {bounds.high:.0%}"
