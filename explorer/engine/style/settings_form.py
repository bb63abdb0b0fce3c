"""Settings of a painted picture as JSON and back, checked; errors name the place in the file.

``{"format": "convnet-explorer-style", "version": 1, "pictures", "stretches", "made_with",
"result_sha256"}``, or ``"convnet-explorer-style-blend"`` for the network of 26 styles. The values
are those of `explorer.engine.style.settings`; pictures are named and never inside.
"""

from __future__ import annotations

import json
from dataclasses import MISSING, asdict, fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, get_type_hints

import msgspec
import numpy as np
from numpy.typing import NDArray

from explorer.engine.style.config import LARGEST_SIZE, SMALLEST_SIDE, StyleConfig
from explorer.engine.style.errors import StyleError
from explorer.engine.style.multistyle import checked_shares
from explorer.engine.style.settings import (
    CHOICES,
    BlendSettings,
    MadeWith,
    PictureRef,
    Stretch,
    StyleSettings,
    StyleSettingsError,
    is_kept,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FORMAT: Final = "convnet-explorer-style"
BLEND_FORMAT: Final = "convnet-explorer-style-blend"
VERSION: Final = 1
LONGEST: Final = 4 * 1024 * 1024
MOST_STRETCHES: Final = 1000

_BLANK = np.zeros((SMALLEST_SIDE, SMALLEST_SIDE, 3), np.uint8)
_SHA256 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
_SHA256_OR_NONE = Annotated[str, msgspec.Meta(pattern="^([0-9a-f]{64})?$")]
# What stands in annotations and is no type at run time, or none that JSON has.
_NAMES: Final = {
    "Mapping": dict,
    "NDArray": NDArray,
    "Path": str,
    "Precision": Literal["float32", "float16", "bfloat16"],
    "StyleState": Any,
    "np": np,
}


def to_json(settings: StyleSettings | BlendSettings) -> str:
    """Return settings as JSON."""
    is_blend = isinstance(settings, BlendSettings)
    head = {"format": BLEND_FORMAT if is_blend else FORMAT, "version": VERSION}
    plain = head | asdict(settings)
    return json.dumps(plain, indent=2, ensure_ascii=False, default=str) + "\n"


def from_json(text: str) -> StyleSettings | BlendSettings:
    """Read settings.

    Raises
    ------
    StyleSettingsError
        The text holds none, or what cannot be painted; ``place`` says where.
    """
    if len(text) > LONGEST:
        raise StyleSettingsError(f"{len(text):,} characters are more than settings have.")
    plain = _parsed(text)
    format_ = plain.pop("format", None)
    if format_ not in (FORMAT, BLEND_FORMAT):
        raise StyleSettingsError(
            f'These are no settings of a painted picture: it is neither "{FORMAT}" nor '
            f'"{BLEND_FORMAT}".',
            "format",
        )
    version = plain.pop("version", None)
    if type(version) is not int or not 1 <= version <= VERSION:
        raise StyleSettingsError(
            f"{version!r:.20}: this application reads up to {VERSION}.", "version"
        )
    return _settings(plain) if format_ == FORMAT else _blend(plain)


def _parsed(text: str) -> dict[str, Any]:
    try:
        plain: dict[str, Any] = msgspec.json.decode(text, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError) as error:
        raise StyleSettingsError(f"This is no JSON object that can be read: {error}.") from error
    return plain


def _settings(plain: Mapping[str, Any]) -> StyleSettings:
    found = _converted(plain, _document())
    settings = StyleSettings(
        tuple(_ref(one) for one in found.pictures),
        tuple(_stretch(one) for one in found.stretches),
        MadeWith(**_values(found.made_with)),
        found.result_sha256,
    )
    _check(settings)
    return settings


def _blend(plain: Mapping[str, Any]) -> BlendSettings:
    found = _converted(plain, _blend_document())
    try:
        checked_shares(found.weights)
    except StyleError as error:
        raise StyleSettingsError(str(error), "weights") from error
    made_with = MadeWith(**_values(found.made_with))
    return BlendSettings(
        _ref(found.picture), found.weights, found.size, made_with, found.result_sha256
    )


def _stretch(found: Any) -> Stretch:
    choices = _values(found.choices)
    if choices["trunk_file"] is not None:
        choices["trunk_file"] = Path(choices["trunk_file"])
    return Stretch(found.index, found.content, found.styles, found.goes_on_from, choices)


def _check(settings: StyleSettings) -> None:
    """Refuse what fits its types and yet cannot be painted."""
    if not 1 <= len(settings.stretches) <= MOST_STRETCHES:
        text = f"There are {len(settings.stretches)}; a picture has 1 to {MOST_STRETCHES}."
        raise StyleSettingsError(text, "stretches")
    before = 0
    for number, stretch in enumerate(settings.stretches):
        place = f"stretches[{number}]"
        _check_references(stretch, len(settings.pictures), place)
        if bool(stretch.goes_on_from) != bool(number):
            text = "The first stretch begins at the content, and each other one goes on."
            raise StyleSettingsError(text, f"{place}.goes_on_from")
        _check_end(stretch, _trial(stretch, before, place), before, place)
        before = stretch.index


def _check_references(stretch: Stretch, count: int, place: str) -> None:
    if not stretch.styles:
        raise StyleSettingsError("There is no style.", f"{place}.styles")
    for name, number in (("content", stretch.content), *(("styles", n) for n in stretch.styles)):
        if not 0 <= number < count:
            text = f"There is no picture {number}: there are {count}, counted from 0."
            raise StyleSettingsError(text, f"{place}.{name}")


def _trial(stretch: Stretch, before: int, place: str) -> StyleConfig:
    """Have the choices checked by the config itself, with a blank picture."""
    styles = (_BLANK,) * len(stretch.styles)
    try:
        return StyleConfig(_BLANK, styles, start_index=before, **stretch.choices)
    except StyleError as error:
        raise StyleSettingsError(str(error), f"{place}.choices.{error.field}") from error


def _check_end(stretch: Stretch, config: StyleConfig, before: int, place: str) -> None:
    if not before <= stretch.index <= config.steps:
        text = f"Step {stretch.index} does not lie from {before} to {config.steps}."
        raise StyleSettingsError(text, f"{place}.index")
    if not is_kept(config, stretch.index):
        text = (
            f"Step {stretch.index} has no picture: there is one every {config.picture_every} steps."
        )
        raise StyleSettingsError(text, f"{place}.index")


def _converted(plain: Mapping[str, Any], type_: Any) -> Any:
    try:
        return msgspec.convert(plain, type_)
    except msgspec.ValidationError as error:
        what, _, place = str(error).partition(" - at `$.")
        raise StyleSettingsError(f"{what}.", place.rstrip("`")) from error
    except UnicodeEncodeError as error:
        raise StyleSettingsError("A text has half a sign in it.") from error


def _ref(found: Any) -> PictureRef:
    return PictureRef(**_values(found))


def _values(found: Any) -> dict[str, Any]:
    return {name: getattr(found, name) for name in found.__struct_fields__}


@cache
def _document() -> Any:
    """Return the types of `StyleSettings` as msgspec checks them."""
    choices = _struct("Choices", StyleConfig, CHOICES)
    stretch = _struct("Stretch", Stretch, choices=choices)
    parts: dict[str, Any] = {
        "pictures": _many(_picture()),
        "stretches": _many(stretch),
    }
    return _struct("Settings", StyleSettings, **parts, **_common())


def _many(one: Any) -> Any:
    """Return the type of a tuple of any length of a type that is made here."""
    return tuple.__class_getitem__((one, ...))


@cache
def _blend_document() -> Any:
    size = Annotated[int, msgspec.Meta(ge=SMALLEST_SIDE, le=LARGEST_SIZE)]
    return _struct("Blend", BlendSettings, picture=_picture(), size=size, **_common())


def _common() -> dict[str, Any]:
    made_with = _struct("MadeWith", MadeWith)
    return {"made_with": made_with, "result_sha256": _SHA256_OR_NONE}


@cache
def _picture() -> Any:
    return _struct("Picture", PictureRef, sha256=_SHA256)


def _struct(title: str, type_: type, only: Sequence[str] = (), **others: Any) -> Any:
    """Return a dataclass's fields, with other types where they are named; it takes no others."""
    hints = get_type_hints(type_, localns=_NAMES) | others
    default = {one.name: one.default for one in fields(type_)}
    described = [
        (name, hints[name]) if default[name] is MISSING else (name, hints[name], default[name])
        for name in only or default
    ]
    return msgspec.defstruct(title, described, forbid_unknown_fields=True)
