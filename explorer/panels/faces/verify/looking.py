"""The work of the threads: a picture read, its faces found, aligned and embedded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.engine.errors import ExplorerError
from explorer.panels.faces.verify.values import Look, Picture
from explorer.services.media import SourceError, parse_source

if TYPE_CHECKING:
    from explorer.panels.faces.shared import Ask
    from explorer.panels.faces.verify.values import Wish


def look(wish: Wish, ask: Ask) -> Look:
    """Read a picture and look for faces; what is wrong with it is part of the answer."""
    picture: Picture | None = None
    try:
        picture = read(wish)
        if picture is None or picture.embedding is not None:
            return Look(wish, picture)
        rgb = picture.rgb
        return Look(
            wish, picture, ask(lambda session: session.faces(rgb, wish.locator, wish.device))
        )
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


def read_file(text: str) -> Picture:
    """Read a file, or a bundled picture."""
    from explorer.engine.images import load_rgb  # OpenCV, which takes 0.15 s

    spec = parse_source(text)
    if spec.kind != "picture":
        raise SourceError(
            f"{spec.title} moves. Open it above, freeze it where a face is seen, and take the "
            "present frame."
        )
    return Picture(spec.title, load_rgb(spec.location))
