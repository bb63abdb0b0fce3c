"""Photographs of people that the application ships with: 173 of 30, 4 to 10 of each.

They are csuScrapShots, old scanned portraits of Colorado State University that come with pyvision
(Bolme, BSD), grey and about 200 pixels wide. A photograph's name begins with its person's number;
nobody's name is known.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from explorer.engine.bundled_data import FOLDER, DatasetError, load_arrays
from explorer.engine.images import decode_rgb

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["DatasetError", "FacePhotograph", "load_face_photographs"]

RECORD = "faces-csu-173.json"
PERSON_DIGITS = 5


@dataclass(frozen=True, slots=True, eq=False)
class FacePhotograph:
    """One photograph of one person.

    Parameters
    ----------
    name
        Such as "00001aa": the person's number and the photograph's letters.
    rgb
        uint8 (H, W, 3), all channels the same.
    eyes
        float32 (2, 2): x and y in pixels of the left and the right eye as seen in the picture,
        marked by people.
    """

    name: str
    rgb: NDArray[np.uint8]
    eyes: NDArray[np.float32]

    @property
    def person(self) -> str:
        """The person's number, five digits."""
        return self.name[:PERSON_DIGITS]


def load_face_photographs(folder: Path | None = None) -> tuple[FacePhotograph, ...]:
    """Return the photographs, in the order of their names, checked against their record.

    It takes a fifth of a second.

    Raises
    ------
    DatasetError
        The file or its record is missing, truncated or altered.
    """
    arrays = load_arrays((folder or FOLDER) / RECORD, "assets/build/face_photographs.py")
    names = [bytes(row).decode("ascii") for row in np.asarray(arrays["names"], np.uint8)]
    pieces = np.split(np.asarray(arrays["png"], np.uint8), arrays["ends"][:-1])
    eyes = np.asarray(arrays["eyes"], np.float32)
    return tuple(
        FacePhotograph(name, decode_rgb(piece.tobytes(), name), marked)
        for name, piece, marked in zip(names, pieces, eyes, strict=True)
    )
