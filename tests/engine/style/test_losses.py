from __future__ import annotations

import itertools

import pytest
import torch

from explorer.engine.style import (
    NORMALISATIONS,
    StyleError,
    content_loss,
    gram,
    style_loss,
    variation_loss,
)

pytestmark = pytest.mark.usefixtures("double")


def maps(*shape: int) -> torch.Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(sum(shape)))


def gram_by_loops(one: torch.Tensor) -> torch.Tensor:
    batch, channels, height, width = one.shape
    found = torch.zeros(batch, channels, channels)
    for n, k, other, i, j in itertools.product(
        range(batch), range(channels), range(channels), range(height), range(width)
    ):
        found[n, k, other] += one[n, k, i, j] * one[n, other, i, j]
    return found


def style_by_loops(a: torch.Tensor, b: torch.Tensor) -> float:
    difference = gram_by_loops(a) - gram_by_loops(b)
    return sum(float(value) ** 2 for value in difference.flatten())


def test_gram_is_the_sum_over_positions() -> None:
    one = maps(2, 3, 4, 5)
    torch.testing.assert_close(gram(one), gram_by_loops(one))


def test_gram_is_the_same_with_channels_last() -> None:
    one = maps(2, 3, 4, 5)
    torch.testing.assert_close(gram(one.to(memory_format=torch.channels_last)), gram(one))


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_gram_of_half_precision_is_summed_in_float32(dtype: torch.dtype) -> None:
    one = torch.ones(1, 2, 64, 65, dtype=dtype)  # 4160 is in neither format
    assert gram(one).dtype == torch.float32
    assert float(gram(one)[0, 0, 1]) == 64 * 65


def test_content_loss_is_half_the_sum_of_squares() -> None:
    a, b = maps(1, 3, 4, 5), maps(1, 3, 5, 4).transpose(2, 3)
    by_loop = sum(float(x - y) ** 2 for x, y in zip(a.flatten(), b.flatten(), strict=True)) / 2
    assert float(content_loss(a, b)) == pytest.approx(by_loop, rel=1e-12)


def test_style_loss_is_the_sum_of_squares_of_gram_matrices() -> None:
    a, b = maps(1, 3, 4, 5), maps(1, 3, 6, 2)
    assert float(style_loss(a, b)) == pytest.approx(style_by_loops(a, b), rel=1e-12)


def test_gradient_of_the_content_loss_is_equation_2() -> None:
    a, b = maps(1, 3, 4, 5).requires_grad_(), maps(1, 3, 5, 4).transpose(2, 3)
    (slope,) = torch.autograd.grad(content_loss(a, b), a)
    for k, i, j in itertools.product(range(3), range(4), range(5)):
        by_hand = float(a[0, k, i, j].detach() - b[0, k, i, j])
        assert float(slope[0, k, i, j]) == pytest.approx(by_hand)


def test_gradient_of_the_style_loss_is_equation_6() -> None:
    """4 Σ_k' (G − A)_kk' F_k'ij; the paper's 1 / (N² M²) is its 1 / (4 N² M²) times this 4."""
    a, b = maps(1, 3, 4, 5).requires_grad_(), maps(1, 3, 4, 6)
    (slope,) = torch.autograd.grad(style_loss(a, b), a)
    difference = gram_by_loops(a.detach()) - gram_by_loops(b)
    for k, i, j in itertools.product(range(3), range(4), range(5)):
        by_hand = 4 * sum(float(difference[0, k, o] * a[0, o, i, j].detach()) for o in range(3))
        assert float(slope[0, k, i, j]) == pytest.approx(by_hand, rel=1e-12)


@pytest.mark.parametrize(
    ("normalisation", "content_times", "style_times"),
    [
        ("sum", 1.0, 1.0),
        ("gatys", 1.0, 1 / (4 * 3**2 * 20**2)),
        ("johnson", 2 / (3 * 20), 1 / (3 * 20) ** 2),
        ("mean", 2 / (3 * 20), 1 / (3 * 20) ** 2 / 3**2),
    ],
)
def test_normalisations_are_factors(
    normalisation: str, content_times: float, style_times: float
) -> None:
    a, b = maps(1, 3, 4, 5), maps(1, 3, 5, 4)
    content = content_loss(a, b.transpose(2, 3), normalisation)  # type: ignore[arg-type]
    style = style_loss(a, b, normalisation)  # type: ignore[arg-type]
    assert float(content) == pytest.approx(
        float(content_loss(a, b.transpose(2, 3))) * content_times, rel=1e-12
    )
    assert float(style) == pytest.approx(style_by_loops(a, b) * style_times, rel=1e-12)


def test_johnson_divides_gram_matrices_and_the_tutorial_takes_means_of_them() -> None:
    a, b = maps(1, 3, 4, 5), maps(1, 3, 5, 4)
    scaled = (gram(a) - gram(b)) / (3 * 20)
    assert float(style_loss(a, b, "johnson")) == pytest.approx(float(scaled.square().sum()))
    assert float(style_loss(a, b, "mean")) == pytest.approx(float(scaled.square().mean()))
    other = b.transpose(2, 3)
    mean_square = torch.nn.functional.mse_loss(a, other)
    assert float(content_loss(a, other, "mean")) == pytest.approx(float(mean_square))


def test_an_unknown_normalisation_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(StyleError, match="no normalisation: choose " + ", ".join(NORMALISATIONS)):
        style_loss(maps(1, 3, 4, 5), maps(1, 3, 4, 5), "johnsson")  # type: ignore[arg-type]


def test_variation_is_the_mean_squared_difference_of_neighbours() -> None:
    unit = torch.tensor([[[[0.0, 1.0, 1.0], [0.0, 0.0, 2.0]]]])
    across = (1 + 0 + 0 + 4) / 4
    down = (0 + 1 + 1) / 3
    assert float(variation_loss(unit)) == pytest.approx(across + down)
