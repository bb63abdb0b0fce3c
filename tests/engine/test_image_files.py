"""Hostile and ordinary picture files: each becomes the right picture or an error that helps."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from explorer.engine.image_header import CUT_OFF, read_header
from explorer.engine.images import ImageError, decode_rgb, load_rgb, save_rgb
from explorer.engine.png_text import texts_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)


def encode(extension: str, pixels: NDArray[np.generic], *options: int) -> bytes:
    """Encode with OpenCV; colours are BGR."""
    return cv2.imencode(extension, pixels, options)[1].tobytes()


def smooth(height: int = 60, width: int = 80) -> NDArray[np.uint8]:
    noise = np.random.default_rng(1).integers(0, 255, (height, width, 3), np.uint8)
    return np.asarray(cv2.GaussianBlur(noise, (0, 0), 3), np.uint8)


def corners() -> NDArray[np.uint8]:
    """BGR, 32 × 48: red above left, green above right, blue below left, white below right."""
    small = np.array([[RED, GREEN], [BLUE, WHITE]], np.uint8)[:, :, ::-1]
    return np.kron(small, np.ones((16, 24, 1), np.uint8))


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int, height: int, depth: int, colour: int, raw: bytes, *extra: bytes) -> bytes:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(extra) + body


def exif(orientation: int, order: str) -> bytes:
    head = b"II*\0" if order == "<" else b"MM\0*"
    other = struct.pack(order + "HHIHH", 0x0100, 3, 1, 9, 0)
    entry = struct.pack(order + "HHIHH", 0x0112, 3, 1, orientation, 0)
    return head + struct.pack(order + "IH", 8, 2) + other + entry + bytes(4)


def with_exif(data: bytes, extension: str, block: bytes) -> bytes:
    if extension == ".jpg":
        body = b"Exif\0\0" + block
        return data[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + data[2:]
    if extension == ".png":
        return data[:33] + chunk(b"eXIf", block) + data[33:]
    size = struct.pack("<BBBB", 0x08, 0, 0, 0) + (47).to_bytes(3, "little")
    size += (31).to_bytes(3, "little")
    image = data[12:] + b"\0" * (len(data) % 2)
    note = b"EXIF" + struct.pack("<I", len(block)) + block + b"\0" * (len(block) % 2)
    body = b"WEBPVP8X" + struct.pack("<I", 10) + size + image + note
    return b"RIFF" + struct.pack("<I", len(body)) + body


TURNED = {
    1: (RED, GREEN, BLUE, WHITE),
    2: (GREEN, RED, WHITE, BLUE),
    3: (WHITE, BLUE, GREEN, RED),
    4: (BLUE, WHITE, RED, GREEN),
    5: (RED, BLUE, GREEN, WHITE),
    6: (BLUE, RED, WHITE, GREEN),
    7: (WHITE, GREEN, BLUE, RED),
    8: (GREEN, WHITE, RED, BLUE),
}


@pytest.mark.parametrize("extension", [".jpg", ".png", ".webp"])
@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("orientation", TURNED)
def test_exif_orientation(extension: str, order: str, orientation: int) -> None:
    data = with_exif(encode(extension, corners()), extension, exif(orientation, order))
    rgb = decode_rgb(data)
    assert rgb.shape == ((32, 48, 3) if orientation < 5 else (48, 32, 3))
    height, width = rgb.shape[:2]
    found = [rgb[y, x] for y in (4, height - 5) for x in (4, width - 5)]
    assert np.abs(np.subtract(found, TURNED[orientation], dtype=np.int16)).max() < 12


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_a_nonsense_orientation_is_ignored(orientation: int) -> None:
    data = with_exif(encode(".png", corners()), ".png", exif(orientation, "<"))
    assert decode_rgb(data).shape == (32, 48, 3)


def test_orientation_and_alpha_together() -> None:
    bgra = np.dstack([corners(), np.full((32, 48), 255, np.uint8)])
    bgra[:16, :24, 3] = 0  # the red corner is transparent
    rgb = decode_rgb(with_exif(encode(".png", bgra), ".png", exif(6, "<")))
    assert rgb[0, -1].tolist() == [255, 255, 255]
    assert rgb[0, 0].tolist() == list(BLUE)


@pytest.mark.parametrize("extension", [".png", ".bmp", ".tif", ".webp", ".jpg"])
def test_what_is_saved_is_loaded(tmp_path: Path, extension: str) -> None:
    rgb = smooth()
    path = tmp_path / f"Ärger 绘画{extension}"
    save_rgb(path, rgb)
    loaded = load_rgb(str(path))
    assert loaded.shape == rgb.shape
    assert loaded.dtype == np.uint8
    assert loaded.flags.c_contiguous
    assert loaded.flags.writeable
    difference = np.abs(np.subtract(loaded, rgb, dtype=np.int16))
    assert difference.mean() <= (4 if extension in (".jpg", ".webp") else 0)
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_the_channel_order_is_rgb(tmp_path: Path) -> None:
    save_rgb(tmp_path / "red.png", np.full((3, 4, 3), RED, np.uint8))
    assert cv2.imread(str(tmp_path / "red.png"))[0, 0].tolist() == [0, 0, 255]
    assert load_rgb(tmp_path / "red.png")[0, 0].tolist() == list(RED)


def test_grey_palette_and_bits() -> None:
    assert decode_rgb(encode(".png", np.full((2, 2), 9, np.uint8))).tolist() == [[[9] * 3] * 2] * 2
    assert decode_rgb(png(8, 1, 1, 0, b"\0\xaa"))[0, :2].tolist() == [[255] * 3, [0] * 3]
    colours = chunk(b"PLTE", bytes([*RED, *BLUE]))
    assert decode_rgb(png(2, 1, 8, 3, b"\0\0\1", colours)).tolist() == [[list(RED), list(BLUE)]]


def test_alpha_is_laid_over_white() -> None:
    pixels = np.array([[[0, 0, 255, 255], [0, 0, 255, 0], [0, 0, 200, 51]]], np.uint8)
    assert decode_rgb(encode(".png", pixels)).tolist() == [
        [[255, 0, 0], [255, 255, 255], [244, 204, 204]]
    ]
    colours = chunk(b"PLTE", bytes([*RED, *BLUE])) + chunk(b"tRNS", bytes([255, 0]))
    assert decode_rgb(png(2, 1, 8, 3, b"\0\0\1", colours)).tolist() == [[list(RED), list(WHITE)]]
    grey = png(2, 1, 16, 4, b"\0\x80\x80\xff\xff\x10\x10\0\0")
    assert decode_rgb(grey).tolist() == [[[128] * 3, [255] * 3]]


def test_a_32_bit_bmp_with_empty_alpha_is_opaque() -> None:
    assert decode_rgb(encode(".bmp", np.array([[[1, 2, 3, 0]]], np.uint8))).tolist() == [
        [[3, 2, 1]]
    ]


def test_deep_pixels_become_8_bit() -> None:
    deep = np.array([[0, 257, 32896, 65535]], np.uint16)
    assert decode_rgb(encode(".png", deep))[0, :, 0].tolist() == [0, 1, 128, 255]
    real = np.array([[-1, 0.5, 2, np.nan]], np.float32)
    assert decode_rgb(encode(".tif", real))[0, :, 0].tolist() == [0, 128, 255, 0]
    with pytest.raises(ImageError, match="int32 numbers"):
        decode_rgb(encode(".tif", np.zeros((2, 2), np.int32)))


def cmyk_jpeg() -> bytes:
    """8 × 8 pixels in Adobe's inverted CMYK: 255, 128, 128, 255; written bit by bit."""

    def segment(marker: int, body: bytes) -> bytes:
        return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body

    components = b"".join(bytes([i, 0x11, 0]) for i in range(1, 5))
    tables = b"".join(bytes([i, 0x00]) for i in range(1, 5))
    dc_codes = bytes([0x00, 1, 1, *[0] * 14, 0, 7])  # "0": no change, "10": 7 bits follow
    ac_codes = bytes([0x10, 1, *[0] * 15, 0])  # "0": nothing more in this block
    up_127, unchanged = "10" + "1" * 7 + "0", "0" + "0"
    bits = up_127 + unchanged + unchanged + up_127
    return (
        b"\xff\xd8"
        + segment(0xEE, b"Adobe" + bytes([0, 100, 0, 0, 0, 0, 0]))
        + segment(0xDB, bytes([0] + [8] * 64))
        + segment(0xC0, bytes([8, 0, 8, 0, 8, 4]) + components)
        + segment(0xC4, dc_codes + ac_codes)
        + segment(0xDA, bytes([4]) + tables + bytes([0, 63, 0]))
        + int(bits, 2).to_bytes(len(bits) // 8, "big")
        + b"\xff\xd9"
    )


def test_cmyk_jpeg() -> None:
    rgb = decode_rgb(cmyk_jpeg())
    assert rgb.shape == (8, 8, 3)
    assert np.abs(np.subtract(rgb, (255, 128, 128), dtype=np.int16)).max() <= 2


@pytest.mark.parametrize("extension", [".png", ".jpg", ".webp", ".bmp", ".gif", ".tif"])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.9, 0.995])
def test_a_file_cut_off_is_said_to_be(tmp_path: Path, extension: str, share: float) -> None:
    data = encode(extension, smooth())
    path = tmp_path / f"half{extension}"
    path.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(ImageError, match=r"half.*(cut off|damaged).*again"):
        load_rgb(path)


