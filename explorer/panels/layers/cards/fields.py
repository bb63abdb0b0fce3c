"""Which fields each kind of layer has, what they are called, and by what they are set: as data."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from explorer.engine.network.layers import (
    Activation,
    BatchNorm,
    Concat,
    Conv,
    Dense,
    Dropout,
    Flatten,
    GlobalPool,
    Inception,
    Layer,
    LocalResponseNorm,
    Pool,
    RadialBasis,
    Residual,
    SideHead,
    SparseConv,
)
from explorer.engine.network.limits import LARGEST, LARGEST_KERNEL
from explorer.engine.network.shape import Shape
from explorer.engine.network.titles import ACTIVATION_TITLES
from explorer.widgets.value_range import Range

if TYPE_CHECKING:
    from collections.abc import Mapping

    from explorer.engine.network import Network, Place
    from explorer.engine.network.walk import Flow


@dataclass(frozen=True, slots=True)
class InputForm(Layer):
    """The network's input, as something that has fields to set like a layer."""

    size: tuple[int, int] = (32, 32)
    channels: int = 1

    @classmethod
    def of(cls, network: Network) -> InputForm:
        """Return the form of a network's input; the network's name stands with it."""
        height, width, channels = network.input
        return cls(size=(height, width), channels=channels, name=network.name)

    @property
    def shape(self) -> Shape:
        """The input's shape."""
        return Shape(*self.size, self.channels)


@dataclass(frozen=True, slots=True)
class Shown:
    """A layer with what its controls need to know around it.

    ``flow`` is what reaches it, None where nothing does; ``names`` can be stacked on it.
    """

    layer: Layer
    place: Place | None = None
    flow: Flow | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Control:
    """By what a field is set."""


@dataclass(frozen=True, slots=True)
class Number(Control):
    """One number on a slider."""

    values: Range


@dataclass(frozen=True, slots=True)
class Typed(Control):
    """One number that is typed: of those that span many sizes."""

    minimum: float
    maximum: float


@dataclass(frozen=True, slots=True)
class Sides(Control):
    """A pair (vertical, horizontal): one number for both, or two."""

    values: Range


@dataclass(frozen=True, slots=True)
class Options(Control):
    """One of several words: (key, text, tooltip)."""

    options: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Switch(Control):
    """On or off."""


@dataclass(frozen=True, slots=True)
class Text(Control):
    """A word of the user's."""


@dataclass(frozen=True, slots=True)
class Padding(Control):
    """A name ("valid", "same", …) or cells: on each side alike, per axis, or for four sides."""

    names: tuple[tuple[str, str, str], ...]
    sides: int  # how many numbers the field holds: 4 of a convolution, 2 of a pooling


@dataclass(frozen=True, slots=True)
class Connections(Control):
    """Which channels each filter sees."""


@dataclass(frozen=True, slots=True)
class Sources(Control):
    """Names of earlier layers."""


@dataclass(frozen=True, slots=True)
class Shortcut(Control):
    """Identity or projection."""


@dataclass(frozen=True, slots=True)
class Branches(Control):
    """Sequences of layers side by side."""


@dataclass(frozen=True, slots=True)
class FieldInfo:
    """A field: its name in the layer, its words on the screen, its tooltip and its control.

    ``folded``: it is wanted second.
    """

    name: str
    words: str
    tip: str
    control: Control
    folded: bool = False


def _sizes(most: int, typed: int = LARGEST_KERNEL, least: int = 1) -> Range:
    return Range(least, most, "int", decimals=0, typed=typed)


def _counts(most: int) -> Range:
    return Range(1, most, "log", decimals=0, typed=LARGEST)


KERNEL = FieldInfo("kernel", "kernel f", "Cells of the window along each axis", Sides(_sizes(11)))
STRIDE = FieldInfo(
    "stride", "stride s", "Cells that the window moves from one output to the next",
    Sides(_sizes(8)),
)  # fmt: skip
DILATION = FieldInfo(
    "dilation", "dilation d", "Cells from one tap of the window to the next; 1: side by side",
    Sides(_sizes(8)), folded=True,
)  # fmt: skip
_VALID = ("valid", "valid", "Nothing is added: p = 0")
_SAME = ("same", "same", "d(f − 1) cells in all: n′ = ⌈n/s⌉")
_TF_SAME = (
    "tf-same", "TF same", "TensorFlow's: as few cells as n′ = ⌈n/s⌉ needs, an odd one after"
)  # fmt: skip
_OWN = ("own", "own", "As many cells as the slider says")
PADDING = FieldInfo(
    "padding", "padding p", "Cells of zeros that are added on each side",
    Padding((_VALID, _SAME, _TF_SAME, _OWN), 4),
)  # fmt: skip
POOL_PADDING = FieldInfo(
    "padding", "padding p", "Cells that are added on each side: at most half a window",
    Padding((_VALID, _SAME, _OWN), 2),
)  # fmt: skip
BIAS = FieldInfo("bias", "bias", "One number b, added to each filter's output", Switch())
UNITS = FieldInfo("units", "units", "Outputs: each sees every input", Number(_counts(4096)))
NAME = FieldInfo("name", "name", "What you call the layer; a concatenation asks for it", Text())
_FOLDED_NAME = replace(NAME, folded=True)
_MODES = (
    ("max", "maximum", "The largest number of each window"),
    ("average", "average", "The mean of each window"),
)
MODE = FieldInfo("mode", "takes", "What is kept of a window", Options(_MODES))
_FUNCTIONS = tuple((key, text, "") for key, text in ACTIVATION_TITLES.items())
FUNCTION = FieldInfo(
    "function", "function g", "What is applied to each number", Options(_FUNCTIONS)
)
_AFTER = (("none", "none: the sum goes on", ""), *_FUNCTIONS)

