"""Layers in the clipboard: as text, so that they can also be mailed and read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from explorer.engine.network.errors import NetworkError
from explorer.engine.network.json_form import layer_from_plain, layer_to_plain

if TYPE_CHECKING:
    from explorer.engine.network import Layer

LONGEST = 1_000_000


def copy_layer(layer: Layer) -> None:
    """Put a layer into the clipboard, as JSON."""
    text = json.dumps(layer_to_plain(layer), indent=2, ensure_ascii=False)
    QGuiApplication.clipboard().setText(text)


def pasted_layer() -> Layer:
    """Return the layer that lies in the clipboard.

    Raises
    ------
    NetworkError
        There is none.
    """
    text = QGuiApplication.clipboard().text()
    if not text.strip() or len(text) > LONGEST:
        raise NetworkError("The clipboard holds no layer: copy one with Ctrl+C first.")
    try:
        plain = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NetworkError(
            "The clipboard holds text, but no layer: copy one with Ctrl+C first."
        ) from error
    return layer_from_plain(plain, "clipboard")
