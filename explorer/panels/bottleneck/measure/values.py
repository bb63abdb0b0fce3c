"""What a measurement is asked for by the page, and what every part of the page is shown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from explorer.engine.bottleneck.measurement_values import (
    BYTES,
    Measurement,
    MeasurementConfig,
    MeasurementStep,
    Samples,
)
from explorer.engine.bottleneck.variants import VariantComparison, compare_variants

if TYPE_CHECKING:
    from collections.abc import Generator
    from datetime import datetime

    from explorer.panels.bottleneck.state import BottleneckState

SHORT_REPEATS = 7
SHORT_S = 2.0
"""A measurement for a picture of the page: a person who waits gets the whole one."""


@dataclass(frozen=True, slots=True)
class MeasureRequest:
    """Both variants as they are counted, and how they are to be run."""

    comparison: VariantComparison
    config: MeasurementConfig

    @property
    def titles(self) -> tuple[str, str]:
        """The variants in words: 5×5 directly; 1×1 to 16, then 5×5."""
        direct, bottlenecked = self.comparison.variants
        return direct.title, bottlenecked.title

    @property
    def theory_ratio(self) -> float:
        """How many times fewer MACs the bottleneck takes."""
        return self.comparison.ratio("macs")

    @property
    def text(self) -> str:
        """All settings in a few words."""
        spec, config = self.comparison.spec, self.config
        where = f" on {config.device}" if config.device else ""
        return (
            f"{spec.input.text} to {spec.filters} channels by {spec.kernel_text}, bottleneck "
            f"{spec.width}, batch {config.batch}, {config.precision}{where}"
        )

    def is_like(self, other: MeasureRequest) -> bool:
        """Whether both measure the same thing, however thoroughly."""
        mine, theirs = self.config, other.config
        return (
            self.comparison.spec == other.comparison.spec
            and mine.device == theirs.device
            and mine.batch == theirs.batch
            and mine.precision == theirs.precision
        )


@dataclass(frozen=True, slots=True)
class MeasureView:
    """What is on the screen.

    Attributes
    ----------
    present
        What the controls ask for.
    shown
        What the numbers are of: of what runs, else of the result, else ``present``.
    step
        The newest of the run that is under way, or None.
    result, measured_at
        The last measurement that ended well, unless another one runs.
    """

    present: MeasureRequest
    shown: MeasureRequest
    step: MeasurementStep | None = None
    is_running: bool = False
    result: Measurement | None = None
    measured_at: datetime | None = None

    @property
    def is_stale(self) -> bool:
        """Whether the numbers are of other settings than the controls say."""
        has_numbers = self.is_running or self.result is not None
        return has_numbers and not self.shown.is_like(self.present)

    @property
    def samples(self) -> tuple[Samples | None, Samples | None]:
        """What has been taken of both variants so far."""
        if self.is_running:
            step = self.step
            taken = ((), ()) if step is None else (step.direct, step.bottlenecked)
            direct, bottlenecked = (Samples(one) if one else None for one in taken)
            return direct, bottlenecked
        if self.result is None:
            return None, None
        return self.result.direct.samples, self.result.bottlenecked.samples

    @property
    def clock_ratio(self) -> float | None:
        """How many times less time the bottleneck takes; None before both have a sample."""
        direct, bottlenecked = self.samples
        if direct is None or bottlenecked is None:
            return None
        return direct.median / bottlenecked.median


def request_of(
    state: BottleneckState, device: str | None, *, short: bool = False
) -> MeasureRequest:
    """Return what the state asks for.

    Raises
    ------
    MeasurementError, LayerError
        It cannot be measured; the text says why.
    """
    spec, measure = state.spec.spec(), state.measure
    config = MeasurementConfig(
        spec.direct(), spec.bottlenecked(), device, measure.batch, measure.dtype
    )
    if short:
        config = replace(config, repeats=SHORT_REPEATS, time_budget_s=SHORT_S)
    comparison = compare_variants(spec, batch=measure.batch, bytes_per_number=BYTES[measure.dtype])
    return MeasureRequest(comparison, config)


def run(request: MeasureRequest) -> Generator[MeasurementStep, None, Measurement]:
    """Measure, in a worker's thread: torch is imported there."""
    from explorer.engine.bottleneck.measurement import measure

    return measure(request.config)
