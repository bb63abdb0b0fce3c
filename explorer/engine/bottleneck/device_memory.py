"""Memory for a measurement: how much is free, whether that is enough, and what to say if not."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import torch

from explorer.engine.bottleneck.measurement_values import MeasurementError
from explorer.engine.bottleneck.unit_text import memory_text
from explorer.engine.device import describe_device

if TYPE_CHECKING:
    from explorer.engine.bottleneck.measurement_values import MeasurementConfig

SCRATCH = 2
"""Fast convolutions lay their input out anew: as much again as what the layers read and write."""
_ADVICE = "Choose a smaller batch or smaller volumes, or close what else uses the memory."
_POWERS = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4}


def needed_bytes(config: MeasurementConfig) -> int:
    """Return about how much both variants take on the device, with one of them running."""
    reports = [network.report() for network in config.variants]
    alive = SCRATCH * max(report.peak for report in reports)
    volumes = config.batch * (config.direct.input.size + alive)
    stored = sum(report.params + report.fixed for report in reports)
    return (volumes + stored) * config.bytes_per_number


def free_bytes(device: torch.device) -> int | None:
    """Return the memory that can still be had on a device; None where nobody can tell."""
    if device.type == "cuda":
        cached = torch.cuda.memory_reserved(device) - torch.cuda.memory_allocated(device)
        return int(torch.cuda.mem_get_info(device)[0]) + cached
    if device.type == "cpu" and (available := _available_on_linux()) is not None:
        return available
    info = describe_device(device)
    if info.memory_total_bytes is None:
        return None
    return max(0, info.memory_total_bytes - (info.memory_used_bytes or 0))


def check_fits(config: MeasurementConfig, device: torch.device) -> None:
    """Refuse what does not fit before it is asked for: a CPU short of memory ends the program.

    Raises
    ------
    MeasurementError
        Both variants need more than is free.
    """
    needed, free = needed_bytes(config), free_bytes(device)
    if free is not None and needed > free:
        raise MeasurementError(_shortage(device, needed, free), "batch", needed, free)


def memory_error(
    caught: BaseException, config: MeasurementConfig, device: torch.device
) -> MeasurementError | None:
    """Return what to say of an error if it is one of memory, else None."""
    if not is_out_of_memory(caught):
        return None
    asked, free = _asked_bytes(str(caught)) or needed_bytes(config), free_bytes(device)
    return MeasurementError(_shortage(device, asked, free), "batch", asked, free)


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an error says that memory is short; on CPUs and MPS only its text does."""
    if isinstance(error, (MemoryError, torch.OutOfMemoryError)):
        return True
    if isinstance(error, MeasurementError):
        return False  # it says all there is to say
    texts = ("out of memory", "can't allocate memory", "not enough memory")
    return isinstance(error, RuntimeError) and any(text in str(error).lower() for text in texts)


def free_caches(device: torch.device) -> None:
    """Give back to the device what torch keeps of it without using it."""
    if device.type == "cuda":
        with torch.cuda.device(device):
            torch.cuda.empty_cache()
    elif device.type == "mps":
        torch.mps.empty_cache()


def _shortage(device: torch.device, asked: int, free: int | None) -> str:
    there = "" if free is None else f", and {memory_text(free)} are free"
    return (
        f'The device "{device}" has too little memory for this: about {memory_text(asked)} '
        f"are needed{there}. {_ADVICE}"
    )


def _asked_bytes(text: str) -> int | None:
    """Read how much was asked for out of torch's message."""
    found = re.search(r"tried to allocate ([\d.]+) ?([kmgt]?)i?b", text, re.IGNORECASE)
    if found is None:
        return None
    return int(float(found[1]) * 1024 ** _POWERS[found[2].lower()])


def _available_on_linux() -> int | None:
    try:
        text = Path("/proc/meminfo").read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    found = re.search(r"^MemAvailable:\s*(\d+) kB", text, re.MULTILINE)
    return int(found[1]) * 1024 if found else None
