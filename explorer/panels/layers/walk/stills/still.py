"""What is said and shown of a layer that no window walks over."""

from __future__ import annotations

from dataclasses import dataclass
from functools import singledispatch
from typing import TYPE_CHECKING

from explorer.engine.network import (
    Activation,
    BatchNorm,
    Concat,
    Conv,
    Dense,
    Dropout,
    Flatten,
    Inception,
    Layer,
    LayerReport,
    LocalResponseNorm,
    RadialBasis,
    Report,
    Residual,
    SideHead,
    SparseConv,
    title,
)
from explorer.engine.network.titles import KIND_TITLES, times
from explorer.panels.layers.walk.stills.functions import CURVES, FORMULAE, WORDS
from explorer.panels.layers.walk.stills.sketch import (
    ChannelWindow,
    Crossed,
    Curve,
    Detour,
    Fan,
    Scores,
    Sketch,
    Stack,
    Unrolled,
)

if TYPE_CHECKING:
    from explorer.engine.network import Shape

COMPARED_WINDOW = (3, 3)
"""A convolution to compare with where the network has none."""


@dataclass(frozen=True, slots=True)
class Still:
    """A card's title, a sketch, a formula (LaTeX, or empty), and sentences."""

    title: str
    words: str
    latex: str = ""
    sketch: Sketch | None = None


def still_of(one: LayerReport, report: Report) -> Still:
    """Return what to show of a layer without a window."""
    return _still(one.layer, one, report)


@singledispatch
def _still(layer: Layer, one: LayerReport, report: Report) -> Still:
    name = KIND_TITLES.get(layer.kind, layer.kind)
    return Still(name, f"{name} turns {one.input.text} into {one.output.text}.")


@_still.register
def _(layer: Dense, one: LayerReport, report: Report) -> Still:
    inputs, outputs = one.input.size, layer.units
    words = (
        f"Each of the {outputs:,} outputs reads all {inputs:,} inputs, each with a weight of its "
        f"own: {inputs:,} · {outputs:,} = {inputs * outputs:,} weights. {_unflattened(one)}"
        "A convolution reads a window, and all its cells share the weights."
    )
    bias = " + b_j" if layer.bias else ""
    latex = rf"z_j = \sum_{{i=1}}^{{{inputs}}} w_{{ij}} \, x_i{bias}"
    return Still("Every output reads every input", words, latex, _fan(one, report))


@_still.register
def _(layer: RadialBasis, one: LayerReport, report: Report) -> Still:
    words = (
        f"Each of the {layer.units} outputs is the squared distance of all {one.input.size:,} "
        "inputs to a stored pattern: the smaller, the more alike. The patterns are not trained."
    )
    latex = rf"y_j = \sum_{{i=1}}^{{{one.input.size}}} (x_i - w_{{ij}})^2"
    return Still("Distances to stored patterns", words, latex, _fan(one, report))


@_still.register
def _(layer: Flatten, one: LayerReport, report: Report) -> Still:
    h, w, c = one.input
    words = (
        f"The {h} × {w} × {c} numbers become one vector of {one.output.size:,}, channel after "
        "channel, row after row, as PyTorch does. Nothing is computed, and where a number stood "
        "is no longer known to the layers that follow."
    )
    latex = rf"\mathrm{{index}} = {h * w} \, c + {w} \, i + j"
    return Still("A volume becomes a vector", words, latex, Unrolled(h, w, c))


@_still.register
def _(layer: Activation, one: LayerReport, report: Report) -> Still:
    known = FORMULAE[layer.function]
    if layer.function not in CURVES:
        cells = one.output.height * one.output.width
        where = "" if cells == 1 else f", at each of the {cells:,} cells"
        words = f"{WORDS['softmax']} Over {one.output.channels:,} channels{where}."
        return Still("All channels of a cell together", words, known, Scores())
    words = (
        f"{WORDS[layer.function]} Each of the {_numbers(one.output)} is taken by itself: "
        "no window, nothing to train, and the shape stays."
    )
    return Still("Number by number", words, known, Curve(layer.function))


