"""How each plain layer is written in Keras 3, with the channels last."""

from __future__ import annotations

from dataclasses import replace
from functools import singledispatch
from typing import TYPE_CHECKING

from explorer.engine.network.layers import (
    Activation,
    BatchNorm,
    Concat,
    Conv,
    Dense,
    Dropout,
    Flatten,
    GlobalPool,
    Layer,
    LocalResponseNorm,
    Pads,
    Pool,
    RadialBasis,
    SparseConv,
)
from explorer.engine.network.shape import Shape
from explorer.engine.network.text.source_lowering import (
    Dialect,
    Step,
    call,
    connections,
    option,
    sides,
)
from explorer.engine.network.text.source_text import quoted
from explorer.engine.network.text.source_tree import Argument, Call, Number, Value, Words

if TYPE_CHECKING:
    from explorer.engine.network.report import LayerReport

_ACTIVATIONS = {
    name: name for name in ("relu", "relu6", "elu", "gelu", "silu", "sigmoid", "tanh", "softmax")
}


def shape_text(shape: Shape, is_flat: bool) -> str:
    """Return (N, H, W, C), or (N, features)."""
    if is_flat:
        return f"(N, {shape.channels})"
    return f"(N, {shape.height}, {shape.width}, {shape.channels})"


def activation(function: str) -> Call:
    """Return an activation as a layer; Keras's own leaky ReLU has another slope."""
    if function == "leaky-relu":
        return Call("layers.LeakyReLU", (Argument(Number(0.01), "negative_slope"),))
    return call("layers.Activation", Words(quoted(_ACTIVATIONS[function])))


def _plain(step: Step) -> tuple[Call, ...]:
    return _calls(step.report.layer, step)


KERAS = Dialect(_plain, shape_text, activation)


@singledispatch
def _calls(layer: Layer, step: Step) -> tuple[Call, ...]:
    raise NotImplementedError(f"No source is written for a layer of kind {layer.kind!r}.")


@_calls.register
def _(layer: Conv, step: Step) -> tuple[Call, ...]:
    report = step.report
    is_thinned = is_dilated_and_strided(layer)
    padded, padding = _padding(report, needed_pads(report), may_be_same=not is_thinned)
    convolution = _convolution(layer, step, 1 if is_thinned else sides(layer.stride), padding)
    if not is_thinned:
        return (*padded, convolution)
    shape = shape_text(_unthinned(report), False)
    strides = (Number(layer.stride[0], "stride"), Number(layer.stride[1], "stride"))
    thinned = replace(call("thinned", *strides), takes_input=True)
    return (*padded, replace(convolution, shape=shape), thinned)


