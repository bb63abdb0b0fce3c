"""The losses over the steps on a logarithmic axis, and each term's share of the gradient."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.panels.style.paint import loss_paint
from explorer.panels.style.paint.history import History, View, bounds
from explorer.panels.style.paint.step_axis import step_axis, total_of
from explorer.widgets import theme
from explorer.widgets.axis import Axis
from explorer.widgets.chart import Plane
from explorer.widgets.numbers import short_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtGui import QMouseEvent, QPaintEvent, QResizeEvent

    from explorer.panels.style.branch import Branch
    from explorer.panels.style.paint.loss_paint import Curves
    from explorer.panels.style.values import Moment

DECADES: Final = 7.0
TOP_PX: Final = 5
SHARES_PX: Final = 14
FOOT_PX: Final = 16
EMPTY: Final = "The first step is on its way"
ENDED: Final = "Ended before the first step"
TIP: Final = (
    "Each branch has a line of its own kind: A solid, B dashed, C dotted. Point at a step to read "
    "its numbers, click to look at the nearest picture. The bar below: the lengths of the three "
    "terms’ gradients with respect to the pixels, as shares of their sum"
)


class LossChart(QWidget):
    """Paints the losses of branches; the curves are painted once, the marks over them often."""

    chosen = Signal(int, int)  # number of a branch, step
    legendChanged = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._branches: tuple[Branch, ...] = ()
        self._histories: dict[Branch, History] = {}
        self._view: View = "terms"
        self._shown: Moment | None = None
        self._hovered: int | None = None
        self._layer: QPixmap | None = None
        self._painted_last: object = None
        self.setAccessibleName("Losses over the steps")
        self.setToolTip(TIP)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.watch_theme(self._apply_metrics)

    def show_branches(self, branches: Sequence[Branch], shown: Moment | None) -> None:
        """Show what there is of these branches, and mark a moment."""
        self._branches = tuple(branches)
        self._histories = {one: self._history(one) for one in self._branches}
        for one, history in self._histories.items():
            history.follow(one.losses)
        self._shown = shown
        painted = self._what_is_painted()
        if painted != self._painted_last:
            self._painted_last, self._layer = painted, None
        self._describe()
        self.update()
        self.legendChanged.emit()

    def set_view(self, view: View) -> None:
        """Show J and its terms, or one loss by layer."""
        self._view = view
        self._forget()

    def view(self) -> View:
        """Return what is shown."""
        return self._view

    def names(self) -> tuple[str, ...]:
        """Return what the curves are called, of all branches, in the order of the first."""
        names = (name for one in self._histories.values() for name in one.names(self._view))
        return tuple(dict.fromkeys(names))

    def legend(self) -> list[tuple[str, str, float | None]]:
        """Return name, colour and number of each curve, at the step that is looked at."""
        branch, names = self._branch_of_shares(), self.names()
        shown = None if self._shown is None else self._shown.index
        index = self._hovered if self._hovered is not None else shown
        numbers: dict[str, float] = {}
        if branch is not None and index is not None:
            numbers = dict(self.reading(index)).get(branch.name, {})
        return [
            (name, loss_paint.token_of(name, names, self._view), numbers.get(name))
            for name in names
        ]

    def reading(self, index: int) -> list[tuple[str, dict[str, float]]]:
        """Return the numbers of a step: of each branch that has been there, by name."""
        found = []
        for branch, history in self._histories.items():
            numbers = history.at(self._view, index)
            if numbers is not None:
                named = dict(zip(history.names(self._view), numbers.tolist(), strict=True))
                found.append((branch.name, named))
        return found

    def plane(self) -> Plane:
        """Return where steps and losses lie."""
        px = theme.current_theme().px
        steps = step_axis(self.width(), total_of(self._branches), theme.current_theme())
        bottom = self.height() - px(SHARES_PX) - px(FOOT_PX)
        top = px(TOP_PX)
        room = QRectF(steps.left, top, steps.right - steps.left, bottom - top)
        low, high = bounds(self._columns(), DECADES)
        x = Axis("step", 0.0, float(steps.total))
        y = Axis("", low, high, is_log=True, text=short_number)
        return Plane(room, x, y)

    def sizeHint(self) -> QSize:
        """Ask for a low plot: the layout gives more, but the timeline comes first."""
        return QSize(theme.current_theme().px(420), self.minimumSizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Stay readable."""
        px = theme.current_theme().px
        return QSize(px(200), px(92))

    # Events

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the curves from their layer, then what moves."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        present = theme.current_theme()
        if not any(history.count for history in self._histories.values()):
            painter.setPen(present.colour("muted"))
            painter.setFont(present.font("caption"))
            flags = Qt.AlignmentFlag.AlignCenter.value | Qt.TextFlag.TextWordWrap.value
            painter.drawText(self.rect(), flags, self._empty_words())
            return
        plane = self.plane()
        if self._layer is None or self._layer.size() != self.size() * self.devicePixelRatioF():
            self._layer = self._painted(plane)
        painter.drawPixmap(0, 0, self._layer)
        self._paint_moving(painter, plane)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Paint anew."""
        self._layer = None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read the step under the pointer."""
        steps = step_axis(self.width(), total_of(self._branches), theme.current_theme())
        inside = steps.left - 4 <= event.position().x() <= steps.right + 4
        self._set_hovered(round(steps.index(event.position().x())) if inside else None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the moment nearest to the step, in the branch that is looked at."""
        if event.button() == Qt.MouseButton.LeftButton and self._hovered is not None:
            branch = self._shown.branch if self._shown is not None else 0
            self.chosen.emit(branch, self._hovered)

    def leaveEvent(self, event: QEvent) -> None:
        """Forget the pointer."""
        self._set_hovered(None)

    # Inside

    def _history(self, branch: Branch) -> History:
        return self._histories.get(branch) or History(branch.plan.config)

    def _columns(self) -> list[NDArray[np.float64]]:
        return [one.columns(self._view) for one in self._histories.values()]

    def _curves(self) -> list[Curves]:
        return [
            (number, history.first, history.names(self._view), history.columns(self._view))
            for number, history in enumerate(self._histories.values())
        ]

    def _what_is_painted(self) -> object:
        """Return what the layer of the curves depends on, but for sizes and the view."""
        branch = self._branch_of_shares()
        shares = None if branch is None else (branch.number, len(branch.moments))
        counts = [(one.name, history.count) for one, history in self._histories.items()]
        return counts, shares, total_of(self._branches)

    def _painted(self, plane: Plane) -> QPixmap:
        ratio = self.devicePixelRatioF()
        layer = QPixmap(self.size() * ratio)
        layer.setDevicePixelRatio(ratio)
        layer.fill(Qt.GlobalColor.transparent)
        painter = QPainter(layer)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        px = theme.current_theme().px
        loss_paint.paint_grid(painter, plane, self.height() - px(FOOT_PX))
        loss_paint.paint_curves(painter, plane, self._curves(), self._view)
        branch = self._branch_of_shares()
        if branch is not None:
            top = self.height() - px(SHARES_PX) - px(FOOT_PX) + px(3)
            room = QRectF(plane.room.left(), top, plane.room.width(), px(SHARES_PX) - px(3))
            loss_paint.paint_shares(painter, plane, room, branch.name, branch.moments)
        painter.end()
        return layer

    def _paint_moving(self, painter: QPainter, plane: Plane) -> None:
        shown = None if self._shown is None else self._shown.index
        if shown is not None:
            loss_paint.paint_cursor(painter, plane, shown, "accent")
        if self._hovered is not None:
            loss_paint.paint_cursor(painter, plane, self._hovered, "text")
            reading = self.reading(self._hovered)
            loss_paint.paint_reading(
                painter, plane, self._hovered, self.names(), reading, self._view
            )

    def _branch_of_shares(self) -> Branch | None:
        """Return the branch of the moment that is marked, or the last."""
        if not self._branches:
            return None
        if self._shown is None or self._shown.branch >= len(self._branches):
            return self._branches[-1]
        return self._branches[self._shown.branch]

    def _set_hovered(self, index: int | None) -> None:
        if index != self._hovered:
            self._hovered = index
            self.update()
            self.legendChanged.emit()

    def _describe(self) -> None:
        if self._shown is None:
            self.setAccessibleDescription(self._empty_words())
            return
        index = self._shown.index
        said = "; ".join(
            f"{name}: " + ", ".join(f"{key} {short_number(one)}" for key, one in numbers.items())
            for name, numbers in self.reading(index)
        )
        self.setAccessibleDescription(f"Step {index:,}. {said}")

    def _empty_words(self) -> str:
        """Return why there is no curve."""
        states = [branch.state() for branch in self._branches]
        has_ended = bool(states) and all(one is not None and one.is_end for one in states)
        return ENDED if has_ended else EMPTY

    def _forget(self) -> None:
        self._layer = None
        self._describe()
        self.update()
        self.legendChanged.emit()

    def _apply_metrics(self) -> None:
        self._layer = None
        self.updateGeometry()
        self.update()
