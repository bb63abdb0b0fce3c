"""The module's output on the screen, beside the drawing of its branches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.panels.bottleneck.inception.branches import BRANCH_TITLES, BRANCHES
from explorer.panels.bottleneck.inception.paint_stack import paint_stack
from explorer.widgets import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from explorer.panels.bottleneck.inception.values import ModuleView

TOOLTIP = (
    "What the module gives: the branches' outputs, put behind one another along the channels. "
    "Depths are in proportion, to the widest of the module's forms"
)
WIDTH = 286


class StackView(QWidget):
    """The output volume, cut by branches."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: tuple[int, ...] = ()
        self._title = ""
        self._deepest = 1
        self.setAccessibleName("The module's output, stacked along the channels")
        self.setToolTip(TOOLTIP)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        theme.watch_theme(self._apply_metrics)

    def show_view(self, view: ModuleView) -> None:
        """Show another module's output."""
        self._parts = parts_of(view)
        self._title = title_of(view)
        self._deepest = deepest_of(view)
        spoken = (
            f"{BRANCH_TITLES[key]} {part:,}"
            for key, part in zip(BRANCHES, self._parts, strict=True)
        )
        self.setAccessibleDescription(f"{self._title}: {', '.join(spoken)} channels")
        self.update()

    def parts(self) -> tuple[int, ...]:
        """Return the channels of each branch, as they are shown."""
        return self._parts

    def sizeHint(self) -> QSize:
        """Room for the volume and its words."""
        px = theme.current_theme().px
        return QSize(px(WIDTH), px(200))

    def minimumSizeHint(self) -> QSize:
        """Room for four lines of words."""
        px = theme.current_theme().px
        return QSize(px(WIDTH), px(172))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the volume."""
        if not self._parts:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_stack(
            painter, QRectF(self.rect()), self._parts, title=self._title, deepest=self._deepest
        )

    def _apply_metrics(self) -> None:
        self.updateGeometry()
        self.update()


def parts_of(view: ModuleView) -> tuple[int, ...]:
    """Return the channels that each branch gives."""
    return tuple(branch.output.channels for branch in view.comparison.today.branches)


def title_of(view: ModuleView) -> str:
    """Return the output's shape in words."""
    return f"Output {view.design.output.text}"


def deepest_of(view: ModuleView) -> int:
    """Return the channels of the widest output among the forms that are compared."""
    return max(form.output.channels for form in view.comparison.all)
