"""The bundled faces: official portraits, works of the US government and so in the public domain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.engine.errors import ExplorerError
from explorer.services.media import SourceError, parse_source

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from explorer.panels.faces.session import Session
    from explorer.panels.faces.state import Locator

PORTRAITS = (
    ("Barack Obama", "bundled:obama-portrait"),
    ("Joe Biden", "bundled:biden-portrait"),
    ("Eileen Collins", "bundled:astronaut"),
)
"""Names, and one portrait each."""
OTHER_PICTURE = "bundled:obama-congress"
"""One of them again, on another day."""


class PortraitError(ExplorerError):
    """The bundled faces cannot be used; the text says why."""


@dataclass(frozen=True, slots=True, eq=False)
class Portrait:
    """A face to enrol: embedding float32 (128,), aligned chip uint8 (150, 150, 3)."""

    name: str
    embedding: NDArray[np.float32]
    chip: NDArray[np.uint8]


def portraits(session: Session, locator: Locator, device: str) -> tuple[Portrait, ...]:
    """Find and embed the bundled faces (worker's thread).

    Raises
    ------
    ExplorerError
        If pictures or networks are missing, or no face is found in a picture.
    """
    return tuple(_portrait(session, name, text, locator, device) for name, text in PORTRAITS)


def _portrait(session: Session, name: str, text: str, locator: Locator, device: str) -> Portrait:
    from explorer.engine.images import load_rgb

    try:
        path = parse_source(text).location
    except SourceError as error:
        raise PortraitError(f"The portrait of {name} is missing. {error}") from error
    found = session.faces(load_rgb(path), locator, device)
    if not len(found):
        raise PortraitError(f"No face is found in the portrait of {name}: choose MTCNN.")
    return Portrait(name, found.embeddings[0], found.chips[0])
