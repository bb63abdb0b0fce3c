"""The slices around the bundled networks as they were computed once, to be shown at once.

``assets/build/record_residual_surfaces.py`` makes the file.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from explorer.engine.assets import ASSETS
from explorer.engine.residual.recording import FAULTS, RecordingError, fault_text
from explorer.engine.residual.surface_values import Surface, SurfaceConfig

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PATH: Final = ASSETS / "recordings" / "residual-surfaces.json"


@dataclass(frozen=True, slots=True)
class RecordedSurface:
    """The slice around one network.

    ``epochs`` and ``test_error`` (per cent) are the network's, ``weights`` is the SHA-256 of the
    file that it is in.
    """

    name: str
    surface: Surface
    epochs: int
    test_error: float
    weights: str


@dataclass(frozen=True, slots=True)
class SurfaceRecording:
    """A plain and a residual network of each depth, and where and when they were computed."""

    pairs: Mapping[int, tuple[RecordedSurface, RecordedSurface]]
    device: str
    torch: str
    python: str
    date: str


def load_surface_recording(path: Path = PATH) -> SurfaceRecording:
    """Read the recorded slices, and check that they are whole.

    Raises
    ------
    RecordingError
        The file is missing, or something in it is missing or impossible.
    """
    try:
        return _recording(json.loads(path.read_text(encoding="utf-8")))
    except FAULTS as error:
        raise RecordingError(
            f"{path.name} cannot be used: {fault_text(error)}. Restore it with git, or record it "
            "again with `python assets/build/record_residual_surfaces.py`."
        ) from error


def _recording(content: Mapping[str, Any]) -> SurfaceRecording:
    config = SurfaceConfig(**content["config"])
    images = int(content["images"])
    surfaces = {
        name: _surface(name, one, config, images) for name, one in content["surfaces"].items()
    }
    depths = {int(name.rpartition("-")[2]) for name in surfaces}
    pairs = {
        depth: (surfaces[f"plain-{depth}"], surfaces[f"residual-{depth}"])
        for depth in sorted(depths)
    }
    if not pairs:
        raise ValueError("it holds no surface")
    return SurfaceRecording(
        pairs,
        str(content["device"]),
        str(content["torch"]),
        str(content["python"]),
        str(content["date"]),
    )


def _surface(
    name: str, content: Mapping[str, Any], config: SurfaceConfig, images: int
) -> RecordedSurface:
    losses = np.array(content["losses"], np.float64)
    if losses.shape != (config.points, config.points) or not (losses >= 0).all():
        raise ValueError(f"the losses of {name} are not {config.points} × {config.points} numbers")
    losses.flags.writeable = False
    return RecordedSurface(
        name,
        Surface(config, losses, images),
        int(content["epochs"]),
        float(content["test_error"]),
        str(content["weights"]),
    )
