"""`stylize` on bundled pictures: what it yields, goes on from, and survives."""

from __future__ import annotations

import math
from dataclasses import FrozenInstanceError, replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from explorer.engine.images import resize
from explorer.engine.ssim import ssim
from explorer.engine.style import (
    StyleCache,
    StyleConfig,
    StyleError,
    StyleMemoryError,
    coarse_to_fine,
    memory,
    painting,
    stylize,
)
from explorer.engine.style.objective import Objective
from explorer.engine.style.schedule import stages_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from explorer.engine.style import StyleStep


def last_of(config: StyleConfig, cache: StyleCache | None = None) -> StyleStep:
    *_, last = stylize(config, cache)
    return last


@pytest.fixture
def config(cat_rgb: NDArray[np.uint8], starry_rgb: NDArray[np.uint8]) -> StyleConfig:
    """Small and quick: two layers of style, none deep."""
    return StyleConfig(
        cat_rgb,
        starry_rgb,
        size=48,
        steps=6,
        device="cpu",
        content_layers=(("relu2_2", 1.0),),
        style_layers=(("relu1_1", 1.0), ("relu2_1", 0.3)),
        picture_every=2,
    )


def likeness(picture: NDArray[np.uint8], *others_rgb: NDArray[np.uint8]) -> list[float]:
    """SSIM of a picture with others, brought to its size."""
    height, width = picture.shape[:2]
    return [ssim(picture, resize(other, height, width)) for other in others_rgb]


def test_the_default_paints_a_recognisable_picture_at_96_pixels(
    cat_rgb: NDArray[np.uint8], starry_rgb: NDArray[np.uint8]
) -> None:
    """The style loss falls below 1 % of its start, long before the 200th step."""
    config = StyleConfig(cat_rgb, starry_rgb, size=96)
    steps = []
    for step in stylize(config):
        steps.append(step)
        if step.style < 0.01 * steps[0].style and step.picture is not None:
            break
    first, last = steps[0], steps[-1]
    assert (first.size, last.steps) == (96, 200)
    assert last.style < 0.01 * first.style
    assert last.index < 120
    assert last.total < 0.02 * first.total
    assert last.picture is not None
    assert last.picture.shape == (64, 96, 3)
    to_content, to_style = likeness(last.picture, cat_rgb, starry_rgb)
    assert to_content > 0.3 > 2 * to_style


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_the_default_paints_a_convincing_picture_at_256_pixels(
    cat_rgb: NDArray[np.uint8], starry_rgb: NDArray[np.uint8]
) -> None:
    """Style below 1 % of its start; the photograph is what it is still most like, by SSIM."""
    steps = list(stylize(StyleConfig(cat_rgb, starry_rgb)))
    first, last = steps[0], steps[-1]
    assert (last.index, last.steps, last.size) == (200, 200, 256)
    assert last.style < 0.01 * first.style
    assert last.picture is not None
    to_content, to_style = likeness(last.picture, cat_rgb, starry_rgb)
    assert to_content > 0.3 > 2 * to_style


def test_a_step_says_where_it_is_and_what_its_losses_are(config: StyleConfig) -> None:
    steps = list(stylize(config))
    assert [step.index for step in steps] == list(range(7))
    assert {step.steps for step in steps} == {6}
    assert [step.index for step in steps if step.picture is not None] == [0, 2, 4, 6]
    assert all((step.picture is None) == (step.shares is None) for step in steps)
    assert all((step.picture is None) == (step.state is None) for step in steps)
    elapsed = [step.elapsed_s for step in steps]
    assert elapsed == sorted(elapsed)
    last = steps[-1]
    by_layer = dict(last.style_by_layer)
    assert list(by_layer) == ["relu1_1", "relu2_1"]
    assert last.style == pytest.approx(by_layer["relu1_1"] + 0.3 * by_layer["relu2_1"])
    assert last.content == pytest.approx(dict(last.content_by_layer)["relu2_2"])
    weighed = config.style_weight * last.style + config.variation_weight * last.variation
    assert last.total == pytest.approx(config.content_weight * last.content + weighed)
    assert last.shares is not None
    parts = (last.shares.content, last.shares.style, last.shares.variation)
    assert sum(parts) == pytest.approx(1)
    assert last.total < 0.2 * steps[0].total
    with pytest.raises(FrozenInstanceError):
        last.index = 3  # type: ignore[misc]


def test_the_start_is_the_content_and_has_no_content_loss(config: StyleConfig) -> None:
    first = next(stylize(config))
    assert first.content == 0.0
    assert first.picture is not None
    np.testing.assert_array_equal(first.picture, resize(config.content_rgb, 32, 48))


