"""The menu of a drawing: copy it, save it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu, QWidget

from explorer.widgets.export import copy_image, save_image, save_svg

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QImage


def run_save_menu(
    parent: QWidget,
    position: QPoint,
    name: str,
    rendered: Callable[[], QImage],
    svg: Callable[[], str] | None = None,
) -> None:
    """Offer to copy and save a drawing; as SVG where it can be drawn so."""
    menu = QMenu(parent)
    menu.addAction("Copy picture", lambda: copy_image(rendered()))
    menu.addSeparator()
    if svg is not None:
        menu.addAction("Save as SVG…", lambda: save_svg(parent, svg(), name))
    menu.addAction("Save as PNG…", lambda: save_image(parent, rendered(), name))
    menu.exec(position)
    menu.deleteLater()
