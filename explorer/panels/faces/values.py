"""What a page asks about the faces in a picture, and what it is given to paint."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from explorer.engine.faces.quality import FaceQuality
    from explorer.engine.faces.values import Face
    from explorer.engine.gallery import Hit, Snapshot
    from explorer.panels.faces.state import Locator


@dataclass(frozen=True, slots=True)
class FacesRequest:
    """How faces are found, on which device, and among whom the nearest is looked for.

    τ is not in it: whether a distance is small enough is decided where it is shown.

    Parameters
    ----------
    smallest_px
        Side of the smallest face that is looked for; None for what a moving picture can bear.
    """

    locator: Locator
    device: str
    gallery: Snapshot | None = None
    smallest_px: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Faces:
    """The faces in a picture, the largest first; N of them.

    Parameters
    ----------
    picture
        Width and height of the picture in pixels.
    faces
        Where they are.
    chips
        uint8 (N, 150, 150, 3): each aligned, as the embedding network is shown it.
    embeddings
        float32 (N, 128).
    qualities
        How good the photograph is of each.
    unaligned
        How many more were found whose landmarks are no face's.
    """

    picture: tuple[int, int]
    faces: tuple[Face, ...]
    chips: NDArray[np.uint8]
    embeddings: NDArray[np.float32]
    qualities: tuple[FaceQuality, ...]
    unaligned: int
    locate_ms: float
    embed_ms: float

    def __len__(self) -> int:
        return len(self.faces)

    @property
    def boxes_xyxy(self) -> NDArray[np.float32]:
        """float32 (N, 4) in pixels of the picture."""
        import numpy as np

        return np.array([face.box_xyxy for face in self.faces], np.float32).reshape(-1, 4)


@dataclass(frozen=True, slots=True, eq=False)
class Followed:
    """What the frames before say of a face that was followed.

    Parameters
    ----------
    track
        A number that stays with the face while it is seen.
    frames
        Over how many frames its embedding is the mean.
    nearest
        The enrolled photograph nearest to that mean; None if nobody is enrolled.
    """

    track: int
    frames: int
    nearest: Hit | None


@dataclass(frozen=True, slots=True, eq=False)
class FacesView:
    """The faces in a picture, and who is nearest to each.

    Parameters
    ----------
    nearest
        For each face the nearest enrolled photograph, whatever the distance; None if nobody is
        enrolled or was asked for.
    was_kept
        Whether the faces were remembered, and no network ran.
    followed
        For each face what the frames before say; empty where faces are not followed.
    """

    found: Faces
    nearest: tuple[Hit | None, ...]
    was_kept: bool
    followed: tuple[Followed, ...] = ()

    @property
    def network_ms(self) -> float:
        """How long locating and embedding took."""
        return self.found.locate_ms + self.found.embed_ms
