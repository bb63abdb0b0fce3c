"""What the numbers of the two slices mean, in words."""

from __future__ import annotations

from math import isnan, log
from typing import TYPE_CHECKING, Final

from explorer.engine.residual.surface_values import RISE
from explorer.panels.residual.surface.map_paint import loss_text
from explorer.panels.residual.surface.values import CLASSES, MS_A_LAYER, names_of
from explorer.widgets.fact_grid import Fact
from explorer.widgets.numbers import duration_text, short_number, signed_number

if TYPE_CHECKING:
    from explorer.panels.residual.surface.landscape_view import Point
    from explorer.panels.residual.surface.values import Asked, Landscape, Shown

HARDLY: Final = 0.85
"""Of the loss of guessing: a network above it has learnt next to nothing."""
ALIKE: Final = 1.1
"""Of radii: less is no difference to speak of."""

_TIPS = {
    "loss": "Mean cross-entropy of the pictures at the trained weights, a = b = 0",
    "radius": (
        f"How far the filters can be moved before the loss has risen by {RISE:g} nat, as a share "
        "of their length: the mean over all directions of the slice. After that, the probability "
        "of the right class is 1/e of what it was."
    ),
    "curvature": "∂²L/∂a² + ∂²L/∂b² at the trained weights, from neighbouring points",
    "lowest": "The lowest point of the grid; the trained network lies at (0, 0)",
}


def facts_of(landscape: Landscape) -> tuple[Fact, ...]:
    """Return a slice's numbers; those of its shape once it is whole."""
    surface, flatness = landscape.surface, landscape.flatness
    centre = _known(landscape.centre)
    if surface is None or flatness is None:
        names = ("flat as far as", "curvature", "lowest point")
        return (
            Fact("loss at a = b = 0", centre, _TIPS["loss"]),
            *(Fact(name, "…") for name in names),
        )
    a, b, loss = surface.minimum
    more = "more than " if flatness.open else ""
    return (
        Fact("loss at a = b = 0", centre, _TIPS["loss"]),
        Fact("flat as far as", f"{more}{flatness.radius:.2f} filter lengths", _TIPS["radius"]),
        Fact("curvature", short_number(flatness.curvature), _TIPS["curvature"]),
        Fact("lowest point", f"{loss_text(loss)} at {place_text(a, b)}", _TIPS["lowest"]),
    )


def place_text(a: float, b: float) -> str:
    """Return a place of the plane, "(0, 0)" for the middle."""
    return f"({_coordinate(a)}, {_coordinate(b)})"


def name_text(landscape: Landscape) -> str:
    """Return what a network is called, and what it reaches."""
    error = landscape.test_error
    return "" if error is None else f"test error {error:.2f} %"


def verdict(plain: Landscape, residual: Landscape, classes: int = CLASSES) -> str:
    """Return in a sentence or two which of two whole slices is the flatter, and what it is worth.

    Empty while they are not whole. A network that gives each of the classes the same probability
    has a loss of log(classes): one that is near it has not learnt.
    """
    one, other = plain.flatness, residual.flatness
    if one is None or other is None:
        return ""
    idle = [each for each in (plain, residual) if each.centre > HARDLY * log(classes)]
    if idle:
        names = " and ".join(each.name for each in idle)
        has, is_theirs = ("has", "it lies") if len(idle) == 1 else ("have", "they lie")
        return (
            f"{names} {has} hardly learnt: {is_theirs} near the loss of guessing, "
            f"{log(classes):.2f} nats, and what looks flat there is no valley."
        )
    ratio = other.radius / max(one.radius, 1e-9)
    if max(ratio, 1 / max(ratio, 1e-9)) < ALIKE:
        return (
            f"Both valleys are about as wide: the loss has risen by {RISE:g} nat after "
            f"{one.radius:.2f} and {other.radius:.2f} of the filters' length."
        )
    wide, narrow = (residual, plain) if ratio > 1 else (plain, residual)
    times = short_number(max(ratio, 1 / ratio), 2)
    least = "at least " if _is_open(wide) and not _is_open(narrow) else ""
    return (
        f"The filters of {wide.name} can be moved {least}{times} times as far as those of "
        f"{narrow.name} before the loss has risen by {RISE:g} nat."
    )


def _is_open(landscape: Landscape) -> bool:
    return landscape.flatness is not None and landscape.flatness.open > 0


def reading(shown: Shown, point: Point | None) -> str:
    """Return the losses at a point of the grid."""
    if point is None:
        return ""
    row, column = point
    axis = shown.asked.config.axis
    if max(point) >= len(axis):
        return ""
    losses = "   ".join(
        f"{one.name} {_known(float(one.losses[point]))}" for one in shown.landscapes
    )
    return f"a = {_coordinate(axis[column])}, b = {_coordinate(axis[row])}:  {losses}"


def facts_line(shown: Shown) -> str:
    """Return what is shown, for the card's title."""
    config, images = shown.asked.config, shown.asked.images
    what = f"{config.points}² points, {images:,} pictures, seed {config.seed}"
    if shown.kind == "recorded":
        return f"as recorded · {what}"
    if shown.kind == "computed":
        return what
    return f"{what} · {shown.done:,} of {shown.total:,} so far"


def stale_text(shown: Shown, present: Asked) -> str:
    """Return how what is shown differs from what the controls ask for; empty if it does not."""
    if shown.asked == present:
        return ""
    if not shown.asked.is_of(present):
        return "These are slices of other networks. Compute draws those that are chosen."
    config = shown.asked.config
    return (
        f"This slice is of other settings: {config.points} points a side, span {config.span:g}, "
        f"{shown.asked.images:,} pictures, seed {config.seed}. Compute draws the present ones."
    )


def cost_text(asked: Asked) -> str:
    """Return how much there is to compute; for the bundled pairs also about how long it takes."""
    passes = 2 * asked.config.points**2 * asked.images
    text = f"{passes:,} passes of one picture"
    if asked.pair == "trained":
        return f"{text}."
    depth = int(names_of(asked.pair, None)[0].rpartition("-")[2])
    return f"{text}: about {duration_text(passes * depth * MS_A_LAYER / 1000)} of one core."


def shape_words(landscape: Landscape) -> str:
    """Return a slice for those who cannot see it."""
    facts = (f"{fact.name} {fact.value}" for fact in facts_of(landscape))
    return f"{landscape.name}: {', '.join(facts)}"


def _known(loss: float) -> str:
    return "…" if isnan(loss) else loss_text(loss)


def _coordinate(value: float) -> str:
    return "0" if value == 0 else signed_number(value, 2)
