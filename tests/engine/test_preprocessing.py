from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from explorer.engine.preprocessing import IMAGENET, Preprocessing


def random_rgb(height: int, width: int) -> np.ndarray:
    return np.random.default_rng(1).integers(0, 256, (height, width, 3), np.uint8)


@pytest.mark.parametrize(
    ("preprocessing", "height", "width", "crop"),
    [
        (IMAGENET, 256, 256, (16, 16, 240, 240)),
        (IMAGENET, 512, 1024, (288, 32, 736, 480)),
        (IMAGENET, 720, 480, (30, 150, 450, 570)),
        (Preprocessing((224, 224)), 300, 500, (100, 0, 400, 300)),
        (Preprocessing((100, 200)), 300, 400, (0, 50, 400, 250)),
        (Preprocessing((100, 200)), 100, 900, (350, 0, 550, 100)),
    ],
)
def test_crop(preprocessing: Preprocessing, height: int, width: int, crop: tuple[int, ...]) -> None:
    assert preprocessing.crop_xyxy(height, width) == crop


@given(
    height=st.integers(1, 2000),
    width=st.integers(1, 2000),
    rows=st.integers(1, 300),
    columns=st.integers(1, 300),
    margin=st.none() | st.integers(0, 100),
)
def test_crop_lies_in_the_middle_and_keeps_the_proportions(
    height: int, width: int, rows: int, columns: int, margin: int | None
) -> None:
    resize = None if margin is None else max(rows, columns) + margin
    left, top, right, bottom = Preprocessing((rows, columns), resize).crop_xyxy(height, width)
    assert 0 <= left < right <= width
    assert 0 <= top < bottom <= height
    assert abs((width - right) - left) <= 1
    assert abs((height - bottom) - top) <= 1
    # Rounding to whole pixels, and one pixel at the least, is all that may change the shape.
    pixel = (right - left) / columns
    assert abs((bottom - top) - rows * pixel) <= 0.5 + 0.5 * rows / columns + max(1, rows / columns)


def test_values_follow_the_formula_without_resizing() -> None:
    rgb = random_rgb(4, 4)
    preprocessing = Preprocessing((4, 4), mean=(0.1, 0.2, 0.3), std=(0.5, 0.6, 0.7))
    expected = (rgb / 255 - (0.1, 0.2, 0.3)) / (0.5, 0.6, 0.7)
    found = preprocessing.tensor(rgb)
    assert found.shape == (1, 3, 4, 4)
    assert found.dtype == torch.float32
    np.testing.assert_allclose(found[0].permute(1, 2, 0).numpy(), expected, atol=1e-6)


def test_blue_comes_first_where_the_network_wants_it() -> None:
    rgb = random_rgb(4, 4)
    bgr = Preprocessing((4, 4), channels="bgr", scale=1.0, mean=(1.0, 2.0, 3.0))
    found = bgr.tensor(rgb)[0].permute(1, 2, 0).numpy()
    np.testing.assert_allclose(found, rgb[:, :, ::-1] - np.array([1.0, 2.0, 3.0]), atol=1e-4)


def test_grey_is_rec_601() -> None:
    rgb = random_rgb(4, 4)
    grey = Preprocessing((4, 4), channels="grey", scale=1.0, mean=(0.0,), std=(1.0,))
    found = grey.tensor(rgb)
    assert found.shape == (1, 1, 4, 4)
    expected = rgb @ np.array([0.299, 0.587, 0.114])
    np.testing.assert_allclose(found[0, 0].numpy(), expected, atol=1e-3)


def test_only_the_crop_is_seen() -> None:
    rgb = np.zeros((8, 20, 3), np.uint8)
    rgb[:, 6:14] = 200
    assert Preprocessing((4, 4), scale=1.0).tensor(rgb).unique().tolist() == [200.0]


@pytest.mark.parametrize("channels", ["rgb", "bgr"])
def test_denormalise_undoes_normalise(channels: str) -> None:
    preprocessing = Preprocessing(
        (5, 6), channels=channels, scale=1.0, mean=(127.0, 120.0, 110.0), std=(128.0, 64.0, 32.0)
    )
    unit = torch.rand(2, 3, 5, 6)
    torch.testing.assert_close(preprocessing.denormalise(preprocessing.normalise(unit)), unit)


def test_grey_input_is_shown_as_a_grey_picture() -> None:
    grey = Preprocessing((4, 4), channels="grey", mean=(0.5,), std=(0.25,))
    unit = torch.rand(1, 1, 4, 4)
    shown = grey.denormalise(grey.normalise(unit))
    assert shown.shape == (1, 3, 4, 4)
    torch.testing.assert_close(shown, unit.expand(1, 3, 4, 4))


def test_normalise_lets_gradients_through() -> None:
    unit = torch.rand(1, 3, 4, 4, requires_grad=True)
    IMAGENET.normalise(unit).sum().backward()
    expected = 1 / torch.tensor(IMAGENET.std)
    torch.testing.assert_close(unit.grad[0, :, 0, 0], expected)


@pytest.mark.parametrize(
    "wrong",
    [
        {"size": (0, 4)},
        {"size": (4, 4), "std": (1.0, 0.0, 1.0)},
        {"size": (4, 4), "scale": 0.0},
        {"size": (4, 4), "mean": (0.0,)},
        {"size": (4, 4), "channels": "grey"},
        {"size": (4, 4), "resize": 3},
    ],
)
def test_what_cannot_be_computed_with_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"means|at least 1|leaves less"):
        Preprocessing(**wrong)
