"""Vector, matrix and result as tables for CSV files; nine digits read every float32 back."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from explorer.panels.bottleneck.pixel.values import Found

    Rows = Iterator[Sequence[object]]


def _text(value: float) -> str:
    return f"{value:.9g}"


def vector_rows(found: Found) -> Rows:
    """Yield the pixel's vector: one line for each input channel."""
    yield "input_channel", "x"
    for channel, value in enumerate(found.pixel.channels.tolist()):
        yield channel, _text(value)


def matrix_rows(found: Found) -> Rows:
    """Yield the weights, one line for each output channel, its bias last."""
    yield ["output_channel", *range(found.channels_in), "bias"]
    biases = found.pixel.bias.tolist()
    for channel, (row, bias) in enumerate(zip(found.pixel.weights.tolist(), biases, strict=True)):
        yield [channel, *(_text(weight) for weight in row), _text(bias)]


def result_rows(found: Found) -> Rows:
    """Yield what comes out at the pixel, in each of the four ways, and after what follows."""
    yield "output_channel", "by_dot", "nn_linear", "nn_conv2d", "network", "normalised", "outcome"
    ways = found.ways
    columns = (
        ways.by_dot, ways.by_linear, ways.by_conv, ways.by_network,
        found.normalised, found.outcome,
    )  # fmt: skip
    for channel, values in enumerate(zip(*(column.tolist() for column in columns), strict=True)):
        yield [channel, *(_text(value) for value in values)]


def terms_rows(found: Found, channel: int) -> Rows:
    """Yield one output channel's sum, product by product, then its bias and the sum."""
    yield "input_channel", "weight", "x", "product"
    pixel = found.pixel
    columns = (pixel.weights[channel], pixel.channels, pixel.products[channel])
    for given, values in enumerate(zip(*(column.tolist() for column in columns), strict=True)):
        yield [given, *(_text(value) for value in values)]
    yield "bias", "", "", _text(float(pixel.bias[channel]))
    yield "sum", "", "", _text(float(found.sums[channel]))
