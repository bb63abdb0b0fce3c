"""A training's curves as rows for a CSV file: one a network and iteration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from explorer.engine.residual.steps import History

Row = tuple[object, ...]

_HEADER: Final = (
    "network", "epoch", "iteration", "learning rate", "loss", "training error, %", "test error, %",
)  # fmt: skip


def curve_rows(history: History) -> Iterator[Row]:
    """Yield a header and the rows of a history, in the order of the iterations.

    After the errors come the gradient norm of each layer from the first to the last and its
    activation variance; what a network does not have is empty.
    """
    layers = max((len(one.gradient_norms) for one in history.records), default=0)
    numbers = range(1, layers + 1)
    yield (
        *_HEADER,
        *(f"gradient norm, layer {number}" for number in numbers),
        *(f"activation variance, layer {number}" for number in numbers),
    )
    tests = {(one.lane, one.iteration): one.test_error for one in history.tests}
    for one in history.records:
        empty = ("",) * (layers - len(one.gradient_norms))
        yield (
            one.lane, one.epoch, one.iteration, one.rate, one.loss, one.training_error,
            tests.get((one.lane, one.iteration), ""),
            *one.gradient_norms, *empty, *one.activation_variances, *empty,
        )  # fmt: skip
