"""A photograph to enrol somebody from, of any file: as a frame, as if a camera had taken it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from explorer.services.frames import Frame
from explorer.services.media import SourceSpec

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

LARGEST_SIDE = 4096
"""Longer pictures are scaled down: no face needs more, and the screen has fewer pixels."""


def photograph_of_file(path: Path) -> Frame:
    """Read a picture's file (worker's thread).

    Raises
    ------
    ImageError
        The file is missing, empty, cut off, damaged, too large or no picture.
    """
    from explorer.engine.images import load_rgb

    return photograph(load_rgb(path), SourceSpec("picture", str(path), path.name))


def photograph(rgb: NDArray[np.uint8], spec: SourceSpec) -> Frame:
    """Return a picture, uint8 RGB (H, W, 3), as a frame of at most 4,096 pixels a side."""
    from explorer.engine.images import fit_within

    return Frame(fit_within(rgb, LARGEST_SIDE), 0, time.perf_counter(), spec)
