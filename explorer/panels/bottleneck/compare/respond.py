"""What the page asks a worker for, and the answer: everything that is shown, as one value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.engine.bottleneck.curve import break_even, curve
from explorer.engine.bottleneck.formulas import course_note, formulas
from explorer.engine.bottleneck.remarks import remarks
from explorer.engine.bottleneck.variants import compare_variants
from explorer.panels.bottleneck.compare.two_ways import two_ways

if TYPE_CHECKING:
    from explorer.engine.bottleneck.costs import Quantity
    from explorer.engine.bottleneck.curve import BreakEven, Curve
    from explorer.engine.bottleneck.formulas import CourseNote, Formulas
    from explorer.engine.bottleneck.remarks import Remark
    from explorer.engine.bottleneck.variants import BottleneckSpec, VariantComparison
    from explorer.panels.bottleneck.state import BottleneckState, CompareState
    from explorer.widgets.drawing.figure import Figure


@dataclass(frozen=True, slots=True)
class CompareRequest:
    """What is compared, and in which units it is said."""

    spec: BottleneckSpec
    choices: CompareState

    @property
    def curve_quantity(self) -> Quantity:
        """What is drawn against the width; MACs are FLOPs where those are chosen."""
        choices = self.choices
        return choices.counts if choices.curve == "macs" else choices.curve


@dataclass(frozen=True, slots=True)
class CompareView:
    """All that the page shows of one request."""

    request: CompareRequest
    comparison: VariantComparison
    formulas: Formulas
    note: CourseNote
    curve: Curve
    break_even: BreakEven
    remarks: tuple[Remark, ...]
    figure: Figure


def request_of(state: BottleneckState) -> CompareRequest:
    """Return what the state asks for."""
    return CompareRequest(state.spec.spec(), state.compare)


def respond(request: CompareRequest) -> CompareView:
    """Count both variants, and prepare all that is drawn and written of them."""
    spec, choices = request.spec, request.choices
    comparison = compare_variants(spec)
    return CompareView(
        request,
        comparison,
        formulas(spec, "params" if choices.products == "params" else choices.counts),
        course_note(spec),
        curve(spec, request.curve_quantity),
        break_even(spec, request.curve_quantity),
        remarks(spec),
        two_ways(comparison, choices.counts),
    )
