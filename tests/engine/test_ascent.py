"""Activation maximisation on small networks, and on a bundled one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from explorer.engine.excite import ExciteConfig, ExciteError, maximize_activation
from explorer.engine.hooks import LayerError
from explorer.engine.spectral_image import SpectralImage, jiggle
from explorer.engine.trained.catalogue import load_network


def _unit(x: Tensor) -> Tensor:
    return x


@pytest.fixture
def red_minus_blue() -> nn.Sequential:
    network = nn.Sequential(nn.Conv2d(3, 2, 1, bias=False), nn.Conv2d(2, 1, 99))
    with torch.no_grad():
        network[0].weight.copy_(torch.tensor([[1.0, 0, -1], [0, 1, 0]]).view(2, 3, 1, 1))
    return network


def test_it_paints_the_colour_that_a_unit_likes(red_minus_blue: nn.Sequential) -> None:
    config = ExciteConfig(
        red_minus_blue, _unit, "0", 0, size=16, steps=50, learning_rate=0.5, picture_every=15
    )
    steps = list(maximize_activation(config))
    assert [step.index for step in steps] == list(range(51))
    assert [step.index for step in steps if step.picture is not None] == [0, 15, 30, 45, 50]
    assert abs(steps[0].activation) < 0.1
    assert steps[-1].activation > 0.6
    picture = steps[-1].picture
    assert picture is not None
    assert picture.shape == (16, 16, 3)
    assert picture.dtype == np.uint8
    red, _, blue = picture.reshape(-1, 3).mean(0)
    assert red - blue > 150


def test_a_seed_gives_the_same_pictures_again(red_minus_blue: nn.Sequential) -> None:
    config = ExciteConfig(red_minus_blue, _unit, "0", 1, size=12, steps=5, picture_every=1)
    first, again = (list(maximize_activation(config)) for _ in range(2))
    other = list(maximize_activation(replace(config, seed=1)))
    for one, two in zip(first, again, strict=True):
        assert one.activation == two.activation
        np.testing.assert_array_equal(one.picture, two.picture)
    assert other[-1].activation != first[-1].activation


def test_the_networks_preprocessing_is_part_of_it(red_minus_blue: nn.Sequential) -> None:
    swapped = ExciteConfig(
        red_minus_blue, lambda x: x.flip(1), "0", 0, size=16, steps=40, learning_rate=0.5
    )
    picture = list(maximize_activation(swapped))[-1].picture
    assert picture is not None
    red, _, blue = picture.reshape(-1, 3).mean(0)
    assert blue - red > 150


def test_a_grey_picture_stays_grey(red_minus_blue: nn.Sequential) -> None:
    config = ExciteConfig(
        red_minus_blue, _unit, "0", 1, size=16, steps=40, learning_rate=0.5, grey=True
    )
    *_, last = maximize_activation(config)
    assert last.activation > 0.9
    assert last.picture is not None
    assert (last.picture == last.picture[..., :1]).all()


def test_smoothness_costs_variation() -> None:
    torch.manual_seed(0)
    network = nn.Sequential(nn.Conv2d(3, 4, 5), nn.ReLU())
    rough = ExciteConfig(network, _unit, "1", 0, size=24, steps=30)
    variation = []
    for config in (rough, replace(rough, smoothness=20.0)):
        *_, last = maximize_activation(config)
        assert last.picture is not None
        variation.append(np.abs(np.diff(last.picture.astype(int), axis=0)).mean())
    assert variation[1] < 0.7 * variation[0]


def test_a_unit_that_nothing_changes_is_said() -> None:
    network = nn.Sequential(nn.Conv2d(3, 2, 1), nn.ReLU())
    with torch.no_grad():
        network[0].weight.zero_()
        network[0].bias.fill_(-1)
    config = ExciteConfig(network, _unit, "1", 1, size=12)
    with pytest.raises(ExciteError, match="Nothing changes channel 1 of 1: it stays at 0"):
        list(maximize_activation(config))


@pytest.mark.parametrize("relu", [nn.ReLU, nn.ReLU6])
def test_a_silent_unit_wakes_up(relu: type[nn.Module]) -> None:
    network = nn.Sequential(nn.Conv2d(3, 1, 1), relu(), nn.MaxPool2d(2))
    with torch.no_grad():
        network[0].weight.fill_(1 / 3)
        network[0].bias.fill_(-0.7)
    first, *_, last = maximize_activation(ExciteConfig(network, _unit, "2", 0, size=16, steps=60))
    assert first.activation == 0
    assert last.activation > 0.05


def test_numbers_that_run_away_are_said() -> None:
    network = nn.Sequential(nn.Conv2d(3, 1, 1))
    with torch.no_grad():
        network[0].weight.fill_(float("inf"))
    with pytest.raises(ExciteError, match="Step 0: the activation is no number"):
        next(maximize_activation(ExciteConfig(network, _unit, "0", 0, size=12)))


def test_a_bad_config_is_refused(red_minus_blue: nn.Sequential) -> None:
    good = ExciteConfig(red_minus_blue, _unit, "0", 0)
    for change, message in (
        ({"size": 4}, "8 px or more, not 4"),
        ({"steps": 0}, "at least one step"),
        ({"learning_rate": float("nan")}, "above 0, not nan"),
    ):
        with pytest.raises(ExciteError, match=message):
            replace(good, **change)  # type: ignore[arg-type]
    with pytest.raises(LayerError, match="no layer '9'"):
        replace(good, layer="9")
    with pytest.raises(ExciteError, match="has no channel 2"):
        next(maximize_activation(replace(good, channel=2)))


def test_a_bundled_network_is_excited() -> None:
    network = load_network("squeezenet", "cpu")
    config = ExciteConfig(
        network.module, network.info.preprocessing.normalise, "features.4", 7, size=64, steps=24
    )
    values = [step.activation for step in maximize_activation(config)]
    assert values[-1] > 3 * max(values[0], 1.0)
    assert all(not module._forward_hooks for module in network.module.modules())


def test_a_unit_that_likes_evenness_is_not_lost_to_noise() -> None:
    # Moving every coefficient alike silences it in one step, and it never wakes up.
    network = load_network("vgg16", "cpu")
    config = ExciteConfig(
        network.module, network.info.preprocessing.normalise, "features.22", 243, size=64, steps=16
    )
    values = [step.activation for step in maximize_activation(config)]
    assert values[0] > 1
    assert sum(values[-4:]) / 4 > 2 * values[0]


def test_a_spectral_image_is_grey_without_a_spectrum() -> None:
    image = SpectralImage(9, 3, torch.Generator(), torch.device("cpu"), spread=0.0)
    torch.testing.assert_close(image.pixels(), torch.full((1, 3, 9, 9), 0.5))


def test_a_spectral_image_falls_off_with_frequency() -> None:
    generator = torch.Generator().manual_seed(0)
    image = SpectralImage(64, 1, generator, torch.device("cpu"), spread=1.0)
    planes = image.pixels().detach().logit()
    power = torch.fft.rfft2(planes)[0, 0].abs().square()
    frequency = (torch.fft.fftfreq(64)[:, None] ** 2 + torch.fft.rfftfreq(64)[None] ** 2).sqrt()
    low, high = ((frequency > a) & (frequency < 2 * a) for a in (0.05, 0.2))
    assert 8 < power[low].mean() / power[high].mean() < 32  # 1/f² in power: 16


def test_no_jiggle_leaves_a_picture_as_it_is() -> None:
    picture = torch.rand(1, 3, 10, 14)
    still = jiggle(picture, torch.Generator(), shift_px=0, turn_deg=0, zoom=0)
    torch.testing.assert_close(still, picture, atol=1e-5, rtol=0)


def test_jiggle_shifts_by_at_most_what_was_asked_for() -> None:
    picture = torch.zeros(1, 1, 41, 41)
    picture[..., 20, 20] = 1.0
    generator = torch.Generator().manual_seed(3)
    places = []
    for _ in range(40):
        moved = jiggle(picture, generator, shift_px=4, turn_deg=0, zoom=0)[0, 0]
        rows, columns = torch.meshgrid(torch.arange(41.0), torch.arange(41.0), indexing="ij")
        places.append([float((moved * axis).sum() / moved.sum()) - 20 for axis in (rows, columns)])
    furthest = np.abs(places).max(0)
    assert (furthest > 2.5).all()
    assert (furthest < 4.1).all()
