"""How the activation is maximised: steps, size and seed, and the start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from explorer.panels.filters.state import ASCENT_SIZES, LARGEST_SEED, MOST_MOVES, MOST_STEPS
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.controls import Range, SliderRow, label, push_button, tool_button

if TYPE_CHECKING:
    from explorer.panels.filters.excite.ascents import Ascents
    from explorer.panels.filters.state import ExciteState, FiltersState
    from explorer.services.store import Store

START = "Start"
AGAIN = "Start again"
FIXED = "This network takes pictures of {side} × {side} alone"


class MaximiseCard(Card):
    """The settings of the next ascent. Starting cancels the one that runs."""

    startWanted = Signal()

    def __init__(self, store: Store[FiltersState], ascents: Ascents) -> None:
        super().__init__("Maximise")
        self._store = store
        self._ascents = ascents
        self._steps = SliderRow(
            "steps", Range(8, MOST_STEPS, "log", decimals=0), 128,
            "How often the picture is changed",
        )  # fmt: skip
        self._size = SliderRow(
            "side of the picture",
            Range(*ASCENT_SIZES, decimals=0, step=16),
            160,
            "Larger pictures take longer and show more copies of what the unit likes",
            suffix="px",
        )
        self._moves = SliderRow(
            "random moves",
            Range(0, MOST_MOVES, decimals=2, step=0.05),
            1,
            "Between steps the picture is shifted, turned and zoomed a little: what excites the "
            "unit only at one exact place does not survive. With 0, noise is good enough.",
            suffix="×",
        )
        self._seed = SliderRow(
            "seed",
            Range(0, LARGEST_SEED, "int"),
            0,
            "Another seed starts from another picture and takes other random moves",
        )
        self._dice = tool_button("dices", "Another seed")
        self.start = push_button(START, "Start; what runs is cancelled", "play", kind="primary")
        self._words = label("", "label", wrap=True)
        self._row = QHBoxLayout()
        self._row.addWidget(self.start, 1)
        self._row.addWidget(self._dice)
        for item in (self._steps, self._size, self._moves, self._seed, self._row, self._words):
            self.add(item)
        self._connect()
        theme.watch_theme(self._apply_row_metrics)

    def show_state(self, excite: ExciteState) -> None:
        """Say what the state says."""
        self._steps.set_value(excite.steps)
        self._size.set_value(excite.size)
        self._moves.set_value(excite.moves)
        self._seed.set_value(excite.seed)

    def show_subject(self, title: str, why_not: str, fixed_side: int | None) -> None:
        """Say whose picture the next start is about.

        Parameters
        ----------
        title
            The unit, for people.
        why_not
            Why nothing can be started; empty where it can.
        fixed_side
            The one size that the network takes, in pixels.
        """
        self.start.setEnabled(not why_not)
        self.set_facts(title)
        self._size.setEnabled(fixed_side is None)
        self._size.setToolTip("" if fixed_side is None else FIXED.format(side=fixed_side))
        self._words.setText(why_not or self._advice(title))
        self._words.setVisible(bool(self._words.text()))

    def _advice(self, title: str) -> str:
        request = self._ascents.request
        if request is None or request.title == title:
            return ""
        return f"The picture is that of {request.title}. Start again for {title}."

    def _connect(self) -> None:
        update = self._store.update
        self._steps.valueChanged.connect(lambda value: update("excite", steps=int(value)))
        self._size.valueChanged.connect(lambda value: update("excite", size=int(value)))
        self._moves.valueChanged.connect(lambda value: update("excite", moves=value))
        self._seed.valueChanged.connect(lambda value: update("excite", seed=int(value)))
        self._dice.clicked.connect(self._on_dice_clicked)
        self.start.clicked.connect(self.startWanted)

    def _on_dice_clicked(self) -> None:
        seed = (self._store.state.excite.seed + 1) % (LARGEST_SEED + 1)
        self._store.update("excite", seed=seed)
        self.startWanted.emit()

    def _apply_row_metrics(self) -> None:
        self._row.setSpacing(theme.current_theme().px(theme.SMALL))
