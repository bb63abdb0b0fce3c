"""Which classes are looked for: searched, ticked, all or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem

from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.controls import Section, push_button

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

ROWS_SHOWN = 7


class ClassesCard(Card):
    """A list with a tick for each class; folded away until it is wanted."""

    shownChanged = Signal(object)  # tuple of names, or None for all

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Classes", "all", parent)
        self._names: tuple[str, ...] = ()
        self._shown: frozenset[str] | None = None
        self._search = QLineEdit()
        self._search.setPlaceholderText("Search a class")
        self._search.setAccessibleName("Search a class")
        self._search.setToolTip("Show the classes whose names hold these letters")
        self._search.setClearButtonEnabled(True)
        self._list = QListWidget()
        self._list.setAccessibleName("Classes that are looked for")
        self._list.setToolTip("Tick the classes to look for")
        self._all = push_button("All", "Look for every class")
        self._none = push_button("None", "Look for none, and then tick some")
        self._section = Section("Choose classes")
        self._lay_out()
        self._search.textChanged.connect(self._on_search_changed)
        self._list.itemChanged.connect(self._on_list_changed)
        self._all.clicked.connect(lambda: self.shownChanged.emit(None))
        self._none.clicked.connect(lambda: self.shownChanged.emit(()))
        theme.watch_theme(self._apply_list_metrics)

    def show_classes(self, names: tuple[str, ...]) -> None:
        """List the classes of another detector."""
        if names == self._names:
            return
        self._names = names
        self._list.blockSignals(True)
        self._list.clear()
        for name in names:
            item = QListWidgetItem(name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            self._list.addItem(item)
        self._list.blockSignals(False)
        self._tick()
        self._on_search_changed(self._search.text())

    def show_choice(self, shown: tuple[str, ...] | None) -> None:
        """Tick what is looked for, and emit nothing."""
        chosen = None if shown is None else frozenset(shown)
        if chosen != self._shown:
            self._shown = chosen
            self._tick()

    def _lay_out(self) -> None:
        self._buttons = QHBoxLayout()
        self._buttons.addWidget(self._all)
        self._buttons.addWidget(self._none)
        self._buttons.addStretch(1)
        for part in (self._search, self._list, self._buttons):
            self._section.add(part)
        self.add(self._section)

    def _tick(self) -> None:
        self._list.blockSignals(True)
        for row, name in enumerate(self._names):
            is_shown = self._shown is None or name in self._shown
            state = Qt.CheckState.Checked if is_shown else Qt.CheckState.Unchecked
            self._list.item(row).setCheckState(state)
        self._list.blockSignals(False)
        self.set_facts(self._count_text())

    def _count_text(self) -> str:
        if self._shown is None:
            return f"all {len(self._names)}" if self._names else "all"
        count = sum(name in self._shown for name in self._names)
        return f"{count} of {len(self._names)}" if self._names else f"{len(self._shown)}"

    def _on_search_changed(self, text: str) -> None:
        wanted = text.strip().casefold()
        for row, name in enumerate(self._names):
            self._list.item(row).setHidden(wanted not in name.casefold())

    def _on_list_changed(self, _: QListWidgetItem) -> None:
        ticked = tuple(
            name
            for row, name in enumerate(self._names)
            if self._list.item(row).checkState() == Qt.CheckState.Checked
        )
        self.shownChanged.emit(None if len(ticked) == len(self._names) else ticked)

    def _apply_list_metrics(self) -> None:
        px = theme.current_theme().px
        self._list.setFixedHeight(px(ROWS_SHOWN * 24))
        self._buttons.setSpacing(px(theme.TIGHT))
