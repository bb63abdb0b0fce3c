"""A network as text for Keras 3: the functional interface, with the channels last."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from explorer.engine.network.text.keras_helpers import (
    HELPER_NAMES,
    differences,
    helper_code,
    needs_ops,
)
from explorer.engine.network.text.keras_layers import KERAS
from explorer.engine.network.text.keras_statements import Scope
from explorer.engine.network.text.source_blocks import Function, Style, factored, sentence
from explorer.engine.network.text.source_layout import STEP, WIDTH, set_lines
from explorer.engine.network.text.source_lowering import lowered
from explorer.engine.network.text.source_text import Names, for_docstring
from explorer.engine.network.text.source_tree import (
    Argument,
    Block,
    Call,
    Chain,
    Item,
    Words,
    blocks,
)

if TYPE_CHECKING:
    from explorer.engine.network.network import Network
    from explorer.engine.network.report import Report

_WITH_ACTIVATION = ("layers.Conv2D", "layers.DepthwiseConv2D", "layers.Dense")


def keras_source(network: Network) -> str:
    """Return a function that builds a network in Keras 3, with what it needs.

    Comments say where Keras differs. Names that the user gave stand in comments and strings,
    where nothing of them can be taken for code.

    Raises
    ------
    LayerError
        A layer does not fit; see `Network.report`.
    """
    report = network.report()
    names = Names((*HELPER_NAMES, "inputs", "x"))
    main = names.fresh(network.name)
    tree = _with_activations(lowered(report, KERAS))
    chain, functions = factored(tree, names, _style(tree))
    sides = frozenset(one.name for one in functions if one.block.kind == "side-head")
    imports = "from keras import layers, ops" if needs_ops(tree) else "from keras import layers"
    parts = [
        f"{_headline(network, report)}\n\nimport keras\n{imports}",
        *helper_code(tree),
        *("\n".join(_function(function, names)) for function in functions),
        "\n".join(_main(main, network, chain, Scope(names.within(main), sides))),
        f'if __name__ == "__main__":\n{STEP}{main}().summary()',
    ]
    return "\n\n\n".join(parts) + "\n"


def _headline(network: Network, report: Report) -> str:
    title = for_docstring(network.name) or "A network"
    given, result = report.input.text, report.output.text
    lines = [f'"""{title}: {given} in, {result} out; {report.params:,} parameters.', '"""']
    notes = [f"# {note}" for note in differences(report)]
    if notes:
        lines += ["", "# Where Keras differs:", *notes]
    return "\n".join(lines).replace('.\n"""', '."""', 1)


def _style(tree: Chain) -> Style:
    """Return what may become a function: nothing in which a further output of the model arises."""
    inside = [inner for block in blocks(tree) for inner in _inner(block)]
    is_nested = any(inner.kind == "side-head" for inner in inside)

    def may_share(block: Block) -> bool:
        if block.kind == "side-head" and is_nested:
            return False
        return all(inner.kind != "side-head" for inner in _inner(block))

    return Style("x.shape[-1]", may_share, takes_input=True)


def _inner(block: Block) -> list[Block]:
    return [inner for chain in block.chains for inner in blocks(chain)]


def _main(name: str, network: Network, chain: Chain, scope: Scope) -> list[str]:
    """Return the function that builds the network."""
    height, width, channels = network.input
    lines, result = scope.chain(chain, "inputs", "x", STEP)
    outputs = [Argument(Words(one)) for one in (result, *scope.sides)]
    model = Call(
        "keras.Model",
        (
            Argument(Words("inputs")),
            Argument(Call("[", tuple(outputs))) if scope.sides else outputs[0],
            Argument(Words(f'"{name}"'), "name"),
        ),
    )
    return [
        f"def {name}() -> keras.Model:",
        f"{STEP}inputs = keras.Input(({height}, {width}, {channels}))",
        *lines,
        *set_lines(model, STEP, "return "),
    ]


def _function(function: Function, names: Names) -> list[str]:
    """Return a function that sends a volume through a block."""
    scope = Scope(names.within(*(one.name for one in function.parameters)))
    block = function.block
    if block.kind == "side-head":
        lines, result = scope.chain(block.chains[0], "x", "x", STEP)
    else:
        lines, result = scope.block(block, "x", "x", STEP, function.projects_if), "x"
    docstring = f'{STEP}"""{sentence(function)}"""'
    return [*_signature(function), docstring, *lines, f"{STEP}return {result}"]


def _signature(function: Function) -> list[str]:
    parameters = ["x"] + [
        one.name if one.default is None else f"{one.name}={one.default}"
        for one in function.parameters
    ]
    line = f"def {function.name}({', '.join(parameters)}):"
    if len(line) <= WIDTH:
        return [line]
    return [f"def {function.name}(", f"{STEP}{', '.join(parameters)}", "):"]


def _with_activations(chain: Chain) -> Chain:
    """Return a chain in which convolutions and dense layers apply their activations themselves."""
    items: list[Item] = []
    for item in chain.items:
        if isinstance(item, Block):
            inner = tuple(_with_activations(one) for one in item.chains)
            items.append(replace(item, chains=inner))
        elif items and isinstance(item, Call) and _joins(items[-1], item):
            items.append(_joined(items.pop(), item))
        else:
            items.append(item)
    return replace(chain, items=tuple(items))


def _joins(before: Item, item: Call) -> bool:
    if item.function != "layers.Activation" or item.label or not isinstance(before, Call):
        return False
    has_one = any(argument.keyword == "activation" for argument in before.arguments)
    return before.function in _WITH_ACTIVATION and not has_one


def _joined(before: Item, item: Call) -> Call:
    """Return a layer that applies the activation after it."""
    if not isinstance(before, Call):
        raise TypeError(f"A {type(before).__name__} applies no activation.")
    activation = replace(item.arguments[0], keyword="activation")
    bias = [one for one in before.arguments if one.keyword == "use_bias"]
    others = [one for one in before.arguments if one.keyword != "use_bias"]
    return replace(before, arguments=(*others, activation, *bias))
