"""Several threads with one gallery, several programs with one file."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tests.engine.gallery.people import embedding, stored

if TYPE_CHECKING:
    from explorer.engine.gallery import Gallery

ROOT = Path(__file__).parents[3]
WRITERS, EACH = 3, 15


def test_threads_enrol_and_match_at_once(gallery: Gallery) -> None:
    wrong: list[object] = []
    ids: list[int] = []

    def work(first: int) -> None:
        for number in range(first, first + EACH):
            ids.append(gallery.enrol(f"n{number}", embedding(number)))
            match = gallery.match(embedding(number), 1e-6)
            if match.name != f"n{number}" or match.distance != 0:
                wrong.append(match)

    threads = [threading.Thread(target=work, args=(100 * one,)) for one in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert len(set(ids)) == gallery.count == WRITERS * EACH


def test_a_snapshot_is_one_moment_while_others_write(gallery: Gallery) -> None:
    """Pairs are enrolled together: no snapshot has half of one."""
    looked, done = threading.Event(), threading.Event()

    def write() -> None:
        for number in range(40):
            if number == 1:
                looked.wait(60)  # however busy the computer is, one look falls in between
            gallery.enrol_many([f"n{number}"] * 2, np.full((2, 128), number, np.float32))
            if number % 7 == 6:
                gallery.remove_person(f"n{number}")
        done.set()

    thread = threading.Thread(target=write)
    thread.start()
    seen = 0
    while not done.is_set():
        snapshot = gallery.snapshot()
        assert snapshot.count % 2 == 0
        values = snapshot.embeddings[:, 0]
        assert np.array_equal(values[0::2], values[1::2])
        assert [f"n{int(value)}" for value in values] == list(snapshot.names)
        seen += 1
        looked.set()
    thread.join()
    assert seen > 0
    assert gallery.snapshot().count == 2 * (40 - 5)


def test_programs_write_into_one_file_at_once(path: Path) -> None:
    """From nothing: they race to make the file, too."""
    program = (
        "import sys\n"
        "from explorer.engine.gallery import Gallery\n"
        "from tests.engine.gallery.people import embedding\n"
        "gallery = Gallery(sys.argv[1], wait_s=60)\n"
        "sys.stdin.readline()\n"
        f"for number in range(int(sys.argv[2]), int(sys.argv[2]) + {EACH}):\n"
        "    print(gallery.enrol(f'n{number}', embedding(number)), number, flush=True)\n"
    )
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(path), str(100 * one)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for one in range(WRITERS)
    ]
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
    acknowledged = {}
    for writer in writers:
        out, _ = writer.communicate()
        assert writer.returncode == 0
        acknowledged |= {int(one): int(other) for one, other in map(str.split, out.splitlines())}
    assert len(acknowledged) == WRITERS * EACH
    assert stored(path) == {
        photograph: (f"n{number}", embedding(number).tobytes())
        for photograph, number in acknowledged.items()
    }
