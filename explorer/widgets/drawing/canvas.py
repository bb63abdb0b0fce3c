"""The network as it is edited: chosen, walked through, dragged, put in and taken out.

The canvas paints a figure and says what the user wants; it never changes a network.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from explorer.widgets import theme
from explorer.widgets.drawing.commands import (
    EDITS,
    ON_INPUT,
    WALKS,
    command_of,
    fill_menu,
)
from explorer.widgets.drawing.figure import INPUT, Figure, Room
from explorer.widgets.drawing.figure_view import EDGE_PX, FigureView
from explorer.widgets.drawing.gesture import Drag, Gesture, Pan, Press
from explorer.widgets.drawing.hit import (
    badge_at,
    entered,
    is_idle_move,
    slot_at,
    stepped,
)
from explorer.widgets.drawing.inks import inks_of
from explorer.widgets.drawing.labels import spoken
from explorer.widgets.drawing.words import paint_callout

if TYPE_CHECKING:
    from PySide6.QtGui import (
        QDragEnterEvent,
        QDragLeaveEvent,
        QDragMoveEvent,
        QDropEvent,
        QMouseEvent,
        QPaintEvent,
    )

    from explorer.engine.network import Place
    from explorer.widgets.drawing.commands import Command
    from explorer.widgets.drawing.figure import Slot
    from explorer.widgets.drawing.marked import Look

LAYER_MIME = "application/x-convnet-explorer-layer"
"""What a kind of layer is called where it is dragged: its bytes are the kind."""
NUDGE_PX = 14.0


class NetworkCanvas(FigureView):
    """Lets layers be chosen, moved, and taken apart; a place is None for the input."""

    selected = Signal(object)  # Place | None
    moveRequested = Signal(object, object)  # Place, Place: put the first before the second
    insertRequested = Signal(str, object)  # kind, Place: put a new layer before this place
    editRequested = Signal(object)  # Place | None: its numbers are to be typed
    removeRequested = Signal(object)
    duplicateRequested = Signal(object)
    copyRequested = Signal(object)
    cutRequested = Signal(object)
    pasteRequested = Signal(object)  # Place | None: after which layer
    undoRequested = Signal()
    redoRequested = Signal()
    expandToggled = Signal(object)  # Place of the first layer of a ×N

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._read_only = False
        self._gesture: Gesture | None = None
        self._drop: Slot | None = None
        self.setAcceptDrops(True)

    def set_read_only(self, on: bool) -> None:
        """Let layers be looked at only, as those of a file."""
        self._read_only = on
        self.setAcceptDrops(not on)

    def show_figure(self, figure: Figure, place: Place | None) -> None:
        """Draw a figure; what is dragged belongs to the one before, and is let go."""
        if figure is not self.figure and not isinstance(self._gesture, Pan):
            self._gesture = self._drop = None
        super().show_figure(figure, place)

    def choose(self, place: Place) -> None:
        """Choose a layer, and say so."""
        self._place = place
        self.setAccessibleDescription(spoken(self._item(place)))
        self._bring_into_view(place)
        self.update()
        self.selected.emit(place or None)

    def run(self, command: Command) -> None:
        """Do what a key, a button or the menu asks for."""
        place = self._place
        if command in EDITS:
            if not self._read_only and (place or command in ON_INPUT):
                self._edit(command, place or None)
        elif command == "cancel":
            self._gesture = None
            self.unsetCursor()
            self.update()
        elif command in WALKS:
            self._walk(command)
        else:
            super().run(command)

    def context_menu(self) -> QMenu:
        """Return the menu for the chosen layer; it is the caller's to delete."""
        menu = QMenu(self)
        fill_menu(menu, self.run, read_only=self._read_only, has_layer=bool(self._place))
        return menu

    # Edits and walking.

    def _edit(self, command: Command, place: Place | None) -> None:
        if command == "undo":
            self.undoRequested.emit()
        elif command == "redo":
            self.redoRequested.emit()
        elif command in ("earlier", "later"):
            self._shift(place or INPUT, -1 if command == "earlier" else 1)
        else:
            signal = {
                "edit": self.editRequested,
                "remove": self.removeRequested, "duplicate": self.duplicateRequested,
                "copy": self.copyRequested, "cut": self.cutRequested,
                "paste": self.pasteRequested,
            }[command]  # fmt: skip
            signal.emit(place)

    def _shift(self, place: Place, by: int) -> None:
        """Ask for a layer to go one layer to the left or right in its sequence."""
        index = place[-1] + (by if by < 0 else by + 1)
        ends = [slot.before[-1] for slot in self.figure.slots if slot.before[:-1] == place[:-1]]
        if 0 <= index <= max(ends, default=-1):
            self.moveRequested.emit(place, (*place[:-1], index))

    def _walk(self, command: Command) -> None:
        if self._place is None:
            places = sorted(self.figure.places)
            if places:
                self.choose(places[0])
            return
        shown = self.figure.shown(self._place)
        target: Place | None
        if command == "enter":
            target = entered(self.figure, shown)
        elif command == "leave":
            target = shown[:-2] if len(shown) > 2 else None
        else:
            target = stepped(self.figure, shown, 1 if command == "next" else -1)
        if target is not None and target != self._place:
            self.choose(target)

    # Events.

    def event(self, event: QEvent) -> bool:
        """Keep the keys of the drawing from the window."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if command_of(event, read_only=self._read_only) is not None:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk, edit, zoom."""
        command = command_of(event, read_only=self._read_only)
        if command is None or (command == "cancel" and self._gesture is None):
            super().keyPressEvent(event)
        else:
            self.run(command)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a layer, fold a group, or take hold of the ground."""
        x, y = event.position().x(), event.position().y()
        if event.button() == Qt.MouseButton.MiddleButton:
            self._gesture = Pan(x, y)
        if event.button() != Qt.MouseButton.LeftButton:
            return
        group = badge_at(self.figure, *self._view.to_figure(x, y), self._view.zoom)
        place = self.place_at(x, y)
        if group is not None:
            self.expandToggled.emit(group)
        elif place is None:
            self._gesture = Pan(x, y)
        else:
            self._gesture = Press(place, x, y)
            self.choose(place)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the ground, drag a layer, or light up what is under the pointer."""
        x, y = event.position().x(), event.position().y()
        gesture = self._gesture
        if isinstance(gesture, Pan):
            self._pan(gesture, x, y)
        elif isinstance(gesture, Press):
            self._maybe_drag(gesture, x, y)
        elif isinstance(gesture, Drag):
            self._drag_to(gesture, x, y)
        else:
            self._hover(self.place_at(x, y))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go: a dragged layer asks for its new place."""
        gesture, self._gesture = self._gesture, None
        self.unsetCursor()
        if isinstance(gesture, Drag) and gesture.slot is not None:
            self.moveRequested.emit(gesture.place, gesture.slot.before)
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show all of the drawing, on empty ground; unfold a group; change a layer's numbers."""
        x, y = event.position().x(), event.position().y()
        item = self._item_at(x, y)
        if item is None:
            self.fit()
        elif item.group is not None:
            self.expandToggled.emit(item.group)
        else:
            self.run("edit")

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the layer under the pointer."""
        place = self.place_at(event.pos().x(), event.pos().y())
        if place is not None and event.reason() is not QContextMenuEvent.Reason.Keyboard:
            self.choose(place)
        menu = self.context_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a kind of layer."""
        if event.mimeData().hasFormat(LAYER_MIME) and not self._read_only:
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Show where it would go."""
        position = event.position()
        self._drop = slot_at(self.figure, *self._view.to_figure(position.x(), position.y()))
        event.acceptProposedAction()
        self.update()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Forget it."""
        self._drop = None
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:
        """Ask for it to be put in."""
        slot, self._drop = self._drop, None
        self.update()
        if slot is not None:
            kind = bytes(event.mimeData().data(LAYER_MIME).data()).decode(errors="replace")
            event.acceptProposedAction()
            self.insertRequested.emit(kind, slot.before)

    # The pointer.

    def _pan(self, gesture: Pan, x: float, y: float) -> None:
        dx, dy = x - gesture.x, y - gesture.y
        if not gesture.moved and abs(dx) + abs(dy) < QApplication.startDragDistance():
            return
        gesture.x, gesture.y, gesture.moved = x, y, True
        self.setCursor(Qt.CursorShape.ClosedHandCursor)
        self._look_at(self._view.moved(dx, dy))

    def _maybe_drag(self, gesture: Press, x: float, y: float) -> None:
        far = abs(x - gesture.x) + abs(y - gesture.y) >= QApplication.startDragDistance()
        item = self._item(gesture.place)
        if far and gesture.place and item is not None and not self._read_only:
            self._gesture = Drag(gesture.place, item.title)
            self._drag_to(self._gesture, x, y)

    def _drag_to(self, gesture: Drag, x: float, y: float) -> None:
        self._nudge(x, y)
        slot = slot_at(self.figure, *self._view.to_figure(x, y))
        changes = slot is not None and not is_idle_move(gesture.place, slot.before)
        gesture.x, gesture.y, gesture.slot = x, y, slot if changes else None
        self.setCursor(Qt.CursorShape.DragMoveCursor if changes else Qt.CursorShape.ForbiddenCursor)
        self.update()

    def _nudge(self, x: float, y: float) -> None:
        """Move the drawing while something is dragged to its edge."""
        if not self._user_zoomed:
            return
        steps = [
            NUDGE_PX if at < EDGE_PX else -NUDGE_PX if at > length - EDGE_PX else 0.0
            for at, length in ((x, self.width()), (y, self.height()))
        ]
        if any(steps):
            self._look_at(self._view.moved(*steps))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the figure, and what is dragged over it."""
        super().paintEvent(event)
        if isinstance(self._gesture, Drag):
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            room = Room(0, 0, self.width(), self.height())
            pointer = Room(self._gesture.x, self._gesture.y, 0, 12)
            inks = inks_of(theme.current_theme())
            paint_callout(painter, self._gesture.title, pointer, room, inks)

    def _look(self) -> Look:
        slot = self._gesture.slot if isinstance(self._gesture, Drag) else self._drop
        return replace(super()._look(), slot=slot)
