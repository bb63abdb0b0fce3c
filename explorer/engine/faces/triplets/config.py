"""How triplets are mined and a projection head is trained; without torch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

from explorer.engine.faces.triplets.errors import TripletError

Mining = Literal["all", "hard", "semi-hard"]
"""How triplets are chosen: see `explorer.engine.faces.triplets.mining`."""

MININGS: Final[tuple[Mining, ...]] = get_args(Mining)
LARGEST_BATCH: Final = 256
MOST_STEPS: Final = 100_000
LARGEST_HIDDEN: Final = 512
OUTPUTS: Final = range(2, 33)


@dataclass(frozen=True, slots=True)
class HeadConfig:
    """What is learned from, and how.

    Parameters
    ----------
    margin
        α, a squared distance; 0.2 in FaceNet, where embeddings have length 1.
    mining
        Which triplets of a batch count.
    learning_rate
        Of Adam (Kingma and Ba 2015).
    people, photographs
        A batch shows so many people with so many photographs of each, P × K of Hermans et al.
        2017, section 2; fewer where there are fewer.
    steps
        Batches.
    seed
        Of the first weights and of the batches.
    hidden, outputs
        Units of the head's two layers.
    normalised
        Whether embeddings are brought to length 1, as FaceNet's are.

    Raises
    ------
    TripletError
        A number is out of its range.
    """

    margin: float = 0.2
    mining: Mining = "semi-hard"
    learning_rate: float = 1e-3
    people: int = 8
    photographs: int = 4
    steps: int = 300
    seed: int = 0
    hidden: int = 64
    outputs: int = 16
    normalised: bool = True

    def __post_init__(self) -> None:
        if self.mining not in MININGS:
            raise TripletError(f"Mining is one of {', '.join(MININGS)}.", "mining")
        if not 0 < self.margin <= 10:
            text = f"Margin α = {self.margin:g}: it has to lie above 0 and be 10 at most."
            raise TripletError(text, "margin")
        if not 0 < self.learning_rate <= 1:
            text = f"Learning rate {self.learning_rate:g}: it has to lie above 0 and be 1 at most."
            raise TripletError(text, "learning_rate")
        self._check_whole()

    def _check_whole(self) -> None:
        _check("people", "people a batch", self.people, 2, LARGEST_BATCH // 2)
        _check("photographs", "photographs of each", self.photographs, 2, LARGEST_BATCH // 2)
        _check("steps", "steps", self.steps, 1, MOST_STEPS)
        _check("hidden", "hidden units", self.hidden, 1, LARGEST_HIDDEN)
        _check("outputs", "outputs", self.outputs, OUTPUTS[0], OUTPUTS[-1])
        if self.people * self.photographs > LARGEST_BATCH:
            raise TripletError(
                f"{self.people} people × {self.photographs} photographs are more than "
                f"{LARGEST_BATCH} a batch: lower one of them.",
                "people",
            )


def _check(field: str, name: str, value: int, low: int, high: int) -> None:
    if not low <= value <= high:
        raise TripletError(f"{value:,} {name}: there can be {low} to {high:,}.", field)
