"""The same numbers by four ways, and how far they lie apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from explorer.panels.bottleneck.pixel.facts_grid import FactsGrid
from explorer.widgets.card import Card
from explorer.widgets.controls import label, set_tone
from explorer.widgets.numbers import MINUS, format_number, short_number

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtWidgets import QWidget

    from explorer.panels.bottleneck.pixel.values import Found

LINES = 5
DECIMALS = 5


class CheckCard(Card):
    """By hand, by ``nn.Linear``, by ``nn.Conv2d``, and what the network itself had there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("The same, four ways", parent=parent)
        self._lines = FactsGrid(LINES, columns=2)
        self._verdict = label("", wrap=True)
        self.add(self._lines)
        self.add(self._verdict)

    def show_found(self, found: Found, channel: int) -> None:
        """Show one output channel's value, and the largest difference over all of them."""
        ways, conv = found.ways, found.ways.by_conv
        size = f"{found.channels_in}, {found.channels}"
        self.set_facts(f"channel {channel} · difference")
        lines = (
            ("row · x + b", ways.by_dot),
            (f"nn.Linear({size})", ways.by_linear),
            (f"nn.Conv2d({size}, 1)", conv),
            (f"the network, {ways.device}", ways.by_network),
        )
        for row, (name, values) in enumerate(lines):
            apart = "" if values is conv else _difference_text(values, conv)
            self._lines.show_line(
                row, name, format_number(float(values[channel]), DECIMALS), apart, tone="muted",
                tip=f"Largest distance from nn.Conv2d over all {found.channels:,} output channels",
            )  # fmt: skip
        self._show_everywhere(found)
        self._show_verdict(found)

    def texts(self) -> list[str]:
        """Return all that is said."""
        return [*(" ".join(line) for line in self._lines.texts()), self._verdict.text()]

    def _show_everywhere(self, found: Found) -> None:
        if found.everywhere is None:
            self._lines.show_line(LINES - 1)
            return
        height, width = found.size
        self._lines.show_line(
            LINES - 1, f"nn.Linear at all {height * width:,} pixels", "",
            _apart(found.everywhere), tone="muted",
            tip=f"of values up to {short_number(float(np.abs(found.output).max()))}",
        )  # fmt: skip

    def _show_verdict(self, found: Found) -> None:
        agree, network = found.ways.agree(), found.ways.network_agrees()
        self._verdict.setText(verdict_text(found))
        self._verdict.setToolTip(
            "The ways add the same products up in different orders; in float32 the sums "
            f"may lie up to {_apart(float(found.ways.bound.max()))} apart"
        )
        set_tone(self._verdict, "good" if agree and network else "bad")


def verdict_text(found: Found) -> str:
    """Return whether rounding explains all differences."""
    ways = found.ways
    if not ways.agree():
        return f"✗ They differ by {_apart(ways.difference)}: more than rounding explains."
    if not ways.network_agrees():
        return (
            f"✗ The network's own output differs by {_apart(ways.network_difference)}: "
            "more than rounding explains."
        )
    if ways.difference == 0 == ways.network_difference:
        return "✓ Equal to the last bit."
    largest = max(ways.difference, ways.network_difference)
    return f"✓ Equal but for float32's rounding: {_apart(largest)}"


def _difference_text(values: NDArray[np.float32], others: NDArray[np.float32]) -> str:
    return _apart(float(np.abs(values - others).max()))


def _apart(difference: float) -> str:
    """Return a distance as 4.8e−7, whatever its size."""
    if difference == 0:
        return "0"
    mantissa, _, exponent = f"{difference:.1e}".partition("e")
    return f"{mantissa}e{int(exponent)}".replace("-", MINUS)
