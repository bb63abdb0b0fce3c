"""The sweep over bottleneck widths: what is trained, what it yields, and that it repeats."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from math import sqrt
from typing import TYPE_CHECKING

import pytest
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from explorer.engine.bottleneck.quality import (
    FULL,
    QUICK,
    QualityConfig,
    QualityError,
    QualityPoint,
    QualityResult,
    QualityStep,
    Width,
    fresh_module,
    quality_network,
    train_widths,
)
from explorer.engine.device import DeviceError

if TYPE_CHECKING:
    from collections.abc import Generator

TINY = QualityConfig(
    widths=(None, 2), train_images=256, test_images=100, epochs=2, batch=64, device="cpu"
)


def run(config: QualityConfig) -> tuple[list[QualityStep], QualityResult]:
    steps: list[QualityStep] = []
    generator = train_widths(config)
    while True:
        try:
            steps.append(next(generator))
        except StopIteration as end:
            return steps, end.value


@pytest.fixture(scope="module")
def tiny() -> tuple[list[QualityStep], QualityResult]:
    return run(TINY)


@pytest.mark.parametrize("width", [None, 32, 16, 8, 4, 2, 1])
def test_macs_are_those_of_the_report_by_hand_and_by_torchs_counter(width: Width) -> None:
    network = quality_network(width)
    # 3×3 on 28×28, the 1×1 and the 5×5 on 14×14, and the scores of 7·7·32 numbers.
    if width is None:
        middle = 14 * 14 * 5 * 5 * 32 * 32
    else:
        middle = 14 * 14 * 32 * width + 14 * 14 * 5 * 5 * width * 32
    by_hand = 28 * 28 * 3 * 3 * 32 + middle + 7 * 7 * 32 * 10
    report = network.report()
    module = fresh_module(network, 0)
    with FlopCounterMode(display=False) as counter:
        module(torch.zeros(1, 1, 28, 28))
    assert report.macs == by_hand == counter.get_total_flops() // 2
    assert report.params == sum(one.numel() for one in module.parameters())


def test_a_bottleneck_of_all_channels_costs_more_than_none() -> None:
    direct, wide, half = (quality_network(width).report().macs for width in (None, 32, 16))
    assert half < direct < wide


def test_steps_count_what_they_say(tiny: tuple[list[QualityStep], QualityResult]) -> None:
    steps, result = tiny
    assert [(step.width, step.epoch, step.batch) for step in steps] == [
        (width, epoch, batch) for width in (None, 2) for epoch in (1, 2) for batch in (1, 2, 3, 4)
    ]
    assert [step.fraction for step in steps] == pytest.approx([n / 16 for n in range(1, 17)])
    tested = [index for index, step in enumerate(steps) if step.test_accuracy is not None]
    assert tested == [3, 7, 11, 15]
    assert [index for index, step in enumerate(steps) if step.point] == [7, 15]
    assert tuple(step.point for step in steps if step.point) == result.points
    assert result.config == TINY
    assert result.device == "cpu"


def test_points_are_the_last_tests_of_their_networks(
    tiny: tuple[list[QualityStep], QualityResult],
) -> None:
    steps, result = tiny
    for point, last in zip(result.points, (steps[7], steps[15]), strict=True):
        report = quality_network(point.width).report()
        assert (point.macs, point.params) == (report.macs, report.params)
        assert (point.width, point.macs) == (last.width, last.macs)
        assert point.accuracy == last.test_accuracy
        assert point.test_images == 100
        assert (100 * point.accuracy) == pytest.approx(round(100 * point.accuracy))
        assert point.seconds > 0


def test_losses_fall(tiny: tuple[list[QualityStep], QualityResult]) -> None:
    steps, _ = tiny
    for part in (steps[:8], steps[8:]):
        first, second = (sum(step.loss for step in epoch) / 4 for epoch in (part[:4], part[4:]))
        assert second < 0.8 * first
        assert part[7].train_accuracy > part[3].train_accuracy


def test_a_seed_gives_the_same_numbers_and_another_gives_others(
    tiny: tuple[list[QualityStep], QualityResult],
) -> None:
    first, _ = tiny
    torch.rand(3)  # whatever others drew in between
    before = torch.get_rng_state()
    again, _ = run(TINY)
    assert torch.equal(torch.get_rng_state(), before)
    assert [timeless(step) for step in again] == [timeless(step) for step in first]
    other, _ = run(replace(TINY, seed=1, widths=(2,), epochs=1))
    assert other[0].loss != first[8].loss


def timeless(step: QualityStep) -> QualityStep:
    return replace(step, point=step.point and replace(step.point, seconds=0))


def test_a_width_comes_out_the_same_whichever_were_before() -> None:
    config = replace(TINY, epochs=1)
    alone, _ = run(replace(config, widths=(2,)))
    after, _ = run(replace(config, widths=(1, 2)))
    assert [step.loss for step in alone] == [step.loss for step in after[4:]]


def test_it_can_be_closed_between_steps() -> None:
    generator: Generator[QualityStep, None, QualityResult] = train_widths(TINY)
    next(generator)
    generator.close()
    with pytest.raises(StopIteration):
        next(generator)


def test_a_pause_is_no_training_time(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr("explorer.engine.bottleneck.quality.perf_counter", lambda: now[0])
    points = []
    for step in train_widths(replace(TINY, widths=(1,), epochs=1)):
        now[0] += 1000  # the job stands still
        points.append(step.point)
    assert points[-1] is not None
    assert points[-1].seconds == 0


def test_the_standard_error_is_the_binomial_one() -> None:
    point = QualityPoint(4, 1, 1, accuracy=0.9, test_images=2000, seconds=1)
    assert point.standard_error == pytest.approx(sqrt(0.9 * 0.1 / 2000))


def test_fresh_weights_are_he_et_als() -> None:
    convolutions = [
        one for one in fresh_module(quality_network(16), 3).modules() if isinstance(one, nn.Conv2d)
    ]
    assert [one.in_channels for one in convolutions] == [1, 32, 16]
    for one in convolutions:
        inputs = one.weight[0].numel()
        assert one.weight.std().item() == pytest.approx(sqrt(2 / inputs), rel=0.2)
        assert one.bias is None


def test_a_training_that_diverges_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "torch.nn.functional.cross_entropy",
        lambda scores, labels: scores.sum() * float("nan"),
    )
    with pytest.raises(QualityError, match="Lower the learning rate") as caught:
        run(TINY)
    assert caught.value.field == "peak_rate"


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"widths": ()}, "at least one width"),
        ({"widths": (33,)}, "width 33: it has to lie from 1 to 32"),
        ({"widths": (0,)}, "width 0"),
        ({"widths": (4, None, 4)}, "Width 4 is listed twice"),
        ({"widths": (None, None)}, "The direct convolution is listed twice"),
        ({"train_images": 8001}, "8,001 training images: there can be 1 to 8,000"),
        ({"test_images": 0}, "0 test images"),
        ({"epochs": 0}, "0 epochs"),
        ({"batch": 0}, "0 images a batch"),
        ({"peak_rate": 0.0}, "Learning rate 0:"),
        ({"peak_rate": float("nan")}, "Learning rate nan:"),
    ],
)
def test_numbers_out_of_range_are_refused_with_their_field(
    changes: dict[str, object], text: str
) -> None:
    with pytest.raises(QualityError, match=text) as caught:
        replace(FULL, **changes)
    assert {caught.value.field} == changes.keys()


def test_a_device_that_is_not_there_is_refused() -> None:
    with pytest.raises(DeviceError, match="no-such"):
        next(train_widths(replace(TINY, device="no-such")))


def test_the_values_need_no_torch() -> None:
    code = (
        "import sys, explorer.engine.bottleneck.quality_values as values;"
        "values.quality_network(4).report(); assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs CUDA")
def test_it_trains_on_a_gpu() -> None:
    steps, result = run(replace(TINY, device="cuda"))
    assert result.device == "cuda"
    assert steps[7].loss < steps[0].loss


@pytest.mark.slow
def test_a_short_training_is_far_above_chance_and_one_channel_is_worse() -> None:
    _, result = run(replace(QUICK, widths=(None, 1), device="cpu"))
    direct, narrow = result.points
    assert narrow.accuracy > 0.7
    assert direct.accuracy > narrow.accuracy
