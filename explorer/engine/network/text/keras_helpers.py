"""What Keras source brings along, and where it differs from the network that it was made of."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

from explorer.engine.network.layers import BatchNorm, Conv, Pool, SideHead
from explorer.engine.network.text.keras_layers import is_same, needed_pads
from explorer.engine.network.text.source_tree import Chain, calls

if TYPE_CHECKING:
    from collections.abc import Iterator

    from explorer.engine.network.report import LayerReport, Report


def helper_code(chain: Chain) -> list[str]:
    """Return the source of each function and class that a network needs."""
    used = {one.function for one in calls(chain)}
    return [dedent(text).strip() for name, text in _TEXTS.items() if name in used]


def needs_ops(chain: Chain) -> bool:
    """Return whether `keras.ops` is used."""
    return any("ops." in text for text in helper_code(chain))


def differences(report: Report) -> list[str]:
    """Return what to mind, a sentence or two for each matter."""
    found = [note for one in report.walk() for note in _notes(one)]
    flattens = any(
        one.is_flat and one.input[:2] != (1, 1) and one.input.channels > 1
        for one in report.leaves()
    )
    order = "Flatten reads rows, columns, channels; PyTorch channels first: other weight order."
    return list(dict.fromkeys([*found, *([order] if flattens else [])]))


def _notes(one: LayerReport) -> Iterator[str]:
    layer = one.layer
    if isinstance(layer, Conv):
        yield from _conv_notes(layer, one.input.channels)
    elif isinstance(layer, Pool):
        yield from _pool_notes(layer, one)
    elif isinstance(layer, BatchNorm):
        yield "Batch normalisation: momentum is 0.99 here; PyTorch's default would be 0.9."
    elif isinstance(layer, SideHead):
        yield "Side heads are further outputs of the model, in and after training."


def _conv_notes(layer: Conv, c_in: int) -> Iterator[str]:
    if 1 < layer.groups < c_in:
        yield "Grouped convolutions: TensorFlow may refuse them on a CPU."


def _pool_notes(layer: Pool, one: LayerReport) -> Iterator[str]:
    pads = needed_pads(one)
    if layer.ceil:
        yield "Keras has no ceil mode: the cells that the last windows need are padded."
    if not any(pads) or (is_same(one, pads) and layer.dilation == (1, 1)):
        return
    if layer.mode == "max":
        yield "ZeroPadding2D before a max pooling adds 0 and not −∞: the same after a ReLU only."
    elif layer.ceil or not layer.counts_padding:
        yield "ZeroPadding2D before an average pooling: the added zeros count in the mean."


_TEXTS = {
    "sparse_conv": '''
        def sparse_conv(x, connections, kernel_size, **options):
            """A convolution whose filters each see only some channels."""
            maps = [
                layers.Conv2D(1, kernel_size, **options)(ops.take(x, list(seen), axis=-1))
                for seen in connections
            ]
            return layers.Concatenate()(maps) if len(maps) > 1 else maps[0]
    ''',
    "local_response_norm": '''
        def local_response_norm(x, size, alpha, beta, k):
            """Keras has no such layer; in TensorFlow: tf.nn.local_response_normalization.

            There alpha is what is alpha / size here, and size is 2 * depth_radius + 1.
            """
            channels = x.shape[-1]
            around = [[0, 0]] * 3 + [[size // 2, (size - 1) // 2]]
            squares = ops.pad(ops.square(x), around)
            total = sum(squares[..., i : i + channels] for i in range(size))
            return x / (k + alpha / size * total) ** beta
    ''',
    "thinned": '''
        def thinned(x, rows, columns):
            """Keras refuses strides with a dilation: every so many cells of stride 1."""
            return x[:, ::rows, ::columns]
    ''',
    "dilated_max_pool": '''
        def dilated_max_pool(x, pool_size, strides, dilation):
            """Keras has no dilated pooling: the maximum of shifted pictures."""
            reach = [d * (f - 1) for f, d in zip(pool_size, dilation)]
            height, width = x.shape[1] - reach[0], x.shape[2] - reach[1]
            shifted = [
                x[:, i : i + height : strides[0], j : j + width : strides[1]]
                for i in range(0, reach[0] + 1, dilation[0])
                for j in range(0, reach[1] + 1, dilation[1])
            ]
            return ops.max(ops.stack(shifted), axis=0)
    ''',
    "ScaleAndShift": '''
        class ScaleAndShift(layers.Layer):
            """A learned coefficient and a learned bias for each channel."""

            def build(self, shape):
                self.coefficient = self.add_weight(shape=shape[-1:], initializer="ones")
                self.bias = self.add_weight(shape=shape[-1:], initializer="zeros")

            def call(self, x):
                return self.coefficient * x + self.bias
    ''',
    "RadialBasis": '''
        class RadialBasis(layers.Layer):
            """Squared distances to patterns of ±1, which are stored and not trained."""

            def __init__(self, units):
                super().__init__()
                self.units = units

            def build(self, shape):
                self.patterns = self.add_weight(shape=(self.units, shape[-1]), trainable=False)
                self.patterns.assign(ops.sign(self.patterns))

            def call(self, x):
                return ops.sum(ops.square(x[:, None, :] - self.patterns), axis=2)
    ''',
}
HELPER_NAMES = tuple(_TEXTS)
