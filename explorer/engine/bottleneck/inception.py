"""An inception module that is designed: six widths, and three 1×1s that can be left out.

Szegedy et al., "Going deeper with convolutions" (2014), section 4: figure 2a is the naive module,
whose pooling passes all its input on, so that modules get wider and wider; figure 2b reduces before
the 3×3 and the 5×5 and projects after the pooling. Stride 1 and "same" padding throughout.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from explorer.engine.bottleneck.errors import BottleneckError, check_input, check_range
from explorer.engine.bottleneck.remarks import Remark, width_remark
from explorer.engine.bottleneck.variants import BottleneckSpec
from explorer.engine.network import Inception, Network, Shape
from explorer.engine.zoo.googlenet import MODULES, Widths, inception

if TYPE_CHECKING:
    from collections.abc import Mapping

WIDTH_TITLES = MappingProxyType({
    "one": "1×1",
    "three_reduce": "3×3 reduce",
    "three": "3×3",
    "five_reduce": "5×5 reduce",
    "five": "5×5",
    "pool_proj": "pool proj",
})  # fmt: skip
"""The widths by field, called as in the columns of the paper's table 1."""


@dataclass(frozen=True, slots=True)
class InceptionDesign:
    """A module's input, its filters by the columns of table 1, and which 1×1s it has.

    A width whose 1×1 is off is kept for when it is on again, and checked as the others.

    Attributes
    ----------
    reduce_three, reduce_five
        A 1×1 narrows the volume before the 3×3, before the 5×5.
    project_pool
        A 1×1 follows the pooling; otherwise all pooled channels are stacked.

    Raises
    ------
    BottleneckError
        A number out of its range; ``field`` says which.
    """

    input: Shape
    one: int
    three_reduce: int
    three: int
    five_reduce: int
    five: int
    pool_proj: int
    reduce_three: bool = True
    reduce_five: bool = True
    project_pool: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "input", Shape(*self.input))
        check_input(self.input)
        for field, value in zip(Widths._fields, self.widths, strict=True):
            check_range(field, f"The number of filters of {WIDTH_TITLES[field]}", value)

    @property
    def widths(self) -> Widths:
        """The six widths."""
        return Widths(
            self.one, self.three_reduce, self.three, self.five_reduce, self.five, self.pool_proj
        )

    @property
    def output(self) -> Shape:
        """What the branches give, stacked."""
        pooled = self.pool_proj if self.project_pool else self.input.channels
        return self.input._replace(channels=self.one + self.three + self.five + pooled)

    @property
    def name(self) -> str:
        """Called "inception 3a" where the widths are those of GoogLeNet's, else "inception"."""
        key = preset_of(self.bottlenecked())
        return f"inception {key}" if key else "inception"

    def module(self) -> Inception:
        """Return the module as a layer; a ReLU follows each convolution."""
        full, naive = (
            inception(
                self.widths, bottlenecked=reduced, pool_projection=self.project_pool, name=self.name
            )
            for reduced in (True, False)
        )
        one, three, five, pooled = full.paths
        _, plain_three, plain_five, _ = naive.paths
        return full.with_branches(
            (
                one,
                three if self.reduce_three else plain_three,
                five if self.reduce_five else plain_five,
                pooled,
            )
        )

    def network(self) -> Network:
        """Return the module as a network by itself."""
        return Network(self.input, (self.module(),), self.name.capitalize())

    def naive(self, *, project_pool: bool = False) -> InceptionDesign:
        """Return the same without reductions: figure 2a, or with a 1×1 after the pooling."""
        return replace(self, reduce_three=False, reduce_five=False, project_pool=project_pool)

    def bottlenecked(self) -> InceptionDesign:
        """Return the same with every 1×1: figure 2b."""
        return replace(self, reduce_three=True, reduce_five=True, project_pool=True)

    def bottleneck(self, branch: Literal["three", "five"]) -> BottleneckSpec:
        """Return one branch's reduction by itself, for its curve and its break-even width."""
        if branch == "three":
            return BottleneckSpec(self.input, 3, self.three, self.three_reduce)
        return BottleneckSpec(self.input, 5, self.five, self.five_reduce)

    def remarks(self) -> tuple[Remark, ...]:
        """Return what is to be said of the 1×1s that are on; nothing where all of them save."""
        found = (
            width_remark(self.bottleneck("three"), "three_reduce") if self.reduce_three else None,
            width_remark(self.bottleneck("five"), "five_reduce") if self.reduce_five else None,
            _projection_remark(self) if self.project_pool else None,
        )
        return tuple(one for one in found if one is not None)


def preset(key: str) -> InceptionDesign:
    """Return a module of GoogLeNet with its input in a 224×224 picture.

    Parameters
    ----------
    key
        "3a", "3b", "4a", …, "5b".

    Raises
    ------
    BottleneckError
        GoogLeNet has no such module.
    """
    if key not in PRESETS:
        raise BottleneckError(
            f"GoogLeNet has no inception module {key!r}; it has: {', '.join(PRESETS)}.", "preset"
        )
    return PRESETS[key]


def preset_of(design: InceptionDesign) -> str:
    """Return the key of the preset that a design equals; "" where it equals none."""
    return next((key for key, known in PRESETS.items() if known == design), "")


def _projection_remark(design: InceptionDesign) -> Remark | None:
    channels = design.input.channels
    if design.pool_proj <= channels:
        return None
    text = (
        f"The 1×1 after the pooling makes {design.pool_proj:,} channels of {channels:,}: it is no "
        f"bottleneck. Choose {channels:,} or fewer."
    )
    return Remark("pool_proj", text, is_wrong=True)


PRESETS: Mapping[str, InceptionDesign] = MappingProxyType(
    {key: InceptionDesign(shape, *widths) for key, (widths, shape) in MODULES.items()}
)
"""All nine modules of GoogLeNet, in order."""
