"""The page of the grid: a cell, its anchors, its raw numbers, and the box that they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from explorer.panels.detector.detector_page import DetectorPage
from explorer.panels.detector.grid.box_math import box_math
from explorer.panels.detector.grid.cell_card import CellCard
from explorer.panels.detector.grid.chosen import cell_mates, chosen_of, grid_size, moved_to
from explorer.panels.detector.grid.class_scores import cell_scores
from explorer.panels.detector.grid.drawing import heat_text, overlays
from explorer.panels.detector.grid.exports import export_entries
from explorer.panels.detector.grid.fate import fate_of, mates_text
from explorer.panels.detector.grid.formula_card import FormulaCard
from explorer.panels.detector.grid.picture_card import PictureCard
from explorer.panels.detector.grid.scores_card import ScoresCard
from explorer.panels.detector.grid.slices import output_slice
from explorer.panels.detector.grid.tensor_card import TensorCard
from explorer.panels.detector.nothing_found import digits_picture, found_words
from explorer.panels.detector.square import square_of
from explorer.widgets import theme
from explorer.widgets.cells import CellKeys, clamped, last_cell, moved
from explorer.widgets.detections.grid_overlay import GridOverlay
from explorer.widgets.exporter import export_button
from explorer.widgets.workbench import Workbench

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QResizeEvent

    from explorer.panels.detector.detector_page import Respond
    from explorer.panels.detector.grid.chosen import Chosen
    from explorer.panels.detector.square import Square
    from explorer.panels.detector.state import DetectorState, GridState
    from explorer.panels.detector.values import DetectView
    from explorer.services.frames import Frame
    from explorer.services.store import Store
    from explorer.widgets.cells import Cell
    from explorer.widgets.panel import PanelContext

TENSOR_SHARE = 0.26
TENSOR_NARROW, TENSOR_WIDE = 286, 420
"""Of the width, and between how many pixels at scale 1."""


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
        self.picture_card, self.tensor_card = PictureCard(), TensorCard()
        self.cell_card, self.formula_card = CellCard(), FormulaCard()
        self.scores_card = ScoresCard()
        self._keys = CellKeys(self)
        self._wants_best_head = False
        self._shown: tuple[DetectView, GridState, Cell | None] | None = None
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
        self.picture_card.show_state(state.grid)
        self._show_cell()

    def show_view(self, frame: Frame, view: DetectView) -> None:
        """Show another picture, or other boxes; the cell stays."""
        self._square = square_of(view.raw.letterbox)
        self.picture_card.show_frame(frame, self._square, view.raw)
        if self._wants_best_head:
            self._go_to_best(view)
        self._show_cell()

    def show_empty(self, text: str, action: str = "") -> None:
        """Say why there is no picture."""
        self._square = self._chosen = self._shown = None
        self.picture_card.show_nothing(text, action)
        self.tensor_card.show_slice(None)
        self.cell_card.clear()
        self.scores_card.clear()

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
            self.picture_card.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def present(self) -> None:
        """Show the grid that the best box came from, unless a cell was chosen."""
        if self.store.state.grid.cell is not None:
            return
        if self.result is None:
            self._wants_best_head = True
        else:
            self._go_to_best(self.result.value)

    def is_idle(self) -> bool:
        """Whether the cell's numbers are on the screen, formulas and all."""
        return super().is_idle() and self.formula_card.is_idle() and self.scores_card.is_idle()

    def shutdown(self) -> None:
        """Stop the workers."""
        super().shutdown()
        self.formula_card.shutdown()
        self.scores_card.shutdown()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the tensor its share of the width."""
        super().resizeEvent(event)
        self._apply_grid_metrics()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Escape, and the arrows where nothing else wants them."""
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape and self._has_own_choice():
            self.follow_best()
        elif not self._keys.take(key):
            super().keyPressEvent(event)

    # Inside

    def _lay_out(self) -> None:
        self.picture_card.add_header_widget(export_button(lambda: export_entries(self)))
        self._work = QHBoxLayout()
        self._work.addWidget(self.picture_card, 1)
        self._work.addWidget(self.tensor_card)
        bench = Workbench()
        bench.add_work(self._work)
        for card in (
            self.cell_card, self.formula_card, self.scores_card,
            self.thresholds_card, self.classes_card, self.model_card,
        ):  # fmt: skip
            bench.add_card(card)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(bench)
        theme.watch_theme(self._apply_grid_metrics)

    def _connect(self) -> None:
        store, card, view = self.store, self.picture_card, self.picture_card.view
        card.headChosen.connect(self.choose_head)
        card.heatToggled.connect(lambda heat: store.update("grid", heat=heat))
        card.anchorsToggled.connect(lambda anchors: store.update("grid", anchors=anchors))
        card.tensorToggled.connect(self.tensor_card.setVisible)
        card.note.helpWanted.connect(self._on_note_help_wanted)
        view.hovered.connect(self._on_view_hovered)
        view.unhovered.connect(lambda: self._show_hovered(None))
        view.clicked.connect(self._on_view_clicked)
        view.actionRequested.connect(self.open_picture)
        self._keys.watch(view)
        self._keys.moved.connect(self._on_keys_moved)
        self._keys.firstWanted.connect(lambda: self.choose((0, 0)))
        self._keys.lastWanted.connect(self._on_last_wanted)
        self.cell_card.anchorChosen.connect(lambda anchor: store.update("grid", anchor=anchor))
        self.cell_card.bestWanted.connect(self.follow_best)
        self.tensor_card.tensor.anchorChosen.connect(
            lambda anchor: store.update("grid", anchor=anchor)
        )

    def _show_cell(self) -> None:
        """Show the prediction that is chosen, or that the pointer is on."""
        result, square, grid = self.result, self._square, self.store.state.grid
        if result is None or square is None:
            return
        view, thresholds = result.value, result.request.thresholds
        shown = view, grid, self._hovered
        if shown == self._shown:
            return
        self._shown = shown
        own = chosen_of(view, grid)
        if self._hovered is None:
            chosen = own
        else:
            chosen = chosen_of(view, grid, self._hovered)
        self._chosen = chosen
        fate = fate_of(view, thresholds, chosen.number)
        drawn = overlays(view, square, chosen, grid, fate, own.cell)
        self.picture_card.show_overlays(drawn, chosen.head, heat_text(view, chosen, grid))
        self.cell_card.show_cell(view, chosen, fate, is_own=self._has_own_choice())
        self.formula_card.show_math(box_math(view, chosen))
        self.scores_card.show_scores(cell_scores(view, chosen))
        self.tensor_card.show_slice(output_slice(view, chosen))
        self._show_note(view, chosen)

    def _show_note(self, view: DetectView, chosen: Chosen) -> None:
        """Say what was asked for and is not there, that objects share a cell, or that none is."""
        note, result, source = self.picture_card.note, self.result, self.context.source.state
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

    def _apply_grid_metrics(self) -> None:
        px = theme.current_theme().px
        share = round(self.width() * TENSOR_SHARE)
        width = min(max(share, px(TENSOR_NARROW)), px(TENSOR_WIDE))
        self.tensor_card.setFixedWidth(width)
        self._work.setSpacing(px(theme.MEDIUM))
