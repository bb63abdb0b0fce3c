"""Bundled pictures to paint with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch

from explorer.engine.assets import ASSETS
from explorer.engine.images import load_rgb

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray


@pytest.fixture(scope="session")
def cat_rgb() -> NDArray[np.uint8]:
    return load_rgb(ASSETS / "images/cat.jpg")


@pytest.fixture(scope="session")
def starry_rgb() -> NDArray[np.uint8]:
    return load_rgb(ASSETS / "images/starry-night.jpg")


@pytest.fixture(scope="session")
def wave_rgb() -> NDArray[np.uint8]:
    return load_rgb(ASSETS / "images/great-wave.jpg")


@pytest.fixture
def double() -> Iterator[None]:
    """Double precision for what a test makes."""
    torch.set_default_dtype(torch.double)
    yield
    torch.set_default_dtype(torch.float32)
