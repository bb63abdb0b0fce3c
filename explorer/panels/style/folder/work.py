"""The work of the threads: pictures listed, painted into a folder, and read again for the screen.

Imported in the threads alone: it brings torch.
"""

from __future__ import annotations

import threading
import time
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from explorer.engine.errors import ExplorerError
from explorer.engine.images import ImageError, fit_within, load_rgb, save_rgb
from explorer.engine.style.multistyle import load_multistyle
from explorer.engine.style.settings import BlendSettings, made_here, picture_ref, pixels_sha256
from explorer.engine.whole_file import cannot_write, free_path
from explorer.panels.style.branch import painting
from explorer.panels.style.described import Part, describe, png_texts, source_of
from explorer.panels.style.folder.values import SMALL_SIDE, SUFFIX, FolderStep, Outcome, Preview
from explorer.panels.style.live.session import scaled_to
from explorer.panels.style.plan import plan_of
from explorer.panels.style.reading import read
from explorer.panels.style.values import Picture, Pictures

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from explorer.engine.style import StyleCache
    from explorer.engine.style.settings import StyleSettings
    from explorer.panels.style.folder.values import FolderRequest
    from explorer.services.turns import Turns

    Rgb = NDArray[np.uint8]
    Painted = tuple[Rgb, "StyleSettings | BlendSettings", float]
    Paint = Callable[[Picture], Generator[tuple[float, Rgb | None], None, Painted]]


class FolderWriteError(ExplorerError, OSError):
    """A folder that cannot be written to; the text says where and why."""


def paint_folder(
    request: FolderRequest, network: Turns[StyleCache]
) -> Generator[FolderStep, None, None]:
    """Paint every picture into the folder, under names that nothing has there.

    What cannot be read or painted is told in its step, and the rest goes on. Closing this leaves
    no half-written file.

    Raises
    ------
    FolderWriteError
        The folder cannot be made or written to.
    ExplorerError
        The network cannot be loaded.
    """
    _make_folder(request.target)
    paint = _optimiser(request, network) if request.way == "optimise" else _blender(request)
    total, written = len(request.paths), 0
    for number, path in enumerate(request.paths):
        found = read(str(path))
        if isinstance(found, str):
            yield FolderStep(number, total, 1.0, None, Outcome(number, problem=found))
            continue
        original = fit_within(found.rgb, SMALL_SIDE)
        yield FolderStep(number, total, 0.0, Preview(original, None))
        try:
            rgb, settings, seconds = yield from _previewed(paint(found), number, total, original)
        except ExplorerError as error:
            yield FolderStep(number, total, 1.0, None, Outcome(number, problem=str(error)))
            continue
        wanted = request.target / f"{path.stem}{SUFFIX}"
        target = free_path(wanted)
        _write(target, rgb, settings, f"{written:,} of {total:,} pictures were written")
        written += 1
        size = (rgb.shape[1], rgb.shape[0])
        outcome = Outcome(number, target, "", size, seconds, target != wanted)
        yield FolderStep(number, total, 1.0, Preview(original, _small(rgb)), outcome)


def small_pair(path: Path, target: Path | None) -> Preview:
    """Read a picture, and what it was painted to, for the screen.

    Raises
    ------
    ImageError
        One of them cannot be read.
    """
    painted = None if target is None else _small(load_rgb(target))
    return Preview(_small(load_rgb(path)), painted)


def _previewed(
    steps: Generator[tuple[float, Rgb | None], None, Painted],
    number: int,
    total: int,
    original: Rgb,
) -> Generator[FolderStep, None, Painted]:
    """Pass on how far a picture is, and what it is like so far."""
    shown: Rgb | None = None
    while True:
        try:
            part, rgb = next(steps)
        except StopIteration as end:
            painted: Painted = end.value
            return painted
        shown = shown if rgb is None else _small(rgb)
        yield FolderStep(number, total, part, Preview(original, shown))


def _optimiser(request: FolderRequest, network: Turns[StyleCache]) -> Paint:
    def paint(picture: Picture) -> Generator[tuple[float, Rgb | None], None, Painted]:
        pictures = Pictures(picture, request.styles)
        paint_state = replace(request.paint, content=picture.text)
        plan = plan_of(paint_state, pictures, request.device)
        rgb, seconds = picture.rgb, 0.0
        with closing(painting(plan.config, network, threading.Event())) as steps:
            for step in steps:
                if step is None:
                    continue
                rgb = rgb if step.picture is None else step.picture
                seconds = step.elapsed_s
                yield step.index / step.steps, step.picture
        part = Part(plan, plan.config.steps)
        return rgb, describe([part], rgb, request.target, {}), seconds

    return paint


def _blender(request: FolderRequest) -> Paint:
    painter = load_multistyle(request.device)
    made_with = made_here(request.device, "float32")
    live, folder = request.live, request.target

    def paint(picture: Picture) -> Generator[tuple[float, Rgb | None], None, Painted]:
        begun_s = time.perf_counter()
        rgb = painter.stylize(scaled_to(picture.rgb, live.size), live.weights)
        seconds = time.perf_counter() - begun_s
        ref = picture_ref(picture.rgb, picture.title, source_of(picture.text, folder))
        yield 1.0, rgb
        blend = BlendSettings(ref, live.weights, live.size, made_with, pixels_sha256(rgb))
        return rgb, blend, seconds

    return paint


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FolderWriteError(cannot_write(folder, error)) from error


def _write(path: Path, rgb: Rgb, settings: StyleSettings | BlendSettings, so_far: str) -> None:
    try:
        save_rgb(path, rgb, png_texts(settings))
    except ImageError as error:
        raise FolderWriteError(f"{error} {so_far}.") from error


def _small(rgb: Rgb) -> Rgb:
    return fit_within(rgb, SMALL_SIDE)
