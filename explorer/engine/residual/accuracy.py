"""How often a classifier is right under each of several operations, without one block, say.

Two things are counted on the bundled photographs: *agreement*, how often the most probable class is
that of the whole network, right or wrong; and *accuracy*, on those of them whose class is known,
because somebody has looked. They are few, so a difference of one picture means nothing.

Measured with torch 2.13 on a CPU: EfficientNet-Lite0 is right on 9 of 13 photographs, on 7 to 9
without any one of its nine blocks, and agrees with itself on 11 to 14 of 15. All of it takes 3 s of
one core's time.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from explorer.engine.assets import ASSETS
from explorer.engine.images import load_rgb
from explorer.engine.verification import Proportion

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor

    from explorer.engine.residual.gates import Operation
    from explorer.engine.residual.operate import ClassifierTheatre

SUIT: Final = ("suit", "Windsor tie")
HORSE: Final = ("common sorrel horse",)
SLED_DOG: Final = ("husky", "Alaskan Malamute", "Siberian Husky")

TRUE_CLASSES: Final[dict[str, tuple[str, ...]]] = {
    "astronaut": ("space shuttle",),
    "biden-portrait": SUIT,
    "cat": ("tabby cat", "tiger cat"),
    "coffee": ("espresso", "tea cup", "coffee mug"),
    "dog-bicycle-truck": SLED_DOG,
    "eagle": ("bald eagle",),
    "five-people": (),
    "giraffe": ("zebra",),
    "horses": HORSE,
    "kites": ("beach",),
    "motorcycle": ("moped", "motor scooter"),
    "obama-congress": (*SUIT, "microphone"),
    "obama-portrait": SUIT,
    "person-dog-horse": (),
    "rocket": ("missile", "projectile"),
}
"""The bundled photographs, and which of ImageNet's classes the part that the network sees shows.

Decided by eye. ImageNet has no giraffe, no motorcycle but the smallest, and of horses the sorrel
alone. Where it has no class for what a photograph shows there is none. Paintings and written digits
are left out: the network has learnt photographs.
"""


@dataclass(frozen=True, slots=True, eq=False)
class KnownPicture:
    """A picture, uint8 RGB (H, W, 3), and the names of the classes that are right for it."""

    name: str
    rgb: NDArray[np.uint8]
    classes: tuple[str, ...]


@cache
def bundled_pictures() -> tuple[KnownPicture, ...]:
    """Return the bundled photographs; they are kept.

    Raises
    ------
    ImageError
        A file is missing or damaged.
    """
    return tuple(
        KnownPicture(name, load_rgb(ASSETS / "images" / f"{name}.jpg"), classes)
        for name, classes in TRUE_CLASSES.items()
    )


@dataclass(frozen=True, slots=True)
class ClassBar:
    """What a classifier is worth under one operation.

    Parameters
    ----------
    agreeing
        Pictures with the whole network's most probable class, of all.
    right, among_five
        Pictures whose most probable class is right, or one of the five most probable, of those
        whose class is known.
    probability
        The mean that is given to the whole network's most probable class, 0..1.
    """

    operation: Operation
    agreeing: Proportion
    right: Proportion
    among_five: Proportion
    probability: float


@dataclass(frozen=True, slots=True)
class ClassStep:
    """The bars after ``index`` of ``total`` pictures, the last of them ``name``."""

    index: int
    total: int
    name: str
    bars: tuple[ClassBar, ...]

    @property
    def fraction(self) -> float:
        """How much is done, in 0..1."""
        return self.index / self.total


def measure_classes(
    theatre: ClassifierTheatre, pictures: Sequence[KnownPicture], operations: Sequence[Operation]
) -> Generator[ClassStep, None, tuple[ClassBar, ...]]:
    """Look at each picture under each operation.

    `explorer.engine.residual.gates.deletions` gives the operations of the chart.

    Yields
    ------
    ClassStep
        One a picture, with bars of the pictures so far.

    Returns
    -------
    tuple of ClassBar
        One an operation.

    Raises
    ------
    OperationError
        The network cannot undergo an operation.
    """
    index_of = {label: index for index, label in enumerate(theatre.network.labels)}
    tallies = [_Tally(operation) for operation in operations]
    bars: tuple[ClassBar, ...] = tuple(tally.bar() for tally in tallies)
    for index, picture in enumerate(pictures, 1):
        right = {index_of[name] for name in picture.classes}
        whole = int(theatre.logits(picture.rgb).argmax())
        for tally in tallies:
            tally.see(theatre.logits(picture.rgb, tally.operation), whole, right)
        bars = tuple(tally.bar() for tally in tallies)
        yield ClassStep(index, len(pictures), picture.name, bars)
    return bars


class _Tally:
    """Counts of one operation."""

    def __init__(self, operation: Operation) -> None:
        self.operation = operation
        self._seen = self._known = self._agreeing = self._right = self._among_five = 0
        self._probability = 0.0

    def see(self, logits: Tensor, whole: int, right: set[int]) -> None:
        """Count one picture; ``right`` is empty where its class is not known."""
        best = logits.topk(5).indices.tolist()
        self._seen += 1
        self._agreeing += best[0] == whole
        self._probability += float(logits.float().softmax(0)[whole])
        if right:
            self._known += 1
            self._right += best[0] in right
            self._among_five += not right.isdisjoint(best)

    def bar(self) -> ClassBar:
        """Return what was counted so far."""
        return ClassBar(
            self.operation,
            Proportion(self._agreeing, self._seen),
            Proportion(self._right, self._known),
            Proportion(self._among_five, self._known),
            self._probability / self._seen if self._seen else float("nan"),
        )
