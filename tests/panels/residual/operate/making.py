"""Small chains and measurements for tests, without a network."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from explorer.engine.network.shape import Shape
from explorer.engine.residual.gates import ResidualPlace
from explorer.panels.residual.operate.accuracy import AccuracyRequest, Pair, Progress
from explorer.panels.residual.operate.values import Block, Chain

if TYPE_CHECKING:
    from collections.abc import Generator

WIDE, NARROW, DEEP = Shape(8, 8, 4), Shape(4, 4, 8), Shape(4, 4, 12)


def place(index: int, number: int, shape: Shape, after: Shape | None = None) -> ResidualPlace:
    kind = "identity" if after is None else "padded"
    name = f"blocks.{number - 1}"
    around = "x, as it came" if after is None else "the mean of each 2×2 pixels of x"
    return ResidualPlace(
        index, name, f"block {number}", shape, after or shape, after is None, kind, around
    )


def chain() -> Chain:
    """Six blocks: two wide, one without a skip, two narrow, one padded."""
    places = (place(0, 1, WIDE), place(1, 2, WIDE), place(2, 4, NARROW), place(3, 5, NARROW),
              place(4, 6, NARROW, DEEP))  # fmt: skip
    shapes = [(WIDE, WIDE), (WIDE, WIDE), (WIDE, NARROW), (NARROW, NARROW), (NARROW, NARROW),
              (NARROW, DEEP)]  # fmt: skip
    of = (0, 1, None, 2, 3, 4)
    blocks = tuple(
        Block(index + 1, f"blocks.{index}", *pair, "3×3→4", of[index])
        for index, pair in enumerate(shapes)
    )
    return Chain("efficientnet-lite0", blocks, places)


def pair(first: float, second: float) -> Pair:
    cells = (round(15 * first), 15, round(13 * second), 12, 13, 0.5)
    return Pair(first, second, f"agrees on {first:.0%}", cells)


class Measured:
    """A measurement of three pictures, which waits before the last until it is let go."""

    def __init__(self, gated: bool = False) -> None:
        self.gate = threading.Event()
        self.requests: list[AccuracyRequest] = []
        if not gated:
            self.gate.set()

    def __call__(self, request: AccuracyRequest) -> Generator[Progress, None, Progress]:
        self.requests.append(request)
        count = 10 + bool(request.gates or request.deleted or request.swapped)
        pairs = tuple(pair(1 - index / 20, 0.7 - index / 20) for index in range(count))
        for seen in (1, 2):
            yield Progress(seen, 3, seen, pairs)
        while not self.gate.wait(0.01):
            yield Progress(2, 3, 2, pairs)
        progress = Progress(3, 3, 3, pairs)
        yield progress
        return progress
