"""Both variants on the clock: what comes out and in which steps, never how long it took."""

from __future__ import annotations

import weakref
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import torch
from torch import nn

from explorer.engine.bottleneck import device_memory, measurement
from explorer.engine.bottleneck.measurement import (
    Measurement,
    MeasurementConfig,
    MeasurementError,
    MeasurementStep,
    Roofline,
    Samples,
    explain,
    half_precisions,
    measure,
)
from explorer.engine.bottleneck.timing import Timer
from explorer.engine.bottleneck.variants import BottleneckSpec, compare_variants
from explorer.engine.device import DeviceError, available_devices
from explorer.engine.network import LayerError, Network, Shape, conv, relu

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

SPEC = BottleneckSpec(Shape(8, 8, 12), f=3, filters=8, width=4)
QUICK = MeasurementConfig(
    SPEC.direct(), SPEC.bottlenecked(), device="cpu", batch=2, repeats=4, warm_ups=2
)
ROOF = Roofline(1e11, 1e10)


def run(config: MeasurementConfig) -> tuple[list[MeasurementStep], Measurement]:
    steps, generator = [], measure(config)
    while True:
        try:
            steps.append(next(generator))
        except StopIteration as end:
            return steps, end.value


@pytest.fixture
def modules(monkeypatch: pytest.MonkeyPatch) -> list[weakref.ref[nn.Module]]:
    """Weak references to the modules that a measurement builds."""
    built: list[weakref.ref[nn.Module]] = []
    build = measurement.fresh_module

    def remembered(network: Network, seed: int) -> nn.Module:
        module = build(network, seed)
        built.append(weakref.ref(module))
        return module

    monkeypatch.setattr(measurement, "fresh_module", remembered)
    return built


def test_all_of_it() -> None:
    steps, result = run(replace(QUICK, time_budget_s=0.5))
    phases = list(dict.fromkeys(step.phase for step in steps))
    assert phases == ["build", "overhead", "peak", "bandwidth", "warm-up", "samples"]
    fractions = [step.fraction for step in steps]
    assert fractions == sorted(fractions)
    assert 0 <= fractions[0] < fractions[-1] <= 1
    assert all(step.words for step in steps)
    assert result.device == "cpu"
    assert result.device_name
    assert result.threads == torch.get_num_threads()
    assert result.overhead_s > 0
    assert result.roofline.peak_flops > 0
    assert result.roofline.bandwidth > 0
    assert explain(result).endswith(".")


def test_samples_arrive_one_by_one_and_are_the_result() -> None:
    steps, result = run(replace(QUICK, roofline=ROOF))
    lengths = [(len(s.direct), len(s.bottlenecked)) for s in steps if s.phase == "samples"]
    # Every other turn begins with the other variant.
    assert lengths == [(1, 0), (1, 1), (1, 2), (2, 2), (3, 2), (3, 3), (3, 4), (4, 4)]
    assert result.direct.samples.seconds == steps[-1].direct
    assert result.bottlenecked.samples.seconds == steps[-1].bottlenecked
    assert all(seconds > 0 for seconds in steps[-1].direct + steps[-1].bottlenecked)


def test_a_known_roof_is_not_measured_again() -> None:
    steps, result = run(replace(QUICK, roofline=ROOF))
    assert {step.phase for step in steps}.isdisjoint({"peak", "bandwidth"})
    assert result.roofline is ROOF


def test_the_counts_are_those_of_the_comparison() -> None:
    _, result = run(replace(QUICK, roofline=ROOF, precision="bfloat16"))
    counted = compare_variants(SPEC, batch=2, bytes_per_number=2)
    for timing, cost in zip((result.direct, result.bottlenecked), counted.variants, strict=True):
        assert timing.macs == cost.macs
        assert timing.intensity == cost.intensity
        assert timing.pictures_per_s == pytest.approx(2 / timing.median_s)
        assert timing.flops_per_s == pytest.approx(2 * cost.macs / timing.median_s)
    assert result.theory_ratio == counted.ratio("macs")
    assert len(result.bottlenecked.layers) == 4  # the ReLUs are started as well


