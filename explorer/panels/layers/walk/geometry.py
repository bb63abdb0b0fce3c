"""Where the windows of a layer lie: which cells each reads, and which none does.

Rows and columns are those of the layer's input: the padding before it has negative numbers, and
what lies from n on is padding after it, or nothing at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from re import finditer
from typing import TYPE_CHECKING

from explorer.engine.network import GlobalPool, Pool

if TYPE_CHECKING:
    from explorer.engine.network import LayerReport
    from explorer.engine.network.rules import Windows
    from explorer.widgets.cells import Cell

Span = tuple[int, int]
"""First, and one past the last."""
Cells = int
"""A set of cells along an axis: bit i stands for cell i."""


@dataclass(frozen=True, slots=True)
class AxisWalk:
    """The windows along one axis.

    Attributes
    ----------
    n, out
        Cells of the input and of the output.
    f, s, d
        Kernel, stride, dilation.
    before, after
        Cells of padding.
    """

    n: int
    out: int
    f: int
    s: int = 1
    d: int = 1
    before: int = 0
    after: int = 0

    @property
    def span(self) -> int:
        """Cells from a window's first tap to its last: d(f−1) + 1."""
        return self.d * (self.f - 1) + 1

    @property
    def padded(self) -> Span:
        """The padded input."""
        return -self.before, self.n + self.after

    @property
    def extent(self) -> Span:
        """The padded input and what the last window reaches beyond it."""
        return -self.before, self.n + self.after + self.overhang

    @property
    def overhang(self) -> int:
        """Cells by which the last window reaches over the padded input: only in ceil mode."""
        return max(0, self.window(self.out - 1)[1] - self.n - self.after)

    @property
    def dropped(self) -> int:
        """Cells at the end of the padded input that no window reaches."""
        return max(0, self.n + self.after - self.window(self.out - 1)[1])

    @property
    def dropped_input(self) -> int:
        """As many of those that are dropped are input, and not padding."""
        return min(max(0, self.dropped - self.after), self.n)

    def window(self, index: int) -> Span:
        """Return the window of an output cell: from i·s − p on, over its whole span."""
        start = index * self.s - self.before
        return start, start + self.span

    def taps(self, index: int) -> tuple[int, ...]:
        """Return the f cells that a window reads: i·s − p + k·d."""
        start, end = self.window(index)
        return tuple(range(start, end, self.d))

    def read(self, index: int) -> tuple[int, ...]:
        """Return those of a window's taps that are input, and not padding."""
        return tuple(tap for tap in self.taps(index) if 0 <= tap < self.n)

    def count(self, index: int, span: Span) -> int:
        """Count the taps of a window that lie in a span."""
        start, _ = self.window(index)
        before = (max(0, min(self.f, -((start - side) // self.d))) for side in span)
        return -next(before) + next(before)

    def unread(self) -> Cells:
        """Return the cells of the input that no window reads: dropped, or between windows."""
        return ~self.sources(full(self.out)) & full(self.n)

    def sources(self, cells: Cells) -> Cells:
        """Return the input cells that any of these output cells reads.

        Windows are laid on all cells at once: a million cells take milliseconds.
        """
        taps = cells if self.s == 1 else int(("0" * (self.s - 1)).join(f"{cells:b}"), 2)
        return (repeated(taps, self.f, self.d) >> self.before) & full(self.n)


def repeated(cells: Cells, count: int, step: int = 1) -> Cells:
    """Return some cells and those a step, two steps, … after them: ``count`` of each."""
    done = 1
    while done < count:
        more = min(done, count - done)
        cells |= cells << (more * step)
        done += more
    return cells


def full(count: int) -> Cells:
    """Return the first cells, as many as that."""
    return (1 << count) - 1


def first_and_last(cells: Cells) -> Span:
    """Return the first of some cells, and one past the last; there has to be one."""
    return (cells & -cells).bit_length() - 1, cells.bit_length()


def spans(cells: Cells) -> tuple[Span, ...]:
    """Return runs of neighbouring cells, each by its first and one past its last."""
    found = finditer("1+", f"{cells:b}"[::-1])
    return tuple(one.span() for one in found)


@dataclass(frozen=True, slots=True)
class Walk:
    """The windows of a layer on one channel.

    ``ceil``: a last window may reach over the edge. ``whole``: there is one window, the whole map.
    """

    rows: AxisWalk
    columns: AxisWalk
    ceil: bool = False
    whole: bool = False

    @property
    def output(self) -> Cell:
        """The output's height and width."""
        return self.rows.out, self.columns.out

    @property
    def centre(self) -> Cell:
        """The cell in the middle of the output."""
        return self.rows.out // 2, self.columns.out // 2


def walk_of(report: LayerReport) -> Walk | None:
    """Return how a layer's window walks; None where it has none."""
    if isinstance(report.layer, GlobalPool):
        height, width = report.input[:2]
        return Walk(AxisWalk(height, 1, height), AxisWalk(width, 1, width), whole=True)
    if report.windows is None:
        return None
    rows, columns = (_axis(report, report.windows, axis) for axis in (0, 1))
    return Walk(rows, columns, ceil=isinstance(report.layer, Pool) and report.layer.ceil)


def _axis(report: LayerReport, windows: Windows, axis: int) -> AxisWalk:
    before, after = windows.pads[2 * axis : 2 * axis + 2]
    return AxisWalk(
        report.input[axis], report.output[axis], windows.kernel[axis], windows.stride[axis],
        windows.dilation[axis], before, after,
    )  # fmt: skip
