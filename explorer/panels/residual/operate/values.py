"""What the page asks of its worker, and what it is given to show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.engine.residual.gates import Operation, check

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from explorer.engine.network.shape import Shape
    from explorer.engine.residual.gates import ResidualPlace
    from explorer.engine.residual.operate import ClassOutcome, FaceOutcome
    from explorer.panels.residual.operate.accuracy import AccuracyRequest
    from explorer.panels.residual.state import Network, OperateState
    from explorer.services.stills import Still

TITLES: dict[Network, str] = {
    "efficientnet-lite0": "EfficientNet-Lite0",
    "dlib-face": "Face ResNet",
}
WEIGHTS: dict[Network, tuple[str, ...]] = {
    "efficientnet-lite0": ("efficientnet-lite0",),
    "dlib-face": ("mtcnn", "dlib-face"),
}
FIRST_CHOSEN = 2
"""In both networks block 3 has a skip that leaves x as it is."""


@dataclass(frozen=True, slots=True)
class Block:
    """A block of a network, with a skip or without.

    Parameters
    ----------
    number
        Counted from 1, as people do.
    name
        Module path.
    inside
        The convolutions of F.
    place
        Counted from 0 over the blocks with a skip; None where there is none.
    """

    number: int
    name: str
    input: Shape
    output: Shape
    inside: str
    place: int | None


@dataclass(frozen=True, slots=True)
class Chain:
    """All blocks of a network in a row, and those that can be operated on."""

    network: Network
    blocks: tuple[Block, ...]
    places: tuple[ResidualPlace, ...]

    def block(self, chosen: int) -> Block:
        """Return a block by its number from 0; beyond the last, the last."""
        return self.blocks[min(chosen, len(self.blocks) - 1)]

    def place(self, block: Block) -> ResidualPlace | None:
        """Return what goes around a block, if anything does."""
        return None if block.place is None else self.places[block.place]

    def block_of(self, place: int) -> Block:
        """Return the block at a place."""
        return next(block for block in self.blocks if block.place == place)


@dataclass(frozen=True, slots=True)
class OperateRequest:
    """What the answer depends on.

    ``other`` names the second picture; ``held`` is one that has no name, such as a camera's frame.
    """

    network: Network
    device: str
    gates: tuple[tuple[int, float], ...]
    deleted: tuple[int, ...]
    swapped: tuple[tuple[int, int], ...]
    other: str = ""
    held: Still | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Classes:
    """What EfficientNet says of a picture, and which part of it that is, xyxy in pixels."""

    outcome: ClassOutcome
    crop_xyxy: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Other:
    """The second picture: its largest face, or why there is none.

    Parameters
    ----------
    chip
        uint8 (150, 150, 3), aligned.
    count
        How many faces were found.
    """

    title: str = ""
    rgb: NDArray[np.uint8] | None = None
    chip: NDArray[np.uint8] | None = None
    count: int = 0
    problem: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Distances:
    """What becomes of one face: squared L2 distances.

    ``moved`` is from its embedding by the whole network to that of the operated one; ``before``
    and ``after`` are to the second picture's face, by the one and by the other.
    """

    moved: float
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Faces:
    """The faces of a picture, the largest first.

    Parameters
    ----------
    boxes_xyxy
        float32 (N, 4) in pixels of the picture.
    chips
        uint8 (N, 150, 150, 3): each aligned.
    distances
        Of each.
    left_out
        How many more were found.
    """

    boxes_xyxy: NDArray[np.float32]
    chips: NDArray[np.uint8]
    distances: tuple[Distances, ...]
    left_out: int
    other: Other
    tau: float

    def __len__(self) -> int:
        return len(self.distances)


@dataclass(frozen=True, slots=True, eq=False)
class OperateView:
    """The answer to a request; one of ``classes`` and ``faces`` is there.

    ``elapsed_ms`` is the worker's time for it, the picture being prepared and looked at as well
    if it is another than before.
    """

    operation: Operation
    elapsed_ms: float
    classes: Classes | None = None
    faces: Faces | None = None


def operation_of(
    places: tuple[ResidualPlace, ...], wanted: OperateState | OperateRequest | AccuracyRequest
) -> Operation:
    """Return what is done to a network with these places.

    Raises
    ------
    OperationError
        It was meant for another network: a place does not exist, or blocks do not fit.
    """
    made = Operation.of(len(places), wanted.gates, wanted.deleted, wanted.swapped)
    check(made, places)
    return made


def distances_of(outcome: FaceOutcome, count: int) -> tuple[Distances, ...]:
    """Return the distances of the first ``count`` faces; one more is the second picture's."""
    moved = outcome.moved.tolist()
    if len(moved) == count:
        return tuple(Distances(one, None, None) for one in moved)
    before = outcome.distances_before[:count, count].tolist()
    after = outcome.distances_after[:count, count].tolist()
    return tuple(map(Distances, moved[:count], before, after))
