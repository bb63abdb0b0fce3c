"""A network as the text of a flowchart, for Mermaid and for Graphviz.

Names that the user gave are written as letters, digits and character codes: whatever is in them,
neither language takes it for anything but text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.engine.network.text.drawing import Edge, Group, Node, drawn

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.engine.network.network import Network

_STEP = "    "
_PLAIN = " ×,/"
_WITHIN = "-_."
"""What stands in a label as it is, besides letters and digits: anywhere, and within words."""
_MERMAID_EDGES = {"flow": "-->", "skip": "-.->", "side": "--o"}
_GRAPHVIZ_EDGES = {"flow": "", "skip": " [style=dashed]", "side": " [style=dotted, arrowhead=odot]"}


def mermaid(network: Network) -> str:
    """Return a network as a Mermaid flowchart; skip connections are dotted.

    Equal blocks in a row are drawn once, with how many there are.

    Raises
    ------
    LayerError
        A layer does not fit; see `Network.report`.
    """
    drawing = drawn(network)
    lines = ["flowchart TD", *_parts(drawing.root, _STEP, _mermaid_node, _mermaid_group)]
    lines += [f"{_STEP}{one.start} {_MERMAID_EDGES[one.kind]} {one.end}" for one in drawing.edges]
    return "\n".join(lines) + "\n"


def graphviz(network: Network) -> str:
    """Return a network in Graphviz's DOT language; as `mermaid`, skip connections dashed."""
    drawing = drawn(network)
    lines = [
        "digraph network {",
        f'{_STEP}node [shape=box, style=rounded, fontname="Helvetica"];',
        f'{_STEP}graph [fontname="Helvetica", style=rounded];',
        *_parts(drawing.root, _STEP, _graphviz_node, _graphviz_group),
        *(_graphviz_edge(one) for one in drawing.edges),
        "}",
    ]
    return "\n".join(lines) + "\n"


def _parts(
    group: Group,
    indent: str,
    write_node: Callable[[Node], str],
    write_group: Callable[[Group], tuple[str, str]],
) -> list[str]:
    lines: list[str] = []
    for part in group.parts:
        if isinstance(part, Node):
            lines.append(indent + write_node(part))
            continue
        opening, closing = write_group(part)
        inside = _parts(part, indent + _STEP, write_node, write_group)
        lines += [indent + opening, *inside, indent + closing]
    return lines


def _mermaid_node(node: Node) -> str:
    return f'{node.key}["{"<br/>".join(_coded(line, "#{};") for line in node.lines)}"]'


def _mermaid_group(group: Group) -> tuple[str, str]:
    return f'subgraph {group.key}["{_coded(group.title, "#{};")}"]', "end"


def _graphviz_node(node: Node) -> str:
    label = "\\n".join(_coded(line, "&#{};") for line in node.lines)
    return f'{node.key} [label="{label}"];'


def _graphviz_group(group: Group) -> tuple[str, str]:
    return f'subgraph cluster_{group.key} {{ label="{_coded(group.title, "&#{};")}";', "}"


def _graphviz_edge(edge: Edge) -> str:
    return f"{_STEP}{edge.start} -> {edge.end}{_GRAPHVIZ_EDGES[edge.kind]};"


def _coded(text: str, code: str) -> str:
    """Return a text in which everything but letters, digits and a few signs is a code."""
    around = zip(" " + text, text, text[1:] + " ", strict=False)
    return "".join(one if _is_plain(*three) else code.format(ord(one))
                   for three in around for one in three[1])  # fmt: skip


def _is_plain(before: str, character: str, after: str) -> bool:
    """Return whether a character can stand as it is: some signs only within a word."""
    is_within = before.isalnum() and after.isalnum()
    return character.isalnum() or character in _PLAIN or (is_within and character in _WITHIN)
