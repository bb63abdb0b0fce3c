"""What the recorded run shows, and how it was made, in words that come from its numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.engine.residual.recording import PATH, SCRIPT
from explorer.widgets.fact_grid import Fact
from explorer.widgets.numbers import duration_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from explorer.engine.residual.recording import RecordedRun, Recording

ONE_DEPTH = "Networks of one depth alone were recorded: nothing is said of what depth does."


def lesson_of(recording: Recording) -> str:
    """Return what the deepest networks show beside the shallowest, whatever that is."""
    said = [*_plain_words(recording), *_residual_words(recording)]
    return " ".join(said) or ONE_DEPTH


def headline_of(recording: Recording) -> str:
    """Return where, when and how much of the paper's schedule, in a line."""
    return f"recorded on {recording.device}, {recording.date} · {share_of(recording)}"


def share_of(recording: Recording) -> str:
    """Return how much was run, in epochs."""
    if recording.is_whole:
        return f"all {recording.epochs} epochs of the paper"
    return f"{recording.epochs} of the paper’s {recording.paper_epochs} epochs"


def shortened_text(recording: Recording) -> str:
    """Return that the run was shortened; "" if it was not."""
    if recording.is_whole:
        return ""
    return f"A shortened run. {recording.what_was_run}"


def facts_of(recording: Recording, path: Path) -> tuple[Fact, ...]:
    """Return how it was recorded, line by line."""
    recipe = (
        f"SGD, momentum {recording.momentum:g}, weight decay {recording.weight_decay:g}, "
        f"{recording.batch} images a batch"
    )
    last = recording.runs[0].last
    return (
        Fact("File", "bundled" if path == PATH else path.name, str(path)),
        Fact("Script", SCRIPT, "Makes such a file; the section on it in assets/README.md says how"),
        Fact("Data", recording.data, "The pictures are not in the application"),
        Fact("Learnt from", f"{recording.images:,} of the training images"),
        Fact("Shown", "cropped after padding by 4, mirrored at random", "While learning alone"),
        Fact("Recipe", recipe, "Section 4.2 of He et al., 2015"),
        Fact("Rate", " → ".join(_rates(recording)), "Divided at 1/2 and at 3/4, as in the paper"),
        Fact("Seed", f"{recording.seed}, batches the same for all", "First weights have it too"),
        Fact("Iterations", f"{last.iteration:,} of {recording.paper_iterations:,}"),
        Fact("Device", _device_text(recording)),
        Fact("Precision", recording.precision),
        Fact("Versions", f"PyTorch {recording.torch}, Python {recording.python}"),
        Fact("Made", f"{recording.date}, in {duration_text(last.elapsed_s)}",
             "All networks side by side"),
    )  # fmt: skip


def training_error_text(recording: Recording) -> str:
    """Return what the two errors and the gradient norms are of."""
    return (
        f"Training error: {recording.training_error}, each before it was learnt from; the network "
        "at the epoch’s end would make less on the pictures as they are. Test error: of the test "
        "images as they are, after each epoch. Gradient norms: of the epoch’s last batch."
    )


def _plain_words(recording: Recording) -> Iterator[str]:
    ends = _ends(recording, is_plain=True)
    if ends is None:
        return
    shallow, deep = ends
    more = deep.last.training_error - shallow.last.training_error
    figures = f"({deep.last.training_error:.2f} against {shallow.last.training_error:.2f} %)"
    if more > 0:
        yield (
            f"{deep.name} ends {more:.2f} points above {shallow.name} on the training images "
            f"{figures}: worse at what it was shown, so it does not overfit; it is harder to train."
        )
    else:
        yield (
            f"{deep.name} does not end above {shallow.name} on the training images {figures}: "
            "this run does not show that plain networks get worse with depth."
        )


def _residual_words(recording: Recording) -> Iterator[str]:
    ends = _ends(recording, is_plain=False)
    if ends is None:
        return
    shallow, deep = ends
    less = shallow.last.training_error - deep.last.training_error
    tests = deep.last.test_error, shallow.last.test_error
    figures = f"({deep.last.training_error:.2f} against {shallow.last.training_error:.2f} %)"
    is_better = "is not worse" if tests[0] <= tests[1] else "is worse"
    place = f"{abs(less):.2f} points {'below' if less >= 0 else 'above'}"
    yield (
        f"With skips, {deep.name} ends {place} {shallow.name} there {figures}, and on the test "
        f"images it {is_better}: {tests[0]:.2f} against {tests[1]:.2f} %."
    )


def _ends(recording: Recording, *, is_plain: bool) -> tuple[RecordedRun, RecordedRun] | None:
    """Return the shallowest and the deepest of a kind; None if there is one depth."""
    runs = [run for run in recording.runs if run.is_plain is is_plain]
    runs.sort(key=lambda run: run.depth)
    return (runs[0], runs[-1]) if len({run.depth for run in runs}) > 1 else None


def _rates(recording: Recording) -> list[str]:
    rates = dict.fromkeys(one.rate for one in recording.runs[0].epochs)
    return [f"{rate:g}" for rate in rates]


def _device_text(recording: Recording) -> str:
    count = recording.processes
    return recording.device if count == 1 else f"{count} × {recording.device}"
