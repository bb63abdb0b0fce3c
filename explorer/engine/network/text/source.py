"""A network as PyTorch source that runs on its own, as a teacher would put it on a slide."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from explorer.engine.network.text.source_blocks import Function, Style, factored, sentence
from explorer.engine.network.text.source_helpers import common_after, helper_classes
from explorer.engine.network.text.source_layout import STEP, WIDTH, set_lines
from explorer.engine.network.text.source_lowering import lowered
from explorer.engine.network.text.source_repeats import Run, runs
from explorer.engine.network.text.source_text import Names, for_docstring
from explorer.engine.network.text.source_torch import TORCH
from explorer.engine.network.text.source_tree import (
    Argument,
    Block,
    Call,
    Chain,
    Item,
    Repeat,
    Words,
    blocks,
    unremarked,
)

if TYPE_CHECKING:
    from explorer.engine.network.network import Network
    from explorer.engine.network.report import Report

_FEWEST_REPEATS = 4
"""Of one plain layer; below it, writing it again reads better."""
_FEWEST_SAVED = 8
"""Lines, for a repeated group of layers to be gathered in a sequence."""
_OWN_NAMES = (
    "Concat", "Inception", "Keep", "RadialBasis", "Residual", "Sequence", "SideHead",
    "SparseConv", "TrainablePool", "model", "p", "x",
)  # fmt: skip
_CLASSES = {"residual": "Residual", "inception": "Inception", "side-head": "SideHead"}


def pytorch_source(network: Network) -> str:
    """Return a function that builds a network, with what it needs, and a part that tries it.

    It imports torch alone, has the shapes in comments, and builds ``nn.Sequential``. Names that
    the user gave stand in comments and strings, where nothing of them can be taken for code.

    Raises
    ------
    LayerError
        A layer does not fit; see `Network.report`.
    """
    report = network.report()
    names = Names(_OWN_NAMES)
    main = names.fresh(network.name)
    tree = lowered(report, TORCH)
    helpers = helper_classes(tree)
    gives_after = common_after(list(blocks(tree))) == ""
    chain, functions = factored(tree, names, Style())
    parts = [
        f"{_headline(network, report)}\n\nimport torch\nfrom torch import nn",
        *helpers,
        *("\n".join(_function(function, gives_after)) for function in functions),
        "\n".join(_main(main, chain, gives_after)),
        "\n".join(_trial(main, network)),
    ]
    return "\n\n\n".join(parts) + "\n"


def _headline(network: Network, report: Report) -> str:
    given, result = report.input, report.output
    title = for_docstring(network.name) or "A network"
    side = f", {report.side_params:,} more in side heads" if report.side_params else ""
    return (
        f'"""{title}: {given.text} in, {result.text} out.\n\n'
        f'{report.params:,} parameters{side}; {report.macs:,} multiplications.\n"""'
    )


def _trial(main: str, network: Network) -> list[str]:
    height, width, channels = network.input
    return [
        'if __name__ == "__main__":',
        f"{STEP}model = {main}().eval()",
        f"{STEP}print(tuple(model(torch.rand(1, {channels}, {height}, {width})).shape))",
        f'{STEP}print(f"{{sum(p.numel() for p in model.parameters()):,}} parameters")',
    ]


def _main(name: str, chain: Chain, gives_after: bool) -> list[str]:
    """Return the function that builds the network."""
    items = _gathered(chain, gives_after)
    sequence = Call(_sequence_name(chain), tuple(Argument(item) for item in items))
    returned = set_lines(sequence, STEP, "return ", opens=True)
    return [f"def {name}() -> {sequence.function}:", *returned]


def _function(function: Function, gives_after: bool) -> list[str]:
    """Return a function that builds a block."""
    block = function.block
    docstring = f'{STEP}"""{sentence(function)}"""'
    head = [*_signature(function), docstring]
    if not function.projects_if:
        return [*head, *set_lines(unremarked(_block(block, gives_after)), STEP, "return ")]
    body, shortcut = block.chains
    whole = _block(replace(block, chains=(body, Chain((Call("shortcut"),)))), gives_after)
    arguments = tuple(_uncalled(argument) for argument in whole.arguments)
    return [
        *head,
        f"{STEP}shortcut = None",
        f"{STEP}if {function.projects_if}:",
        *set_lines(unremarked(_part(shortcut, gives_after)), STEP * 2, "shortcut = "),
        *set_lines(unremarked(replace(whole, arguments=arguments)), STEP, "return "),
    ]


def _uncalled(argument: Argument) -> Argument:
    """Return the shortcut that was built before by its name."""
    is_shortcut = argument.value == Call("shortcut")
    return replace(argument, value=Words("shortcut")) if is_shortcut else argument


def _signature(function: Function) -> list[str]:
    parameters = [
        f"{one.name}: {one.annotation}" + ("" if one.default is None else f" = {one.default}")
        for one in function.parameters
    ]
    returned = f" -> {_CLASSES[function.block.kind]}:"
    line = f"def {function.name}({', '.join(parameters)}){returned}"
    if len(line) <= WIDTH:
        return [line]
    inside = f"{STEP}{', '.join(parameters)}"
    lines = [inside] if len(inside) <= WIDTH else [f"{STEP}{one}," for one in parameters]
    return [f"def {function.name}(", *lines, f"){returned}"]


def _block(block: Block, gives_after: bool) -> Call:
    """Return a block as a call of its class."""
    chains = [Argument(_part(chain, gives_after)) for chain in block.chains]
    if block.kind == "residual":
        if not block.chains[1].items:
            chains = chains[:1]
        if gives_after:
            chains.append(Argument(block.after or Call("nn.Identity"), "after"))
    return Call(_CLASSES[block.kind], tuple(chains), label=block.label, shape=block.shape)


def _part(chain: Chain, gives_after: bool) -> Call:
    """Return a chain as one module: a sequence only where there are several."""
    items = _gathered(chain, gives_after)
    if len(items) == 1 and isinstance(items[0], Call) and not chain.keeps:
        return items[0]
    if not items:
        return Call("nn.Identity")
    return Call(_sequence_name(chain), tuple(Argument(item) for item in items))


def _sequence_name(chain: Chain) -> str:
    return "Sequence" if chain.keeps else "nn.Sequential"


def _gathered(chain: Chain, gives_after: bool) -> list[Call | Repeat]:
    """Return the items of a chain as calls, with those that repeat gathered."""
    items = [_item(item, gives_after) for item in chain.items]

    def is_worth(run: Run) -> bool:
        return _is_worth(run, items[run.start : run.start + run.period])

    gathered: list[Call | Repeat] = []
    for run in runs(items, is_worth):
        period = items[run.start : run.start + run.period]
        if run.times == 1:
            gathered += period
            continue
        last = items[run.start + run.period * run.times - 1]
        one = (
            period[0]
            if run.period == 1
            else Call("nn.Sequential", tuple(Argument(item) for item in period))
        )
        gathered.append(Repeat(Chain((unremarked(one),)), run.times, shape=last.shape))
    return gathered


def _is_worth(run: Run, period: list[Call]) -> bool:
    if any(item.function in ("Keep", "Concat") for item in period):
        return False
    if run.period > 1:
        return run.saved >= _FEWEST_SAVED
    return run.times >= (_FEWEST_REPEATS if "." in period[0].function else 2)


def _item(item: Item, gives_after: bool) -> Call:
    if isinstance(item, Repeat):
        raise TypeError("Repeats are gathered last.")
    return _block(item, gives_after) if isinstance(item, Block) else item
