"""How each plain layer is written in PyTorch."""

from __future__ import annotations

from functools import singledispatch

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
from explorer.engine.network.text.source_tree import Argument, Call, Number, Words

_ACTIVATIONS = {
    "relu": "nn.ReLU",
    "relu6": "nn.ReLU6",
    "leaky-relu": "nn.LeakyReLU",
    "elu": "nn.ELU",
    "gelu": "nn.GELU",
    "silu": "nn.SiLU",
    "sigmoid": "nn.Sigmoid",
    "tanh": "nn.Tanh",
}


def shape_text(shape: Shape, is_flat: bool) -> str:
    """Return (N, C, H, W), or (N, features)."""
    if is_flat:
        return f"(N, {shape.channels})"
    return f"(N, {shape.channels}, {shape.height}, {shape.width})"


def activation(function: str) -> Call:
    """Return an activation; softmax is one of the channels."""
    if function == "softmax":
        return Call("nn.Softmax", (Argument(Number(1), "dim"),))
    return Call(_ACTIVATIONS[function])


def _plain(step: Step) -> tuple[Call, ...]:
    return _modules(step.report.layer, step)


TORCH = Dialect(_plain, shape_text, activation)


@singledispatch
def _modules(layer: Layer, step: Step) -> tuple[Call, ...]:
    raise NotImplementedError(f"No source is written for a layer of kind {layer.kind!r}.")


@_modules.register
def _(layer: Conv, step: Step) -> tuple[Call, ...]:
    padded, padding = _padding(layer, step)
    module = call(
        "nn.Conv2d",
        Number(step.report.input.channels, "c_in"),
        Number(layer.filters, step.role),
        Number(sides(layer.kernel), "kernel"),
        stride=option(sides(layer.stride), 1, "stride"),
        padding=padding,
        dilation=option(sides(layer.dilation), 1, "dilation"),
        groups=option(layer.groups, 1, "groups"),
        bias=option(layer.bias, True, "bias"),
    )
    return (*padded, module)


@_modules.register
def _(layer: SparseConv, step: Step) -> tuple[Call, ...]:
    padded, padding = _padding(layer, step)
    module = call(
        "SparseConv",
        connections(layer),
        Number(sides(layer.kernel), "kernel"),
        stride=option(sides(layer.stride), 1, "stride"),
        padding=padding,
        bias=option(layer.bias, True, "bias"),
    )
    return (*padded, module)


def _padding(layer: Conv | SparseConv, step: Step) -> tuple[tuple[Call, ...], Argument]:
    """Return the padding argument, and before it a module where the sides differ."""
    above, below, left, right = _pads(step)
    if (above, left) == (below, right):
        if layer.padding == "same" and layer.stride == (1, 1):
            return (), option("same", 0, "padding")
        return (), option(sides((above, left)), 0, "padding")
    given = step.report.input
    padded = given._replace(height=given.height + above + below, width=given.width + left + right)
    values = Number((left, right, above, below), "pads")
    zeros = Call("nn.ZeroPad2d", (Argument(values),), shape=shape_text(padded, False))
    return (zeros,), option(0, 0, "padding")


def _pads(step: Step) -> Pads:
    windows = step.report.windows
    return (0, 0, 0, 0) if windows is None else windows.pads


@_modules.register
def _(layer: Pool, step: Step) -> tuple[Call, ...]:
    above, _, left, _ = _pads(step)
    is_average = layer.mode == "average"
    kernel = sides(layer.kernel)
    options = {
        "stride": option(sides(layer.stride), kernel, "stride"),
        "padding": option(sides((above, left)), 0, "padding"),
    }
    if not is_average:
        options["dilation"] = option(sides(layer.dilation), 1, "dilation")
    options["ceil_mode"] = option(layer.ceil, False, "ceil")
    if is_average and above + left:
        options["count_include_pad"] = option(layer.counts_padding, True, "counts_padding")
    name = "nn.AvgPool2d" if is_average else "nn.MaxPool2d"
    pool = call(name, Number(kernel, "kernel"), **options)
    if not layer.trainable:
        return (pool,)
    return (call("TrainablePool", Number(step.report.input.channels, "c_in"), pool),)


@_modules.register
def _(layer: GlobalPool, step: Step) -> tuple[Call, ...]:
    name = "nn.AdaptiveAvgPool2d" if layer.mode == "average" else "nn.AdaptiveMaxPool2d"
    return (call(name, Words("1")),)


@_modules.register
def _(layer: Dense, step: Step) -> tuple[Call, ...]:
    size = Number(step.report.input.size, "features")
    units = Number(layer.units, "units")
    linear = call("nn.Linear", size, units, bias=option(layer.bias, True, "bias"))
    return (*_flat(step), linear)


@_modules.register
def _(layer: RadialBasis, step: Step) -> tuple[Call, ...]:
    size = Number(step.report.input.size, "features")
    return (*_flat(step), call("RadialBasis", size, Number(layer.units, "units")))


def _flat(step: Step) -> tuple[Call, ...]:
    if step.was_flat:
        return ()
    given = step.report.input
    return (Call("nn.Flatten", shape=shape_text(Shape(1, 1, given.size), True)),)


@_modules.register
def _(layer: Flatten, step: Step) -> tuple[Call, ...]:
    return (Call("nn.Flatten"),)


@_modules.register
def _(layer: Activation, step: Step) -> tuple[Call, ...]:
    return (activation(layer.function),)


@_modules.register
def _(layer: BatchNorm, step: Step) -> tuple[Call, ...]:
    name = "nn.BatchNorm1d" if step.was_flat else "nn.BatchNorm2d"
    channels = Number(step.report.input.channels, "channels")
    epsilon = option(layer.epsilon, 1e-5, "epsilon")
    return (call(name, channels, eps=epsilon, affine=option(layer.affine, True, "affine")),)


@_modules.register
def _(layer: LocalResponseNorm, step: Step) -> tuple[Call, ...]:
    norm = call(
        "nn.LocalResponseNorm",
        Number(layer.size, "size"),
        alpha=option(layer.alpha, 1e-4, "alpha"),
        beta=option(layer.beta, 0.75, "beta"),
        k=option(layer.k, 1.0, "k"),
    )
    return (norm,)


@_modules.register
def _(layer: Dropout, step: Step) -> tuple[Call, ...]:
    return (call("nn.Dropout", Number(layer.share, "share")),)


@_modules.register
def _(layer: Concat, step: Step) -> tuple[Call, ...]:
    return (call("Concat", *(Words(quoted(source)) for source in layer.sources)),)
