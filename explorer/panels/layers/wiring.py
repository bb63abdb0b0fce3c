"""Which gesture is which edit: the signals of the build page to the editor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.engine.network import Network, Shape

if TYPE_CHECKING:
    from explorer.panels.layers.build_page import BuildPage
    from explorer.panels.layers.document import Document
    from explorer.panels.layers.editor import Editor
    from explorer.panels.layers.header import Header

FIRST_INPUT = Shape(32, 32, 3)
"""Of a new network: a small picture in colour."""


def connect_edits(page: BuildPage, header: Header, editor: Editor, document: Document) -> None:
    """Let the drawing, the palette, the table and the cards edit the network."""
    canvas, column = page.network_card.canvas, page.column
    header.newRequested.connect(lambda: editor.open(Network(FIRST_INPUT), "begin a new network"))
    page.network_card.invitation.networkChosen.connect(header.networkChosen)
    page.network_card.palette_row.addRequested.connect(lambda kind: editor.add(kind))
    canvas.selected.connect(editor.select)
    canvas.editRequested.connect(page.edit_layer)
    canvas.moveRequested.connect(editor.move)
    canvas.insertRequested.connect(editor.add)
    canvas.removeRequested.connect(editor.remove)
    canvas.duplicateRequested.connect(editor.duplicate)
    canvas.copyRequested.connect(editor.copy)
    canvas.cutRequested.connect(editor.cut)
    canvas.pasteRequested.connect(editor.paste)
    canvas.undoRequested.connect(header.undo)
    canvas.redoRequested.connect(header.redo)
    page.table.layerChosen.connect(editor.select)
    page.shares.layerChosen.connect(editor.select)
    column.edited.connect(editor.replace_layer)
    column.inputEdited.connect(editor.set_input)
    column.nameEdited.connect(editor.rename)
    column.released.connect(document.stop_merging)
    column.problemWanted.connect(editor.select)
