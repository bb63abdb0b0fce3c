"""Keras text: run against a stand-in with TensorFlow's rules, and compared with cases by hand."""

from __future__ import annotations

import ast
import random
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from torch import nn

from explorer.engine.network import (
    Activation,
    BatchNorm,
    Concat,
    Conv,
    Dense,
    Dropout,
    Flatten,
    GlobalPool,
    LayerError,
    LocalResponseNorm,
    Network,
    Pool,
    RadialBasis,
    Residual,
    Shape,
    SideHead,
    conv,
    pool,
    relu,
)
from explorer.engine.network.text.keras import keras_source
from explorer.engine.zoo import NAMES, build
from tests.engine.network.random_networks import random_network
from tests.engine.network.text.fake_keras import Counter, Model, fake_keras
from tests.engine.network.text.test_source import HAND_MADE, HOSTILE, _families, _named

if TYPE_CHECKING:
    from explorer.engine.network import Layer


@pytest.fixture(autouse=True)
def keras(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    for name, module in fake_keras().items():
        monkeypatch.setitem(sys.modules, name, module)


def _namespace(source: str) -> dict[str, object]:
    namespace: dict[str, object] = {"__name__": "source"}
    exec(compile(source, "source", "exec"), namespace)
    return namespace


def _model(source: str) -> Model:
    (name,) = re.findall(r"^    (\w+)\(\)\.summary\(\)", source, re.MULTILINE)
    Counter.params = 0
    return _namespace(source)[name]()  # type: ignore[operator]


def _compare(network: Network) -> None:
    report = network.report()
    model = _model(keras_source(network))
    assert model.outputs[0].size == report.output.size
    assert model.outputs[0].shape[-1] == report.output.channels
    heads = [one for one in report.walk() if one.layer.kind == "side-head"]
    assert len(model.outputs) == 1 + len(heads)
    assert Counter.params == report.params + report.side_params


@pytest.mark.parametrize("name", NAMES)
def test_the_zoo(name: str) -> None:
    _compare(build(name))


@pytest.mark.parametrize("name", HAND_MADE)
def test_hand_made_networks(name: str) -> None:
    _compare(HAND_MADE[name])


def test_random_networks() -> None:
    rng = random.Random(8)
    for _ in range(120):
        _compare(random_network(rng))
    for seed in range(40):
        _compare(_families(seed))


def _lines(*layers: Layer, side: int = 12, channels: int = 4) -> list[str]:
    """Return the statements that are written for layers."""
    source = keras_source(Network(Shape(side, side, channels), layers))
    main = source[source.index("def network()") :]
    return [line.strip() for line in main.split("\n\n\n")[0].splitlines()[2:-1]]


@pytest.mark.parametrize(
    ("layers", "expected"),
    [
        ([conv(8, 3)], ["x = layers.Conv2D(8, 3)(inputs)  # (N, 10, 10, 8)"]),
        (
            [conv(4, 3, p=1), relu()],
            ['x = layers.Conv2D(4, 3, padding="same", activation="relu")(inputs)'],
        ),
        (
            [conv(8, 3, s=2, p=1, bias=False)],
            [
                "x = layers.ZeroPadding2D(1)(inputs)  # (N, 14, 14, 4)",
                "x = layers.Conv2D(8, 3, strides=2, use_bias=False)(x)  # (N, 6, 6, 8)",
            ],
        ),
        (
            [Conv(8, (3, 3), (2, 2), "tf-same")],
            ['x = layers.Conv2D(8, 3, strides=2, padding="same")(inputs)  # (N, 6, 6, 8)'],
        ),
        (
            [conv(8, 3, p=(1, 0, 2, 3))],
            ["x = layers.ZeroPadding2D(((1, 0), (2, 3)))(inputs)  # (N, 13, 17, 4)"],
        ),
        ([conv(4, 3, groups=4)], ["x = layers.DepthwiseConv2D(3)(inputs)  # (N, 10, 10, 4)"]),
        (
            [conv(8, 3, groups=4)],
            ["x = layers.DepthwiseConv2D(3, depth_multiplier=2)(inputs)  # (N, 10, 10, 8)"],
        ),
        ([conv(8, 3, groups=2)], ["x = layers.Conv2D(8, 3, groups=2)(inputs)  # (N, 10, 10, 8)"]),
        (
            [Conv(8, (3, 3), (2, 3), dilation=(2, 1))],
            [
                "x = layers.Conv2D(8, 3, dilation_rate=(2, 1))(inputs)  # (N, 8, 10, 8)",
                "x = thinned(x, 2, 3)  # (N, 4, 4, 8)",
            ],
        ),
        ([pool("max", 2)], ["x = layers.MaxPooling2D(2)(inputs)  # (N, 6, 6, 4)"]),
        (
            [pool("max", 3, s=2, ceil=True)],
            ['x = layers.MaxPooling2D(3, strides=2, padding="same")(inputs)  # (N, 6, 6, 4)'],
        ),
        (
            [pool("average", 3, s=1, p=1)],
            [
                "x = layers.ZeroPadding2D(1)(inputs)  # (N, 14, 14, 4)",
                "x = layers.AveragePooling2D(3, strides=1)(x)  # (N, 12, 12, 4)",
            ],
        ),
        (
            [Pool("average", (3, 3), (1, 1), (1, 1), counts_padding=False)],
            ['x = layers.AveragePooling2D(3, strides=1, padding="same")(inputs)'],
        ),
        (
            [GlobalPool(), Dropout(0.2), Flatten(), Dense(3)],
            [
                "x = layers.GlobalAveragePooling2D()(inputs)  # (N, 4)",
                "x = layers.Dropout(0.2)(x)",
                "x = layers.Dense(3)(x)  # (N, 3)",
            ],
        ),
        (
            [GlobalPool("max"), conv(2, 1)],
            [
                "x = layers.GlobalMaxPooling2D(keepdims=True)(inputs)  # (N, 1, 1, 4)",
                "x = layers.Conv2D(2, 1)(x)  # (N, 1, 1, 2)",
            ],
        ),
        (
            [Dense(3, bias=False), Activation("softmax")],
            [
                "x = layers.Flatten()(inputs)  # (N, 576)",
                'x = layers.Dense(3, activation="softmax", use_bias=False)(x)  # (N, 3)',
            ],
        ),
        ([BatchNorm()], ["x = layers.BatchNormalization(epsilon=1e-5)(inputs)"]),
        (
            [BatchNorm(affine=False, epsilon=1e-3)],
            ["x = layers.BatchNormalization(center=False, scale=False)(inputs)"],
        ),
        ([relu("leaky-relu")], ["x = layers.LeakyReLU(negative_slope=0.01)(inputs)"]),
        (
            [LocalResponseNorm()],
            ["x = local_response_norm(inputs, 5, alpha=0.0005, beta=0.75, k=2.0)"],
        ),
        (
            [conv(4, 3, p=1, name="stem"), relu("tanh", name="on"), Concat(("stem",))],
            [
                'x = layers.Conv2D(4, 3, padding="same")(inputs)  # stem',
                "stem = x",
                'x = layers.Activation("tanh")(x)  # on',
                "x = layers.Concatenate()([x, stem])  # (N, 12, 12, 8)",
            ],
        ),
        (
            [Residual((conv(4, 3, p=1),))],
            [
                'y = layers.Conv2D(4, 3, padding="same")(inputs)',
                "x = layers.Add()([y, inputs])",
                'x = layers.Activation("relu")(x)',
            ],
        ),
        (
            [SideHead((Dense(2),)), conv(2, 1)],
            [
                "side = layers.Flatten()(inputs)  # (N, 576)",
                "side = layers.Dense(2)(side)  # (N, 2)",
                "x = layers.Conv2D(2, 1)(inputs)  # (N, 12, 12, 2)",
            ],
        ),
        (
            [conv(4, 1)] * 5,
            ["x = inputs", "for _ in range(5):", "x = layers.Conv2D(4, 1)(x)"],
        ),
    ],
)
def test_by_hand(layers: list[Layer], expected: list[str]) -> None:
    assert _lines(*layers)[: len(expected)] == expected


def test_equal_blocks_become_a_function() -> None:
    source = keras_source(build("resnet152"))
    assert "def bottleneck(x, width):" in source
    assert "    for _ in range(35):\n        x = bottleneck(x, 256)\n" in source
    assert len(source.splitlines()) < 90


@pytest.mark.parametrize(
    ("layers", "note"),
    [
        ([pool("max", 3, s=2, ceil=True)], "no ceil mode"),
        ([conv(8, 3, groups=2)], "Grouped convolutions"),
        ([conv(8, 2, s=2, d=2)], "refuses strides with a dilation"),
        ([Dense(3)], "Flatten reads rows, columns, channels"),
        ([BatchNorm()], "momentum is 0.99"),
        ([pool("max", 3, s=2, p=1)], "adds 0 and not −∞"),
        ([Pool("average", (3, 3), (2, 2), (1, 1), counts_padding=False)], "count in the mean"),
        ([SideHead((Dense(3),))], "further outputs"),
        ([LocalResponseNorm()], "tf.nn.local_response_normalization"),
        ([Pool("max", dilation=(2, 2))], "no dilated pooling"),
    ],
)
def test_it_says_where_keras_differs(layers: list[Layer], note: str) -> None:
    assert note in keras_source(Network(Shape(12, 12, 4), tuple(layers)))


def test_nothing_is_said_where_nothing_differs() -> None:
    assert "differs" not in keras_source(Network(Shape(12, 12, 4), (conv(2, 3), pool(), relu())))


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5])
def test_local_response_normalisation_computes_what_pytorch_computes(size: int) -> None:
    source = keras_source(Network(Shape(2, 3, 7), (LocalResponseNorm(size),)))
    norm = _namespace(source)["local_response_norm"]
    x = np.random.default_rng(0).normal(size=(1, 2, 3, 7)) * 10
    expected = nn.LocalResponseNorm(size, 0.1, 0.75, 2.0)(torch.tensor(x).permute(0, 3, 1, 2))
    result = norm(x, size, alpha=0.1, beta=0.75, k=2.0)  # type: ignore[operator]
    np.testing.assert_allclose(result, expected.permute(0, 2, 3, 1).numpy())


