"""Starts several processes of a module on this computer, as ``torchrun`` does, off the network."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOOPBACK = "lo0" if sys.platform == "darwin" else "lo"


def torchrun(
    module: str, *arguments: object, processes: int = 2
) -> subprocess.CompletedProcess[str]:
    """Run ``python -m module arguments`` in processes that can find one another."""
    command = [
        sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", str(processes),
        # A port of its own choice, and an address that needs no name to be looked up.
        "--rdzv-backend", "c10d", "--rdzv-endpoint", "127.0.0.1:0", "--local-addr", "127.0.0.1",
        "-m", module, *map(str, arguments),
    ]  # fmt: skip
    environment = os.environ | {"OMP_NUM_THREADS": "1", "GLOO_SOCKET_IFNAME": LOOPBACK}
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=100, check=False
    )
