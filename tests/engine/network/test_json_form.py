"""Networks to JSON and back, and texts that are none."""

from __future__ import annotations

import json
import random
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.engine.network import (
    Conv,
    Dense,
    LayerError,
    Network,
    NetworkError,
    Pool,
    Residual,
    Shape,
    conv,
    pool,
    relu,
)
from explorer.engine.network.json_form import (
    LARGEST_TEXT,
    from_plain,
    layer_from_plain,
    layer_to_plain,
    to_plain,
)
from explorer.engine.network.layers import LAYER_TYPES, Layer
from explorer.engine.network.limits import DEEPEST
from tests.engine.network.random_networks import any_layers, any_networks, random_network


def text_of(*layers: object, **others: object) -> str:
    plain = {"format": "convnet-explorer-network", "version": 1, "input": [8, 8, 3]}
    return json.dumps({**plain, "layers": layers, **others})


@settings(deadline=None, max_examples=200)
@given(network=any_networks)
def test_a_network_comes_back_equal(network: Network) -> None:
    text = network.to_json()
    again = Network.from_json(text)
    assert again == network
    assert hash(again) == hash(network)
    assert again.to_json() == text
    assert from_plain(to_plain(network)) == network


@settings(deadline=None, max_examples=100)
@given(layer=any_layers)
def test_a_layer_comes_back_equal(layer: Layer) -> None:
    assert layer_from_plain(layer_to_plain(layer)) == layer


@pytest.mark.parametrize("seed", range(20))
def test_a_working_network_works_the_same(seed: int) -> None:
    network = random_network(random.Random(seed))
    assert Network.from_json(network.to_json()).report() == network.report()


def test_what_is_written() -> None:
    network = Network(Shape(8, 9, 3), (conv(4, (3, 5), p=1, name="c"), pool()), "Größe")
    assert json.loads(network.to_json()) == {
        "format": "convnet-explorer-network",
        "version": 1,
        "name": "Größe",
        "input": [8, 9, 3],
        "layers": [
            {"kind": "conv", "filters": 4, "kernel": [3, 5], "padding": [1, 1, 1, 1], "name": "c"},
            {"kind": "pool"},
        ],
    }
    assert "Größe" in network.to_json()


DENSE = {"kind": "dense", "units": 3}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not JSON"),
        ("{", "not JSON"),
        ("[1]", '"format" is not'),
        ('{"format": "netron"}', '"format" is not'),
        (text_of(version=2), "version 2; this application reads up to 1"),
        (text_of(version=[[]]), "version a list"),
        (text_of(name=3), '"name" has to be a text'),
        (text_of(input=[8, 8]), "input: "),
        (text_of(input=[8, 8, 0]), "input's number of channels is 0"),
        (text_of(input="big"), "input: "),
        (text_of(input=[8, 8, 1.5]), "input: "),
        (text_of(layers={}), "layers: a list of layers is wanted, not an object"),
        (text_of(3), "layers[0]: a layer is an object, not 3"),
        (text_of(DENSE, {"kind": "lstm"}), "layers[1]: there is no kind of layer 'lstm'; there"),
        (text_of({"units": 3}), "layers[0]: there is no kind of layer None"),
        (text_of({"kind": ["dense"]}), "layers[0]: there is no kind of layer a list"),
        (text_of({"kind": "dense"}), "layers[0]: units is missing"),
        (text_of({**DENSE, "unit": 3}), "layers[0]: a layer of kind 'dense' has no 'unit'"),
        (text_of({**DENSE, "units": "3"}), "layers[0].units: Expected `int`, got `str`"),
        (text_of({**DENSE, "units": -1}), "layers[0]: units -1: it has to lie from 1"),
        (text_of({**DENSE, "bias": 1}), "layers[0].bias: Expected `bool`"),
        (text_of({"kind": "conv", "filters": 1, "kernel": [3]}), "layers[0].kernel: "),
        (text_of({"kind": "conv", "filters": 1, "padding": "full"}), "layers[0].padding: "),
        (text_of({"kind": "activation", "function": "swish"}), "layers[0].function: "),
        (text_of({"kind": "dropout", "share": float("nan")}), "layers[0]: share nan"),
        (text_of({"kind": "local-response-norm", "k": float("inf")}), "layers[0]: k inf"),
        (text_of({"kind": "residual"}), "layers[0]: body is missing"),
        (text_of({"kind": "residual", "body": []}), "layers[0]: A residual block needs"),
        (text_of({"kind": "residual", "body": DENSE}), "layers[0].body: a list of layers"),
        (text_of({"kind": "inception", "paths": [DENSE]}), "layers[0].paths[0]: a list of layers"),
        (text_of({"kind": "inception", "paths": 7}), "layers[0].paths: a list of branches"),
        (
            text_of(DENSE, {"kind": "inception", "paths": [[], [DENSE, {**DENSE, "units": 0}]]}),
            "layers[1].paths[1][1]: units 0",
        ),
        (text_of({"kind": "concat", "sources": ["a", 3]}), "layers[0].sources: "),
        (text_of({"kind": "sparse-conv", "connections": [[0], []]}), "layers[0]: Every filter"),
        (text_of(name="\ud800"), "name '\\ud800' has half a sign in it"),
        (text_of({"kind": "conv", "filters": 3, "padding": "\ud800"}), "layers[0].padding: "),
        (text_of(version=True), "version True"),
        (text_of(colour="red"), "A network has no 'colour'"),
        (text_of()[:-1] + ', "layers": []}', "has 'layers' twice"),
        (text_of()[:-1] + f', "n": {"9" * 5000}}}', "a number has thousands of digits"),
        ("[" * 100_000, "lists lie too deep"),
        (text_of({"kind": "dense", "units": int("9" * 4000)}), "layers[0]: units 9,999,"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text: str, message: str) -> None:
    with pytest.raises(NetworkError) as caught:
        Network.from_json(text)
    assert message in str(caught.value)
    assert len(str(caught.value)) < 500


