"""The weights that the application ships with: what each file is, and loading it checked.

A manifest, ``assets/weights/manifest.json``, says for every file where it comes from, what it may
be used for, how it was measured, and its SHA-256. Files are in the safetensors format, which is
plain data. They are mapped into memory and not kept: what is loaded lives as long as its user.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from safetensors import SafetensorError, safe_open

from explorer.engine.assets import ASSETS
from explorer.engine.checksums import WeightsError, sha256
from explorer.engine.official import load_official

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from torch import Tensor

__all__ = [
    "ASSETS",
    "Verification",
    "WeightsError",
    "WeightsRecord",
    "labels",
    "load_official",
    "load_weights",
    "manifest",
    "verify_all",
]

FOLDER = ASSETS / "weights"
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class WeightsRecord:
    """What the manifest says about one file.

    ``source``, ``licence``, ``preprocessing``, ``published``, ``measured`` and ``reference`` are
    the manifest's own objects, for people and for tests. ``build`` is the script that makes the
    file. ``shapes`` is empty where the file holds no tensors.
    """

    name: str
    path: Path
    network: str
    sha256: str
    size_bytes: int
    dtype: str
    shapes: Mapping[str, tuple[int, ...]]
    source: Mapping[str, Any]
    licence: Mapping[str, Any]
    preprocessing: Mapping[str, Any]
    published: Mapping[str, Any]
    measured: Mapping[str, Any]
    reference: Mapping[str, Any]
    build: str
    date: str


@dataclass(frozen=True, slots=True)
class Verification:
    """The outcome of checking one file: ``error`` is empty where all is well."""

    name: str
    path: Path
    error: str = ""


def manifest(folder: Path | None = None) -> Mapping[str, WeightsRecord]:
    """Read what each bundled file is, by name.

    Raises
    ------
    WeightsError
        If the manifest is missing or is not what it should be.
    """
    folder = folder or FOLDER
    path = folder / MANIFEST
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))["files"]
        return {name: _record(name, folder, entry) for name, entry in entries.items()}
    except FileNotFoundError as error:
        raise WeightsError(f"{_shown(path)} is missing. {_restore(path)}.") from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        reason = f"{type(error).__name__}: {error}"
        raise WeightsError(f"{_shown(path)} is damaged ({reason}). {_restore(path)}.") from error


def load_weights(name: str, folder: Path | None = None) -> dict[str, Tensor]:
    """Return the tensors of a bundled file, checked against the manifest, on the CPU.

    What is stored in half precision comes as float32. All else stays mapped from the file, and is
    read from it as it is used.

    Raises
    ------
    WeightsError
        If the file is missing, truncated or altered, or its tensors are not those of the manifest.
    """
    record = _find(name, folder)
    _check_file(record)
    try:
        with safe_open(record.path, framework="pt", device="cpu") as opened:
            tensors: dict[str, Tensor] = {key: opened.get_tensor(key) for key in opened.keys()}
    except (SafetensorError, OSError) as error:
        raise _damaged(record, f"cannot be read ({error})") from error
    _check_shapes(record, {key: tuple(value.shape) for key, value in tensors.items()})
    half = record.dtype == "float16"
    return {
        key: value.float() if half and value.is_floating_point() else value
        for key, value in tensors.items()
    }


def labels(name: str, folder: Path | None = None) -> tuple[str, ...]:
    """Return the class names of a bundled list, checked against the manifest.

    Raises
    ------
    WeightsError
        If the file is missing, truncated or altered.
    """
    record = _find(name, folder)
    _check_file(record)
    return tuple(json.loads(record.path.read_text(encoding="utf-8")))


def verify_all(folder: Path | None = None) -> tuple[Verification, ...]:
    """Read every bundled file afresh and check it.

    Raises
    ------
    WeightsError
        If the manifest itself cannot be used.
    """
    return tuple(_verify(record) for record in manifest(folder).values())


def _verify(record: WeightsRecord) -> Verification:
    try:
        _check_file(record, again=True)
        if record.shapes:
            with safe_open(record.path, framework="pt", device="cpu") as opened:
                found = {key: tuple(opened.get_slice(key).get_shape()) for key in opened.keys()}
            _check_shapes(record, found)
    except (WeightsError, SafetensorError, OSError) as error:
        return Verification(record.name, record.path, str(error))
    return Verification(record.name, record.path)


def _find(name: str, folder: Path | None) -> WeightsRecord:
    records = manifest(folder)
    if name not in records:
        raise WeightsError(f"No weights are called {name!r}; there are {', '.join(records)}.")
    return records[name]


def _check_file(record: WeightsRecord, again: bool = False) -> None:
    try:
        size = record.path.stat().st_size
        if size < record.size_bytes:
            raise _damaged(record, f"is cut short: {size:,} of {record.size_bytes:,} bytes")
        if size != record.size_bytes or sha256(record.path, again) != record.sha256:
            raise _damaged(record, "was altered: its SHA-256 is not the manifest's")
    except FileNotFoundError as error:
        raise _damaged(record, "is missing") from error
    except OSError as error:
        raise _damaged(record, f"cannot be read ({error.strerror})") from error


def _check_shapes(record: WeightsRecord, found: Mapping[str, tuple[int, ...]]) -> None:
    wrong = sorted(
        key
        for key in record.shapes.keys() | found.keys()
        if record.shapes.get(key) != found.get(key)
    )
    if wrong:
        first = wrong[0]
        said, held = record.shapes.get(first, "nothing"), found.get(first, "nothing")
        raise _damaged(record, f"does not fit its manifest: {first} is {held} and should be {said}")


def _damaged(record: WeightsRecord, what: str) -> WeightsError:
    remedy = f"{_restore(record.path)}, or build it again with `python {record.build}`."
    return WeightsError(f"{_shown(record.path)} {what}. {remedy}")


def _restore(path: Path) -> str:
    return f"Restore it with `git checkout -- {_shown(path)}`"


def _shown(path: Path) -> str:
    inside = path.is_relative_to(ASSETS.parent)
    return (path.relative_to(ASSETS.parent) if inside else path).as_posix()


def _record(name: str, folder: Path, entry: Mapping[str, Any]) -> WeightsRecord:
    return WeightsRecord(
        name=name,
        path=folder / entry["file"],
        network=entry["network"],
        sha256=entry["sha256"],
        size_bytes=int(entry["bytes"]),
        dtype=entry["dtype"],
        shapes={key: tuple(shape) for key, shape in entry.get("tensors", {}).items()},
        source=entry["source"],
        licence=entry["licence"],
        preprocessing=entry.get("preprocessing", {}),
        published=entry.get("published", {}),
        measured=entry.get("measured", {}),
        reference=entry.get("reference", {}),
        build=entry["build"],
        date=entry["date"],
    )
