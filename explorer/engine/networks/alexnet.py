"""AlexNet as torchvision has it: the one-column network of Krizhevsky, "One weird trick" (2014)."""

from __future__ import annotations

from torch import Tensor, nn


class AlexNet(nn.Module):
    """Five convolutions and, with ``head``, the three dense layers that name 1000 classes.

    The trunk alone turns (N, 3, 224, 224) into (N, 256, 6, 6).
    """

    def __init__(self, head: bool = False) -> None:
        super().__init__()
        self.features = nn.Sequential(
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
        self.avgpool: nn.Module | None = None
        self.classifier: nn.Module | None = None
        if head:
            self.avgpool = nn.AdaptiveAvgPool2d(6)
            self.classifier = nn.Sequential(
                nn.Dropout(),
                nn.Linear(256 * 6 * 6, 4096),
                nn.ReLU(),
                nn.Dropout(),
                nn.Linear(4096, 4096),
                nn.ReLU(),
                nn.Linear(4096, 1000),
            )

    def forward(self, x: Tensor) -> Tensor:
        """Return the last feature maps or, with the head, the logits (N, 1000)."""
        x = self.features(x)
        if self.avgpool is not None and self.classifier is not None:
            x = self.classifier(self.avgpool(x).flatten(1))
        return x
