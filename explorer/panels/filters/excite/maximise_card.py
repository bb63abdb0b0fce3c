"""How the activation is maximised: steps, size and seed, and the start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from explorer.panels.filters.state import ASCENT_SIZES, LARGEST_SEED, MOST_MOVES, MOST_STEPS
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.controls import Range, SliderRow, label, push_button, tool_button
from explorer.widgets.notice import InlineMessage

if TYPE_CHECKING:
    from explorer.panels.filters.excite.ascents import Ascents
    from explorer.panels.filters.state import ExciteState, FiltersState
    from explorer.services.store import Store

FIXED = "This network takes pictures of {side} × {side} alone"
ADVICE = "The picture is that of {shown}. Start again for {chosen}."


class MaximiseCard(Card):
    """The settings of the next ascent. Starting cancels the one that runs."""

    startWanted = Signal()

    def __init__(self, store: Store[FiltersState], ascents: Ascents) -> None:
        super().__init__("Maximise")
        self._store = store
        self._ascents = ascents
        self._steps, self._size, self._moves, self._seed = _sliders()
        self._dice = tool_button("dices", "Another seed")
        self.start = push_button("Start", "Start; what runs is cancelled", "play", kind="primary")
        self._fixed = label("", "caption", wrap=True)
        self._advice = label("", "label", wrap=True)
        self._obstacle = InlineMessage()
        self._row = QHBoxLayout()
        self._row.addWidget(self.start, 1)
        self._row.addWidget(self._dice)
        for row in (self._steps, self._size, self._fixed, self._moves, self._seed):
            self.add(row)
        for item in (self._row, self._advice, self._obstacle):
            self.add(item)
        self._advice.hide()
        self._fixed.hide()
        self._connect()
        theme.watch_theme(self._apply_row_metrics)

    def show_state(self, excite: ExciteState) -> None:
        """Say what the state says."""
        self._steps.set_value(excite.steps)
        self._size.set_value(excite.size)
        self._moves.set_value(excite.moves)
        self._seed.set_value(excite.seed)

    def show_subject(self, title: str) -> None:
        """Say whose picture the next start is about."""
        self.set_facts(title)
        request = self._ascents.request
        shown = title if request is None else request.title
        self._advice.setText(ADVICE.format(shown=shown, chosen=title))
        self._advice.setVisible(shown != title)

    def show_obstacle(self, why_not: str) -> None:
        """Say why nothing can be started; an empty text lets it start."""
        self.start.setEnabled(not why_not)
        self._dice.setEnabled(not why_not)
        self._obstacle.show_message("info", why_not)

    def show_fixed_side(self, side: int | None) -> None:
        """Take the one size of pictures that the network takes, in pixels; None for any."""
        self._size.setEnabled(side is None)
        self._fixed.setText("" if side is None else FIXED.format(side=side))
        self._fixed.setVisible(side is not None)

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


def _sliders() -> tuple[SliderRow, SliderRow, SliderRow, SliderRow]:
    """Return the rows of steps, size, moves and seed."""
    steps = Range(1, MOST_STEPS, "log", decimals=0)
    size = Range(*ASCENT_SIZES, decimals=0, step=16)
    moves = Range(0, MOST_MOVES, decimals=2, step=0.05)
    return (
        SliderRow("steps", steps, 128, "How often the picture is changed"),
        SliderRow(
            "side of the picture",
            size,
            128,
            "Larger pictures take longer and show more copies of what the unit likes",
            suffix="px",
        ),
        SliderRow(
            "random moves",
            moves,
            1,
            "Between steps the picture is shifted, turned and zoomed a little: what excites the "
            "unit only at one exact place does not survive. With 0, noise is good enough.",
            suffix="×",
        ),
        SliderRow(
            "seed",
            Range(0, LARGEST_SEED, "int"),
            0,
            "Another seed starts from another picture and takes other random moves",
        ),
    )
