"""What every network of this package adds to a module: the names of its layers."""

from __future__ import annotations

from abc import abstractmethod

from torch import nn


class TitledModule(nn.Module):
    """A module that knows what its layers are called."""

    @abstractmethod
    def titles(self) -> dict[str, str]:
        """Return the layers' titles by module path, in the order they run."""