def _convolution(layer: Conv, step: Step, strides: Value, padding: Argument) -> Call:
    c_in = step.report.input.channels
    options = {
        "strides": option(strides, 1, "stride"),
        "padding": padding,
        "dilation_rate": option(sides(layer.dilation), 1, "dilation"),
    }
    kernel = Number(sides(layer.kernel), "kernel")
    bias = option(layer.bias, True, "bias")
    if layer.groups == c_in > 1:
        options["depth_multiplier"] = option(layer.filters // c_in, 1, "multiplier")
        return call("layers.DepthwiseConv2D", kernel, **options, use_bias=bias)
    options["groups"] = option(layer.groups, 1, "groups")
    return call("layers.Conv2D", Number(layer.filters, step.role), kernel, **options, use_bias=bias)


def is_dilated_and_strided(layer: Conv) -> bool:
    """Return whether a convolution has both, which Keras refuses."""
    return max(layer.stride) > 1 and max(layer.dilation) > 1


def _unthinned(report: LayerReport) -> Shape:
    """Return what a convolution would give at stride 1."""
    above, below, left, right = needed_pads(report)
    windows = report.windows
    spans = (
        (0, 0)
        if windows is None
        else tuple(d * (f - 1) for f, d in zip(windows.kernel, windows.dilation, strict=True))
    )
    height, width = report.input[:2]
    return report.output._replace(
        height=height + above + below - spans[0], width=width + left + right - spans[1]
    )


@_calls.register
def _(layer: SparseConv, step: Step) -> tuple[Call, ...]:
    padded, padding = _padding(step.report, needed_pads(step.report))
    sparse = call(
        "sparse_conv",
        connections(layer),
        Number(sides(layer.kernel), "kernel"),
        strides=option(sides(layer.stride), 1, "stride"),
        padding=padding,
        use_bias=option(layer.bias, True, "bias"),
    )
    return (*padded, replace(sparse, takes_input=True))


@_calls.register
def _(layer: Pool, step: Step) -> tuple[Call, ...]:
    pads = needed_pads(step.report)
    counts = layer.mode == "average" and layer.counts_padding and bool(_pads(step.report)[0])
    padded, padding = _padding(step.report, pads, may_be_same=not counts)
    kernel = sides(layer.kernel)
    options = {"strides": option(sides(layer.stride), kernel, "stride"), "padding": padding}
    name = "layers.MaxPooling2D" if layer.mode == "max" else "layers.AveragePooling2D"
    pool = call(name, Number(kernel, "kernel"), **options)
    if layer.dilation != (1, 1):
        windows = (Number(layer.kernel), Number(layer.stride), Number(layer.dilation))
        padded, _ = _padding(step.report, pads, may_be_same=False)
        pool = replace(call("dilated_max_pool", *windows), takes_input=True)
    learned = (call("ScaleAndShift"),) if layer.trainable else ()
    shape = shape_text(step.report.output, False)
    return (*padded, replace(pool, shape=shape), *learned)


def _pads(report: LayerReport) -> Pads:
    return (0, 0, 0, 0) if report.windows is None else report.windows.pads


def needed_pads(report: LayerReport) -> Pads:
    """Return the cells that all windows together reach over the edges of a layer's input.

    They are the padding, and after it what a window needs that ceil mode keeps.
    """
    windows = report.windows
    if windows is None:
        return (0, 0, 0, 0)
    above, below, left, right = windows.pads
    reach = [
        (out - 1) * s + d * (f - 1) + 1
        for out, f, s, d in zip(
            report.output[:2], windows.kernel, windows.stride, windows.dilation, strict=True
        )
    ]
    height, width = report.input[:2]
    extra = (
        max(reach[0] - height - above - below, 0),
        max(reach[1] - width - left - right, 0),
    )
    return (above, below + extra[0], left, right + extra[1])


def is_same(report: LayerReport, pads: Pads) -> bool:
    """Return whether padding="same" of Keras adds just these cells."""
    windows = report.windows
    if windows is None or not any(pads):
        return False
    expected: list[int] = []
    for n, out, f, s, d in zip(
        report.input[:2], report.output[:2], windows.kernel, windows.stride, windows.dilation,
        strict=True,
    ):  # fmt: skip
        total = max((-(-n // s) - 1) * s + d * (f - 1) + 1 - n, 0)
        if out != -(-n // s):
            return False
        expected += [total // 2, total - total // 2]
    return tuple(expected) == pads


def _padding(
    report: LayerReport, pads: Pads, *, may_be_same: bool = True
) -> tuple[tuple[Call, ...], Argument]:
    """Return the padding argument, and before it a layer where "same" would not be the same."""
    if may_be_same and is_same(report, pads):
        return (), option("same", "valid", "padding")
    valid = option("valid", "valid", "padding")
    if not any(pads):
        return (), valid
    above, below, left, right = pads
    given = report.input
    padded = given._replace(height=given.height + above + below, width=given.width + left + right)
    zeros = call("layers.ZeroPadding2D", _zeros(pads))
    return (replace(zeros, shape=shape_text(padded, False)),), valid


def _zeros(pads: Pads) -> Number | Words:
    above, below, left, right = pads
    if (above, left) == (below, right):
        return Number(sides((above, left)), "padding")
    return Words(f"(({above}, {below}), ({left}, {right}))")


@_calls.register
def _(layer: GlobalPool, step: Step) -> tuple[Call, ...]:
    is_average = layer.mode == "average"
    name = "layers.GlobalAveragePooling2D" if is_average else "layers.GlobalMaxPooling2D"
    keeps = option(not step.flattens_next, False, "keepdims")
    shape = shape_text(step.report.output, step.flattens_next)
    return (replace(call(name, keepdims=keeps), shape=shape),)


@_calls.register
def _(layer: Dense, step: Step) -> tuple[Call, ...]:
    units = Number(layer.units, "units")
    return (*_flat(step), call("layers.Dense", units, use_bias=option(layer.bias, True, "bias")))


@_calls.register
def _(layer: RadialBasis, step: Step) -> tuple[Call, ...]:
    return (*_flat(step), call("RadialBasis", Number(layer.units, "units")))


def _flat(step: Step) -> tuple[Call, ...]:
    if step.was_flat or step.follows_pool:
        return ()
    given = step.report.input
    return (Call("layers.Flatten", shape=shape_text(Shape(1, 1, given.size), True)),)


@_calls.register
def _(layer: Flatten, step: Step) -> tuple[Call, ...]:
    return () if step.follows_pool else (Call("layers.Flatten"),)


@_calls.register
def _(layer: Activation, step: Step) -> tuple[Call, ...]:
    return (activation(layer.function),)


@_calls.register
def _(layer: BatchNorm, step: Step) -> tuple[Call, ...]:
    return (
        call(
            "layers.BatchNormalization",
            epsilon=option(layer.epsilon, 1e-3, "epsilon"),
            center=option(layer.affine, True, "affine"),
            scale=option(layer.affine, True, "affine"),
        ),
    )


@_calls.register
def _(layer: LocalResponseNorm, step: Step) -> tuple[Call, ...]:
    norm = call(
        "local_response_norm",
        Number(layer.size, "size"),
        alpha=option(layer.alpha, None, "alpha"),
        beta=option(layer.beta, None, "beta"),
        k=option(layer.k, None, "k"),
    )
    return (replace(norm, takes_input=True),)


@_calls.register
def _(layer: Dropout, step: Step) -> tuple[Call, ...]:
    shape = shape_text(step.report.output, step.was_flat or step.follows_pool)
    return (replace(call("layers.Dropout", Number(layer.share, "share")), shape=shape),)


@_calls.register
def _(layer: Concat, step: Step) -> tuple[Call, ...]:
    return (call("Concat", *(Words(quoted(source)) for source in layer.sources)),)
