"""What can be wrong with the numbers that a bottleneck or an inception module is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.engine.arithmetic import ShapeError
from explorer.engine.network.limits import LARGEST

if TYPE_CHECKING:
    from explorer.engine.network.shape import Shape


class BottleneckError(ShapeError):
    """A size that cannot be; the text names it with its number and its range.

    Attributes
    ----------
    field
        The field at fault ("filters", "width", "input.height", …), so that the text can stand
        beside its control.
    """

    def __init__(self, text: str, field: str) -> None:
        super().__init__(text)
        self.field = field


def check_range(field: str, what: str, value: int, high: int = LARGEST) -> None:
    """Refuse a number that is not from 1 to ``high``.

    Raises
    ------
    BottleneckError
        It is not.
    """
    if not 1 <= value <= high:
        raise BottleneckError(f"{what} is {value:,}: it has to lie from 1 to {high:,}.", field)


def check_input(shape: Shape) -> None:
    """Refuse an input with a side that is not from 1 to `LARGEST`.

    Raises
    ------
    BottleneckError
        A side is not; its field is "input.height", "input.width" or "input.channels".
    """
    check_range("input.height", "The input's height", shape.height)
    check_range("input.width", "The input's width", shape.width)
    check_range("input.channels", "The number of input channels", shape.channels)