@pytest.mark.parametrize(("kernel", "stride", "dilation"), [(2, 1, 2), (3, 2, 2), (2, 3, 4)])
def test_dilated_pooling_computes_what_pytorch_computes(
    kernel: int, stride: int, dilation: int
) -> None:
    layer = Pool("max", (kernel,) * 2, (stride,) * 2, dilation=(dilation,) * 2)
    pooled = _namespace(keras_source(Network(Shape(9, 11, 2), (layer,))))["dilated_max_pool"]
    x = np.random.default_rng(0).normal(size=(1, 9, 11, 2))
    expected = nn.MaxPool2d(kernel, stride, dilation=dilation)(torch.tensor(x).permute(0, 3, 1, 2))
    result = pooled(x, (kernel,) * 2, (stride,) * 2, (dilation,) * 2)  # type: ignore[operator]
    np.testing.assert_allclose(result, expected.permute(0, 2, 3, 1).numpy())


def test_the_radial_basis_is_what_it_says() -> None:
    namespace = _namespace(keras_source(Network(Shape(1, 1, 3), (RadialBasis(2),))))
    layer = namespace["RadialBasis"](2)  # type: ignore[operator]
    layer(np.zeros((1, 3)))
    layer.patterns.assign(np.array([[1.0, -1.0, 1.0], [1.0, 1.0, 1.0]]))
    np.testing.assert_allclose(layer(np.array([[1.0, 2.0, 0.0]])), [[10.0, 2.0]])


