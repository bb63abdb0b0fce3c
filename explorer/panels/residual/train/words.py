"""What a training shows, in words that come from its numbers and claim no more than they do."""

from __future__ import annotations

from math import hypot, isfinite, sqrt
from typing import TYPE_CHECKING, Final

from explorer.panels.residual.train.movie import numbers_of
from explorer.panels.residual.train.values import listed
from explorer.widgets.numbers import duration_text, short_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from explorer.engine.residual.config import TrainingConfig
    from explorer.engine.residual.dataset import Survey
    from explorer.engine.residual.steps import LaneRecord
    from explorer.panels.residual.train.movie import Measure
    from explorer.panels.residual.training_job import DataFacts
    from explorer.panels.residual.training_log import LaneLog, TrainingLog

ERRORS: Final = 2
"""Standard errors within which two test errors are not told apart."""
FAR: Final = 100.0
"""A ratio of first and last layer from which on a gradient is called vanishing or exploding."""
NO_GRADIENT: Final = 1e-4
HUGE_GRADIENT: Final = 1e3
UNLEARNT: Final = 1.0
"""A loss, in nats, above which so small a gradient does not come from having learnt."""
NOT_TESTED = "The first test follows the first epoch: then the bold lines begin."
ENDED_UNTESTED = "It ended before the first test, so there are no bold lines."
EQUAL: Final = 0.05
"""Points that are written as 0.0."""
CAUTION = "One seed alone."
ABOUT_DIVERGENCE = (
    "The loss is no finite number any more; a lower learning rate, batch norm or smaller first "
    "weights help."
)
MOST_NAMED, MOST_REASONS = 3, 15


def waiting_text(config: TrainingConfig | None) -> str:
    """Say what will be drawn where there is nothing yet."""
    if config is None:
        return "Start a training: the errors of both networks come here, live"
    names = [lane.name for lane in config.lanes]
    return (
        f"Start trains {listed(names)} in lockstep: same seed, same batches. Their training and "
        "test errors come here, live"
    )


