"""Which number formats a device computes with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from explorer.engine.bottleneck.measurement_values import MeasurementError

if TYPE_CHECKING:
    from explorer.engine.bottleneck.measurement_values import Precision

_FIRST_MACOS_WITH_BFLOAT16 = (14, 0)


def half_precisions(device: torch.device | str) -> tuple[Precision, ...]:
    """Return the half-precision formats that are worth measuring on a device.

    On CPUs it is bfloat16 alone: PyTorch computes with float16 there too, but hundreds of times
    more slowly than with float32, by code that is there for completeness.
    """
    place = torch.device(device)
    if place.type == "cuda":
        with torch.cuda.device(place):
            native = torch.cuda.is_bf16_supported(including_emulation=False)
        return ("float16", "bfloat16") if native else ("float16",)
    if place.type == "mps":
        newer = torch.backends.mps.is_macos_or_newer(*_FIRST_MACOS_WITH_BFLOAT16)
        return ("float16", "bfloat16") if newer else ("float16",)
    return ("bfloat16",) if place.type == "cpu" else ()


def check_precision(device: torch.device | str, precision: Precision) -> torch.dtype:
    """Return the format as torch's.

    Raises
    ------
    MeasurementError
        The device does not compute with it; the text says with which it does.
    """
    there: tuple[Precision, ...] = ("float32", *half_precisions(device))
    if precision not in there:
        raise MeasurementError(
            f'{precision} is not for the device "{device}": choose {" or ".join(there)}.',
            "precision",
        )
    dtype: torch.dtype = getattr(torch, precision)
    return dtype
