"""What the page says in sentences, with the numbers of the moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.widgets.numbers import short_number

if TYPE_CHECKING:
    from explorer.engine.residual.block_values import Form
    from explorer.panels.residual.block.values import Found, GradientFound

FORMS: tuple[tuple[Form, str, str], ...] = (
    ("same", "Same", "Input and output have the same shape: a[l] is added as it is, then ReLU"),
    ("A", "A: zeros", "Half the size, twice the channels; what goes around is padded with zeros"),
    ("B", "B: 1×1", "Half the size, twice the channels; a 1×1 convolution makes a[l] fit"),
    ("linear", "Linear", "The same shape, and no ReLU after the addition, as in MobileNetV2"),
)
SET_TO_ZERO = "Set weights and biases to 0"
GIVE_BACK = "Give the weights back"
NO_G = "no g follows the addition"
WHAT_D_IS = "D is 1 where the sum is above 0, and 0 elsewhere: g's derivative."


def explanation(form: Form) -> str:
    """Return what the chosen form of block does."""
    return {
        "same": (
            "F is two convolutions with a ReLU between them. a[l] goes around them and is added "
            "number by number: F has to learn only what is to change."
        ),
        "A": (
            "F halves the size and doubles the channels. Option A, S, lets every second pixel go "
            "around, and puts zeros where a[l] has no channel: no weights."
        ),
        "B": (
            "F halves the size and doubles the channels. Option B makes a[l] fit by W_s, a 1×1 "
            "convolution of stride 2 with weights of its own."
        ),
        "linear": (
            "As in MobileNetV2 and EfficientNet, no g follows the addition: a[l] is such a sum "
            "itself, and has numbers below 0."
        ),
    }[form]


def verdict(found: Found) -> tuple[str, str]:
    """Return how far the output is from what went around, in one line, and its tone."""
    identity = found.view.identity
    if identity.is_exact:
        return "largest difference: exactly 0", "good"
    return f"largest difference: {short_number(identity.largest, 4)}", ""


def reason(found: Found) -> str:
    """Return why the output is, or is not, what went in."""
    view = found.view
    if view.zeroed and view.alpha == 0:
        return (
            "F(a[l]) = 0 and nothing goes around: the output is 0 everywhere. The signal dies "
            "here, and every layer behind gets nothing."
        )
    if not view.zeroed and view.alpha == 0:
        made = "F(a[l])" if view.linear else "g(F(a[l]))"
        return f"Nothing goes around: this is a plain block, and its output is {made} alone."
    if found.same_shape or not view.zeroed:
        return view.identity.reason
    before, after = (found.places[key].shape_text for key in ("a0", "a2"))
    return f"{view.identity.reason} a[l] itself is {before}, a[l+2] is {after}: never equal."


def compared(found: Found) -> str:
    """Return what is subtracted from what."""
    return f"a[l+2] − {found.view.identity.of}"


def gradient_words(found: GradientFound) -> str:
    """Return how much of a gradient arrives at the present α, by its two ways."""
    through, around, total = (short_number(length, 3) for length in found.now)
    return (
        f"At α = {found.alpha:.2f}, of a gradient of length 1 at y there arrive at x: "
        f"{through} through F, {around} around it, together {total}."
    )


def gradient_reason(gradient: GradientFound, form: Form, *, zeroed: bool) -> str:
    """Return what the lengths show, and what D is."""
    what_d_is = "" if form == "linear" else f" {WHAT_D_IS}"
    if zeroed and gradient.alpha == 0:
        dead = "F is 0 and nothing goes around: no gradient arrives, and nothing before can learn."
        return f"{dead}{what_d_is}"
    return f"{_WAY_BACK[form]}{what_d_is}"


_AS_IT_IS = (
    "The second term holds no weight of the block: what arrives at y goes around to x, "
    "even where ∂F/∂x is 0."
)
_WAY_BACK: dict[Form, str] = {
    "same": _AS_IT_IS,
    "linear": f"{_AS_IT_IS} As {NO_G}, nothing is lost on the way.",
    "A": (
        "The second term holds no weight: Sᵀ brings what arrives back to the pixels and channels "
        "that went around; the others get nothing by this way."
    ),
    "B": (
        "The second term holds no weight of F, but those of W_s: what goes around is multiplied "
        "by a matrix, forwards and backwards."
    ),
}