def test_a_huge_text_is_refused_unread() -> None:
    with pytest.raises(NetworkError, match=r"16,777,217 characters are more"):
        Network.from_json(" " * (LARGEST_TEXT + 1))


def test_too_many_layers() -> None:
    with pytest.raises(NetworkError, match="layers: more layers"):
        Network.from_json(text_of(*[{"kind": "flatten"}] * 10_001))


def nested(depth: int, kind: str, field: str) -> str:
    """Text of blocks in blocks, written without recursion."""
    begin = f'{{"kind": "{kind}", "{field}": [' + ("[" if kind == "inception" else "")
    end = "]}" if kind != "inception" else "]]}"
    return text_of().replace(
        '"layers": []', '"layers": [' + begin * depth + '{"kind": "flatten"}' + end * depth + "]"
    )


@pytest.mark.parametrize(
    ("kind", "field"), [("residual", "body"), ("inception", "paths"), ("side-head", "head")]
)
def test_blocks_in_blocks_have_a_limit(kind: str, field: str) -> None:
    assert Network.from_json(nested(DEEPEST, kind, field)).layers
    for depth in (DEEPEST + 1, 50, 200, *range(300, 340), 100_000):
        with pytest.raises(NetworkError, match=r"blocks in blocks|not JSON"):
            Network.from_json(nested(depth, kind, field))


@pytest.mark.parametrize("place", ['"layers": [', '"layers": [{"kind": ', '"input": ', '"name": '])
def test_lists_in_lists_never_exhaust_the_stack(place: str) -> None:
    limit = sys.getrecursionlimit()
    for depth in (50, *range(limit - 120, limit + 20, 3), 100_000):
        deep = "[" * depth + "]" * depth
        closing = {'"layers": [': "]", '"layers": [{"kind": ': "}]"}.get(place, "")
        text = f'{{"format": "convnet-explorer-network", "version": 1, {place}{deep}{closing}}}'
        with pytest.raises(NetworkError):
            Network.from_json(text)


_json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@settings(deadline=None, max_examples=300)
@given(data=st.data())
def test_a_damaged_network_is_a_network_or_an_error_of_ours(data: st.DataObject) -> None:
    """Put any JSON value in any place of a good text."""
    layers = (Residual((Conv(3), Pool()), (Conv(3, (1, 1)),)), Dense(4), relu("tanh"))
    plain = to_plain(Network(Shape(8, 8, 3), layers))
    spot: object = plain
    while True:
        keys = sorted(spot) if isinstance(spot, dict) else list(range(len(spot)))  # type: ignore
        key = data.draw(st.sampled_from(keys + (["kind", "extra"] if "kind" in keys else [])))
        inner = spot.get(key) if isinstance(spot, dict) else spot[key]  # type: ignore[index]
        if not isinstance(inner, dict | list) or not inner or data.draw(st.booleans()):
            spot[key] = data.draw(_json_values)  # type: ignore[index]
            break
        spot = inner
    try:
        network = from_plain(plain)
    except NetworkError:
        return
    assert from_plain(to_plain(network)) == network


def test_every_kind_is_read() -> None:
    made: dict[str, dict[str, object]] = {
        "conv": {"filters": 1},
        "sparse-conv": {"connections": [[0]]},
        "dense": {"units": 1},
        "radial-basis": {"units": 1},
        "concat": {"sources": ["input"]},
        "residual": {"body": [{"kind": "flatten"}]},
        "inception": {"paths": [[]]},
        "side-head": {"head": [{"kind": "flatten"}]},
    }
    for kind in LAYER_TYPES:
        needed = made.get(kind, {})
        assert layer_from_plain({"kind": kind, **needed}).kind == kind
        if needed:
            with pytest.raises(NetworkError, match=r"layer: .* is missing"):
                layer_from_plain({"kind": kind})


def test_an_error_of_a_value_is_one_of_a_text() -> None:
    with pytest.raises(NetworkError) as caught:
        layer_from_plain({"kind": "dense", "units": 0}, "clipboard")
    assert isinstance(caught.value.__cause__, LayerError)
    assert str(caught.value).startswith("clipboard: ")
