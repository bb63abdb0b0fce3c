"""The number format in which a device runs trained networks soonest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import torch

from explorer.engine.errors import ExplorerError

if TYPE_CHECKING:
    from typing import TypeAlias

Precision: TypeAlias = 'Literal["float32", "float16", "bfloat16"]'

_BF16_INSTRUCTIONS = ("avx512_bf16", "amx_bf16", "avx10_2")
_TENSOR_CORES = (7, 0)
_THERE: dict[str, tuple[Precision, ...]] = {
    "cpu": ("float32", "bfloat16"),
    "cuda": ("float32", "float16", "bfloat16"),
    "mps": ("float32", "float16"),
}


class PrecisionError(ExplorerError, ValueError):
    """A number format that a device does not compute with; the text says which it does."""


def fastest_precision(device: torch.device) -> Precision:
    """Return the format that is quickest on a device and exact enough for trained networks.

    A CPU computes with bfloat16 about twice as fast as with float32 if it has instructions for it,
    and more slowly if it has not: PyTorch then converts back and forth. A GPU has float16 from the
    first tensor cores on (Volta); before, half precision was slower on most cards.
    """
    if device.type == "cpu":
        return "bfloat16" if has_bf16_instructions() else "float32"
    if device.type == "cuda":
        newer = torch.cuda.get_device_capability(device) >= _TENSOR_CORES
        return "float16" if newer else "float32"
    return "float16" if device.type == "mps" else "float32"


def has_bf16_instructions() -> bool:
    """Return whether this CPU multiplies bfloat16 numbers itself, and PyTorch makes it do so.

    ``torch.ops.mkldnn._is_mkldnn_bf16_supported()`` is another question: it is true for every
    AVX-512, where oneDNN emulates the format. On ARM nobody measured it here: float32 it is.
    """
    if not torch.backends.mkldnn.is_available():  # type: ignore[no-untyped-call]
        return False
    there = torch.cpu.get_capabilities()
    return any(bool(there.get(name, False)) for name in _BF16_INSTRUCTIONS)


def chosen_precision(device: torch.device, precision: Precision | None) -> Precision:
    """Return the wanted format, or the fastest one for None.

    Raises
    ------
    PrecisionError
        The device does not compute with it.
    """
    if precision is None:
        return fastest_precision(device)
    there = _THERE.get(device.type, ("float32",))
    if precision not in there:
        raise PrecisionError(
            f'{precision} is not for the device "{device}": choose {" or ".join(there)}.'
        )
    return precision