FIELDS: Mapping[type[Layer], tuple[FieldInfo, ...]] = {
    InputForm: (
        FieldInfo("size", "size", "Height and width in pixels", Sides(_sizes(512, LARGEST))),
        FieldInfo(
            "channels", "channels c", "1 for grey, 3 for colour", Number(_sizes(16, LARGEST))
        ),
        FieldInfo("name", "network", "What the network is called", Text()),
    ),
    Conv: (
        FieldInfo(
            "filters", "filters", "How many: as many channels go out", Number(_counts(512))
        ),
        KERNEL,
        STRIDE,
        PADDING,
        BIAS,
        DILATION,
        FieldInfo(
            "groups", "groups",
            "The channels are dealt out to so many groups, which do not see one another",
            Number(_counts(64)), folded=True,
        ),
        _FOLDED_NAME,
    ),
    SparseConv: (
        FieldInfo(
            "connections", "connections", "Which input channels each filter sees", Connections()
        ),
        KERNEL,
        STRIDE,
        PADDING,
        BIAS,
        _FOLDED_NAME,
    ),
    Pool: (
        MODE,
        KERNEL,
        STRIDE,
        POOL_PADDING,
        DILATION,
        FieldInfo(
            "ceil", "ceil mode", "A last window that reaches over the edge is kept", Switch(),
            folded=True,
        ),
        FieldInfo(
            "counts_padding", "padding counts in a mean",
            "Padded zeros are averaged in as well", Switch(), folded=True,
        ),
        FieldInfo(
            "trainable", "trainable",
            "Each channel gets a learned coefficient and bias, as in LeNet-5 (1998)", Switch(),
            folded=True,
        ),
        _FOLDED_NAME,
    ),
    GlobalPool: (MODE, NAME),
    Dense: (UNITS, BIAS, NAME),
    RadialBasis: (
        replace(UNITS, words="patterns", tip="Stored patterns that the input is compared with"),
        NAME,
    ),
    Flatten: (NAME,),
    Activation: (FUNCTION, NAME),
    BatchNorm: (
        FieldInfo(
            "affine", "learned scale γ and shift β", "Two trained numbers a channel", Switch()
        ),
        FieldInfo("epsilon", "ε", "Added to the variance, against division by 0", Typed(1e-12, 1)),
        NAME,
    ),
    LocalResponseNorm: (
        FieldInfo("size", "size n", "Neighbouring channels that are summed", Number(_sizes(15))),
        FieldInfo(
            "alpha", "α", "Weight of the sum, which is divided by n: AlexNet's 1e-4 is 5e-4 here",
            Typed(0, 1000),
        ),
        FieldInfo("beta", "β", "Power of the denominator", Typed(0, 100)),
        FieldInfo("k", "k", "What the denominator starts from", Typed(0, 1000)),
        NAME,
    ),
    Dropout: (
        FieldInfo(
            "share", "share dropped", "Of the numbers, in training alone",
            Number(Range(0, 1, decimals=2)),
        ),
        NAME,
    ),
    Concat: (
        FieldInfo("sources", "stacked on it", "Outputs of earlier layers", Sources()),
        NAME,
    ),
    Residual: (
        FieldInfo("shortcut", "shortcut", "What is added to the body's output", Shortcut()),
        FieldInfo("after", "function g", "What is applied to the sum", Options(_AFTER)),
        NAME,
    ),
    Inception: (
        FieldInfo("paths", "branches", "Layers side by side; their outputs stack", Branches()),
        NAME,
    ),
    SideHead: (NAME,),
}  # fmt: skip
"""Every kind of layer that can be chosen, and the input; in the order in which they are shown."""

NOTES: Mapping[type[Layer], str] = {
    Flatten: "Nothing to set: the same numbers, looked at as one vector.",
    SideHead: "An auxiliary classifier: click the layers in it to change them.",
    Residual: "Click the layers of the body in the drawing to change them.",
    Inception: "Click a layer in the drawing for its other numbers.",
}
"""What is said where controls alone would leave a question."""


def is_plain(layer: Layer, field: FieldInfo) -> bool:
    """Whether a field has the value that it has in a new layer."""
    default: Any = type(layer).__dataclass_fields__[field.name].default
    return bool(getattr(layer, field.name) == default)
