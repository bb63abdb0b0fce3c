"""Where the networks run: the choice of a device, its name and its memory."""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import torch

from explorer.engine.errors import ExplorerError


class DeviceError(ExplorerError, ValueError):
    """A device that this computer does not have; the text says which it has."""


@dataclass(frozen=True, slots=True)
class DeviceInfo:
    """A device as the user knows it.

    For the CPU the memory in use is this process's, for a GPU that of all programs; None where
    it cannot be found out.
    """

    kind: str
    name: str
    memory_used_bytes: int | None
    memory_total_bytes: int | None


def available_devices() -> tuple[str, ...]:
    """Return the names that `pick_device` takes here, the fastest first."""
    cuda = [f"cuda:{number}" for number in range(_cuda_count())]
    mps = ["mps"] if torch.backends.mps.is_available() else []
    return (*cuda, *mps, "cpu")


def pick_device(choice: str | None = None) -> torch.device:
    """Return the device of the user's choice; None or "auto": cuda, else mps, else cpu.

    Raises
    ------
    DeviceError
        A name that is unknown, or a device that is not there.
    """
    wanted = (choice or "auto").strip().lower()
    there = available_devices()
    if wanted == "auto":
        return torch.device(there[0].split(":")[0])
    if wanted in ("cpu", "mps", "cuda") and any(name.split(":")[0] == wanted for name in there):
        return torch.device(wanted)
    if wanted in there:
        return torch.device(wanted)
    known = re.fullmatch(r"cpu|mps|cuda(:\d+)?", wanted)
    what = "is not available on this computer" if known else "is not the name of a device"
    raise DeviceError(f'"{choice}" {what}. There is: {", ".join(there)}.')


def describe_device(device: torch.device | str) -> DeviceInfo:
    """Return a device's name and memory as of now."""
    place = torch.device(device)
    if place.type == "cuda":
        free, total = torch.cuda.mem_get_info(place)
        return DeviceInfo("cuda", torch.cuda.get_device_name(place), total - free, total)
    if place.type == "mps":
        used, total = torch.mps.driver_allocated_memory(), torch.mps.recommended_max_memory()
        return DeviceInfo("mps", cpu_name(), used, total)  # one chip is both
    return DeviceInfo(place.type, cpu_name(), _process_bytes(), _total_bytes())


@lru_cache(maxsize=1)
def cpu_name() -> str:
    """Return the processor's name, without the trade marks and the clock rate."""
    for look in (_cpu_name_of_linux, _cpu_name_of_macos, _cpu_name_of_windows, platform.processor):
        if name := look():
            plain = re.sub(r"\((R|TM|C)\)|\b(CPU|Processor)\b|@.*", " ", name, flags=re.IGNORECASE)
            return " ".join(plain.split()) or name
    return platform.machine() or "CPU"


def _cuda_count() -> int:
    return torch.cuda.device_count() if torch.cuda.is_available() else 0


def _cpu_name_of_linux() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    # "Model" and "Hardware" are what ARM boards write.
    for field in ("model name", "Model", "Hardware"):
        if found := re.search(rf"^{field}\s*:\s*(.+)$", text, re.MULTILINE):
            return found[1].strip()
    return ""


def _cpu_name_of_macos() -> str:
    return (
        _output_of("sysctl", "-n", "machdep.cpu.brand_string") if sys.platform == "darwin" else ""
    )


def _cpu_name_of_windows() -> str:
    if sys.platform == "win32":
        import winreg

        key = r"HARDWARE\DESCRIPTION\System\CentralProcessor\0"
        try:
            with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, key) as processor:
                return str(winreg.QueryValueEx(processor, "ProcessorNameString")[0])
        except OSError:
            return ""
    return ""


def _process_bytes() -> int | None:
    """Return the memory that this process holds now."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError, AttributeError):
        kilobytes = _output_of("ps", "-o", "rss=", "-p", str(os.getpid()))
        return int(kilobytes) * 1024 if kilobytes.isdecimal() else None


def _total_bytes() -> int | None:
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):  # Windows has no sysconf
        return _total_bytes_of_windows()


def _total_bytes_of_windows() -> int | None:
    if sys.platform == "win32":
        import ctypes

        kilobytes = ctypes.c_ulonglong()
        if ctypes.windll.kernel32.GetPhysicallyInstalledSystemMemory(ctypes.byref(kilobytes)):
            return kilobytes.value * 1024
    return None


def _output_of(*command: str) -> str:
    """Return what a small system tool prints, nothing where it is missing or fails."""
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=2, check=True)
    except (OSError, subprocess.SubprocessError):
        return ""
    return run.stdout.strip()
