"""A network with its weights: from a picture to its layers' input and to named classes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from explorer.engine.digits import find_digit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from explorer.engine.trained.info import NetworkInfo
    from explorer.engine.trained.layers import LayerRef


@dataclass(frozen=True, slots=True)
class Prediction:
    """A class and how probable the network holds it, from 0 to 1."""

    index: int
    label: str
    probability: float


@dataclass(frozen=True, slots=True)
class NetworkInput:
    """What a network is given of a picture.

    ``tensor`` is float32 (1, C, H, W) on the network's device. ``crop_xyxy`` is the part of the
    picture that it shows, in pixels; a digit's field may reach out of the picture. ``is_empty``:
    a network of digits finds nothing drawn.
    """

    tensor: Tensor
    crop_xyxy: tuple[float, float, float, float]
    is_empty: bool = False


class SharedTensors:
    """The tensors of one file on one device, which live as long as a network uses them."""

    __slots__ = ("__weakref__", "tensors")

    def __init__(self, tensors: dict[str, Tensor]) -> None:
        self.tensors = tensors


@dataclass(frozen=True, slots=True)
class TrainedNetwork:
    """A network ready to run.

    ``module`` is in eval mode, on ``device``, and this caller's own: hooks on it disturb no one.
    Its parameters, which ask for no gradient, are shared with others that loaded the same.
    ``labels`` is empty for a trunk. ``shared`` keeps the tensors known as being in use.
    """

    info: NetworkInfo
    module: nn.Module
    device: torch.device
    labels: tuple[str, ...]
    layers: tuple[LayerRef, ...]
    shared: SharedTensors

    def prepare(self, rgb: NDArray[np.uint8]) -> NetworkInput:
        """Turn a picture, uint8 (H, W, 3), into the network's input."""
        preprocessing = self.info.preprocessing
        if self.info.vision == "photograph":
            tensor = preprocessing.tensor(rgb).to(self.device)
            return NetworkInput(tensor, preprocessing.crop_xyxy(*rgb.shape[:2]))
        digit = find_digit(rgb)
        tensor = preprocessing.normalise(torch.from_numpy(digit.field)[None, None])
        return NetworkInput(tensor.to(self.device), digit.crop_xyxy, digit.is_empty)

    def input_tensor(self, rgb: NDArray[np.uint8]) -> Tensor:
        """Return the network's input, float32 (1, C, H, W), for a picture, uint8 (H, W, 3)."""
        return self.prepare(rgb).tensor

    def crop_xyxy(self, height: int, width: int) -> tuple[float, float, float, float]:
        """Return the part of a picture of this size that the network sees, in pixels.

        A network of digits sees a part that depends on what is drawn: see `prepare`.
        """
        return self.info.preprocessing.crop_xyxy(height, width)

    def classify(self, rgb: NDArray[np.uint8], k: int = 5) -> tuple[Prediction, ...]:
        """Return the ``k`` most probable classes, best first; none where nothing is drawn.

        Raises
        ------
        ValueError
            If the network is a trunk, which has no classes.
        """
        seen = self.prepare(rgb)
        if seen.is_empty:
            return ()
        with torch.inference_mode():
            return self.predictions(self.module(seen.tensor), k)

    def predictions(self, logits: Tensor, k: int = 5) -> tuple[Prediction, ...]:
        """Name the ``k`` best of the scores of one picture, best first.

        Raises
        ------
        ValueError
            If the network is a trunk, which has no classes.
        """
        if not self.labels:
            raise ValueError(f"{self.info.title} has no classifier: its dense layers are missing")
        probabilities = logits.detach().flatten().float().softmax(0)
        best, indices = (part.tolist() for part in probabilities.topk(min(k, len(self.labels))))
        return tuple(
            Prediction(index, self.labels[index], probability)
            for index, probability in zip(indices, best, strict=True)
        )
