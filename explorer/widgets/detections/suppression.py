"""Who suppressed whom, as a value."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class _Numbers(Protocol):
    """An array or a tensor."""

    def tolist(self) -> list[float]: ...


class Trace(Protocol):
    """What non-maximum suppression tells; arrays or tensors of N boxes.

    ``kept`` are indices, best first; ``suppressed_by`` is the box that suppressed each one, −1
    where none did; ``iou`` is the IoU with that one.
    """

    @property
    def kept(self) -> _Numbers:
        """Indices of the boxes that were kept."""
        ...

    @property
    def suppressed_by(self) -> _Numbers:
        """For each box who suppressed it."""
        ...

    @property
    def iou(self) -> _Numbers:
        """For each box its IoU with that one."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Suppression:
    """Boxes by their index: kept ones, and what each of them suppressed.

    Parameters
    ----------
    kept
        Indices of the boxes that were kept, in the order in which they were.
    suppressed_by
        For each box the one that suppressed it, −1 for those that none did.
    iou
        For each box its IoU with that one.
    names, scores, colours
        For each box its class, its score, and its class's colour.
    called
        What each box is called, such as "#1"; by default "box 0", by its index.
    """

    kept: tuple[int, ...]
    suppressed_by: tuple[int, ...]
    iou: tuple[float, ...]
    names: tuple[str, ...]
    scores: tuple[float, ...]
    colours: tuple[str, ...]
    called: tuple[str, ...] = ()
    _victims: dict[int, tuple[int, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        found: dict[int, list[int]] = {}
        for box, by in enumerate(self.suppressed_by):
            if by >= 0:
                found.setdefault(by, []).append(box)
        ordered = {
            by: tuple(sorted(boxes, key=lambda box: (-self.scores[box], box)))
            for by, boxes in found.items()
        }
        object.__setattr__(self, "_victims", ordered)

    @classmethod
    def from_trace(
        cls,
        trace: Trace,
        names: Sequence[str],
        scores: Iterable[float],
        colours: Sequence[str],
    ) -> Suppression:
        """Return the value of a trace, given each box's class, score and colour."""
        return cls(
            kept=tuple(int(box) for box in trace.kept.tolist()),
            suppressed_by=tuple(int(box) for box in trace.suppressed_by.tolist()),
            iou=tuple(trace.iou.tolist()),
            names=tuple(names),
            scores=tuple(float(score) for score in scores),
            colours=tuple(colours),
        )

    @property
    def is_mixed(self) -> bool:
        """Whether a box was suppressed by one of another class."""
        return any(by >= 0 and self.names[by] != self.names[box]
                   for box, by in enumerate(self.suppressed_by))  # fmt: skip

    def victims(self, box: int) -> tuple[int, ...]:
        """Return the boxes that a box suppressed, best score first, ties to the lower index."""
        return self._victims.get(box, ())

    def row(self, box: int) -> int | None:
        """Return which of the kept boxes a box is or was suppressed by; None for neither."""
        by = self.suppressed_by[box]
        kept = box if by < 0 else by
        return self.kept.index(kept) if kept in self.kept else None

    def described(self, box: int) -> str:
        """Return what became of a box, in words."""
        what = f"{self._name(box)}: {self.names[box]} {self.scores[box]:.2f}"
        by = self.suppressed_by[box]
        if by >= 0:
            other = f"{self.names[by]} {self.scores[by]:.2f}"
            return f"{what}, suppressed by {self._name(by)}, {other}: IoU {self.iou[box]:.3f}"
        if box not in self.kept:
            return f"{what}, neither kept nor suppressed"
        count = len(self.victims(box))
        return f"{what}, kept; it suppressed {count} {'box' if count == 1 else 'boxes'}"

    def _name(self, box: int) -> str:
        return self.called[box] if self.called else f"box {box}"
