"""The roofline: the most that a device can do with a layer of some arithmetic intensity.

Williams, Waterman and Patterson, "Roofline: an insightful visual performance model for multicore
architectures", Communications of the ACM 52(4), 2009.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite


@dataclass(frozen=True, slots=True)
class Roofline:
    """A device's two limits, as they were measured in one number format.

    Attributes
    ----------
    peak_flops
        FLOP/s of the fastest product of two matrices: the flat roof. A multiplication and an
        addition are 2 FLOPs.
    bandwidth
        Bytes/s of a large copy, read plus written: the slope of the roof left of the ridge. Data
        that stays in the processor's caches may be above this roof.
    """

    peak_flops: float
    bandwidth: float

    def __post_init__(self) -> None:
        if not (0 < self.peak_flops and isfinite(self.peak_flops)):
            raise ValueError(f"A peak of {self.peak_flops} FLOP/s is no measurement")
        if not (0 < self.bandwidth and isfinite(self.bandwidth)):
            raise ValueError(f"A bandwidth of {self.bandwidth} bytes/s is no measurement")

    @property
    def ridge(self) -> float:
        """FLOPs per byte from which on arithmetic and not memory is the limit."""
        return self.peak_flops / self.bandwidth

    def attainable(self, intensity: float) -> float:
        """Return the roof, min(peak, bandwidth · intensity), in FLOP/s."""
        return min(self.peak_flops, self.bandwidth * intensity)

    def is_memory_bound(self, intensity: float) -> bool:
        """Whether memory is the limit of such a layer: it lies left of the ridge."""
        return intensity < self.ridge

    def waits_s(self, flops: float, traffic: float) -> float:
        """Return the seconds that memory takes longer than the arithmetic, 0 where it does not."""
        return max(0.0, traffic / self.bandwidth - flops / self.peak_flops)


@dataclass(frozen=True, slots=True)
class RoofPoint:
    """What was measured, as a point beside the roof: FLOPs per byte, and FLOP/s achieved."""

    intensity: float
    flops_per_s: float

    def share_of(self, roofline: Roofline) -> float:
        """Return the share of the roof that is reached; above 1 where caches help."""
        return self.flops_per_s / roofline.attainable(self.intensity)
