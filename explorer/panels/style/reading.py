"""The work of a thread: pictures read from files, or why they cannot be painted with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.engine.errors import ExplorerError
from explorer.panels.style.state import LARGEST_SIZE
from explorer.panels.style.values import Picture
from explorer.services.stills import read_still

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    from numpy.typing import NDArray

    Found = Picture | str
    """A picture, or the reason why there is none."""


def read_all(texts: Iterable[str]) -> dict[str, Found]:
    """Read ``bundled:…`` names and paths."""
    return {text: read(text) for text in texts}


def read(text: str) -> Found:
    """Read one; larger than can be painted, it is scaled down, so that memory is not wasted."""
    from explorer.engine.images import fit_within  # OpenCV, which takes 0.15 s

    try:
        still = read_still(text)
    except ExplorerError as error:
        return str(error)
    found = checked(Picture(still.title, still.rgb, text))
    if isinstance(found, str):
        return found
    rgb = fit_within(still.rgb, LARGEST_SIZE)
    if isinstance(checked(Picture(still.title, rgb, text)), str):
        return (
            f"{still.title}: {shape_text(still.rgb)} are too long: scaled to {LARGEST_SIZE:,} px, "
            f"{shape_text(rgb)} are left. Cut a part out of it."
        )
    return Picture(still.title, rgb, text)


def checked(picture: Picture) -> Found:
    """Return a picture that can be painted with, or the reason why it cannot."""
    from explorer.engine.style.config import check_picture

    try:
        check_picture(picture.rgb, "content_rgb")
    except ExplorerError as error:
        return f"{picture.title}: {error}"
    return picture


def shape_text(rgb: NDArray[np.uint8]) -> str:
    """Return "640 × 480 px": width and height."""
    return f"{rgb.shape[1]:,} × {rgb.shape[0]:,} px"
