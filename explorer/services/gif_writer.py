"""Pictures in, an animated GIF out, with the 256 colours that suit all of them."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from explorer.services.ffmpeg import PATIENCE_S
from explorer.services.stream_writer import StreamWriter

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator

    import numpy as np
    from numpy.typing import NDArray

DITHER: Final = "sierra2_4a"
"""Errors of rounding go to the neighbours; seen to leave the least behind on paintings."""
TICK_S: Final = 0.01
"""A GIF counts in hundredths of a second."""


class GifWriter(StreamWriter):
    """Writes RGB pictures as a GIF that repeats for ever; the rest is as `StreamWriter` has it.

    Parameters
    ----------
    path
        Where the file goes, .gif.
    palette
        The PNG of the colours, see `palette_of`.
    hold_s
        How much longer the last picture stays.
    """

    suffix = ".gif"
    kind = "A GIF"
    largest_side = 65_535

    def __init__(
        self,
        path: str | os.PathLike[str],
        fps: float,
        palette: Path,
        *,
        hold_s: float = 0.0,
        ffmpeg: str | None = None,
        patience_s: float = PATIENCE_S,
    ) -> None:
        super().__init__(path, fps, ffmpeg=ffmpeg, patience_s=patience_s)
        self._palette = palette
        self._last_ticks = round((1 / fps + hold_s) / TICK_S)

    def command(self) -> list[str]:
        """Return FFmpeg's options."""
        return [
            *("-i", f"file:{self._palette}"),
            *("-lavfi", f"[0:v][1:v]paletteuse=dither={DITHER}"),
            *("-fps_mode", "passthrough", "-final_delay", str(self._last_ticks), "-loop", "0"),
            *("-f", "gif"),
        ]


class _PaletteWriter(StreamWriter):
    """Writes a PNG of 16 × 16 colours, those that all pictures together are nearest to."""

    suffix = ".png"
    kind = "A palette"
    largest_side = 65_535

    def command(self) -> list[str]:
        return ["-vf", "palettegen=reserve_transparent=0", "-frames:v", "1", "-f", "image2",
                "-c:v", "png", "-update", "1"]  # fmt: skip


@contextmanager
def palette_of(pictures: Iterable[NDArray[np.uint8]], ffmpeg: str | None = None) -> Iterator[Path]:
    """Find the 256 colours for pictures of one size; the file is there until the block ends.

    Small ones are enough, and soon done.

    Raises
    ------
    VideoError
        If there is no FFmpeg, or it fails.
    """
    with tempfile.TemporaryDirectory(prefix="convnet-explorer-") as folder:
        path = Path(folder) / "palette.png"
        with _PaletteWriter(path, 1, ffmpeg=ffmpeg) as writer:
            for rgb in pictures:
                writer.write(rgb)
        yield path
