"""Texts in PNG files: as the specification has them, and read by others."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import pytest

from explorer.engine.image_files import decode_rgb, encode_rgb
from explorer.engine.png_text import LONGEST_TEXT, is_png, texts_in, with_texts

TEXTS = {"Software": "ConvNet Explorer", "settings": '{"title": "Nächte – 夜"}', "Empty": ""}


@pytest.fixture
def rgb() -> np.ndarray:
    return np.random.default_rng(1).integers(0, 256, (17, 23, 3), np.uint8)


@pytest.fixture
def png(rgb) -> bytes:
    return encode_rgb(rgb, "a.png")


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def with_chunk(png: bytes, kind: bytes, body: bytes) -> bytes:
    return png[:33] + chunk(kind, body) + png[33:]


def test_texts_come_back_and_pixels_stay(png: bytes, rgb) -> None:
    written = with_texts(png, TEXTS)
    assert texts_in(written) == TEXTS
    assert np.array_equal(decode_rgb(written), rgb)
    assert texts_in(png) == {}


def test_qt_reads_them(png: bytes) -> None:
    from PySide6.QtGui import QImage

    image = QImage.fromData(with_texts(png, TEXTS))
    assert image.text("Software") == TEXTS["Software"]
    assert image.text("settings") == TEXTS["settings"]


def test_texts_that_others_compressed(png: bytes) -> None:
    packed = zlib.compress("été".encode("latin-1"))
    assert texts_in(with_chunk(png, b"zTXt", b"Title\0\0" + packed)) == {"Title": "été"}
    packed = zlib.compress("夜".encode())
    body = b"Title\0\1\0de\0Titel\0" + packed
    assert texts_in(with_chunk(png, b"iTXt", body)) == {"Title": "夜"}


def test_texts_that_are_none_are_passed_over(png: bytes) -> None:
    bomb = zlib.compress(bytes(LONGEST_TEXT + 1))
    for kind, body in (
        (b"zTXt", b"Title\0\0no zlib"),
        (b"zTXt", b"Title\0\0" + bomb),
        (b"iTXt", b"Title\0\0\0\0\0\xff\xfe"),
    ):
        assert texts_in(with_texts(with_chunk(png, kind, body), {"a": "b"})) == {"a": "b"}


def test_files_that_are_cut_off_or_no_png(png: bytes) -> None:
    written = with_texts(png, TEXTS)
    for length in range(0, len(written), 7):
        assert texts_in(written[:length]).items() <= TEXTS.items()
    damaged = bytearray(written)
    damaged[45] ^= 1
    assert texts_in(bytes(damaged)) == {}
    assert not is_png(b"GIF89a")
    with pytest.raises(ValueError, match="no PNG"):
        with_texts(b"GIF89a", TEXTS)


@pytest.mark.parametrize("keyword", ["", "x" * 80, "Nächte", "a\nb"])
def test_keywords_that_are_none(png: bytes, keyword: str) -> None:
    with pytest.raises(ValueError, match="no keyword"):
        with_texts(png, {keyword: "x"})
