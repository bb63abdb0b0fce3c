"""A worker's function that is made at its first call: what it needs is imported in the worker."""

from __future__ import annotations

from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
V = TypeVar("V")


def made_when_called(make: Callable[[], Callable[P, V]]) -> Callable[P, V]:
    """Return a function that calls what ``make`` returns, made once, in the thread that calls.

    Pages open before torch is there; whatever imports it is made in the worker.
    """
    made: list[Callable[P, V]] = []

    def call(*args: P.args, **kwargs: P.kwargs) -> V:
        if not made:
            made.append(make())
        return made[0](*args, **kwargs)

    return call
