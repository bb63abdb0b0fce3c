"""The gallery's search against FAISS's flat index: a million embeddings of 128 numbers.

Both search exhaustively, with as many threads as each takes by itself. Ours answers through the
gallery: it asks the database whether somebody was enrolled meanwhile, searches the matrix that lies
beside it, mapped into memory, and computes the best distances anew in float64. The peer is
``IndexFlatL2``, alone. It is no dependency of ours, not even to develop: where it is not installed
the rows say so (``pip install faiss-cpu``), and compare with NumPy's product alone instead.

The pages of the mapped file are read once before anything is timed, as they are in an application
that recognises faces many times a second.
"""

from __future__ import annotations

import atexit
import importlib
import importlib.util
import shutil
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.engine.gallery import Gallery
from tests.benchmarks.harness import Row

if TYPE_CHECKING:
    from numpy.typing import NDArray

EMBEDDINGS, DIMENSION = 1_000_000, 128
PEOPLE = 1_000
HAS_FAISS = importlib.util.find_spec("faiss") is not None
NOISE = 0.02


def rows() -> list[Row]:
    """The rows of this module."""
    return [_row(queries, neighbours) for queries in (1, 32) for neighbours in (1, 5)]


def _row(queries: int, neighbours: int) -> Row:
    peer = "FAISS IndexFlatL2" if HAS_FAISS else "NumPy's product (pip install faiss-cpu for FAISS)"
    return Row(
        name=f"Gallery of a million: {neighbours} nearest of {queries} / {peer}",
        ours=lambda: _ours(queries, neighbours),
        peer=lambda: _peer(queries, neighbours),
        goal=1.1,
        repeats=15,
        warm_ups=2,
    )


def _ours(queries: int, neighbours: int) -> float:
    start = time.perf_counter()
    hits = _gallery().search(_queries()[:queries], neighbours)
    elapsed_ms = (time.perf_counter() - start) * 1e3
    assert [found[0].photograph - 1 for found in hits] == _rows()[:queries].tolist()
    return elapsed_ms


def _peer(queries: int, neighbours: int) -> float:
    if not HAS_FAISS:
        return _product(queries)
    index = _index()
    start = time.perf_counter()
    _, found = index.search(_queries()[:queries], neighbours)
    elapsed_ms = (time.perf_counter() - start) * 1e3
    assert found[:, 0].tolist() == _rows()[:queries].tolist()
    return elapsed_ms


def _product(queries: int) -> float:
    matrix, squared_norms = _matrix(), _squared_norms()
    start = time.perf_counter()
    scores = squared_norms - 2 * (_queries()[:queries] @ matrix.T)
    found = scores.argmin(axis=1)
    elapsed_ms = (time.perf_counter() - start) * 1e3
    assert found.tolist() == _rows()[:queries].tolist()
    return elapsed_ms


@cache
def _matrix() -> NDArray[np.float32]:
    rng = np.random.default_rng(0)
    return rng.standard_normal((EMBEDDINGS, DIMENSION), dtype=np.float32) / 8


@cache
def _squared_norms() -> NDArray[np.float32]:
    return np.vecdot(_matrix(), _matrix())


@cache
def _rows() -> NDArray[np.int64]:
    """Return whose photograph each query is like."""
    return np.random.default_rng(1).integers(0, EMBEDDINGS, 32)


@cache
def _queries() -> NDArray[np.float32]:
    noise = np.random.default_rng(2).standard_normal((32, DIMENSION), dtype=np.float32)
    return _matrix()[_rows()] + noise * np.float32(NOISE)


@cache
def _gallery() -> Gallery:
    """Enrol everyone, close, and open again, so that the cache is what is searched."""
    folder = Path(tempfile.mkdtemp(prefix="convnet-explorer-gallery-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with Gallery(folder / "faces.gallery") as gallery:
        gallery.enrol_many([f"n{row % PEOPLE}" for row in range(EMBEDDINGS)], _matrix())
        gallery.snapshot()
    return Gallery(folder / "faces.gallery")


@cache
def _index() -> Any:
    index = importlib.import_module("faiss").IndexFlatL2(DIMENSION)
    index.add(_matrix())
    return index
