"""Who this process is among those that train together, and what its part of the work is."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
import torch.distributed as dist

from explorer.engine.device import pick_device
from explorer.engine.errors import ExplorerError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from torch import Tensor

VARIABLES = ("RANK", "WORLD_SIZE", "LOCAL_RANK", "LOCAL_WORLD_SIZE")
"""What ``torchrun`` sets for each process that it starts."""


class DistributedError(ExplorerError, RuntimeError):
    """Processes that cannot train together, or one of which has failed."""


@dataclass(frozen=True, slots=True)
class World:
    """A process among those of one training.

    Parameters
    ----------
    rank, size
        Its number, from 0, of all.
    local_rank, local_size
        Its number of those on the same host.

    Raises
    ------
    DistributedError
        If there is no such process.
    """

    rank: int = 0
    size: int = 1
    local_rank: int = 0
    local_size: int = 1

    def __post_init__(self) -> None:
        for rank, size in ((self.rank, self.size), (self.local_rank, self.local_size)):
            if not 0 <= rank < size:
                raise DistributedError(
                    f"There is no process {rank} of {size}: they are numbered from 0. torchrun "
                    f"sets {', '.join(VARIABLES)}; nothing else should."
                )

    @property
    def leads(self) -> bool:
        """Whether this is the process that prints and writes files."""
        return self.rank == 0

    def part(self, count: int) -> slice:
        """Return which of ``count`` things are this process's.

        Every thing is one process's, in order, and no two parts differ by more than one thing.
        Where there are fewer things than processes, some parts are empty.
        """
        return slice(self.rank * count // self.size, (self.rank + 1) * count // self.size)

    def divisor(self, count: int) -> float:
        """Return what a sum over this process's part is to be divided by for a mean over ``count``.

        `data_parallel` averages gradients over the processes, (1/size) Σ_r g_r. With a loss of
        (Σ of the part)/(count/size) in each, that is the gradient of the mean over all, however
        uneven the parts are.
        """
        return count / self.size

    def device(self, choice: str | None = None) -> torch.device:
        """Return where this process computes: each of a host on a GPU of its own, or all on CPU.

        Raises
        ------
        DeviceError
            The device is not there, or the host has fewer GPUs than processes.
        DistributedError
            The device cannot be shared.
        """
        picked = pick_device(choice)
        if self.size == 1 or picked.type == "cpu":
            return picked
        if picked.type != "cuda" or (picked.index is not None and self.local_size > 1):
            raise DistributedError(
                f'{self.local_size} processes cannot train on "{picked}" together: choose cpu, or '
                "cuda without a number, where each has a GPU of its own."
            )
        return picked if picked.index is not None else pick_device(f"cuda:{self.local_rank}")

    def total(self, value: Tensor) -> Tensor:
        """Return the sum of a tensor over all processes; all have to ask."""
        if self.size == 1:
            return value
        value = value.clone()
        dist.all_reduce(value)
        return value

    def agreed(self, value: float) -> float:
        """Return the leading process's number, where each has another; all have to ask."""
        if self.size == 1:
            return value
        told = torch.tensor(value, dtype=torch.float64)
        dist.broadcast(told, src=0)
        return told.item()


ALONE = World()
"""A process by itself."""


def current_world(environment: Mapping[str, str] = os.environ) -> World:
    """Return this process's place as ``torchrun`` names it; `ALONE` if nothing did.

    Raises
    ------
    DistributedError
        If some of `VARIABLES` are missing, or are no numbers that fit.
    """
    if "WORLD_SIZE" not in environment:
        return ALONE
    try:
        return World(*(int(environment[name]) for name in VARIABLES))
    except (KeyError, ValueError) as error:
        raise DistributedError(
            f"WORLD_SIZE is set, but not all of {', '.join(VARIABLES)} are numbers ({error}). "
            "Start the script by torchrun, or by itself without these variables."
        ) from error
