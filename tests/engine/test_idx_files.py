"""IDX files, whole and damaged."""

from __future__ import annotations

import gzip
import struct
from typing import TYPE_CHECKING

import numpy as np
import pytest

from explorer.engine.idx_files import IdxError, read_idx

if TYPE_CHECKING:
    from pathlib import Path


def idx_bytes(array: np.ndarray) -> bytes:
    header = bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
    return header + array.astype(np.uint8).tobytes()


@pytest.fixture
def array() -> np.ndarray:
    return np.arange(3 * 4 * 5, dtype=np.uint8).reshape(3, 4, 5)


@pytest.mark.parametrize("packed", [False, True])
def test_a_file_is_read_compressed_or_not(tmp_path: Path, array: np.ndarray, packed: bool) -> None:
    path = tmp_path / ("a-ubyte.gz" if packed else "a-ubyte")
    path.write_bytes(gzip.compress(idx_bytes(array)) if packed else idx_bytes(array))
    read = read_idx(path)
    assert read.dtype == np.uint8
    assert np.array_equal(read, array)


def test_a_file_cut_short_is_refused(tmp_path: Path, array: np.ndarray) -> None:
    path = tmp_path / "a-ubyte"
    path.write_bytes(idx_bytes(array)[:-1])
    with pytest.raises(IdxError, match="cut short: 59 of 60 bytes"):
        read_idx(path)


def test_a_file_longer_than_it_says_is_refused(tmp_path: Path, array: np.ndarray) -> None:
    path = tmp_path / "a-ubyte"
    path.write_bytes(idx_bytes(array) + b"\0")
    with pytest.raises(IdxError, match="longer than its header says"):
        read_idx(path)


@pytest.mark.parametrize(
    "content", [b"", b"\0\0\x08", b"\0\0\x0d\x01", b"GIF89a....", b"\0\0\x08\x03\0"]
)
def test_what_is_no_idx_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a-ubyte"
    path.write_bytes(content)
    with pytest.raises(IdxError, match=r"no IDX file|damaged header"):
        read_idx(path)


def test_a_header_that_asks_for_terabytes_allocates_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a-ubyte"
    path.write_bytes(b"\0\0\x08\x03" + b"\xff" * 12 + b"\0" * 10)
    with pytest.raises(IdxError, match="damaged header"):
        read_idx(path)


@pytest.mark.parametrize("cut", [5, 15, -4])
def test_damaged_compression_is_refused(tmp_path: Path, array: np.ndarray, cut: int) -> None:
    path = tmp_path / "a-ubyte.gz"
    path.write_bytes(gzip.compress(idx_bytes(array))[:cut])
    with pytest.raises(IdxError, match="cannot be read"):
        read_idx(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(IdxError, match=r"nothing-ubyte cannot be read \(No such file"):
        read_idx(tmp_path / "nothing-ubyte")
