from __future__ import annotations

import pytest
import torch

from explorer.engine.style.adam import Adam
from explorer.engine.style.lbfgs import LBFGS
from explorer.engine.style.smoothing import Smoothing

CPU = torch.device("cpu")


def bowl(condition: float) -> tuple[torch.Tensor, torch.Tensor]:
    """A convex function ½ Σ a (x − b)² of a picture (1, 1, 6, 5): its a and b."""
    draw = torch.Generator().manual_seed(5)
    curvature = torch.logspace(0, torch.tensor(condition).log10(), 30, dtype=torch.double)
    return curvature.view(1, 1, 6, 5), torch.rand(1, 1, 6, 5, generator=draw, dtype=torch.double)


def descend(optimiser: LBFGS | Adam, steps: int, condition: float = 1e3) -> float:
    curvature, lowest = bowl(condition)
    x = torch.zeros_like(lowest)
    for _ in range(steps):
        slope = curvature * (x - lowest)
        loss = 0.5 * float((curvature * (x - lowest) ** 2).sum())
        x = optimiser.advance(x, slope, loss)
    return float((x - lowest).abs().max())


def two_loops(pairs: list[tuple[torch.Tensor, torch.Tensor]], slope: torch.Tensor) -> torch.Tensor:
    """Algorithm 7.4 of Nocedal and Wright as it stands there, on vectors."""
    q, shares = slope.clone(), []
    for step, change in reversed(pairs):
        shares.append((step @ q) / (step @ change))
        q = q - shares[-1] * change
    step, change = pairs[-1]
    r = q * (step @ change) / (change @ change)
    for (step, change), share in zip(pairs, reversed(shares), strict=True):
        r = r + step * (share - (change @ r) / (step @ change))
    return -r


@pytest.mark.parametrize("history", [3, 50])
def test_steps_are_those_of_the_two_loops(history: int) -> None:
    curvature, lowest = bowl(30)
    optimiser, x, pairs = LBFGS(history), torch.zeros_like(lowest), []
    last: tuple[torch.Tensor, torch.Tensor] | None = None
    for number in range(12):
        slope = curvature * (x - lowest)
        if last is not None:
            pairs.append(((x - last[0]).flatten(), (slope - last[1]).flatten()))
        last = x, slope
        following = optimiser.advance(x, slope, 1.0 / (number + 1))
        if pairs:
            wanted = two_loops(pairs[-history:], slope.flatten()).view_as(x)
            longest = 0.1 / max(float(wanted.square().mean().sqrt()), 0.1)
            torch.testing.assert_close(following - x, wanted * longest, rtol=1e-6, atol=1e-12)
        x = following


def test_lbfgs_finds_the_bottom_of_a_narrow_valley() -> None:
    assert descend(LBFGS(), 150, condition=100) < 1e-4


def test_lbfgs_finds_it_in_smoothed_steps_too() -> None:
    assert descend(LBFGS(smooth=Smoothing(6, 5, CPU)), 150, condition=100) < 1e-4


def test_adam_comes_near() -> None:
    assert descend(Adam(0.02), 200, condition=10) < 0.02


def test_adam_is_torchs() -> None:
    curvature, lowest = bowl(10)
    ours, theirs = torch.zeros_like(lowest), torch.zeros_like(lowest).requires_grad_()
    adam, reference = Adam(0.05), torch.optim.Adam([theirs], lr=0.05, eps=1e-12)
    for _ in range(20):
        ours = adam.advance(ours, curvature * (ours - lowest), 0.0)
        theirs.grad = curvature * (theirs.detach() - lowest)
        reference.step()
    torch.testing.assert_close(ours, theirs.detach())


def test_a_rise_of_the_loss_is_answered_by_half_the_step() -> None:
    curvature, lowest = bowl(10)
    optimiser, x = LBFGS(), torch.zeros_like(lowest)
    following = optimiser.advance(x, curvature * (x - lowest), 1.0)
    halfway = optimiser.advance(following, curvature * (following - lowest), 2.0)
    torch.testing.assert_close(halfway, (x + following) / 2)


@pytest.mark.parametrize("optimiser", [LBFGS(), Adam()])
def test_lowered_steps_are_half_as_long(optimiser: LBFGS | Adam) -> None:
    curvature, lowest = bowl(10)
    x = torch.zeros_like(lowest)
    whole = optimiser.advance(x, curvature * (x - lowest), 1.0)
    optimiser.lower()
    half = optimiser.advance(x, curvature * (x - lowest), 1.0)
    torch.testing.assert_close(half, whole / 2)


def test_no_slope_is_no_step() -> None:
    x = torch.rand(1, 3, 6, 5)
    assert torch.equal(LBFGS().advance(x, torch.zeros_like(x), 0.0), x)


@pytest.mark.parametrize("size", [(6, 5), (5, 8)])
def test_smoothing_is_symmetric_and_positive(size: tuple[int, int]) -> None:
    smooth = Smoothing(*size, CPU)
    count = size[0] * size[1]
    matrix = smooth(torch.eye(count).view(count, *size)).view(count, count)
    torch.testing.assert_close(matrix, matrix.T)
    assert float(torch.linalg.eigvalsh(matrix).min()) > 0
    assert torch.allclose(smooth(torch.ones(size)), torch.ones(size), atol=1e-6)
