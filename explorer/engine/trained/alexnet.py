"""AlexNet as torchvision has it: the one-column network of Krizhevsky, "One weird trick" (2014)."""

from __future__ import annotations

from torch import nn

from explorer.engine.trained.trunk import Trunk

TITLES = (
    *("conv1", "relu1", "pool1"),
    *("conv2", "relu2", "pool2"),
    *("conv3", "relu3"),
    *("conv4", "relu4"),
    *("conv5", "relu5", "pool5"),
)


class AlexNet(Trunk):
    """Five convolutions and, with ``head``, the three dense layers that name 1000 classes.

    The trunk alone turns (N, 3, 224, 224) into (N, 256, 6, 6).
    """

    def __init__(self, head: bool = False) -> None:
        features = nn.Sequential(
            nn.Conv2d(3, 64, 11, stride=4, padding=2),
            nn.ReLU(),
            nn.MaxPool2d(3, stride=2),
            nn.Conv2d(64, 192, 5, padding=2),
            nn.ReLU(),
            nn.MaxPool2d(3, stride=2),
            nn.Conv2d(192, 384, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(384, 256, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(256, 256, 3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(3, stride=2),
        )
        super().__init__(features, TITLES, 6, _classifier() if head else None)


def _classifier() -> nn.Sequential:
    return nn.Sequential(
        nn.Dropout(),
        nn.Linear(256 * 6 * 6, 4096),
        nn.ReLU(),
        nn.Dropout(),
        nn.Linear(4096, 4096),
        nn.ReLU(),
        nn.Linear(4096, 1000),
    )
