"""What of the recorded run can be saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.panels.residual.curves.saving import charts_image, charts_svg
from explorer.panels.residual.recorded.tables import paper_table
from explorer.widgets.export import save_array, save_svg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from explorer.engine.residual.recording import Recording
    from explorer.panels.residual.recorded.page import RecordedPage
    from explorer.widgets.exporter import MenuEntry

NAME = "recorded run"
GRADIENTS = "recorded run gradients"

HEADING = (
    "network", "epoch", "iteration", "learning rate", "loss", "training error, %", "test error, %",
    "elapsed, s",
)  # fmt: skip


def entries(page: RecordedPage, recording: Recording) -> list[MenuEntry]:
    """Return what can be saved of a recording that is on the screen."""
    figure, layers, files = page.figure, (page.layers,), page.exporter
    beside = f"{NAME} beside the paper"
    return [
        ("Save the plots as PNG…", lambda: files.save_png(figure.to_image(), NAME)),
        ("Save the plots as SVG…", lambda: save_svg(page, figure.to_svg(), NAME)),
        ("Save the gradients as PNG…", lambda: files.save_png(charts_image(layers), GRADIENTS)),
        ("Save the gradients as SVG…",
         lambda: save_svg(page, charts_svg(layers, "Gradient norms"), GRADIENTS)),
        ("Save every number as CSV…", lambda: files.save_csv(recording_rows(recording), NAME)),
        ("Save the paper’s table as CSV…",
         lambda: save_array(page, paper_table(recording), beside)),
    ]  # fmt: skip


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
