"""A settings file, or a PNG with settings inside, as a state of the panel; what differs is said.

The work of a thread: torch is imported, pictures are read and compared.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final

from explorer.engine.png_text import is_png, texts_in
from explorer.engine.style import coarse_to_fine
from explorer.engine.style.reproduce import config_of
from explorer.engine.style.settings import (
    CHOICES,
    BlendSettings,
    StyleSettings,
    StyleSettingsError,
    differences,
)
from explorer.engine.style.settings_form import LONGEST, from_json
from explorer.panels.style.described import BUNDLED, KEYWORD, caption
from explorer.panels.style.plan import COARSEST
from explorer.panels.style.reading import read
from explorer.panels.style.state import LiveState, PaintState, StyleChoice
from explorer.panels.style.values import Picture, Plan

if TYPE_CHECKING:
    from pathlib import Path

    from explorer.engine.style.settings import PictureRef, Stretch
    from explorer.panels.style.values import Pictures

LARGEST_BYTES: Final = 1_000_000_000
NO_SETTINGS: Final = (
    "{name} holds no settings. Open a .json of this panel, or a PNG that it saved; other programs "
    "leave the settings out when they save a picture."
)
_DEFAULT_HISTORY: Final = 20


@dataclass(frozen=True, slots=True)
class Replayed:
    """A stretch to paint again: its plan, where it ends, and whether it goes on from 8 bits."""

    plan: Plan
    index: int
    from_picture: bool


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """What a file says.

    Attributes
    ----------
    caption
        What was painted, in a line.
    paint, live
        One of them: what the controls are to show.
    remarks
        What is not as it was when the picture was painted.
    stretches
        To paint it again, step by step; empty where a picture is missing, or for a blend.
    result_sha256
        Of the picture that it then has to be; "" if nobody knows.
    """

    path: Path
    caption: str
    paint: PaintState | None
    live: LiveState | None
    remarks: tuple[str, ...]
    stretches: tuple[Replayed, ...] = ()
    result_sha256: str = ""


def open_settings(path: Path, present: PaintState, pictures: Pictures, device: str) -> Opened:
    """Read a file.

    Parameters
    ----------
    present, pictures
        What is chosen now: it stays where the file names a picture that had no file.
    device
        On which it would be painted again.

    Raises
    ------
    StyleSettingsError
        The file cannot be read, holds no settings, or what the panel does not paint.
    """
    settings = _read(path)
    if isinstance(settings, BlendSettings):
        return _opened_blend(path, settings)
    found = [_find(one, path.parent, _held(present, pictures)) for one in settings.pictures]
    paint, said = _paint_state(settings, found, present)
    remarks = (
        *(one.problem for one in found if one.problem),
        *said,
        *differences(settings.made_with),
    )
    whole = [one.picture for one in found if one.picture is not None]
    stretches: tuple[Replayed, ...] = ()
    if len(whole) == len(found):
        is_same_device = device == settings.made_with.device
        stretches = _replayed(settings, whole, paint, None if is_same_device else device)
    return Opened(path, caption(settings), paint, None, remarks, stretches, settings.result_sha256)


def _read(path: Path) -> StyleSettings | BlendSettings:
    """Read a file; what is wrong inside it is said with its name."""
    text = settings_text(path)
    try:
        return from_json(text)
    except StyleSettingsError as error:
        raise StyleSettingsError(f"{path.name}: {error}") from error


def settings_text(path: Path) -> str:
    """Return the JSON of a settings file, or of a PNG that has one inside.

    Raises
    ------
    StyleSettingsError
        There is none.
    """
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise StyleSettingsError(f"{path.name} is too large for settings.")
        data = path.read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a null byte in the name
        if isinstance(error, StyleSettingsError):
            raise
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise StyleSettingsError(f"{path.name} cannot be read ({reason}).") from error
    if is_png(data):
        text = texts_in(data).get(KEYWORD)
        if text is None:
            raise StyleSettingsError(NO_SETTINGS.format(name=path.name))
        return text
    if len(data) > LONGEST:
        raise StyleSettingsError(NO_SETTINGS.format(name=path.name))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise StyleSettingsError(NO_SETTINGS.format(name=path.name)) from None


@dataclass(frozen=True, slots=True)
class _Found:
    """A picture of the file: its text in a state, its pixels if they are there, what is wrong."""

    text: str | None
    picture: Picture | None
    problem: str = ""


def _held(present: PaintState, pictures: Pictures) -> list[Picture]:
    """Return the pictures without a file that are in memory now."""
    places = [(present.content, pictures.content)]
    places += zip((one.picture for one in present.styles), pictures.styles, strict=False)
    return [picture for text, picture in places if not text and picture is not None]


def _find(ref: PictureRef, folder: Path, held: list[Picture]) -> _Found:
    if not ref.source:
        same = next((one for one in held if not ref.difference(one.rgb)), None)
        if same is not None:
            return _Found("", same)
        return _Found(
            None, None,
            f"{ref.title} came from no file and was not saved beside the settings; "
            "the present picture stands in its place.",
        )  # fmt: skip
    text = ref.source if ref.source.startswith(BUNDLED) else str(_place(ref.source, folder))
    picture = read(text)
    if isinstance(picture, str):
        return _Found(text, None, picture)
    return _Found(text, picture, ref.difference(picture.rgb))


def _place(source: str, folder: Path) -> Path:
    """Return where a picture lies: where it did, or else beside the settings."""
    path = folder.absolute() / source  # an absolute source stays as it is
    beside = folder.absolute() / path.name
    return beside if not path.exists() and beside.exists() else path


def _paint_state(
    settings: StyleSettings, found: list[_Found], present: PaintState
) -> tuple[PaintState, tuple[str, ...]]:
    """Return what the controls are to show, the last stretch, and what they cannot show."""
    number = len(settings.stretches) - 1
    last = settings.stretches[-1]
    shared = {one.name for one in fields(PaintState)} & set(CHOICES)
    values: dict[str, Any] = {name: last.choices[name] for name in shared}
    values |= {
        "learning_rate": values["learning_rate"] or 0.0,
        "trunk_file": str(values["trunk_file"] or ""),
        "precision": values["precision"] or "",
        "coarse": bool(last.choices["coarse_sizes"]),
    }
    try:
        content = found[last.content].text
        paint = PaintState(
            content=present.content if content is None else content,
            styles=_styles(last, found, present),
            **values,
        )
    except ValueError as error:
        raise StyleSettingsError(f"{error}.", f"stretches[{number}].choices") from error
    return paint, _not_shown(settings, last)


def _styles(last: Stretch, found: list[_Found], present: PaintState) -> tuple[StyleChoice, ...]:
    mix = last.choices["style_mix"] or (1.0,) * len(last.styles)
    largest = max(1.0, *mix)  # here a weight goes up to 1; only their ratios count
    choices = []
    for place, (style, weight) in enumerate(zip(last.styles, mix, strict=True)):
        text = found[style].text
        if text is None:
            text = present.styles[min(place, len(present.styles) - 1)].picture
        choices.append(StyleChoice(text, weight / largest))
    return tuple(choices)


def _not_shown(settings: StyleSettings, last: Stretch) -> tuple[str, ...]:
    said = []
    count = len(settings.stretches)
    if count > 1:
        steps = " and ".join(str(one.index) for one in settings.stretches[:-1])
        said.append(
            f"The picture was painted in {count} parts, with other settings from step {steps} on. "
            "The controls show the last part; painting it again takes all of them."
        )
    coarse, size = last.choices["coarse_sizes"], last.choices["size"]
    if count == 1 and coarse and coarse != coarse_to_fine(size, COARSEST):
        sizes = ", ".join(map(str, coarse))
        said.append(f"It began at {sizes} px, which the controls cannot show.")
    if last.choices["history"] != _DEFAULT_HISTORY:
        said.append(
            f"L-BFGS remembered {last.choices['history']} pairs; the controls paint with "
            f"{_DEFAULT_HISTORY}."
        )
    return tuple(said)


def _replayed(
    settings: StyleSettings, pictures: list[Picture], paint: PaintState, device: str | None
) -> tuple[Replayed, ...]:
    pixels = [picture.rgb for picture in pictures]
    return tuple(
        Replayed(
            Plan(
                config_of(settings, one, pixels, device),
                pictures[one.content],
                tuple(pictures[style] for style in one.styles),
                paint,
            ),
            one.index,
            one.goes_on_from == "picture",
        )
        for one in settings.stretches
    )


def _opened_blend(path: Path, settings: BlendSettings) -> Opened:
    try:
        live = LiveState(settings.weights, settings.size)
    except ValueError as error:
        raise StyleSettingsError(f"{error}.", "weights") from error
    remarks = differences(settings.made_with)
    return Opened(path, caption(settings), None, live, remarks, (), settings.result_sha256)
