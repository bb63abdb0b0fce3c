"""What the style loss sees: sums by hand, the loss of painting, the products behind entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from explorer.engine.style import NORMALISATIONS, StyleConfig, StyleState, gram, style_loss, stylize
from explorer.engine.style.gram_view import ChannelPair, GramView, channel_order
from explorer.engine.style.looking import LARGEST_LOOK, GramLooker

if TYPE_CHECKING:
    from numpy.typing import NDArray

LAYERS = (("relu1_1", 1.0), ("relu2_1", 0.3))


@pytest.fixture
def config(cat_rgb: NDArray[np.uint8], starry_rgb: NDArray[np.uint8]) -> StyleConfig:
    return StyleConfig(
        cat_rgb, starry_rgb, size=64, steps=3, device="cpu", precision="float32",
        content_layers=(("relu2_1", 1.0),), style_layers=LAYERS, picture_every=1,
    )  # fmt: skip


def made_view(normalisation: str = "sum", channels: int = 5) -> tuple[GramView, torch.Tensor]:
    """Return a view of random maps, in double precision, and the maps (2, N, H, W)."""
    maps = torch.rand(2, channels, 4, 6, generator=torch.Generator().manual_seed(3)).double()
    style, picture = (gram(one[None])[0].numpy().astype(np.float32) for one in maps)
    return GramView("relu1_1", normalisation, style, picture, (4, 6)), maps  # type: ignore[arg-type]


def test_an_entry_is_the_sum_of_the_product_by_hand():
    view, maps = made_view()
    by_hand = 0.0
    for i in range(4):
        for j in range(6):
            by_hand += float(maps[1, 2, i, j]) * float(maps[1, 4, i, j])
    assert view.entry(2, 4).picture == pytest.approx(by_hand, rel=1e-6)
    pair = ChannelPair(maps[1, 2].float().numpy(), maps[1, 4].float().numpy())
    assert pair.total() == pytest.approx(by_hand, rel=1e-6)
    assert float(pair.product().sum()) == pytest.approx(by_hand, rel=1e-5)


@pytest.mark.parametrize("normalisation", NORMALISATIONS)
def test_contributions_add_up_to_the_style_loss(normalisation):
    view, maps = made_view(normalisation)
    expected = float(style_loss(maps[:1], maps[1:], normalisation))
    assert view.loss == pytest.approx(expected, rel=1e-5)
    assert float(view.contributions().sum()) == pytest.approx(expected, rel=1e-5)
    shares = sum(view.entry(k, other).share for k in range(5) for other in range(5))
    assert shares == pytest.approx(1)


@pytest.mark.parametrize("normalisation", ["johnson", "mean"])
def test_divided_matrices_give_the_same_loss(normalisation):
    view, _ = made_view(normalisation)
    squares = np.square(view.difference() / view.divisor)
    loss = squares.sum() if normalisation == "johnson" else squares.mean()
    assert view.loss == pytest.approx(float(loss), rel=1e-5)


def test_the_largest_differences_come_first_and_pairs_count_twice():
    view, _ = made_view()
    largest = view.largest(100)
    assert len(largest) == 15
    assert all(one.k <= one.other for one in largest)
    parts = [one.contribution * (1 if one.k == one.other else 2) for one in largest]
    assert parts == sorted(parts, reverse=True)
    assert sum(parts) == pytest.approx(view.loss)


@pytest.mark.parametrize("how", ["number", "strength", "together"])
def test_every_order_has_each_channel_once(how):
    view, _ = made_view(channels=12)
    order = channel_order(view.style, how)
    assert sorted(order.tolist()) == list(range(12))
    if how == "number":
        assert order.tolist() == list(range(12))
    if how == "strength":
        assert (np.diff(view.style.diagonal()[order]) <= 0).all()


def test_channels_that_fire_together_become_neighbours():
    first, second = np.array([4.0, 0, 1, 0]), np.array([0, 3.0, 0, 2])
    maps = np.stack([first, second, 0.5 * first, 0.5 * second, np.zeros(4)])
    matrix = (maps @ maps.T).astype(np.float32)
    assert channel_order(matrix, "together").tolist() == [0, 2, 1, 3, 4]


def test_what_is_seen_is_what_painting_compares(config):
    steps = list(stylize(config))
    last, looker = steps[-1], GramLooker()
    for layer, loss in last.style_by_layer:
        view = looker.look(config, layer, config.size, last.state)
        assert view.loss == pytest.approx(loss, rel=1e-4)
    assert view.layer == "relu2_1"
    assert view.channels == 128
    assert view.map_size == (21, 32)


def test_products_sum_to_the_entries_of_both_matrices(config):
    looker = GramLooker()
    view = looker.look(config, "relu2_1", config.size)
    for entry in view.largest(5):
        picture = looker.of_picture(entry.k, entry.other)
        style = looker.of_style(0, entry.k, entry.other)
        assert picture.total() == pytest.approx(entry.picture, rel=1e-5)
        assert style.part * style.total() == pytest.approx(entry.style, rel=1e-5)


def test_the_parts_of_several_styles_add_up(config, wave_rgb):
    mixed = StyleConfig(
        config.content_rgb, (config.styles[0], wave_rgb), size=64, style_mix=(1.0, 3.0),
        device="cpu", style_layers=LAYERS,
    )  # fmt: skip
    looker = GramLooker()
    view = looker.look(mixed, "relu1_1", 64)
    pairs = [looker.of_style(number, 3, 10) for number in (0, 1)]
    whole = sum(pair.part * pair.total() for pair in pairs)
    assert whole == pytest.approx(view.entry(3, 10).style, rel=1e-5)


def test_the_content_is_looked_at_where_there_is_no_picture(config):
    looker = GramLooker()
    of_content = looker.look(config, "relu1_1", 64)
    first = next(stylize(config))
    assert first.picture is not None
    of_picture = looker.look(config, "relu1_1", 64, first.picture)
    np.testing.assert_allclose(of_content.picture, of_picture.picture, rtol=1e-4, atol=1e-2)


def test_lightness_alone_has_one_plane(config):
    grey = StyleConfig(
        config.content_rgb, config.style_rgb, size=64, colour="luminance", device="cpu",
        style_layers=LAYERS,
    )  # fmt: skip
    planes = np.full((1, 43, 64), 0.5, np.float32)
    view = GramLooker().look(grey, "relu1_1", 64, StyleState(0, planes))
    assert view.picture.shape == (64, 64)


def test_a_large_picture_is_looked_at_smaller(config, monkeypatch):
    monkeypatch.setattr("explorer.engine.style.looking.LARGEST_LOOK", 48)
    assert LARGEST_LOOK == 512
    assert GramLooker().look(config, "relu1_1", 64).map_size == (32, 48)
