"""Networks seen as a chain of blocks, each with its F, what goes around it, and what follows."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.nn import functional

from explorer.engine.faces.dlib_resnet import CHIP, DlibResNet, FaceBlock, FaceDownBlock
from explorer.engine.network.shape import Shape
from explorer.engine.residual.blocks import Block, PaddedShortcut
from explorer.engine.residual.cifar_network import CifarNetwork
from explorer.engine.residual.gates import OperationError, ResidualPlace
from explorer.engine.trained.efficientnet_lite import Block as InvertedBlock
from explorer.engine.trained.efficientnet_lite import EfficientNetLite0

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.engine.residual.gates import ShortcutKind

    Step = Callable[[Tensor], Tensor]

PHOTOGRAPH = 224
CIFAR = 32


@dataclass(frozen=True, slots=True)
class Ways:
    """The two ways through a block, and what follows where they meet: y = g(F(x) + skip(x))."""

    residual: Step
    around: Step
    joined: Step
    linear: bool
    shortcut: ShortcutKind
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Operable:
    """A network as a chain, its modules being those that were given.

    Parameters
    ----------
    before, after
        From the input to the first block, and from the last block to the output.
    blocks
        The chain, all of it.
    ways
        Of each block; None where nothing goes around it.
    shapes
        What each block is given, and gives.
    places
        The blocks that something goes around, as `Operation` counts them.
    """

    before: Step
    blocks: tuple[nn.Module, ...]
    ways: tuple[Ways | None, ...]
    shapes: tuple[tuple[Shape, Shape], ...]
    after: Step
    places: tuple[ResidualPlace, ...]


def operable(network: nn.Module, side: int | None = None) -> Operable:
    """Return the chain of blocks of an EfficientNet-Lite0, a `DlibResNet` or a `CifarNetwork`.

    Parameters
    ----------
    side
        Height and width of the pictures, which the shapes of the places are of: 224 for
        EfficientNet, 32 for a `CifarNetwork` if none is given; the face network sees 150.

    Raises
    ------
    OperationError
        The network is of another kind.
    """
    if isinstance(network, EfficientNetLite0):
        return _chain(network, "_blocks", (3, side or PHOTOGRAPH))
    if isinstance(network, DlibResNet):
        return _chain(network, "blocks", (3, CHIP))
    if isinstance(network, CifarNetwork):
        return _chain(network, "blocks", (network.conv1.in_channels, side or CIFAR))
    raise OperationError(
        f"{type(network).__name__} has no residual blocks that are known here. Choose "
        "EfficientNet-Lite0, the face network, or one that was trained in the lab."
    )


def _chain(
    network: EfficientNetLite0 | DlibResNet | CifarNetwork, name: str, size: tuple[int, int]
) -> Operable:
    blocks = tuple(network.get_submodule(name).children())
    ways = tuple(_ways(block) for block in blocks)
    shapes = _shapes(network, name, *size)
    places: list[ResidualPlace] = []
    for number, way in enumerate(ways):
        if way is not None:
            places.append(
                ResidualPlace(
                    len(places), f"{name}.{number}", f"block {number + 1}", *shapes[number],
                    way.linear, way.shortcut, way.text,
                )
            )  # fmt: skip
    return Operable(
        network.before_blocks, blocks, ways, tuple(shapes), network.after_blocks, tuple(places)
    )


def _ways(block: nn.Module) -> Ways | None:
    if isinstance(block, InvertedBlock):
        if not block.adds_input:
            return None
        return Ways(block.residual, _same, _same, True, "identity", "x, as it came")
    if isinstance(block, FaceBlock):
        return Ways(block.residual, _same, block.relu2, False, "identity", "x, as it came")
    if isinstance(block, FaceDownBlock):
        text = "the mean of each 2×2 pixels of x"
        missing = block.conv1.out_channels - block.conv1.in_channels
        if missing:
            text = f"{text}, and zeros for {missing} new channels"
        return Ways(block.residual, block.around, block.relu2, False, "padded", text)
    if isinstance(block, Block) and block.alpha:
        kind, text = _lab_shortcut(block)
        return Ways(
            block.residual, _scaled(block), functional.relu, False, kind, text
        )  # fmt: skip
    return None


def _lab_shortcut(block: Block) -> tuple[ShortcutKind, str]:
    if isinstance(block.shortcut, nn.Identity):
        return "identity", "x, as it came"
    if isinstance(block.shortcut, PaddedShortcut):
        every = "every second pixel of x" if block.shortcut.stride == 2 else "x"
        return "padded", f"{every}, and zeros for {block.shortcut.missing} new channels"
    return "projected", "a 1×1 convolution of x"


def _scaled(block: Block) -> Step:
    """Return the skip as the network was trained with it, with its own α."""
    if block.alpha == 1:
        return block.shortcut
    return lambda x: block.alpha * block.shortcut(x)


def _same(x: Tensor) -> Tensor:
    return x


def _shapes(
    network: EfficientNetLite0 | DlibResNet | CifarNetwork, name: str, channels: int, side: int
) -> list[tuple[Shape, Shape]]:
    """Return each block's input and output, found without computing a number."""
    hollow = deepcopy(network).to("meta").eval()
    x = hollow.before_blocks(torch.empty(1, channels, side, side, device="meta"))
    found: list[tuple[Shape, Shape]] = []
    for block in hollow.get_submodule(name).children():
        y: Tensor = block(x)
        found.append((_shape(x), _shape(y)))
        x = y
    return found


def _shape(maps: Tensor) -> Shape:
    return Shape(maps.shape[2], maps.shape[3], maps.shape[1])
