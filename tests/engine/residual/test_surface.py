from __future__ import annotations

import csv
import io
import math
from copy import deepcopy
from itertools import pairwise

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from explorer.engine.residual.cifar_network import CifarNetwork
from explorer.engine.residual.surface import (
    Surface,
    SurfaceConfig,
    SurfaceError,
    SurfaceStep,
    filter_normalised,
    loss_surface,
    random_direction,
)

FIVE = SurfaceConfig(points=5, span=0.5, seed=3)


def gen(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def network(alpha: float = 1.0, **choices: object) -> CifarNetwork:
    """Return a small network whose normalisations are not the identity."""
    made = CifarNetwork(8, alpha=alpha, width=4, channels=1, generator=gen(0), **choices)
    with torch.no_grad():
        for part in made.modules():
            if isinstance(part, nn.BatchNorm2d):
                part.weight.uniform_(0.5, 1.5, generator=gen(1))
                part.bias.uniform_(-0.5, 0.5, generator=gen(2))
                part.running_mean.uniform_(-0.5, 0.5, generator=gen(3))
                part.running_var.uniform_(0.5, 2.0, generator=gen(4))
    return made


IMAGES = torch.randn(40, 1, 12, 12, generator=gen(5))
LABELS = torch.randint(0, 10, (40,), generator=gen(6))


def run(net: nn.Module, config: SurfaceConfig = FIVE, dtype: torch.dtype | None = None) -> Surface:
    steps = loss_surface(net, IMAGES.to(dtype or torch.float32), LABELS, config)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def moved(net: nn.Module, alpha: float, beta: float, seed: int) -> nn.Module:
    """Return a network moved by the paper's equation, filter by filter, nothing folded."""
    copy, generator = deepcopy(net).eval(), gen(seed)
    weights = [value for value in copy.parameters() if value.dim() > 1]
    start = [value.detach().clone() for value in weights]
    with torch.no_grad():
        for amount in (alpha, beta):
            for value, theta in zip(weights, start, strict=True):
                drawn = torch.randn(value.shape, generator=generator).to(value)
                for row in range(len(theta)):
                    value[row] += amount * drawn[row] / drawn[row].norm() * theta[row].norm()
    return copy


def plain_loss(net: nn.Module) -> float:
    dtype = next(net.parameters()).dtype
    with torch.inference_mode():
        return float(functional.cross_entropy(net.eval()(IMAGES.to(dtype)), LABELS))


@pytest.mark.parametrize("alpha", [0.0, 1.0])
def test_the_middle_is_the_networks_own_loss(alpha: float) -> None:
    net = network(alpha)
    assert run(net).centre == pytest.approx(plain_loss(deepcopy(net)), rel=1e-5)
    exact = network(alpha).double()
    found = run(exact, dtype=torch.float64).centre
    assert found == pytest.approx(plain_loss(exact), rel=1e-12)


@pytest.mark.parametrize("choices", [{}, {"alpha": 0.0}, {"shortcut": "B"}, {"batch_norm": False}])
def test_every_point_is_the_papers_equation(choices: dict[str, object]) -> None:
    net = network(**choices).double()
    surface = run(net, dtype=torch.float64)
    for row, beta in enumerate(FIVE.axis):
        for column, alpha in enumerate(FIVE.axis):
            expected = plain_loss(moved(net, alpha, beta, FIVE.seed))
            assert surface.losses[row, column] == pytest.approx(expected, rel=1e-9)


def test_filters_of_a_direction_are_as_long_as_the_weights() -> None:
    weights = {"conv": torch.randn(6, 3, 3, 3), "dense": torch.randn(10, 6)}
    weights["conv"][2] = 0
    direction = random_direction(weights, gen(0))
    for name, value in weights.items():
        lengths = direction[name].flatten(1).norm(dim=1)
        torch.testing.assert_close(lengths, value.flatten(1).norm(dim=1))
    one = torch.tensor([[3.0, 4.0], [0.0, 2.0]])
    expected = torch.tensor([[0.6 * 10, 0.8 * 10], [0.0, 1.0]])
    weight = torch.tensor([[6.0, 8.0], [1.0, 0.0]])
    torch.testing.assert_close(filter_normalised(one, weight), expected)


def state(net: nn.Module) -> tuple[dict[str, Tensor], list[bool]]:
    values = {name: value.clone() for name, value in net.state_dict().items()}
    return values, [part.training for part in net.modules()]


def test_the_network_is_left_as_it_was_when_given_up_too() -> None:
    net = network().train()
    before, modes = state(net)
    gradients = [value.requires_grad for value in net.parameters()]
    steps = loss_surface(net, IMAGES, LABELS, FIVE)
    for _ in range(7):
        next(steps)
    steps.close()
    run(net)
    after, modes_after = state(net)
    assert modes_after == modes
    assert [value.requires_grad for value in net.parameters()] == gradients
    for name, value in before.items():
        assert torch.equal(after[name], value), name


def test_what_the_network_learns_meanwhile_does_not_matter() -> None:
    net = network()
    expected = run(net).losses
    steps = loss_surface(net, IMAGES, LABELS, FIVE)
    with torch.no_grad():
        net.dense.weight.add_(1)
    *_, last = steps
    assert np.array_equal(last.losses, expected)


def test_a_seed_gives_the_same_numbers_and_draws_nothing_elsewhere() -> None:
    torch.manual_seed(0)
    before = torch.get_rng_state()
    one, other = run(network()), run(network())
    assert np.array_equal(one.losses, other.losses)
    assert torch.equal(torch.get_rng_state(), before)
    assert not np.array_equal(one.losses, run(network(), SurfaceConfig(5, 0.5, seed=4)).losses)


def test_plain_and_residual_networks_are_given_the_same_draws() -> None:
    plain, residual = (
        {name: value for name, value in network(alpha).named_parameters() if value.dim() > 1}
        for alpha in (0.0, 1.0)
    )
    one, other = random_direction(plain, gen(0)), random_direction(residual, gen(0))
    assert one.keys() == other.keys()
    assert all(torch.equal(one[name], other[name]) for name in one)


def test_rescaling_a_filter_and_its_normalisation_changes_nothing() -> None:
    """Section 4's reason for normalising by filters; ε is what makes it inexact, so it is 0."""
    net = network().double()
    for part in net.modules():
        if isinstance(part, nn.BatchNorm2d):
            part.eps = 0.0
    scaled = deepcopy(net)
    factors = torch.tensor([0.1, 3.0, 10.0, 0.5], dtype=torch.float64)
    with torch.no_grad():
        scaled.conv1.weight.mul_(factors[:, None, None, None])
        scaled.bn1.running_mean.mul_(factors)
        scaled.bn1.running_var.mul_(factors**2)
    one, other = run(net, dtype=torch.float64), run(scaled, dtype=torch.float64)
    np.testing.assert_allclose(one.losses, other.losses, rtol=1e-10)


def test_steps_begin_in_the_middle_and_fill_the_grid_from_coarse_to_fine() -> None:
    config = SurfaceConfig(points=17, span=1.0)
    assert config.order[0] == (8, 8)
    assert len(set(config.order)) == 17**2
    assert set(config.order[:9]) == {(row, column) for row in (0, 8, 16) for column in (0, 8, 16)}
    assert set(config.order[:25]) == {
        (row, column) for row in range(0, 17, 4) for column in range(0, 17, 4)
    }
    steps: list[SurfaceStep] = list(loss_surface(network(), IMAGES, LABELS, FIVE))
    assert [one.fraction for one in steps] == [index / 25 for index in range(1, 26)]
    for one in steps:
        assert np.isfinite(one.losses).sum() == one.index
        assert one.losses[one.row, one.column] == one.loss


def test_the_batch_changes_the_last_digits_alone() -> None:
    some = run(network().double(), SurfaceConfig(5, 0.5, seed=3, batch=7), torch.float64)
    every = run(network().double(), SurfaceConfig(5, 0.5, seed=3, batch=64), torch.float64)
    np.testing.assert_allclose(some.losses, every.losses, rtol=1e-12)


def bowl(steepness: float, points: int = 21, span: float = 1.0, low: float = 0.1) -> Surface:
    config = SurfaceConfig(points, span)
    axis = np.array(config.axis)
    return Surface(config, low + steepness * (axis**2 + axis[:, None] ** 2), 10)


def test_flatness_of_a_bowl() -> None:
    """Where L = k·r² the loss has risen by 1 at r = 1/√k, and its two second derivatives are 2k."""
    flat = bowl(4).flatness
    assert flat.radius == pytest.approx(0.5, abs=0.02)
    assert flat.open == 0
    assert flat.curvature == pytest.approx(16)
    assert bowl(16).flatness.radius == pytest.approx(0.25, abs=0.02)
    valley = bowl(0.01).flatness
    assert (valley.radius, valley.open) == (1, 1)
    assert bowl(1 / 16, span=8).flatness.radius == pytest.approx(4, abs=0.2)


def test_flatness_beside_infinite_losses() -> None:
    losses = np.full((5, 5), math.inf)
    losses[2, 2] = 0.5
    surface = Surface(SurfaceConfig(5, 1.0), losses, 10)
    assert 0 < surface.flatness.radius <= 0.25
    assert surface.levels().size == 0
    assert surface.minimum == (0, 0, 0.5)


def test_levels_are_logarithmic_and_inside() -> None:
    levels = bowl(4).levels(6)
    ratios = [after / before for before, after in pairwise(levels)]
    assert len(levels) == 6
    assert ratios == pytest.approx([ratios[0]] * 5)
    assert 0.1 < levels[0] < levels[-1] < 8.1
    assert bowl(0).levels().size == 0


def test_the_minimum_need_not_be_the_network() -> None:
    surface = bowl(1)
    losses = surface.losses.copy()
    losses[3, 15] = 0.01
    alpha, beta, loss = Surface(surface.config, losses, 10).minimum
    assert (alpha, beta, loss) == (pytest.approx(0.5), pytest.approx(-0.7), 0.01)


def test_csv_has_a_line_a_point() -> None:
    surface = bowl(4, points=5)
    lines = list(csv.reader(io.StringIO(surface.to_csv())))
    assert lines[0] == ["alpha", "beta", "loss"]
    assert lines[1] == ["-1", "-1", "8.1"]
    assert lines[2] == ["-0.5", "-1", "5.1"]
    assert len(lines) == 26


@pytest.mark.parametrize(
    ("choices", "field"),
    [
        ({"points": 20}, "points"),
        ({"points": 3}, "points"),
        ({"points": 103}, "points"),
        ({"span": 0.0}, "span"),
        ({"span": math.nan}, "span"),
        ({"span": 11.0}, "span"),
        ({"batch": 0}, "batch"),
    ],
)
def test_numbers_out_of_range_are_refused(choices: dict[str, float], field: str) -> None:
    with pytest.raises(SurfaceError) as caught:
        SurfaceConfig(**choices)  # type: ignore[arg-type]
    assert caught.value.field == field


def test_data_that_do_not_fit_are_refused_at_once() -> None:
    net = network()
    with pytest.raises(SurfaceError, match="no pictures"):
        loss_surface(net, IMAGES[:0], LABELS[:0])
    with pytest.raises(SurfaceError, match="as many labels"):
        loss_surface(net, IMAGES, LABELS[:3])
    with pytest.raises(SurfaceError, match="1 channels, these have 3"):
        loss_surface(net, IMAGES.expand(-1, 3, -1, -1), LABELS)
    with pytest.raises(SurfaceError, match="label is 10; the network knows classes 0 to 9"):
        loss_surface(net, IMAGES, LABELS + 10 - LABELS)


def test_a_network_that_diverged_is_refused() -> None:
    net = network()
    with torch.no_grad():
        net.dense.weight[0, 0] = math.nan
    with pytest.raises(SurfaceError, match="diverged"):
        next(loss_surface(net, IMAGES, LABELS, FIVE))


def test_numbers_that_overflow_are_infinite_losses() -> None:
    net = network(batch_norm=False)
    with torch.no_grad():
        net.dense.weight.mul_(1e36)
        net.blocks[0].conv1.weight.mul_(1e-2)
    surface = run(net, SurfaceConfig(5, 10.0))
    assert math.isfinite(surface.centre)
    assert np.isinf(surface.losses).any()
    assert not np.isnan(surface.losses).any()
