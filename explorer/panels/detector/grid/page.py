"""The page of the grid: a cell, its anchors, its raw numbers, and the box that they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QVBoxLayout

from explorer.panels.detector.detector_page import DetectorPage
from explorer.panels.detector.grid.chosen import cell_mates, chosen_of, grid_size, moved_to
from explorer.panels.detector.grid.display import GridDisplay
from explorer.panels.detector.grid.exports import export_entries
from explorer.panels.detector.grid.fate import fate_of, mates_text
from explorer.panels.detector.nothing_found import digits_picture, found_words
from explorer.panels.detector.square import square_of
from explorer.widgets.cells import CellKeys, clamped, last_cell, moved
from explorer.widgets.detections.grid_overlay import GridOverlay
from explorer.widgets.exporter import export_button

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from explorer.panels.detector.detector_page import Respond
    from explorer.panels.detector.grid.chosen import Chosen
    from explorer.panels.detector.grid.fate import Fate
    from explorer.panels.detector.square import Square
    from explorer.panels.detector.state import DetectorState, GridState
    from explorer.panels.detector.values import DetectView
    from explorer.services.frames import Frame
    from explorer.services.store import Store
    from explorer.widgets.cells import Cell
    from explorer.widgets.panel import PanelContext

NUMBERS_EVERY_MS = 1000
"""While pictures go by: numbers that change with each cannot be read, nor be set as formulae."""


class GridPage(DetectorPage):
    """S×S cells over the picture. Grid, cell and anchor are the store's.

    The cell under the pointer is looked at while the pointer is there; a click stays.
    """

    def __init__(
        self, context: PanelContext, store: Store[DetectorState], respond: Respond
    ) -> None:
        super().__init__(context, store, respond, "grid")
        self._square: Square | None = None
        self._hovered: Cell | None = None
        self._chosen: Chosen | None = None
        self.display = GridDisplay()
        self._keys = CellKeys(self)
        self._wants_best_head = False
        self._shown: tuple[DetectView, GridState, Cell | None] | None = None
        self._numbers: tuple[DetectView, Chosen, Fate] | None = None
        self._pause = QTimer(self, singleShot=True, interval=NUMBERS_EVERY_MS)
        self._lay_out()
        self._connect()

    @property
    def chosen(self) -> Chosen | None:
        """The prediction that is shown."""
        return self._chosen

    # What is shown

    def show_state(self, state: DetectorState) -> None:
        """Make the controls say what the state says, and show its cell."""
        super().show_state(state)
        self.display.picture_card.show_state(state.grid)
        self._show_cell()

    def show_view(self, frame: Frame, view: DetectView) -> None:
        """Show another picture, or other boxes; the cell stays."""
        self._square = square_of(view.raw.letterbox)
        self.display.picture_card.show_frame(frame, self._square, view.raw)
        if self._wants_best_head:
            self._go_to_best(view)
        self._show_cell(at_once=not self.is_moving())

    def show_empty(self, text: str, action: str = "") -> None:
        """Say why there is no picture."""
        self._square = self._chosen = self._shown = self._numbers = None
        self.display.show_nothing(text, action)

    # The choice

    def choose(self, cell: Cell) -> None:
        """Look at a cell, the nearest that there is."""
        if self._chosen is not None:
            self._hovered = None
            self.store.update("grid", cell=clamped(cell, self._chosen.size))

    def choose_head(self, head: int) -> None:
        """Look at another grid, at the same place of the picture."""
        result, grid = self.result, self.store.state.grid
        if result is None or self._chosen is None or head == self._chosen.head:
            return
        cell = grid.cell
        if cell is not None:
            before = self._chosen.size
            cell = moved_to(clamped(cell, before), before, grid_size(result.value.raw, head))
        self.store.update("grid", head=head, cell=cell, anchor=None)

    def follow_best(self) -> None:
        """Look at the best box's cell and anchor, in every picture anew."""
        self._hovered = None
        self.store.update("grid", cell=None, anchor=None)

    # The page's life

    def activate(self) -> None:
        """Follow the source; let the arrows move at once."""
        super().activate()
        focused = self.window().focusWidget()
        if focused is None or focused is self.window():
            self.display.picture_card.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def present(self) -> None:
        """Show the grid that the best box came from, unless a grid or a cell was chosen."""
        if self.store.state.grid.head or self.store.state.grid.cell is not None:
            return
        if self.result is None:
            self._wants_best_head = True
        else:
            self._go_to_best(self.result.value)

    def is_idle(self) -> bool:
        """Whether the cell's numbers are on the screen, formulas and all."""
        return super().is_idle() and self._numbers is None and self.display.is_idle()

    def shutdown(self) -> None:
        """Stop the workers."""
        super().shutdown()
        self._pause.stop()
        self.display.shutdown()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Escape, and the arrows where nothing else wants them."""
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape and self._has_own_choice():
            self.follow_best()
        elif not self._keys.take(key):
            super().keyPressEvent(event)

    # Inside

    def _lay_out(self) -> None:
        display = self.display
        display.picture_card.add_header_widget(export_button(lambda: export_entries(self)))
        for card in (self.thresholds_card, self.classes_card, self.model_card):
            display.add_card(card)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(display)

    def _connect(self) -> None:
        store, display = self.store, self.display
        card, view = display.picture_card, display.picture_card.view
        card.headChosen.connect(self.choose_head)
        card.heatToggled.connect(lambda heat: store.update("grid", heat=heat))
        card.anchorsToggled.connect(lambda anchors: store.update("grid", anchors=anchors))
        card.note.helpWanted.connect(self._on_note_help_wanted)
        view.hovered.connect(self._on_view_hovered)
        view.unhovered.connect(lambda: self._show_hovered(None))
        view.clicked.connect(self._on_view_clicked)
        view.actionRequested.connect(self.open_picture)
        self._pause.timeout.connect(self._show_numbers)
        self._keys.watch(view)
        self._keys.moved.connect(self._on_keys_moved)
        self._keys.firstWanted.connect(lambda: self.choose((0, 0)))
        self._keys.lastWanted.connect(self._on_last_wanted)
        for chosen in (display.cell_card.anchorChosen, display.tensor_card.tensor.anchorChosen):
            chosen.connect(lambda anchor: store.update("grid", anchor=anchor))
        display.cell_card.bestWanted.connect(self.follow_best)

    def _show_cell(self, *, at_once: bool = True) -> None:
        """Show the prediction that is chosen, or that the pointer is on.

        While pictures go by, the drawing follows each, and the numbers once a second.
        """
        result, square, grid = self.result, self._square, self.store.state.grid
        if result is None or square is None:
            return
        view, thresholds = result.value, result.request.thresholds
        shown = view, grid, self._hovered
        if shown == self._shown:
            return
        self._shown = shown
        own = chosen_of(view, grid)
        chosen = own if self._hovered is None else chosen_of(view, grid, self._hovered)
        self._chosen = chosen
        fate = fate_of(view, thresholds, chosen.number)
        self.display.draw(view, square, chosen, grid, fate, own.cell)
        self._numbers = view, chosen, fate
        if at_once or not self._pause.isActive():
            self._show_numbers()

    def _show_numbers(self) -> None:
        """Show what is read rather than seen, unless it is shown."""
        if self._numbers is None:
            return
        (view, chosen, fate), self._numbers = self._numbers, None
        self.display.show_numbers(view, chosen, fate, is_own=self._has_own_choice())
        self._show_note(view, chosen)
        self._pause.start()

    def _show_note(self, view: DetectView, chosen: Chosen) -> None:
        """Say what was asked for and is not there, that objects share a cell, or that none is."""
        note, result, source = (
            self.display.picture_card.note,
            self.result,
            self.context.source.state,
        )
        assert result is not None
        if source.kind in ("lost", "failed"):
            note.say("warning", f"{source.message.rstrip('.')}. The last picture stays.")
            return
        mates = mates_text(view, chosen, cell_mates(view, chosen))
        words = " ".join(filter(None, (chosen.remark, mates)))
        if words or len(view.kept):
            note.say("info", words)
        else:
            note.say("info", *found_words(view, result.request))

    def _has_own_choice(self) -> bool:
        grid = self.store.state.grid
        return grid.cell is not None or grid.anchor is not None

    def _go_to_best(self, view: DetectView) -> None:
        self._wants_best_head = False
        if len(view.kept):
            best = int(view.passing[view.kept[0]])
            self.store.update("grid", head=view.raw.cell(best).head)

    def _cell_at(self, row: int, column: int) -> Cell | None:
        if self._square is None or self._chosen is None:
            return None
        over = GridOverlay(self._square.rect, self._chosen.size)
        return over.cell_at(column + 0.5, row + 0.5)

    def _show_hovered(self, cell: Cell | None) -> None:
        if cell != self._hovered:
            self._hovered = cell
            self._show_cell()

    def _on_view_hovered(self, row: int, column: int) -> None:
        self._show_hovered(self._cell_at(row, column))

    def _on_view_clicked(self, row: int, column: int) -> None:
        cell = self._cell_at(row, column)
        if cell is not None:
            self.choose(cell)

    def _on_keys_moved(self, rows: int, columns: int) -> None:
        if self._chosen is not None:
            self.choose(moved(self._chosen.cell, rows, columns, self._chosen.size))

    def _on_last_wanted(self) -> None:
        if self._chosen is not None:
            self.choose(last_cell(self._chosen.size))

    def _on_source_state_changed(self, state: object) -> None:
        super()._on_source_state_changed(state)
        if self.result is not None and self._chosen is not None:
            self._show_note(self.result.value, self._chosen)

    def _on_note_help_wanted(self) -> None:
        spec = digits_picture()
        if spec is not None:
            self.context.source.open(spec)
