"""What of the recorded run can be saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from explorer.engine.residual.recording import Recording

HEADING = (
    "network", "epoch", "iteration", "learning rate", "loss", "training error, %", "test error, %",
    "elapsed, s",
)  # fmt: skip


def recording_rows(recording: Recording) -> Iterator[tuple[object, ...]]:
    """Yield a heading, and a row for each network and epoch.

    The gradient norms of the layers follow from the first to the last; what a network does not
    have is empty.
    """
    layers = max(run.depth for run in recording.runs)
    yield (*HEADING, *(f"gradient norm, layer {layer}" for layer in range(1, layers + 1)))
    for run in recording.runs:
        empty = ("",) * (layers - run.depth)
        for one in run.epochs:
            yield (
                run.name, one.epoch, one.iteration, one.rate, one.loss, one.training_error,
                one.test_error, one.elapsed_s, *one.gradient_norms, *empty,
            )  # fmt: skip
