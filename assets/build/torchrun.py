"""What the training scripts share so that they run in several processes, too."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from explorer.engine.distributed import World

_SEVERAL = """\
in several processes, on GPUs (one for each) or CPUs:
  on one host with four GPUs
    torchrun --nproc-per-node 4 assets/build/{script} {options}
  on two hosts, the same on both; HOST is one of them, JOB any word
    torchrun --nnodes 2 --nproc-per-node 4 --rdzv-backend c10d \\
        --rdzv-endpoint HOST:29500 --rdzv-id JOB assets/build/{script} {options}
  on CPUs torchrun gives each process one thread, unless OMP_NUM_THREADS says otherwise
  Each learns from its part of every batch, which is as large as in one process, and so is the
  result the same but for rounding. The first process alone prints and writes; if one fails, all
  end, and torchrun prints its error.
"""


def parser_of(description: str | None, script: str, options: str = "") -> argparse.ArgumentParser:
    """Return a parser whose help says how a script is run in one process and in several."""
    return argparse.ArgumentParser(
        description=description,
        epilog=_SEVERAL.format(script=script, options=options),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def say(world: World, text: str) -> None:
    """Print a line, once for all processes."""
    if world.leads:
        print(text, flush=True)
