"""Thinning: a stroke becomes a line one pixel wide that runs in its middle.

Zhang and Suen, "A fast parallel algorithm for thinning digital patterns", Communications of the
ACM 27 (3), 1984. Two passes take turns, each peeling pixels off two sides, until nothing changes.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from explorer.engine.opencv import cv2

if TYPE_CHECKING:
    from numpy.typing import NDArray

# One bit for each neighbour, clockwise from the one above: P2 to P9 in the paper.
_BITS = np.array([[128, 1, 2], [64, 0, 4], [32, 16, 8]], np.float32)


def thinned(mask: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the middle lines of a mask of 0 and 1, uint8 (H, W); a copy."""
    lines = np.ascontiguousarray(mask, np.uint8).copy()
    while True:
        removed = 0
        for table in _TABLES:
            code = cv2.filter2D(lines, cv2.CV_8U, _BITS, borderType=cv2.BORDER_CONSTANT)
            peel = np.asarray(cv2.LUT(code, table), np.uint8) & lines
            removed += cv2.countNonZero(peel)
            lines ^= peel
        if removed == 0:
            return lines


def _removable(code: int, last_pass: bool) -> bool:
    """Say whether a pixel with these neighbours goes (conditions (a) to (d) of the paper)."""
    p = [code >> bit & 1 for bit in range(8)]  # P2, P3, ... P9
    rises = sum(before < after for before, after in pairwise([*p, p[0]]))
    up, right, down, left = p[0], p[2], p[4], p[6]
    if last_pass:
        sides = up * right * left == 0 and up * down * left == 0
    else:
        sides = up * right * down == 0 and right * down * left == 0
    return 2 <= sum(p) <= 6 and rises == 1 and sides


_TABLES = tuple(
    np.array([_removable(code, last_pass) for code in range(256)], np.uint8)
    for last_pass in (False, True)
)