@pytest.mark.parametrize("channels_last", [False, True])
@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_what_runs_is_what_was_asked_for(
    monkeypatch: pytest.MonkeyPatch, precision: str, channels_last: bool
) -> None:
    seen: list[torch.Tensor] = []
    seconds = Timer.seconds

    def watched(self: Timer, work: Callable[[], object], passes: int = 1) -> float:
        def remember() -> None:
            out = work()
            assert isinstance(out, torch.Tensor)
            assert out.is_inference()
            seen.append(out)

        return seconds(self, remember, passes)

    monkeypatch.setattr(Timer, "seconds", watched)
    run(replace(QUICK, roofline=ROOF, precision=precision, channels_last=channels_last))
    results = [out for out in seen if out.shape == (2, 8, 8, 8)]
    assert results
    assert {out.dtype for out in results} == {getattr(torch, precision)}
    layout = torch.channels_last if channels_last else torch.contiguous_format
    assert all(out.is_contiguous(memory_format=layout) for out in results)


def test_time_that_is_over_leaves_three_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(self: Timer, work: Callable[[], object], passes: int = 1) -> float:
        work()
        self.spent_s += 1.0
        return 1.0

    monkeypatch.setattr(Timer, "seconds", slow)
    config = replace(QUICK, repeats=500, time_budget_s=0.1, roofline=ROOF)
    steps, result = run(config)
    assert result.direct.samples.count == result.bottlenecked.samples.count == 3
    assert result.clock_ratio == 1
    assert max(step.fraction for step in steps) <= 1


def test_the_variants_run_in_turn_by_the_made_up_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = iter(range(1, 1000))
    monkeypatch.setattr(Timer, "seconds", lambda self, work, passes=1: float(next(ticks)))
    _, result = run(replace(QUICK, roofline=ROOF, repeats=3))
    first = result.direct.samples.seconds[0]
    assert result.direct.samples.seconds == (first, first + 3, first + 4)
    assert result.bottlenecked.samples.seconds == (first + 1, first + 2, first + 5)


@pytest.mark.parametrize("after", [0, 1, 2, 12, 40, 53, 10_000])
def test_it_can_be_closed_after_any_step(modules: list[weakref.ref[nn.Module]], after: int) -> None:
    generator = measure(replace(QUICK, time_budget_s=0.2))
    for _ in zip(range(after), generator, strict=False):
        pass
    generator.close()
    assert all(module() is None for module in modules)
    assert not torch.is_inference_mode_enabled()


def test_nothing_global_changes_between_the_steps() -> None:
    def globals_now() -> tuple[object, ...]:
        return (
            torch.is_inference_mode_enabled(), torch.is_grad_enabled(), torch.get_num_threads(),
            torch.get_default_dtype(), torch.get_float32_matmul_precision(),
            torch.backends.cudnn.benchmark, torch.random.get_rng_state().tolist(),
        )  # fmt: skip

    before = globals_now()
    for _ in measure(replace(QUICK, time_budget_s=0.2)):
        assert globals_now() == before


