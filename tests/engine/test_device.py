"""The choice of a device, and what is said of it."""

from __future__ import annotations

import mmap
import os
import sys
from typing import TYPE_CHECKING

import pytest
import torch

from explorer.engine import device as device_module
from explorer.engine.device import (
    DeviceError,
    available_devices,
    cpu_name,
    describe_device,
    pick_device,
)

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch):
    """Pretend to a number of CUDA devices and to MPS."""

    def pretend(cuda: int = 0, mps: bool = False) -> None:
        monkeypatch.setattr(torch.cuda, "is_available", lambda: cuda > 0)
        monkeypatch.setattr(torch.cuda, "device_count", lambda: cuda)
        monkeypatch.setattr(torch.backends.mps, "is_available", lambda: mps)

    return pretend


@pytest.mark.parametrize(
    ("cuda", "mps", "choice", "expected"),
    [
        (0, False, None, "cpu"),
        (0, True, "auto", "mps"),
        (2, True, None, "cuda"),
        (2, False, "cuda:1", "cuda:1"),
        (1, False, " CUDA ", "cuda"),
        (1, True, "mps", "mps"),
        (2, True, "cpu", "cpu"),
    ],
)
def test_pick(machine, cuda: int, mps: bool, choice: str | None, expected: str) -> None:
    machine(cuda, mps)
    assert pick_device(choice) == torch.device(expected)


@pytest.mark.parametrize(
    ("cuda", "choice", "message"),
    [
        (0, "cuda", r'"cuda" is not available on this computer\. There is: cpu\.'),
        (2, "cuda:2", r'"cuda:2" is not available .* There is: cuda:0, cuda:1, cpu\.'),
        (0, "mps", '"mps" is not available'),
        (0, "tpu", r'"tpu" is not the name of a device\. There is: cpu\.'),
        (1, "cuda:x", "is not the name of a device"),
        (1, "cpu; rm", "is not the name of a device"),
        (1, "meta", "is not the name of a device"),
    ],
)
def test_what_is_not_there(machine, cuda: int, choice: str, message: str) -> None:
    machine(cuda)
    with pytest.raises(DeviceError, match=message):
        pick_device(choice)


def test_the_cpu_is_described() -> None:
    info = describe_device("cpu")
    assert info.kind == "cpu"
    assert info.name == cpu_name() != ""
    assert info.memory_total_bytes is not None
    assert info.memory_used_bytes is not None
    assert 50e6 < info.memory_used_bytes < info.memory_total_bytes


def test_memory_in_use_follows_what_is_allocated() -> None:
    before = describe_device("cpu").memory_used_bytes
    assert before is not None
    # Pages of its own: an allocator could answer with memory that was in use before.
    with mmap.mmap(-1, 40_000_000) as block:
        block.write(bytes(len(block)))
        read = (describe_device("cpu").memory_used_bytes or 0 for _ in range(2000))
        assert any(after - before > 30_000_000 for after in read)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("model name\t: Intel(R) Core(TM) i7-9700K CPU @ 3.60GHz", "Intel Core i7-9700K"),
        ("model name : AMD Ryzen 9 5950X 16-Core Processor", "AMD Ryzen 9 5950X 16-Core"),
        ("Hardware : BCM2835\nModel : Raspberry Pi 4 Model B", "Raspberry Pi 4 Model B"),
    ],
)
def test_the_processor_s_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, line: str, name: str
) -> None:
    (tmp_path / "cpuinfo").write_text(f"processor\t: 0\n{line}\nflags : x\n")
    monkeypatch.setattr(device_module, "Path", lambda _path: tmp_path / "cpuinfo")
    cpu_name.cache_clear()
    try:
        assert cpu_name() == name
    finally:
        cpu_name.cache_clear()


def test_a_system_that_tells_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(device_module, "Path", lambda _path: tmp_path / "nothing")
    monkeypatch.setattr(device_module, "_output_of", lambda *_command: "")
    monkeypatch.delattr(os, "sysconf")
    monkeypatch.setattr("platform.processor", lambda: "")
    cpu_name.cache_clear()
    try:
        info = describe_device("cpu")
    finally:
        cpu_name.cache_clear()
    assert info.name != ""
    assert (info.memory_used_bytes, info.memory_total_bytes) == (None, None)


@pytest.mark.skipif(sys.platform == "win32", reason="ps is not there")
def test_ps_says_the_same_as_proc(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(device_module, "Path", lambda _path: tmp_path / "nothing")
    monkeypatch.setattr(
        device_module, "_output_of", lambda *command: "123456" if "ps" in command else ""
    )
    assert describe_device("cpu").memory_used_bytes == 123456 * 1024


@pytest.mark.gpu
def test_a_real_gpu() -> None:
    names = [name for name in available_devices() if name != "cpu"]
    if not names:
        pytest.skip("no GPU here")
    info = describe_device(pick_device())
    assert info.kind == names[0].split(":")[0]
    assert info.name
    assert info.memory_used_bytes is not None
    assert info.memory_total_bytes is not None
    assert 0 <= info.memory_used_bytes <= info.memory_total_bytes
