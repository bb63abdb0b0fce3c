from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from explorer.engine.assets import ASSETS
from explorer.engine.images import fit_within, load_rgb, resize
from explorer.engine.style import StyleError
from explorer.engine.style.multistyle import (
    Multistyle,
    MultistylePainter,
    checked_shares,
    load_multistyle,
)
from explorer.engine.style.multistyle_facts import facts_of
from explorer.engine.style.multistyle_names import STYLES
from explorer.engine.weights import load_weights, manifest
from tests.engine.style.onnx_form import painted_by_onnx

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def painter() -> MultistylePainter:
    return load_multistyle("cpu")


def reference_picture() -> NDArray[np.uint8]:
    """The picture of the manifest's formula."""
    y, x, c = np.indices((224, 224, 3))
    return ((x * x // (40 + 9 * c) + y * (c + 1) + x * y // 97) % 256).astype(np.uint8)


def one_of(*styles: int) -> NDArray[np.float32]:
    weights = np.zeros(26, np.float32)
    weights[list(styles)] = 1
    return weights


@pytest.mark.parametrize("name", list(manifest()["multistyle26"].reference["painted"]))
def test_pictures_are_the_original_networks_to_a_grey_level(
    painter: MultistylePainter, name: str
) -> None:
    """Against what ONNX Runtime made of the package's own file."""
    record = manifest()["multistyle26"].reference
    painted = painter.stylize(reference_picture(), one_of(*map(int, name.split("+"))))
    grid = painted[14::28, 14::28].astype(np.float64)
    original = np.reshape(record["painted"][name], grid.shape)
    assert np.abs(grid - original).max() <= 1
    assert original.std() > 20


def test_the_difference_was_measured_on_the_bundled_pictures() -> None:
    assert manifest()["multistyle26"].measured["max_change_of_a_pixel"] <= 1


@pytest.mark.parametrize(
    ("picture", "sides", "styles"),
    [
        ("dog-bicycle-truck", (96, 128), range(26)),
        ("great-wave", (192, 128), (2, 9, 19)),
        ("kites", (384, 384), (4,)),
    ],
)
def test_every_pixel_is_onnx_runtimes_to_a_grey_level(
    painter: MultistylePainter, picture: str, sides: tuple[int, int], styles: Sequence[int]
) -> None:
    """Each style alone, and all of them blended, on the graph in the package's operators."""
    rgb = resize(load_rgb(ASSETS / f"images/{picture}.jpg"), *sides)
    blends = [one_of(style) for style in styles]
    blend = np.linspace(0, 1, 26) if len(styles) > 1 else one_of(4, 12, 25)
    for weights in (*blends, blend):
        theirs = painted_by_onnx(rgb, checked_shares(weights))
        assert np.abs(painter.stylize(rgb, weights) - theirs).max() <= 1


def by_formulae(state: dict[str, torch.Tensor], rgb: NDArray[np.uint8], shares: torch.Tensor):
    """The network written out in double precision, from the weights' names."""
    x = torch.from_numpy(rgb).permute(2, 0, 1)[None].double() / 255

    def layer(x: torch.Tensor, name: str, stride: int = 1) -> torch.Tensor:
        weight = state[f"{name}.weight"].double()
        border = weight.shape[-1] // 2
        x = torch.nn.functional.pad(x, (border,) * 4, mode="reflect")
        z = torch.nn.functional.conv2d(x, weight, stride=stride)
        gamma, beta = (
            sum(
                share * row
                for share, row in zip(shares, state[f"{name}.{one}"].double(), strict=True)
            )
            for one in ("gamma", "beta")
        )
        centred = z - z.mean((2, 3), keepdim=True)
        spread = (centred.pow(2).mean((2, 3), keepdim=True) + 1e-5).sqrt()
        return gamma.view(1, -1, 1, 1) * centred / spread + beta.view(1, -1, 1, 1)

    for number, stride in enumerate((1, 2, 2)):
        x = layer(x, f"contract.{number}", stride).clamp(min=0)
    for number in range(6):
        first = layer(x, f"residual.{number}.0").clamp(min=0)
        x = x + layer(first, f"residual.{number}.1")
    for number in range(2):
        x = x.repeat_interleave(2, 2).repeat_interleave(2, 3)
        x = layer(x, f"expand.{number}").clamp(min=0)
    x = layer(x, "expand.2").sigmoid()
    return (x[0].permute(1, 2, 0) * 255).numpy()


def test_a_blend_of_styles_is_the_blend_of_their_scales_and_shifts(
    painter: MultistylePainter, cat_rgb: NDArray[np.uint8]
) -> None:
    rgb = fit_within(cat_rgb, 96)
    rgb = rgb[: rgb.shape[0] // 4 * 4, : rgb.shape[1] // 4 * 4]
    weights = np.zeros(26, np.float32)
    weights[[2, 9, 19]] = 1.0, 0.5, 2.5
    exact = by_formulae(load_weights("multistyle26"), rgb, torch.from_numpy(weights / 4).double())
    assert np.abs(painter.stylize(rgb, weights) - exact).max() <= 1


def test_both_ways_of_the_last_layer_are_the_same(cat_rgb: NDArray[np.uint8]) -> None:
    network = Multistyle()
    network.load_state_dict(load_weights("multistyle26"))
    network = network.eval().requires_grad_(False)
    x = torch.from_numpy(cat_rgb[:64, :96]).permute(2, 0, 1)[None].float() / 255
    shares = torch.from_numpy(checked_shares(one_of(4)))
    plain = network(x, shares).clone()
    network.widen()
    torch.testing.assert_close(network(x, shares), plain, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("size", [(96, 96), (97, 130), (33, 35), (98, 67)])
def test_a_picture_keeps_its_size(
    painter: MultistylePainter, cat_rgb: NDArray[np.uint8], size: tuple[int, int]
) -> None:
    rgb = cat_rgb[: size[0], : size[1]]
    painted = painter.stylize(rgb, one_of(0))
    assert painted.shape == rgb.shape
    assert painted.dtype == np.uint8
    assert painted.flags.c_contiguous


def test_a_picture_that_was_painted_is_the_callers_own(
    painter: MultistylePainter, cat_rgb: NDArray[np.uint8]
) -> None:
    rgb = np.ascontiguousarray(cat_rgb[:64, :64])
    before = rgb.copy()
    first = painter.stylize(rgb, one_of(0))
    kept = first.copy()
    second = painter.stylize(rgb, one_of(7))
    assert (first == kept).all()
    assert (first != second).any()
    assert (rgb == before).all()


@pytest.mark.parametrize(
    ("weights", "text"),
    [
        (np.ones(25), r"26 styles: not \(25,\) weights"),
        (np.zeros(26), "one is above 0"),
        (-one_of(3), "0 or more"),
        (np.full(26, np.nan), "0 or more"),
    ],
)
def test_weights_that_are_none_are_refused(weights: NDArray[np.float64], text: str) -> None:
    with pytest.raises(StyleError, match=text):
        checked_shares(weights)


def test_a_picture_that_is_too_small_is_refused(painter: MultistylePainter) -> None:
    with pytest.raises(StyleError, match="40 × 8 px are too few"):
        painter.stylize(np.zeros((8, 40, 3), np.uint8), one_of(0))


def test_a_style_is_few_numbers(painter: MultistylePainter) -> None:
    """Dumoulin et al. 2017: two numbers for each map."""
    facts = facts_of(painter.network)
    state = load_weights("multistyle26")
    assert facts.layers == sum(name.endswith("weight") for name in state) == 18
    assert facts.maps == 3 * 32 + 12 * 32 + 8 + 4 + 3
    assert facts.own == 2 * facts.maps
    assert facts.shared == sum(one.numel() for name, one in state.items() if "weight" in name)
    assert facts.shared + 26 * facts.own == sum(one.numel() for one in state.values())
    np.testing.assert_array_equal(facts.gammas, state["contract.0.gamma"][:, 0])
    np.testing.assert_array_equal(facts.betas, state["contract.0.beta"][:, 0])


def test_every_style_has_a_name_of_its_own() -> None:
    assert [one.index for one in STYLES] == list(range(26))
    assert len({one.name for one in STYLES}) == 26
    assert all(one.look for one in STYLES)