def test_memory_that_runs_out_is_said_and_freed(
    modules: list[weakref.ref[nn.Module]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20.00 GiB. GPU 0 has")

    monkeypatch.setattr(nn.ReLU, "forward", fail)
    freed: list[torch.device] = []
    monkeypatch.setattr(measurement, "free_caches", freed.append)
    with pytest.raises(MeasurementError, match=r"about 20\.0 GiB are needed.*smaller batch") as end:
        run(replace(QUICK, roofline=ROOF))
    assert end.value.asked_bytes == 20 << 30
    assert end.value.free_bytes
    assert end.value.field == "batch"
    assert end.value.__context__ is None  # whose frames would keep the tensors
    assert len(modules) == 2
    assert all(module() is None for module in modules)
    assert freed == [torch.device("cpu")]


def test_what_cannot_fit_is_not_even_tried(
    modules: list[weakref.ref[nn.Module]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(device_memory, "free_bytes", lambda _device: 1024)
    with pytest.raises(MeasurementError, match=r"1\.00 KiB are free") as end:
        next(measure(QUICK))
    assert end.value.free_bytes == 1024
    assert end.value.asked_bytes == device_memory.needed_bytes(QUICK)
    assert not modules


def test_a_volume_beyond_this_computer_is_refused_at_once() -> None:
    big = BottleneckSpec(Shape(100_000, 100_000, 192), f=5, filters=32, width=16)
    config = MeasurementConfig(big.direct(), big.bottlenecked(), device="cpu")
    with pytest.raises(MeasurementError, match="TiB are needed"):
        next(measure(config))


@pytest.mark.parametrize(
    ("error", "asked"),
    [
        (MemoryError(), None),
        (RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried to "
                      "allocate 400000000000000 bytes. Error code 12"), 400_000_000_000_000),
        (RuntimeError("MPS backend out of memory (MPS allocated: 1 GB). Tried to allocate "
                      "1.50 GB on private pool."), 3 << 29),
    ],
)  # fmt: skip
def test_every_way_of_running_out_of_memory(error: Exception, asked: int | None) -> None:
    said = device_memory.memory_error(error, QUICK, torch.device("cpu"))
    assert said is not None
    assert said.asked_bytes == (asked or device_memory.needed_bytes(QUICK))


def test_torch_s_own_words_are_understood() -> None:
    with pytest.raises(RuntimeError) as end:
        torch.empty(1 << 58)
    assert device_memory.is_out_of_memory(end.value)


def test_other_errors_stay_what_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("a fault of the program")

    monkeypatch.setattr(nn.ReLU, "forward", fail)
    with pytest.raises(RuntimeError, match="a fault of the program") as end:
        run(replace(QUICK, roofline=ROOF))
    assert not isinstance(end.value, MeasurementError)


def test_precisions_of_a_cpu() -> None:
    assert half_precisions("cpu") == ("bfloat16",)
    with pytest.raises(
        MeasurementError, match='float16 is not for the device "cpu": choose float32 or bfloat16'
    ) as end:
        next(measure(replace(QUICK, precision="float16")))
    assert end.value.field == "precision"


def test_a_device_that_is_not_there() -> None:
    with pytest.raises(DeviceError, match="tpu"):
        next(measure(replace(QUICK, device="tpu")))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"batch": 0}, "batch"),
        ({"batch": 5000}, "batch"),
        ({"repeats": 2}, "repeats"),
        ({"warm_ups": 0}, "warm_ups"),
        ({"time_budget_s": 0.0}, "time_budget_s"),
        ({"time_budget_s": float("nan")}, "time_budget_s"),
        ({"precision": "float8"}, "precision"),
    ],
)
def test_a_config_that_cannot_be(change: dict[str, object], field: str) -> None:
    with pytest.raises(MeasurementError) as end:
        replace(QUICK, **change)
    assert end.value.field == field


def test_variants_that_cannot_be_compared() -> None:
    with pytest.raises(MeasurementError, match="one takes 9×9×12, the other 8×8×12"):
        replace(QUICK, direct=Network(Shape(9, 9, 12), (conv(8),)))
    with pytest.raises(MeasurementError, match="multiplies nothing"):
        replace(QUICK, direct=Network(SPEC.input, (relu(),)))
    with pytest.raises(LayerError):
        replace(QUICK, direct=Network(SPEC.input, (conv(8, 99),)))


def test_samples() -> None:
    samples = Samples((5.0, 1.0, 3.0, 2.0, 4.0))
    assert (samples.count, samples.median, samples.quartiles) == (5, 3, (2, 4))
    assert samples.spread == pytest.approx(2 / 3)
    assert Samples((7.0,)).quartiles == (7, 7)
    with pytest.raises(ValueError, match="no median"):
        Samples(())


def test_passes_fill_a_sample() -> None:
    timer = Timer(torch.device("cpu"))
    assert timer.passes_for(1.0) == 1
    assert timer.passes_for(0.001) == 8
    assert timer.passes_for(0.0) == 2000
    calls: list[int] = []
    assert timer.seconds(lambda: calls.append(1), 5) > 0
    assert len(calls) == 5
    assert timer.spent_s > 0


def _drain(generator: Generator[MeasurementStep, None, Measurement]) -> Measurement:
    while True:
        try:
            next(generator)
        except StopIteration as end:
            result: Measurement = end.value
            return result


@pytest.mark.gpu
def test_a_real_gpu_gives_its_memory_back() -> None:
    names = [name for name in available_devices() if name != "cpu"]
    if not names:
        pytest.skip("no GPU here")
    if "cuda" in names[0]:
        torch.ones(8, 8, device=names[0]) @ torch.ones(8, 8, device=names[0])  # cuBLAS keeps 32 MiB
    before = torch.cuda.memory_allocated() if "cuda" in names[0] else 0
    for precision in ("float32", *half_precisions(names[0])):
        config = replace(QUICK, device=names[0], precision=precision, time_budget_s=2.0)
        result = _drain(measure(config))
        assert result.threads == 0
        assert result.roofline.peak_flops > 0
    if "cuda" in names[0]:
        assert torch.cuda.memory_allocated() == before
        assert not torch.backends.cuda.matmul.allow_tf32
