"""What a layer makes of a shape, as a formula in letters, with today's numbers, and in words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import singledispatch
from typing import TYPE_CHECKING

from explorer.engine.network import LayerReport
from explorer.engine.network.buffers import INPUT
from explorer.engine.network.layers import (
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
    RadialBasis,
    Residual,
    SideHead,
    SparseConv,
)
from explorer.engine.network.titles import ACTIVATION_TITLES
from explorer.panels.layers.cards.latex import grouped, product, total
from explorer.panels.layers.cards.pads import windows_of
from explorer.panels.layers.values import LayersView
from explorer.widgets.output_size import (
    AxisSize,
    dropped_text,
    general_latex,
    general_words,
    numbers_latex,
    problem_text,
)

if TYPE_CHECKING:
    from explorer.engine.network import Shape
    from explorer.engine.network.rules import Windows
    from explorer.panels.layers.cards.fields import Shown


@dataclass(frozen=True, slots=True)
class SizeText:
    """The formula in letters with its reading, the same with numbers, and a sentence."""

    general: str
    spoken: str
    numbers: str = ""
    words: str = ""


ACTIVATIONS = {
    "relu": r"g(z) = \max(0, z)",
    "relu6": r"g(z) = \min(\max(0, z), 6)",
    "leaky-relu": r"g(z) = \max(0.01 z, z)",
    "elu": r"g(z) = z \text{ if } z > 0 \text{, else } e^z - 1",
    "gelu": r"g(z) = z \cdot \Phi(z)",
    "silu": r"g(z) = \frac{z}{1 + e^{-z}}",
    "sigmoid": r"g(z) = \frac{1}{1 + e^{-z}}",
    "tanh": r"g(z) = \tanh(z)",
    "softmax": r"g(z)_i = \frac{e^{z_i}}{\sum_j e^{z_j}}",
}


def size_text(view: LayersView) -> SizeText | None:
    """Return the formulae of the chosen layer; of the input, how many numbers it holds.

    None where the network ends before the layer, or the layer does not fit; see `misfit_text`.
    """
    if view.layer is None:
        return _input_text(view.network.input)
    if view.layer_report is None:
        return None
    return _text(view.layer, view.layer_report, view)


def misfit_text(shown: Shown) -> SizeText | None:
    """Return the formulae of windows that may not fit: where the numerator is below 0.

    None of what has no windows, and where no volume reaches the layer.
    """
    axes = axes_of(shown)
    if axes is None:
        return None
    return SizeText(
        general_latex(*axes), general_words(*axes), numbers_latex(*axes), problem_text(*axes)
    )


def axes_of(shown: Shown) -> tuple[AxisSize, AxisSize] | None:
    """Return the arithmetic of both axes of a layer with windows, whether they fit or not."""
    windows, flow = windows_of(shown), shown.flow
    if windows is None or flow is None or flow.is_flat:
        return None
    return _axes(shown.layer, windows, flow.shape)


@singledispatch
def _text(layer: Layer, report: LayerReport, view: LayersView) -> SizeText:
    raise TypeError(f"A layer of kind {layer.kind!r} has no formula.")


@_text.register(Conv)
@_text.register(SparseConv)
@_text.register(Pool)
def _(layer: Layer, report: LayerReport, view: LayersView) -> SizeText:
    height, width = _report_axes(report)
    channels = (
        f"Pooling keeps the {report.output.channels} channels."
        if isinstance(layer, Pool)
        else f"One channel for each filter: {report.output.channels}."
    )
    return SizeText(
        general_latex(height, width),
        general_words(height, width),
        numbers_latex(height, width),
        f"{dropped_text(height, width)} {channels}",
    )


@_text.register
def _(layer: GlobalPool, report: LayerReport, view: LayersView) -> SizeText:
    height, width, channels = report.input
    what = "mean" if layer.mode == "average" else "maximum"
    cells = product(height, width)
    return SizeText(
        r"h' = w' = 1, \quad c' = c",
        "height and width become 1, the channels stay",
        rf"{cells} = {height * width} \to 1, \quad c' = {channels}",
        f"The {what} of each of the {channels} maps is one number.",
    )


@_text.register
def _(layer: Flatten, report: LayerReport, view: LayersView) -> SizeText:
    return SizeText(
        r"n' = h \cdot w \cdot c",
        "as many numbers as height times width times channels",
        rf"n' = {_volume(report.input)}",
        "Nothing is computed: the same numbers stand in a row.",
    )


@_text.register
def _(layer: Dense, report: LayerReport, view: LayersView) -> SizeText:
    return SizeText(
        r"z = W a + b, \quad n = h \cdot w \cdot c",
        "z is W times a plus b; it reads height times width times channels numbers",
        rf"n = {_volume(report.input)} \to n' = {layer.units}",
        f"Each of the {layer.units} outputs sees all {report.input.size:,} inputs.",
    )


@_text.register
def _(layer: RadialBasis, report: LayerReport, view: LayersView) -> SizeText:
    return SizeText(
        r"y_j = \sum_i (x_i - w_{ij})^2",
        "y is the sum of squared differences from a stored pattern",
        rf"n = {_volume(report.input)} \to n' = {layer.units}",
        f"The distance to each of {layer.units} stored patterns.",
    )


@_text.register
def _(layer: Activation, report: LayerReport, view: LayersView) -> SizeText:
    name = ACTIVATION_TITLES[layer.function]
    return SizeText(ACTIVATIONS[layer.function], f"g is {name}", words=_stays(report))


@_text.register
def _(layer: BatchNorm, report: LayerReport, view: LayersView) -> SizeText:
    scale, shift = (r"\gamma ", r" + \beta") if layer.affine else ("", "")
    return SizeText(
        rf"y = {scale}\frac{{x - \mu}}{{\sqrt{{\sigma^2 + \varepsilon}}}}{shift}",
        "x less the mean of its channel, divided by the deviation",
        words=f"Mean and variance of each channel. {_stays(report)}",
    )


@_text.register
def _(layer: LocalResponseNorm, report: LayerReport, view: LayersView) -> SizeText:
    def formula(k: object, alpha: object, n: object, beta: object) -> str:
        inner = rf"{k} + \frac{{{alpha}}}{{{n}}} \sum a^2"
        return rf"b = \frac{{a}}{{\left( {inner} \right)^{{{beta}}}}}"

    return SizeText(
        formula("k", r"\alpha", "n", r"\beta"),
        "a divided by a power of the sum of squares of neighbouring channels",
        formula(f"{layer.k:g}", _plain(layer.alpha), layer.size, f"{layer.beta:g}"),
        f"The sum runs over {layer.size} neighbouring channels. {_stays(report)}",
    )


@_text.register
def _(layer: Dropout, report: LayerReport, view: LayersView) -> SizeText:
    kept = "" if layer.share == 1 else rf" = \frac{{m \cdot x}}{{{1 - layer.share:.4g}}}"
    return SizeText(
        rf"y = \frac{{m \cdot x}}{{1 - q}}{kept}",
        "x times a random mask, divided by the share that is kept",
        words=f"In training m is 0 for a share q = {layer.share:g}; after it, y = x. "
        f"{_stays(report)}",
    )


@_text.register
def _(layer: Residual, report: LayerReport, view: LayersView) -> SizeText:
    depth = sum(one.layer.kind in ("conv", "sparse-conv", "dense") for one in report.branch(0))
    last = rf"[l + {depth}]"
    side = r"W_s a^{[l]}" if layer.shortcut else "a^{[l]}"
    inner = rf"z^{{{last}}} + {side}"
    result = inner if layer.after == "none" else f"g({inner})"
    g = "" if layer.after == "none" else f"g is {ACTIVATION_TITLES[layer.after]}. "
    volume = _times(report.output)
    return SizeText(
        rf"a^{{{last}}} = {result}",
        "the body's output plus the shortcut's, then g",
        rf"{volume} + {volume} \to {volume}",
        f"{g}A sum needs two volumes of one shape; it keeps it.",
    )


@_text.register
def _(layer: Inception, report: LayerReport, view: LayersView) -> SizeText:
    ends = [report.branch(index) for index in range(len(layer.paths))]
    channels = [end[-1].output.channels if end else report.input.channels for end in ends]
    return _stack_text(channels, report)


@_text.register
def _(layer: Concat, report: LayerReport, view: LayersView) -> SizeText:
    return _stack_text([report.input.channels, *_source_channels(layer, report, view)], report)


@_text.register
def _(layer: SideHead, report: LayerReport, view: LayersView) -> SizeText:
    volume = _times(report.input)
    return SizeText(
        r"a' = a", "the volume goes on as it is", rf"{volume} \to {volume}",
        "The head's own answer is used in training alone, and counted apart.",
    )  # fmt: skip


def _stack_text(channels: list[int], report: LayerReport) -> SizeText:
    return SizeText(
        r"c' = \sum_i c_i",
        "the channels add up",
        rf"c' = {total(channels)}",
        f"Channels add up; height and width stay {report.output.height} × {report.output.width} "
        "and have to be the same in all.",
    )


def _source_channels(layer: Concat, report: LayerReport, view: LayersView) -> list[int]:
    """Return the channels of the earlier layers that a concatenation stacks on."""
    *above, index = report.place
    before = [view.report.at((*above, at)) for at in range(index)]
    first = before[0] if before and before[0] is not None else report
    known = {INPUT: first.input.channels}
    known.update({one.layer.name: one.output.channels for one in before if one is not None})
    return [known[source] for source in layer.sources]


def _report_axes(report: LayerReport) -> tuple[AxisSize, AxisSize]:
    if report.windows is None:
        raise TypeError(f"A layer of kind {report.layer.kind!r} has no windows.")
    return _axes(report.layer, report.windows, report.input)


def _axes(layer: Layer, windows: Windows, shape: Shape) -> tuple[AxisSize, AxisSize]:
    above, below, left, right = windows.pads
    (fh, fw), (sh, sw), (dh, dw) = windows.kernel, windows.stride, windows.dilation
    ceil = isinstance(layer, Pool) and layer.ceil
    return (
        AxisSize("h", shape.height, fh, (above, below), sh, dh, ceil),
        AxisSize("w", shape.width, fw, (left, right), sw, dw, ceil),
    )


def _input_text(shape: Shape) -> SizeText:
    return SizeText(
        r"n = h \cdot w \cdot c",
        "height times width times channels",
        f"n = {_volume(shape)}",
        "Numbers that the network is given with each picture.",
    )


def _volume(shape: Shape) -> str:
    """Return h·w·c = n, or n of a vector."""
    if shape.height == shape.width == 1:
        return grouped(shape.channels)
    return f"{product(*shape)} = {grouped(shape.size)}"


def _times(shape: Shape) -> str:
    return str(shape.text).replace("×", r" \times ")


def _stays(report: LayerReport) -> str:
    return f"The shape stays {report.output.text}."


def _plain(value: float) -> str:
    """Return a small number as a power of ten: 5e-4 as 5 · 10⁻⁴."""
    mantissa, mark, exponent = f"{value:.3e}".partition("e")
    if 1e-2 <= abs(value) < 1e4 or value == 0 or not mark:
        return f"{value:g}"
    return rf"{float(mantissa):g} \cdot 10^{{{int(exponent)}}}"
