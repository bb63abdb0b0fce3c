"""Kills a process that enrols, again and again, and looks at what it left.

Run as a program of its own, which forks each writer: a fork of pytest would take its threads'
locks along, and an interpreter for each writer would take most of the time.
"""

from __future__ import annotations

import os
import random
import select
import signal
import sys
import time
from pathlib import Path

import numpy as np

from explorer.engine.gallery import Gallery
from explorer.engine.gallery.thumbnails import encode_thumbnail
from tests.engine.gallery.people import embedding, stored
from tests.engine.gallery.tracing import may_trace, run_calls, wait_to_be_traced

KILLED_WITHIN_S = 0.2
KILLED_WITHIN_CALLS = 1500
"""Entering and leaving the system counts each; an enrolment takes some hundred."""

NEW_FILE_EVERY = 5
THUMBNAIL = np.random.default_rng(0).integers(0, 255, (100, 100, 3), np.uint8)


def main(path: Path, kills: int, seed: int) -> int:
    """Print how many enrolments were acknowledged, and fail where one was lost or halved."""
    encode_thumbnail(THUMBNAIL)  # imports what the writers then need not
    rng = random.Random(seed)
    can_trace = may_trace()
    acknowledged: dict[int, int] = {}
    total = 0
    for number in range(kills):
        if number % NEW_FILE_EVERY == 0:  # so that making the file is interrupted, too
            for file in path.parent.glob(f"{path.name}*"):
                file.unlink()
            acknowledged = {}
        calls = rng.randrange(KILLED_WITHIN_CALLS) if can_trace and number % 2 else None
        new = _killed(path, 1_000 * number, rng.uniform(0, KILLED_WITHIN_S), calls)
        total += len(new)
        acknowledged |= new
        _check(path, acknowledged, number, writers=number % NEW_FILE_EVERY + 1)
    sys.stdout.write(f"{kills} kills, {total} acknowledged\n")
    return 0


def _killed(path: Path, first: int, after_s: float, calls: int | None) -> dict[int, int]:
    """Let a process enrol and kill it, after so many calls of the system or after a time.

    Returns id → number of what it had acknowledged.
    """
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(out)
        if calls is not None:
            wait_to_be_traced()
        _enrol_for_ever(path, first, into)
    os.close(into)
    if calls is None:
        time.sleep(after_s)
    else:
        run_calls(child, calls)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(out) as pipe:
        lines = pipe.read().splitlines()
    return {int(one): int(other) for one, other in (line.split() for line in lines)}


def _enrol_for_ever(path: Path, first: int, into: int) -> None:
    try:
        gallery = Gallery(path)
        for number in range(first, first + 1_000):
            photograph = gallery.enrol(f"n{number}", embedding(number), THUMBNAIL)
            os.write(into, f"{photograph} {number}\n".encode())  # whole: it is short
        select.select([], [], [])
    finally:  # not by being killed
        os.write(2, f"{sys.exc_info()[1]!r}\n".encode())
        os._exit(1)


def _check(path: Path, acknowledged: dict[int, int], kill: int, writers: int) -> None:
    if not path.exists():
        assert not acknowledged, f"kill {kill}: the file is gone"
        return
    with Gallery(path) as gallery:
        assert gallery.set_aside == (), f"kill {kill}: {gallery.set_aside}"
        photographs = gallery.photographs()
        assert gallery.snapshot().count == len(photographs)
    # The journal of a killed writer has been played back: now SQLite alone may look.
    found = stored(path) if photographs else {}
    assert set(found) == {photograph.id for photograph in photographs}
    for photograph, number in acknowledged.items():
        assert photograph in found, f"kill {kill}: photograph {photograph} is lost"
        assert found[photograph][0] == f"n{number}"
    for name, blob in found.values():
        assert blob == embedding(int(name[1:])).tobytes(), f"kill {kill}: {name} is half-written"
    for one in photographs:
        assert one.thumbnail is not None
        assert one.thumbnail.endswith(b"\xff\xd9")
    # Each writer may have been killed between its commit and its word.
    assert len(found) - len(acknowledged) <= writers


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
