"""A network that learns from all processes' parts of a batch at once."""

from __future__ import annotations

from inspect import signature
from typing import TYPE_CHECKING, Any

from torch import nn
from torch.nn.parallel import DistributedDataParallel

from explorer.engine.distributed.batch_norm import with_total_statistics

if TYPE_CHECKING:
    from explorer.engine.distributed.world import World

# All buffers follow from the whole batch, so they are the same already. The choice has another name
# from torch 2.13 on.
_NEW_NAME = "forward_sync_buffers"
_IS_NEW = _NEW_NAME in signature(DistributedDataParallel).parameters
_BUFFERS_STAY: dict[str, Any] = {_NEW_NAME if _IS_NEW else "broadcast_buffers": False}


def data_parallel(module: nn.Module, world: World) -> nn.Module:
    """Return a module's like to train with; in a process by itself, the module.

    Its batch norms are replaced in place, with the same parameters and buffers, by ones that
    normalise by the whole batch. Each ``backward()`` averages the gradients over the processes, so
    the loss takes `World.divisor`. All begin with the weights of the leading process, and keep the
    same ones; call it from inside `Joined`.
    """
    if world.size == 1:
        return module
    device = next(module.parameters()).device
    on_gpu = device.type == "cuda"
    if on_gpu:
        synced = nn.SyncBatchNorm.convert_sync_batchnorm(module)  # type: ignore[no-untyped-call]
    else:
        synced = with_total_statistics(module)
    device_ids = [device] if on_gpu else None
    return DistributedDataParallel(synced, device_ids=device_ids, **_BUFFERS_STAY)
