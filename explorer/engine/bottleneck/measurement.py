"""Both variants on the clock: real PyTorch modules, run in turn on a real device."""

from __future__ import annotations

from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from explorer.engine.bottleneck.costs import LayerCost
from explorer.engine.bottleneck.device_memory import check_fits, free_caches, memory_error
from explorer.engine.bottleneck.explain import explain
from explorer.engine.bottleneck.measurement_values import (
    FEWEST_TURNS,
    Measurement,
    MeasurementConfig,
    MeasurementError,
    MeasurementStep,
    Phase,
    Samples,
    VariantTiming,
)
from explorer.engine.bottleneck.peaks import measure_bandwidth, measure_peak
from explorer.engine.bottleneck.precision import check_precision, half_precisions
from explorer.engine.bottleneck.quality import fresh_module
from explorer.engine.bottleneck.roofline import Roofline, RoofPoint
from explorer.engine.bottleneck.timing import Timer
from explorer.engine.bottleneck.unit_text import seconds_text
from explorer.engine.device import describe_device, pick_device

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from explorer.engine.network import Network

    Steps = Generator[MeasurementStep, None, None]

__all__ = [
    "Measurement", "MeasurementConfig", "MeasurementError", "MeasurementStep", "RoofPoint",
    "Roofline", "Samples", "VariantTiming", "explain", "half_precisions", "measure",
]  # fmt: skip

_PHASES: dict[Phase, tuple[float, float]] = {
    "build": (0.0, 0.02),
    "overhead": (0.02, 0.04),
    "peak": (0.04, 0.2),
    "bandwidth": (0.2, 0.28),
    "warm-up": (0.28, 0.34),
    "samples": (0.34, 1.0),
}
"""From which fraction of all to which."""
_PEAK_SHARE, _BANDWIDTH_SHARE = 0.2, 0.1
"""Of the time budget."""
_OVERHEAD_SAMPLES = 7


def measure(config: MeasurementConfig) -> Generator[MeasurementStep, None, Measurement]:
    """Run both variants against each other, and measure the roof above them.

    The variants run in turn, and every other turn in the other order, so that what slows the
    machine for a while slows both. At its end, however it comes, nothing stays allocated.

    Yields
    ------
    MeasurementStep
        After each sample, warm-up pass, product or copy. All but a pass that takes longer itself
        take milliseconds, so a cancelled measurement ends at once.

    Returns
    -------
    Measurement
        What came out.

    Raises
    ------
    MeasurementError
        The device does not compute in the precision, or has too little memory.
    DeviceError
        The device is not there.
    LayerError
        A layer has more numbers than a tensor can hold.
    """
    device = pick_device(config.device)
    dtype = check_precision(device, config.precision)
    short: MeasurementError | None = None
    try:
        check_fits(config, device)
        return (yield from _measured(config, device, dtype))
    except (MemoryError, RuntimeError) as caught:
        short = memory_error(caught, config, device)
        if short is None:
            raise
    finally:
        free_caches(device)
    raise short  # outside, where the first error and all that its frames hold are gone


def _measured(
    config: MeasurementConfig, device: torch.device, dtype: torch.dtype
) -> Generator[MeasurementStep, None, Measurement]:
    timer = Timer(device)
    yield _step("build", "Building both variants", 0.0)
    with _runs(config, device, dtype) as runs:
        yield _step("build", "Both variants are on the device", 1.0)
        overhead_s = yield from _overhead(timer, device, dtype)
        roofline = config.roofline or (yield from _roofline(config, timer, device, dtype))
        yield from _warm_up(config, timer, runs)
        yield from _take_samples(config, timer, runs)
        direct, bottlenecked = (run.timing(config) for run in runs)
    threads = torch.get_num_threads() if device.type == "cpu" else 0
    name = describe_device(device).name
    return Measurement(
        config, str(device), name, threads, direct, bottlenecked, roofline, overhead_s
    )


@dataclass(slots=True)
class _Run:
    """One variant on the device."""

    network: Network
    work: Callable[[], object]
    samples: list[float]
    passes: int = 1

    def timing(self, config: MeasurementConfig) -> VariantTiming:
        costs = tuple(
            LayerCost(one, config.batch, config.bytes_per_number)
            for one in self.network.report().leaves()
            if one.activations
        )
        return VariantTiming(self.network.name, costs, Samples(tuple(self.samples)), config.batch)


