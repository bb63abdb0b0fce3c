from __future__ import annotations

import threading

import pytest
import torch
from torch import Tensor, nn

from explorer.engine.inference.cuda_graph import CudaGraph

pytestmark = [
    pytest.mark.gpu,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device"),
]


class Counted:
    """A pass, and how often Python went through it."""

    def __init__(self) -> None:
        self.calls = 0
        self.conv = nn.Conv2d(3, 8, 3, padding=1).cuda().requires_grad_(False)

    def __call__(self, pixels: Tensor) -> tuple[Tensor, ...]:
        self.calls += 1
        maps = self.conv(pixels)
        return maps, maps.amax((2, 3))


@pytest.fixture
def counted() -> Counted:
    return Counted()


def picture(size: int, seed: int = 0) -> Tensor:
    return torch.rand((1, 3, size, size), generator=torch.Generator().manual_seed(seed))


@torch.inference_mode()
def expected(counted: Counted, pixels: Tensor) -> tuple[Tensor, ...]:
    maps = counted.conv(pixels.cuda()).cpu()
    return maps, maps.amax((2, 3))


@torch.inference_mode()
def test_each_picture_gets_its_own_answer(counted: Counted) -> None:
    graph = CudaGraph(counted, torch.device("cuda"))
    answers = [graph(picture(32, seed)) for seed in range(5)]
    for seed, answer in enumerate(answers):  # looked at after the last: nothing is written over
        torch.testing.assert_close(answer, expected(counted, picture(32, seed)))
        assert all(output.device.type == "cpu" for output in answer)


@torch.inference_mode()
def test_a_size_is_recorded_once(counted: Counted) -> None:
    graph = CudaGraph(counted, torch.device("cuda"))
    graph(picture(32))
    recorded = counted.calls
    graph(picture(32, 1))
    assert counted.calls == recorded
    torch.testing.assert_close(graph(picture(48)), expected(counted, picture(48)))
    assert counted.calls == 2 * recorded
    torch.testing.assert_close(graph(picture(32)), expected(counted, picture(32)))


@torch.inference_mode()
def test_sizes_in_turn_do_not_fill_the_memory(counted: Counted) -> None:
    graph = CudaGraph(counted, torch.device("cuda"))
    for size in (256, 512):
        graph(picture(size))
    held = torch.cuda.memory_reserved()
    for size in (256, 512) * 4:
        graph(picture(size))
    torch.cuda.empty_cache()
    assert torch.cuda.memory_reserved() <= held


def test_other_threads_may_use_the_gpu_meanwhile(counted: Counted) -> None:
    """Recording does not fail, nor make theirs fail, because someone else asks for memory."""
    ended, failures = threading.Event(), list[BaseException]()

    def others_work() -> None:
        try:
            while not ended.is_set():
                torch.ones(100, device="cuda").cpu()
        except RuntimeError as error:
            failures.append(error)

    other = threading.Thread(target=others_work)
    other.start()
    try:
        with torch.inference_mode():
            for size in (32, 48, 64) * 3:
                graph = CudaGraph(counted, torch.device("cuda"))
                torch.testing.assert_close(graph(picture(size)), expected(counted, picture(size)))
    finally:
        ended.set()
        other.join()
    assert not failures
