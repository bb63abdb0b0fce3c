"""The cards in which the module is designed: its input, and its four branches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from explorer.engine.bottleneck.inception import WIDTH_TITLES
from explorer.engine.network.limits import LARGEST
from explorer.panels.bottleneck.inception.branch_mark import BranchMark
from explorer.panels.bottleneck.inception.width_row import WidthRow
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.controls import Range, push_button

if TYPE_CHECKING:
    from collections.abc import Mapping

    from explorer.panels.bottleneck.inception.values import ModuleView
    from explorer.panels.bottleneck.state import InceptionState

SIDES = Range(1, 112, "int", typed=LARGEST)
CHANNELS = Range(1, 1024, "int", typed=LARGEST)
WIDTHS = Range(1, 512, "int", typed=LARGEST)
INPUTS: Mapping[str, tuple[str, Range, str]] = {
    "height": ("height", SIDES, "Rows of the input; stride 1 and same padding keep them"),
    "width": ("width", SIDES, "Columns of the input; stride 1 and same padding keep them"),
    "channels": ("channels", CHANNELS, "Channels of the input: each branch reads all of them"),
}
BRANCH_FIELDS: Mapping[str, tuple[str, ...]] = {
    "one": ("one",),
    "three": ("three_reduce", "three"),
    "five": ("five_reduce", "five"),
    "pool": ("pool_proj",),
}
TIPS = {
    "one": "Filters of the 1×1 convolution that is a branch by itself",
    "three_reduce": "Channels that the 1×1 leaves for the 3×3",
    "three": "Filters of the 3×3 convolution",
    "five_reduce": "Channels that the 1×1 leaves for the 5×5",
    "five": "Filters of the 5×5 convolution",
    "pool_proj": "Filters of the 1×1 behind the pooling",
}
SWITCHES: Mapping[str, tuple[str, str]] = {
    "three_reduce": ("reduce_three", "A 1×1 narrows the volume before the 3×3. Off: the 3×3 "
                                     "reads all channels of the input"),
    "five_reduce": ("reduce_five", "A 1×1 narrows the volume before the 5×5. Off: the 5×5 reads "
                                   "all channels of the input"),
    "pool_proj": ("project_pool", "A 1×1 narrows what the pooling passes on. Off: all pooled "
                                  "channels are stacked, and modules get wider and wider"),
}  # fmt: skip


class InputCard(Card):
    """Height, width and channels of what the module is given."""

    changed = Signal(str, object)  # field of InceptionState, value

    def __init__(self, state: InceptionState) -> None:
        super().__init__("Input")
        self.rows = {
            field: WidthRow(name, values, getattr(state, field), tip)
            for field, (name, values, tip) in INPUTS.items()
        }
        for field, row in self.rows.items():
            row.valueChanged.connect(lambda value, f=field: self.changed.emit(f, value))
            self.add(row)

    def show_state(self, state: InceptionState) -> None:
        """Show the input, silently."""
        for field, row in self.rows.items():
            row.show_value(getattr(state, field))


class BranchesCard(Card):
    """Six widths, three of them with a switch, and the way into the Layer Builder."""

    changed = Signal(str, object)  # field of InceptionState, value
    openRequested = Signal()

    def __init__(self, state: InceptionState) -> None:
        super().__init__("Branches")
        self.rows: dict[str, WidthRow] = {}
        self._groups: list[QHBoxLayout] = []
        self._columns: list[QVBoxLayout] = []
        for branch, fields in BRANCH_FIELDS.items():
            self._add_group(branch, fields, state)
        self.open = push_button(
            "Open in the Layer Builder",
            "Take this module along, to put layers before and behind it",
            "external-link",
        )
        self.open.clicked.connect(lambda: self.openRequested.emit())
        self.add(self.open)
        theme.watch_theme(self._apply_group_metrics)

    def show_state(self, state: InceptionState) -> None:
        """Show widths and switches, silently."""
        for field, row in self.rows.items():
            is_on = getattr(state, SWITCHES[field][0]) if field in SWITCHES else True
            row.show_value(getattr(state, field), is_on=is_on)
        on = sum(getattr(state, switch) for switch, _ in SWITCHES.values())
        self.set_facts(f"1×1s that narrow: {on} of {len(SWITCHES)}")

    def show_view(self, view: ModuleView) -> None:
        """Say beside each width what is to be said of it."""
        found = {remark.field: remark for remark in view.remarks}
        for field, row in self.rows.items():
            row.show_remark(found.get(field))

    def _add_group(self, branch: str, fields: tuple[str, ...], state: InceptionState) -> None:
        group, column = QHBoxLayout(), QVBoxLayout()
        group.addWidget(BranchMark(branch))
        group.addLayout(column, 1)
        for field in fields:
            switch, why = SWITCHES.get(field, ("", ""))
            row = WidthRow(WIDTH_TITLES[field], WIDTHS, getattr(state, field), TIPS[field], why)
            row.valueChanged.connect(lambda value, f=field: self.changed.emit(f, value))
            row.switched.connect(lambda on, f=switch: self.changed.emit(f, on))
            self.rows[field] = row
            column.addWidget(row)
        self._groups.append(group)
        self._columns.append(column)
        self.add(group)

    def _apply_group_metrics(self) -> None:
        px = theme.current_theme().px
        for group, column in zip(self._groups, self._columns, strict=True):
            group.setSpacing(px(theme.SMALL))
            column.setSpacing(px(theme.TIGHT))
