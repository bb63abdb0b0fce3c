"""A convolution by itself, and the same behind a 1×1 that narrows what it is given.

A 1×1 convolution is a dense layer over the channels, the same at each pixel (Lin, Chen and Yan,
"Network in network", 2013, section 3.1). Before an expensive f×f it reduces the channels (Szegedy
et al., "Going deeper with convolutions", 2014, section 4 and figure 2b): the f×f then multiplies
by f·f·b instead of f·f·c numbers for each output.
"""

from __future__ import annotations

from dataclasses import dataclass

from explorer.engine.bottleneck.costs import PartCost, Quantity, layer_costs
from explorer.engine.bottleneck.errors import check_input, check_range
from explorer.engine.network import Activation, Conv, Layer, Network, Shape, conv
from explorer.engine.network.counts.memory import BYTES_PER_NUMBER
from explorer.engine.network.limits import LARGEST_KERNEL

NARROWING = "1×1 bottleneck"
"""Name of the layer that narrows."""


@dataclass(frozen=True, slots=True)
class BottleneckSpec:
    """What is compared: an f×f convolution of an input, directly or behind a 1×1 to ``width``.

    Stride 1 and "same" padding, so all outputs have the input's height and width; an even f is
    padded by one cell more after than before. A width that is no narrower than the input can be
    computed and is no error; `remarks.remarks` says what is wrong with it.

    Attributes
    ----------
    input
        (height, width, channels).
    f
        Cells of the square kernel along one axis.
    filters
        Output channels, c′.
    width
        Channels between the 1×1 and the f×f, b.
    bias
        Convolutions have biases.
    relu
        A ReLU follows each convolution, the 1×1 too, as in section 4 of Szegedy et al.: without
        one in between, both together would be one linear map of low rank. It is left out of all
        counts.

    Raises
    ------
    BottleneckError
        A number out of its range; ``field`` says which.
    """

    input: Shape
    f: int
    filters: int
    width: int
    bias: bool = True
    relu: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "input", Shape(*self.input))
        check_input(self.input)
        check_range("f", "The size f of the filters", self.f, LARGEST_KERNEL)
        check_range("filters", "The number of filters", self.filters)
        check_range("width", "The bottleneck's number of channels", self.width)

    @property
    def kernel_text(self) -> str:
        """The kernel in words, such as 5×5."""
        return f"{self.f}×{self.f}"

    def direct(self) -> Network:
        """Return the f×f by itself."""
        return Network(self.input, self._sequence(self._large()), "Direct")

    def bottlenecked(self) -> Network:
        """Return the 1×1 and then the f×f."""
        narrowing = conv(self.width, 1, p="same", bias=self.bias, name=NARROWING)
        return Network(self.input, self._sequence(narrowing, self._large()), "Bottlenecked")

    def _large(self) -> Conv:
        return conv(self.filters, self.f, p="same", bias=self.bias, name=self.kernel_text)

    def _sequence(self, *convolutions: Conv) -> tuple[Layer, ...]:
        after = (Activation("relu"),) if self.relu else ()
        return tuple(layer for one in convolutions for layer in (one, *after))


COURSE = BottleneckSpec(Shape(28, 28, 192), f=5, filters=32, width=16)
"""The course's example: 120,422,400 MACs directly, 12,443,648 behind the bottleneck."""


@dataclass(frozen=True, slots=True)
class VariantComparison:
    """Both variants with all their layers; ``batch`` pictures at ``bytes_per_number``."""

    spec: BottleneckSpec
    direct: PartCost
    bottlenecked: PartCost
    batch: int
    bytes_per_number: int

    @property
    def variants(self) -> tuple[PartCost, PartCost]:
        """The direct one, then the bottlenecked."""
        return (self.direct, self.bottlenecked)

    def ratio(self, quantity: Quantity) -> float:
        """Return how many times less the bottleneck takes; below 1 it takes more."""
        return self.direct.total(quantity) / self.bottlenecked.total(quantity)

    @property
    def intensity_ratio(self) -> float:
        """How many times less work the bottleneck has for each byte that it moves."""
        return self.direct.intensity / self.bottlenecked.intensity


def compare_variants(
    spec: BottleneckSpec, *, batch: int = 1, bytes_per_number: int = BYTES_PER_NUMBER
) -> VariantComparison:
    """Count both variants.

    Parameters
    ----------
    batch
        Pictures at a time: MACs, activations and traffic are those of all. Parameters are read
        once, so the intensity grows with it.
    bytes_per_number
        4 for float32, 2 for half precision.

    Raises
    ------
    BottleneckError
        The batch or the bytes are less than 1.
    """

    def part(key: str, title: str, network: Network) -> PartCost:
        return PartCost(key, title, layer_costs(network.report().leaves(), batch, bytes_per_number))

    direct = part("direct", f"{spec.kernel_text} directly", spec.direct())
    title = f"1×1 to {spec.width}, then {spec.kernel_text}"
    bottlenecked = part("bottlenecked", title, spec.bottlenecked())
    return VariantComparison(spec, direct, bottlenecked, batch, bytes_per_number)
