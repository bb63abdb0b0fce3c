"""Files of weights that are what they should be, and the error for those that are not."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING

from explorer.engine.errors import ExplorerError

if TYPE_CHECKING:
    from pathlib import Path


class WeightsError(ExplorerError, RuntimeError):
    """A file of weights cannot be used; the message names it, and says why and what to do."""


def sha256(path: Path, again: bool = False) -> str:
    """Return the SHA-256 of a file, in hexadecimal digits.

    A file whose size and time of change are the same as before is not read a second time, unless
    ``again``.

    Raises
    ------
    OSError
        If the file cannot be read.
    """
    if again:
        _digest.cache_clear()
    about = path.stat()
    return _digest(path.resolve(), about.st_size, about.st_mtime_ns)


@lru_cache(maxsize=64)
def _digest(path: Path, size: int, changed_ns: int) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
