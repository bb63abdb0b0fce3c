"""Between numpy arrays and QImage, without copying where Qt allows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray


def qimage_from_rgb(rgb: NDArray[np.uint8]) -> QImage:
    """Return a QImage over the array's own memory, which it keeps alive; do not write to it.

    Parameters
    ----------
    rgb
        uint8 (H, W, 3) RGB or (H, W, 4) RGBA; copied only where rows or pixels lie apart.

    Raises
    ------
    ValueError
        When the array has another shape or type.
    """
    import numpy as np

    if rgb.ndim != 3 or rgb.shape[2] not in (3, 4) or rgb.dtype != np.uint8:
        raise ValueError(f"{rgb.dtype} {rgb.shape} is no uint8 (H, W, 3) or (H, W, 4) picture")
    height, width, channels = rgb.shape
    kind = QImage.Format.Format_RGB888 if channels == 3 else QImage.Format.Format_RGBA8888
    return QImage(np.ascontiguousarray(rgb).data, width, height, width * channels, kind)


def qimage_from_indices(indices: NDArray[np.uint8], colours: Sequence[int]) -> QImage:
    """Return an indexed QImage over the array's own memory.

    Parameters
    ----------
    indices
        uint8 (H, W), one palette index a pixel.
    colours
        Up to 256 colours as ``0xAARRGGBB``.
    """
    import numpy as np

    height, width = indices.shape
    memory = np.ascontiguousarray(indices).data
    image = QImage(memory, width, height, width, QImage.Format.Format_Indexed8)
    image.setColorTable(list(colours))
    return image


def colour_table(palette: NDArray[np.uint8]) -> list[int]:
    """Return a (256, 3) palette as QImage's colour table."""
    wide = palette.astype("uint32")
    table: list[int] = (0xFF000000 | wide[:, 0] << 16 | wide[:, 1] << 8 | wide[:, 2]).tolist()
    return table


def rgb_from_qimage(image: QImage) -> NDArray[np.uint8]:
    """Return a copy of a QImage as uint8 (H, W, 3); what is transparent becomes white."""
    import numpy as np

    flat = QImage(image.size(), QImage.Format.Format_RGB888)
    flat.fill(0xFFFFFFFF)
    painter = QPainter(flat)
    painter.drawImage(0, 0, image)
    painter.end()
    rows = np.frombuffer(flat.constBits(), np.uint8).reshape(flat.height(), flat.bytesPerLine())
    return rows[:, : flat.width() * 3].reshape(flat.height(), flat.width(), 3).copy()


def scaled_part(image: QImage, part: QRect, size: QSize, *, smooth: bool) -> QImage:
    """Return a part of an image at another size, blended or with square pixels.

    Qt's own smooth scaling takes three times as long as painting, but only it averages: so it is
    used where the picture becomes less than half as large. A picture that is a thousand times as
    long as it is wide keeps a pixel in its width.
    """
    size = size.expandedTo(QSize(1, 1))
    if part != image.rect():
        image = image.copy(part)
    if smooth and size.width() * 2 < image.width():
        return image.scaled(
            size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
    if image.hasAlphaChannel():
        wide = QImage.Format.Format_ARGB32_Premultiplied
    else:
        wide = QImage.Format.Format_RGB32
    scaled = QImage(size, wide)
    if image.hasAlphaChannel():
        scaled.fill(0)
    painter = QPainter(scaled)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
    painter.drawImage(scaled.rect(), image.convertToFormat(wide))
    painter.end()
    return scaled
