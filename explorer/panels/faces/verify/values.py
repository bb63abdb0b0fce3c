"""A picture to verify, as it is asked for, and as it was looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from explorer.panels.faces.state import Locator
    from explorer.panels.faces.values import Faces

Side = Literal["first", "second"]
SIDES: tuple[Side, Side] = ("first", "second")


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A picture with the name that people give it.

    Parameters
    ----------
    rgb
        uint8 (H, W, 3).
    embedding
        float32 (128,) where the picture is a face that was aligned and embedded before, as those
        of the gallery are; None where faces are still to be found.
    """

    title: str
    rgb: NDArray[np.uint8]
    embedding: NDArray[np.float32] | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """Which picture is to be looked at, how, and on which device.

    ``held`` is a picture that has no name to find it by again: a frame of a camera, or a face of
    the gallery. Otherwise ``text`` is a bundled picture's name or a path.
    """

    text: str
    held: Picture | None
    locator: Locator
    device: str

    @property
    def is_empty(self) -> bool:
        """Whether no picture was chosen."""
        return not self.text and self.held is None


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What was seen in a picture: faces, or why there are none.

    Parameters
    ----------
    digest
        The same for pictures that are the same in every pixel.
    problem
        Why the picture cannot be read, or not be looked at.
    """

    wish: Wish
    picture: Picture | None = None
    found: Faces | None = None
    digest: bytes = b""
    problem: str = ""

    @property
    def count(self) -> int:
        """How many faces there are to choose from."""
        if self.picture is not None and self.picture.embedding is not None:
            return 1
        return 0 if self.found is None else len(self.found)

    def chip(self, face: int) -> NDArray[np.uint8]:
        """Return an aligned face, uint8 (150, 150, 3)."""
        if self.found is None:
            assert self.picture is not None
            return self.picture.rgb
        chip: NDArray[np.uint8] = self.found.chips[face]
        return chip

    def embedding(self, face: int) -> NDArray[np.float32]:
        """Return a face's 128 numbers."""
        if self.found is None:
            assert self.picture is not None
            assert self.picture.embedding is not None
            return self.picture.embedding
        embedding: NDArray[np.float32] = self.found.embeddings[face]
        return embedding
