"""An ONNX file: its layers, shapes and counts, read-only."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from explorer.engine.errors import ExplorerError
from explorer.engine.onnx_overview import CONVENTIONS, OnnxOverview, overview
from explorer.panels.layers.onnx_rows import (
    COLUMNS,
    notes_of,
    onnx_cells,
    onnx_csv,
    summary_of,
)
from explorer.services.latest import LatestWins
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.controls import ElidedLabel, label, push_button
from explorer.widgets.data_table import DataTable
from explorer.widgets.drawing.canvas import NetworkCanvas
from explorer.widgets.drawing.figure import EMPTY, Figure
from explorer.widgets.drawing.onnx_graph import onnx_figure
from explorer.widgets.export import save_array
from explorer.widgets.exporter import export_button
from explorer.widgets.notice import InlineMessage
from explorer.widgets.number_field import NumberField
from explorer.widgets.numbers import big_text
from explorer.widgets.stat_button import StatButton

if TYPE_CHECKING:
    from explorer.panels.layers.onnx_rows import Row
    from explorer.services.errors import ErrorHub
    from explorer.widgets.exporter import MenuEntry

NOTHING = "Open an ONNX file to see its layers, shapes and counts. Nothing of it is run."
WHAT_TO_DO = (
    "Open an ONNX file, or drop one here.",
    "It is read as data: its graph is drawn, and every node is listed with the shape that comes "
    "out of it, its weights, its parameters and its multiplications.",
    "PyTorch writes one with",
)
EXAMPLE = 'torch.onnx.export(model.eval(), torch.rand(1, 3, 224, 224), "model.onnx", dynamo=False)'
READING = "Reading {name}…"
FIRST_SIDE = 224
LARGEST_SIDE = 4096


@dataclass(frozen=True, slots=True, eq=False)
class OnnxView:
    """A file that was read, with its drawing; ``rows`` are the indices of the nodes shown."""

    path: str
    overview: OnnxOverview
    figure: Figure
    rows: tuple[int, ...]
    cells: list[Row]


def read_onnx(path: str, side: int) -> OnnxView:
    """Read and draw a file; runs in the worker.

    ``side`` is the height and width of pictures where the file leaves them open.
    """
    found = overview(Path(path))
    if found.asks_size:
        found = overview(Path(path), height=side, width=side)
    return OnnxView(path, found, onnx_figure(found), found.drawn()[0], onnx_cells(found))


class OnnxPage(QWidget):
    """Drawing above, table below; the same node is chosen in both."""

    fileChosen = Signal(str)

    def __init__(self, errors: ErrorHub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._errors = errors
        self._asked: tuple[str, int] | None = None
        self._view: OnnxView | None = None
        self._reader: LatestWins[OnnxView] = LatestWins(self, name="onnx overview")
        self._open = push_button("Open ONNX file…", "Choose a file to look at", "folder-open")
        self._file = ElidedLabel(NOTHING, "label")
        self._side_words = label("pictures of", "label")
        self.side = NumberField(
            "Side of the pictures",
            "Height and width of the pictures, which this file leaves open",
            1,
            LARGEST_SIDE,
        )
        self.side.set_value(FIRST_SIDE)
        self._message = InlineMessage("error")
        self.canvas = NetworkCanvas()
        self.canvas.set_read_only(True)
        self.table = DataTable("Nodes of the file", COLUMNS)
        conventions = "\n".join(CONVENTIONS)
        self._stats = {
            "nodes": StatButton("nodes", "Operations of the graph"),
            "params": StatButton("parameters", "Numbers stored in the file that a node reads"),
            "macs": StatButton("MACs", conventions),
            "fixed": StatButton("stored, not trained", "Running means and variances"),
        }
        self._nothing = _nothing_yet()
        self._notes = label("", "caption", wrap=True)
        self._notes.setToolTip("\n".join(CONVENTIONS))
        self._drawing_card = Card("Graph")
        self._table_card = Card("Nodes")
        self._lay_out()
        self._connect()
        theme.watch_theme(self._apply_metrics)

    @property
    def result(self) -> OnnxView | None:
        """What is on the screen."""
        return self._view

    def show_file(self, path: str) -> None:
        """Read a file, unless it is the one that is shown."""
        asked = (path, int(self.side.value()))
        if path and asked != self._asked:
            self._asked = asked
            self._message.clear()
            self._file.setText(READING.format(name=Path(path).name))
            self._reader.submit(partial(read_onnx, *asked))

    def is_idle(self) -> bool:
        """Whether the file is on the screen."""
        return self._reader.is_idle() and self.canvas.is_idle()

    def shutdown(self) -> None:
        """Stop reading."""
        self._reader.shutdown()
        self.canvas.animated = False

    def _lay_out(self) -> None:
        self._row = QHBoxLayout()
        self._row.addWidget(self._open)
        self._row.addWidget(self._file, 1)
        self._row.addWidget(self._side_words)
        self._row.addWidget(self.side)
        self._show_side(asked=False)
        self._numbers = QHBoxLayout()
        for stat in self._stats.values():
            stat.setCheckable(False)
            stat.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._numbers.addWidget(stat)
        self._drawing_card.add(self.canvas, 1)
        self._table_card.add_header_widget(export_button(self._entries))
        self._table_card.add(self._numbers)
        self._table_card.add(self.table, 1)
        self._table_card.add(self._notes)
        self._splitter = QSplitter(Qt.Orientation.Vertical)
        self._splitter.addWidget(self._drawing_card)
        self._splitter.addWidget(self._table_card)
        self._splitter.setChildrenCollapsible(False)
        self._layout = QVBoxLayout(self)
        self._layout.addLayout(self._row)
        self._layout.addWidget(self._message)
        self._layout.addWidget(self._nothing, 1)
        self._layout.addWidget(self._splitter, 1)
        self._splitter.hide()
        self.canvas.show_figure(EMPTY, None)

    def _connect(self) -> None:
        self._open.clicked.connect(self._on_open_clicked)
        self.side.valueChanged.connect(self._on_side_changed)
        self._reader.resultReady.connect(self._on_reader_result)
        self._reader.failed.connect(self._on_reader_failed)
        self.canvas.selected.connect(self._on_canvas_selected)
        self.table.rowChosen.connect(self._on_table_row_chosen)

    def _on_open_clicked(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, "Open ONNX file", "", "ONNX (*.onnx)")
        if path:
            self._asked = None  # the same file is read again: it may have changed
            self.fileChosen.emit(path)
            self.show_file(path)

    def _on_reader_result(self, view: OnnxView) -> None:
        self._view = view
        self._nothing.hide()
        self._splitter.show()
        found = view.overview
        self._file.setText(summary_of(found))
        self.canvas.show_figure(view.figure, None)
        self.table.set_rows(view.cells)
        self._show_side(asked=found.asks_size)
        self._stats["nodes"].set_number(f"{len(view.rows):,}")
        self._stats["params"].set_number(big_text(found.params))
        self._stats["macs"].set_number(big_text(found.macs))
        self._stats["fixed"].set_number(big_text(found.fixed))
        self._notes.setText(notes_of(found))
        self._notes.setVisible(bool(self._notes.text()))

    def _on_reader_failed(self, error: BaseException) -> None:
        self._asked = None
        self._file.setText(NOTHING if self._view is None else summary_of(self._view.overview))
        if isinstance(error, ExplorerError):
            self._message.show_message("error", str(error))
        else:
            self._errors.report(error)

    def _on_canvas_selected(self, place: tuple[int, ...] | None) -> None:
        if self._view is not None:
            rows = self._view.rows
            self.table.choose_row(rows.index(place[0]) if place else None)
            self.canvas.show_figure(self._view.figure, place)

    def _on_table_row_chosen(self, row: int) -> None:
        if self._view is not None:
            self.canvas.show_figure(self._view.figure, (self._view.rows[row],))

    def _on_side_changed(self, _side: float) -> None:
        if self._view is not None:
            self.show_file(self._view.path)

    def _show_side(self, *, asked: bool) -> None:
        self._side_words.setVisible(asked)
        self.side.setVisible(asked)

    def _entries(self) -> list[MenuEntry]:
        rows = [] if self._view is None else onnx_csv(self._view.overview)
        return [("Save table as CSV…", lambda: save_array(self, rows, "onnx-nodes"))]

    def _apply_metrics(self) -> None:
        px = theme.current_theme().px
        edge = px(16)
        self._layout.setContentsMargins(edge, edge, edge, edge)
        self._layout.setSpacing(px(theme.SMALL))
        self._row.setSpacing(px(theme.SMALL))
        self._splitter.setHandleWidth(px(theme.SMALL))


def _nothing_yet() -> Card:
    """Return what stands there before a file is opened: what to do, and how to come by a file."""
    made = Card("No file yet")
    for text in WHAT_TO_DO:
        made.add(label(text, "label", wrap=True))
    example = label(EXAMPLE, "number")
    example.setAccessibleName("How PyTorch writes an ONNX file")
    example.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    made.add(example)
    made.body.addStretch(1)
    return made
