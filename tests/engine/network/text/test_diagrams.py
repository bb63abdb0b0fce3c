"""Flowcharts as text: what is connected with what, what repeats, and names that stay text."""

from __future__ import annotations

import html
import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.engine.network import (
    Concat,
    Dense,
    Inception,
    LayerError,
    Network,
    Residual,
    Shape,
    SideHead,
    conv,
    pool,
    relu,
)
from explorer.engine.network.text.diagrams import graphviz, mermaid
from explorer.engine.network.text.drawing import drawn
from explorer.engine.zoo import NAMES, build
from tests.engine.network.random_networks import random_network
from tests.engine.network.text.test_source import HAND_MADE, HOSTILE, _named

MERMAID_LINE = re.compile(
    r'flowchart TD| *n\d+\["[^"\[\]`]*"\]| *subgraph g\d+\["[^"\[\]`]*"\]| *end'
    r"| *n\d+ (-->|-\.->|--o) n\d+"
)
GRAPHVIZ_LINE = re.compile(
    r'digraph network \{|\}| *\}| *(node|graph) \[[\w="=, ]+\];'
    r'| *n\d+ \[label="[^"<>]*"\];| *subgraph cluster_g\d+ \{ label="[^"\\<>]*";'
    r"| *n\d+ -> n\d+( \[style=\w+(, arrowhead=odot)?\])?;"
)
EVERYWHERE = [*NAMES, *HAND_MADE]


def _network(name: str) -> Network:
    return HAND_MADE[name] if name in HAND_MADE else build(name)


def _is_well_formed(network: Network) -> None:
    for text, pattern in ((mermaid(network), MERMAID_LINE), (graphviz(network), GRAPHVIZ_LINE)):
        lines = text.rstrip("\n").split("\n")
        assert [line for line in lines if not pattern.fullmatch(line)] == []
        nodes = re.findall(r'^ *(n\d+)(?:\["| \[label=)', text, re.MULTILINE)
        assert len(set(nodes)) == len(nodes)
    edges = drawn(network).edges
    assert {key for one in edges for key in (one.start, one.end)} | {"n0"} == set(nodes)


def test_a_chain_by_hand() -> None:
    network = Network(Shape(8, 8, 3), (conv(4, 3, name="first"), pool(), Dense(2)), "Small")
    assert mermaid(network) == (
        "flowchart TD\n"
        '    n0["Small<br/>input<br/>8×8×3"]\n'
        '    n1["first<br/>conv 3×3<br/>6×6×4"]\n'
        '    n2["max pool 2×2<br/>3×3×4"]\n'
        '    n3["dense 2<br/>2"]\n'
        "    n0 --> n1\n"
        "    n1 --> n2\n"
        "    n2 --> n3\n"
    )


def test_a_skip_connection_goes_round_the_body() -> None:
    network = Network(Shape(8, 8, 3), (Residual((conv(3, 3, p=1), relu())), relu()))
    assert graphviz(network) == (
        "digraph network {\n"
        '    node [shape=box, style=rounded, fontname="Helvetica"];\n'
        '    graph [fontname="Helvetica", style=rounded];\n'
        '    n0 [label="input\\n8×8×3"];\n'
        '    subgraph cluster_g1 { label="residual";\n'
        '        n1 [label="conv 3×3\\n8×8×3"];\n'
        '        n2 [label="ReLU\\n8×8×3"];\n'
        '        n3 [label="add, then ReLU\\n8×8×3"];\n'
        "    }\n"
        '    n4 [label="ReLU\\n8×8×3"];\n'
        "    n0 -> n1;\n"
        "    n1 -> n2;\n"
        "    n2 -> n3;\n"
        "    n0 -> n3 [style=dashed];\n"
        "    n3 -> n4;\n"
        "}\n"
    )


def _edges(network: Network) -> set[tuple[str, str, str]]:
    return {(one.start, one.end, one.kind) for one in drawn(network).edges}


