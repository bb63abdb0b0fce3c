from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from explorer.engine.images import luminance, resize, to_unit
from explorer.engine.style import StyleConfig, stylize
from explorer.engine.style.colour import matched_colours, matched_lightness, with_lightness

if TYPE_CHECKING:
    from numpy.typing import NDArray


def chroma(rgb: NDArray[np.uint8]) -> NDArray[np.float64]:
    """I and Q of YIQ."""
    to_iq = np.array([[0.596, -0.274, -0.322], [0.211, -0.523, 0.312]])
    return np.asarray(to_unit(rgb).astype(np.float64) @ to_iq.T)


def test_matched_colours_have_the_contents_mean_and_covariance() -> None:
    draw = np.random.default_rng(1)
    mixing = np.array([[30, 0, 5], [10, 12, 0], [5, 5, 9]])
    content = np.clip(draw.normal(size=(60, 50, 3)) @ mixing + 120, 0, 255).astype(np.uint8)
    style = np.clip(draw.normal(size=(40, 70, 3)) * (9, 25, 14) + 128, 0, 255).astype(np.uint8)
    flat = to_unit(matched_colours(style, content)).reshape(-1, 3)
    wanted = to_unit(content).reshape(-1, 3)
    np.testing.assert_allclose(flat.mean(0), wanted.mean(0), atol=0.005)
    np.testing.assert_allclose(np.cov(flat.T), np.cov(wanted.T), atol=0.001)


def test_a_painting_of_one_colour_can_be_matched(cat_rgb: NDArray[np.uint8]) -> None:
    plain = np.full((40, 40, 3), 90, np.uint8)
    matched = to_unit(matched_colours(plain, cat_rgb)).reshape(-1, 3)
    np.testing.assert_allclose(
        matched, np.broadcast_to(to_unit(cat_rgb).mean((0, 1)), matched.shape), atol=0.01
    )


def test_matched_lightness_has_the_contents_mean_and_spread(
    cat_rgb: NDArray[np.uint8], wave_rgb: NDArray[np.uint8]
) -> None:
    matched, wanted = matched_lightness(wave_rgb, cat_rgb), luminance(cat_rgb)
    assert matched.mean() == pytest.approx(wanted.mean(), abs=0.02)
    assert matched.std() == pytest.approx(wanted.std(), abs=0.02)


def test_another_lightness_leaves_the_colours(cat_rgb: NDArray[np.uint8]) -> None:
    darker = luminance(cat_rgb) * 0.9 + 0.05
    changed = with_lightness(cat_rgb, darker)
    inside = (changed.min(2) > 0) & (changed.max(2) < 255)
    np.testing.assert_allclose(chroma(changed)[inside], chroma(cat_rgb)[inside], atol=0.006)
    np.testing.assert_allclose(luminance(changed)[inside], darker[inside], atol=0.006)


def test_lightness_alone_is_painted(
    cat_rgb: NDArray[np.uint8], starry_rgb: NDArray[np.uint8]
) -> None:
    config = StyleConfig(cat_rgb, starry_rgb, size=48, steps=5, colour="luminance")
    first, *_, last = stylize(config)
    assert last.state is not None
    assert last.picture is not None
    assert last.state.planes.shape == (1, 32, 48)
    assert last.total < 0.5 * first.total
    content = resize(cat_rgb, 32, 48)
    inside = (last.picture.min(2) > 0) & (last.picture.max(2) < 255)
    np.testing.assert_allclose(chroma(last.picture)[inside], chroma(content)[inside], atol=0.006)
    assert np.abs(luminance(last.picture) - luminance(content)).mean() > 0.02
