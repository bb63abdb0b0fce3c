"""The layers that a network can be built of, as values: what was chosen and nothing computed.

What a layer does to a shape stands in ``rules.py``, what it costs in ``report.py``, what it is in
PyTorch in ``module.py``. Numbers outside their range are refused here; whether layers fit together
is known only where the input is. Pairs are (vertical, horizontal).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar, Literal, Self

from explorer.engine.network.errors import LayerError
from explorer.engine.network.limits import (
    LARGEST_KERNEL,
    MOST_BRANCHES,
    MOST_CONNECTIONS,
    MOST_SOURCES,
    check_all,
    check_most,
    check_name,
    check_range,
)

Pair = tuple[int, int]
Pads = tuple[int, int, int, int]
"""Cells added (above, below, left, right)."""
PaddingName = Literal["valid", "same", "tf-same"]
ActivationKind = Literal[
    "relu", "relu6", "leaky-relu", "elu", "gelu", "silu", "sigmoid", "tanh", "softmax"
]
PoolMode = Literal["max", "average"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """What every layer has; ``name`` is what the user calls it, or empty."""

    kind: ClassVar[str] = ""
    name: str = ""

    def __post_init__(self) -> None:
        check_name(self.name)

    @property
    def branches(self) -> tuple[tuple[Layer, ...], ...]:
        """The sequences of layers inside a block; none in a plain layer."""
        return ()

    def with_branches(self, branches: tuple[tuple[Layer, ...], ...]) -> Self:
        """Return the same block with other layers inside."""
        if branches:
            raise LayerError(f"A layer of kind {self.kind} holds no other layers.")
        return self


@dataclass(frozen=True, slots=True)
class Conv(Layer):
    """A convolution.

    ``padding``: "valid" adds nothing; "same" adds d(f−1) cells in all, half on each side and an
    odd one after, so that n′ = ⌈n/s⌉; "tf-same" reaches the same size with as few cells as the
    windows need, as TensorFlow does; or cells (above, below, left, right).
    """

    kind: ClassVar[str] = "conv"
    filters: int
    kernel: Pair = (3, 3)
    stride: Pair = (1, 1)
    padding: PaddingName | Pads = "valid"
    dilation: Pair = (1, 1)
    groups: int = 1
    bias: bool = True

    def __post_init__(self) -> None:
        check_name(self.name)
        check_range("filters", self.filters, 1)
        check_all("kernel", self.kernel, 1, LARGEST_KERNEL)
        check_all("stride", self.stride, 1, LARGEST_KERNEL)
        check_all("dilation", self.dilation, 1, LARGEST_KERNEL)
        check_range("groups", self.groups, 1)
        if not isinstance(self.padding, str):
            check_all("padding", self.padding, 0, LARGEST_KERNEL)


@dataclass(frozen=True, slots=True)
class SparseConv(Layer):
    """A convolution whose filters each see only some channels, as C3 of LeNet-5 (1998).

    ``connections`` has one tuple of input channels, counted from 0, for each filter.
    """

    kind: ClassVar[str] = "sparse-conv"
    connections: tuple[tuple[int, ...], ...]
    kernel: Pair = (3, 3)
    stride: Pair = (1, 1)
    padding: PaddingName | Pads = "valid"
    bias: bool = True

    def __post_init__(self) -> None:
        check_name(self.name)
        check_all("kernel", self.kernel, 1, LARGEST_KERNEL)
        check_all("stride", self.stride, 1, LARGEST_KERNEL)
        if not isinstance(self.padding, str):
            check_all("padding", self.padding, 0, LARGEST_KERNEL)
        if not self.connections or not all(self.connections):
            raise LayerError("Every filter needs at least one input channel.", "connections")
        count = sum(len(seen) for seen in self.connections)
        check_most("connections", count, MOST_CONNECTIONS, "connections of filters to channels")
        for seen in self.connections:
            check_all("connections", seen, 0)
            if len(set(seen)) != len(seen):
                raise LayerError(f"A filter names a channel twice: {seen}.", "connections")

    @property
    def filters(self) -> int:
        """How many filters there are."""
        return len(self.connections)


@dataclass(frozen=True, slots=True)
class Pool(Layer):
    """The maximum or the mean of each window.

    ``padding`` is "valid", "same" (d(f−1)/2 on each side, for odd windows) or (vertical,
    horizontal) on both sides. ``ceil``: a last window that reaches over the edge is kept.
    ``counts_padding``: padded zeros count in a mean. ``trainable``: each channel's result is
    multiplied by a learned coefficient and gets a learned bias, as in LeNet-5 (1998).
    """

    kind: ClassVar[str] = "pool"
    mode: PoolMode = "max"
    kernel: Pair = (2, 2)
    stride: Pair = (2, 2)
    padding: Literal["valid", "same"] | Pair = "valid"
    dilation: Pair = (1, 1)
    ceil: bool = False
    counts_padding: bool = True
    trainable: bool = False

    def __post_init__(self) -> None:
        check_name(self.name)
        check_all("kernel", self.kernel, 1, LARGEST_KERNEL)
        check_all("stride", self.stride, 1, LARGEST_KERNEL)
        check_all("dilation", self.dilation, 1, LARGEST_KERNEL)
        if not isinstance(self.padding, str):
            check_all("padding", self.padding, 0, LARGEST_KERNEL)
        if self.mode == "average" and self.dilation != (1, 1):
            raise LayerError("Average pooling has no dilation: set it to 1.", "dilation")


@dataclass(frozen=True, slots=True)
class GlobalPool(Layer):
    """The maximum or the mean of each channel's whole map: (1, 1, c)."""

    kind: ClassVar[str] = "global-pool"
    mode: PoolMode = "average"


