"""What is painted, as SVG."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint, QRect, QSize
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from collections.abc import Callable

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Signs that XML has no way to write; in a name, Qt would write them all the same."""


def painted_svg(size: QSize, title: str, paint: Callable[[QPainter], object]) -> str:
    """Return what ``paint`` paints as SVG without a background, so many pixels wide and high."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(size)
    generator.setViewBox(QRect(QPoint(), size))
    generator.setTitle(title)
    painter = QPainter(generator)
    paint(painter)
    painter.end()
    text = QByteArray(buffer.data()).toStdString()
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)


def widget_svg(widget: QWidget) -> str:
    """Return what a painted widget shows as SVG, without its background."""
    nothing = QWidget.RenderFlag(0)
    return painted_svg(
        widget.size(),
        widget.accessibleName(),
        lambda painter: widget.render(painter, QPoint(), renderFlags=nothing),
    )
