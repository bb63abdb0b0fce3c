"""A panel's frozen state to plain JSON values and back, with the place of what does not fit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from explorer.engine.errors import ExplorerError

if TYPE_CHECKING:
    from collections.abc import Mapping

State = TypeVar("State")


class StateError(ExplorerError, ValueError):
    """A saved state that does not fit; the text names the value, its place and the range."""


def to_plain(state: object) -> dict[str, Any]:
    """Turn a frozen dataclass into dicts, lists, numbers and strings."""
    import msgspec

    plain: dict[str, Any] = msgspec.to_builtins(state)
    return plain


def from_plain(plain: Mapping[str, Any], state_type: type[State]) -> State:
    """Build a state from plain values; what is not named keeps its default.

    Raises
    ------
    StateError
        When a value has the wrong type or lies outside what the state allows.
    """
    import msgspec

    try:
        return msgspec.convert(plain, type=state_type)
    except msgspec.ValidationError as error:
        raise StateError(f"The saved state does not fit: {error}.") from error
    except UnicodeEncodeError as error:
        raise StateError("The saved state does not fit: a text has half a sign in it.") from error
