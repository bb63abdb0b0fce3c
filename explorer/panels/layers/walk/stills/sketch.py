"""What a sketch shows, as values; how they are painted stands beside, in ``paint_*.py``."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fan:
    """Every output reads all inputs; beside it a convolution, whose outputs read a window.

    ``window`` and ``of`` are how many numbers one output of that convolution reads, of how many;
    ``window_title`` is what the convolution is called.
    """

    inputs: int
    outputs: int
    window: int
    of: int
    window_title: str


@dataclass(frozen=True, slots=True)
class Curve:
    """A function of one number, by its name in `functions.CURVES`."""

    function: str


@dataclass(frozen=True, slots=True)
class Scores:
    """Some numbers and what softmax makes of them."""

    values: tuple[float, ...] = (2.0, 1.0, 0.2, -0.5, -1.5)


@dataclass(frozen=True, slots=True)
class Stack:
    """Maps stacked along the channels: counts, and whose they are."""

    parts: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class ChannelWindow:
    """A channel among its neighbours: of ``channels``, ``before`` and ``after`` are read too."""

    channels: int
    before: int = 0
    after: int = 0


@dataclass(frozen=True, slots=True)
class Detour:
    """A path through layers beside a shorter one; both meet in a sum, unless ``ends``.

    ``ends``: the path leads out of the network, and the shorter one is the network.
    """

    main: tuple[str, ...]
    side: tuple[str, ...]
    main_shape: str
    side_shape: str
    after: str = ""
    ends: bool = False


@dataclass(frozen=True, slots=True)
class Crossed:
    """Numbers of which a share is set to 0."""

    share: float


@dataclass(frozen=True, slots=True)
class Unrolled:
    """Maps of (height, width, channels), laid out one after another."""

    height: int
    width: int
    channels: int


Sketch = Fan | Curve | Scores | Stack | ChannelWindow | Detour | Crossed | Unrolled
