"""The losses as a table: a row for each step of each branch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from explorer.engine.style import StyleConfig
    from explorer.panels.style.branch import Branch
    from explorer.panels.style.values import Losses

    Kept = tuple[str, StyleConfig, tuple[Losses, ...]]


def kept_of(branches: Sequence[Branch]) -> tuple[Kept, ...]:
    """Return what the table is made of, without a widget in it: for a worker."""
    return tuple((one.name, one.plan.config, tuple(one.losses)) for one in branches)


def loss_rows(kept: Sequence[Kept]) -> Iterator[list[Any]]:
    """Yield the header, then the rows; a layer that a branch does not use is left empty."""
    content = _layers([config.content_layers for _, config, _ in kept])
    style = _layers([config.style_layers for _, config, _ in kept])
    yield [
        "branch", "step", "size_px", "seconds", "alpha", "beta", "gamma",
        "J", "J_content", "J_style", "J_variation",
        *(f"content {name}" for name in content), *(f"style {name}" for name in style),
        "recovered",
    ]  # fmt: skip
    for branch, config, losses in kept:
        weights = config.content_weight, config.style_weight, config.variation_weight
        for one in losses:
            by_content, by_style = dict(one.content_by_layer), dict(one.style_by_layer)
            yield [
                branch, one.index, one.size, f"{one.elapsed_s:.4f}", *weights,
                one.loss, one.content, one.style, one.variation,
                *(by_content.get(name, "") for name in content),
                *(by_style.get(name, "") for name in style),
                one.recovered,
            ]  # fmt: skip


def _layers(used: Sequence[tuple[tuple[str, float], ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for layers in used for name, _ in layers))
