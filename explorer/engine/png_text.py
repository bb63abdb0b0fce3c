"""Words inside a PNG file: what a picture is and how it was made, beside its pixels.

PNG specification (ISO/IEC 15948, third edition), section 11.3.3: ``tEXt`` holds Latin-1, ``zTXt``
the same compressed, ``iTXt`` UTF-8. Here ``tEXt`` is written where ASCII is enough, else ``iTXt``;
all three are read.
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
LONGEST_TEXT: Final = 16 * 1024 * 1024
"""A compressed text that is longer is left out: a small file may claim to hold any length."""

_HEAD_END = len(SIGNATURE) + 12 + 13  # behind IHDR, whose 13 bytes come first


def with_texts(png: bytes, texts: Mapping[str, str]) -> bytes:
    """Return a PNG file with texts in it, by keyword; the pixels are the same.

    Raises
    ------
    ValueError
        The bytes are no PNG, or a keyword is not 1 to 79 characters of ASCII.
    """
    if not is_png(png):
        raise ValueError("These bytes are no PNG.")
    chunks = b"".join(_text_chunk(keyword, text) for keyword, text in texts.items())
    return png[:_HEAD_END] + chunks + png[_HEAD_END:]


def texts_in(png: bytes) -> dict[str, str]:
    """Return the texts of a PNG file by keyword; what is damaged or no PNG has none."""
    found = (_text_of(kind, body) for kind, body in _chunks(png))
    return dict(pair for pair in found if pair is not None)


def is_png(data: bytes) -> bool:
    """Whether a file begins as a PNG."""
    return data.startswith(SIGNATURE) and len(data) >= _HEAD_END


def _text_chunk(keyword: str, text: str) -> bytes:
    if not (keyword.isascii() and keyword.isprintable() and 1 <= len(keyword) <= 79):
        raise ValueError(f"{keyword!r} is no keyword of a PNG.")
    head = keyword.encode("ascii") + b"\0"
    if text.isascii():
        return _chunk(b"tEXt", head + text.encode("ascii"))
    # Not compressed, no language, no translated keyword.
    return _chunk(b"iTXt", head + b"\0\0" + b"\0" + b"\0" + text.encode("utf-8"))


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield kind and body of each chunk, up to the first that is cut off or damaged."""
    position = len(SIGNATURE) if is_png(png) else len(png)
    while position + 12 <= len(png):
        (length,) = struct.unpack_from(">I", png, position)
        end = position + 8 + length
        if end + 4 > len(png):
            return
        kind, body = png[position + 4 : position + 8], png[position + 8 : end]
        if struct.unpack_from(">I", png, end)[0] != zlib.crc32(kind + body):
            return
        yield kind, body
        position = end + 4


def _text_of(kind: bytes, body: bytes) -> tuple[str, str] | None:
    keyword, _, rest = body.partition(b"\0")
    try:
        if kind == b"tEXt":
            return keyword.decode("latin-1"), rest.decode("latin-1")
        if kind == b"zTXt":
            return keyword.decode("latin-1"), _inflated(rest[1:]).decode("latin-1")
        if kind == b"iTXt":
            return keyword.decode("latin-1"), _international(rest)
    except (ValueError, zlib.error):  # a text that is none is as good as not there
        return None
    return None


def _international(rest: bytes) -> str:
    """Return the text behind the keyword of ``iTXt``: flag, method, language, translation, text."""
    is_compressed = rest[:1] == b"\1"
    _, _, after_language = rest[2:].partition(b"\0")
    _, _, text = after_language.partition(b"\0")
    return (_inflated(text) if is_compressed else text).decode("utf-8")


def _inflated(data: bytes) -> bytes:
    text = zlib.decompressobj().decompress(data, LONGEST_TEXT)
    if len(text) == LONGEST_TEXT:
        raise ValueError("too long")
    return text
