"""A picture to look for faces in: a file, a bundled one, or one of the photographs of people."""

from __future__ import annotations

import re

from explorer.services.stills import Still, read_still

BUNDLED = "bundled:"
PHOTOGRAPH = re.compile(r"\d{5}[a-z]{2}")


def read_face_picture(text: str) -> Still:
    """Read a file, a bundled picture, or a bundled photograph of one of thirty people.

    Raises
    ------
    ExplorerError
        There is no such picture, it cannot be read, or it moves; the text says what to do.
    """
    return read_photograph(text) or read_still(text, " where a face is seen")


def read_photograph(text: str) -> Still | None:
    """Return one of the photographs of thirty people by its name; None where there is none.

    Raises
    ------
    DatasetError
        Their file is missing or damaged.
    """
    name = text.removeprefix(BUNDLED)
    if not (text.startswith(BUNDLED) and PHOTOGRAPH.fullmatch(name)):
        return None
    from explorer.engine.face_photographs import load_face_photographs  # numpy and OpenCV

    found = (one for one in load_face_photographs() if one.name == name)
    return next((Still(photograph_title(name), one.rgb) for one in found), None)


def photograph_title(name: str) -> str:
    """Return "Person 1, aa" for "00001aa"."""
    from explorer.engine.face_photographs import PERSON_DIGITS  # numpy and OpenCV

    return f"Person {int(name[:PERSON_DIGITS])}, {name[PERSON_DIGITS:]}"
