"""Random networks for tests: legal ones with blocks from a seed, and any for hypothesis."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import strategies as st

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
    LayerError,
    LocalResponseNorm,
    Network,
    Pool,
    RadialBasis,
    Residual,
    Shape,
    SideHead,
    SparseConv,
    conv,
    pool,
)

if TYPE_CHECKING:
    import random

    from explorer.engine.network import Layer
    from explorer.engine.network.layers import ActivationKind

FUNCTIONS: tuple[ActivationKind, ...] = (
    "relu", "relu6", "leaky-relu", "elu", "gelu", "silu", "sigmoid", "tanh", "softmax",
)  # fmt: skip


def random_network(rng: random.Random, length: int = 7, depth: int = 2) -> Network:
    """Draw layers until so many of them fit one another; the last ones may be vectors."""
    shape = Shape(rng.randint(4, 12), rng.randint(4, 12), rng.randint(1, 4))
    network = _grown(rng, Network(shape), length, depth)
    if rng.random() < 0.5:
        ends = (Dense(rng.randint(1, 8)), BatchNorm(), Dense(3))
        network = replace(network, layers=(*network.layers, *ends[: rng.randint(1, 3)]))
    return network


def _grown(rng: random.Random, network: Network, length: int, depth: int) -> Network:
    while len(network.layers) < length:
        shape = network.report().output
        named = [layer.name for layer in network.layers if layer.name]
        try:
            layer = _random_layer(rng, shape, named, depth)
            name = rng.choice(("", "", f"n{len(network.layers)}"))
            longer = replace(network, layers=(*network.layers, replace(layer, name=name)))
        except LayerError:
            continue
        if longer.trace().problem is None:
            network = longer
    return network


def _random_layer(rng: random.Random, shape: Shape, named: list[str], depth: int) -> Layer:
    draws = [_conv, _sparse, _pool, _simple, _simple]
    if named or rng.random() < 0.2:
        draws.append(lambda rng, shape: Concat((rng.choice(["input", *named]),)))
    if depth:
        draws += [
            lambda rng, shape: _residual(rng, shape, depth),
            lambda rng, shape: _inception(rng, shape, depth),
            lambda rng, shape: SideHead((*_body(rng, shape, 1, depth), Flatten(), Dense(2))),
        ]
    return rng.choice(draws)(rng, shape)


def _conv(rng: random.Random, shape: Shape) -> Layer:
    padding = rng.choice(("valid", "same", "tf-same", tuple(rng.randint(0, 2) for _ in range(4))))
    return Conv(
        rng.choice((1, 2, 4, 6)),
        (rng.randint(1, 4), rng.randint(1, 4)),
        (rng.randint(1, 2), rng.randint(1, 2)),
        padding,
        (rng.randint(1, 2), rng.randint(1, 2)),
        rng.choice((1, 1, 2)),
        rng.random() < 0.5,
    )


def _sparse(rng: random.Random, shape: Shape) -> Layer:
    channels = range(shape.channels)
    connections = tuple(
        tuple(sorted(rng.sample(channels, rng.randint(1, shape.channels))))
        for _ in range(rng.randint(1, 4))
    )
    padding = rng.choice(("valid", "same", "tf-same"))
    return SparseConv(connections, (rng.randint(1, 3), 2), (rng.randint(1, 2), 1), padding)


def _pool(rng: random.Random, shape: Shape) -> Layer:
    f = rng.randint(1, 3)
    return Pool(
        rng.choice(("max", "average")), (f, 2), (rng.randint(1, 2), 1), (f // 2, 1),
        ceil=rng.random() < 0.5, counts_padding=rng.random() < 0.5, trainable=rng.random() < 0.3,
    )  # fmt: skip


def _simple(rng: random.Random, shape: Shape) -> Layer:
    return rng.choice(
        (
            BatchNorm(rng.random() < 0.5),
            LocalResponseNorm(rng.randint(1, 5)),
            Dropout(0.3),
            Activation(rng.choice(FUNCTIONS)),
            conv(rng.randint(1, 6), 3, p="same"),
        )
    )


def _body(rng: random.Random, shape: Shape, length: int, depth: int) -> tuple[Layer, ...]:
    return _grown(rng, Network(shape), length, depth - 1).layers


def _residual(rng: random.Random, shape: Shape, depth: int) -> Layer:
    """A block whose two ends are made equal by 1×1 convolutions at a stride of 1 or 2."""
    s, filters = rng.randint(1, 2), rng.randint(1, 5)
    body = (conv(4, 3, p="same"), *_same_size(rng), conv(filters, 3, s=s, p=1))
    return Residual(body, (conv(filters, 1, s=s),), rng.choice(("none", *FUNCTIONS)))


def _same_size(rng: random.Random) -> tuple[Layer, ...]:
    return rng.choice(
        (
            (),
            (BatchNorm(), Activation()),
            (Residual((conv(4, 3, p=1),)),),
            (Inception(((conv(2, 1),), ())),),
            (SideHead((Dense(2),)),),
        )
    )


def _inception(rng: random.Random, shape: Shape, depth: int) -> Layer:
    paths = [
        (conv(rng.randint(1, 4), 1),),
        (conv(2, 1), Activation(), conv(3, 3, p=1)),
        (pool("max", 3, s=1, p=1), conv(2, 1, name="after pool")),
        (),
        (Residual((*_same_size(rng), conv(shape.channels, 3, p=1))),),
        (conv(2, 3, p=1, name="a"), conv(2, 3, p=1), Concat(("a", "input"))),
    ]
    if shape.channels != 4:
        paths.pop(4)
    return Inception(tuple(rng.sample(paths, rng.randint(1, 4))))


_sides = st.tuples(st.integers(1, 9), st.integers(1, 9))
_names = st.text(max_size=4)
_pads = st.tuples(*[st.integers(0, 3)] * 4)
_conv_padding = st.sampled_from(("valid", "same", "tf-same")) | _pads
_connections = st.lists(
    st.lists(st.integers(0, 9), min_size=1, max_size=3, unique=True).map(tuple),
    min_size=1,
    max_size=3,
).map(tuple)
_shares = st.floats(0, 1)
_plain_layers = st.one_of(
    st.builds(
        Conv, st.integers(1, 99), _sides, _sides, _conv_padding, _sides, st.integers(1, 9),
        st.booleans(), name=_names,
    ),
    st.builds(SparseConv, _connections, _sides, _sides, _conv_padding, st.booleans(), name=_names),
    st.builds(
        Pool, st.sampled_from(("max", "average")), _sides, _sides,
        st.sampled_from(("valid", "same")) | _sides, ceil=st.booleans(),
        counts_padding=st.booleans(), trainable=st.booleans(), name=_names,
    ),
    st.builds(Pool, st.just("max"), dilation=_sides),
    st.builds(GlobalPool, st.sampled_from(("max", "average")), name=_names),
    st.builds(Dense, st.integers(1, 999), st.booleans(), name=_names),
    st.builds(RadialBasis, st.integers(1, 99), name=_names),
    st.builds(Flatten, name=_names),
    st.builds(Activation, st.sampled_from(FUNCTIONS), name=_names),
    st.builds(BatchNorm, st.booleans(), st.floats(1e-9, 1), name=_names),
    st.builds(
        LocalResponseNorm, st.integers(1, 9), st.floats(0, 1), st.floats(0, 1), st.floats(0, 3)
    ),
    st.builds(Dropout, _shares, name=_names),
    st.builds(Concat, st.lists(_names, min_size=1, max_size=3).map(tuple), name=_names),
)  # fmt: skip


def _blocks(layers: st.SearchStrategy[Layer]) -> st.SearchStrategy[Layer]:
    filled = st.lists(layers, min_size=1, max_size=3).map(tuple)
    any_length = st.lists(layers, max_size=3).map(tuple)
    after = st.sampled_from(("none", *FUNCTIONS))
    return st.one_of(
        st.builds(Residual, filled, any_length, after, name=_names),
        st.builds(Inception, st.lists(any_length, min_size=1, max_size=3).map(tuple), name=_names),
        st.builds(SideHead, filled, name=_names),
    )


any_layers = st.recursive(_plain_layers, _blocks, max_leaves=8)
"""Any layers and blocks: each may be, though mostly they do not fit one another."""
any_networks = st.builds(
    Network,
    st.tuples(*[st.integers(1, 300)] * 3),
    st.lists(any_layers, max_size=5).map(tuple),
    _names,
)