@_still.register
def _(layer: BatchNorm, one: LayerReport, report: Report) -> Still:
    c = one.output.channels
    affine = (
        f"{c:,} scales γ and {c:,} shifts β are trained, {c:,} means and {c:,} variances stored."
        if layer.affine
        else f"Nothing is trained; {c:,} means and {c:,} variances are stored."
    )
    words = (
        "Each channel by itself is brought to mean 0 and variance 1: in training over the batch "
        f"and all {one.output.height} × {one.output.width} cells, in use with the stored ones. "
    )
    scaled = r"\gamma_c \, " if layer.affine else ""
    shift = r" + \beta_c" if layer.affine else ""
    latex = rf"y = {scaled}\frac{{x - \mu_c}}{{\sqrt{{\sigma_c^2 + {layer.epsilon:g}}}}}{shift}"
    return Still("Channel by channel", words + affine, _plain_power(latex), ChannelWindow(c))


@_still.register
def _(layer: LocalResponseNorm, one: LayerReport, report: Report) -> Still:
    before, after = layer.size // 2, (layer.size - 1) // 2
    words = (
        f"A cell is divided by the strength of the same cell in its {layer.size} neighbouring "
        f"channels, {before} before and {after} after: a strong response keeps its neighbours "
        "down. Nothing is trained. PyTorch divides α by the count, as is done here."
    )
    latex = (
        rf"b_c = \frac{{a_c}}{{\left({layer.k:g} + \frac{{{layer.alpha:g}}}{{{layer.size}}}"
        rf" \sum_{{m=c-{before}}}^{{c+{after}}} a_m^2 \right)^{{{layer.beta:g}}}}}"
    )
    sketch = ChannelWindow(one.output.channels, before, after)
    return Still("Neighbouring channels compete", words, _plain_power(latex), sketch)


@_still.register
def _(layer: Dropout, one: LayerReport, report: Report) -> Still:
    share = layer.share
    if share >= 1:
        return Still("All numbers are dropped", "In training everything becomes 0.", "", Crossed(1))
    words = (
        f"In training each of the {_numbers(one.output)} is set to 0 with a probability of "
        f"{share:g}, drawn anew for each batch, and what is left is multiplied by "
        f"{1 / (1 - share):.4g}. In use the layer does nothing."
    )
    latex = (
        rf"y = \frac{{m \, x}}{{1 - {share:g}}}, \quad m \in \{{0, 1\}}, \quad P(m = 0) = {share:g}"
    )
    return Still("Numbers are left out in training", words, latex, Crossed(share))


@_still.register
def _(layer: Residual, one: LayerReport, report: Report) -> Still:
    depth = max(1, sum(_has_weights(child) for child in one.branch(0)))
    end, start = rf"a^{{[l+{depth}]}}", "a^{[l]}"
    shortcut = rf"W_s \, {start}" if layer.shortcut else start
    total = rf"z^{{[l+{depth}]}} + {shortcut}"
    g = "g" if layer.after != "none" else ""
    latex = rf"{end} = {g}({total})" if g else rf"{end} = {total}"
    projected = f" The shortcut projects {one.input.text} to it." if layer.shortcut else ""
    words = (
        f"z[l+{depth}] out of the body and the shortcut are both {one.output.text}, "
        f"so they can be added.{projected} {_of_zero(layer, depth)}"
    )
    sketch = Detour(
        _titles(layer.body), _titles(layer.shortcut), one.output.text, one.input.text,
        "" if layer.after == "none" else title(Activation(layer.after)),
    )  # fmt: skip
    return Still("Two ways through a block", words, latex, sketch)


@_still.register
def _(layer: Inception, one: LayerReport, report: Report) -> Still:
    parts = []
    for index, path in enumerate(layer.paths):
        children = one.branch(index)
        channels = children[-1].output.channels if children else one.input.channels
        parts.append((channels, _path_title(path)))
    words = (
        f"All {len(parts)} branches see the same {one.input.text} and keep height and width; "
        f"what they give is stacked along the channels: {one.output.text}."
    )
    return Still("Branches are stacked", words, _sum_latex(parts), Stack(tuple(parts)))


