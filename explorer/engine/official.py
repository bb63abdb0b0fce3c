"""Files of weights that a user brings: an official ``.pth`` or ``.safetensors`` of a known network.

A ``.pth`` is a pickle, which can ask for any code to be run. It is read by PyTorch's restricted
unpickler alone (``weights_only=True``), which makes tensors and plain containers and refuses the
rest. Formats whose very purpose is to carry a program are refused outright.
"""

from __future__ import annotations

import pickle
import re
import struct
import zipfile
from typing import TYPE_CHECKING

import torch
from safetensors import SafetensorError
from safetensors.torch import load
from torch import Tensor

from explorer.engine.checksums import WeightsError, sha256

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from torch import nn

READABLE = (".pth", ".safetensors")
# vgg16-397923af.pth: the digits are the first of the file's SHA-256.
_HASH_IN_NAME = re.compile(r"-([0-9a-f]{8,64})\.(?:pth|safetensors)$")
_REFUSED_GLOBAL = re.compile(r"GLOBAL (\S+)")
# All that torch.load and zipfile were seen to raise on files damaged at random, and their kin.
_UNREADABLE = (
    RuntimeError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    AssertionError,
    ArithmeticError,
    EOFError,
    MemoryError,
    OSError,
    struct.error,
)
_SHOWN = 4  # names of tensors in a message


def load_official(path: Path, module: nn.Module) -> dict[str, Tensor]:
    """Read a state dict and return it if it fits ``module``, which may be on the meta device.

    Raises
    ------
    WeightsError
        If the file is refused, damaged, not the one its name says, or of another network.
    """
    state = read_official(path)
    check_fits(state, module, path)
    return state


def read_official(path: Path) -> dict[str, Tensor]:
    """Read the tensors of a ``.pth`` or ``.safetensors`` file, on the CPU, floats as float32.

    Raises
    ------
    WeightsError
        If the file is missing, refused, damaged, or not the one that its name says it is.
    """
    _refuse_programs(path)
    _check_name(path)
    state = _read_safetensors(path) if path.suffix == ".safetensors" else _read_pth(path)
    return {
        key: value.float() if value.is_floating_point() else value for key, value in state.items()
    }


def check_fits(state: Mapping[str, Tensor], module: nn.Module, path: Path) -> None:
    """Compare names and shapes with those of ``module``.

    Raises
    ------
    WeightsError
        If a tensor is missing, is one too many, or has another shape; the message names them.
    """
    wanted = {key: tuple(value.shape) for key, value in module.state_dict().items()}
    found = {key: tuple(value.shape) for key, value in state.items()}
    reasons = []
    if missing := [key for key in wanted if key not in found]:
        reasons.append(f"it lacks {_listed(missing)}")
    if unexpected := [key for key in found if key not in wanted]:
        reasons.append(f"it has {_listed(unexpected)}, which the network has not")
    reasons += [
        f"{key} is {found[key]} and not {wanted[key]}"
        for key in wanted
        if key in found and found[key] != wanted[key]
    ][:_SHOWN]
    if reasons:
        network = type(module).__name__
        raise WeightsError(f"{path.name} does not fit {network}: {'; '.join(reasons)}.")


def _refuse_programs(path: Path) -> None:
    if not path.is_file():
        raise WeightsError(f"{path} is missing, or is not a file.")
    members = _members(path)
    if "constants.pkl" in members or any(name.startswith("code/") for name in members):
        kind = "a TorchScript file"
    elif path.suffix == ".pt2" or "archive_format" in members:
        kind = "an exported program (.pt2)"
    elif path.suffix not in READABLE:
        raise WeightsError(f"{path.name} is not read: only {' and '.join(READABLE)} files are.")
    else:
        return
    raise WeightsError(
        f"{path.name} is {kind}, and opening one can run code that it carries. "
        "Save the network's state dict as .safetensors, or export the network to ONNX."
    )


def _members(path: Path) -> list[str]:
    """Return the names in a zip archive, less its top folder; none if it is no archive."""
    try:
        if not zipfile.is_zipfile(path):
            return []
        with zipfile.ZipFile(path) as archive:
            return [name.partition("/")[2] for name in archive.namelist()]
    except (zipfile.BadZipFile, *_UNREADABLE) as error:
        raise _unreadable(path, error) from error


def _check_name(path: Path) -> None:
    named = _HASH_IN_NAME.search(path.name)
    try:
        found = sha256(path) if named else ""
    except OSError as error:
        raise _unreadable(path, error) from error
    if named and not found.startswith(named[1]):
        raise WeightsError(
            f"{path.name} is not what its name says: its SHA-256 begins with "
            f"{found[: len(named[1])]}, not {named[1]}. Download it again."
        )


def _read_safetensors(path: Path) -> dict[str, Tensor]:
    try:
        return load(path.read_bytes())  # not mapped: a user may overwrite the file meanwhile
    except (SafetensorError, OSError, ValueError) as error:
        raise _unreadable(path, error) from error


def _read_pth(path: Path) -> dict[str, Tensor]:
    try:
        loaded = torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as error:
        asked = _REFUSED_GLOBAL.search(str(error))
        if asked is None:
            raise _unreadable(path, "it is no pickle of tensors") from error
        raise WeightsError(
            f"{path.name} is refused: it asks for {asked[1]}, which is not a tensor and could run "
            "code. Only files of plain tensors (state dicts) are read."
        ) from error
    except _UNREADABLE as error:
        raise _unreadable(path, error) from error
    if isinstance(loaded, dict) and isinstance(loaded.get("state_dict"), dict):
        loaded = loaded["state_dict"]
    if not isinstance(loaded, dict) or not all(isinstance(one, Tensor) for one in loaded.values()):
        raise WeightsError(f"{path.name} holds no state dict: a mapping from names to tensors.")
    return {str(key): value for key, value in loaded.items()}


def _unreadable(path: Path, reason: object) -> WeightsError:
    said = str(reason).strip().splitlines()
    why = f" ({said[0].partition('. ')[0]})" if said else ""
    return WeightsError(f"{path.name} cannot be read{why}. Download it again; it is damaged.")


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
