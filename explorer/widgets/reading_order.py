"""Tab goes through a page as it is read: layout by layout, whenever its controls were made."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLayout, QWidget

if TYPE_CHECKING:
    from collections.abc import Iterator

_TAB = Qt.FocusPolicy.TabFocus


def set_reading_order(root: QWidget) -> None:
    """Put all that Tab can reach below ``root`` in the order of its layouts."""
    stops = [one for one in _in_order(root) if _is_stop(one)]
    policies = [one.focusPolicy() for one in stops]
    for one, policy in zip(stops, policies, strict=True):
        one.setFocusPolicy(policy | _TAB)  # Qt leaves the place of others as it is
    for one, other in pairwise(stops):
        QWidget.setTabOrder(one, other)
    for one, policy in zip(stops, policies, strict=True):
        one.setFocusPolicy(policy)


def _is_stop(widget: QWidget) -> bool:
    """Say whether Tab can reach it, or could after another choice, as it can one of a segment."""
    return bool(widget.focusPolicy() & _TAB) or isinstance(widget, QAbstractButton)


def _in_order(widget: QWidget) -> Iterator[QWidget]:
    """Yield what is in a widget: what its layout holds first, then what lies on top."""
    seen: set[QWidget] = set()
    layout = widget.layout()
    for child in () if layout is None else _of_layout(layout):
        seen.add(child)
        yield child
        yield from _in_order(child)
    for other in widget.children():
        if isinstance(other, QWidget) and other not in seen and not other.isWindow():
            yield other
            yield from _in_order(other)


def _of_layout(layout: QLayout) -> Iterator[QWidget]:
    for place in range(layout.count()):
        item = layout.itemAt(place)
        assert item is not None
        if (widget := item.widget()) is not None:
            yield widget
        elif (inner := item.layout()) is not None:
            yield from _of_layout(inner)
