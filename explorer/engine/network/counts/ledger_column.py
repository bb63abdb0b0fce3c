"""The steps of a ledger, and how they add up."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Quantity = Literal["params", "macs", "activations", "memory"]


@dataclass(frozen=True, slots=True)
class Step:
    """One choice: how much it adds, the total with it, and a sentence."""

    label: str
    change: int
    total: int
    explanation: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """The steps of one total; those that change nothing in this network are left out.

    Attributes
    ----------
    unit
        What is counted: "parameters", "MACs", "numbers" or "bytes".
    steps
        From the convolutions alone to this application's total.
    beyond
        What others count besides, one after another: each total has all before it.
    instead
        Other conventions, each by itself: its change is against this application's total.
    """

    quantity: Quantity
    unit: str
    steps: tuple[Step, ...]
    beyond: tuple[Step, ...]
    instead: tuple[Step, ...]

    @property
    def total(self) -> int:
        """What this application counts."""
        return self.steps[-1].total if self.steps else 0


@dataclass(slots=True)
class Column:
    """Steps that are added up, or in ``instead`` are each against the same total."""

    total: int = 0
    adds_up: bool = True
    steps: list[Step] = field(default_factory=list)

    def add(self, label: str, change: int, explanation: str) -> None:
        """Append a step, unless it changes nothing."""
        if not change:
            return
        after = self.total + change
        self.steps.append(Step(label, change, after, explanation))
        self.total = after if self.adds_up else self.total

    def times(self, factor: int, label: str, explanation: str) -> None:
        """Append a step that multiplies all before it."""
        self.add(label, self.total * (factor - 1), explanation)
