"""What a person does to the network, as steps of the document."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING

from explorer.engine.network import LayerError, NetworkError, Shape, title
from explorer.engine.network.edit import (
    duplicated,
    inserted,
    layer_at,
    moved,
    removed,
    replaced,
    sequence_at,
)
from explorer.engine.network.errors import PlaceError
from explorer.panels.layers.clipboard import copy_layer, pasted_layer
from explorer.panels.layers.state import existing
from explorer.panels.layers.templates import TEMPLATES, new_layer

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.engine.network import Layer, Network, Place
    from explorer.panels.layers.cards.fields import Shown
    from explorer.panels.layers.document import Document
    from explorer.panels.layers.state import LayersState
    from explorer.services.store import Store


class Editor:
    """Edits by place; what cannot be done is said by ``complain`` and changes nothing."""

    def __init__(
        self, store: Store[LayersState], document: Document, complain: Callable[[str], object]
    ) -> None:
        self._store = store
        self._document = document
        self._complain = complain

    @property
    def _network(self) -> Network:
        return self._store.state.network

    def select(self, place: Place | None) -> None:
        """Look at a layer, or at the input; a layer that is gone meanwhile is not looked at."""
        if place is None or existing(self._network, place) is not None:
            self._store.edit(lambda state: replace(state, selected=place))

    def replace_layer(self, layer: Layer, field: str, before: Shown | None = None) -> None:
        """Take another value of a layer; changes of one field in a row are one step.

        Parameters
        ----------
        before
            What the user saw and changed into ``layer``; without it, the chosen layer. What is on
            the screen may be older than the network: what differs between the two is taken, and
            nothing that was changed since is brought back.
        """
        place = self._store.state.selected if before is None else before.place
        if place is None or existing(self._network, place) is None:
            return
        present = layer_at(self._network, place)
        if before is not None and type(before.layer) is not type(present):
            return

        def do() -> None:
            changed = layer if before is None else _merged(present, before.layer, layer)
            words = f"change {field} of {title(changed)}"
            network = replaced(self._network, place, changed)
            selected = self._store.state.selected
            self._document.change(words, network, selected, merge=f"{place} {field}")

        self._try(do)

    def set_input(self, shape: Shape, before: Shape | None = None) -> None:
        """Take another input: of ``before``, which the user saw, what differs."""
        present = self._network.input
        sides = zip(before or present, shape, present, strict=True)
        merged = Shape(*(new if new != old else now for old, new, now in sides))
        network = replace(self._network, input=merged)
        self._document.change("change the input", network, None, merge="input")

    def rename(self, name: str) -> None:
        """Name the network."""
        self._document.change(
            "rename the network", replace(self._network, name=name),
            self._store.state.selected, merge="name",
        )  # fmt: skip

    def add(self, kind: str, place: Place | None = None) -> None:
        """Put in a new layer: at a place, or behind the chosen one."""
        if kind not in TEMPLATES:
            return  # dropped by another program
        at = self._after_selected() if place is None else place
        self._try(lambda: self._insert(new_layer(kind, self._network, at), at, "add"))

    def remove(self, place: Place) -> None:
        """Take a layer out; the one that moves up is chosen."""

        def do() -> None:
            network = removed(self._network, place)
            left = len(sequence_at(network, place[:-1]))
            index = min(place[-1], left - 1)
            nearest = (*place[:-1], index) if left else place[:-2] or None
            words = f"remove {title(layer_at(self._network, place))}"
            self._document.change(words, network, nearest)

        self._try(do)

    def duplicate(self, place: Place) -> None:
        """Put a copy of a layer behind it."""

        def do() -> None:
            words = f"duplicate {title(layer_at(self._network, place))}"
            after = (*place[:-1], place[-1] + 1)
            self._document.change(words, duplicated(self._network, place), after)

        self._try(do)

    def move(self, place: Place, to: Place) -> None:
        """Put a layer before the one at ``to``."""

        def do() -> None:
            words = f"move {title(layer_at(self._network, place))}"
            network, there = moved(self._network, place, to)
            self._document.change(words, network, there)

        self._try(do)

    def copy(self, place: Place) -> None:
        """Copy a layer as text."""
        self._try(lambda: copy_layer(layer_at(self._network, place)))

    def cut(self, place: Place) -> None:
        """Copy a layer and take it out."""
        self.copy(place)
        self.remove(place)

    def paste(self, place: Place | None = None) -> None:
        """Put the layer of the clipboard behind a place, or behind the chosen one."""
        at = self._after_selected() if place is None else (*place[:-1], place[-1] + 1)
        self._try(lambda: self._insert(pasted_layer(), at, "paste"))

    def open(self, network: Network, words: str) -> None:
        """Take another network, as one step."""
        self._document.change(words, network, (0,))

    def _after_selected(self) -> Place:
        place = self._store.state.selected
        return (0,) if place is None else (*place[:-1], place[-1] + 1)

    def _insert(self, layer: Layer, place: Place, verb: str) -> None:
        network = inserted(self._network, place, (layer,))
        self._document.change(f"{verb} {title(layer)}", network, place)

    def _try(self, do: Callable[[], object]) -> None:
        try:
            do()
        except PlaceError:
            return  # the drawing was a moment older than the network: the layer is gone
        except (LayerError, NetworkError) as error:
            self._complain(str(error))


def _merged(present: Layer, before: Layer, after: Layer) -> Layer:
    """Return a layer with what was changed from one value of it to another."""
    changes = {
        field.name: getattr(after, field.name)
        for field in fields(after)
        if getattr(after, field.name) != getattr(before, field.name)
    }
    return replace(present, **changes)
