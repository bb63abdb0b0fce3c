"""Pictures in, an H.264 MP4 out that plays everywhere; complete or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from explorer.services.ffmpeg import PATIENCE_S, VideoError
from explorer.services.raw_matroska import TICKS_PER_S
from explorer.services.stream_writer import StreamWriter

if TYPE_CHECKING:
    import os

__all__ = ["VideoError", "VideoWriter", "even_size"]

DEFAULT_CRF: Final = 20
_MATRIX: Final = "bt709"


def even_size(width: int, height: int) -> tuple[int, int]:
    """Return the size of the video: yuv420p has a colour for 2 × 2 pixels, so sides are even.

    A picture with an odd side is continued by one column or row, a copy of its last.
    """
    return width + width % 2, height + height % 2


class VideoWriter(StreamWriter):
    """Writes RGB pictures as a video (H.264, yuv420p, its index first, so that it plays at once).

    There is no sound. All else is as `StreamWriter` has it.

    Parameters
    ----------
    path
        Where the file goes, .mp4.
    crf
        x264's quality: 0 is without loss, 20 good, 51 the worst.
    """

    suffix = ".mp4"
    kind = "A video in H.264"
    largest_side = 16_384

    def __init__(
        self,
        path: str | os.PathLike[str],
        fps: float,
        *,
        crf: int = DEFAULT_CRF,
        ffmpeg: str | None = None,
        patience_s: float = PATIENCE_S,
    ) -> None:
        super().__init__(path, fps, ffmpeg=ffmpeg, patience_s=patience_s)
        self._crf = crf

    def size_for(self, width: int, height: int) -> tuple[int, int]:
        """Return the size that pictures have in the file."""
        return even_size(width, height)

    def command(self) -> list[str]:
        """Return FFmpeg's options; the times of the pictures are kept."""
        # The colours' matrix is both used and written down, so that every player shows the same.
        matrix = [f"-{name}" for name in ("colorspace", "color_primaries", "color_trc")]
        return [
            *("-an", "-fps_mode", "passthrough", "-enc_time_base", f"1:{TICKS_PER_S}"),
            *("-vf", f"scale=out_color_matrix={_MATRIX}:out_range=tv"),
            *("-c:v", "libx264", "-preset", "veryfast", "-crf", str(self._crf)),
            *("-pix_fmt", "yuv420p", "-color_range", "tv"),
            *(part for name in matrix for part in (name, _MATRIX)),
            *("-video_track_timescale", str(TICKS_PER_S), "-movflags", "+faststart"),
            *("-f", "mp4"),
        ]
