"""LeNet-5 as it is usually built today.

LeCun et al. (1998) connected C3 sparsely, scaled and biased each pooled map, and squashed with
tanh. Here C3 sees every map of S2, pooling takes the maximum, and ReLU is the activation:
61,706 parameters on a 32×32 input.
"""

from __future__ import annotations

from torch import Tensor, nn

from explorer.engine.trained.base import TitledModule


class LeNet5(TitledModule):
    """Ten digits from a (N, 1, 32, 32) picture, white on black."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5)
        self.relu1 = nn.ReLU()
        self.pool1 = nn.MaxPool2d(2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.relu2 = nn.ReLU()
        self.pool2 = nn.MaxPool2d(2)
        self.fc3 = nn.Linear(16 * 5 * 5, 120)
        self.relu3 = nn.ReLU()
        self.fc4 = nn.Linear(120, 84)
        self.relu4 = nn.ReLU()
        self.output = nn.Linear(84, 10)

    def titles(self) -> dict[str, str]:
        """Return the layers' titles by module path, in the order they run."""
        return {name: name for name, _ in self.named_children()}

    def forward(self, x: Tensor) -> Tensor:
        """Return the logits (N, 10)."""
        x = self.pool1(self.relu1(self.conv1(x)))  # (N, 6, 14, 14)
        x = self.pool2(self.relu2(self.conv2(x)))  # (N, 16, 5, 5)
        x = self.relu3(self.fc3(x.flatten(1)))
        x = self.relu4(self.fc4(x))
        logits: Tensor = self.output(x)
        return logits
