"""A writer is killed at random moments: what it acknowledged is there, whole."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked writers")

ROOT = Path(__file__).parents[3]


def _kill(path: Path, kills: int) -> None:
    program = [sys.executable, "-m", "tests.engine.gallery.crash_loop"]
    done = subprocess.run(
        [*program, str(path), str(kills), "20260114"],
        cwd=ROOT,
        env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},  # a fork takes no threads along
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    acknowledged = int(done.stdout.split()[2])
    assert acknowledged >= kills // 2, f"hardly anything was written: {done.stdout}"


def test_a_writer_killed_five_times(path: Path) -> None:
    _kill(path, 5)


@pytest.mark.slow
def test_a_writer_killed_a_hundred_times(path: Path) -> None:
    _kill(path, 100)
