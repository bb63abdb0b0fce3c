"""From what was chosen to what is painted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from explorer.panels.style.values import CONTENT, Plan

if TYPE_CHECKING:
    from explorer.panels.style.state import PaintState
    from explorer.panels.style.values import Picture, Pictures

COARSEST: Final = 128
"""Where painting from coarse to fine begins, in pixels of the longer side, at the least."""


def plan_of(paint: PaintState, pictures: Pictures, device: str | None) -> Plan:
    """Return what to paint on a device; None is the best there is.

    Raises
    ------
    StyleError
        A picture is missing, or the settings cannot be painted with; the text says why.
    """
    from explorer.engine.style import StyleConfig, coarse_to_fine

    content, styles = _whole(pictures, len(paint.styles))
    config = StyleConfig(
        content_rgb=content.rgb,
        style_rgb=tuple(style.rgb for style in styles),
        size=paint.size,
        steps=paint.steps,
        optimizer=paint.optimizer,
        seed=paint.seed,
        device=device,
        content_weight=paint.content_weight,
        style_weight=paint.style_weight,
        variation_weight=paint.variation_weight,
        content_layers=paint.content_layers,
        style_layers=paint.style_layers,
        normalisation=paint.normalisation,
        style_mix=_mix(paint),
        style_scale=paint.style_scale,
        noise=paint.noise,
        pooling=paint.pooling,
        colour=paint.colour,
        coarse_sizes=coarse_to_fine(paint.size, COARSEST) if paint.coarse else (),
        learning_rate=paint.learning_rate or None,
        picture_every=paint.picture_every,
        trunk=paint.trunk,
        trunk_file=_trunk_file(paint),
        precision=paint.precision or None,
    )
    return Plan(config, content, styles, paint)


def place_title(place: int, count: int) -> str:
    """Return what a place is called, of so many styles: "content", "style", "style 2"."""
    if place == CONTENT:
        return "content"
    return "style" if count == 1 else f"style {place + 1}"


def _mix(paint: PaintState) -> tuple[float, ...]:
    """Return the weights of the styles; of one alone nobody sees a weight."""
    from explorer.engine.style import StyleError

    weights = tuple(choice.weight for choice in paint.styles)
    if len(weights) == 1:
        return ()
    if not any(weights):
        raise StyleError("Every style has the weight 0: give one of them more.", "style_mix")
    return weights


def _trunk_file(paint: PaintState) -> Path | None:
    """Return the official file of VGG-19; one that was chosen before is no matter to VGG-16."""
    is_own = paint.trunk == "vgg19" and paint.trunk_file
    return Path(paint.trunk_file).expanduser() if is_own else None


def _whole(pictures: Pictures, count: int) -> tuple[Picture, tuple[Picture, ...]]:
    from explorer.engine.style import StyleError

    for place, problem in pictures.problems:
        raise StyleError(f"The {place_title(place, count)}: {problem}", "content_rgb")
    styles = tuple(style for style in pictures.styles if style is not None)
    if pictures.content is None or len(styles) != count:
        raise StyleError("The pictures are still being read.", "content_rgb")
    return pictures.content, styles
