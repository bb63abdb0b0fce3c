"""The words beside a layer, long and short, and what its tooltip says."""

from __future__ import annotations

from functools import singledispatch
from html import escape
from typing import TYPE_CHECKING

from explorer.engine.network import (
    Activation,
    BatchNorm,
    Concat,
    Conv,
    Dense,
    Dropout,
    Flatten,
    GlobalPool,
    Inception,
    Layer,
    LocalResponseNorm,
    Pool,
    Residual,
    SideHead,
    SparseConv,
    title,
)
from explorer.engine.network.titles import ACTIVATION_TITLES, KIND_TITLES, sides, times

if TYPE_CHECKING:
    from explorer.engine.network import LayerReport, Shape
    from explorer.widgets.drawing.figure import Item

_SHORT = {
    Dense: "dense",
    BatchNorm: "BN",
    LocalResponseNorm: "LRN",
    Dropout: "drop",
    Flatten: "flat",
    Concat: "concat",
    Residual: "res",
    Inception: "inc",
    SideHead: "head",
}
_MEANS = {"max": "max", "average": "mean"}


def titles(layer: Layer | None) -> tuple[str, ...]:
    """Return what a layer is called, the longest first; None is the input."""
    if layer is None:
        return ("input",)
    full = layer.name or title(layer)
    return tuple(dict.fromkeys((full, *_shorter(layer))))


@singledispatch
def _shorter(layer: Layer) -> tuple[str, ...]:
    return (_SHORT.get(type(layer)) or KIND_TITLES.get(layer.kind, layer.kind).lower(),)


@_shorter.register(Conv)
@_shorter.register(SparseConv)
def _(layer: Conv | SparseConv) -> tuple[str, ...]:
    return (f"conv {times(layer.kernel)}", times(layer.kernel))


@_shorter.register
def _(layer: Pool) -> tuple[str, ...]:
    mean = _MEANS[layer.mode]
    return (f"{mean} pool {times(layer.kernel)}", f"{mean} pool", mean)


@_shorter.register
def _(layer: GlobalPool) -> tuple[str, ...]:
    return (f"global {_MEANS[layer.mode]}", _MEANS[layer.mode])


@_shorter.register
def _(layer: Activation) -> tuple[str, ...]:
    return (ACTIVATION_TITLES[layer.function],)


@_shorter.register
def _(layer: Residual) -> tuple[str, ...]:
    return ("residual", "res")


@_shorter.register
def _(layer: Inception) -> tuple[str, ...]:
    return ("inception", "inc")


def shapes(shape: Shape) -> tuple[str, ...]:
    """Return a shape in words, the longest first: 28×28×6, 28²×6, 6."""
    texts = [shape.text]
    if shape.height == shape.width > 1:
        texts.append(f"{shape.height}²×{shape.channels}")
    return (*dict.fromkeys((*texts, str(shape.channels))),)


def note(layer: Layer | None) -> str:
    """Return what a drawing does not show of a layer."""
    if not isinstance(layer, Residual):
        return ""
    if layer.after == "none":
        return "the sum goes on as it is"
    return f"the sum goes through {ACTIVATION_TITLES[layer.after]}"


def tooltip(item: Item) -> str:
    """Return what is said of a layer under the pointer, as rich text of Qt."""
    lines = [f"<b>{escape(item.title)}</b>"]
    if item.report is not None:
        lines += _facts(item.report)
    elif item.shape_text:
        lines.append(escape(item.shape_text))
    lines += [escape(text) for text in (item.note, item.reason) if text]
    if item.repeat > 1:
        lines.append(f"{item.repeat} times in a row")
    return "<br>".join(lines)


def _facts(report: LayerReport) -> list[str]:
    field = report.receptive_field
    lines = [title(report.layer)] if report.layer.name else []
    lines.append(f"{report.input.text} → {report.output.text}")
    if report.params or report.macs:
        lines.append(f"{report.params:,} parameters · {report.macs:,} MACs")
    lines.append(f"receptive field {times(field)}, stride {sides(report.effective_stride)}")
    return lines


def spoken(item: Item | None) -> str:
    """Return what a screen reader says of the chosen layer."""
    if item is None:
        return "Nothing is chosen"
    parts = [item.title, item.shape_text or "shape not known"]
    if item.repeat > 1:
        parts.append(f"{item.repeat} times in a row")
    if item.state != "ok":
        parts.append(item.reason or "not reached")
    return ", ".join(parts)
