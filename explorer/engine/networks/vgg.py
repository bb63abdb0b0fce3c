"""VGG-16 (Simonyan & Zisserman, 2014), configuration D, with torchvision's names."""

from __future__ import annotations

from torch import Tensor, nn

# Channels of the convolutions, block by block; a 2×2 max pooling ends each block.
BLOCKS = ((64, 64), (128, 128), (256, 256, 256), (512, 512, 512), (512, 512, 512))


class VGG16(nn.Module):
    """Thirteen 3×3 convolutions and, with ``head``, the three dense layers that name 1000 classes.

    The trunk alone turns (N, 3, 224, 224) into (N, 512, 7, 7).
    """

    def __init__(self, head: bool = False) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        channels_in = 3
        for block in BLOCKS:
            for channels in block:
                layers += [nn.Conv2d(channels_in, channels, 3, padding=1), nn.ReLU()]
                channels_in = channels
            layers.append(nn.MaxPool2d(2))
        self.features = nn.Sequential(*layers)
        self.avgpool: nn.Module | None = None
        self.classifier: nn.Module | None = None
        if head:
            self.avgpool = nn.AdaptiveAvgPool2d(7)
            self.classifier = nn.Sequential(
                nn.Linear(512 * 7 * 7, 4096),
                nn.ReLU(),
                nn.Dropout(),
                nn.Linear(4096, 4096),
                nn.ReLU(),
                nn.Dropout(),
                nn.Linear(4096, 1000),
            )

    def forward(self, x: Tensor) -> Tensor:
        """Return the last feature maps or, with the head, the logits (N, 1000)."""
        x = self.features(x)
        if self.avgpool is not None and self.classifier is not None:
            x = self.classifier(self.avgpool(x).flatten(1))
        return x
