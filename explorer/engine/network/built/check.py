"""The three-way check: the formula, what hooks see in the built module, and torch's own counter.

The module runs once on the meta device, which has shapes and no numbers, so that VGG-16 costs
nothing. A leg that cannot count a layer is said to be blind there, with what it takes the layer
for; that is no difference.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from explorer.engine.network.built.blind_spots import counter_says
from explorer.engine.network.counts.trunk import trunk
from explorer.engine.network.report import FLOPS_PER_MAC

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from torch import nn

    from explorer.engine.network.built.sightings import Sighting, Sightings
    from explorer.engine.network.errors import Place
    from explorer.engine.network.network import Network
    from explorer.engine.network.report import LayerReport, Report
    from explorer.engine.network.shape import Shape

Quantity = Literal["output", "params", "macs"]
Verdict = Literal["equal", "differs", "cannot count"]
WHOLE: Place = ()
"""The place of a total."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One number, or one shape, from the three sides.

    Attributes
    ----------
    place
        The layer's; `()` for a total.
    formula
        What the report says.
    seen
        What hooks see in the module: the output's shape, the trained numbers, and as MACs the
        output's cells × the kernel's numbers. None where the module has no such layer.
    counted
        ``torch.utils.flop_counter`` / 2. None for shapes and parameters, which it does not count.
    note
        Why they differ, or why the counter cannot count.
    """

    place: Place
    quantity: Quantity
    formula: int | Shape
    seen: int | Shape | None
    counted: int | None
    verdict: Verdict
    note: str = ""


@dataclass(frozen=True, slots=True)
class CheckReport:
    """All layers, blocks included, and the totals without side heads."""

    layers: tuple[Checked, ...]
    output: Checked
    params: Checked
    macs: Checked

    @property
    def totals(self) -> tuple[Checked, Checked, Checked]:
        """Output, parameters and MACs of the whole network."""
        return (self.output, self.params, self.macs)

    @property
    def differences(self) -> tuple[Checked, ...]:
        """What differs, layers first."""
        return tuple(one for one in (*self.layers, *self.totals) if one.verdict == "differs")

    def at(self, place: Place, quantity: Quantity) -> Checked | None:
        """Return what was found at a place, `()` for the whole; None where nothing was."""
        every = (*self.layers, *self.totals)
        return next((one for one in every if (one.place, one.quantity) == (place, quantity)), None)


def check(network: Network, module: nn.Module | None = None) -> CheckReport:
    """Compare a network's report with its module, or with a module that was built before.

    Raises
    ------
    LayerError
        As `Network.report`.
    NetworkError
        The given module was not built by a network, or does not run on this input.
    """
    steps = check_in_steps(network, module)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            report: CheckReport = end.value
            return report


def check_in_steps(
    network: Network, module: nn.Module | None = None
) -> Generator[str, None, CheckReport]:
    """Do what `check` does and yield before each phase what comes, so that it can be left."""
    report = network.report()
    if module is None:
        yield "building the module"
        module = _on_meta(network)
    yield "running the module"
    from explorer.engine.network.built.sightings import watch

    sightings = watch(module, network.input)
    yield "comparing"
    return _compared(report, sightings)


def _on_meta(network: Network) -> nn.Module:
    import torch

    with torch.device("meta"):
        return network.to_module()


def _compared(report: Report, sightings: Sightings) -> CheckReport:
    layers: list[Checked] = []
    for one in report.walk():
        layers += _of_layer(one, sightings.layers.get(one.place))
    whole = sightings.whole
    is_flat = report.layers[-1].is_flat if report.layers else False
    return CheckReport(
        tuple(layers),
        _output(WHOLE, report.output, is_flat, whole),
        _params(WHOLE, report.params, whole),
        _macs(WHOLE, report.macs, whole, report.layers),
    )


def _of_layer(one: LayerReport, seen: Sighting | None) -> Iterator[Checked]:
    yield _output(one.place, one.output, one.is_flat, seen)
    yield _params(one.place, one.params, seen)
    yield _macs(one.place, one.macs, seen, one.children if one.layer.branches else (one,))


def _output(place: Place, formula: Shape, is_flat: bool, seen: Sighting | None) -> Checked:
    if seen is None:
        return _missing(place, "output", formula)
    equal = (formula, is_flat) == (seen.output, seen.is_flat)
    words = {True: "a vector", False: "a volume"}
    note = ""
    if seen.is_flat != is_flat:
        note = f"The module returns {words[seen.is_flat]}, the formula {words[is_flat]}."
    return Checked(
        place, "output", formula, seen.output, None, "equal" if equal else "differs", note
    )


def _params(place: Place, formula: int, seen: Sighting | None) -> Checked:
    if seen is None:
        return _missing(place, "params", formula)
    verdict: Verdict = "equal" if formula == seen.params else "differs"
    return Checked(place, "params", formula, seen.params, None, verdict)


def _macs(
    place: Place, formula: int, seen: Sighting | None, summed: tuple[LayerReport, ...]
) -> Checked:
    """Compare MACs; ``summed`` are the layers whose sum the formula is."""
    if seen is None:
        return _missing(place, "macs", formula)
    leaves = [one for one in trunk(summed) if not one.layer.branches]
    blind = [(leaf, *counter_says(leaf.layer, leaf)) for leaf in leaves]
    expected = formula + sum(says - leaf.macs for leaf, says, _ in blind)
    verdict: Verdict = "differs"
    note = ""
    counted = seen.flops // FLOPS_PER_MAC
    if seen.macs == formula and counted in (formula, expected):
        verdict = "equal" if counted == formula else "cannot count"
    if verdict == "cannot count":
        note = " ".join(f"{leaf.title}: {why}" for leaf, _, why in blind if why)
    return Checked(place, "macs", formula, seen.macs, counted, verdict, note)


def _missing(place: Place, quantity: Quantity, formula: int | Shape) -> Checked:
    return Checked(
        place, quantity, formula, None, None, "differs", "The module runs no layer at this place."
    )
