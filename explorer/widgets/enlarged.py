"""What is painted, as a picture large enough for slides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QImage, QPainter

from explorer.widgets import theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QSize

ENLARGED: Final = 2


def enlarged_image(size: QSize, paint: Callable[[QPainter], object]) -> QImage:
    """Return what ``paint`` paints in a size, on the theme's surface, twice as large."""
    image = QImage(size * ENLARGED, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ENLARGED)
    image.fill(theme.current_theme().colour("surface"))
    painter = QPainter(image)
    paint(painter)
    painter.end()
    return image
