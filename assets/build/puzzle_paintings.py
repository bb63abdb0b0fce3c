"""Paintings out of the jigsaw puzzles of GCompris: pieces put together where its boards say.

The Debian package ``gcompris-qt-data`` keeps them in a Qt resource file: for each painting a board
(QML) with its pieces' names and centres, and the pieces as WebP with a transparent surround.
"""

from __future__ import annotations

import re
import struct
import zlib
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

BOARD_WIDTH, BOARD_HEIGHT = 702, 515
_MARGIN = 100  # pieces may reach over the board's edge
_COMPRESSED, _FOLDER = 1, 2
_NODE_BYTES = 22
_PIECE = re.compile(r'image/(\S+\.webp)",\s*"x" : "([\d.]+)",\s*"y" : "([\d.]+)"')


def resource_files(path: Path) -> dict[str, bytes]:
    """Return the files in a Qt resource file of format 2 or 3, by name."""
    content = path.read_bytes()
    magic, version, tree, data, names, _ = struct.unpack(">4s5I", content[:24])
    if magic != b"qres" or version not in (2, 3):
        raise ValueError(f"{path} is not a Qt resource file of format 2 or 3")

    def name_at(offset: int) -> str:
        (length,) = struct.unpack_from(">H", content, names + offset)
        start = names + offset + 6
        return content[start : start + 2 * length].decode("utf-16-be")

    def walk(node: int) -> Iterator[tuple[str, bytes]]:
        at = tree + node * _NODE_BYTES
        name, flags = struct.unpack_from(">IH", content, at)
        if flags & _FOLDER:
            count, first = struct.unpack_from(">II", content, at + 6)
            for child in range(first, first + count):
                yield from walk(child)
            return
        (offset,) = struct.unpack_from(">I", content, at + 10)
        (length,) = struct.unpack_from(">I", content, data + offset)
        found = content[data + offset + 4 : data + offset + 4 + length]
        yield name_at(name), zlib.decompress(found[4:]) if flags & _COMPRESSED else found

    return dict(walk(0))


def painting(files: dict[str, bytes], board: str) -> NDArray[Any]:
    """Put a board's pieces together; return uint8 BGR (H, W, 3), without what no piece covers."""
    shape = (BOARD_HEIGHT + 2 * _MARGIN, BOARD_WIDTH + 2 * _MARGIN)
    colours, cover = np.zeros((*shape, 3)), np.zeros((*shape, 1))
    for name, x, y in _PIECE.findall(files[board].decode("utf-8")):
        piece = cv2.imdecode(np.frombuffer(files[name], np.uint8), cv2.IMREAD_UNCHANGED)
        height, width = piece.shape[:2]
        opaque = piece[..., 3:] / 255.0 if piece.shape[2] == 4 else np.ones((height, width, 1))
        top = round(float(y) * BOARD_HEIGHT - height / 2) + _MARGIN
        left = round(float(x) * BOARD_WIDTH - width / 2) + _MARGIN
        colours[top : top + height, left : left + width] += piece[..., :3] * opaque
        cover[top : top + height, left : left + width] += opaque
    rows, columns = _covered(cover[..., 0])
    mixed = colours[rows, columns] / np.maximum(cover[rows, columns], 1e-6)
    return np.clip(np.round(mixed), 0, 255).astype(np.uint8)


def _covered(cover: NDArray[np.float64]) -> tuple[slice, slice]:
    """Return the rows and columns that pieces cover nearly everywhere."""
    inside = cover > 0.5
    within = inside[:, inside.any(0)].mean(1) > 0.99, inside[inside.any(1)].mean(0) > 0.99
    return tuple(slice(int(np.argmax(one)), len(one) - int(np.argmax(one[::-1]))) for one in within)  # type: ignore[return-value]
