"""What is to be said of numbers that can be computed and make little sense."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.engine.bottleneck.curve import break_even

if TYPE_CHECKING:
    from explorer.engine.bottleneck.variants import BottleneckSpec


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence that stands beside a control.

    Attributes
    ----------
    field
        The field that it is about.
    text
        What is wrong, with the numbers, and what to do.
    is_wrong
        The name does not fit: what is called a bottleneck does not narrow. Otherwise it is one,
        and only does not pay.
    """

    field: str
    text: str
    is_wrong: bool


def remarks(spec: BottleneckSpec) -> tuple[Remark, ...]:
    """Return what is to be said of the bottleneck's width; nothing where it saves MACs."""
    found = width_remark(spec, "width")
    return () if found is None else (found,)


def width_remark(spec: BottleneckSpec, field: str) -> Remark | None:
    """Return what is to be said of a 1×1 before an f×f, under a field's name."""
    whole = break_even(spec).whole
    if spec.width <= whole:
        return None
    is_wrong = spec.width >= spec.input.channels
    if is_wrong:
        text = _not_narrower(spec.width, spec.input.channels)
    else:
        text = (
            f"A 1×1 to {spec.width:,} channels saves no MACs: it and the {spec.kernel_text} after "
            f"it take as many as the {spec.kernel_text} alone, or more."
        )
    advice = f"Choose {whole:,} or fewer." if whole else "No width saves MACs here."
    return Remark(field, f"{text} {advice}", is_wrong)


def _not_narrower(width: int, channels: int) -> str:
    if width == channels:
        return f"A 1×1 to {width:,} channels keeps all {channels:,}: it is no bottleneck."
    return (
        f"A 1×1 to {width:,} channels widens the {channels:,} that it is given: it is no "
        "bottleneck."
    )
