"""The card with both variants' costs as stacked bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QPainter
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from explorer.engine.bottleneck.cost_table import to_csv, variant_rows
from explorer.panels.bottleneck.compare.bars import (
    BarGroup,
    bar_groups,
    intensities,
    intensity_text,
)
from explorer.panels.bottleneck.inks import BOTTLENECKED, DIRECT
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.controls import label
from explorer.widgets.export import copy_text, save_svg, save_text, save_widget
from explorer.widgets.exporter import export_button
from explorer.widgets.numbers import big_text
from explorer.widgets.svg import widget_svg

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

    from explorer.engine.bottleneck.variants import VariantComparison
    from explorer.panels.bottleneck.compare.respond import CompareView
    from explorer.widgets.exporter import MenuEntry

TITLE_PX = 17
LINE_PX = 14
BAR_PX = 8
GAP_PX = 7
GROUPS = 4
LEGEND_PX = 18
SWATCH_PX = 9
NARROW_ALPHA = 0.5
INTENSITY_TIP = (
    "Arithmetic intensity: FLOPs for each byte that is moved. The less there is to do for each "
    "byte, the sooner a device waits for its memory"
)


class BarsCard(Card):
    """Bars of each quantity, to its own longer one; the table behind them can be saved."""

    def __init__(self) -> None:
        super().__init__("What each costs")
        self.bars = CostBars()
        self.intensity = label("", "caption", wrap=True)
        self.intensity.setToolTip(INTENSITY_TIP)
        self._comparison: VariantComparison | None = None
        self.add_header_widget(export_button(self.entries))
        self.add(self.bars)
        self.add(self.intensity)

    def show_view(self, view: CompareView) -> None:
        """Show the costs."""
        self._comparison = view.comparison
        self.bars.show_groups(bar_groups(view.comparison, view.request.choices.counts))
        direct, narrow, first, second = (
            f"{name} {intensity_text(value)}" for name, value in intensities(view.comparison)
        )
        self.intensity.setText(
            f"FLOPs for each byte moved: {direct}, {narrow} ({first}, {second})."
        )

    def entries(self) -> list[MenuEntry]:
        """Return what can be saved: the table of all layers, and the bars."""
        if self._comparison is None:
            return []
        table = to_csv(variant_rows(self._comparison))
        return [
            ("Copy table as CSV", lambda: copy_text(table)),
            ("Save table as CSV…", lambda: save_text(self, table, "bottleneck-costs", ".csv")),
            ("Save bars as PNG…", lambda: save_widget(self, self, "bottleneck-costs")),
            (
                "Save bars as SVG…",
                lambda: save_svg(self, widget_svg(self.bars), "bottleneck-costs"),
            ),
        ]


class CostBars(QWidget):
    """Paints the groups: title and ratio, the direct bar, the bottlenecked one in its parts."""

    def __init__(self) -> None:
        super().__init__()
        self._groups: tuple[BarGroup, ...] = ()
        self.setAccessibleName("Costs of both variants")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.watch_theme(self._apply_metrics)

    def show_groups(self, groups: Sequence[BarGroup]) -> None:
        """Show other costs."""
        self._groups = tuple(groups)
        words = (f"{one.title}: {'; '.join(one.lines())}; {one.ratio}." for one in groups)
        self.setAccessibleDescription(" ".join(words))
        self.update()

    def groups(self) -> tuple[BarGroup, ...]:
        """Return what is shown."""
        return self._groups

    def sizeHint(self) -> QSize:
        """Room for all groups."""
        px = theme.current_theme().px
        return QSize(px(280), px(LEGEND_PX) + GROUPS * self._pitch() - px(GAP_PX))

    def minimumSizeHint(self) -> QSize:
        """All groups, in whatever width."""
        return QSize(theme.current_theme().px(200), self.sizeHint().height())

    def group_at(self, y: float) -> BarGroup | None:
        """Return the group at a height."""
        row = int((y - theme.current_theme().px(LEGEND_PX)) // self._pitch())
        return self._groups[row] if 0 <= row < len(self._groups) else None

    def event(self, event: QEvent) -> bool:
        """Say what a group counts, part by part."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            group = self.group_at(event.pos().y())
            text = "" if group is None else "\n".join((group.tip, *group.lines()))
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint group by group."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_legend(painter)
        for row, group in enumerate(self._groups):
            top = theme.current_theme().px(LEGEND_PX) + row * self._pitch()
            self._paint_group(painter, top, group)

    def _paint_legend(self, painter: QPainter) -> None:
        """Paint a swatch and a name for each part of the bars."""
        if not self._groups:
            return
        present = theme.current_theme()
        painter.setFont(present.font("caption"))
        left, side, gap = 0, present.px(SWATCH_PX), present.px(theme.TIGHT)
        high = present.px(LEGEND_PX) - present.px(theme.TIGHT)
        names = ["directly", *(f"bottlenecked: {name}" if not at else name for at, (name, _)
                               in enumerate(self._groups[0].bottlenecked.parts))]  # fmt: skip
        colours = (present.colour(DIRECT), *bottleneck_inks(present))
        for name, colour in zip(names, colours, strict=True):
            painter.fillRect(QRectF(left, (high - side) / 2, side, side), colour)
            painter.setPen(present.colour("muted"))
            wide = painter.fontMetrics().horizontalAdvance(name)
            room = QRectF(left + side + gap, 0, wide + 1, high)
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, name)
            left += side + gap + wide + present.px(theme.MEDIUM)

    def _paint_group(self, painter: QPainter, top: int, group: BarGroup) -> None:
        present = theme.current_theme()
        line = QRectF(0, top, self.width(), present.px(TITLE_PX))
        painter.setFont(present.font("caption"))
        painter.setPen(present.colour("text"))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(line, middle | Qt.AlignmentFlag.AlignLeft, group.title)
        painter.setPen(present.colour(group.tone))
        painter.drawText(line, middle | Qt.AlignmentFlag.AlignRight, group.ratio)
        inks = ((present.colour(DIRECT),), bottleneck_inks(present))
        for at, (bar, colours) in enumerate(zip(group.bars, inks, strict=True)):
            room = QRectF(0, line.bottom() + at * present.px(LINE_PX), self.width(),
                          present.px(LINE_PX))  # fmt: skip
            self._paint_bar(painter, room, [count for _, count in bar.parts], group.longest,
                            colours)  # fmt: skip

    def _paint_bar(
        self, painter: QPainter, room: QRectF, parts: Sequence[int], longest: int,
        colours: Sequence[QColor],
    ) -> None:  # fmt: skip
        present = theme.current_theme()
        full = room.width() - self._number_width() - present.px(theme.SMALL)
        high, left = present.px(BAR_PX), room.left()
        painter.setPen(Qt.PenStyle.NoPen)
        for count, colour in zip(parts, colours, strict=True):
            wide = max(full * count / longest, 1.0)
            painter.setBrush(colour)
            painter.drawRect(QRectF(left, room.center().y() - high / 2, wide, high))
            left += wide
        painter.setFont(present.font("number-small"))
        painter.setPen(present.colour("text"))
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, flags, big_text(sum(parts)))

    def _number_width(self) -> int:
        """Return the room that the longest number takes at the right."""
        metrics = QFontMetrics(theme.current_theme().font("number-small"))
        bars = (bar for group in self._groups for bar in group.bars)
        return max((metrics.horizontalAdvance(big_text(bar.total)) for bar in bars), default=0)

    def _pitch(self) -> int:
        px = theme.current_theme().px
        return px(TITLE_PX) + 2 * px(LINE_PX) + px(GAP_PX)

    def _apply_metrics(self) -> None:
        self.updateGeometry()
        self.update()


def bottleneck_inks(present: theme.Theme) -> tuple[QColor, QColor]:
    """Return the colours of the 1×1 and of the f×f behind it."""
    return present.colour(BOTTLENECKED, NARROW_ALPHA), present.colour(BOTTLENECKED)