@pytest.mark.parametrize("optimizer", ["lbfgs", "adam"])
def test_the_same_seed_paints_the_same_picture(config: StyleConfig, optimizer: str) -> None:
    noisy = replace(config, noise=1.0, optimizer=optimizer)  # type: ignore[arg-type]
    one, same, other = last_of(noisy), last_of(noisy), last_of(replace(noisy, seed=1))
    assert one.picture is not None
    assert one.total == same.total
    np.testing.assert_array_equal(one.picture, same.picture)
    assert (one.picture != other.picture).any()


def test_noise_mixes_between_content_and_noise(config: StyleConfig) -> None:
    pictures = [next(stylize(replace(config, noise=noise))).picture for noise in (0, 0.5, 1)]
    content, mixed, noise = (np.asarray(one, np.float64) for one in pictures if one is not None)
    inside = (noise > 0) & (noise < 255)
    np.testing.assert_allclose(mixed[inside], ((content + noise) / 2)[inside], atol=1)
    assert noise.mean() == pytest.approx(127, abs=5)


def test_adam_lowers_the_loss_too(config: StyleConfig) -> None:
    first, *_, last = stylize(replace(config, optimizer="adam", steps=20))
    assert last.total < 0.5 * first.total


def test_it_goes_on_from_a_state_with_the_same_losses(config: StyleConfig) -> None:
    steps = list(stylize(config))
    kept = steps[4]
    assert kept.state is not None
    again = list(stylize(config.resumed(kept.state)))
    assert [step.index for step in again] == [4, 5, 6]
    assert again[0].total == kept.total
    np.testing.assert_array_equal(again[0].picture, kept.picture)  # type: ignore[arg-type]


def test_a_fork_with_other_weights_goes_another_way(config: StyleConfig) -> None:
    cache = StyleCache()
    steps = list(stylize(config, cache))
    kept = steps[2]
    assert kept.state is not None
    fork = config.resumed(kept.state, content_weight=0.0, steps=30)
    forked = last_of(fork, cache)
    stayed = last_of(config.resumed(kept.state, steps=30), cache)
    assert forked.index == forked.steps == 30
    assert forked.style < stayed.style
    assert forked.content == 0.0


def test_it_goes_on_from_a_picture(config: StyleConfig) -> None:
    shown = list(stylize(config))[4].picture
    steps = list(stylize(replace(config, start_rgb=shown, start_index=4)))
    assert [step.index for step in steps] == [4, 5, 6]
    np.testing.assert_array_equal(steps[0].picture, shown)  # type: ignore[arg-type]


