from __future__ import annotations

import pytest
import torch

from explorer.engine.errors import ExplorerError
from explorer.engine.inference import precision
from explorer.engine.inference.precision import (
    PrecisionError,
    chosen_precision,
    fastest_precision,
    has_bf16_instructions,
)

CPU = torch.device("cpu")


@pytest.mark.parametrize(
    ("capabilities", "expected"),
    [
        ({"avx512_bf16": True}, "bfloat16"),
        ({"amx_bf16": True}, "bfloat16"),
        ({"avx512_f": True, "avx512_bf16": False}, "float32"),
        ({"avx2": True}, "float32"),
        ({"neon": True, "bf16": True}, "float32"),
    ],
)
def test_bfloat16_where_the_cpu_has_instructions_for_it(
    monkeypatch: pytest.MonkeyPatch, capabilities: dict[str, bool], expected: str
) -> None:
    monkeypatch.setattr(torch.backends.mkldnn, "is_available", lambda: True)
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: capabilities)
    assert fastest_precision(CPU) == expected


def test_float32_without_onednn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.backends.mkldnn, "is_available", lambda: False)
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"avx512_bf16": True})
    assert not has_bf16_instructions()


def test_this_cpu_is_asked() -> None:
    try:
        flags = open("/proc/cpuinfo", encoding="utf-8").read()
    except OSError:
        pytest.skip("no /proc/cpuinfo here")
    if "avx" not in flags:
        pytest.skip("not an x86")
    assert has_bf16_instructions() == any(word in flags for word in ("avx512_bf16", "amx_bf16"))


@pytest.mark.parametrize(("capability", "expected"), [((6, 1), "float32"), ((7, 0), "float16")])
def test_half_precision_from_the_first_tensor_cores_on(
    monkeypatch: pytest.MonkeyPatch, capability: tuple[int, int], expected: str
) -> None:
    monkeypatch.setattr(torch.cuda, "get_device_capability", lambda device: capability)
    assert fastest_precision(torch.device("cuda")) == expected


def test_the_wanted_format_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precision, "fastest_precision", lambda device: "bfloat16")
    assert chosen_precision(CPU, None) == "bfloat16"
    assert chosen_precision(CPU, "float32") == "float32"
    assert chosen_precision(torch.device("mps"), "float16") == "float16"


@pytest.mark.parametrize(("device", "wanted"), [("cpu", "float16"), ("mps", "bfloat16")])
def test_a_format_that_is_not_there_is_refused(device: str, wanted: precision.Precision) -> None:
    with pytest.raises(
        PrecisionError, match=f'{wanted} is not for the device "{device}"'
    ) as caught:
        chosen_precision(torch.device(device), wanted)
    assert isinstance(caught.value, ExplorerError)
