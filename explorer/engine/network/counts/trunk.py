"""The layers that totals count: those of side heads are left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from explorer.engine.network.report import LayerReport


def trunk(layers: Iterable[LayerReport]) -> Iterator[LayerReport]:
    """Yield layers and those in their blocks, in order, but nothing of a side head."""
    for one in layers:
        if one.layer.kind != "side-head":
            yield one
            yield from trunk(one.children)
