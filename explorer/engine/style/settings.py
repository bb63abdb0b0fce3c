"""How a picture was painted, as a value that a file holds: so that it can be painted again.

A picture is reached in stretches. The first begins at the content; each further one goes on from
the picture that the one before it ended with, under other settings: that is what a fork is.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final, Literal

import torch

from explorer.engine.device import available_devices, describe_device, pick_device
from explorer.engine.inference.precision import chosen_precision
from explorer.engine.style.config import StyleConfig
from explorer.engine.style.errors import StyleError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from explorer.engine.inference.precision import Precision

GoesOnFrom = Literal["", "state", "picture"]

_APART = {"content_rgb", "style_rgb", "device", "start", "start_rgb", "start_index"}
CHOICES: Final = tuple(one.name for one in fields(StyleConfig) if one.name not in _APART)
"""What a config chooses beside its pictures, its device and where it begins."""


class StyleSettingsError(StyleError):
    """Settings that cannot be read, written or painted again; ``place`` is where in the file."""

    def __init__(self, text: str, place: str = "") -> None:
        super().__init__(f"{place}: {text}" if place else text)
        self.place = place


@dataclass(frozen=True, slots=True)
class PictureRef:
    """A picture by its name, not by its pixels.

    Attributes
    ----------
    title
        What people call it.
    source
        ``bundled:…`` or a path; empty for a picture that has no file.
    sha256
        Of its pixels as it was painted with, uint8 RGB row by row, in hexadecimal digits.
    width, height
        In pixels.
    """

    title: str
    source: str
    sha256: str
    width: int
    height: int

    def difference(self, rgb: NDArray[np.uint8]) -> str:
        """Return how a picture differs from the one that was painted with; "" if it does not."""
        height, width = rgb.shape[:2]
        if (width, height) != (self.width, self.height):
            return (
                f"{self.title} has {width:,} × {height:,} pixels; the picture that was painted "
                f"with had {self.width:,} × {self.height:,}."
            )
        if pixels_sha256(rgb) != self.sha256:
            return f"{self.title} has other pixels than the picture that was painted with."
        return ""


@dataclass(frozen=True, slots=True)
class MadeWith:
    """What computed a picture: on the same, the same settings give the same pixels."""

    torch: str
    device: str
    device_name: str
    precision: Precision
    threads: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """Steps that were taken under the same settings.

    Attributes
    ----------
    index
        The step at which it ends: where the next one goes on, or the picture itself.
    content, styles
        Which of the pictures.
    goes_on_from
        Of the stretch before: its exact state, or its picture, rounded to 8 bits; "" at the first.
    choices
        What `StyleConfig` calls them, see `CHOICES`.
    """

    index: int
    content: int
    styles: tuple[int, ...]
    goes_on_from: GoesOnFrom
    choices: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StyleSettings:
    """What a picture was painted from, and how, step by step.

    ``result_sha256`` is that of its own pixels, as `pixels_sha256` has it; "" where it was not
    painted yet.
    """

    pictures: tuple[PictureRef, ...]
    stretches: tuple[Stretch, ...]
    made_with: MadeWith
    result_sha256: str


@dataclass(frozen=True, slots=True)
class BlendSettings:
    """How the network of 26 styles painted a picture at once.

    ``weights`` are the 26 shares, ``size`` is the longer side in pixels.
    """

    picture: PictureRef
    weights: tuple[float, ...]
    size: int
    made_with: MadeWith
    result_sha256: str


@dataclass(frozen=True, slots=True, eq=False)
class Painted:
    """A stretch as it was painted; ``content`` and ``styles`` name the pictures of the config."""

    config: StyleConfig
    index: int
    content: PictureRef
    styles: tuple[PictureRef, ...]


def pixels_sha256(rgb: NDArray[np.uint8]) -> str:
    """Return the SHA-256 of a picture's pixels, uint8 (H, W, 3), in hexadecimal digits."""
    return hashlib.sha256(rgb.tobytes()).hexdigest()


def picture_ref(rgb: NDArray[np.uint8], title: str, source: str) -> PictureRef:
    """Name a picture; ``source`` is empty where it has no file."""
    height, width = rgb.shape[:2]
    return PictureRef(title, source, pixels_sha256(rgb), width, height)


def settings_of(
    stretches: Sequence[Painted], result_rgb: NDArray[np.uint8] | None
) -> StyleSettings:
    """Describe how a picture was painted.

    Parameters
    ----------
    stretches
        From the first on; the last one's ``index`` is the picture's.
    result_rgb
        The picture, None where it is still to be painted.

    Raises
    ------
    StyleSettingsError
        The first begins at a picture that nobody knows the origin of.
    """
    if stretches[0].config.start is not None or stretches[0].config.start_rgb is not None:
        raise StyleSettingsError(
            "This picture goes on from another, of which nobody knows how it was painted."
        )
    pictures = tuple(dict.fromkeys(one for part in stretches for one in _pictures_of(part)))
    described = tuple(
        Stretch(
            part.index,
            pictures.index(part.content),
            tuple(pictures.index(style) for style in part.styles),
            _goes_on_from(part.config),
            {name: getattr(part.config, name) for name in CHOICES},
        )
        for part in stretches
    )
    made_with = made_here(stretches[-1].config.device, stretches[-1].config.precision)
    result = "" if result_rgb is None else pixels_sha256(result_rgb)
    return StyleSettings(pictures, described, made_with, result)


def made_here(device: str | None, precision: Precision | None) -> MadeWith:
    """Say what computes here, on a device as `pick_device` takes it."""
    place = pick_device(device)
    return MadeWith(
        torch=torch.__version__,
        device=str(place),
        device_name=describe_device(place).name,
        precision=chosen_precision(place, precision),
        threads=torch.get_num_threads(),
    )


def differences(made_with: MadeWith) -> tuple[str, ...]:
    """Return what is not here as it was there; then pixels will be a little different."""
    there = available_devices()
    if made_with.device not in {*there, *(one.split(":")[0] for one in there)}:
        return (f"It was painted on {_named(made_with)}, which this computer does not have.",)
    here = made_here(made_with.device, made_with.precision)
    said = [
        ("on {}", made_with.device_name, here.device_name),
        ("with PyTorch {}", made_with.torch, here.torch),
    ]
    if made_with.device == "cpu":  # elsewhere its threads compute nothing
        said.append(("with {} threads", str(made_with.threads), str(here.threads)))
    return tuple(
        f"It was painted {words.format(was)}; here it is {words.format(now)}."
        for words, was, now in said
        if was != now
    )


def is_kept(config: StyleConfig, index: int) -> bool:
    """Whether a run of a config shows the picture of a step."""
    every = config.picture_every
    return index in (config.first_index, config.steps) or (every > 0 and index % every == 0)


def _pictures_of(part: Painted) -> tuple[PictureRef, ...]:
    return part.content, *part.styles


def _goes_on_from(config: StyleConfig) -> GoesOnFrom:
    if config.start is not None:
        return "state"
    return "" if config.start_rgb is None else "picture"


def _named(made_with: MadeWith) -> str:
    return f"{made_with.device_name} ({made_with.device})"
