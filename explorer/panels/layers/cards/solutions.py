"""Which paddings, strides or kernels give a wanted size: for a layer, and as a layer again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from explorer.engine.inverse import (
    Solution,
    solve_kernel,
    solve_padding_stride,
    why_no_kernel,
    why_none,
)
from explorer.engine.network.layers import Conv, Pool, SparseConv
from explorer.engine.network.limits import LARGEST_KERNEL
from explorer.panels.layers.cards.pads import windows_of

if TYPE_CHECKING:
    from explorer.engine.network.rules import Windows
    from explorer.panels.layers.cards.fields import Shown

Sought = Literal["padding", "kernel"]
Sliding = Conv | SparseConv | Pool


@dataclass(frozen=True, slots=True)
class Question:
    """A layer with windows, the height that reaches it, and where its windows lie."""

    layer: Sliding
    n: int
    windows: Windows

    @classmethod
    def of(cls, shown: Shown) -> Question | None:
        """Return the question that can be asked of a layer; None of one without windows."""
        windows, flow = windows_of(shown), shown.flow
        if windows is None or flow is None or flow.is_flat:
            return None
        if not isinstance(shown.layer, Conv | SparseConv | Pool):
            return None
        return cls(shown.layer, flow.shape.height, windows)

    @property
    def f(self) -> int:
        """Cells of the window, vertically."""
        return self.windows.kernel[0]

    @property
    def p(self) -> int | None:
        """Padding on each side; None where the sides differ."""
        above, below, *_ = self.windows.pads
        return above if above == below else None

    def solutions(self, wanted: int, sought: Sought) -> tuple[Solution, ...]:
        """Return what gives the wanted height: paddings and strides, or kernels."""
        d, largest_p = self.windows.dilation[0], self._largest_padding()
        if sought == "padding":
            return solve_padding_stride(self.n, self.f, wanted, d, largest_p=largest_p)
        s = self.windows.stride[0]
        largest_f = min(self.n + 2 * (self.p or 0), LARGEST_KERNEL)
        found = solve_kernel(self.n, wanted, self.p, s, d, largest_f=largest_f)
        return tuple(one for one in found if largest_p is None or one.p <= one.f // 2)

    def why_none(self, wanted: int, sought: Sought) -> str:
        """Return why nothing gives the wanted height."""
        d = self.windows.dilation[0]
        if sought == "padding":
            return why_none(self.n, self.f, wanted, d, largest_p=self._largest_padding())
        why = ""
        if self.p is not None:
            why = why_no_kernel(self.n, wanted, self.p, self.windows.stride[0], d)
        return why or f"No kernel that is allowed gives n′ = {wanted} at this stride."

    def is_present(self, one: Solution) -> bool:
        """Whether a solution is what the layer has already."""
        return (one.f, one.p, one.s) == (self.f, self.p, self.windows.stride[0])

    def solved(self, one: Solution) -> Sliding:
        """Return the layer with a solution's numbers; the floor counts again.

        They hold along both axes, but of a rectangular window along the height alone.

        Raises
        ------
        LayerError
            A number that the layer cannot have.
        """
        width = (one.f, one.p, one.p, one.s) if self._is_square() else self._width()
        kernel, stride = (one.f, width[0]), (one.s, width[3])
        if isinstance(self.layer, Pool):
            return replace(
                self.layer, kernel=kernel, stride=stride, padding=(one.p, width[1]), ceil=False
            )
        pads = (one.p, one.p, width[1], width[2])
        return replace(self.layer, kernel=kernel, stride=stride, padding=pads)

    def _is_square(self) -> bool:
        windows = self.windows
        sides = (windows.kernel, windows.stride, windows.dilation)
        return windows.pads[:2] == windows.pads[2:] and all(one == other for one, other in sides)

    def _width(self) -> tuple[int, int, int, int]:
        """Return kernel, padding before and after, and stride of the other axis."""
        windows = self.windows
        return (windows.kernel[1], windows.pads[2], windows.pads[3], windows.stride[1])

    def _largest_padding(self) -> int | None:
        """Return half of a pooling's window: PyTorch allows no more."""
        return self.f // 2 if isinstance(self.layer, Pool) else None


def solution_text(one: Solution, sought: Sought) -> str:
    """Return a solution's numbers, and what it drops."""
    numbers = f"p = {one.p}, s = {one.s}" if sought == "padding" else f"f = {one.f}, p = {one.p}"
    if not one.dropped:
        return numbers
    return f"{numbers} · drops {one.dropped} row{'s' if one.dropped > 1 else ''}"
