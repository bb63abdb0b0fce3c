"""What somebody dropped or pasted, as a source of pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.services.media import PICTURE_SUFFIXES, VIDEO_SUFFIXES, SourceError, parse_source

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtCore import QMimeData

    from explorer.services.media import SourceSpec

_SUFFIXES = tuple(PICTURE_SUFFIXES | VIDEO_SUFFIXES)


def can_take(mime: QMimeData) -> bool:
    """Return True for a picture, or a file whose name is that of a picture or a video."""
    return mime.hasImage() or any(path.lower().endswith(_SUFFIXES) for path in local_files(mime))


def take(mime: QMimeData) -> SourceSpec | NDArray[np.uint8]:
    """Return the first file as a source, or the picture itself as uint8 (H, W, 3).

    Raises
    ------
    SourceError
        When there is neither, or the file cannot be a source.
    """
    for path in local_files(mime):
        return parse_source(path)
    if mime.hasImage():
        return _picture(mime)
    raise SourceError(
        "There is no picture here: copy one, or drop the file of a picture or a video."
    )


def local_files(mime: QMimeData) -> list[str]:
    """Return the paths of the files on this machine that were dropped or copied."""
    return [url.toLocalFile() for url in mime.urls() if url.isLocalFile()]


def scene_files(mime: QMimeData) -> list[str]:
    """Return the paths among them whose name is that of a scene file."""
    return [path for path in local_files(mime) if path.lower().endswith(".json")]


def onnx_files(mime: QMimeData) -> list[str]:
    """Return the paths among them whose name is that of an ONNX file."""
    return [path for path in local_files(mime) if path.lower().endswith(".onnx")]


def _picture(mime: QMimeData) -> NDArray[np.uint8]:
    from PySide6.QtGui import QImage, QPixmap

    from explorer.widgets.qimages import rgb_from_qimage

    data = mime.imageData()
    image = data.toImage() if isinstance(data, QPixmap) else data
    if not isinstance(image, QImage) or image.isNull():
        raise SourceError("The picture in the clipboard cannot be read.")
    return rgb_from_qimage(image)
