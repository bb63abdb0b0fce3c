"""What AlexNet and VGG share: a convolutional trunk, and dense layers that may be there or not."""

from __future__ import annotations

from torch import Tensor, nn


class Trunk(nn.Module):
    """``features`` and, with a head, ``avgpool`` and ``classifier``, as torchvision names them."""

    def __init__(self, features: nn.Sequential, pooled: int, classifier: nn.Sequential | None):
        super().__init__()
        self.features = features
        self.avgpool = nn.AdaptiveAvgPool2d(pooled) if classifier is not None else None
        self.classifier = classifier

    def forward(self, x: Tensor) -> Tensor:
        """Return the last feature maps or, with the head, the logits (N, 1000)."""
        x = self.features(x)
        if self.avgpool is not None and self.classifier is not None:
            x = self.classifier(self.avgpool(x).flatten(1))
        return x
