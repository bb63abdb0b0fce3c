"""Pictures that no scene and no settings may name: they live in memory, one a side."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from explorer.panels.faces.verify.values import Picture, Side


class Held:
    """Frames of cameras, what was pasted, and faces of the gallery. For the GUI thread."""

    def __init__(self) -> None:
        self._pictures: dict[Side, Picture] = {}

    def get(self, side: Side) -> Picture | None:
        """Return what is held for a side."""
        return self._pictures.get(side)

    def put(self, side: Side, picture: Picture | None) -> None:
        """Hold a picture for a side in place of the one before; None lets it go."""
        self._pictures.pop(side, None)
        if picture is not None:
            self._pictures[side] = picture

    def clear(self) -> None:
        """Let both go."""
        self._pictures.clear()
