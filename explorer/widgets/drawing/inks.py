"""Which colours the parts of a drawing have, mixed from those of the theme."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtGui import QBrush, QColor, QGradient, QLinearGradient

if TYPE_CHECKING:
    from explorer.widgets.theme import Theme

# Kind -> token, and how much of the muted colour is mixed in.
_KINDS = {
    "input": ("muted", 0.0),
    "conv": ("accent", 0.0),
    "sparse-conv": ("accent", 0.0),
    "narrowing": ("accent", 0.55),
    "direct": ("warm", 0.0),
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
    """The colours of a cuboid: its three faces, the shaded front, and its edges."""

    front: QColor
    top: QColor
    side: QColor
    edge: QColor
    shaded: QBrush


@dataclass(frozen=True, slots=True)
class BoxInks:
    """The colours of a box: its edge, its ground, that of a plate, and the strip."""

    edge: QColor
    fill: QColor
    plate: QColor
    strip: QColor


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
        self._boxes: dict[str, BoxInks] = {}

    def faces(self, kind: str) -> Faces:
        """Return the colours of a kind of layer."""
        if kind not in self._faces:
            self._faces[kind] = self._mixed_faces(kind)
        return self._faces[kind]

    def box(self, kind: str) -> BoxInks:
        """Return the colours of a kind of layer in a graph."""
        if kind not in self._boxes:
            colour, ground = self.kind(kind), self.ground
            self._boxes[kind] = BoxInks(
                mixed(colour, ground, 0.35), mixed(ground, colour, 0.16),
                mixed(ground, colour, 0.3), colour,
            )  # fmt: skip
        return self._boxes[kind]

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
        top = mixed(base, white, 0.3 if self.is_dark else 0.42)
        side = mixed(base, black, 0.3 if self.is_dark else 0.2)
        edge = mixed(base, black, 0.62 if self.is_dark else 0.45)
        return Faces(base, top, side, edge, _shaded(base, top, side))


def _shaded(base: QColor, top: QColor, side: QColor) -> QBrush:
    """Return a front's brush, a little lighter above, as under a lamp."""
    shade = QLinearGradient(0, 0, 0, 1)
    shade.setCoordinateMode(QGradient.CoordinateMode.ObjectMode)
    shade.setColorAt(0.0, mixed(base, top, 0.22))
    shade.setColorAt(1.0, mixed(base, side, 0.12))
    return QBrush(shade)


@lru_cache(4)
def inks_of(theme: Theme) -> Inks:
    """Return the colours for a theme."""
    return Inks(theme)
