"""The classes that PyTorch source brings along, each only where the network needs it."""

from __future__ import annotations

from textwrap import dedent

from explorer.engine.network.text.source_layout import flat
from explorer.engine.network.text.source_tree import Block, Call, Chain, blocks, calls


def helper_classes(chain: Chain) -> list[str]:
    """Return the source of each helper class that a network needs."""
    used = {one.function for one in calls(chain)}
    found = list(blocks(chain))
    kinds = {block.kind for block in found}
    texts = [text for name, text in _BY_CALL.items() if name in used]
    if "residual" in kinds:
        texts.append(_residual([block for block in found if block.kind == "residual"]))
    texts += [text for kind, text in _BY_KIND.items() if kind in kinds]
    if "Concat" in used:
        texts.append(_SEQUENCE)
    return [dedent(text).strip() for text in texts]


def common_after(found: list[Block]) -> Call | str | None:
    """Return what all residual blocks do to their sum, or "" where they differ."""
    ends = {block.after for block in found if block.kind == "residual"}
    return ends.pop() if len(ends) == 1 else ""


def _residual(found: list[Block]) -> str:
    """Return the class of the residual blocks, with no more in it than they need."""
    after = common_after(found)
    has_shortcut = any(block.chains[1].items for block in found)
    arguments, lines = ["self", "body: nn.Module"], ["self.body = body"]
    if has_shortcut:
        arguments.append("shortcut: nn.Module | None = None")
        lines.append("self.shortcut = shortcut or nn.Identity()")
    if after is not None:
        given = after == ""
        arguments += ["*", "after: nn.Module"] if given else []
        lines.append(f"self.after = {'after' if given else flat(after)}")  # type: ignore[arg-type]
    added = f"self.body(x) + {'self.shortcut(x)' if has_shortcut else 'x'}"
    returned = added if after is None else f"self.after({added})"
    body = "\n        ".join(["super().__init__()", *lines])
    return f'''\
class Residual(nn.Module):
    """{_residual_sentence(after, has_shortcut)}"""

    def __init__({_arguments(arguments)}) -> None:
        {body}

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return {returned}'''


def _residual_sentence(after: Call | str | None, has_shortcut: bool) -> str:
    added = f"F(x) + {'shortcut(x)' if has_shortcut else 'x'}"
    return f"{added if after is None else f'g({added})'}: He et al. 2015."


def _arguments(arguments: list[str]) -> str:
    line = ", ".join(arguments)
    if len(line) <= 61:
        return line
    return f"\n        {line}\n    "


_SPARSE_CONV = '''
    class SparseConv(nn.Module):
        """A convolution whose filters each see only some channels."""

        def __init__(self, connections, kernel_size, **options) -> None:
            super().__init__()
            self.connections = connections
            self.filters = nn.ModuleList(
                nn.Conv2d(len(seen), 1, kernel_size, **options) for seen in connections
            )

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            pairs = zip(self.filters, self.connections)
            return torch.cat([conv(x[:, list(seen)]) for conv, seen in pairs], dim=1)
'''
_TRAINABLE_POOL = '''
    class TrainablePool(nn.Module):
        """Pooling with a learned coefficient and a learned bias for each channel."""

        def __init__(self, channels: int, pool: nn.Module) -> None:
            super().__init__()
            self.pool = pool
            self.coefficient = nn.Parameter(torch.ones(channels, 1, 1))
            self.bias = nn.Parameter(torch.zeros(channels, 1, 1))

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return self.coefficient * self.pool(x) + self.bias
'''
_RADIAL_BASIS = '''
    class RadialBasis(nn.Module):
        """Squared distances to patterns of ±1, which are stored and not trained."""

        def __init__(self, features: int, units: int) -> None:
            super().__init__()
            self.register_buffer("patterns", torch.randn(units, features).sign())

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return (x[:, None, :] - self.patterns).square().sum(dim=2)
'''
_INCEPTION = '''
    class Inception(nn.Module):
        """Branches that see the same volume, stacked along the channels."""

        def __init__(self, *branches: nn.Module) -> None:
            super().__init__()
            self.branches = nn.ModuleList(branches)

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return torch.cat([branch(x) for branch in self.branches], dim=1)
'''
_SIDE_HEAD = '''
    class SideHead(nn.Module):
        """An auxiliary classifier: it answers in training only; its input goes on unchanged."""

        def __init__(self, head: nn.Module) -> None:
            super().__init__()
            self.head = head
            self.answer = None

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            self.answer = self.head(x) if self.training else None
            return x
'''
_SEQUENCE = '''
    class Keep(nn.Module):
        """A mark: the volume here is stacked on another one further on."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

        def forward(self, x: torch.Tensor, kept: dict) -> torch.Tensor:
            kept[self.name] = x
            return x


    class Concat(nn.Module):
        """Kept volumes stacked on the present one, along the channels."""

        def __init__(self, *names: str) -> None:
            super().__init__()
            self.names = names

        def forward(self, x: torch.Tensor, kept: dict) -> torch.Tensor:
            return torch.cat([x, *(kept[name] for name in self.names)], dim=1)


    class Sequence(nn.Sequential):
        """Layers one after another, with Keep and Concat among them."""

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            kept = {"input": x}
            for layer in self:
                x = layer(x, kept) if isinstance(layer, (Keep, Concat)) else layer(x)
            return x
'''
_BY_CALL = {
    "SparseConv": _SPARSE_CONV,
    "TrainablePool": _TRAINABLE_POOL,
    "RadialBasis": _RADIAL_BASIS,
}
_BY_KIND = {"inception": _INCEPTION, "side-head": _SIDE_HEAD}
