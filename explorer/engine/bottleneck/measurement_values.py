"""What a measurement is asked for, what it says on its way, and what comes out; no torch here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from explorer.engine.bottleneck.costs import COSTED, LayerCost
from explorer.engine.bottleneck.roofline import RoofPoint
from explorer.engine.errors import ExplorerError

if TYPE_CHECKING:
    from explorer.engine.bottleneck.roofline import Roofline
    from explorer.engine.network import Network

Precision = Literal["float32", "float16", "bfloat16"]
PRECISIONS: tuple[Precision, ...] = get_args(Precision)
BYTES: dict[Precision, int] = {"float32": 4, "float16": 2, "bfloat16": 2}
"""Of one number."""
Phase = Literal["build", "overhead", "peak", "bandwidth", "warm-up", "samples"]

LARGEST_BATCH = 4096
MOST_REPEATS = 10_000
LONGEST_S = 600.0
FEWEST_TURNS = 3
"""Samples of each variant that are taken even if the time is over."""


class MeasurementError(ExplorerError, RuntimeError):
    """A measurement that cannot be made; the text says why and what to do.

    Attributes
    ----------
    field
        What of the `MeasurementConfig` is at fault, or "".
    asked_bytes, free_bytes
        Where memory is short: what was asked for, and what there was.
    """

    def __init__(
        self,
        text: str,
        field: str = "",
        asked_bytes: int | None = None,
        free_bytes: int | None = None,
    ) -> None:
        super().__init__(text)
        self.field = field
        self.asked_bytes = asked_bytes
        self.free_bytes = free_bytes


@dataclass(frozen=True, slots=True)
class MeasurementConfig:
    """Which two networks run against each other, and how.

    Attributes
    ----------
    device
        As `pick_device` takes it; None is the best there is.
    batch
        Pictures in one pass.
    channels_last
        Lay the numbers of a pixel side by side (NHWC) in place of those of a channel.
    repeats
        Samples of each variant; fewer where ``time_budget_s`` is over, but never less than 3.
    warm_ups
        Passes of each variant that are not counted: the first ones choose kernels and fill caches.
    time_budget_s
        Seconds of work for all of it; a pass that has begun is finished.
    roofline
        That of this device in this precision, if it is known already; None measures it.

    Raises
    ------
    MeasurementError
        A number out of its range, different inputs, or a variant that multiplies nothing.
    LayerError
        The layers of a variant do not fit together.
    """

    direct: Network
    bottlenecked: Network
    device: str | None = None
    batch: int = 1
    precision: Precision = "float32"
    channels_last: bool = False
    repeats: int = 30
    warm_ups: int = 3
    time_budget_s: float = 10.0
    roofline: Roofline | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        _check_range("batch", "The batch", self.batch, 1, LARGEST_BATCH)
        _check_range("repeats", "The number of samples", self.repeats, FEWEST_TURNS, MOST_REPEATS)
        _check_range("warm_ups", "The number of warm-up passes", self.warm_ups, 1, MOST_REPEATS)
        _check_range("time_budget_s", "The time in seconds", self.time_budget_s, 0.01, LONGEST_S)
        if self.precision not in PRECISIONS:
            raise MeasurementError(
                f'"{self.precision}" is no number format; there are {", ".join(PRECISIONS)}.',
                "precision",
            )
        if self.direct.input != self.bottlenecked.input:
            raise MeasurementError(
                f"Only variants of one input can be compared: one takes "
                f"{self.direct.input.text}, the other {self.bottlenecked.input.text}."
            )
        if not all(network.report().macs for network in self.variants):
            raise MeasurementError("A variant multiplies nothing: give it a convolution.")

    @property
    def variants(self) -> tuple[Network, Network]:
        """The direct one, then the bottlenecked."""
        return (self.direct, self.bottlenecked)

    @property
    def bytes_per_number(self) -> int:
        """4 for float32, 2 for half precision."""
        return BYTES[self.precision]


@dataclass(frozen=True, slots=True)
class MeasurementStep:
    """How far the measurement is.

    ``words`` says what has just been done. ``direct`` and ``bottlenecked`` are the samples so far,
    in seconds a pass.
    """

    phase: Phase
    words: str
    fraction: float
    direct: tuple[float, ...] = ()
    bottlenecked: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Samples:
    """Seconds that a pass took, one number for each sample, in the order they were taken."""

    seconds: tuple[float, ...]

    def __post_init__(self) -> None:
        if not self.seconds:
            raise ValueError("No samples have no median")

    @property
    def count(self) -> int:
        """How many samples there are."""
        return len(self.seconds)

    @property
    def median(self) -> float:
        """Half of the samples took less."""
        return self._quantile(0.5)

    @property
    def quartiles(self) -> tuple[float, float]:
        """A quarter of the samples took less than the first, a quarter more than the second."""
        return (self._quantile(0.25), self._quantile(0.75))

    @property
    def spread(self) -> float:
        """The distance between the quartiles, as a share of the median."""
        low, high = self.quartiles
        return (high - low) / self.median

    def _quantile(self, share: float) -> float:
        return float(np.quantile(self.seconds, share))


@dataclass(frozen=True, slots=True)
class VariantTiming:
    """One variant: what it takes by theory, for the whole batch, and what it took.

    ``layers`` are those that start work of their own on the device; a view (flatten) does not.
    """

    title: str
    layers: tuple[LayerCost, ...]
    samples: Samples
    batch: int

    @property
    def counted(self) -> tuple[LayerCost, ...]:
        """The layers of the panel's other figures: what multiplies, and pooling."""
        return tuple(one for one in self.layers if one.macs or one.report.layer.kind in COSTED)

    @property
    def macs(self) -> int:
        """Multiplications of one pass."""
        return sum(one.macs for one in self.layers)

    @property
    def flops(self) -> int:
        """Multiplications and additions of one pass: twice the MACs."""
        return sum(one.flops for one in self.layers)

    @property
    def intensity(self) -> float:
        """FLOPs per byte, each counted layer reading and writing its numbers once."""
        return self.flops / sum(one.traffic for one in self.counted)

    @property
    def median_s(self) -> float:
        """Seconds of one pass."""
        return self.samples.median

    @property
    def pictures_per_s(self) -> float:
        """Throughput."""
        return self.batch / self.median_s

    @property
    def flops_per_s(self) -> float:
        """FLOP/s achieved."""
        return self.flops / self.median_s

    @property
    def point(self) -> RoofPoint:
        """Where it lies in the picture of the roofline."""
        return RoofPoint(self.intensity, self.flops_per_s)

    @property
    def multiplying(self) -> int:
        """How many layers multiply."""
        return sum(one.macs > 0 for one in self.layers)

    @property
    def narrowest(self) -> int:
        """The fewest channels that a multiplying layer reads or writes."""
        return min(min(one.input.channels, one.output.channels) for one in self.layers if one.macs)


@dataclass(frozen=True, slots=True)
class Measurement:
    """What came out.

    ``threads`` is how many PyTorch computes with on a CPU, 0 on others. ``overhead_s`` is what
    one layer takes that has nothing to do: the least that starting it costs.
    """

    config: MeasurementConfig
    device: str
    device_name: str
    threads: int
    direct: VariantTiming
    bottlenecked: VariantTiming
    roofline: Roofline
    overhead_s: float

    @property
    def theory_ratio(self) -> float:
        """How many times fewer multiplications the bottleneck takes."""
        return self.direct.macs / self.bottlenecked.macs

    @property
    def clock_ratio(self) -> float:
        """How many times less time the bottleneck takes, median against median."""
        return self.direct.median_s / self.bottlenecked.median_s

    @property
    def clock_ratio_quartiles(self) -> tuple[float, float]:
        """The quartiles of the ratio, turn by turn: both variants of a turn ran side by side."""
        pairs = zip(self.direct.samples.seconds, self.bottlenecked.samples.seconds, strict=True)
        return Samples(tuple(one / other for one, other in pairs)).quartiles


def _check_range(field: str, what: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise MeasurementError(
            f"{what} is {value:,}: it has to lie from {low:,} to {high:,}.", field
        )
