"""The work area: the picture as it forms, its timeline, and its losses, with what joins them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from explorer.panels.style.moments import key_of
from explorer.panels.style.paint.comparing import entries_of
from explorer.panels.style.paint.lanes import lanes_of, nearest
from explorer.panels.style.paint.loss_chart import LossChart
from explorer.panels.style.paint.loss_legend import LossLegend
from explorer.panels.style.paint.loss_rows import kept_of, loss_rows
from explorer.panels.style.paint.picture_room import PictureRoom
from explorer.panels.style.paint.sides import (
    Mode,
    Side,
    branch_sides,
    divided_sides,
    moment_side,
)
from explorer.panels.style.paint.source_strip import SourceStrip
from explorer.panels.style.paint.standing import is_at_rest
from explorer.panels.style.paint.step_axis import total_of
from explorer.panels.style.paint.timeline import Timeline
from explorer.panels.style.paint.words import shown_words
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.controls import ElidedLabel, Segmented, push_button, tool_button
from explorer.widgets.divide import Divide
from explorer.widgets.export import save_image
from explorer.widgets.exporter import Exporter

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from explorer.panels.style.paint.history import View
    from explorer.panels.style.shared import Shared
    from explorer.panels.style.state import StyleState
    from explorer.panels.style.values import Moment, Picture
    from explorer.services.store import Store
    from explorer.widgets.exporter import MenuEntry
    from explorer.widgets.panel import PanelContext

UPPER_SHARE: Final = 0.52
MODES: Final = (
    ("one", "One", "The picture that is looked at"),
    ("both", "Beside", "Every branch, at the same step"),
    ("divided", "Divider", "Two pictures over one another, with a line that can be moved"),
)
CURVES: Final = (
    ("terms", "J", "J and its three terms, weighted: they add up to J"),
    ("style", "Style", "By layer: J_style of each, normalised but not weighted"),
    ("content", "Content", "By layer: J_content of each, normalised but not weighted"),
)
COMPARE: Final = "Compare what is shown with another moment, or with the photograph"
FORK: Final = "Go on from the picture that is shown with the present weights; both branches go on"
FOLLOW: Final = "Follow the newest picture"
NOT_PAINTED: Final = "Not painted yet: this is the content"
STARTS: Final = "The first picture is on its way: this is the content"
ENDED: Final = "Ended before the first picture: this is the content"


class PaintWork(QWidget):
    """Shows what the studio paints; a person looks back, compares, and asks for a fork."""

    forkRequested = Signal(object)  # Moment

    def __init__(self, context: PanelContext, store: Store[StyleState], shared: Shared) -> None:
        super().__init__()
        self._store = store
        self._studio, self._pictures = shared.studio, shared.pictures
        self._peeked: Picture | None = None
        self._mode: Mode = "one"
        self._branches_seen = 0
        self.room = PictureRoom()
        self.sources = SourceStrip()
        self.timeline = Timeline()
        self.losses = LossChart()
        self.legend = LossLegend(self.losses)
        self.modes = Segmented("Pictures", MODES)
        self.curves = Segmented("Losses", CURVES)
        self._facts = ElidedLabel("", "body")
        self._note = ElidedLabel("", "caption")
        self.compare = push_button("Compare…", COMPARE, "contrast", kind="quiet")
        self.fork = push_button("Fork from here", FORK, "git-branch")
        self.follow = tool_button("skip-forward", FOLLOW, kind="quiet", checkable=True)
        self._exporter = Exporter(self)
        self._lay_out()
        self._connect()
        theme.watch_theme(self._apply_metrics)
        self._refresh()

    def show_state(self, state: StyleState) -> None:
        """Show the pictures of a state while nothing is painted."""
        self._refresh()

    def entries(self) -> list[MenuEntry]:
        """Return what can be saved of what is shown here."""
        if not self._studio.branches:
            return []
        return [
            ("Losses as CSV…", self._save_losses),
            ("Plot of the losses as PNG…", partial(self._save, "Losses", self._plot)),
            ("What is shown as PNG…", partial(self._save, "Style transfer", self.room.rendered)),
        ]

    def facts(self) -> str:
        """Return what is said of the picture above it."""
        return self._facts.text()

    def is_idle(self) -> bool:
        """Whether all is on the screen and written."""
        return self._exporter.is_idle()

    def shutdown(self) -> None:
        """Finish writing."""
        self._exporter.shutdown()

    # Laying out

    def _lay_out(self) -> None:
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._below = self._lower()
        self._divide = Divide(self._upper(), self._below, UPPER_SHARE)
        self._layout.addWidget(self._divide)

    def _upper(self) -> QWidget:
        card = Card("Picture")
        card.hide_header()
        self._header = QHBoxLayout()
        self._header.addWidget(self._facts, 1)
        for button in (self.modes, self.compare, self.fork, self.follow):
            self._header.addWidget(button)
        self._pictures_row = QHBoxLayout()
        self._pictures_row.addWidget(self.sources)
        self._pictures_row.addWidget(self.room, 1)
        card.add(self._header)
        card.add(self._pictures_row, 1)
        return card

    def _lower(self) -> QWidget:
        card = Card("Timeline and losses")
        card.hide_header()
        self._tools = QHBoxLayout()
        self._tools.addWidget(self.legend, 1)
        self._tools.addWidget(self.curves)
        for item in (self.timeline, self._note, self._tools):
            card.add(item)
        card.add(self.losses, 1)
        return card

    def _connect(self) -> None:
        self._studio.changed.connect(self._on_studio_changed)
        self._studio.stepped.connect(self._on_studio_stepped)
        self._studio.previewed.connect(self._refresh)
        self._pictures.changed.connect(self._refresh)
        self.sources.peeked.connect(self._on_sources_peeked)
        self.modes.currentChanged.connect(self._on_modes_changed)
        self.curves.currentChanged.connect(self._on_curves_changed)
        self.timeline.chosen.connect(self._on_timeline_chosen)
        self.timeline.pinned.connect(self._on_timeline_pinned)
        self.timeline.followRequested.connect(self._on_follow_requested)
        self.timeline.forkRequested.connect(self.forkRequested)
        self.losses.chosen.connect(self._on_losses_chosen)
        self.compare.clicked.connect(self._on_compare_clicked)
        self.fork.clicked.connect(self._on_fork_clicked)
        self.follow.clicked.connect(self._on_follow_requested)

    # Showing

    def _refresh(self) -> None:
        shown = self._studio.shown()
        self._show_sources()
        self._show_timeline(shown)
        self.losses.show_branches(self._studio.branches, shown)
        self._show_controls(shown)
        self._show_pictures(shown)

    def _show_sources(self) -> None:
        branch = self._studio.leading() or next(iter(self._studio.branches), None)
        if branch is not None:
            self.sources.show_sources(branch.plan.content, branch.plan.styles)
        else:
            chosen = self._pictures.pictures
            self.sources.show_sources(chosen.content, chosen.styles)

    def _show_timeline(self, shown: Moment | None) -> None:
        branches = self._studio.branches
        follows = self._studio.selected is None
        lanes, pinned = lanes_of(branches), self._studio.compared
        self.timeline.show_lanes(lanes, total_of(branches), shown, pinned, follows=follows)

    def _show_controls(self, shown: Moment | None) -> None:
        is_painted = shown is not None
        self.fork.setEnabled(is_painted)
        self.compare.setEnabled(is_painted)
        self.follow.setEnabled(is_painted)
        self.follow.setChecked(is_painted and self._studio.selected is None)
        self.modes.set_option_enabled("both", len(self._studio.branches) > 1, MODES[1][2])
        self.modes.set_option_enabled("divided", is_painted, MODES[2][2])
        self._facts.setText(self._facts_of(shown))
        note = self._studio.note()
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self._below.setVisible(bool(self._studio.branches))

    def _facts_of(self, shown: Moment | None) -> str:
        if self._peeked is not None:
            height, width = self._peeked.rgb.shape[:2]
            return f"{self._peeked.title} · {width:,} × {height:,} px"
        if shown is None:
            return self._facts_of_none()
        branch = self._studio.branches[shown.branch]
        best = branch.best()
        is_best = best is not None and key_of(best) == key_of(shown)
        return shown_words(branch.name, shown, branch.plan.config.steps, is_best=is_best)

    def _facts_of_none(self) -> str:
        if not self._studio.branches:
            return NOT_PAINTED if self._has_content() else ""
        return ENDED if is_at_rest(self._studio) else STARTS

    def _show_pictures(self, shown: Moment | None) -> None:
        if self._peeked is not None:
            self.room.show_one(Side(self._peeked.rgb, self._peeked.title))
        elif shown is None:
            self.room.show_one(self._content_side())
        elif self._mode == "both" and len(self._studio.branches) > 1:
            self.room.show_beside(branch_sides(self._studio))
        elif self._mode == "divided":
            self.room.show_divided(*divided_sides(self._studio, shown))
        else:
            self.room.show_one(moment_side(self._studio, shown))

    def _has_content(self) -> bool:
        return self._pictures.pictures.content is not None

    def _content_side(self) -> Side | None:
        content = self._pictures.pictures.content
        return None if content is None else Side(content.rgb, content.title)

    def _set_mode(self, mode: Mode) -> None:
        self._mode = mode
        self.modes.set_current(mode)
        self._let_go_of_source()
        self._refresh()

    def _let_go_of_source(self) -> None:
        self._peeked = None
        self.sources.let_go()

    # Slots

    def _on_studio_changed(self) -> None:
        count = len(self._studio.branches)
        before, self._branches_seen = self._branches_seen, count
        if count != before:
            self._let_go_of_source()
            self._mode = "both" if count > max(before, 1) else "one"
            self.modes.set_current(self._mode)
        self._refresh()

    def _on_studio_stepped(self) -> None:
        self._show_timeline(self._studio.shown())
        self.losses.show_branches(self._studio.branches, self._studio.shown())

    def _on_sources_peeked(self, picture: Picture | None) -> None:
        self._peeked = picture
        self._refresh()

    def _on_modes_changed(self, mode: Mode) -> None:
        self._set_mode(mode)

    def _on_curves_changed(self, view: View) -> None:
        self.losses.set_view(view)

    def _on_timeline_chosen(self, moment: Moment) -> None:
        self._let_go_of_source()
        self._studio.select(moment)

    def _on_timeline_pinned(self, moment: Moment) -> None:
        self._compare(moment, "divided")

    def _on_follow_requested(self) -> None:
        self._let_go_of_source()
        self._studio.select(None)
        self._refresh()

    def _on_losses_chosen(self, branch: int, index: int) -> None:
        if branch >= len(self._studio.branches):
            return
        moment = nearest(self._studio.branches[branch].moments, index)
        if moment is not None:
            self._on_timeline_chosen(moment)

    def _on_fork_clicked(self) -> None:
        shown = self._studio.shown()
        if shown is not None:
            self.forkRequested.emit(shown)

    def _on_compare_clicked(self) -> None:
        menu = self.compare_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.compare.mapToGlobal(self.compare.rect().bottomLeft()))

    def compare_menu(self) -> QMenu:
        """Return the menu of what can be compared with; it belongs to who asks."""
        menu = QMenu(self)
        for words, moment, mode in entries_of(self._studio):
            menu.addAction(words, partial(self._compare, moment, mode))
        return menu

    def _compare(self, moment: Moment | None, mode: Mode) -> None:
        self._studio.compare(moment)
        self._set_mode(mode)

    # Saving

    def _save_losses(self) -> None:
        self._exporter.save_csv(loss_rows(kept_of(self._studio.branches)), "Losses")

    def _plot(self) -> QImage:
        return self.losses.grab().toImage()

    def _save(self, name: str, picture: object) -> None:
        save_image(self, picture(), name)  # type: ignore[operator]

    def _apply_metrics(self) -> None:
        px = theme.current_theme().px
        self._layout.setSpacing(px(theme.SMALL))
        for row in (self._header, self._tools):
            row.setSpacing(px(theme.SMALL))
        self._pictures_row.setSpacing(px(theme.MEDIUM))
