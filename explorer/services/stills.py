"""One picture that does not move, from wherever a picture can come from."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.services.hold import frame_title
from explorer.services.media import SourceError, parse_source

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from explorer.services.frames import Frame


@dataclass(frozen=True, slots=True, eq=False)
class Still:
    """A picture, uint8 RGB (H, W, 3), and what it is called."""

    title: str
    rgb: NDArray[np.uint8]


def read_still(text: str, where: str = "") -> Still:
    """Read a bundled picture or a file.

    Parameters
    ----------
    where
        Of a clip: where it is to be frozen, such as " where a face is seen".

    Raises
    ------
    ExplorerError
        There is no such picture, it cannot be read, or it moves; the text says what to do.
    """
    from explorer.engine.images import load_rgb  # OpenCV, which takes 0.15 s

    spec = parse_source(text)
    if spec.kind != "picture":
        raise SourceError(
            f"{spec.title} moves. Open it above, freeze it{where}, and take the present frame."
        )
    return Still(spec.title, load_rgb(spec.location))


def still_of(frame: Frame) -> Still:
    """Return the present picture of a source; a frame is called by its time or its number."""
    if frame.spec.kind in ("picture", "memory"):
        return Still(frame.spec.title, frame.rgb)
    return Still(frame_title(frame, time.perf_counter(), time.time()), frame.rgb)