def test_an_illegal_network_is_refused() -> None:
    with pytest.raises(LayerError, match="does not fit"):
        keras_source(Network(Shape(4, 4, 1), (conv(1, 9),)))


def _skeleton(source: str) -> str:
    """Return a source's syntax tree without its docstring and without the function's name."""
    (name,) = re.findall(r"^    (\w+)\(\)\.summary\(\)", source, re.MULTILINE)
    tree = ast.parse(source)
    tree.body.pop(0)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name == name:
            node.name = "main"
        elif isinstance(node, ast.Name) and node.id == name:
            node.id = "main"
        elif isinstance(node, ast.keyword) and node.arg == "name":
            assert ast.literal_eval(node.value) == name
            node.value = ast.Constant("main")
    return ast.dump(tree)


@pytest.mark.parametrize("name", [name for name in HOSTILE if name])
def test_no_name_becomes_code(name: str) -> None:
    source = keras_source(_named(name))
    assert _skeleton(source) == _skeleton(keras_source(_named("plain")))
    assert all(line.isprintable() for line in source.split("\n"))
    _model(source)


@pytest.mark.parametrize("name", [name for name in HOSTILE if name])
def test_a_name_that_is_asked_for_becomes_a_variable_of_its_own(name: str) -> None:
    layers = (conv(4, 3, p=1, name=name), relu(), Concat((name,)), Concat(("input", name)))
    model = _model(keras_source(Network(Shape(6, 6, 3), layers, name)))
    assert model.outputs[0].shape == (1, 6, 6, 15)


def test_names_alike_become_different_variables() -> None:
    layers = tuple(conv(2, 1, name=name) for name in ("a b", "a-b", "x", "inputs", "y"))
    network = Network(Shape(6, 6, 3), (*layers, Concat(("a b", "a-b", "x", "inputs", "y"))))
    assert _model(keras_source(network)).outputs[0].shape == (1, 6, 6, 12)
    assert "a_b_2 = x" in keras_source(replace(network, name="x"))
