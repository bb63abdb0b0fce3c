"""The work of the threads: pictures looked at, read again for the screen, written with boxes.

Imported in the threads alone: it brings torch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.engine.box_files import PictureBoxes
from explorer.engine.errors import ExplorerError
from explorer.engine.images import ImageError, fit_within, load_rgb, save_rgb
from explorer.engine.whole_file import free_path
from explorer.panels.detector.files.look import look
from explorer.panels.detector.files.painted import annotated
from explorer.panels.detector.files.pictures.values import (
    SMALL_SIDE,
    PictureRow,
    PictureStep,
    Small,
    Written,
)
from explorer.panels.detector.files.sources import names_of, pictures_of
from explorer.widgets.qimages import rgb_from_qimage

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from explorer.panels.detector.files.pictures.values import PicturesRequest
    from explorer.panels.detector.files.shelf import DetectorShelf
    from explorer.panels.detector.loading import LoadedDetector
    from explorer.panels.detector.state import ThresholdState


class WriteError(ExplorerError, OSError):
    """Annotated pictures that cannot be written; the text says where and why."""


def look_at_pictures(
    request: PicturesRequest, shelf: DetectorShelf
) -> Generator[PictureStep, None, None]:
    """Yield a step for each picture; one that cannot be read is told in its step.

    Raises
    ------
    ExplorerError
        If there are no pictures, or the detector cannot be used.
    """
    paths = pictures_of(request.files)
    named = zip(paths, names_of(paths), strict=True)
    with shelf.lent(request.look) as loaded:
        for done, (path, name) in enumerate(named, start=1):
            row, small = _looked_at(path, name, loaded, request.look.thresholds)
            yield PictureStep(done, len(paths), row, small, loaded.facts)


def small_picture(path: Path) -> Small:
    """Read a picture for the screen.

    Raises
    ------
    ImageError
        If it cannot be read.
    """
    return _small(load_rgb(path))


def write_annotated(
    rows: Sequence[PictureRow], folder: Path, suffix: str
) -> Generator[Written, None, Written]:
    """Write pictures with their boxes into a folder, under names that nothing has there.

    A picture that cannot be read any more is told at the end.

    Raises
    ------
    WriteError
        If the folder cannot be written to.
    """
    problems: list[str] = []
    done = 0
    for row in rows:
        assert row.boxes is not None
        try:
            rgb = load_rgb(row.path)
        except ImageError as error:
            problems.append(str(error))
            continue
        image = annotated(rgb, row.boxes.detections)
        try:
            save_rgb(free_name(folder, row.path.stem, suffix), rgb_from_qimage(image))
        except ImageError as error:
            raise WriteError(f"{error} {done:,} of {len(rows):,} were written.") from error
        done += 1
        yield Written(done, len(rows), folder, tuple(problems))
    return Written(done, len(rows), folder, tuple(problems))


def free_name(folder: Path, stem: str, suffix: str) -> Path:
    """Return a name that no file has yet: no original, and nothing else, is written over."""
    return free_path(folder / f"{stem}-boxes{suffix}")


def _looked_at(
    path: Path, name: str, loaded: LoadedDetector, thresholds: ThresholdState
) -> tuple[PictureRow, Small | None]:
    try:
        rgb = load_rgb(path)
    except ImageError as error:
        return PictureRow(path, name, None, str(error)), None
    found = look(loaded, rgb, thresholds)
    size = (rgb.shape[1], rgb.shape[0])
    return PictureRow(path, name, PictureBoxes(name, size, found)), _small(rgb)


def _small(rgb: NDArray[np.uint8]) -> Small:
    small = fit_within(rgb, SMALL_SIDE)
    return Small(small, max(small.shape[:2]) / max(rgb.shape[:2]))
