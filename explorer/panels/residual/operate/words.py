"""The sentences of the page: what a block is, why something cannot be, what a picture lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from explorer.engine.residual.gates import exchangeable
from explorer.widgets.numbers import superscript

if TYPE_CHECKING:
    from explorer.engine.residual.gates import Operation, ResidualPlace
    from explorer.panels.residual.operate.values import Block, Chain

WAITING: Final = "PyTorch is loading…"
NO_TORCH: Final = "Without PyTorch there is no network to operate on"
NO_SOURCE: Final = "Open a picture, a clip or a camera above"
SHOW_PICTURE: Final = "Show a bundled picture"
SHOW_FACE: Final = "Show a picture with a face"
NO_ANSWER: Final = "There is no answer: the card “Network” says why"
LOOKING: Final = "Looking…"
NO_FACE: Final = "No face was found: it should look at the camera and be 20 pixels wide or more."
ANOTHER_NETWORK: Final = "{why} “Reset all” makes it whole."


def identity_reason(block: Block) -> str:
    """Return why a block without a skip can be neither deleted nor exchanged."""
    change = f"{block.input.text} becomes {block.output.text}"
    return (
        f"No skip leads around this block: {change}, and what differs in shape is not added. "
        "Without F nothing would be left, as in any block of a plain network: it can be neither "
        "deleted nor exchanged."
    )


def swap_reason(chain: Chain, place: ResidualPlace) -> str:
    """Return why nothing can stand in a block's stead, or "" if something can."""
    if exchangeable(chain.places, place.index):
        return ""
    return (
        f"No other block with a skip makes {place.output.text} of {place.input.text}: it cannot "
        "be exchanged."
    )


def skip_text(place: ResidualPlace) -> str:
    """Return what goes around a block, and which option of the paper that is."""
    if place.shortcut == "identity":
        return place.around
    option = "A" if place.shortcut == "padded" else "B"
    return f"{place.around} (option {option})"


def spoken_block(chain: Chain, block: Block, operation: Operation) -> str:
    """Return a block and what is done to it, in words."""
    said = f"Block {block.number} of {len(chain.blocks)}, {block.output.text}"
    if block.place is None:
        return f"{said}, no skip"
    alpha, stands = operation.gates[block.place], operation.order[block.place]
    said = f"{said}, α {alpha:.2f}"
    if operation.deleted[block.place]:
        return f"{said}, deleted"
    if stands != block.place:
        return f"{said}, block {chain.block_of(stands).number} stands here"
    return said


def done_text(chain: Chain, operation: Operation) -> str:
    """Return what is done to a network in a line."""
    if operation.is_untouched:
        return "as trained"
    parts = [_done(chain, operation, place) for place in operation.touched]
    shown = parts if len(parts) <= 3 else [*parts[:2], f"{len(parts) - 2} more"]
    return f"block{'s' if len(parts) > 1 else ''} {', '.join(shown)}"


def _done(chain: Chain, operation: Operation, place: int) -> str:
    number, alpha = chain.block_of(place).number, operation.gates[place]
    gate = "" if alpha == 1 else f" α {alpha:.2f}"
    if operation.deleted[place]:
        return f"{number} deleted{gate}"
    if operation.order[place] != place:
        return f"{chain.block_of(operation.order[place]).number} in place of {number}{gate}"
    return f"{number}{gate}"


def power_text(ways: int) -> str:
    """Return a count of paths: of powers of two, as such."""
    if ways > 0 and ways & (ways - 1) == 0:
        return f"2{superscript(ways.bit_length() - 1)} = {ways:,}"
    return f"{ways:,}"
