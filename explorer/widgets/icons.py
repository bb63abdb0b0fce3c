"""Icons from ``assets/icons``, drawn sharp at any scale in the colours of the present theme."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

from explorer.engine.assets import ASSETS
from explorer.widgets.theme import ICON, current_theme


class IconError(LookupError):
    """There is no icon of this name in ``assets/icons``."""


def icon(name: str, token: str = "text", checked: str | None = None) -> QIcon:
    """Return an icon that takes the theme's colour at each painting, so it never goes stale.

    Parameters
    ----------
    name
        File name in ``assets/icons`` without its ending.
    token
        Colour of the theme.
    checked
        Colour where the button is on; by default "on-accent", as buttons that are on are filled.

    Raises
    ------
    IconError
        When there is no such icon.
    """
    _svg(name)
    return QIcon(_ThemedIcon(name, token, checked or "on-accent"))


def icon_pixmap(name: str, token: str, size_px: int = ICON, ratio: float = 1.0) -> QPixmap:
    """Return an icon as a picture of ``size_px`` × ``size_px``, ``ratio`` pixels to the point.

    It is null where there is no room: a layout may squeeze a button to nothing.
    """
    side = round(size_px * ratio)
    if side < 1:
        return QPixmap()
    colour = current_theme().colour(token).name()
    key = f"explorer:{name}:{colour}:{size_px}:{ratio}"
    pixmap = QPixmap()
    if QPixmapCache.find(key, pixmap):
        return pixmap
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    svg = _svg(name).replace("currentColor", colour)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, side, side))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    QPixmapCache.insert(key, pixmap)
    return pixmap


class _ThemedIcon(QIconEngine):
    """Paints one SVG in the colour that the theme has at that moment."""

    def __init__(self, name: str, token: str, checked: str) -> None:
        super().__init__()
        self._name = name
        self._token = token
        self._checked = checked

    def clone(self) -> QIconEngine:
        return _ThemedIcon(self._name, self._token, self._checked)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        device = painter.device()
        ratio = device.devicePixelRatio() if device is not None else 1.0
        side = min(rect.width(), rect.height())
        pixmap = icon_pixmap(self._name, self._colour_token(mode, state), side, ratio)
        left = rect.x() + (rect.width() - side) // 2
        painter.drawPixmap(left, rect.y() + (rect.height() - side) // 2, pixmap)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float
    ) -> QPixmap:
        side = min(size.width(), size.height())
        return icon_pixmap(self._name, self._colour_token(mode, state), side, scale)

    def _colour_token(self, mode: QIcon.Mode, state: QIcon.State) -> str:
        if mode is QIcon.Mode.Disabled:
            return "faint"
        return self._checked if state is QIcon.State.On else self._token


@cache
def _svg(name: str) -> str:
    path = ASSETS / "icons" / f"{name}.svg"
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise IconError(f"There is no icon {name!r} in {path.parent}.") from error