def test_a_projection_is_dashed_all_along() -> None:
    network = Network(Shape(8, 8, 3), (Residual((conv(4, 1),), (conv(4, 1),)),))
    assert _edges(network) == {
        ("n0", "n1", "flow"), ("n0", "n2", "skip"), ("n1", "n3", "flow"), ("n2", "n3", "skip"),
    }  # fmt: skip


def test_branches_meet_again() -> None:
    network = Network(Shape(8, 8, 3), (Inception(((conv(4, 1),), ())), relu()))
    assert _edges(network) == {
        ("n0", "n1", "flow"), ("n1", "n2", "flow"), ("n0", "n2", "flow"), ("n2", "n3", "flow"),
    }  # fmt: skip


def test_a_side_head_ends_and_the_network_goes_on() -> None:
    network = Network(Shape(8, 8, 3), (SideHead((Dense(2), relu())), conv(2, 1)))
    assert _edges(network) == {
        ("n0", "n1", "side"), ("n1", "n2", "flow"), ("n0", "n3", "flow"),
    }  # fmt: skip


def test_what_is_stacked_comes_from_where_it_was_made() -> None:
    layers = (conv(4, 1, name="a"), relu(), Concat(("a", "input")))
    assert _edges(Network(Shape(8, 8, 3), layers)) == {
        ("n0", "n1", "flow"), ("n1", "n2", "flow"), ("n2", "n3", "flow"), ("n1", "n3", "skip"),
        ("n0", "n3", "skip"),
    }  # fmt: skip


def test_equal_blocks_are_drawn_once() -> None:
    text = mermaid(build("resnet152"))
    assert re.findall(r"residual ×(\d+)", text) == ["2", "7", "35", "2"]
    assert len(text.splitlines()) < 210
    repeated = Network(Shape(8, 8, 3), (conv(3, 3, p=1), relu()) * 9)
    assert 'subgraph g1["×9"]' in mermaid(repeated)
    plain = Network(Shape(8, 8, 3), (conv(3, 3, p=1),) * 9)
    assert '["conv 3×3 ×9<br/>8×8×3"]' in mermaid(plain)


def test_blocks_that_only_look_equal_are_all_drawn() -> None:
    halving = (Residual((conv(3, 3, s=2, p=1),), (conv(3, 1, s=2),)),) * 3
    assert " ×3" not in mermaid(Network(Shape(32, 32, 1), halving))
    named = (conv(3, 3, p=1, name="a"), relu()) * 9
    assert "×9" not in mermaid(Network(Shape(8, 8, 3), (*named, Concat(("a",)))))


@pytest.mark.parametrize("name", EVERYWHERE)
def test_every_network_is_well_formed(name: str) -> None:
    _is_well_formed(_network(name))


def test_random_networks_are_well_formed() -> None:
    rng = random.Random(2)
    for _ in range(150):
        _is_well_formed(random_network(rng))


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_breaks_out(name: str) -> None:
    _is_well_formed(_named(name))
    layers = (conv(4, 1, name=name), Concat((name,))) if name else (conv(4, 1),)
    _is_well_formed(Network(Shape(8, 8, 3), layers, name))


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
def test_no_name_breaks_out_whatever_it_is(name: str) -> None:
    _is_well_formed(_named(name))


def test_a_name_is_read_as_it_was() -> None:
    name = 'a "b" [c] \\n <i>%% & #35; `x`'
    network = Network(Shape(8, 8, 3), (), name)
    (label,) = re.findall(r'n0 \[label="(.*?)\\ninput', graphviz(network))
    assert html.unescape(label) == name
    (label,) = re.findall(r'n0\["(.*?)<br/>input', mermaid(network))
    assert re.sub(r"#(\d+);", lambda found: chr(int(found[1])), label) == name


def test_an_illegal_network_is_refused() -> None:
    with pytest.raises(LayerError, match="does not fit"):
        mermaid(Network(Shape(4, 4, 1), (conv(1, 9),)))
