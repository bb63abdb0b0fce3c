"""Bundled data sets: a file of arrays, and the record that says what it is.

Both lie in ``assets/datasets``. A file that is not the one of its record is refused, so what is
computed from it can be compared from one computer to another.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from safetensors import SafetensorError, safe_open

from explorer.engine.assets import ASSETS
from explorer.engine.checksums import sha256
from explorer.engine.errors import ExplorerError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

FOLDER = ASSETS / "datasets"


class DatasetError(ExplorerError, RuntimeError):
    """A bundled data set cannot be used; the message names the file, says why and what to do."""


def load_arrays(record: Path, build: str) -> dict[str, NDArray[np.generic]]:
    """Return the arrays of the file that a record describes, checked against it.

    Parameters
    ----------
    record
        A JSON file beside it with its ``file``, ``bytes`` and ``sha256``.
    build
        The script that makes both, for the message.

    Raises
    ------
    DatasetError
        The file or its record is missing, truncated or altered.
    """
    about = _read_record(record, build)
    path = record.parent / about["file"]
    _check(path, about, record.name, build)
    try:
        with safe_open(path, framework="numpy") as opened:
            return {name: opened.get_tensor(name) for name in opened.keys()}
    except (SafetensorError, OSError) as error:
        raise _unusable(path, f"cannot be read ({error})", build) from error


def _read_record(path: Path, build: str) -> Mapping[str, Any]:
    try:
        record: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return {key: record[key] for key in ("file", "bytes", "sha256")}
    except FileNotFoundError as error:
        raise _unusable(path, "is missing", build) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _unusable(path, f"is damaged ({type(error).__name__}: {error})", build) from error


def _check(path: Path, about: Mapping[str, Any], record: str, build: str) -> None:
    try:
        size = path.stat().st_size
        if size < about["bytes"]:
            raise _unusable(path, f"is cut short: {size:,} of {about['bytes']:,} bytes", build)
        if sha256(path) != about["sha256"]:
            raise _unusable(path, f"was altered: its SHA-256 is not that of {record}", build)
    except FileNotFoundError as error:
        raise _unusable(path, "is missing", build) from error
    except OSError as error:
        raise _unusable(path, f"cannot be read ({error.strerror})", build) from error


def _unusable(path: Path, what: str, build: str) -> DatasetError:
    inside = path.is_relative_to(ASSETS.parent)
    shown = (path.relative_to(ASSETS.parent) if inside else path).as_posix()
    remedy = f"Restore it with `git checkout -- {shown}`"
    return DatasetError(f"{shown} {what}. {remedy}, or build it again with `python {build}`.")