@contextmanager
def _runs(
    config: MeasurementConfig, device: torch.device, dtype: torch.dtype
) -> Iterator[tuple[_Run, _Run]]:
    """Put both variants and their pictures on the device, and take them away at the end."""
    generator = torch.Generator().manual_seed(config.seed)
    height, width, channels = config.direct.input
    drawn = torch.rand((config.batch, channels, height, width), generator=generator)
    layout = torch.channels_last if config.channels_last else torch.contiguous_format
    pictures = [drawn.to(device, dtype).contiguous(memory_format=layout)]
    del drawn
    modules = [_module(network, config.seed, device, dtype, layout) for network in config.variants]

    def work_of(index: int) -> Callable[[], Tensor]:
        return lambda: modules[index](pictures[0])

    first, second = (_Run(network, work_of(i), []) for i, network in enumerate(config.variants))
    try:
        yield first, second
    finally:  # the frames that a cancelled measurement unwinds still hold the lists
        modules.clear()
        pictures.clear()


def _module(
    network: Network,
    seed: int,
    device: torch.device,
    dtype: torch.dtype,
    layout: torch.memory_format,
) -> nn.Module:
    module = fresh_module(network, seed).eval().requires_grad_(False).to(device, dtype)
    return module.to(memory_format=layout)  # type: ignore[call-overload,no-any-return]


def _overhead(
    timer: Timer, device: torch.device, dtype: torch.dtype
) -> Generator[MeasurementStep, None, float]:
    """Return the median seconds of a convolution that has one multiplication to do."""
    with torch.device("meta"):
        module = nn.Conv2d(1, 1, 1)
    module = module.to_empty(device=device).to(dtype)
    for parameter in module.requires_grad_(False).parameters():
        parameter.fill_(1.0)
    one = torch.ones((1, 1, 1, 1), device=device, dtype=dtype)
    words = "Timing a layer that has nothing to do"
    timer.seconds(lambda: module(one))
    yield _step("overhead", words, 0.0)
    passes = timer.passes_for(timer.seconds(lambda: module(one)))
    samples: list[float] = []
    for done in range(_OVERHEAD_SAMPLES):
        samples.append(timer.seconds(lambda: module(one), passes))
        yield _step("overhead", words, done / _OVERHEAD_SAMPLES)
    return Samples(tuple(samples)).median


def _roofline(
    config: MeasurementConfig, timer: Timer, device: torch.device, dtype: torch.dtype
) -> Generator[MeasurementStep, None, Roofline]:
    peak = yield from _as_steps(
        "peak", measure_peak(timer, device, dtype, _PEAK_SHARE * config.time_budget_s)
    )
    bandwidth = yield from _as_steps(
        "bandwidth",
        measure_bandwidth(timer, device, dtype, _BANDWIDTH_SHARE * config.time_budget_s),
    )
    return Roofline(peak, bandwidth)


def _as_steps(
    phase: Phase, parts: Generator[tuple[str, float], None, float]
) -> Generator[MeasurementStep, None, float]:
    with closing(parts):
        while True:
            try:
                words, done = next(parts)
            except StopIteration as end:
                return float(end.value)
            yield _step(phase, words, done)


def _warm_up(config: MeasurementConfig, timer: Timer, runs: tuple[_Run, _Run]) -> Steps:
    for done in range(config.warm_ups):
        for run in runs:
            pass_s = timer.seconds(run.work)
            run.passes = max(run.passes, timer.passes_for(pass_s))
            words = f"Warming up: {run.network.name} took {seconds_text(pass_s)}"
            yield _step("warm-up", words, done / config.warm_ups)


def _take_samples(config: MeasurementConfig, timer: Timer, runs: tuple[_Run, _Run]) -> Steps:
    budget_s, start_s = config.time_budget_s, timer.spent_s
    for turn in range(config.repeats):
        if turn >= FEWEST_TURNS and timer.spent_s >= budget_s:
            break
        for run in runs if turn % 2 == 0 else reversed(runs):
            run.samples.append(timer.seconds(run.work, run.passes))
            spent = (timer.spent_s - start_s) / max(budget_s - start_s, 1e-9)
            done = max(turn / config.repeats, min(spent, 1.0))
            words = f"Sample {turn + 1} of at most {config.repeats}"
            direct, bottlenecked = (tuple(one.samples) for one in runs)
            yield replace(_step("samples", words, done), direct=direct, bottlenecked=bottlenecked)


def _step(phase: Phase, words: str, done: float) -> MeasurementStep:
    start, end = _PHASES[phase]
    return MeasurementStep(phase, words, start + (end - start) * done)
