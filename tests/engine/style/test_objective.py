"""The whole of J and its gradient, against the network written out as a loop."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import torch
import torch.nn.functional as F

from explorer.engine.images import resize, to_tensor
from explorer.engine.style import StyleConfig
from explorer.engine.style.layers import layer_titles
from explorer.engine.style.objective import Objective
from explorer.engine.style.targets import content_at, find_targets, scaled, used_layers
from explorer.engine.style.trunk import StyleTrunk
from explorer.engine.trained.catalogue import load_network

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SIZE = 48
CPU = torch.device("cpu")


def by_loop(config: StyleConfig, picture: torch.Tensor) -> tuple[torch.Tensor, ...]:
    """J_content, J_style and the picture's gradient, in double precision, layer after layer."""
    layers = load_network("vgg16", "cpu").module.get_submodule("features")
    mean = torch.tensor([0.485, 0.456, 0.406], dtype=torch.double)[:, None, None]
    std = torch.tensor([0.229, 0.224, 0.225], dtype=torch.double)[:, None, None]

    def maps_of(unit: torch.Tensor) -> dict[str, torch.Tensor]:
        x, found = (unit.double() - mean) / std, {}
        for title, layer in zip(layer_titles("vgg16"), layers, strict=True):
            if title.startswith("conv"):
                x = F.conv2d(x, layer.weight.double(), layer.bias.double(), padding=1)
            elif title.startswith("relu"):
                x = x.clamp(min=0)
            else:
                x = F.max_pool2d(x, 2) if config.pooling == "max" else F.avg_pool2d(x, 2)
            found[title] = x
        return found

    leaf = picture.double().requires_grad_()
    of_picture = maps_of(leaf)
    of_content = maps_of(to_tensor(content_at(config, SIZE)))
    content = torch.zeros((), dtype=torch.double)
    for title, weight in config.content_layers:
        values = of_picture[title].numel()
        factor = 0.5 if config.normalisation in ("sum", "gatys") else 1 / values
        content = content + weight * factor * (of_picture[title] - of_content[title]).pow(2).sum()
    style = torch.zeros((), dtype=torch.double)
    for title, weight in config.style_layers:
        features = of_picture[title][0].flatten(1)
        channels, positions = features.shape
        target = torch.zeros(channels, channels, dtype=torch.double)
        for painting, share in zip(config.styles, config.style_shares, strict=True):
            shown = to_tensor(scaled(painting, round(SIZE * config.style_scale)))
            own = maps_of(shown)[title][0].flatten(1)
            target += share * (own @ own.T) * positions / own.shape[1]
        factor = {
            "sum": 1.0,
            "gatys": 0.25 / (channels * positions) ** 2,
            "johnson": 1 / (channels * positions) ** 2,
            "mean": 1 / (channels**4 * positions**2),
        }[config.normalisation]
        style = style + weight * factor * (features @ features.T - target).pow(2).sum()
    variation = leaf.diff(dim=2).pow(2).mean() + leaf.diff(dim=3).pow(2).mean()
    loss = (
        config.content_weight * content
        + config.style_weight * style
        + config.variation_weight * variation
    )
    (gradient,) = torch.autograd.grad(loss, leaf)
    return content.detach(), style.detach(), loss.detach(), gradient


def objective(config: StyleConfig, dtype: torch.dtype) -> Objective:
    layers = load_network("vgg16", "cpu").module.get_submodule("features")
    wanted = frozenset().union(*used_layers(config))
    trunk = StyleTrunk(layers, layer_titles("vgg16"), wanted, config.pooling, CPU, dtype)  # type: ignore[arg-type]
    return Objective(config, trunk, find_targets(config, trunk, SIZE))


@pytest.fixture
def config(cat_rgb: NDArray[np.uint8], starry_rgb: NDArray[np.uint8]) -> StyleConfig:
    return StyleConfig(cat_rgb, starry_rgb, size=SIZE, device="cpu", precision="float32")


@pytest.fixture
def picture(cat_rgb: NDArray[np.uint8]) -> torch.Tensor:
    noise = torch.rand(1, 3, 32, SIZE, generator=torch.Generator().manual_seed(3))
    return to_tensor(resize(cat_rgb, 32, SIZE)).lerp(noise, 0.3)