def plan_text(config: TrainingConfig, survey: Survey | None) -> str:
    """Say how long a training will be, in iterations."""
    epochs = f"{config.epochs} epoch{'s' if config.epochs > 1 else ''}"
    if survey is None:
        return f"{len(config.lanes)} networks, {epochs}."
    images = min(config.images or survey.images, survey.images)
    each = max(images // min(config.batch, images), 1) if images else 0
    return (
        f"{len(config.lanes)} networks, {epochs} of {each:,} batches: {config.epochs * each:,} "
        f"iterations, tested on {survey.test_images:,} images after each epoch."
    )


def survey_text(survey: Survey, images: int) -> str:
    """Say what there is to learn from."""
    used = min(images, survey.images)
    some = f"{used:,} of {survey.images:,}" if used < survey.images else f"{survey.images:,}"
    return (
        f"{survey.name}: {len(survey.class_names)} classes, {survey.side}×{survey.side} pixels. "
        f"{some} images to train on, {survey.test_images:,} to test on."
    )


def progress_text(log: TrainingLog) -> str:
    """Say how far a training is, and where it computes."""
    doing = "testing" if log.is_testing else f"iteration {log.iteration:,} of {log.total:,}"
    if log.is_over and log.iteration < log.total:
        doing = f"ended at {doing}"
    return f"{log.data.name}, seed {log.config.seed} · {doing} · {_time_text(log)} on {log.device}"


def outcome(log: TrainingLog) -> str:
    """Say who names more of the images wrong, at the newest test, depth by depth."""
    tested, deeper = list(_tested(log)), list(_deeper(log))
    if not tested:
        if log.diverged:
            return ""
        return ENDED_UNTESTED if log.is_over else NOT_TESTED
    epoch = max(lane.tests[-1].epoch for lane in log.lanes if lane.tests)
    said = [f"Test images named wrong after epoch {epoch}: {'; '.join(tested)}."]
    if deeper:
        said.append(f"On the images learnt from: {', '.join(deeper)}.")
    return " ".join((*said, CAUTION))


def lost_text(log: TrainingLog) -> str:
    """Say which networks have diverged, what helps, and that the others go on."""
    if not log.diverged:
        return ""
    together: dict[int, list[str]] = {}
    for one in log.diverged:
        together.setdefault(one.iteration, []).append(one.lane)
    said = "; ".join(f"{listed(names)} at iteration {at:,}" for at, names in together.items())
    left = [lane.name for lane in log.lanes if lane.diverged is None]
    ends = "So the training ends."
    if left:
        ends = f"Only {listed(left)} {'is' if len(left) == 1 else 'are'} trained further."
    return f"Diverged: {said}. {ABOUT_DIVERGENCE} {ends}"


def skipped_text(data: DataFacts) -> str:
    """Say which pictures were left out: of one also why, of more in a line, and some by name."""
    if not data.skipped:
        return ""
    count, first = len(data.skipped), data.skipped[0]
    if count == 1:
        return f"1 picture could not be read, left out. {first.path}: {first.reason}"
    names = ", ".join(one.path for one in data.skipped[:MOST_NAMED])
    more = "" if count <= MOST_NAMED else f" and {count - MOST_NAMED:,} more"
    return f"{count:,} pictures could not be read, left out: {names}{more}."


def skipped_reasons(data: DataFacts) -> str:
    """Say why pictures were left out, a line each."""
    lines = [f"{one.path}: {one.reason}" for one in data.skipped[:MOST_REASONS]]
    if len(data.skipped) > MOST_REASONS:
        lines.append(f"and {len(data.skipped) - MOST_REASONS:,} more")
    return "\n".join(lines)


def layers_texts(
    records: Sequence[tuple[LaneLog, LaneRecord]], measure: Measure
) -> tuple[str, str]:
    """Say of each network how the first layer compares with the last, and what that is called.

    The plain ones in one text, the residual ones in the other, a line each.
    """
    tell = _gradient_words if measure == "gradients" else _variance_words
    plain: list[str] = []
    residual: list[str] = []
    for lane, record in records:
        (plain if lane.name.startswith("plain") else residual).append(tell(lane, record))
    return "\n".join(plain), "\n".join(residual)


def verdict(record: LaneRecord) -> str:
    """Return what becomes of a gradient on its way back: "vanishing", "exploding" or "".

    It is called vanishing where the first layer's norm is less than a hundredth of the last's, or
    hardly anything (below 1e-4) while the loss is still above 1 nat; exploding where it is more
    than a hundred times the last's, or any norm is above 1,000 or no number.
    """
    norms = record.gradient_norms
    first, last = norms[0], norms[-1]
    if not all(map(isfinite, norms)) or max(norms) > HUGE_GRADIENT or first > FAR * last > 0:
        return "exploding"
    if first * FAR < last or (first < NO_GRADIENT and record.loss > UNLEARNT):
        return "vanishing"
    return ""


def ratio_text(first: float, second: float) -> str:
    """Write a ratio: 3.2 times, 1/480; "∞ times", "0 times" and "–" where there is no other."""
    if not (isfinite(first) and isfinite(second)):
        return "–" if not isfinite(second) else "∞ times"
    if first == 0 or second == 0:
        return "–" if second == 0 else "0 times"
    ratio = first / second
    return f"{_big(ratio)} times" if ratio >= 1 else f"1/{_big(1 / ratio)}"


def _gradient_words(lane: LaneLog, record: LaneRecord) -> str:
    norms = numbers_of(record, "gradients")
    called = verdict(record)
    return (
        f"{_name(lane, record)}: first layer {_number(norms[0])}, {ratio_text(norms[0], norms[-1])}"
        f" the last’s {_number(norms[-1])}{f': {called}' if called else ''}"
    )


def _variance_words(lane: LaneLog, record: LaneRecord) -> str:
    # The last entry is that of the scores, which no ReLU has cut.
    variances = numbers_of(record, "variances")[:-1]
    return (
        f"{_name(lane, record)}: first layer {_number(variances[0])}, last block "
        f"{_number(variances[-1])}, {ratio_text(variances[-1], variances[0])} the first’s"
    )


def _name(lane: LaneLog, record: LaneRecord) -> str:
    if lane.diverged is None or record is not lane.records[-1]:
        return lane.name
    return f"{lane.name}, before it diverged"


def _tested(log: TrainingLog) -> Iterator[str]:
    """Compare the plain and the residual network of each depth at the newest test of both."""
    for depth in _depths(log):
        plain, residual = (_lane(log, kind, depth) for kind in ("plain", "residual"))
        if plain is None or residual is None or not plain.tests or not residual.tests:
            continue
        one, other = plain.tests[-1], residual.tests[-1]
        if one.iteration != other.iteration:
            continue  # one of them was lost, or is tested a moment later
        less = one.test_error - other.test_error
        far = _difference_error(one.test_error, other.test_error, log.data.test_images)
        if abs(less) <= far:
            apart = f"not told apart by so few images, ± {far:.1f}"
        else:
            apart = f"{abs(less):.1f} ± {far:.1f} points {'fewer' if less > 0 else 'more'}"
        yield (
            f"{plain.name} {one.test_error:.1f} %, {residual.name} {other.test_error:.1f} % "
            f"({apart})"
        )


def _deeper(log: TrainingLog) -> Iterator[str]:
    """Compare the training errors of two depths, without skips and with them."""
    depths = _depths(log)
    for kind in ("plain", "residual") if len(depths) == 2 else ():
        shallow, deep = (_lane(log, kind, depth) for depth in depths)
        if shallow is None or deep is None or not (shallow.records and deep.records):
            continue
        worse = deep.records[-1].training_error - shallow.records[-1].training_error
        if abs(worse) < EQUAL:
            yield f"{deep.name} as {shallow.name}"
        else:
            better = "worse" if worse > 0 else "better"
            yield f"{deep.name} {abs(worse):.1f} points {better} than {shallow.name}"


def _depths(log: TrainingLog) -> list[int]:
    return sorted({lane.depth for lane in log.config.lanes})


def _lane(log: TrainingLog, kind: str, depth: int) -> LaneLog | None:
    """Return a network that still learns, or learnt to the end."""
    name = f"{kind}-{depth}"
    found = next((lane for lane in log.lanes if lane.name == name), None)
    return found if found is not None and found.diverged is None else None


def _difference_error(one: float, other: float, count: int) -> float:
    """Return twice the standard error of a difference of two errors, in points."""
    parts = (sqrt(share * (100 - share) / count) for share in (one, other))
    return ERRORS * hypot(*parts)


def _time_text(log: TrainingLog) -> str:
    seconds = log.elapsed_s
    return f"{seconds:.1f} s" if seconds < 60 else duration_text(seconds)


def _number(value: float) -> str:
    return short_number(value) if isfinite(value) else "∞"


def _big(value: float) -> str:
    return f"{value:,.0f}" if 100 <= value < 1e6 else short_number(value, 2)