@_still.register
def _(layer: Concat, one: LayerReport, report: Report) -> Still:
    parts = [(one.input.channels, "the layer before")]
    parts += [(_channels_of(source, one, report), source) for source in layer.sources]
    words = (
        f"The volume and {len(layer.sources)} earlier of the same height and width are stacked "
        f"along the channels: {one.output.text}. Nothing is computed."
    )
    return Still("Earlier maps are stacked on", words, _sum_latex(parts), Stack(tuple(parts)))


@_still.register
def _(layer: SideHead, one: LayerReport, report: Report) -> Still:
    words = (
        f"A classifier beside the network: it learns from {one.input.text} in training, so that "
        "early layers get a gradient of their own. The volume goes on unchanged, and the "
        f"{one.params:,} parameters are counted apart."
    )
    sketch = Detour(_titles(layer.head), (), one.children[-1].output.text, one.input.text,
                    ends=True)  # fmt: skip
    return Still("A head beside the network", words, "", sketch)


def _fan(one: LayerReport, report: Report) -> Fan:
    """Return the fan of a dense layer, and to compare the last convolution that reads a part."""
    for other in reversed(tuple(report.leaves())):
        windows = other.windows
        if other.place < one.place and windows is not None and isinstance(other.layer, Conv):
            reads = windows.kernel[0] * windows.kernel[1] * other.weights[2]
            if reads < other.input.size:
                return Fan(one.input.size, one.output.size, reads, other.input.size, other.title)
    of = report.input
    reads = min(COMPARED_WINDOW[0] * COMPARED_WINDOW[1] * of.channels, of.size)
    return Fan(one.input.size, one.output.size, reads, of.size, f"conv {times(COMPARED_WINDOW)}")


def _unflattened(one: LayerReport) -> str:
    h, w, c = one.input
    return "" if h == w == 1 else f"The {h} × {w} × {c} volume is read as one vector. "


def _numbers(shape: Shape) -> str:
    if shape.height == shape.width == 1:
        return f"{shape.channels:,} numbers"
    sides = f"{shape.height} · {shape.width} · {shape.channels}"
    return f"{sides} = {shape.size:,} numbers"


def _of_zero(layer: Residual, depth: int) -> str:
    if layer.shortcut:
        return "A gradient reaches the block's input by both ways."
    if layer.after == "relu":
        return (
            f"With w and b at 0, z[l+{depth}] is 0 and g(a[l]) = a[l], as a[l] came out of a ReLU: "
            "the identity is easy."
        )
    return f"With w and b at 0, z[l+{depth}] is 0: what is left is the shortcut."


def _has_weights(one: LayerReport) -> bool:
    return isinstance(one.layer, Conv | SparseConv | Dense)


def _titles(layers: tuple[Layer, ...]) -> tuple[str, ...]:
    return tuple("BN" if isinstance(layer, BatchNorm) else title(layer) for layer in layers)


def _path_title(path: tuple[Layer, ...]) -> str:
    """Return a branch by its windows: 1×1 → 3×3."""
    names = [
        title(layer).split(" /")[0].removeprefix("conv ")
        for layer in path
        if not isinstance(layer, Activation | BatchNorm | Dropout)
    ]
    return " → ".join(names) or "as it is"


def _channels_of(source: str, one: LayerReport, report: Report) -> int:
    """Return how many channels a concatenation takes from a named layer of its sequence."""
    before = [r for r in report.walk() if r.place[:-1] == one.place[:-1] and r.place < one.place]
    for other in reversed(before):
        if other.layer.name == source:
            return other.output.channels
    return before[0].input.channels if before else one.input.channels


def _sum_latex(parts: list[tuple[int, str]]) -> str:
    total = sum(channels for channels, _ in parts)
    return rf"c = {' + '.join(str(channels) for channels, _ in parts)} = {total}"


def _plain_power(latex: str) -> str:
    """Write 1e-05 as a power of ten."""
    for exponent in range(4, 13):
        latex = latex.replace(f"1e-{exponent:02d}", rf"10^{{-{exponent}}}")
    return latex