def test_damaged_png() -> None:
    data = bytearray(encode(".png", smooth()))
    data[len(data) // 2] ^= 0xFF
    with pytest.raises(ImageError, match=r"cat is a PNG file that is damaged\. Copy"):
        decode_rgb(bytes(data), "cat")


def test_bytes_after_the_end_do_no_harm() -> None:
    for extension in (".png", ".jpg"):
        assert decode_rgb(encode(extension, smooth()) + b"trailing\xff").shape == (60, 80, 3)


def test_a_thumbnail_s_end_is_not_the_picture_s() -> None:
    inner = encode(".jpg", smooth(16, 16))
    data = encode(".jpg", smooth())
    data = data[:2] + b"\xff\xe2" + struct.pack(">H", len(inner) + 2) + inner + data[2:]
    assert decode_rgb(data).shape == (60, 80, 3)
    with pytest.raises(ImageError, match="cut off"):
        decode_rgb(data[:-40])


HUGE = 60_000


@pytest.mark.parametrize(
    "data",
    [
        png(HUGE, HUGE, 8, 2, bytes(10)),
        b"GIF89a" + struct.pack("<HH", HUGE, HUGE) + bytes(20),
        b"BM" + bytes(12) + struct.pack("<Iii", 40, HUGE, -HUGE) + bytes(40),
        b"\xff\xd8\xff\xc0" + struct.pack(">HBHHB", 8, 8, HUGE, HUGE, 0) + b"\xff\xda\0\2\xff\xd9",
        b"RIFF\x20\0\0\0WEBPVP8X" + struct.pack("<II", 10, 0) + b"\x5f\xea\0\x5f\xea\0" + bytes(20),
    ],
    ids=["png", "gif", "bmp", "jpeg", "webp"],
)
def test_absurd_sizes_are_refused_by_the_header(data: bytes) -> None:
    with pytest.raises(ImageError, match=r"60,000 × 60,000 pixels, more than the 100 million"):
        decode_rgb(data)


def test_absurd_sizes_in_other_formats_are_refused_by_opencv() -> None:
    entries = [(256, 4, 1, HUGE), (257, 4, 1, HUGE), (258, 3, 1, 8), (259, 3, 1, 1)]
    entries += [(262, 3, 1, 1), (273, 4, 1, 8), (277, 3, 1, 1), (278, 4, 1, HUGE), (279, 4, 1, 9)]
    table = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    tiff = b"II*\0" + struct.pack("<IH", 8, len(entries)) + table + bytes(4)
    with pytest.raises(ImageError, match="more than the 100 million pixels"):
        decode_rgb(tiff + bytes(100))


@pytest.mark.parametrize(
    "data",
    [b"Dear diary, " * 40, b"BMW is not a bitmap" * 9, b"\0" * 500, b"<svg></svg>", b"RIFF" * 30],
)
def test_what_is_no_picture_is_said_to_be_none(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "notes.png"
    path.write_bytes(data)
    with pytest.raises(ImageError, match=r"notes\.png is not a picture .* Choose a PNG, JPEG"):
        load_rgb(path)


def test_a_format_that_is_not_read_is_named() -> None:
    with pytest.raises(ImageError, match="HEIC file, which cannot be read here"):
        decode_rgb(b"\0\0\0\x18ftypheic" + bytes(100))


def test_places_that_hold_no_file(tmp_path: Path) -> None:
    with pytest.raises(ImageError, match=r"gone\.png does not exist in "):
        load_rgb(tmp_path / "gone.png")
    with pytest.raises(ImageError, match="is a folder"):
        load_rgb(tmp_path)
    (tmp_path / "empty.jpg").touch()
    with pytest.raises(ImageError, match=r"empty\.jpg is empty \(0 bytes\)"):
        load_rgb(tmp_path / "empty.jpg")
    with pytest.raises(ImageError, match="cannot be read"):
        load_rgb("null\0byte.png")
    with (tmp_path / "film.png").open("wb") as file:
        file.truncate(2_000_000_000)  # a hole: it takes no room
    with pytest.raises(ImageError, match=r"2\.0 GB: too large for a picture"):
        load_rgb(tmp_path / "film.png")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    with pytest.raises(ImageError, match="is not a file"):
        load_rgb(tmp_path / "pipe.png")


@pytest.fixture
def forbidden() -> Iterator[Path]:
    """A folder and a file in it that may be seen and not used, by root's rights neither."""
    if not hasattr(os, "geteuid"):
        pytest.skip("no users here")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "secret.png").write_bytes(encode(".png", smooth()))
        (folder / "secret.png").chmod(0)
        folder.chmod(0o555)
        user = os.geteuid()
        if user == 0:
            os.seteuid(65534)
        yield folder
        os.seteuid(user)
        folder.chmod(0o755)


def test_no_permission(forbidden: Path) -> None:
    with pytest.raises(ImageError, match=r"secret\.png may not be read\. Change its permissions"):
        load_rgb(forbidden / "secret.png")
    with pytest.raises(ImageError, match=r"new\.png cannot be written .*Permission denied"):
        save_rgb(forbidden / "new.png", smooth())


def test_saving_to_a_full_disk_leaves_what_was_there(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    path = tmp_path / "shot.png"
    save_rgb(path, np.zeros((4, 4, 3), np.uint8))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        with pytest.raises(ImageError, match=r"shot\.png cannot be written .*make room"):
            save_rgb(path, smooth(300, 300))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert load_rgb(path).shape == (4, 4, 3)
    assert [p.name for p in tmp_path.iterdir()] == ["shot.png"]


@pytest.mark.parametrize(
    ("name", "shape", "dtype", "message"),
    [
        ("a.xyz", (4, 4, 3), np.uint8, r"a\.xyz needs an extension .*\.png"),
        ("a", (4, 4, 3), np.uint8, "needs an extension"),
        ("a.png", (4, 4), np.uint8, r"uint8 \(H, W, 3\), not uint8 \(4, 4\)"),
        ("a.png", (4, 4, 3), np.float32, "not float32"),
        ("a.png", (0, 4, 3), np.uint8, "not uint8"),
        ("nowhere/a.png", (4, 4, 3), np.uint8, "No such file or directory"),
        ("a.webp", (20_000, 1, 3), np.uint8, r"1 × 20,000 pixels cannot be written as \.webp"),
    ],
)
def test_what_cannot_be_saved(
    tmp_path: Path, name: str, shape: tuple[int, ...], dtype: type, message: str
) -> None:
    with pytest.raises(ImageError, match=message):
        save_rgb(tmp_path / name, np.zeros(shape, dtype))
    assert list(tmp_path.iterdir()) == []


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(
    extension=st.sampled_from([".png", ".jpg", ".webp", ".bmp", ".gif", ".tif"]),
    changes=st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=8),
    keep=st.floats(0, 1),
)
def test_random_damage_gives_a_picture_or_an_image_error(
    extension: str, changes: list[tuple[int, int]], keep: float
) -> None:
    data = bytearray(with_exif(encode(".jpg", smooth(12, 16)), ".jpg", exif(3, "<")))
    if extension != ".jpg":
        data = bytearray(encode(extension, smooth(12, 16)))
    for place, value in changes:
        data[place % len(data)] = value
    try:
        rgb = decode_rgb(bytes(data[: int(len(data) * keep)]))
    except ImageError:
        return
    assert rgb.dtype == np.uint8
    assert rgb.ndim == 3


@given(data=st.binary(max_size=300), at=st.sampled_from([b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"]))
def test_headers_of_noise_never_raise(data: bytes, at: bytes) -> None:
    header = read_header(at + data)
    assert header is not None
    assert header.fault is not None or header.size is not None
    assert read_header(at).fault == CUT_OFF  # type: ignore[union-attr]


def test_importing_the_engine_leaves_qt_and_stderr_alone() -> None:
    script = """
import os
os.environ["QT_QPA_FONTDIR"] = "/mine"
os.environ.pop("QT_QPA_PLATFORM_PLUGIN_PATH", None)
{first}
from explorer.engine.images import decode_rgb, ImageError
assert os.environ.get("QT_QPA_PLATFORM_PLUGIN_PATH") is None, os.environ
assert os.environ.get("QT_QPA_FONTDIR") in {fonts}, os.environ
import cv2, numpy as np
data = cv2.imencode(".tif", np.zeros((40, 40), np.uint8))[1].tobytes()
for broken in (data[:-30], b"text", cv2.imencode(".png", np.zeros((9, 9)))[1].tobytes()[:40]):
    try:
        decode_rgb(broken)
    except ImageError:
        pass
"""
    for first, fonts in (("", ["/mine"]), ("import cv2", ["/mine", None])):
        run = subprocess.run(
            [sys.executable, "-c", script.format(first=first, fonts=fonts)],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert (run.returncode, run.stderr) == (0, "")


def test_texts_go_into_a_png_and_the_pixels_stay(tmp_path: Path) -> None:
    rgb = np.random.default_rng(3).integers(0, 256, (9, 11, 3), np.uint8)
    save_rgb(tmp_path / "a.png", rgb, {"Title": "Nächte"})
    assert np.array_equal(load_rgb(tmp_path / "a.png"), rgb)
    assert texts_in((tmp_path / "a.png").read_bytes()) == {"Title": "Nächte"}
