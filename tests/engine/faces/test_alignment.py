from __future__ import annotations

import math

import numpy as np
import pytest

from explorer.engine.errors import ExplorerError
from explorer.engine.faces.alignment import (
    CHIP,
    EYES_PX,
    AlignmentError,
    chip_transform,
    corners,
    cut_chip,
    scale_of,
    similarity,
)

FRONTAL = np.array(((40, 50), (80, 50), (60, 72), (45, 92), (75, 92)), np.float32)


def turned(degrees: float, scale: float, shift: tuple[float, float]) -> np.ndarray:
    angle = math.radians(degrees)
    c, s = scale * math.cos(angle), scale * math.sin(angle)
    return np.array(((c, -s, shift[0]), (s, c, shift[1])))


def moved(points: np.ndarray, transform: np.ndarray) -> np.ndarray:
    return points @ transform[:, :2].T + transform[:, 2]


@pytest.mark.parametrize("count", [2, 5])
@pytest.mark.parametrize("degrees", [-170, -30, 0, 90, 180])
def test_a_similarity_is_found_again(degrees: float, count: int) -> None:
    true = turned(degrees, 1.7, (-12, 34))
    points = FRONTAL[:count].astype(np.float64)
    assert similarity(points, moved(points, true)) == pytest.approx(true, abs=1e-9)


def test_least_squares_where_no_similarity_fits() -> None:
    generator = np.random.default_rng(3)
    points, goals = generator.normal(size=(2, 5, 2))
    # c·cos and c·sin and the shift are a linear least-squares problem: solved another way.
    rows = []
    for x, y in points:
        rows += [(x, -y, 1, 0), (y, x, 0, 1)]
    a, b, *shift = np.linalg.lstsq(np.array(rows), goals.ravel(), rcond=None)[0]
    expected = np.array(((a, -b, shift[0]), (b, a, shift[1])))
    assert similarity(points, goals) == pytest.approx(expected, abs=1e-9)


def test_no_mirror_image_is_taken() -> None:
    found = similarity(FRONTAL, FRONTAL * (-1, 1))
    assert np.linalg.det(found[:, :2]) > 0


def test_the_eyes_come_to_their_places() -> None:
    transform = chip_transform(FRONTAL)
    assert moved(FRONTAL[:2].astype(np.float64), transform) == pytest.approx(EYES_PX)


@pytest.mark.parametrize(
    ("landmarks", "said"),
    [
        (np.full((5, 2), 7.0), "one place"),
        (np.full((5, 2), np.nan), "finite"),
        (np.zeros((4, 2)), r"\(4, 2\)"),
        (FRONTAL * 1e-5, "wide"),
        (FRONTAL * 1e5, "wide"),
    ],
)
def test_what_is_no_face_is_refused(landmarks: np.ndarray, said: str) -> None:
    with pytest.raises(AlignmentError, match=said) as caught:
        chip_transform(landmarks)
    assert isinstance(caught.value, ExplorerError)


def test_a_similarity_takes_two_points() -> None:
    with pytest.raises(AlignmentError, match="two points"):
        similarity([(1, 2)], [(3, 4)])
    with pytest.raises(AlignmentError, match="as many"):
        similarity(FRONTAL, FRONTAL[:3])


def test_the_identity_copies_pixels() -> None:
    rgb = np.random.default_rng(0).integers(0, 256, (CHIP, CHIP, 3), np.uint8)
    assert (cut_chip(rgb, turned(0, 1, (0, 0))) == rgb).all()
    larger = np.zeros((300, 400, 3), np.uint8)
    larger[70:220, 110:260] = rgb
    assert (cut_chip(larger, turned(0, 1, (-110, -70))) == rgb).all()
    assert corners(turned(0, 1, (-110, -70))).tolist() == [
        [110, 70], [260, 70], [260, 220], [110, 220],
    ]  # fmt: skip


@pytest.mark.parametrize("factor", [2, 3, 8])
def test_a_large_face_is_averaged(factor: int) -> None:
    generator = np.random.default_rng(1)
    small = generator.integers(0, 256, (CHIP, CHIP, 3), np.uint8)
    noise = generator.integers(-20, 21, (CHIP, factor, CHIP, factor, 1))
    noise -= np.round(noise.mean((1, 3), keepdims=True)).astype(noise.dtype)
    tiles = np.clip(small[:, None, :, None].astype(int), 40, 215) + noise
    rgb = tiles.reshape(CHIP * factor, CHIP * factor, 3).astype(np.uint8)
    chip = cut_chip(rgb, turned(0, 1 / factor, (0, 0)))
    inner = (slice(2, -2), slice(2, -2))
    expected = tiles.mean((1, 3))
    assert np.abs(chip[inner] - expected[inner]).max() <= 1


@pytest.mark.parametrize("scale", [0.07, 0.3, 0.5, 0.8, 1.0, 1.6])
@pytest.mark.parametrize("degrees", [0, 25, 180])
def test_places_are_kept_at_every_scale(scale: float, degrees: float) -> None:
    """A ramp of grey tells where each pixel of the chip comes from."""
    y, x = np.mgrid[0:3000, 0:3000]
    rgb = np.stack((x // 12, y // 12, 0 * x), 2).astype(np.uint8)
    there = turned(degrees, scale, (0, 0))
    centre = moved(np.array((1500.0, 1500.0)), there)
    there[:, 2] += CHIP / 2 - centre
    chip = cut_chip(rgb, there).astype(float)
    back = np.linalg.inv(there[:, :2])
    for column, row in ((5, 5), (74, 74), (140, 20)):
        source = back @ (np.array((column, row)) + 0.5 - there[:, 2])
        # The middle of a step of 12 pixels is half a step above its number.
        assert chip[row, column, :2] == pytest.approx(source / 12 - 0.5, abs=1.01)


def test_outside_the_picture_is_black() -> None:
    white = np.full((200, 200, 3), 255, np.uint8)
    chip = cut_chip(white, turned(0, 1, (75, 0)))
    assert (chip[:, :75] == 0).all()
    assert (chip[:, 75:] == 255).all()


def test_a_face_far_outside_is_refused() -> None:
    with pytest.raises(AlignmentError, match="outside"):
        cut_chip(np.zeros((50, 50, 3), np.uint8), turned(0, 1, (5000, 0)))


def test_a_very_large_picture_costs_no_more_than_its_face() -> None:
    rgb = np.zeros((6000, 8000, 3), np.uint8)
    rgb[2000:5000, 3000:6000] = 200
    face = FRONTAL * 50 + (1000, 500)
    chip = cut_chip(rgb, chip_transform(face))
    assert chip.shape == (CHIP, CHIP, 3)
    assert scale_of(chip_transform(face)) == pytest.approx(54.8 / 2000, rel=1e-3)
