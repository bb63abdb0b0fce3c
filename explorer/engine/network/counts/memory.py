"""How much memory a network takes in inference and in training.

What is counted are numbers that have to be there, at so many bytes each; not what a framework
takes besides (a context on the device, the workspace of a fast convolution, rounding of
allocations). Side heads are left out, as in every total.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from explorer.engine.errors import ExplorerError
from explorer.engine.network.layers import Activation, Concat, Residual

if TYPE_CHECKING:
    from collections.abc import Iterable

    from explorer.engine.network.layers import Layer
    from explorer.engine.network.report import LayerReport, Report

Optimiser = Literal["sgd", "momentum", "adam"]
BYTES_PER_NUMBER = 4
"""Of float32."""
STATES = {"sgd": 0, "momentum": 1, "adam": 2}
"""Numbers that an optimiser keeps for each parameter: none; a velocity; two moments.

Adam's are the means of the gradient and of its square (Kingma and Ba 2015, algorithm 1).
"""
IN_PLACE_FUNCTIONS = frozenset({"relu", "relu6", "leaky-relu", "elu", "sigmoid", "tanh"})
"""Activations whose derivative follows from their output, so that the input may be written over."""
IN_PLACE_AFTER = frozenset({"conv", "sparse-conv", "dense", "batch-norm"})
"""Layers that do not need their own output for their gradients (residual sums neither)."""


class BatchError(ExplorerError, ValueError):
    """A batch or a number format that cannot be."""


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes, part by part.

    Attributes
    ----------
    weights
        The trained numbers.
    fixed
        Numbers that are stored and not trained: running means and variances, fixed patterns.
    gradients
        Of the trained numbers, one each; 0 in inference.
    optimiser
        What the optimiser keeps for each trained number; 0 in inference.
    activations
        In inference the most that is alive at once, in training all that the backward pass needs.
    """

    weights: int
    fixed: int
    gradients: int
    optimiser: int
    activations: int

    @property
    def total(self) -> int:
        """All parts."""
        return sum(bytes_ for _, bytes_ in self.parts())

    def parts(self) -> tuple[tuple[str, int], ...]:
        """Return (what it is, bytes) in the order in which they are stacked in a bar."""
        return (
            ("weights", self.weights),
            ("stored, not trained", self.fixed),
            ("gradients", self.gradients),
            ("optimiser's state", self.optimiser),
            ("activations", self.activations),
        )


def inference_memory(
    report: Report, batch: int = 1, bytes_per_number: int = BYTES_PER_NUMBER
) -> Memory:
    """Return what a forward pass takes.

    Convention: all parameters, and the activations at the moment when most are alive
    (`Report.peak`): what the layer reads, what it writes, and what a skip connection, another
    branch or a concatenation still needs. A volume goes when its last reader is done; layers write
    out of place, views (flatten, dropout) write nothing.

    Raises
    ------
    BatchError
        The batch or the bytes are less than 1.
    """
    _check(batch, bytes_per_number)
    return Memory(
        weights=report.params * bytes_per_number,
        fixed=report.fixed * bytes_per_number,
        gradients=0,
        optimiser=0,
        activations=report.peak * batch * bytes_per_number,
    )


def training_memory(
    report: Report,
    batch: int = 1,
    optimiser: Optimiser = "sgd",
    bytes_per_number: int = BYTES_PER_NUMBER,
    *,
    in_place: bool = False,
) -> Memory:
    """Return what a step of training takes.

    Convention: parameters, a gradient for each, the optimiser's numbers for each, and every volume
    that was written on the way, with the input: the backward pass reads them. Left out: the
    gradients of volumes, of which two or so live at a time; the places of max pooling's winners;
    dropout's masks; the few numbers of a batch's means and variances. It is an upper bound: PyTorch
    keeps only what a derivative reads, so a convolution's output before a ReLU is dropped there
    even where the ReLU is out of place, as ``in_place`` counts it.

    Parameters
    ----------
    in_place
        Activations write over their input where that changes no gradient (`kept_activations`).

    Raises
    ------
    BatchError
        The batch or the bytes are less than 1.
    """
    _check(batch, bytes_per_number)
    weights = report.params * bytes_per_number
    return Memory(
        weights=weights,
        fixed=report.fixed * bytes_per_number,
        gradients=weights,
        optimiser=STATES[optimiser] * weights,
        activations=kept_activations(report, in_place=in_place) * batch * bytes_per_number,
    )


def layer_memory(
    one: LayerReport,
    batch: int = 1,
    optimiser: Optimiser = "sgd",
    bytes_per_number: int = BYTES_PER_NUMBER,
) -> int:
    """Return a layer's bytes in `training_memory`; the network's input is of no layer.

    Raises
    ------
    BatchError
        The batch or the bytes are less than 1.
    """
    _check(batch, bytes_per_number)
    numbers = (2 + STATES[optimiser]) * one.params + one.fixed + one.activations * batch
    return numbers * bytes_per_number


def kept_activations(report: Report, *, in_place: bool = False) -> int:
    """Return the numbers of one picture that the backward pass needs: input and all outputs.

    ``in_place``: an activation that writes over its input adds none. That holds for functions
    whose derivative follows from their output (`IN_PLACE_FUNCTIONS`), directly after a layer that
    does not need its own output (`IN_PLACE_AFTER`) and that no concatenation names, and after a
    residual sum.
    """
    kept = report.input.size + report.activations
    return kept - (_written_over(report.layers) if in_place else 0)


def _written_over(layers: Iterable[LayerReport]) -> int:
    """Count the outputs of one sequence, and of those in its blocks, that can lie in place."""
    sequence = tuple(layers)
    asked = _asked_for(one.layer for one in sequence)
    total = 0
    before: Layer | None = None
    for one in sequence:
        if one.layer.kind == "side-head":
            before = None  # it still needs what it was given
            continue
        if before is not None and _is_in_place(before, one.layer, asked):
            total += one.output.size
        if isinstance(one.layer, Residual) and one.layer.after in IN_PLACE_FUNCTIONS:
            total += one.output.size
        total += sum(_written_over(one.branch(i)) for i in range(len(one.layer.branches)))
        before = one.layer
    return total


def _asked_for(layers: Iterable[Layer]) -> set[str]:
    return {name for one in layers if isinstance(one, Concat) for name in one.sources}


def _is_in_place(before: Layer, layer: Layer, asked: set[str]) -> bool:
    if not isinstance(layer, Activation) or layer.function not in IN_PLACE_FUNCTIONS:
        return False
    is_sum = isinstance(before, Residual) and before.after == "none"
    return (before.kind in IN_PLACE_AFTER or is_sum) and before.name not in asked


def _check(batch: int, bytes_per_number: int) -> None:
    if batch < 1:
        raise BatchError(f"A batch of {batch}: it needs at least one picture.")
    if bytes_per_number < 1:
        raise BatchError(f"{bytes_per_number} bytes: a number takes at least 1.")
