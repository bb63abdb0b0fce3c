"""A choice of many: a row of buttons up to six, a list that can be searched beyond."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QSizePolicy, QVBoxLayout, QWidget

from explorer.widgets.segmented import Segmented

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QWheelEvent

    from explorer.widgets.segmented import Option

ROW_AT_MOST = 6


class Choice(QWidget):
    """Same interface as `Segmented`, whatever the count of options. `set_current` is silent."""

    currentChanged = Signal(str)

    def __init__(
        self,
        name: str,
        options: Iterable[Option],
        current: str = "",
        *,
        tooltip: str = "",
        fill: bool = False,
        as_list: bool | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._name = name
        self._fill = fill
        self._as_list = as_list
        self._row: Segmented | None = None
        self._list: QComboBox | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self.setToolTip(tooltip)
        self.setAccessibleName(name)
        self.set_options(options, current)

    def set_options(self, options: Iterable[Option], current: str = "") -> None:
        """Offer other options; the first is chosen if `current` is not among them."""
        offered = tuple(options)
        as_list = len(offered) > ROW_AT_MOST if self._as_list is None else self._as_list
        if as_list:
            self._fill_list(self._shown_list(), offered, current)
        else:
            self._shown_row().set_options(offered, current)

    def current(self) -> str:
        """Return the key of the chosen option."""
        if self._row is not None:
            return self._row.current()
        return "" if self._list is None else str(self._list.currentData() or "")

    def set_current(self, key: str) -> None:
        """Choose an option and emit nothing; a key that is not offered raises KeyError."""
        if self._row is not None:
            self._row.set_current(key)
        elif self._list is not None:
            index = self._list.findData(key)
            if index < 0:
                raise KeyError(key)
            self._list.setCurrentIndex(index)
            _show_from_the_start(self._list)

    def rename_option(self, key: str, text: str) -> None:
        """Call an option otherwise; a key that is not offered raises KeyError."""
        if self._row is not None:
            self._row.rename_option(key, text)
        elif self._list is not None:
            index = self._list.findData(key)
            if index < 0:
                raise KeyError(key)
            self._list.setItemText(index, text)
            _show_from_the_start(self._list)

    def set_option_enabled(self, key: str, enabled: bool, why: str = "") -> None:
        """Offer an option of a row or not; the tooltip says why."""
        if self._row is not None:
            self._row.set_option_enabled(key, enabled, why)

    def _shown_row(self) -> Segmented:
        self._remove(self._list)
        self._list = None
        if self._row is None:
            self._row = Segmented(self._name, (), fill=self._fill)
            self._row.currentChanged.connect(self.currentChanged)
            self._layout.addWidget(self._row)
        return self._row

    def _shown_list(self) -> QComboBox:
        self._remove(self._row)
        self._row = None
        if self._list is None:
            self._list = _make_list(self._name)
            # `activated` is the user's doing, unlike `currentIndexChanged`.
            self._list.activated.connect(lambda: self.currentChanged.emit(self.current()))
            self._layout.addWidget(self._list)
        return self._list

    def _fill_list(self, shown: QComboBox, offered: tuple[Option, ...], current: str) -> None:
        shown.clear()
        for key, text, *tooltip in offered:
            shown.addItem(text, key)
            shown.setItemData(shown.count() - 1, "".join(tooltip), Qt.ItemDataRole.ToolTipRole)
        shown.setCurrentIndex(max(shown.findData(current), 0))
        _show_from_the_start(shown)

    def _remove(self, widget: QWidget | None) -> None:
        if widget is not None:
            self._layout.removeWidget(widget)
            widget.hide()
            widget.deleteLater()


def _show_from_the_start(shown: QComboBox) -> None:
    """Show the beginning of a long text, not its end: the list's field can be typed into."""
    field = shown.lineEdit()
    if field is not None and not field.hasFocus():
        field.setCursorPosition(0)


def _make_list(name: str) -> QComboBox:
    from superqt.combobox import QSearchableComboBox

    class SearchableList(QSearchableComboBox):
        """Leaves the wheel to the page it stands on."""

        def wheelEvent(self, event: QWheelEvent) -> None:
            event.ignore()

    made: QComboBox = SearchableList()
    made.setAccessibleName(name)
    if (field := made.lineEdit()) is not None:
        field.setAccessibleName(f"{name}: search")
    made.setToolTip(f"{name}: type to search")
    made.setMaxVisibleItems(14)
    made.setMinimumContentsLength(8)
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return made
