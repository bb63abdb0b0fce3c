"""From the panel's state to what the worker is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.panels.filters.maps.values import MapsRequest

if TYPE_CHECKING:
    from explorer.panels.filters.state import FiltersState, UnitState

STAYING = ("still", "frozen")
"""Kinds of source whose picture stays."""


def request_of(
    state: FiltersState, device: str, source_kind: str, room: tuple[int, int]
) -> MapsRequest:
    """Leave out what only the screen needs."""
    keeps = source_kind in STAYING or draws_digit(state)
    return MapsRequest(
        unit=state.unit,
        device=device,
        order=state.maps.order,
        scale=state.maps.scale,
        keeps=keeps,
        room=room,
    )


def reads_digits(unit: UnitState) -> bool:
    """Whether the network reads digits, so that one can be drawn for it."""
    return "lenet5" in (unit.network, unit.own_network if unit.network == "own" else "")


def draws_digit(state: FiltersState) -> bool:
    """Whether the picture is what is drawn on the pad."""
    return reads_digits(state.unit) and state.maps.digit_from == "pad"
