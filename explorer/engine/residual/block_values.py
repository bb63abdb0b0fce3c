"""What a block shows of a picture that flows through it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, get_args

if TYPE_CHECKING:
    from torch import Tensor

Form = Literal["same", "A", "B", "linear"]
StageKey = Literal["a0", "z1", "a1", "z2", "skip", "sum", "a2"]

FORMS: Final[tuple[Form, ...]] = get_args(Form)
STAGES: Final[tuple[StageKey, ...]] = get_args(StageKey)
TITLES: Final[dict[StageKey, str]] = {
    "a0": "a[l]",
    "z1": "z[l+1]",
    "a1": "a[l+1]",
    "z2": "z[l+2]",
    "skip": "α·a[l]",
    "sum": "z[l+2] + α·a[l]",
    "a2": "a[l+2]",
}


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """A tensor of the block, float (C, H, W), and what it comes to."""

    key: StageKey
    tensor: Tensor
    mean: float
    deviation: float
    smallest: float
    largest: float
    zero_share: float

    @property
    def title(self) -> str:
        """In the lecture's symbols."""
        return TITLES[self.key]


@dataclass(frozen=True, slots=True)
class Identity:
    """How far the output is from what went around, and why.

    ``largest`` is max |a[l+2] − ``of``|, in which nothing is rounded away: 0 is 0.
    """

    largest: float
    of: str
    reason: str

    @property
    def is_exact(self) -> bool:
        """Whether every number is equal to the bit."""
        return self.largest == 0


@dataclass(frozen=True, slots=True)
class Numbers:
    """One output number and its terms: ``output`` = g(``z2`` + ``alpha`` · ``around``)."""

    z2: float
    alpha: float
    around: float
    total: float
    output: float


@dataclass(frozen=True, slots=True, eq=False)
class BlockView:
    """The block at one α: its seven tensors in the order of the pass, and the comparison."""

    alpha: float
    linear: bool
    zeroed: bool
    stages: tuple[Stage, ...]
    identity: Identity
    around: Tensor

    def stage(self, key: StageKey) -> Stage:
        """Return one of the tensors."""
        return self.stages[STAGES.index(key)]

    def numbers(self, channel: int, row: int, column: int) -> Numbers:
        """Return the numbers of one place of the output, counted from 0.

        Raises
        ------
        IndexError
            There is no such place.
        """
        place = (channel, row, column)
        z2, total, output = (float(self.stage(key).tensor[place]) for key in ("z2", "sum", "a2"))
        return Numbers(z2, self.alpha, float(self.around[place]), total, output)


@dataclass(frozen=True, slots=True)
class GradientCurve:
    """How much of a gradient of length 1 at y arrives at x, for each α.

    ``through`` the layers, ``around`` them, and the two added; at α = 0 the second is 0, and the
    first is what a plain block lets through.
    """

    alphas: tuple[float, ...]
    through: tuple[float, ...]
    around: tuple[float, ...]
    total: tuple[float, ...]
