"""A figure on the screen: seen from near and far, moved about, and gliding from edit to edit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from explorer.widgets import theme
from explorer.widgets.drawing.corner import Corner
from explorer.widgets.drawing.figure import EMPTY, INPUT, Figure, Frame, Item
from explorer.widgets.drawing.hit import item_at
from explorer.widgets.drawing.inks import inks_of
from explorer.widgets.drawing.labels import spoken, tooltip
from explorer.widgets.drawing.legend import Phrase, caption_of, named, paint_legend
from explorer.widgets.drawing.marked import Look
from explorer.widgets.drawing.motion import Motion, between, is_related, is_worthwhile
from explorer.widgets.drawing.paint import paint_scene
from explorer.widgets.drawing.scene import Scene
from explorer.widgets.drawing.view import View, fitted
from explorer.widgets.labels import plain_tip

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QPaintEvent, QResizeEvent, QWheelEvent

    from explorer.engine.network import Place
    from explorer.widgets.drawing.commands import Command

ZOOM_STEP = 1.25
WHEEL = 1.0015
"""Zoom of one unit of the wheel; a notch has 120."""
EDGE_PX = 22
LEGEND_PX = 28
REACH_PX = 3.0
"""How near to a thin plate the pointer has to be."""


class FigureView(QWidget):
    """Paints what of a figure is in view."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene = Scene(EMPTY)
        self._moving: Scene | None = None
        self._before: tuple[Figure, View] = (EMPTY, View())
        self._share = 1.0
        self._view = View()
        self._user_zoomed = False
        self._animated = True
        self._place: Place | None = None
        self._hovered: Place | None = None
        self._hint = ""
        self._motion = Motion(self)
        self._motion.progressed.connect(self._on_motion_progressed)
        self.corner = Corner(self.run, self)
        self.setAccessibleName("Drawing of the network")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.watch_theme(self._apply_metrics)

    @property
    def figure(self) -> Figure:
        """What is drawn."""
        return self._scene.figure

    @property
    def view(self) -> View:
        """Which part of it is seen."""
        return self._view

    @property
    def animated(self) -> bool:
        """Whether an edit is shown as a movement."""
        return self._animated

    @animated.setter
    def animated(self, on: bool) -> None:
        self._animated = on
        if not on:
            self._rest()

    def is_idle(self) -> bool:
        """Whether nothing moves."""
        return not self._motion.is_running()

    def shutdown(self) -> None:
        """Let nothing move any more."""
        self.animated = False

    def show_figure(self, figure: Figure, place: Place | None) -> None:
        """Draw a figure, with the layer at a place chosen; None is the input."""
        old, old_view = self.figure, self._view
        chosen = INPUT if place is None and figure.is_network else place
        was = self._place
        self._place = chosen
        if figure is not old:
            self._scene = Scene(figure)
            self._hovered = None
            if not self._user_zoomed or not is_related(old, figure):
                self.fit()
            self._set_in_motion(old, old_view)
        if chosen is not None and chosen != was:
            self._bring_into_view(chosen)
        self.setAccessibleDescription(spoken(self._item(chosen)))
        self.update()

    def put_corner(self) -> None:
        """Move the buttons to their corner: one came or went."""
        self.corner.put_in_corner(self.width(), self.height())

    def set_hint(self, hint: str) -> None:
        """Say below the drawing, where there is room, what it is and what can be done."""
        self._hint = hint
        self.update()

    def legend(self) -> tuple[Phrase, ...]:
        """Return what stands below the drawing: the marked layer before all else.

        A layer that is pointed at is always named, the chosen one where it cannot be read.
        """
        hovered = self._item(self._hovered)
        if hovered is not None:
            first = Phrase(named(hovered), "text", may_be_cut=True)
        else:
            caption = caption_of(self._item(self._place), self._view)
            first = Phrase(caption, "accent", may_be_cut=True)
        phrases = (first, Phrase(self.figure.legend), Phrase(self._hint))
        return tuple(phrase for phrase in phrases if phrase.text)

    def fit(self) -> None:
        """Show the whole drawing."""
        room = self._room()
        view = fitted((self.figure.width, self.figure.height), (room.width(), room.height()))
        self._view = view.moved(room.x(), room.y())
        self._user_zoomed = False
        self.update()

    def zoom_at(self, factor: float, x: float, y: float) -> None:
        """Come closer or go farther, so that the point under (x, y) stays there."""
        self._look_at(self._view.zoomed(factor, x, y))

    def run(self, command: Command) -> None:
        """Do what a key or a button asks for: zoom, or show all."""
        if command == "fit":
            self.fit()
        elif command in ("zoom-in", "zoom-out"):
            factor = ZOOM_STEP if command == "zoom-in" else 1 / ZOOM_STEP
            self.zoom_at(factor, self.width() / 2, self.height() / 2)

    def place_at(self, x: float, y: float) -> Place | None:
        """Return the layer under a point of the widget; None on empty ground."""
        item = self._item_at(x, y)
        return None if item is None else item.place

    def position_of(self, place: Place) -> QPointF | None:
        """Return where in the widget a layer can be clicked."""
        item = self._item(place)
        if item is None:
            return None
        x, y = item.x + item.width / 2, item.y + item.height / 2
        return QPointF(*self._view.to_screen(item.x + 4 if isinstance(item, Frame) else x, y))

    def event(self, event: QEvent) -> bool:
        """Explain what is pointed at."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            item = self._item_at(event.pos().x(), event.pos().y())
            text = "" if item is None else plain_tip(tooltip(item))
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom; a touchpad, and Shift, move the drawing."""
        x, y = event.position().x(), event.position().y()
        pixels, angle = event.pixelDelta(), event.angleDelta()
        modifiers = event.modifiers()
        if not pixels.isNull() and not modifiers & Qt.KeyboardModifier.ControlModifier:
            self._look_at(self._view.moved(pixels.x(), pixels.y()))
        elif modifiers & Qt.KeyboardModifier.ShiftModifier or not angle.y():
            self._look_at(self._view.moved((angle.x() or angle.y()) / 2, 0))
        else:
            self.zoom_at(WHEEL ** angle.y(), x, y)
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        """Let what was lit up go."""
        self._hover(None)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the ring."""
        super().focusOutEvent(event)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the drawing again, unless the user came closer."""
        self.put_corner()
        if not self._user_zoomed:
            self.fit()

    def sizeHint(self) -> QSize:
        """Be as large as a usual network asks for."""
        px = theme.current_theme().px
        return QSize(px(720), px(250))

    def minimumSizeHint(self) -> QSize:
        """Stay high enough for a row of volumes with their words."""
        px = theme.current_theme().px
        return QSize(px(240), px(110))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what is in view."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inks = inks_of(theme.current_theme())
        scene, view = self._moving or self._scene, self._present_view()
        paint_scene(painter, scene, view, (self.width(), self.height()), inks, self._look())
        self._paint_legend(painter)
        if self.hasFocus():
            painter.setPen(QPen(inks.accent, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)

    def _look(self) -> Look:
        """Return what is marked."""
        return Look(self._place, self._hovered, lines_alpha=self._share)

    def _paint_legend(self, painter: QPainter) -> None:
        """Paint the line below the drawing, over what a closer view brings there."""
        present = theme.current_theme()
        high, edge = present.px(LEGEND_PX), present.px(theme.SMALL)
        row = QRectF(0, self.height() - high, self.width(), high)
        if self._user_zoomed:
            painter.fillRect(row, present.colour("surface", 0.85))
        wide = self.corner.x() - 2 * edge
        paint_legend(painter, QRectF(edge, row.y(), wide, high), self.legend())

    def _room(self) -> QRectF:
        """Return the room for the drawing: all but a line for the legend and the buttons."""
        edge = theme.current_theme().px(theme.TIGHT)
        below = theme.current_theme().px(LEGEND_PX)
        return QRectF(edge, edge, max(self.width() - 2 * edge, 1),
                      max(self.height() - edge - below, 1))  # fmt: skip

    def _look_at(self, view: View) -> None:
        size = (self.figure.width, self.figure.height)
        self._view = view.kept(size, (self.width(), self.height()))
        self._user_zoomed = True
        self.update()

    def _bring_into_view(self, place: Place) -> None:
        item = self._item(place)
        if item is not None and self._user_zoomed:
            window = (self.width(), self.height())
            self._view = self._view.showing(item.bounds, window, EDGE_PX)

    def _item(self, place: Place | None) -> Item | None:
        return None if place is None else self.figure.item(self.figure.shown(place))

    def _item_at(self, x: float, y: float) -> Item | None:
        at, reach = self._view.to_figure(x, y), REACH_PX / self._view.zoom
        return item_at(self._scene.near(*at, reach), *at, reach)

    def _hover(self, place: Place | None) -> None:
        if place != self._hovered:
            self._hovered = place
            self.update()

    def _set_in_motion(self, old: Figure, old_view: View) -> None:
        self._rest()
        if self._animated and self.isVisible() and is_worthwhile(old, self.figure):
            self._before = (old, old_view)
            self._motion.start()

    def _on_motion_progressed(self, share: float) -> None:
        if share >= 1.0:
            self._rest()
            return
        self._share = share
        self._moving = Scene(between(self._before[0], self.figure, share))
        self.update()

    def _rest(self) -> None:
        self._motion.stop()
        self._moving, self._share = None, 1.0
        self._before = (EMPTY, View())
        self.update()

    def _present_view(self) -> View:
        if self._moving is None or self._user_zoomed:
            return self._view
        return self._before[1].toward(self._view, self._share)

    def _apply_metrics(self) -> None:
        self.put_corner()
        self.updateGeometry()
        if not self._user_zoomed:
            self.fit()
        self.update()
