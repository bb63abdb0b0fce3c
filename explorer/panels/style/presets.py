"""Five ways of painting to begin with; each is a set of values, and nothing else is touched."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from explorer.panels.style.state import PaintState

if TYPE_CHECKING:
    from collections.abc import Mapping

_DEFAULT: Final = PaintState()
_FIELDS: Final = (
    "content_weight",
    "style_weight",
    "variation_weight",
    "content_layers",
    "style_layers",
    "normalisation",
    "noise",
    "pooling",
    "colour",
    "style_scale",
)
"""What a preset sets. Pictures, sizes, steps, seeds and the network are the person's."""
FIELD_TITLES: Final[Mapping[str, str]] = {
    "content_weight": "α",
    "style_weight": "β",
    "variation_weight": "γ",
    "content_layers": "content layers",
    "style_layers": "style layers",
    "normalisation": "normalisation",
    "noise": "start",
    "pooling": "pooling",
    "colour": "colour",
    "style_scale": "style scale",
}


@dataclass(frozen=True, slots=True)
class Preset:
    """A way of painting: its name, what it does, and how it differs from the balanced one."""

    key: str
    title: str
    words: str
    changes: tuple[tuple[str, Any], ...] = ()

    @property
    def values(self) -> dict[str, Any]:
        """The value of every field that a preset sets."""
        return {name: getattr(_DEFAULT, name) for name in _FIELDS} | dict(self.changes)

    def applied(self, paint: PaintState) -> PaintState:
        """Return the settings in this way."""
        return replace(paint, **self.values)

    def differences(self, paint: PaintState) -> tuple[str, ...]:
        """Return the fields that were changed since, in the order of the page."""
        return tuple(name for name, value in self.values.items() if getattr(paint, name) != value)


PRESETS: Final = (
    Preset(
        "faithful",
        "Faithful",
        "The photograph with the painting’s colours and a touch of its strokes.",
        (("style_weight", 5.0),),
    ),
    Preset("balanced", "Balanced", "Every shape is still there, drawn as the painter would."),
    Preset(
        "wild",
        "Wild",
        "Large strokes that take the shapes apart.",
        (("style_weight", 3000.0), ("style_scale", 1.5), ("noise", 0.2)),
    ),
    Preset(
        "texture",
        "Texture only",
        "α = 0: the Gram matrices alone, from noise. They do not know where anything was.",
        (("content_weight", 0.0), ("variation_weight", 200.0), ("noise", 1.0)),
    ),
    Preset(
        "content",
        "Content only",
        "β = 0: what one deep layer keeps of the photograph, from noise.",
        (("style_weight", 0.0), ("variation_weight", 20.0), ("noise", 1.0)),
    ),
)


def nearest(paint: PaintState) -> tuple[Preset, tuple[str, ...]]:
    """Return the preset that fewest fields differ from, and those fields; () if it is unchanged.

    Of two that are as near it is the balanced one: the others differ from it.
    """
    found = [(preset, preset.differences(paint)) for preset in PRESETS]
    return min(found, key=lambda pair: (len(pair[1]), len(pair[0].changes)))


def preset(key: str) -> Preset:
    """Return a preset by its key; KeyError where there is none."""
    return {one.key: one for one in PRESETS}[key]
