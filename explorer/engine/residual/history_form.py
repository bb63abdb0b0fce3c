"""A history as tensors, exact in every number, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from explorer.engine.residual.steps import Divergence, History, LaneRecord, LaneTest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_WHOLE = ("iteration", "epoch")
_REAL = ("rate", "loss", "training_error")
_BY_LAYER = ("gradient_norms", "activation_variances")


def to_tensors(history: History, lanes: Sequence[str]) -> dict[str, Tensor]:
    """Return a history as ``history/LANE/FIELD``, with int64 (N,) and float64 (N,) or (N, layers).

    What is empty is left out.
    """
    found: dict[str, Tensor] = {}
    for number, lane in enumerate(lanes):
        records, tests = history.of(lane)
        for group, values, real in (
            ("records", records, (*_REAL, *_BY_LAYER)),
            ("tests", tests, ("test_error",)),
        ):
            for name in (*_WHOLE, *real) if values else ():
                dtype = torch.int64 if name in _WHOLE else torch.float64
                column = [getattr(one, name) for one in values]
                found[f"history/{number}/{group}/{name}"] = torch.tensor(column, dtype=dtype)
    return found


def from_tensors(
    tensors: Mapping[str, Tensor],
    lanes: Sequence[str],
    diverged: Iterable[Sequence[object]],
    elapsed_s: float,
) -> History:
    """Return the history of which these are the tensors.

    Raises
    ------
    KeyError, TypeError, ValueError
        Something is missing or of another form.
    """
    records: list[tuple[int, int, LaneRecord]] = []
    tests: list[tuple[int, int, LaneTest]] = []
    for number, lane in enumerate(lanes):
        start = f"history/{number}/"
        for row in _rows(tensors, f"{start}records/", (*_WHOLE, *_REAL, *_BY_LAYER)):
            iteration, epoch, rate, loss, error, norms, variances = row
            record = LaneRecord(
                lane, iteration, epoch, rate, loss, error, tuple(norms), tuple(variances)
            )
            records.append((record.iteration, number, record))
        for row in _rows(tensors, f"{start}tests/", (*_WHOLE, "test_error")):
            iteration, epoch, error = row
            test = LaneTest(lane, iteration, epoch, error)
            tests.append((test.iteration, number, test))
    return History(
        tuple(one for *_, one in sorted(records, key=lambda one: one[:2])),
        tuple(one for *_, one in sorted(tests, key=lambda one: one[:2])),
        tuple(Divergence(str(lane), int(str(iteration))) for lane, iteration in diverged),
        elapsed_s,
    )


def _rows(tensors: Mapping[str, Tensor], start: str, names: Sequence[str]) -> list[tuple[Any, ...]]:
    if f"{start}{names[0]}" not in tensors:
        return []
    return list(zip(*(tensors[f"{start}{name}"].tolist() for name in names), strict=True))
