"""One training in several processes, on several GPUs or hosts, that learns as one process would.

``torchrun`` starts the processes. Each holds the whole network and takes its part of every batch;
gradients and the statistics of batch norm are those of the whole batch, so that the result does
not depend on how many there are, but for rounding.
"""

from explorer.engine.distributed.data_parallel import data_parallel
from explorer.engine.distributed.group import Joined
from explorer.engine.distributed.world import ALONE, DistributedError, World, current_world

__all__ = ["ALONE", "DistributedError", "Joined", "World", "current_world", "data_parallel"]
