"""The processes of a training, connected for as long as they work together."""

from __future__ import annotations

import contextlib
import itertools
import platform
from typing import TYPE_CHECKING

import torch
import torch.distributed as dist
from torch.distributed.distributed_c10d import PrefixStore
from torch.distributed.rendezvous import rendezvous

from explorer.engine.distributed.world import DistributedError

if TYPE_CHECKING:
    from types import TracebackType

    from torch._C._distributed_c10d import Store

    from explorer.engine.distributed.world import World

_FAILED = "failed"
_JOINED = itertools.count()
"""Names groups, alike in all processes, so that none reads what an earlier one has stored."""


class Joined:
    """Connects the processes within a ``with`` block; does nothing for one by itself.

    CPU tensors travel by gloo, CUDA tensors by NCCL. The block's end waits for all; they may join
    again later. If a process leaves by an exception, it tells the others why, and they end with a
    `DistributedError` that says so, as soon as they need something of it.

    Parameters
    ----------
    world
        This process's place.
    device
        Where it computes: `World.device`.

    Raises
    ------
    DistributedError
        This build of torch cannot connect processes, or another process has failed.
    """

    def __init__(self, world: World, device: torch.device) -> None:
        self._world = world
        self._device = device
        self._store: Store | None = None

    def __enter__(self) -> World:
        if self._world.size > 1:
            self._store = self._connected()
        return self._world

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._store is None:
            return
        if error is not None:
            # Nothing is taken down: that could wait for processes that wait for this one.
            self._fail(self._store, error)
            return
        self._world.total(torch.zeros(()))
        dist.destroy_process_group()

    def _connected(self) -> Store:
        if not dist.is_available():
            raise DistributedError(
                f"torch {torch.__version__} was built without torch.distributed: "
                f"{self._world.size} processes cannot train together here. Start the script alone."
            )
        backend = "gloo"
        if self._device.type == "cuda":
            torch.cuda.set_device(self._device)
            backend = "cpu:gloo,cuda:nccl"
        common, rank, size = next(rendezvous("env://"))
        store = PrefixStore(f"explorer/{next(_JOINED)}", common)
        dist.init_process_group(backend, store=store, rank=rank, world_size=size)
        return store

    def _fail(self, store: Store, error: BaseException) -> None:
        """Tell the others, or say who failed before."""
        place = f"process {self._world.rank} of {self._world.size} ({platform.node()})"
        own = f"{place}: {type(error).__name__}: {error}"
        first = own
        with contextlib.suppress(dist.DistError):  # the store ends with the host that keeps it
            first = store.compare_set(_FAILED, "", own).decode()
        if first != own:
            raise DistributedError(f"The training ended in {first}") from None
