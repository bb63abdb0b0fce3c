"""What is said of the layers, and of what they keep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from explorer.engine.style.reconstruct import field_of
from explorer.widgets.numbers import format_number, short_number

if TYPE_CHECKING:
    from explorer.engine.style.reconstruct import Target
    from explorer.panels.style.keeps.values import Cell, KeepsRequest, KeepsView
    from explorer.panels.style.state import Trunk

SSIM_TIP: Final = (
    "Structural similarity to the original (Wang et al. 2004): 1 for the same picture, about 0 for "
    "an unrelated one. It compares what is at the same place"
)
NUMBERS: Final = (
    "Below each: the loss now, its part of the noise's, and SSIM to the original (1: the same)"
)
LOADING: Final = "PyTorch is loading; then the reconstructions can start."
READING: Final = "The pictures are being read…"
IDEA: Final = (
    "Each picture begins as the same noise, and is changed until the network sees in it what it "
    "sees in the original: at one layer for the content, in the Gram matrices up to a layer for "
    "the style. What the layer does not see stays noise. (Gatys et al. 2016, figure 1)"
)
_CONTENT: Final = (
    "Every pixel is still there: this layer knows edges and colours at each position.",
    "Edges and colours stay in place. Only the finest texture is left open.",
    "Outlines and textures stay in place; single pixels and exact colours are no longer known.",
    "What is where is kept, its outlines too; colour, light and exact position are let go of.",
    "What the picture shows can be told; where exactly its edges are, and in which colours, is "
    "lost.",
)
_STYLE: Final = (
    "Colours, and which of them meet, are kept; no stroke is longer than a few pixels.",
    "Short strokes and dots in the painting's colours; of where they were, nothing.",
    "Strokes and swirls with their direction and rhythm; the scene itself is gone.",
    "Larger pieces of the painting: whole swirls, put together anew in other places.",
    "Parts that can be recognised, but scattered: the style knows what there is, not where.",
)


def kept(target: Target) -> str:
    """Return what a reconstruction keeps and loses."""
    return (_CONTENT if target.loss == "content" else _STYLE)[target.block - 1]


def grain_words(target: Target, trunk: Trunk) -> str:
    """Return how finely the layer divides the picture, and how far it sees."""
    step = 2 ** (target.block - 1)
    field = field_of(trunk, target.layer)
    every = "each pixel" if step == 1 else f"every {step} pixels"
    return f"{target.layer} has a position for {every} and sees {field} × {field} px from it."


def title_of(target: Target) -> str:
    """Return which reconstruction this is."""
    if target.loss == "content":
        return f"Content of {target.layer}"
    return f"Style up to {target.layer}" if target.block > 1 else f"Style of {target.layer}"


def loss_words(cell: Cell) -> str:
    """Return the loss now, and what part that is of the noise's."""
    return f"{short_number(cell.step.loss, 2)} · {share_text(cell.share)}"


def share_text(share: float) -> str:
    """Return a part of the noise's loss: small ones are not 0."""
    if share >= 0.0995:
        return f"{share:.0%}"
    return f"{short_number(100 * share, 2)}%"


def alike_words(cell: Cell) -> str:
    """Return the similarity of the newest picture."""
    return "" if cell.alike is None else f"SSIM {format_number(cell.alike)}"


def numbers_words(cell: Cell) -> str:
    """Return all numbers of a reconstruction in a sentence."""
    step = cell.step
    similar = "" if cell.alike is None else f" SSIM to the original {format_number(cell.alike, 3)}."
    return (
        f"Loss {short_number(step.loss, 4)} after {step.index} of {step.steps} steps: "
        f"{share_text(cell.share)} of the noise's {short_number(step.first, 4)}.{similar}"
    )


def summary(view: KeepsView) -> str:
    """Return what the finished reconstructions show together."""
    alike = {
        target: cell.alike
        for target, cell in view.cells.items()
        if cell.step.is_last and cell.alike is not None
    }
    content = [(target, value) for target, value in alike.items() if target.loss == "content"]
    style = [value for target, value in alike.items() if target.loss == "style"]
    sentences = []
    if len(content) > 1:
        (first, high), (last, low) = content[0], content[-1]
        sentences.append(
            "The content's loss lets go of exact positions and colours with depth: SSIM goes from "
            f"{format_number(high)} at {first.layer} to {format_number(low)} at {last.layer}."
        )
    if style:
        most = format_number(max(style))
        sentences.append(
            f"The style's loss never knew positions (SSIM at most {most}): it keeps colours and "
            "strokes, larger ones the deeper it looks."
        )
    return " ".join(sentences)


def settings_words(request: KeepsRequest) -> str:
    """Return with which settings pictures were made."""
    return (
        f"{request.content.title}, {request.style.title}, {request.size} px, "
        f"{request.steps} steps, seed {request.seed}"
    )


def state_words(view: KeepsView) -> str:
    """Return why what is shown is not what the settings say; "" if it is."""
    made, present = view.request, view.present
    if made is None or present is None or view.is_running:
        return ""
    if view.is_stale:
        return f"These are of other settings: {settings_words(made)}. Start makes them anew."
    if made == present:
        return ""
    return (
        f"A quick look: {made.size} px and {made.steps} steps. Start takes {present.size} px and "
        f"{present.steps} steps."
    )
