"""VGG-16 (Simonyan & Zisserman, 2014), configuration D, with torchvision's names."""

from __future__ import annotations

from torch import nn

from explorer.engine.trained.trunk import Trunk

# Channels of the convolutions, block by block; a 2×2 max pooling ends each block.
BLOCKS = ((64, 64), (128, 128), (256, 256, 256), (512, 512, 512), (512, 512, 512))


class VGG16(Trunk):
    """Thirteen 3×3 convolutions and, with ``head``, the three dense layers that name 1000 classes.

    The trunk alone turns (N, 3, 224, 224) into (N, 512, 7, 7).
    """

    def __init__(self, head: bool = False) -> None:
        layers: list[nn.Module] = []
        titles: list[str] = []
        channels_in = 3
        for number, block in enumerate(BLOCKS, 1):
            for position, channels in enumerate(block, 1):
                layers += [nn.Conv2d(channels_in, channels, 3, padding=1), nn.ReLU()]
                titles += [f"conv{number}_{position}", f"relu{number}_{position}"]
                channels_in = channels
            layers.append(nn.MaxPool2d(2))
            titles.append(f"pool{number}")
        super().__init__(nn.Sequential(*layers), titles, 7, _classifier() if head else None)


def _classifier() -> nn.Sequential:
    return nn.Sequential(
        nn.Linear(512 * 7 * 7, 4096),
        nn.ReLU(),
        nn.Dropout(),
        nn.Linear(4096, 4096),
        nn.ReLU(),
        nn.Dropout(),
        nn.Linear(4096, 1000),
    )
