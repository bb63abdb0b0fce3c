"""Measurements with numbers of our own, and jobs that go as far as a test wants."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from explorer.engine.bottleneck.costs import LayerCost
from explorer.engine.bottleneck.measurement_values import (
    Measurement,
    MeasurementStep,
    Samples,
    VariantTiming,
)
from explorer.engine.bottleneck.roofline import Roofline

if TYPE_CHECKING:
    from collections.abc import Generator

    from explorer.engine.network import Network
    from explorer.panels.bottleneck.measure.values import MeasureRequest

DIRECT_S = (0.030, 0.029, 0.034, 0.031)
BOTTLENECKED_S = (0.010, 0.011, 0.010, 0.009)
ROOF = Roofline(peak_flops=200e9, bandwidth=20e9)


def timing(network: Network, request: MeasureRequest, seconds: tuple[float, ...]) -> VariantTiming:
    config = request.config
    layers = tuple(
        LayerCost(one, config.batch, config.bytes_per_number)
        for one in network.report().leaves()
        if one.activations
    )
    return VariantTiming(network.name, layers, Samples(seconds), config.batch)


def measurement(request: MeasureRequest) -> Measurement:
    direct, bottlenecked = request.config.variants
    return Measurement(
        request.config, "cpu", "Test processor", 2,
        timing(direct, request, DIRECT_S), timing(bottlenecked, request, BOTTLENECKED_S),
        ROOF, 1e-6,
    )  # fmt: skip


def at_once(request: MeasureRequest) -> Generator[MeasurementStep, None, Measurement]:
    """A measurement of four samples that takes no time."""
    yield MeasurementStep("build", "Building both variants", 0.0)
    for turn in range(len(DIRECT_S)):
        yield MeasurementStep(
            "samples", f"Sample {turn + 1} of at most 4", 0.5, DIRECT_S[: turn + 1],
            BOTTLENECKED_S[: turn + 1],
        )  # fmt: skip
    return measurement(request)


class Held:
    """Runs a measurement up to its second sample, and on once it is let go."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.closed = False

    def __call__(self, request: MeasureRequest) -> Generator[MeasurementStep, None, Measurement]:
        try:
            step = MeasurementStep(
                "samples", "Sample 2 of at most 4", 0.5, DIRECT_S[:2], BOTTLENECKED_S[:2]
            )
            yield step
            while not self.gate.wait(0.01):
                yield step
            return measurement(request)
        finally:
            self.closed = True
