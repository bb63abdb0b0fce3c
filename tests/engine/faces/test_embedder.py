from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch

from explorer.engine.arithmetic import ShapeError
from explorer.engine.faces.embedder import Embedder
from tests.engine.faces.test_dlib_resnet import DLIB, astronaut_chip, formula_chip

no_cuda = pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return Embedder(torch.device("cpu"))


def chips(count: int) -> np.ndarray:
    rolled = [np.roll(astronaut_chip(), 3 * shift, axis=1) for shift in range(count)]
    return np.stack(rolled)


def test_the_mean_of_a_chip_and_its_mirror_image(embedder: Embedder) -> None:
    chip = astronaut_chip()[None]
    (one, mirrored), (mirrored_again, one_again) = (
        embedder.passes(picture)[0] for picture in (chip, np.ascontiguousarray(chip[:, :, ::-1]))
    )
    assert np.linalg.norm(one - np.array(DLIB["astronaut"])) < 1e-3
    assert one == pytest.approx(one_again, abs=1e-6)
    assert mirrored == pytest.approx(mirrored_again, abs=1e-6)
    assert np.linalg.norm(one - mirrored) > 0.05
    assert embedder.embed(chip)[0] == pytest.approx((one + mirrored) / 2, abs=1e-6)


def test_no_chips(embedder: Embedder) -> None:
    nothing = embedder.embed(np.empty((0, 150, 150, 3), np.uint8))
    assert nothing.shape == (0, 128)
    assert nothing.dtype == np.float32


@pytest.mark.parametrize(
    "array",
    [
        np.zeros((150, 150, 3), np.uint8),
        np.zeros((1, 96, 96, 3), np.uint8),
        np.zeros((1, 150, 150, 3), np.float32),
    ],
)
def test_what_are_no_chips(embedder: Embedder, array: np.ndarray) -> None:
    with pytest.raises(ShapeError, match="150, 150, 3"):
        embedder.embed(array)


def test_company_makes_no_difference(embedder: Embedder) -> None:
    several = chips(3)
    together = embedder.embed(several)
    assert together.shape == (3, 128)
    for chip, embedding in zip(several, together, strict=True):
        assert (embedder.embed(chip[None])[0] == embedding).all()


def test_several_threads(embedder: Embedder) -> None:
    several = chips(8)
    alone = embedder.embed(several)
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda chip: embedder.embed(chip[None])[0], several))
    assert np.abs(np.array(together) - alone).max() < 1e-6


@pytest.mark.gpu
@no_cuda
def test_on_a_gpu(embedder: Embedder) -> None:
    several = np.stack((astronaut_chip(), formula_chip()))
    there = Embedder(torch.device("cuda")).embed(several)
    # cuDNN may multiply in TF32.
    assert np.linalg.norm(there - embedder.embed(several), axis=1).max() < 5e-3
