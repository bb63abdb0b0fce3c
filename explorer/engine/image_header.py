"""What a picture's file says of itself before it is decoded: format, size, orientation, faults.

Only a few bytes are looked at (and PNG's checksums), so a file that claims an absurd size, or
that was cut off while it was copied, is refused before memory is set aside for its pixels.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CUT_OFF: Final = "is cut off"
DAMAGED: Final = "is damaged"

_JPEG_START_OF_SCAN, _JPEG_APP1 = 0xDA, 0xE1
_JPEG_END = b"\xff\xd9"
# Start of frame: C0 to CF without the tables (C4, CC) and the reserved C8.
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_JPEG_WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD8)})
_ORIENTATION_TAG = 0x0112


@dataclass(frozen=True, slots=True)
class ImageHeader:
    """A file's own account of itself.

    ``size`` is (height, width) as stored, None where this module does not read it.
    ``orientation`` is Exif's, 1 to 8: what is left to do after decoding.
    ``fault`` is `CUT_OFF`, `DAMAGED` or None.
    """

    format: str
    size: tuple[int, int] | None = None
    orientation: int = 1
    fault: str | None = None


def read_header(data: bytes) -> ImageHeader | None:
    """Return the header, or None for data that begins like no picture known here."""
    for known in _FORMATS:
        if data.startswith(known.signature, known.offset):
            try:
                return known.read(known.name, data)
            except (struct.error, IndexError):
                return ImageHeader(known.name, fault=CUT_OFF)
    return None


def _png(name: str, data: bytes) -> ImageHeader:
    width, height = struct.unpack_from(">II", data, 16)
    orientation, position = 1, 8
    while position < len(data):
        (length,) = struct.unpack_from(">I", data, position)
        kind = data[position + 4 : position + 8]
        body = data[position + 8 : position + 8 + length]
        (checksum,) = struct.unpack_from(">I", data, position + 8 + length)
        if zlib.crc32(body, zlib.crc32(kind)) != checksum:
            return ImageHeader(name, (height, width), orientation, DAMAGED)
        if kind == b"eXIf":
            orientation = _exif_orientation(body)
        if kind == b"IEND":
            return ImageHeader(name, (height, width), orientation)
        position += 12 + length
    return ImageHeader(name, (height, width), orientation, CUT_OFF)


def _jpeg(name: str, data: bytes) -> ImageHeader:
    size, orientation, position = None, 1, 2
    for marker, start, end in _jpeg_segments(data):
        if marker in _JPEG_FRAMES:
            size = struct.unpack_from(">HH", data, start + 1)
        elif marker == _JPEG_APP1 and data.startswith(b"Exif\0\0", start):
            orientation = _exif_orientation(data[start + 6 : end])
        position = end
    # In coded pixels FF is always followed by 0 or a restart marker: FF D9 is the end itself.
    fault = None if size and data.find(_JPEG_END, position) >= 0 else CUT_OFF
    return ImageHeader(name, size, orientation, fault)


def _jpeg_segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield (marker, start, end) of each segment up to the first scan."""
    position, marker = 2, 0
    while marker != _JPEG_START_OF_SCAN:
        position = data.find(b"\xff", position)
        if position < 0:
            return
        marker = data[position + 1]
        if marker == 0xFF:  # a fill byte before the marker
            position += 1
        elif marker in _JPEG_WITHOUT_LENGTH or marker == 0:
            position += 2
        else:
            (length,) = struct.unpack_from(">H", data, position + 2)
            yield marker, position + 4, position + 2 + length
            position += 2 + length


def _webp(name: str, data: bytes) -> ImageHeader:
    (riff_size,) = struct.unpack_from("<I", data, 4)
    fault = CUT_OFF if len(data) < riff_size + 8 else None
    size, orientation, position = None, 1, 12
    while position + 8 <= min(len(data), riff_size + 8):
        (length,) = struct.unpack_from("<I", data, position + 4)
        kind = data[position : position + 4]
        body = data[position + 8 : position + 8 + length]
        if kind in (b"VP8X", b"VP8L", b"VP8 "):
            size = size or _webp_size(kind, body)
        elif kind == b"EXIF":
            orientation = _exif_orientation(body.removeprefix(b"Exif\0\0"))
        position += 8 + length + length % 2
    return ImageHeader(name, size, orientation, fault)


def _webp_size(kind: bytes, body: bytes) -> tuple[int, int]:
    if kind == b"VP8X":
        width, height = (int.from_bytes(body[at : at + 3], "little") + 1 for at in (4, 7))
    elif kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", body, 1)
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    else:
        width, height = (n & 0x3FFF for n in struct.unpack_from("<HH", body, 6))
    return height, width


def _gif(name: str, data: bytes) -> ImageHeader:
    width, height = struct.unpack_from("<HH", data, 6)
    return ImageHeader(name, (height, width))


def _bmp(name: str, data: bytes) -> ImageHeader | None:
    (header_bytes,) = struct.unpack_from("<I", data, 14)
    if header_bytes not in (12, 40, 52, 56, 64, 108, 124):
        return None  # a text that starts with "BM"
    width, height = struct.unpack_from("<HH" if header_bytes == 12 else "<ii", data, 18)
    return ImageHeader(name, (abs(height), abs(width)))


def _only_the_name(name: str, _data: bytes) -> ImageHeader:
    """For formats whose size OpenCV checks itself (OPENCV_IO_MAX_IMAGE_PIXELS)."""
    return ImageHeader(name)


def _exif_orientation(tiff: bytes) -> int:
    """Return the orientation in a block of Exif data, 1 where there is none."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    try:
        if order is None:
            return 1
        (directory,) = struct.unpack_from(order + "I", tiff, 4)
        (entries,) = struct.unpack_from(order + "H", tiff, directory)
        for entry in range(directory + 2, directory + 2 + 12 * entries, 12):
            tag, _kind, _count, value = struct.unpack_from(order + "HHIH", tiff, entry)
            if tag == _ORIENTATION_TAG:
                return int(value) if 1 <= value <= 8 else 1
    except struct.error:
        return 1  # a damaged note beside a sound picture
    return 1


class _Format(NamedTuple):
    name: str
    offset: int
    signature: bytes
    read: Callable[[str, bytes], ImageHeader | None]


_FORMATS: Final = (
    _Format("PNG", 0, b"\x89PNG\r\n\x1a\n", _png),
    _Format("JPEG", 0, b"\xff\xd8\xff", _jpeg),
    _Format("WebP", 8, b"WEBP", _webp),
    _Format("GIF", 0, b"GIF8", _gif),
    _Format("BMP", 0, b"BM", _bmp),
    _Format("TIFF", 0, b"II*\0", _only_the_name),
    _Format("TIFF", 0, b"MM\0*", _only_the_name),
    _Format("HEIC", 4, b"ftyphei", _only_the_name),
    _Format("HEIC", 4, b"ftypmif1", _only_the_name),
    _Format("AVIF", 4, b"ftypavi", _only_the_name),
    _Format("JPEG 2000", 4, b"jP  \r\n", _only_the_name),
    _Format("Radiance HDR", 0, b"#?RADIANCE", _only_the_name),
)
