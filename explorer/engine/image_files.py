"""Picture files in and out: whatever the file holds becomes RGB, or an error that says why not."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from explorer.engine.errors import ExplorerError
from explorer.engine.image_header import CUT_OFF, ImageHeader, read_header
from explorer.engine.opencv import MAX_IMAGE_PIXELS, cv2
from explorer.engine.png_text import with_texts
from explorer.engine.whole_file import cannot_write, write_whole

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

_READABLE: Final = "PNG, JPEG, WebP, BMP or TIFF"
_AGAIN: Final = "Copy or download it again."
_OFTEN_UNREADABLE: Final = frozenset({"HEIC", "AVIF", "JPEG 2000"})  # it depends on OpenCV's build
_MAX_FILE_BYTES: Final = 1_000_000_000
_JPEG_QUALITY: Final = 95

_ENCODERS: Final[dict[str, list[int]]] = {
    ".png": [],
    ".jpg": [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY],
    ".jpeg": [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY],
    ".webp": [cv2.IMWRITE_WEBP_QUALITY, _JPEG_QUALITY],
    ".bmp": [],
    ".tif": [],
    ".tiff": [],
}

_UPRIGHT: Final[dict[int, Callable[[NDArray[Any]], NDArray[Any]]]] = {
    2: lambda a: a[:, ::-1],
    3: lambda a: a[::-1, ::-1],
    4: lambda a: a[::-1],
    5: lambda a: a.swapaxes(0, 1),
    6: lambda a: np.rot90(a, -1),
    7: lambda a: a[::-1, ::-1].swapaxes(0, 1),
    8: lambda a: np.rot90(a),
}


class ImageError(ExplorerError, ValueError):
    """A picture that cannot be read or written; the text says which, why, and what to do."""


def load_rgb(path: str | os.PathLike[str]) -> NDArray[np.uint8]:
    """Read a picture as uint8 RGB (H, W, 3), upright.

    Exif's orientation is applied, grey and palettes become RGB, transparency is laid over white,
    16 bits are rounded to 8, and floats are taken as 0..1.

    Raises
    ------
    ImageError
        The file is missing, empty, cut off, damaged, too large or no picture.
    """
    path = Path(path)
    return decode_rgb(_read(path), path.name)


def decode_rgb(data: bytes, name: str = "The picture") -> NDArray[np.uint8]:
    """Decode the bytes of a picture file, as `load_rgb` does; ``name`` stands in errors."""
    if not data:
        raise ImageError(f"{name} is empty (0 bytes). {_AGAIN}")
    header = read_header(data)
    if header is not None:
        _check_header(header, name)
    pixels = _decode(data, name, header)
    if header is not None:
        pixels = _UPRIGHT.get(header.orientation, np.asarray)(pixels)
    # A 32-bit BMP often holds zeros where the alpha would be, and means none.
    zero_alpha_is_opaque = header is not None and header.format == "BMP"
    return _to_rgb(_to_8_bit(pixels, name), zero_alpha_is_opaque)


def save_rgb(
    path: str | os.PathLike[str], rgb: NDArray[np.uint8], texts: Mapping[str, str] | None = None
) -> None:
    """Write uint8 RGB (H, W, 3) in the format that the extension names.

    The file appears complete or not at all: it is written beside its place and moved there. Into a
    PNG go texts as well, by keyword; see `explorer.engine.png_text`.

    Raises
    ------
    ImageError
        An unknown extension, or a place that cannot be written to.
    """
    path = Path(path)
    data = _encode(path, rgb)
    if texts:
        data = with_texts(data, texts)
    try:
        write_whole(path, data)
    except OSError as error:
        raise ImageError(cannot_write(path, error)) from error


def encode_rgb(rgb: NDArray[np.uint8], name: str) -> bytes:
    """Return uint8 RGB (H, W, 3) as the bytes of a file of this name; errors as `save_rgb`."""
    return _encode(Path(name), rgb)


def _read(path: Path) -> bytes:
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise ImageError(f"{path.name} is a folder. Choose a picture in it.")
        if not stat.S_ISREG(status.st_mode):
            raise ImageError(f"{path.name} is not a file. Choose a picture.")
        if status.st_size > _MAX_FILE_BYTES:
            raise ImageError(
                f"{path.name} has {status.st_size / 1e9:.1f} GB: too large for a picture. "
                "Choose another file."
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise ImageError(f"{path.name} does not exist in {path.parent}.") from None
    except PermissionError:
        raise ImageError(
            f"{path.name} may not be read. Change its permissions or choose another picture."
        ) from None
    except (OSError, ValueError) as error:  # ValueError: a null byte in the name
        if isinstance(error, ImageError):
            raise
        raise ImageError(f"{path.name} cannot be read ({error}).") from error


def _check_header(header: ImageHeader, name: str) -> None:
    if header.size is not None:
        _check_size(name, *header.size)
    if header.fault is not None:
        ends = ": its end is missing" if header.fault == CUT_OFF else ""
        raise ImageError(f"{name} is a {header.format} file that {header.fault}{ends}. {_AGAIN}")


def _check_size(name: str, height: int, width: int) -> None:
    if height * width > MAX_IMAGE_PIXELS:
        raise ImageError(
            f"{name} has {width:,} × {height:,} pixels, more than the "
            f"{MAX_IMAGE_PIXELS // 1_000_000} million that are opened. Scale it down first."
        )


def _decode(data: bytes, name: str, header: ImageHeader | None) -> NDArray[Any]:
    """Return the pixels as stored: BGR or grey, with alpha, not turned."""
    try:
        pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    except cv2.error as error:
        # Formats whose size `read_header` does not know are checked by OpenCV before decoding.
        if "PIXELS" in str(error) or "IMAGE_WIDTH" in str(error) or "IMAGE_HEIGHT" in str(error):
            raise ImageError(
                f"{name} has more than the {MAX_IMAGE_PIXELS // 1_000_000} million pixels that "
                "are opened. Scale it down first."
            ) from None
        pixels = None
    if pixels is not None:
        _check_size(name, *pixels.shape[:2])
        return pixels
    if header is None:
        raise ImageError(f"{name} is not a picture that can be read. Choose a {_READABLE} file.")
    if header.format in _OFTEN_UNREADABLE:
        raise ImageError(
            f"{name} is a {header.format} file, which cannot be read here. "
            "Save it as PNG or JPEG first."
        )
    raise ImageError(f"{name} is a {header.format} file that is cut off or damaged. {_AGAIN}")


def _to_8_bit(pixels: NDArray[Any], name: str) -> NDArray[np.uint8]:
    if pixels.dtype == np.uint8:
        return pixels
    if pixels.dtype == np.uint16:
        return ((pixels.astype(np.uint32) + 128) // 257).astype(np.uint8)
    if pixels.dtype.kind == "f":
        unit = np.nan_to_num(pixels, nan=0.0, posinf=1.0, neginf=0.0)
        return np.asarray(np.clip(unit, 0, 1) * 255 + 0.5).astype(np.uint8)
    raise ImageError(f"{name} holds {pixels.dtype} numbers. Save it with 8 or 16 bits first.")


def _to_rgb(pixels: NDArray[np.uint8], zero_alpha_is_opaque: bool) -> NDArray[np.uint8]:
    if pixels.ndim == 2 or pixels.shape[2] == 1:
        return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_GRAY2RGB), np.uint8)
    rgb = np.asarray(cv2.cvtColor(pixels[:, :, :3], cv2.COLOR_BGR2RGB), np.uint8)
    alpha = pixels[:, :, 3].astype(np.uint16) if pixels.shape[2] == 4 else None
    if alpha is not None and (alpha.any() or not zero_alpha_is_opaque):
        white = 255 * (255 - alpha) + 127  # 127: rounds the division to the nearest
        for channel in range(3):
            rgb[:, :, channel] = (rgb[:, :, channel] * alpha + white) // 255
    return rgb


def _encode(path: Path, rgb: NDArray[np.uint8]) -> bytes:
    extension = path.suffix.lower()
    if extension not in _ENCODERS:
        known = ", ".join(sorted(_ENCODERS))
        raise ImageError(f"{path.name} needs an extension that can be written: {known}.")
    if rgb.dtype != np.uint8 or rgb.ndim != 3 or rgb.shape[2] != 3 or rgb.size == 0:
        raise ImageError(
            f"{path.name}: a picture to save is uint8 (H, W, 3), not {rgb.dtype} {rgb.shape}."
        )
    try:
        done, data = cv2.imencode(
            extension, cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR), _ENCODERS[extension]
        )
    except cv2.error:
        done = False
    if not done:
        height, width = rgb.shape[:2]
        raise ImageError(
            f"{path.name}: {width:,} × {height:,} pixels cannot be written as {extension}. "
            "Save it as .png."
        )
    return data.tobytes()
