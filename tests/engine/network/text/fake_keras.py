"""Enough of Keras 3 to run what is written for it: shapes and counts by TensorFlow's rules.

Keras itself is no dependency. A tensor here is an array of one picture, (1, H, W, C), mostly zeros;
layers return arrays of the shape that Keras documents and note how many numbers they train.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np

Array = np.ndarray


class Weight(np.ndarray):
    """An array that can be given other values, as a variable can."""

    def assign(self, values: Array) -> None:
        self[...] = values


class Counter:
    """What the layers did, in the order in which they were applied."""

    params = 0


def pair(value: int | tuple[int, int]) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else value


def slid(x: Array, kernel: Any, strides: Any, padding: str, dilation: Any = 1) -> tuple[int, int]:
    """Return height and width after a window, by TensorFlow's two rules."""
    assert x.ndim == 4, "a window needs a volume"
    sizes = []
    for n, f, s, d in zip(x.shape[1:3], pair(kernel), pair(strides), pair(dilation), strict=True):
        size = -(-n // s) if padding == "same" else -(-(n - d * (f - 1)) // s)
        assert padding in ("same", "valid")
        assert size > 0
        sizes.append(size)
    return sizes[0], sizes[1]


class Layer:
    def __init__(self) -> None:
        self.is_built = False

    def add_weight(self, shape: tuple[int, ...], initializer: str = "", trainable: bool = True):
        Counter.params += int(np.prod(shape)) * trainable
        return np.zeros(shape).view(Weight)

    def __call__(self, x: Any) -> Array:
        if not self.is_built:
            self.build(x.shape if isinstance(x, np.ndarray) else None)
            self.is_built = True
        return self.call(x)

    def build(self, shape: Any) -> None:
        pass


class Conv2D(Layer):
    def __init__(self, filters, kernel_size, strides=1, padding="valid", dilation_rate=1, groups=1,
                 activation=None, use_bias=True) -> None:  # fmt: skip
        super().__init__()
        self.filters, self.kernel, self.strides, self.padding = (
            filters, kernel_size, strides, padding,
        )  # fmt: skip
        self.dilation, self.groups, self.use_bias = dilation_rate, groups, use_bias
        check_activation(activation)

    def build(self, shape):
        assert max(pair(self.strides)) == 1 or max(pair(self.dilation)) == 1
        assert shape[-1] % self.groups == 0 == self.filters % self.groups
        self.add_weight((*pair(self.kernel), shape[-1] // self.groups, self.filters))
        self.add_weight((self.filters * self.use_bias,))

    def call(self, x):
        size = slid(x, self.kernel, self.strides, self.padding, self.dilation)
        return np.zeros((1, *size, self.filters))


class DepthwiseConv2D(Conv2D):
    def __init__(self, kernel_size, depth_multiplier=1, **options) -> None:
        super().__init__(0, kernel_size, **options)
        self.multiplier = depth_multiplier

    def build(self, shape):
        self.filters, self.groups = shape[-1] * self.multiplier, shape[-1]
        super().build(shape)


class MaxPooling2D(Layer):
    def __init__(self, pool_size, strides=None, padding="valid") -> None:
        super().__init__()
        self.size, self.strides, self.padding = pool_size, strides or pool_size, padding

    def call(self, x):
        return np.zeros((1, *slid(x, self.size, self.strides, self.padding), x.shape[-1]))


class AveragePooling2D(MaxPooling2D):
    pass


class ZeroPadding2D(Layer):
    def __init__(self, padding) -> None:
        super().__init__()
        self.pads = [
            (side, side) if isinstance(side, int) else side
            for side in ((padding, padding) if isinstance(padding, int) else padding)
        ]

    def call(self, x):
        return np.pad(x, [(0, 0), *self.pads, (0, 0)])


class GlobalAveragePooling2D(Layer):
    def __init__(self, keepdims=False) -> None:
        super().__init__()
        self.keepdims = keepdims

    def call(self, x):
        assert x.ndim == 4
        return x.mean((1, 2), keepdims=self.keepdims)


class GlobalMaxPooling2D(GlobalAveragePooling2D):
    pass


class Flatten(Layer):
    def call(self, x):
        return x.reshape(1, -1)


class Dense(Layer):
    def __init__(self, units, activation=None, use_bias=True) -> None:
        super().__init__()
        self.units, self.use_bias = units, use_bias
        check_activation(activation)

    def build(self, shape):
        assert len(shape) == 2, "Keras would apply it to the last axis"
        self.add_weight((shape[-1], self.units))
        self.add_weight((self.units * self.use_bias,))

    def call(self, x):
        return np.zeros((1, self.units))


class BatchNormalization(Layer):
    def __init__(self, epsilon=1e-3, center=True, scale=True) -> None:
        super().__init__()
        self.count = center + scale

    def build(self, shape):
        self.add_weight((self.count, shape[-1]))

    def call(self, x):
        return x


class Same(Layer):
    """A layer that changes no shape."""

    def __init__(self, *values, **options) -> None:
        super().__init__()

    def call(self, x):
        return x


class Activation(Same):
    def __init__(self, function) -> None:
        super().__init__()
        check_activation(function)


class Concatenate(Layer):
    def call(self, parts):
        assert len(parts) > 1
        return np.concatenate(parts, axis=-1)


class Add(Layer):
    def call(self, parts):
        first, second = parts
        assert first.shape == second.shape
        return first + second


class Model:
    def __init__(self, inputs, outputs, name) -> None:
        self.inputs, self.name = inputs, name
        self.outputs = outputs if isinstance(outputs, list) else [outputs]


def check_activation(function: str | None) -> None:
    names = ("relu", "relu6", "elu", "gelu", "silu", "sigmoid", "tanh", "softmax")
    assert function is None or function in names


def fake_keras() -> dict[str, ModuleType]:
    """Return the modules that stand in for Keras."""
    keras, layers, ops = (ModuleType(name) for name in ("keras", "keras.layers", "keras.ops"))
    keras.Model, keras.layers, keras.ops = Model, layers, ops
    keras.Input = lambda shape: np.zeros((1, *shape))
    for type_ in (
        Layer, Conv2D, DepthwiseConv2D, MaxPooling2D, AveragePooling2D, ZeroPadding2D, Flatten,
        GlobalAveragePooling2D, GlobalMaxPooling2D, Dense, BatchNormalization, Activation,
        Concatenate, Add,
    ):  # fmt: skip
        setattr(layers, type_.__name__, type_)
    layers.Dropout = layers.LeakyReLU = Same
    ops.take, ops.pad, ops.square = np.take, np.pad, np.square
    ops.max, ops.sum, ops.stack, ops.sign = np.max, np.sum, np.stack, np.sign
    return {"keras": keras, "keras.layers": layers, "keras.ops": ops}
