"""Darknet's ``.weights``: a header, then float32 numbers layer by layer, all little-endian.

The header is three int32, the version, and how many pictures training has seen: an int64 from
version 0.2 on, an int32 before. Each convolution then has its biases, with batch normalisation its
scales, rolling means and rolling variances, and its kernels (filters, channels, rows, columns).
Nothing says where a layer begins: only a file of exactly the right length can be the cfg's.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
import torch

from explorer.engine.darknet.errors import DarknetError
from explorer.engine.darknet.plan import Plan, count_in_file, numbers_in_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from torch import Tensor

    from explorer.engine.darknet.shapes import Planned

_VERSION = struct.Struct("<3i")
_NAMES_BATCH_NORM = {
    "biases": "norm.bias",
    "scales": "norm.weight",
    "rolling means": "norm.running_mean",
    "rolling variances": "norm.running_var",
    "weights": "conv.weight",
}
_NAMES_BIAS = {"biases": "conv.bias", "weights": "conv.weight"}
_FLOAT_BYTES = 4


@dataclass(frozen=True, slots=True)
class Header:
    """What a weights file says of itself.

    Parameters
    ----------
    version
        Major, minor and revision.
    seen
        How many pictures it was trained on.
    size_bytes
        16 or 20.
    """

    version: tuple[int, int, int]
    seen: int
    size_bytes: int


def read_weights(path: Path, plan: Plan) -> dict[str, Tensor]:
    """Return the tensors of a file under the names of `DarknetNetwork`'s parameters, in float32.

    Raises
    ------
    DarknetError
        If the file is too short or too long for the plan, holds what is not a finite number, or
        is not in this format; the text names the layer and the byte.
    """
    try:
        with path.open("rb") as stream:
            header = read_header(stream, path.name)
            size = path.stat().st_size
            _check_length(plan, header, size, path.name)
            content = stream.read(size - header.size_bytes)
    except OSError as error:
        raise DarknetError(f"{path.name} cannot be read ({error.strerror}).") from error
    if len(content) != size - header.size_bytes:
        raise DarknetError(f"{path.name} changed while it was read. Try again.")
    numbers = np.frombuffer(content, dtype="<f4").astype(np.float32)  # a copy, and writable
    return dict(_tensors(plan, numbers, header, path.name))


def read_header(stream: BinaryIO, file: str) -> Header:
    """Read the header of a file; ``file`` is what errors call it.

    Raises
    ------
    DarknetError
        If it is cut short, or is none.
    """
    start = stream.read(_VERSION.size)
    if len(start) < _VERSION.size:
        raise _short_header(file, len(start), _VERSION.size + 4)
    major, minor, revision = _VERSION.unpack(start)
    if not (0 <= major < 1000 and 0 <= minor < 1000 and revision >= 0):
        raise DarknetError(
            f"{file} is not a Darknet weights file: its first 12 bytes would be version "
            f"{major}.{minor}.{revision}. Were the cfg and the weights swapped?"
        )
    wide = major * 10 + minor >= 2
    seen = struct.Struct("<q" if wide else "<i")
    rest = stream.read(seen.size)
    if len(rest) < seen.size:
        raise _short_header(file, len(start) + len(rest), len(start) + seen.size)
    return Header((major, minor, revision), seen.unpack(rest)[0], len(start) + seen.size)


def expected_bytes(plan: Plan, header_bytes: int) -> int:
    """Return how long the weights file of a plan is."""
    return header_bytes + _FLOAT_BYTES * sum(count_in_file(one) for one in plan.layers)


def _short_header(file: str, there: int, due: int) -> DarknetError:
    return DarknetError(f"{file} ends at byte {there:,}, inside its header of {due} bytes.")


def _check_length(plan: Plan, header: Header, size: int, file: str) -> None:
    start = header.size_bytes
    due = expected_bytes(plan, start)
    last = start
    said = ""
    for one in plan.layers:
        for part, shape in numbers_in_file(one):
            end = last + _FLOAT_BYTES * prod(shape)
            said = f"{part} of {one.placed.title} (line {one.placed.line} of {plan.cfg.file})"
            if size < end:
                raise DarknetError(
                    f"{file} is too short: it ends at byte {size:,} of {due:,}, and the {said} are "
                    f"bytes {last:,} to {end:,}. Download it again, or open it with the cfg that "
                    "belongs to it."
                )
            last = end
    if size > due:
        raise DarknetError(
            f"{file} is too long: the {said}, end at byte {due:,}, and the file at {size:,}. "
            "Open it with the cfg that belongs to it."
        )


def _tensors(
    plan: Plan, numbers: np.ndarray, header: Header, file: str
) -> Iterator[tuple[str, Tensor]]:
    position = 0
    for one in plan.layers:
        parts = numbers_in_file(one)
        names = _NAMES_BIAS if len(parts) == len(_NAMES_BIAS) else _NAMES_BATCH_NORM
        for part, shape in parts:
            values = numbers[position : position + prod(shape)]
            _check_values(values, header.size_bytes + _FLOAT_BYTES * position, part, one, file)
            position += len(values)
            name = f"layers.{one.placed.index}.{names[part]}"
            yield name, torch.from_numpy(values.reshape(shape))


def _check_values(values: np.ndarray, byte: int, part: str, one: Planned, file: str) -> None:
    wrong = ~np.isfinite(values)
    if part == "rolling variances":
        wrong |= values < 0
    if wrong.any():
        first = int(wrong.argmax())
        raise DarknetError(
            f"{file}, byte {byte + _FLOAT_BYTES * first:,}: among the {part} of "
            f"{one.placed.title} is {values[first]}. The file is damaged, or belongs to another "
            "cfg of the same size."
        )
