"""A YOLO network as quick as the device allows: from the letterboxed picture to the raw maps."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import torch

from explorer.engine.inference.cuda_graph import CudaGraph
from explorer.engine.inference.folding import fold_batch_norm, fold_input_scale
from explorer.engine.inference.precision import chosen_precision
from explorer.engine.inference.rewriting import layout_for, rewrite
from explorer.engine.inference.steps import Steps
from explorer.engine.inference.tracing import traced

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from torch import Tensor, nn

    from explorer.engine.inference.precision import Precision


class FastNetwork:
    """A copy of a network for one device, for one thread at a time.

    Batch normalisation is folded into the convolutions, and the division of pixels by 255 into the
    first; channels are last, as they are in the picture; the convolutions compute in half precision
    where that is quick, but for those that round worst (see
    `explorer.engine.inference.rewriting.rewrite`); on a CUDA device all is one graph.

    Parameters
    ----------
    network
        Takes float (1, 3, S, S) in 0..1 and returns a tuple of maps (1, A·(5+C), s, s), by steps
        that do not depend on the numbers. It stays as it is.
    device
        Where to compute.
    precision
        Of most convolutions; None takes the quickest that the device is good at.

    Raises
    ------
    TracingError
        If the network's steps depend on the numbers.
    PrecisionError
        If the device does not compute in this precision.
    """

    def __init__(
        self,
        network: nn.Module,
        device: torch.device | str,
        precision: Precision | None = None,
    ) -> None:
        self.device = torch.device(device)
        self.precision = chosen_precision(self.device, precision)
        self.parameters = sum(weights.numel() for weights in network.parameters())
        graph = traced(network)
        fold_batch_norm(graph)
        fold_input_scale(graph, 1 / 255)
        rewrite(graph, self.device, getattr(torch, self.precision))
        self._run: Callable[[Tensor], tuple[Tensor, ...]]
        self._run = partial(_pass, Steps(graph), self.device)
        if self.device.type == "cuda":
            self._run = CudaGraph(self._run, self.device)

    @torch.inference_mode()
    def __call__(self, square_rgb: NDArray[np.uint8]) -> tuple[Tensor, ...]:
        """Return for each head float32 (A·(5+C), s, s) on the CPU, before any activation.

        Parameters
        ----------
        square_rgb
            uint8 (S, S, 3). A size that was not there before costs some milliseconds once.
        """
        if square_rgb.dtype != np.uint8 or square_rgb.ndim != 3 or square_rgb.shape[2] != 3:
            raise ValueError(
                f"The network sees uint8 (S, S, 3), not {square_rgb.dtype} {square_rgb.shape}."
            )
        outputs = self._run(torch.from_numpy(np.require(square_rgb, requirements=("C", "W"))))
        return tuple(output[0].cpu() for output in outputs)

    def warm_up(self, size: int) -> None:
        """Do all that the first picture of a size would wait for."""
        self(np.zeros((size, size, 3), np.uint8))


def _pass(module: nn.Module, device: torch.device, pixels: Tensor) -> tuple[Tensor, ...]:
    """Run pixels (S, S, 3), which are (1, 3, S, S) with channels last already."""
    picture = pixels.to(device).to(torch.float32)[None].permute(0, 3, 1, 2)
    picture = picture.contiguous(memory_format=layout_for(device))
    return tuple(output.float() for output in module(picture))
