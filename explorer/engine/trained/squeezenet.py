"""SqueezeNet 1.1 (Iandola et al., 2016), with torchvision's names."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from explorer.engine.trained.base import TitledModule

FIRE = {
    "squeeze": "squeeze",
    "squeeze_activation": "squeeze relu",
    "expand1x1": "expand 1×1",
    "expand1x1_activation": "expand 1×1 relu",
    "expand3x3": "expand 3×3",
    "expand3x3_activation": "expand 3×3 relu",
}


class Fire(nn.Module):
    """A 1×1 squeeze, then 1×1 and 3×3 convolutions side by side, their maps stacked."""

    def __init__(self, channels_in: int, squeezed: int, expanded: int) -> None:
        super().__init__()
        self.squeeze = nn.Conv2d(channels_in, squeezed, 1)
        self.squeeze_activation = nn.ReLU()
        self.expand1x1 = nn.Conv2d(squeezed, expanded, 1)
        self.expand1x1_activation = nn.ReLU()
        self.expand3x3 = nn.Conv2d(squeezed, expanded, 3, padding=1)
        self.expand3x3_activation = nn.ReLU()

    def forward(self, x: Tensor) -> Tensor:
        """Return (N, 2 · expanded, H, W)."""
        x = self.squeeze_activation(self.squeeze(x))
        one = self.expand1x1_activation(self.expand1x1(x))
        three = self.expand3x3_activation(self.expand3x3(x))
        return torch.cat([one, three], 1)


class SqueezeNet(TitledModule):
    """1000 classes from (N, 3, 224, 224), with 1,235,496 parameters.

    Pooling rounds up as in torchvision; at 224×224 that drops and adds nothing.
    """

    def __init__(self) -> None:
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 64, 3, stride=2),
            nn.ReLU(),
            nn.MaxPool2d(3, stride=2, ceil_mode=True),
            Fire(64, 16, 64),
            Fire(128, 16, 64),
            nn.MaxPool2d(3, stride=2, ceil_mode=True),
            Fire(128, 32, 128),
            Fire(256, 32, 128),
            nn.MaxPool2d(3, stride=2, ceil_mode=True),
            Fire(256, 48, 192),
            Fire(384, 48, 192),
            Fire(384, 64, 256),
            Fire(512, 64, 256),
        )
        self.classifier = nn.Sequential(
            nn.Dropout(),
            nn.Conv2d(512, 1000, 1),
            nn.ReLU(),
            nn.AdaptiveAvgPool2d(1),
        )

    def titles(self) -> dict[str, str]:
        """Return the layers' titles by module path, in the order they run."""
        titles = {"features.0": "conv1", "features.1": "relu1", "features.2": "pool1"}
        fire = 2
        for index in range(3, len(self.features)):
            layer = self.features[index]
            name = f"features.{index}"
            if isinstance(layer, Fire):
                titles |= {f"{name}.{part}": f"fire{fire}/{title}" for part, title in FIRE.items()}
                titles[name] = f"fire{fire}"
                fire += 1
            else:
                titles[name] = f"pool{fire - 1}"
        return titles | {
            "classifier.1": "conv10",
            "classifier.2": "relu10",
            "classifier.3": "average pool",
        }

    def forward(self, x: Tensor) -> Tensor:
        """Return the logits (N, 1000)."""
        logits: Tensor = self.classifier(self.features(x))  # (N, 1000, 1, 1)
        return logits.flatten(1)
