"""The network as text, in the languages of the code page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.engine.network.json_form import to_json
from explorer.engine.network.text.diagrams import graphviz, mermaid
from explorer.engine.network.text.keras import keras_source
from explorer.engine.network.text.source import pytorch_source

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from explorer.engine.network import Network
    from explorer.panels.layers.state import Language

WRITERS: Mapping[Language, Callable[[Network], str]] = {
    "pytorch": pytorch_source,
    "keras": keras_source,
    "mermaid": mermaid,
    "graphviz": graphviz,
    "json": to_json,
}
SUFFIXES: Mapping[Language, str] = {
    "pytorch": ".py",
    "keras": ".py",
    "mermaid": ".mmd",
    "graphviz": ".dot",
    "json": ".json",
}
