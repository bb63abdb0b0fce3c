"""The work of the threads: a picture read, its faces found, aligned and embedded."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

from explorer.engine.errors import ExplorerError
from explorer.panels.faces.verify.values import Look, Picture
from explorer.services.face_pictures import read_face_picture

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from explorer.panels.faces.shared import Ask
    from explorer.panels.faces.verify.values import Wish


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
    still = read_face_picture(wish.text)
    return Picture(still.title, still.rgb)


def digest_of(rgb: NDArray[np.uint8]) -> bytes:
    """Return what two pictures have in common only if they are the same in every pixel."""
    size = repr(rgb.shape).encode()
    return hashlib.blake2b(np.ascontiguousarray(rgb).data, digest_size=16, salt=size[:16]).digest()
