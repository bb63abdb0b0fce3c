"""A process's place among others, and its part of the work."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from explorer.engine.device import DeviceError
from explorer.engine.distributed import ALONE, DistributedError, Joined, World, current_world
from explorer.engine.distributed import world as world_module


def worlds(size: int) -> list[World]:
    return [World(rank, size, rank, size) for rank in range(size)]


@given(count=st.integers(0, 500), size=st.integers(1, 40))
def test_each_thing_is_in_one_part_and_the_parts_are_even(count: int, size: int) -> None:
    parts = [range(count)[world.part(count)] for world in worlds(size)]
    assert [thing for part in parts for thing in part] == list(range(count))
    lengths = [len(part) for part in parts]
    assert max(lengths) - min(lengths) <= 1


@given(count=st.integers(1, 60), size=st.integers(1, 9), seed=st.integers(0, 99))
def test_the_mean_of_what_processes_divide_is_the_mean_of_all(
    count: int, size: int, seed: int
) -> None:
    losses = torch.rand(count, generator=torch.Generator().manual_seed(seed)).double()
    parts = [losses[one.part(count)].sum() / one.divisor(count) for one in worlds(size)]
    torch.testing.assert_close(sum(parts) / size, losses.mean(), rtol=1e-12, atol=0)


def test_a_process_by_itself_is_left_alone() -> None:
    assert current_world({}) == ALONE
    assert ALONE.leads
    value = torch.ones(2)
    with Joined(ALONE, torch.device("cpu")) as joined:
        assert joined.total(value) is value
        assert joined.agreed(0.1) == 0.1
    assert not torch.distributed.is_initialized()


def test_torchrun_names_the_place() -> None:
    named = {"RANK": "5", "WORLD_SIZE": "8", "LOCAL_RANK": "1", "LOCAL_WORLD_SIZE": "4"}
    assert current_world(named) == World(5, 8, 1, 4)
    assert not current_world(named).leads


@pytest.mark.parametrize(
    ("named", "text"),
    [
        ({"WORLD_SIZE": "2"}, "RANK"),
        ({"RANK": "x", "WORLD_SIZE": "2", "LOCAL_RANK": "0", "LOCAL_WORLD_SIZE": "1"}, "'x'"),
        ({"RANK": "2", "WORLD_SIZE": "2", "LOCAL_RANK": "0", "LOCAL_WORLD_SIZE": "1"}, "2 of 2"),
    ],
)
def test_a_place_that_cannot_be_is_refused(named: dict[str, str], text: str) -> None:
    with pytest.raises(DistributedError, match=text):
        current_world(named)


def test_each_process_of_a_host_has_a_gpu_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    gpus = {"cuda", "cuda:0", "cuda:1"}

    def pick(choice: str | None) -> torch.device:
        if choice in (None, "cpu", "mps", *gpus):
            return torch.device(choice or "cuda")
        raise DeviceError(choice)

    monkeypatch.setattr(world_module, "pick_device", pick)
    assert World(3, 4, 1, 2).device() == torch.device("cuda:1")
    assert World(3, 4, 1, 2).device("cpu") == torch.device("cpu")
    assert World(1, 2, 0, 1).device("cuda:1") == torch.device("cuda:1")
    assert ALONE.device("mps") == torch.device("mps")
    with pytest.raises(DeviceError, match="cuda:2"):
        World(2, 3, 2, 3).device("cuda")
    for shared in ("mps", "cuda:0"):
        with pytest.raises(DistributedError, match="cannot train on"):
            World(1, 2, 1, 2).device(shared)
