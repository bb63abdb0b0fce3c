"""IDX files, in which MNIST and its likes are published: bytes in a shape that the header names."""

from __future__ import annotations

import gzip
import math
import zlib
from typing import TYPE_CHECKING, BinaryIO, Final, cast

import numpy as np

from explorer.engine.errors import ExplorerError

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

_BYTES_FOLLOW: Final = b"\0\0\x08"
_LARGEST: Final = 4_000_000_000


class IdxError(ExplorerError, ValueError):
    """A file that is no IDX file of bytes, or not all of it."""


def read_idx(path: Path) -> NDArray[np.uint8]:
    """Return what an IDX file holds, compressed or not, as uint8 in the shape that it names.

    Raises
    ------
    IdxError
        The file is missing, is another kind of file, is damaged or cut short.
    """
    try:
        with _opened(path) as stream:
            return _array(stream, path)
    except (OSError, EOFError, zlib.error) as error:  # gzip raises all three
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise IdxError(f"{path} cannot be read ({reason}). Copy or download it again.") from error


def _opened(path: Path) -> BinaryIO:
    return cast("BinaryIO", gzip.open(path, "rb")) if path.suffix == ".gz" else path.open("rb")


def _array(stream: BinaryIO, path: Path) -> NDArray[np.uint8]:
    magic = stream.read(4)
    if magic[:3] != _BYTES_FOLLOW or len(magic) < 4 or not 1 <= magic[3] <= 4:
        raise IdxError(f"{path} is no IDX file of bytes. Choose one of MNIST's form.")
    sizes = stream.read(4 * magic[3])
    whole = len(sizes) == 4 * magic[3]
    shape = tuple(int(size) for size in np.frombuffer(sizes, ">u4")) if whole else ()
    count = math.prod(shape)
    if not whole or count > _LARGEST:
        raise IdxError(f"{path} has a damaged header. Copy or download it again.")
    content = stream.read(count)
    if len(content) < count:
        raise IdxError(
            f"{path} is cut short: {len(content):,} of {count:,} bytes. Copy or download it again."
        )
    if stream.read(1):  # at the end, gzip checks its sum
        raise IdxError(f"{path} is longer than its header says. Copy or download it again.")
    return np.frombuffer(content, np.uint8).reshape(shape)
