"""The receptive field of a layer's cells: its recurrence with numbers, and where cell 0 looks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.engine.network.layers import Concat
from explorer.panels.layers.cards.latex import product
from explorer.widgets.numbers import MINUS

if TYPE_CHECKING:
    from explorer.engine.network import LayerReport
    from explorer.engine.network.walk import Flow
    from explorer.engine.receptive_field import AxisField

GENERAL = r"r' = r + (f - 1) \cdot d \cdot j, \quad j' = j \cdot s"


@dataclass(frozen=True, slots=True)
class FieldText:
    """Size as text, the formula (empty where nothing is derived), and a sentence."""

    size: str
    latex: str
    words: str


def field_text(report: LayerReport, flow: Flow | None) -> FieldText:
    """Return how the receptive field follows from that of the layer before.

    Parameters
    ----------
    flow
        What reaches the layer, with the receptive fields of its cells.
    """
    height, width = report.receptive_field
    latex = "" if flow is None else _latex(report, flow)
    return FieldText(f"{height:,} × {width:,}", latex, _words(report, flow))


def _latex(report: LayerReport, flow: Flow) -> str:
    before, after = (flow.vertical, flow.horizontal), (report.vertical, report.horizontal)
    if before == after or _is_joined(report):
        return ""
    lines = [_axis_latex(report, flow, axis) for axis in (0, 1)]
    if lines[0] == lines[1]:
        return f"{GENERAL}\n{lines[0]}"
    named = (
        line.replace("r'", f"r'_{{{name}}}").replace("j'", f"j'_{{{name}}}")
        for line, name in zip(lines, "hw", strict=True)
    )
    return "\n".join((GENERAL, *named))


def _axis_latex(report: LayerReport, flow: Flow, axis: int) -> str:
    before = (flow.vertical, flow.horizontal)[axis]
    after = (report.vertical, report.horizontal)[axis]
    f, s, d = flow.shape[axis], 1, 1  # a dense layer is one window over the whole map
    if report.windows is not None:
        windows = report.windows
        f, s, d = windows.kernel[axis], windows.stride[axis], windows.dilation[axis]
    return (
        rf"r' = {before.size} + {product(f'({f} - 1)', d, before.jump)} = {after.size}, \quad "
        f"j' = {product(before.jump, s)} = {after.jump}"
    )


def _words(report: LayerReport, flow: Flow | None) -> str:
    axis = report.vertical
    lead = ""
    if _is_joined(report):
        lead = "The largest of what is put together. "
    elif flow is not None and (flow.vertical, flow.horizontal) == (axis, report.horizontal):
        lead = "That of the layer before: each cell is seen alone. "
    along = "" if report.vertical == report.horizontal else "along the height "
    sees = f"Cell 0 {along}sees pixels {_span(axis)}, centre {_number(axis.start)}"
    return f"{lead}{sees}; {_next(axis)}."


def _is_joined(report: LayerReport) -> bool:
    """Whether several volumes come together, each with a receptive field of its own."""
    return bool(report.layer.branches) or isinstance(report.layer, Concat)


def _span(axis: AxisField) -> str:
    first, end = axis.cell(0)
    padding = ", padding included" if first < 0 else ""
    return f"{_number(first)} to {_number(end - 1)}{padding}"


def _next(axis: AxisField) -> str:
    pixels = "pixel" if axis.jump == 1 else "pixels"
    return f"the next cell {axis.jump} {pixels} further (effective stride)"


def _number(value: float) -> str:
    return f"{value:g}".replace("-", MINUS)