def test_targets_are_computed_once_for_each_size(
    config: StyleConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    from explorer.engine.style import cache as cache_module

    sizes: list[int] = []
    original = cache_module.find_targets

    def counted(*args: object) -> object:
        sizes.append(args[2])  # type: ignore[arg-type]
        return original(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(cache_module, "find_targets", counted)
    cache = StyleCache()
    two = replace(config, coarse_sizes=(32,))
    for _ in range(2):
        list(stylize(two, cache))
    assert sizes == [32, 48]
    list(stylize(replace(two, colour="matched"), cache))
    assert sizes == [32, 48, 32, 48]


def test_it_paints_coarse_to_fine(config: StyleConfig) -> None:
    two = replace(config, coarse_sizes=(36,), steps=9)
    assert [(one.size, one.first, one.end) for one in stages_of(two)] == [(36, 0, 6), (48, 6, 9)]
    steps = list(stylize(two))
    assert [step.index for step in steps] == list(range(10))
    assert [step.size for step in steps] == [36] * 6 + [48] * 4
    assert steps[-1].picture is not None
    assert steps[-1].picture.shape == (32, 48, 3)
    at_start = next(stylize(replace(config, steps=9)))
    assert steps[6].total < at_start.total  # the fine size starts from what the coarse one painted


def test_a_state_of_the_fine_size_goes_on_there(config: StyleConfig) -> None:
    two = replace(config, coarse_sizes=(36,), steps=9, picture_every=1)
    kept = list(stylize(two))[7]
    assert kept.state is not None
    again = list(stylize(two.resumed(kept.state)))
    assert [step.size for step in again] == [48] * 3
    assert again[0].total == pytest.approx(kept.total, rel=1e-6)


def test_coarse_sizes_double() -> None:
    assert coarse_to_fine(1024) == (256, 512)
    assert coarse_to_fine(384) == ()
    assert coarse_to_fine(512, coarsest=128) == (128, 256)


def test_a_generator_that_is_closed_ends(config: StyleConfig) -> None:
    steps = stylize(config)
    next(steps)
    next(steps)
    steps.close()  # type: ignore[attr-defined]
    assert list(steps) == []


def spoil(monkeypatch: pytest.MonkeyPatch, when: object) -> list[int]:
    """Make evaluations give no number; return a list that counts them."""
    original, seen = Objective.evaluate, [0]

    def evaluate(self: Objective, *args: object, **kwargs: object) -> object:
        found = original(self, *args, **kwargs)  # type: ignore[arg-type]
        seen[0] += 1
        return replace(found, loss=math.nan) if when(seen[0]) else found  # type: ignore[operator]

    monkeypatch.setattr(Objective, "evaluate", evaluate)
    return seen


@pytest.mark.parametrize("optimizer", ["lbfgs", "adam"])
def test_a_loss_that_is_no_number_leads_back_to_the_best_picture(
    config: StyleConfig, monkeypatch: pytest.MonkeyPatch, optimizer: str
) -> None:
    spoil(monkeypatch, lambda number: number == 4)
    asked = replace(config, optimizer=optimizer, steps=12, picture_every=1)  # type: ignore[arg-type]
    steps = list(stylize(asked))
    assert [step.index for step in steps if step.recovered] == [3]
    assert steps[3].recovered == "not finite"
    best = min(steps[:3], key=lambda step: step.total)
    assert steps[3].total == best.total
    np.testing.assert_array_equal(steps[3].picture, best.picture)  # type: ignore[arg-type]
    assert all(math.isfinite(step.total) for step in steps)
    assert steps[-1].total < steps[3].total


def test_a_first_picture_without_a_loss_is_an_error(
    config: StyleConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil(monkeypatch, lambda _: True)
    with pytest.raises(StyleError, match="first picture is no number"):
        next(stylize(config))


def test_it_gives_up_where_halving_the_step_does_not_help(
    config: StyleConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil(monkeypatch, lambda number: number > 1)
    with pytest.raises(StyleError, match="halved 20 times"):
        list(stylize(replace(config, steps=50)))


def test_too_little_memory_is_said_beforehand_with_the_size_that_fits(
    config: StyleConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = replace(config, size=1024)
    monkeypatch.setattr(memory, "free_bytes", lambda _: memory.needed_bytes(large) // 2)
    with pytest.raises(StyleMemoryError, match=r"1024 px are too large .* px would fit") as caught:
        next(stylize(large))
    fits = caught.value.fits
    assert 600 < fits < 1024 / math.sqrt(2)
    assert memory.needed_bytes(large, fits) <= 0.9 * memory.needed_bytes(large) // 2
    memory.check_memory(replace(large, size=fits))


def test_memory_that_runs_out_on_the_way_is_said_too(
    config: StyleConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    def evaluate(*_: object, **__: object) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.")

    monkeypatch.setattr(Objective, "evaluate", evaluate)
    with pytest.raises(StyleMemoryError) as caught:
        next(stylize(replace(config, size=120)))
    assert caught.value.fits == 80
    assert caught.value.field == "size"


def test_needed_memory_grows_with_the_area(config: StyleConfig) -> None:
    small, large = memory.needed_bytes(config, 256), memory.needed_bytes(config, 512)
    assert large == pytest.approx(4 * small, rel=0.01)
    in_full = replace(config, precision="float32")
    half = replace(config, precision="bfloat16")
    assert memory.needed_bytes(half, 256) < memory.needed_bytes(in_full, 256)


def test_a_strip_takes_the_memory_of_the_pixels_that_it_is_painted_with(
    config: StyleConfig,
) -> None:
    """The shorter side has 32 pixels: at 64 px a strip of 40 × 3,000 is painted as 32 × 2,400."""
    strip = replace(config, content_rgb=np.zeros((3000, 40, 3), np.uint8), size=64)
    square = replace(config, content_rgb=np.zeros((64, 64, 3), np.uint8), size=64)
    ratio = 32 * 2400 / 64**2
    assert memory.needed_bytes(strip) == pytest.approx(
        ratio * memory.needed_bytes(square), rel=0.01
    )


def test_a_much_larger_painting_takes_the_memory(config: StyleConfig) -> None:
    """What was measured on a CPU with a painting four times as large as the picture."""
    height, width = config.styles[0].shape[:2]
    pixels = (4 * 384) ** 2 * min(height, width) / max(height, width)
    for precision, measured in (("bfloat16", 558), ("float32", 783)):
        asked = replace(config, style_scale=4.0, precision=precision)  # type: ignore[arg-type]
        assert memory.needed_bytes(asked, 384) / pixels == pytest.approx(measured, rel=0.1)


def test_elapsed_time_leaves_out_what_the_caller_does(
    config: StyleConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    monkeypatch.setattr(painting.time, "perf_counter", lambda: now[0])
    for step in stylize(config):
        assert step.elapsed_s == 0.0
        now[0] += 100.0
