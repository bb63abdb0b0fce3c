"""Which colours the parts of a drawing have, mixed from those of the theme."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor

if TYPE_CHECKING:
    from explorer.widgets.theme import Theme

# Kind -> token, and how much of the muted colour is mixed in.
_KINDS = {
    "input": ("muted", 0.0),
    "conv": ("accent", 0.0),
    "sparse-conv": ("accent", 0.0),
    "pool": ("warm", 0.0),
    "global-pool": ("warm", 0.0),
    "dense": ("good", 0.0),
    "radial-basis": ("good", 0.0),
    "batch-norm": ("accent", 0.62),
    "local-response-norm": ("warm", 0.6),
    "activation": ("muted", 0.0),
    "dropout": ("faint", 0.0),
    "flatten": ("faint", 0.0),
}
_SOFT_PLATES = frozenset({"activation", "batch-norm", "local-response-norm", "dropout", "flatten"})


@dataclass(frozen=True, slots=True)
class Faces:
    """The colours of one solid: its three faces, its edges, and words on it."""

    front: QColor
    top: QColor
    side: QColor
    edge: QColor
    text: QColor


def mixed(first: QColor, second: QColor, share: float) -> QColor:
    """Return a colour with a share, 0 to 1, of the second in it."""
    values = (
        round(a + (b - a) * share)
        for a, b in zip(first.getRgb()[:3], second.getRgb()[:3], strict=True)  # type: ignore[index]
    )
    return QColor(*values)


class Inks:
    """The colours of a drawing in one theme."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self.is_dark = theme.name == "dark"
        colour = theme.colour
        self.ground = colour("surface")
        self.text = colour("text")
        self.muted = colour("muted")
        self.faint = colour("faint")
        self.line = colour("line")
        self.accent = colour("accent")
        self.bad = colour("bad")
        self.block = mixed(colour("accent"), colour("bad"), 0.5)
        self.flow = mixed(colour("muted"), self.ground, 0.25)
        self._faces: dict[str, Faces] = {}

    def faces(self, kind: str) -> Faces:
        """Return the colours of a kind of layer."""
        if kind not in self._faces:
            self._faces[kind] = self._mixed_faces(kind)
        return self._faces[kind]

    def kind(self, kind: str) -> QColor:
        """Return the one colour of a kind."""
        if kind not in _KINDS:
            return self.block
        token, share = _KINDS[kind]
        return mixed(self.theme.colour(token), self.muted, share)

    def _mixed_faces(self, kind: str) -> Faces:
        white, black = self.theme.on_picture("text"), self.theme.on_picture("background")
        base = mixed(self.kind(kind), self.ground, 0.06 if self.is_dark else 0.22)
        if kind in _SOFT_PLATES:
            base = mixed(base, self.ground, 0.12)
        return Faces(
            base,
            mixed(base, white, 0.3 if self.is_dark else 0.42),
            mixed(base, black, 0.3 if self.is_dark else 0.2),
            mixed(base, black, 0.62 if self.is_dark else 0.45),
            self.theme.text_on(base),
        )


@lru_cache(4)
def inks_of(theme: Theme) -> Inks:
    """Return the colours for a theme."""
    return Inks(theme)
