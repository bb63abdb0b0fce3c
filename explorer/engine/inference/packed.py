"""Layers in the form that oneDNN runs soonest on an x86 CPU; all keep channels last."""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING

import torch
from torch import nn
from torch.nn import functional

if TYPE_CHECKING:
    from torch import Tensor

    Activation = nn.LeakyReLU | nn.ReLU


class PackedConv(nn.Module):
    """A convolution with its activation in one step, its weights laid out beforehand.

    PyTorch's own convolution brings the weights into oneDNN's order at every call: a third of
    YOLOv3-tiny's time at float32, since the deep layers hold millions of weights and small maps.
    And it goes over the result once more for the activation. This is what PyTorch's compiler puts
    in their place, by the same two operators; they are not a public interface, hence
    :func:`can_pack`.

    Parameters
    ----------
    conv
        Zero-padded; see :func:`can_pack`.
    activation
        What follows it and nothing else reads, if anything.
    dtype
        What it computes with and returns; its input is brought to it.
    """

    def __init__(self, conv: nn.Conv2d, activation: Activation | None, dtype: torch.dtype) -> None:
        super().__init__()
        self.dtype = dtype
        self._plain = conv.weight.detach().to(dtype).contiguous()
        self._bias = None if conv.bias is None else conv.bias.detach().to(dtype)
        self._geometry = (conv.padding, conv.stride, conv.dilation, conv.groups)
        self._activation = _activation(activation)
        self._packed_for: torch.Size | None = None
        self._packed: Tensor | None = None

    def forward(self, x: Tensor) -> Tensor:
        """Return the activated maps, channels last where the input is."""
        x = x.to(self.dtype)
        if x.shape != self._packed_for:
            self._pack(x.shape)
        return torch.ops.mkldnn._convolution_pointwise(  # type: ignore[no-any-return]
            x, self._packed, self._bias, *self._geometry, *self._activation, ""
        )

    def _pack(self, shape: torch.Size) -> None:
        """Lay the weights out as suits an input of this size; the size before is forgotten."""
        reorder = torch._C._nn.mkldnn_reorder_conv2d_weight
        self._packed = reorder(self._plain.to_mkldnn(), *self._geometry, list(shape))  # type: ignore[call-arg,arg-type]
        self._packed_for = shape


def can_pack(conv: nn.Conv2d, dtype: torch.dtype) -> bool:
    """Return whether a convolution can be a `PackedConv` with this PyTorch on this processor."""
    return (
        torch.backends.mkldnn.is_available()  # type: ignore[no-untyped-call]
        and platform.machine().lower() in ("x86_64", "amd64")
        and hasattr(torch.ops.mkldnn, "_convolution_pointwise")
        and hasattr(torch._C._nn, "mkldnn_reorder_conv2d_weight")
        and (dtype == torch.float32 or torch.ops.mkldnn._is_mkldnn_bf16_supported())
        and conv.padding_mode == "zeros"
        and not isinstance(conv.padding, str)
    )


def _activation(module: Activation | None) -> tuple[str, list[float]]:
    if module is None:
        return "none", []
    if isinstance(module, nn.LeakyReLU):
        return "leaky_relu", [float(module.negative_slope)]
    return "relu", []


class PairMaxPool(nn.Module):
    """Max-pooling 2×2 with stride 2 as two maxima of long rows.

    PyTorch's own also notes where each maximum came from; this does not, and takes a third of the
    time. What it is not made for it leaves to PyTorch's.
    """

    def __init__(self, ceil_mode: bool = False) -> None:
        super().__init__()
        self._ceil_mode = ceil_mode

    def forward(self, x: Tensor) -> Tensor:
        """Return (N, C, H/2, W/2), channels last where the input is."""
        batch, channels, height, width = x.shape
        if height % 2 or width % 2 or not x.is_contiguous(memory_format=torch.channels_last):
            return functional.max_pool2d(x, 2, 2, ceil_mode=self._ceil_mode)
        row_pairs = x.permute(0, 2, 3, 1).view(batch, height // 2, 2, width * channels)
        rows = torch.maximum(row_pairs[:, :, 0], row_pairs[:, :, 1])
        pairs = rows.view(batch, height // 2, width // 2, 2, channels)
        return torch.maximum(pairs[:, :, :, 0], pairs[:, :, :, 1]).permute(0, 3, 1, 2)


def is_pair_pool(pool: nn.MaxPool2d) -> bool:
    """Return whether max-pooling is 2×2 with stride 2 and nothing more."""
    sizes = (pool.kernel_size, pool.stride, pool.padding, pool.dilation)
    pairs = tuple(size if isinstance(size, tuple) else (size, size) for size in sizes)
    return pairs == ((2, 2), (2, 2), (0, 0), (1, 1)) and not pool.return_indices