@dataclass(frozen=True, slots=True)
class Dense(Layer):
    """A fully connected layer: it reads the whole volume, as one vector."""

    kind: ClassVar[str] = "dense"
    units: int
    bias: bool = True

    def __post_init__(self) -> None:
        check_name(self.name)
        check_range("units", self.units, 1)


@dataclass(frozen=True, slots=True)
class RadialBasis(Layer):
    """Squared distances to stored patterns, Σ(x − w)²: the output of LeNet-5 (1998).

    The patterns are drawn by hand (7 × 12 bitmaps of the digits there) and not trained.
    """

    kind: ClassVar[str] = "radial-basis"
    units: int

    def __post_init__(self) -> None:
        check_name(self.name)
        check_range("units", self.units, 1)


@dataclass(frozen=True, slots=True)
class Flatten(Layer):
    """The volume as one vector."""

    kind: ClassVar[str] = "flatten"


@dataclass(frozen=True, slots=True)
class Activation(Layer):
    """A function of each number; softmax is one of all channels of a cell."""

    kind: ClassVar[str] = "activation"
    function: ActivationKind = "relu"


@dataclass(frozen=True, slots=True)
class BatchNorm(Layer):
    """Batch normalisation of each channel; ``affine`` adds a learned scale γ and shift β."""

    kind: ClassVar[str] = "batch-norm"
    affine: bool = True
    epsilon: float = 1e-5

    def __post_init__(self) -> None:
        check_name(self.name)
        check_range("epsilon", self.epsilon, 1e-12, 1)


@dataclass(frozen=True, slots=True)
class LocalResponseNorm(Layer):
    """AlexNet's normalisation over ``size`` neighbouring channels.

    b = a / (k + α/size · Σ a²)^β, as PyTorch writes it (Krizhevsky et al. 2012, section 3.3, has
    α without the division by size, so its 1e-4 is 5e-4 here).
    """

    kind: ClassVar[str] = "local-response-norm"
    size: int = 5
    alpha: float = 5e-4
    beta: float = 0.75
    k: float = 2.0

    def __post_init__(self) -> None:
        check_name(self.name)
        check_range("size", self.size, 1)
        for field in ("alpha", "beta", "k"):
            check_range(field, getattr(self, field), 0)


