"""The networks that find and embed faces, each loaded once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.engine.faces.locator import locator
from explorer.engine.faces.recognizer import Recognizer, load_recognizer

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.panels.faces.state import Locator

    Load = Callable[[Locator, str], Recognizer]


class Recognizers:
    """The recognizers of one device; they share one embedding network."""

    def __init__(self) -> None:
        self._device = ""
        self._made: dict[str, Recognizer] = {}

    def load(self, kind: Locator, device: str) -> Recognizer:
        """Return the recognizer with this locator.

        Raises
        ------
        ExplorerError
            If weights are missing or damaged, or the device is not there.
        """
        if device != self._device:
            self._device, self._made = device, {}
        if kind not in self._made:
            self._made[kind] = self._with_locator(kind)
        return self._made[kind]

    def _with_locator(self, kind: Locator) -> Recognizer:
        if not self._made:
            return load_recognizer(self._device, kind)
        other = next(iter(self._made.values()))
        return Recognizer(locator(kind, other.device), other.embedder)
