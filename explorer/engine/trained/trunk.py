"""What AlexNet and VGG share: a convolutional trunk, and dense layers that may be there or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from torch import Tensor, nn

from explorer.engine.trained.base import TitledModule

if TYPE_CHECKING:
    from collections.abc import Sequence


class Trunk(TitledModule):
    """``features`` and, with a head, ``avgpool`` and ``classifier``, as torchvision names them."""

    def __init__(
        self,
        features: nn.Sequential,
        feature_titles: Sequence[str],
        pooled: int,
        classifier: nn.Sequential | None,
    ) -> None:
        super().__init__()
        self._feature_titles = tuple(feature_titles)
        self.features = features
        self.avgpool = nn.AdaptiveAvgPool2d(pooled) if classifier is not None else None
        self.classifier = classifier

    def titles(self) -> dict[str, str]:
        """Return the layers' titles by module path, in the order they run."""
        titles = {f"features.{index}": title for index, title in enumerate(self._feature_titles)}
        if self.classifier is not None:
            titles["avgpool"] = "average pool"
            shown = [
                f"classifier.{index}"
                for index, layer in enumerate(self.classifier)
                if not isinstance(layer, nn.Dropout)
            ]
            titles |= dict(zip(shown, ("fc6", "relu6", "fc7", "relu7", "fc8"), strict=True))
        return titles

    def forward(self, x: Tensor) -> Tensor:
        """Return the last feature maps or, with the head, the logits (N, 1000)."""
        x = self.features(x)
        if self.avgpool is not None and self.classifier is not None:
            x = self.classifier(self.avgpool(x).flatten(1))
        return x