@dataclass(frozen=True, slots=True)
class Dropout(Layer):
    """In training, a share of the numbers is set to 0, and the others grow accordingly."""

    kind: ClassVar[str] = "dropout"
    share: float = 0.5

    def __post_init__(self) -> None:
        check_name(self.name)
        check_range("share", self.share, 0, 1)


@dataclass(frozen=True, slots=True)
class Concat(Layer):
    """The present volume with the outputs of earlier layers stacked on it, as in DenseNet.

    ``sources`` are names of layers that stand earlier in the same sequence; "input" is what the
    sequence was given. The present volume comes first.
    """

    kind: ClassVar[str] = "concat"
    sources: tuple[str, ...]

    def __post_init__(self) -> None:
        check_name(self.name)
        if not self.sources:
            raise LayerError("Name at least one earlier layer to stack.", "sources")
        check_most("sources", len(self.sources), MOST_SOURCES, "outputs to stack")
        for source in self.sources:
            check_name(source, "sources")


@dataclass(frozen=True, slots=True)
class Residual(Layer):
    """A residual block, g(F(x) + shortcut(x)): He et al. 2015, equations 1 and 2.

    An empty ``shortcut`` is the identity; a 1×1 convolution there is a projection. ``after`` is g,
    or "none" where the sum goes on as it is, as in MobileNet and EfficientNet.
    """

    kind: ClassVar[str] = "residual"
    body: tuple[Layer, ...]
    shortcut: tuple[Layer, ...] = ()
    after: ActivationKind | Literal["none"] = "relu"

    def __post_init__(self) -> None:
        check_name(self.name)
        if not self.body:
            raise LayerError("A residual block needs at least one layer in its body.", "body")

    @property
    def branches(self) -> tuple[tuple[Layer, ...], ...]:
        """The body, then the shortcut."""
        return (self.body, self.shortcut)

    def with_branches(self, branches: tuple[tuple[Layer, ...], ...]) -> Residual:
        """Return the same block with other layers inside."""
        body, shortcut = branches
        return replace(self, body=body, shortcut=shortcut)


@dataclass(frozen=True, slots=True)
class Inception(Layer):
    """Branches that see the same volume, their outputs stacked along the channels.

    An empty branch passes the volume on as it is.
    """

    kind: ClassVar[str] = "inception"
    paths: tuple[tuple[Layer, ...], ...]

    def __post_init__(self) -> None:
        check_name(self.name)
        if not self.paths:
            raise LayerError("An inception module needs at least one branch.", "paths")
        check_most("paths", len(self.paths), MOST_BRANCHES, "branches")

    @property
    def branches(self) -> tuple[tuple[Layer, ...], ...]:
        """The branches, in the order in which they are stacked."""
        return self.paths

    def with_branches(self, branches: tuple[tuple[Layer, ...], ...]) -> Inception:
        """Return the same module with other branches."""
        return replace(self, paths=branches)


@dataclass(frozen=True, slots=True)
class SideHead(Layer):
    """An auxiliary classifier: layers beside the network, whose input goes on unchanged.

    GoogLeNet has two in training. They are counted apart: no total includes them.
    """

    kind: ClassVar[str] = "side-head"
    head: tuple[Layer, ...]

    def __post_init__(self) -> None:
        check_name(self.name)
        if not self.head:
            raise LayerError("A side head needs at least one layer.", "head")

    @property
    def branches(self) -> tuple[tuple[Layer, ...], ...]:
        """The one sequence beside the network."""
        return (self.head,)

    def with_branches(self, branches: tuple[tuple[Layer, ...], ...]) -> SideHead:
        """Return the same head with other layers."""
        (head,) = branches
        return replace(self, head=head)


LAYER_TYPES: dict[str, type[Layer]] = {
    type_.kind: type_
    for type_ in (
        Conv, SparseConv, Pool, GlobalPool, Dense, RadialBasis, Flatten, Activation, BatchNorm,
        LocalResponseNorm, Dropout, Concat, Residual, Inception, SideHead,
    )
}  # fmt: skip
"""Every kind of layer, by the name that files and menus use."""
