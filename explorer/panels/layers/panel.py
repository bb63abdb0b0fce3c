"""The panel: one network, one store, four pages that look at it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from explorer.engine.zoo import TITLES, build
from explorer.panels.layers.build_page import BuildPage
from explorer.panels.layers.checker import Checker
from explorer.panels.layers.code_page import CodePage
from explorer.panels.layers.compare_page import ComparePage
from explorer.panels.layers.document import Document
from explorer.panels.layers.editor import Editor
from explorer.panels.layers.files import NetworkFiles
from explorer.panels.layers.header import Header
from explorer.panels.layers.onnx_page import OnnxPage
from explorer.panels.layers.respond import respond
from explorer.panels.layers.state import (
    KEPT,
    LayersState,
    first_state,
    state_from_plain,
    state_to_plain,
)
from explorer.panels.layers.wiring import connect_edits
from explorer.services.latest import LatestWins
from explorer.services.store import Store
from explorer.widgets.drop import onnx_files
from explorer.widgets.panel import Panel, PanelContext

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QDragEnterEvent, QDropEvent

    from explorer.engine.network import Network
    from explorer.panels.layers.values import LayersView

FRAME_MS = 66
"""The picture beside the kernel's walk follows the source at this pace; it is no measurement."""


class LayersPanel(Panel):
    """Layer Builder."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.store: Store[LayersState] = Store(first_state(), self)
        self.document = Document(self.store, self)
        self.editor = Editor(self.store, self.document, self._complain)
        self.files = NetworkFiles(self, context.errors)
        self.checker = Checker(context.engine, context.errors, self)
        self.header = Header(self.document.undo_stack)
        self.build_page = BuildPage()
        self.compare_page = ComparePage(context.errors)
        self.code_page = CodePage()
        self.onnx_page = OnnxPage(context.errors)
        self._pages: dict[str, QWidget] = {
            "build": self.build_page,
            "compare": self.compare_page,
            "code": self.code_page,
            "onnx": self.onnx_page,
        }
        self._view: LayersView | None = None
        self._shown_frame: object = None
        self._was_active = False
        self._stack = QStackedWidget()
        self._worker: LatestWins[LayersView] = LatestWins(self, name="layers")
        self._frames = QTimer(self, interval=FRAME_MS)
        self.setAcceptDrops(True)
        self._lay_out()
        self._connect()
        self._on_store_changed(self.store.state)

    @property
    def result(self) -> LayersView | None:
        """What is on the screen."""
        return self._view

    def state(self) -> dict[str, Any]:
        """Return the network, the chosen layer and how they are looked at."""
        return state_to_plain(self.store.state)

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take a saved state; a network that was being worked on comes back with Undo.

        A network that was put aside stays, unless the state brings another.
        """
        wanted = state_from_plain(state)
        if wanted.kept is None:
            wanted = replace(wanted, kept=self.store.state.kept)
        self.document.change("open a saved view", wanted.network, wanted.selected)
        self.store.set(wanted)
        if not self._was_active:
            self.document.clear()

    def activate(self) -> None:
        """Let the picture follow the source."""
        self._was_active = True
        self._frames.start()

    def deactivate(self) -> None:
        """Let the source be."""
        self._frames.stop()

    def present(self) -> None:
        """Bring what moves into a good state for a picture of it."""
        self._show_frame()
        self.build_page.present()

    def is_idle(self) -> bool:
        """Whether all that was asked for is on the screen."""
        parts = (self._worker, self.checker, self.files, *self._shown_pages())
        return self._view is not None and all(part.is_idle() for part in parts)

    def shutdown(self) -> None:
        """Stop every worker and timer."""
        self._frames.stop()
        for part in (self._worker, self.checker, self.files, self.build_page,
                     self.compare_page, self.code_page, self.onnx_page):  # fmt: skip
            part.shutdown()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take an ONNX file; what else is dropped is the window's."""
        if onnx_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the file that was dropped."""
        event.acceptProposedAction()
        self.files.open(Path(onnx_files(event.mimeData())[0]))

    def _shown_pages(self) -> list[Any]:
        return [self._pages[self.store.state.page]]

    def _lay_out(self) -> None:
        for page in self._pages.values():
            self._stack.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.store.changed.connect(self._on_store_changed)
        self._worker.resultReady.connect(self._on_worker_result)
        self._worker.failed.connect(self.context.errors.report)
        self.checker.checked.connect(self._on_checker_checked)
        self._frames.timeout.connect(self._show_frame)
        self.header.pageChosen.connect(self._on_header_page_chosen)
        self.header.networkChosen.connect(self._on_header_network_chosen)
        self.header.openRequested.connect(self.files.ask_and_open)
        self.header.saveRequested.connect(lambda: self.files.save(self.store.state.network))
        self.files.networkRead.connect(self._on_files_network_read)
        self.files.onnxChosen.connect(self._on_onnx_chosen)
        self.files.failed.connect(self._complain)
        self.onnx_page.fileChosen.connect(self._on_onnx_chosen)
        for page in (self.build_page, self.compare_page, self.code_page):
            page.viewChanged.connect(self._on_page_view_changed)
        self.compare_page.keepRequested.connect(self._on_compare_keep_requested)
        connect_edits(self.build_page, self.header, self.editor, self.document)

    def _on_store_changed(self, state: LayersState) -> None:
        self.header.show_page(state.page)
        self.header.show_network(state.network)
        self.build_page.show_choices(state.view)
        self.compare_page.show_state(state)
        self.code_page.show_choices(state.view)
        self._stack.setCurrentWidget(self._pages[state.page])
        self._worker.submit(partial(respond, state))
        self._show_other_pages(state)
        self.stateChanged.emit()

    def _show_other_pages(self, state: LayersState) -> None:
        """Have the page on the screen work out what the others need not know."""
        if state.page == "code":
            self.code_page.show_network(state.network)
        elif state.page == "onnx":
            self.onnx_page.show_file(state.view.onnx_file)

    def _on_worker_result(self, view: LayersView) -> None:
        self._show(self._checked(view))

    def _on_checker_checked(self, network: Network) -> None:
        if self._view is not None and self._view.network == network:
            self._show(self._checked(self._view))

    def _checked(self, view: LayersView) -> LayersView:
        check = self.checker.want(view.network)
        return replace(view, check=check, unchecked=self.checker.why_not(view.network))

    def _show(self, view: LayersView) -> None:
        self._view = view
        self.build_page.show_view(view)

    def _show_frame(self) -> None:
        frame = self.context.source.current_frame()
        if frame is not None and frame is not self._shown_frame:
            self._shown_frame = frame
            self.build_page.show_frame(frame.rgb)

    def _on_header_page_chosen(self, page: str) -> None:
        self.store.edit(lambda state: replace(state, page=page))  # type: ignore[arg-type]

    def _on_header_network_chosen(self, name: str) -> None:
        self.editor.open(build(name), f"open {TITLES[name]}")

    def _on_files_network_read(self, network: Network, name: str) -> None:
        self.editor.open(network, f"open {name}")

    def _on_onnx_chosen(self, path: str) -> None:
        self.store.edit(
            lambda state: replace(state, page="onnx", view=replace(state.view, onnx_file=path))
        )

    def _on_compare_keep_requested(self) -> None:
        self.store.edit(
            lambda state: replace(
                state, kept=state.network, view=replace(state.view, compared=KEPT)
            )
        )

    def _on_page_view_changed(self, changes: dict[str, Any]) -> None:
        self.store.update("view", **changes)

    def _complain(self, text: str) -> None:
        self.noticeRequested.emit("warning", text)
