"""The numbers of the page as tables for CSV files; nine digits read every float32 back."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from explorer.panels.residual.block.values import Found, GradientFound

    Rows = Iterator[Sequence[object]]


def _text(value: float) -> str:
    return f"{value:.9g}"


def place_rows(found: Found) -> Rows:
    """Yield what each tensor is like: one line each."""
    yield (
        "tensor", "height", "width", "channels",
        "mean", "deviation", "smallest", "largest", "share_of_zeros",
    )  # fmt: skip
    for stage in found.view.stages:
        channels, height, width = stage.tensor.shape
        numbers = (
            stage.mean, stage.deviation, stage.smallest, stage.largest, stage.zero_share,
        )  # fmt: skip
        yield (stage.title, height, width, channels, *map(_text, numbers))


def pixel_rows(found: Found, row: int, column: int) -> Rows:
    """Yield the terms of every channel of the output at a pixel."""
    yield "channel", "row", "column", "z", "alpha", "around", "sum", "output"
    for channel in range(found.places["a2"].channels):
        one = found.view.numbers(channel, row, column)
        numbers = (one.z2, one.alpha, one.around, one.total, one.output)
        yield (channel, row, column, *map(_text, numbers))


def gradient_rows(found: GradientFound) -> Rows:
    """Yield the lengths of what arrives at x for each α."""
    yield "alpha", "through", "around", "total"
    curve = found.curve
    for values in zip(curve.alphas, curve.through, curve.around, curve.total, strict=True):
        yield [_text(value) for value in values]