VARIANTS: list[dict[str, object]] = [
    {},
    {"normalisation": "sum", "style_weight": 1e-6},
    {"normalisation": "gatys", "content_weight": 0.01, "pooling": "average"},
    {"normalisation": "mean", "style_scale": 1.5, "variation_weight": 100.0},
    {
        "content_layers": (("conv2_2", 0.5), ("relu2_2", 0.5), ("pool3", 2.0)),
        "style_layers": (("conv1_1", 1.0), ("pool3", 0.2), ("relu4_3", 0.1)),
    },
]


@pytest.mark.parametrize("changes", VARIANTS)
def test_losses_and_gradient_are_those_of_the_loop(
    config: StyleConfig, picture: torch.Tensor, changes: dict[str, object]
) -> None:
    asked = replace(config, **changes)  # type: ignore[arg-type]
    content, style, loss, gradient = by_loop(asked, picture)
    found = objective(asked, torch.double).evaluate(picture.double())
    assert found.content == pytest.approx(float(content), rel=1e-9)
    assert found.style == pytest.approx(float(style), rel=1e-9)
    assert found.loss == pytest.approx(float(loss), rel=1e-9)
    torch.testing.assert_close(found.gradient, gradient, rtol=1e-7, atol=1e-10)


def test_several_styles_are_averaged_by_their_weights(
    config: StyleConfig, picture: torch.Tensor, wave_rgb: NDArray[np.uint8]
) -> None:
    both = replace(config, style_rgb=(*config.styles, wave_rgb), style_mix=(1.0, 3.0))
    assert both.style_shares == (0.25, 0.75)
    _, style, _, gradient = by_loop(both, picture)
    found = objective(both, torch.double).evaluate(picture.double())
    assert found.style == pytest.approx(float(style), rel=1e-9)
    torch.testing.assert_close(found.gradient, gradient, rtol=1e-7, atol=1e-10)


def test_float32_is_the_loop_to_its_own_accuracy(
    config: StyleConfig, picture: torch.Tensor
) -> None:
    _, style, loss, gradient = by_loop(config, picture)
    found = objective(config, torch.float32).evaluate(picture)
    assert found.style == pytest.approx(float(style), rel=1e-4)
    assert found.loss == pytest.approx(float(loss), rel=1e-4)
    assert float((found.gradient - gradient).norm() / gradient.norm()) < 1e-3


def test_bfloat16_loses_a_few_percent_of_the_gradient(
    config: StyleConfig, picture: torch.Tensor
) -> None:
    _, _, loss, gradient = by_loop(config, picture)
    found = objective(config, torch.bfloat16).evaluate(picture)
    assert found.gradient.dtype == torch.float32
    assert found.loss == pytest.approx(float(loss), rel=0.01)
    assert float((found.gradient - gradient).norm() / gradient.norm()) < 0.15


def test_shares_are_the_lengths_of_the_terms_gradients(
    config: StyleConfig, picture: torch.Tensor
) -> None:
    asked = replace(config, variation_weight=30.0)
    alone = {
        "content": replace(asked, style_weight=0.0, variation_weight=0.0),
        "style": replace(asked, content_weight=0.0, variation_weight=0.0),
    }
    lengths = {name: float(by_loop(one, picture)[3].norm()) for name, one in alone.items()}
    whole = by_loop(asked, picture)[3]
    without = by_loop(replace(asked, variation_weight=0.0), picture)[3]
    lengths["variation"] = float((whole - without).norm())
    shares = objective(asked, torch.double).evaluate(picture.double(), with_shares=True).shares
    assert shares is not None
    for name, length in lengths.items():
        assert getattr(shares, name) == pytest.approx(length / sum(lengths.values()), rel=1e-6)


def test_a_term_without_weight_is_not_computed(config: StyleConfig) -> None:
    alone = replace(config, style_weight=0.0, content_layers=(("relu1_2", 1.0),))
    assert used_layers(alone) == (("relu1_2",), ())
    layers = load_network("vgg16", "cpu").module.get_submodule("features")
    titles = layer_titles("vgg16")
    trunk = StyleTrunk(layers, titles, frozenset(["relu1_2"]), "max", CPU, torch.float32)  # type: ignore[arg-type]
    assert [title for title in titles if title in trunk._convolutions] == ["conv1_1", "conv1_2"]
    found = objective(alone, torch.float32).evaluate(torch.rand(1, 3, 32, SIZE))
    assert found.style == 0.0
    assert found.style_by_layer == ()
    assert found.loss == pytest.approx(found.content + found.variation)
