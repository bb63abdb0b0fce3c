"""The work of the threads: a picture read, its faces found, aligned and embedded."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

import numpy as np

from explorer.engine.errors import ExplorerError
from explorer.panels.faces.verify.values import Look, Picture
from explorer.services.media import SourceError, parse_source

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from explorer.panels.faces.shared import Ask
    from explorer.panels.faces.verify.values import Wish

BUNDLED = "bundled:"
PERSON_DIGITS = 5
PHOTOGRAPH = re.compile(r"\d{5}[a-z]{2}")


def look(wish: Wish, ask: Ask) -> Look:
    """Read a picture and look for faces; what is wrong with it is part of the answer."""
    picture: Picture | None = None
    try:
        picture = read(wish)
        if picture is None:
            return Look(wish)
        rgb, digest = picture.rgb, digest_of(picture.rgb)
        if picture.embedding is not None:
            return Look(wish, picture, digest=digest)
        found = ask(lambda session: session.faces(rgb, wish.locator, wish.device))
        return Look(wish, picture, found, digest)
    except ExplorerError as error:
        return Look(wish, picture, problem=str(error))


def read(wish: Wish) -> Picture | None:
    """Return the picture that is wished for; None where none was chosen.

    Raises
    ------
    ExplorerError
        If there is no such picture, or it cannot be read.
    """
    if wish.held is not None or not wish.text:
        return wish.held
    return read_file(wish.text)


def digest_of(rgb: NDArray[np.uint8]) -> bytes:
    """Return what two pictures have in common only if they are the same in every pixel."""
    size = repr(rgb.shape).encode()
    return hashlib.blake2b(np.ascontiguousarray(rgb).data, digest_size=16, salt=size[:16]).digest()


def read_file(text: str) -> Picture:
    """Read a file, or a bundled picture."""
    from explorer.engine.images import load_rgb  # OpenCV, which takes 0.15 s

    try:
        spec = parse_source(text)
    except SourceError:
        photograph = read_photograph(text)
        if photograph is None:
            raise
        return photograph
    if spec.kind != "picture":
        raise SourceError(
            f"{spec.title} moves. Open it above, freeze it where a face is seen, and take the "
            "present frame."
        )
    return Picture(spec.title, load_rgb(spec.location))


def read_photograph(text: str) -> Picture | None:
    """Return one of the photographs of thirty people by its name; None where there is none.

    Raises
    ------
    DatasetError
        Their file is missing or damaged.
    """
    name = text.removeprefix(BUNDLED)
    if not (text.startswith(BUNDLED) and PHOTOGRAPH.fullmatch(name)):
        return None
    from explorer.engine.face_photographs import load_face_photographs

    found = (one for one in load_face_photographs() if one.name == name)
    return next((Picture(photograph_title(name), one.rgb) for one in found), None)


def photograph_title(name: str) -> str:
    """Return "Person 1, aa" for "00001aa"."""
    return f"Person {int(name[:PERSON_DIGITS])}, {name[PERSON_DIGITS:]}"
