"""The work of threads: a picture with its settings, settings alone, a film; whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from explorer.engine.errors import ExplorerError
from explorer.engine.image_files import save_rgb
from explorer.engine.images import fit_within, resize
from explorer.engine.style.settings_form import to_json
from explorer.engine.whole_file import cannot_write, free_path, write_whole
from explorer.panels.style.described import describe, held_pictures, png_texts
from explorer.services.gif_writer import GifWriter, palette_of
from explorer.services.video_writer import VideoWriter

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from explorer.panels.style.described import Part
    from explorer.services.stream_writer import StreamWriter

    Rgb = NDArray[np.uint8]

PALETTE_SIDE: Final = 128
PALETTE_SHARE: Final = 0.2
"""About so much of a GIF's time goes into finding its colours."""


class SettingsWriteError(ExplorerError, OSError):
    """A settings file that cannot be written; the text says where and why."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What lies on the disk now; ``beside`` are pictures that had no file before."""

    path: Path
    beside: tuple[Path, ...] = ()


def save_painting(
    path: Path, parts: Sequence[Part], rgb: Rgb | None, *, keep_held: bool
) -> Generator[float, None, Saved]:
    """Write settings: a .json of its own, or inside the picture's .png.

    Parameters
    ----------
    parts
        How the picture was painted.
    rgb
        The picture; None where it is still to be painted, for a .json alone.
    keep_held
        Whether pictures without a file are saved beside it, as ``NAME-content.png``.

    Raises
    ------
    ImageError, SettingsWriteError
        The place cannot be written to; nothing is left there then.
    """
    beside: list[Path] = []
    saved: dict[int, str] = {}
    is_done = False
    try:
        for role, picture in held_pictures(parts).items() if keep_held else ():
            beside.append(free_path(path.with_name(f"{path.stem}-{role}.png")))
            save_rgb(beside[-1], picture.rgb)
            saved[id(picture.rgb)] = beside[-1].name
            yield 0.2
        settings = describe(parts, rgb, path.parent, saved)
        yield 0.5
        if path.suffix.lower() == ".png":
            assert rgb is not None
            save_rgb(path, rgb, png_texts(settings))
        else:
            _write_text(path, to_json(settings))
        is_done = True
    finally:
        for one in () if is_done else beside:
            one.unlink(missing_ok=True)
    return Saved(path, tuple(beside))


def save_evolution(
    path: Path, frames: Sequence[Rgb], fps: float, hold_s: float
) -> Generator[float, None, Saved]:
    """Write pictures as a film, .mp4 or .gif; all are as large as the last one.

    Closing this leaves nothing behind.

    Parameters
    ----------
    hold_s
        How much longer the last picture stays.

    Raises
    ------
    VideoError
        The place cannot be written to, or FFmpeg fails; nothing is left there then.
    """
    if path.suffix.lower() == ".gif":
        with palette_of(_small(frames)) as palette:
            yield PALETTE_SHARE
            with GifWriter(path, fps, palette, hold_s=hold_s) as gif:
                yield from _feed(gif, _scaled(frames), len(frames), PALETTE_SHARE)
    else:
        held = [*frames, *[frames[-1]] * round(hold_s * fps)]
        with VideoWriter(path, fps) as video:
            yield from _feed(video, _scaled(held), len(held), 0.0)
    return Saved(path)


def _feed(
    writer: StreamWriter, frames: Iterator[Rgb], count: int, begun: float
) -> Generator[float, None, None]:
    for done, rgb in enumerate(frames, 1):
        writer.write(rgb)
        yield begun + (1 - begun) * done / count


def _scaled(frames: Sequence[Rgb]) -> Iterator[Rgb]:
    """Scale all pictures to the size of the last."""
    height, width = frames[-1].shape[:2]
    for rgb in frames:
        yield rgb if rgb.shape[:2] == (height, width) else resize(rgb, height, width)


def _small(frames: Sequence[Rgb]) -> Iterator[Rgb]:
    height, width = fit_within(frames[-1], PALETTE_SIDE).shape[:2]
    for rgb in frames:
        yield resize(rgb, height, width)


def _write_text(path: Path, text: str) -> None:
    try:
        write_whole(path, text.encode("utf-8"))
    except OSError as error:
        raise SettingsWriteError(cannot_write(path, error)) from error
