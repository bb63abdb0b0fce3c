"""Write a file of weights into ``assets/weights`` together with its entry in the manifest."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import json
import pickle
from typing import TYPE_CHECKING, Any

import torch
from repository import ASSETS
from safetensors.torch import save_file

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import packages
    from torch import Tensor

    from explorer.engine.preprocessing import Preprocessing

FOLDER = ASSETS / "weights"
MANIFEST = FOLDER / "manifest.json"

# What pickles of numpy arrays need, and nothing more. Python 2 wrote the older names.
_ALLOWED = {
    ("numpy.core.multiarray", "_reconstruct"): ("numpy._core.multiarray", "_reconstruct"),
    ("numpy", "ndarray"): ("numpy", "ndarray"),
    ("numpy", "dtype"): ("numpy", "dtype"),
}


class ArrayUnpickler(pickle.Unpickler):
    """Reads containers of numpy arrays and refuses everything else."""

    def find_class(self, module_name: str, global_name: str) -> Any:
        """Return one of the three names that an array needs."""
        allowed = _ALLOWED.get((module_name, global_name))
        if allowed is None:
            raise pickle.UnpicklingError(f"{module_name}.{global_name} is not allowed")
        return super().find_class(*allowed)


def read_arrays(path: Path) -> Any:
    """Read a pickle of numpy arrays, of Python 2 or 3."""
    with path.open("rb") as stream:
        return ArrayUnpickler(stream, encoding="latin1").load()


def source(package: packages.Package, path: str, sha256: str) -> dict[str, str]:
    """Return the manifest's words for where a file came from."""
    return {
        "registry": package.registry,
        "package": package.name,
        "version": package.version,
        "path": path,
        "sha256": sha256,
    }


def as_json(preprocessing: Preprocessing) -> dict[str, Any]:
    """Return a preprocessing as the manifest holds it."""
    return dataclasses.asdict(preprocessing)


def write(name: str, tensors: Mapping[str, Tensor], about: Mapping[str, Any]) -> None:
    """Write ``<name>.safetensors`` and its entry."""
    path = FOLDER / f"{name}.safetensors"
    plain = {key: value.detach().contiguous() for key, value in tensors.items()}
    save_file(plain, path)
    path.chmod(0o644)  # safetensors lets its owner alone read it
    half = any(value.dtype == torch.float16 for value in plain.values())
    shapes = {key: list(value.shape) for key, value in plain.items()}
    entry = _entry(path, "float16" if half else "float32", about) | {"tensors": shapes}
    _enter(name, entry)


def write_list(name: str, values: list[str], about: Mapping[str, Any]) -> None:
    """Write ``<name>.json``, a list of names, and its entry."""
    path = FOLDER / f"{name}.json"
    # On one line: line ends that git changes would change the checksum.
    path.write_text(json.dumps(values, ensure_ascii=False), encoding="utf-8")
    _enter(name, _entry(path, "text", about))


def halved(tensors: Mapping[str, Tensor], keep: tuple[str, ...] = ()) -> dict[str, Tensor]:
    """Return kernels and matrices in half precision, but for those named with a part in ``keep``.

    Biases and statistics stay as they are.
    """
    return {
        key: value.half() if value.dim() > 1 and not any(part in key for part in keep) else value
        for key, value in tensors.items()
    }


def _entry(path: Path, dtype: str, about: Mapping[str, Any]) -> dict[str, Any]:
    content = path.read_bytes()
    return {
        "file": path.name,
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "dtype": dtype,
        "date": datetime.datetime.now(tz=datetime.UTC).date().isoformat(),
        **about,
    }


def _enter(name: str, entry: Mapping[str, Any]) -> None:
    files: dict[str, Any] = {}
    if MANIFEST.exists():
        files = json.loads(MANIFEST.read_text(encoding="utf-8"))["files"]
    old = files.get(name, {})
    if old.get("sha256") == entry["sha256"]:
        entry = {**entry, "date": old["date"]}  # rebuilt, and the same to the byte
    files[name] = entry
    text = pretty({"version": 1, "files": dict(sorted(files.items()))})
    MANIFEST.write_text(text + "\n", encoding="utf-8")
    print(f"{entry['file']}: {entry['bytes']:,} bytes, {entry['dtype']}, {entry['sha256']}")


def pretty(value: Any, indent: str = "") -> str:
    """Return JSON with one line for each entry of an object, and lists on one line."""
    if not isinstance(value, dict) or not value:
        return json.dumps(value, ensure_ascii=False)
    inner = indent + "  "
    lines = [
        f"{inner}{json.dumps(key, ensure_ascii=False)}: {pretty(one, inner)}"
        for key, one in value.items()
    ]
    return "{\n" + ",\n".join(lines) + f"\n{indent}}}"
