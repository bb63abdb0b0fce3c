"""Where a layer stands, in words, and what reaches it: also where the network ends before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.engine.network.buffers import INPUT
from explorer.engine.network.edit import sequence_at
from explorer.engine.network.layers import Layer, Residual
from explorer.engine.network.walk import Flow, walk_layers

if TYPE_CHECKING:
    from explorer.engine.network import LayerError, Network, Place, Report


def place_words(network: Network, place: Place) -> str:
    """Return "layer 3", or "layer 1 of branch 2 of layer 6"; counted from 1."""
    words = f"layer {place[-1] + 1}"
    while len(place) > 1:
        *above, branch, _ = place
        sequence = sequence_at(network, tuple(above[:-1]))
        words += f" of {branch_words(sequence[above[-1]], branch)} of layer {above[-1] + 1}"
        place = tuple(above)
    return words


def branch_words(block: Layer, branch: int) -> str:
    """Return what a branch of a block is called."""
    if isinstance(block, Residual):
        return ("the body", "the shortcut")[branch]
    return f"branch {branch + 1}" if len(block.branches) > 1 else "the head"


def flow_before(network: Network, place: Place, report: Report | None = None) -> Flow | None:
    """Return the volume that the layer at a place is given; None where nothing reaches it.

    ``report`` is the network's own, if it is there: what stands in it is not worked out again.
    """
    if report is None:
        report = network.trace()
    *above, index = place
    first = Flow(network.input)
    if above:  # a block's branches are given what the block is given
        given = flow_before(network, place[:-2], report)
        if given is None:
            return None
        first = given
    if index == 0:
        return first
    before = report.at((*above, index - 1))
    if before is not None:
        return Flow(before.output, before.is_flat, before.vertical, before.horizontal)
    reports, flow, _ = walk_layers(sequence_at(network, tuple(above))[:index], first)
    return flow if len(reports) == index else None


def earlier_names(network: Network, place: Place) -> tuple[str, ...]:
    """Return the names that a concatenation at a place can ask for."""
    before = sequence_at(network, place[:-1])[: place[-1]]
    return (INPUT, *dict.fromkeys(layer.name for layer in before if layer.name))


def problem_at(problem: LayerError | None, place: Place | None) -> LayerError | None:
    """Return a problem if it is that of the layer at a place."""
    return problem if problem is not None and problem.place == place else None
