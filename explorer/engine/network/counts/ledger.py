"""Each total opened into the choices behind it, step by step.

Two programs that count one network rarely agree, and mostly both are right: one leaves out the
biases, another counts a multiplication and an addition as two. A ledger begins with
the convolutions alone, adds one choice after another until it has this application's total, and
goes on with what others count besides.

Two other programs are named; what is said of them was measured on the source that the
application writes of thirteen networks of the zoo: torchinfo 1.8 (``LayerInfo.calculate_macs``) and
fvcore 0.1.5 (``flop_count.py``) agree to the last digit. The steps beyond are those of DeepSpeed's
profiler, as calflops 0.3 has it: it leaves out the biases of dense layers, activations that it
does not know (ReLU6) and residual sums, and counts the rest as here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from explorer.engine.errors import ExplorerError
from explorer.engine.network.counts import ledger_entries as entries
from explorer.engine.network.counts.ledger_column import Column, Ledger, Quantity, Step
from explorer.engine.network.counts.memory import (
    BYTES_PER_NUMBER,
    inference_memory,
    kept_activations,
    training_memory,
)
from explorer.engine.network.counts.trunk import trunk
from explorer.engine.network.report import FLOPS_PER_MAC

if TYPE_CHECKING:
    from collections.abc import Iterable

    from explorer.engine.network.counts.ledger_entries import Entry
    from explorer.engine.network.counts.memory import Optimiser
    from explorer.engine.network.report import LayerReport, Report

__all__ = ["Ledger", "LedgerError", "Quantity", "Step", "ledger"]


class LedgerError(ExplorerError, ValueError):
    """A quantity or a batch that no ledger has."""


def ledger(
    report: Report,
    quantity: Quantity,
    *,
    batch: int = 1,
    optimiser: Optimiser = "sgd",
    bytes_per_number: int = BYTES_PER_NUMBER,
) -> Ledger:
    """Open a total of a network.

    Parameters
    ----------
    quantity
        "params"; "macs"; "activations": numbers written in a forward pass; "memory": bytes in
        training, by the conventions of `training_memory`.
    batch
        Pictures at a time.
    optimiser, bytes_per_number
        For "memory" alone.

    Raises
    ------
    ExplorerError
        There is no such quantity, or the batch or the bytes are less than 1.
    """
    if quantity not in get_args(Quantity):
        raise LedgerError(f"No ledger of {quantity!r}: {', '.join(get_args(Quantity))}.")
    if batch < 1:
        raise LedgerError(f"A batch of {batch}: it needs at least one picture.")
    if quantity == "params":
        return _of_params(report)
    if quantity == "macs":
        return _of_macs(report, batch)
    if quantity == "activations":
        return _of_activations(report, batch)
    return _of_memory(report, batch, optimiser, bytes_per_number)


def _of_params(report: Report) -> Ledger:
    layers = tuple(trunk(report.layers))
    ours = _added(Column(), entries.PARAMS, layers)
    beyond = _added(Column(ours.total), entries.PARAMS_BEYOND, layers)
    beyond.add(
        "auxiliary heads",
        report.side_params,
        "Classifiers beside the network help its training, and are taken off after it.",
    )
    instead = _added(Column(ours.total, adds_up=False), entries.PARAMS_INSTEAD, layers)
    return _closed("params", "parameters", ours, beyond, instead)


def _of_macs(report: Report, batch: int) -> Ledger:
    layers = tuple(trunk(report.layers))
    ours = _added(Column(), entries.MACS, layers)
    beyond = Column(ours.total)
    beyond.times(
        FLOPS_PER_MAC,
        "multiplications and additions",
        "A MAC is two floating-point operations: from here on FLOPs.",
    )
    _added(beyond, entries.FLOPS_BEYOND, layers)
    beyond.times(batch, f"a batch of {batch}", "Every picture costs the same.")
    instead = _added(Column(ours.total, adds_up=False), entries.MACS_INSTEAD, layers)
    instead.add("with auxiliary heads", report.side_macs, "They are computed in training.")
    return _closed("macs", "MACs", ours, beyond, instead)


def _of_activations(report: Report, batch: int) -> Ledger:
    layers = tuple(trunk(report.layers))
    ours = _added(Column(), entries.ACTIVATIONS, layers)
    beyond = Column(ours.total)
    beyond.add("the input", report.input.size, "Training keeps it for the first gradients.")
    _added(beyond, entries.ACTIVATIONS_BEYOND, layers)
    beyond.times(batch, f"a batch of {batch}", "Every picture has its own.")
    instead = Column(ours.total, adds_up=False)
    saved = kept_activations(report) - kept_activations(report, in_place=True)
    instead.add("activations in place", -saved, "A ReLU may write over what it reads.")
    instead.add(
        "alive at once",
        report.peak - ours.total,
        "Inference forgets a volume when its last reader is done: its peak.",
    )
    return _closed("activations", "numbers", ours, beyond, instead)


def _of_memory(report: Report, batch: int, optimiser: Optimiser, bytes_per_number: int) -> Ledger:
    memory = training_memory(report, batch, optimiser, bytes_per_number)
    ours = Column()
    ours.add("parameters", memory.weights, f"{bytes_per_number} bytes each.")
    ours.add("stored, not trained", memory.fixed, "Running statistics, fixed patterns.")
    ours.add("gradients", memory.gradients, "One for each parameter.")
    ours.add(
        "optimiser's state",
        memory.optimiser,
        "Momentum keeps a velocity for each parameter, Adam two moments.",
    )
    ours.add(
        "activations",
        memory.activations,
        f"The input and all outputs, of {batch} at a time, for the backward pass.",
    )
    instead = Column(ours.total, adds_up=False)
    smaller = training_memory(report, batch, optimiser, bytes_per_number, in_place=True)
    instead.add(
        "activations in place",
        smaller.total - ours.total,
        "A ReLU may write over what it reads.",
    )
    instead.add(
        "inference",
        inference_memory(report, batch, bytes_per_number).total - ours.total,
        "Parameters, and the activations that are alive at once.",
    )
    return _closed("memory", "bytes", ours, Column(ours.total), instead)


def _added(column: Column, rows: Iterable[Entry], layers: tuple[LayerReport, ...]) -> Column:
    for row in rows:
        column.add(row.label, row.sum(layers), row.explanation)
    return column


def _closed(quantity: Quantity, unit: str, ours: Column, beyond: Column, instead: Column) -> Ledger:
    return Ledger(quantity, unit, *(tuple(one.steps) for one in (ours, beyond, instead)))
