"""What is asked of a video, and what is said of each frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.widgets.counting import many

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtGui import QImage

    from explorer.engine.box_files import PictureBoxes
    from explorer.engine.yolo import Detections
    from explorer.panels.detector.values import DetectRequest, ModelFacts


@dataclass(frozen=True, slots=True)
class VideoFacts:
    """What a file says of itself; ``count`` is None if it does not say, and may be an estimate."""

    path: Path
    size: tuple[int, int]
    fps: float
    count: int | None

    def text(self) -> str:
        """Return "640×360 · 25 frames/s · 250 frames · 10.0 s"."""
        width, height = self.size
        parts = [f"{width:,}×{height:,}", f"{self.fps:.4g} frames/s"]
        if self.count is not None:
            parts += [f"{self.count:,} frames", f"{self.count / self.fps:.1f} s"]
        return " · ".join(parts)


@dataclass(frozen=True, slots=True, eq=False)
class Peek:
    """The first frame, uint8 (H, W, 3), and the boxes that it would get."""

    video: VideoFacts
    rgb: NDArray[np.uint8]
    found: Detections
    facts: ModelFacts
    look: DetectRequest


@dataclass(frozen=True, slots=True)
class VideoRequest:
    """Which video, where the annotated one goes, and how its frames are looked at."""

    source: Path
    target: Path
    look: DetectRequest


@dataclass(frozen=True, slots=True, eq=False)
class VideoStep:
    """A frame was written.

    Parameters
    ----------
    boxes
        What was found in it, with its number and time.
    image
        It with its boxes, as it was written.
    total
        Frames by the file's own account, None if it does not say.
    worked_s
        What all frames so far took, pauses not counted.
    """

    boxes: PictureBoxes
    image: QImage
    total: int | None
    worked_s: float
    facts: ModelFacts

    @property
    def fraction(self) -> float:
        """How much is done, in 0..1."""
        frame = self.boxes.frame or 0
        return min((frame + 1) / self.total, 1.0) if self.total else 0.0


@dataclass(frozen=True, slots=True)
class Annotated:
    """The video lies at ``target``; ``problem`` is what was wrong with the source."""

    target: Path
    frames: int
    boxes: int
    worked_s: float
    problem: str = ""

    def text(self) -> str:
        """Return what was made, how fast, and where it lies."""
        pace = self.frames / max(self.worked_s, 1e-3)
        return (
            f"{many(self.frames, 'frame')} with {many(self.boxes, 'box', 'boxes')}, "
            f"{pace:.1f} frames/s. The video is {self.target}."
        )
