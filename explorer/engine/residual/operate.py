"""EfficientNet-Lite0 and the face network under operation: what they say before and after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from explorer.engine.device import pick_device
from explorer.engine.faces.distance import TAU, squared_distance
from explorer.engine.faces.dlib_resnet import CHIP, EMBEDDING, DlibResNet, folded, normalised
from explorer.engine.faces.embedder import WEIGHTS, check_chips
from explorer.engine.inference.rewriting import layout_for
from explorer.engine.residual.operable import operable
from explorer.engine.residual.theatre import Theatre
from explorer.engine.trained.catalogue import load_network
from explorer.engine.weights import load_weights

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from explorer.engine.residual.gates import Operation, ResidualPlace
    from explorer.engine.trained.network import Prediction, TrainedNetwork


@dataclass(frozen=True, slots=True)
class ClassOutcome:
    """What a classifier says of a picture when it is whole, and under an operation.

    Parameters
    ----------
    before, after
        The most probable classes, best first.
    before_now
        What the classes of ``before`` are given under the operation, 0..1.
    """

    before: tuple[Prediction, ...]
    after: tuple[Prediction, ...]
    before_now: tuple[float, ...]

    @property
    def agrees(self) -> bool:
        """Whether the most probable class is still the same."""
        return self.before[0].index == self.after[0].index


class ClassifierTheatre:
    """EfficientNet-Lite0 under operation. One thread at a time.

    Parameters
    ----------
    network
        As `load_network` gives it; by default it is loaded.

    Raises
    ------
    WeightsError
        The bundled weights are missing or damaged.
    DeviceError
        The device is not there.
    OperationError
        The network has no residual blocks.
    """

    def __init__(self, network: TrainedNetwork | None = None, device: str | None = None) -> None:
        self.network = network or load_network("efficientnet-lite0", device)
        self.theatre = Theatre(operable(self.network.module))

    @property
    def places(self) -> tuple[ResidualPlace, ...]:
        """The blocks that can be operated on."""
        return self.theatre.places

    def logits(self, rgb: NDArray[np.uint8], operation: Operation | None = None) -> Tensor:
        """Return the scores (1000,) of a uint8 RGB picture (H, W, 3)."""
        return self.theatre.run(self.network.input_tensor(rgb), operation)[0]

    def look(self, rgb: NDArray[np.uint8], operation: Operation, k: int = 5) -> ClassOutcome:
        """Return the ``k`` most probable classes of a picture before and after.

        Raises
        ------
        OperationError
            The network cannot undergo the operation.
        """
        x = self.network.input_tensor(rgb)
        whole, operated = self.theatre.run(x), self.theatre.run(x, operation)
        before = self.network.predictions(whole, k)
        now = operated[0].float().softmax(0)
        return ClassOutcome(
            before,
            self.network.predictions(operated, k),
            tuple(now[[one.index for one in before]].tolist()),
        )


@dataclass(frozen=True, slots=True, eq=False)
class FaceOutcome:
    """What becomes of faces' embeddings, and of the distances between them.

    Parameters
    ----------
    before, after
        Embeddings float32 (N, 128) of the whole network and of the operated one.
    tau
        Two faces are one person's if d < τ; it was found for the whole network, and says little
        where an operation shrinks or stretches all distances.
    """

    before: NDArray[np.float32]
    after: NDArray[np.float32]
    tau: float = TAU

    @property
    def moved(self) -> NDArray[np.float32]:
        """How far each face has moved, squared L2, float32 (N,): exactly 0 if nothing changed."""
        return squared_distance(self.before, self.after)

    @property
    def distances_before(self) -> NDArray[np.float32]:
        """The squared L2 distances of each two faces, float32 (N, N)."""
        return squared_distance(self.before[:, None], self.before)

    @property
    def distances_after(self) -> NDArray[np.float32]:
        """The same between the embeddings of the operated network."""
        return squared_distance(self.after[:, None], self.after)


class FaceTheatre:
    """The face network under operation. One thread at a time.

    Embeddings are the mean of a chip and its mirror image, as the application's own, which they
    equal up to rounding: there the layers are laid out for speed, here they are as written down.
    A face that is looked at takes some 4 MB until another is.

    Raises
    ------
    WeightsError
        The bundled weights are missing or damaged.
    DeviceError
        The device is not there.
    """

    def __init__(self, device: str | torch.device | None = None) -> None:
        self.device = device if isinstance(device, torch.device) else pick_device(device)
        self.network = DlibResNet()
        self.network.load_state_dict(folded(load_weights(WEIGHTS)))
        self.network.eval().requires_grad_(False).to(self.device)
        self.network.to(memory_format=layout_for(self.device))  # type: ignore[call-overload]
        self.theatre = Theatre(operable(self.network))

    @property
    def places(self) -> tuple[ResidualPlace, ...]:
        """The blocks that can be operated on."""
        return self.theatre.places

    def embed(
        self, chips_rgb: NDArray[np.uint8], operation: Operation | None = None
    ) -> NDArray[np.float32]:
        """Return embeddings float32 (N, 128) of aligned faces, uint8 (N, 150, 150, 3).

        Raises
        ------
        ShapeError
            If the array holds no such chips.
        OperationError
            The network cannot undergo the operation.
        """
        return self._mean(self.theatre.run(self._input(chips_rgb), operation))

    def look(self, chips_rgb: NDArray[np.uint8], operation: Operation) -> FaceOutcome:
        """Return what an operation does to faces (N, 150, 150, 3), N being 1 or more.

        Raises
        ------
        ShapeError
            If the array holds no such chips.
        OperationError
            The network cannot undergo the operation.
        """
        x = self._input(chips_rgb)
        whole, operated = self.theatre.run(x), self.theatre.run(x, operation)
        return FaceOutcome(self._mean(whole), self._mean(operated))

    def _input(self, chips_rgb: NDArray[np.uint8]) -> Tensor:
        check_chips(chips_rgb)
        both = np.stack((chips_rgb, chips_rgb[:, :, ::-1]), 1).reshape(-1, CHIP, CHIP, 3)
        x = normalised(torch.from_numpy(both).to(self.device))
        return x.contiguous(memory_format=layout_for(self.device))

    @staticmethod
    def _mean(passes: Tensor) -> NDArray[np.float32]:
        pairs = passes.reshape(-1, 2, EMBEDDING).cpu().numpy()
        return np.asarray(pairs.mean(1), np.float32)
