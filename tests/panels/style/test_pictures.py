from __future__ import annotations

import struct
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from explorer.engine.images import save_rgb
from explorer.engine.opencv import cv2
from explorer.panels.style.pictures import GONE, PictureKeeper
from explorer.panels.style.state import LARGEST_SIZE, PaintState, StyleChoice, StyleState
from explorer.panels.style.values import CONTENT, Picture
from explorer.services.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from explorer.widgets.panel import PanelContext

TIMEOUT_MS = 30_000


@pytest.fixture
def store() -> Store[StyleState]:
    return Store(StyleState())


@pytest.fixture
def keeper(qtbot, context: PanelContext, store: Store[StyleState]) -> Iterator[PictureKeeper]:
    made = PictureKeeper(context.errors)
    made.follow(store)
    settle(qtbot, made)
    yield made
    made.shutdown()


def settle(qtbot, keeper: PictureKeeper) -> None:
    qtbot.waitUntil(keeper.is_idle, timeout=TIMEOUT_MS)


def problem(keeper: PictureKeeper, place: int = CONTENT) -> str:
    return dict(keeper.pictures.problems).get(place, "")


def grey(value: int, *sides: int) -> Picture:
    height, width = sides or (40, 50)
    return Picture("a frame", np.full((height, width, 3), value, np.uint8))


def clockwise() -> bytes:
    """Return a TIFF header with the one entry that says "turn by a quarter"."""
    entry = struct.pack("<HHIHH", 0x0112, 3, 1, 6, 0)
    return b"II*\0" + struct.pack("<IH", 8, 1) + entry + struct.pack("<I", 0)


def test_the_bundled_pictures_are_read_in_a_thread(keeper: PictureKeeper) -> None:
    pictures = keeper.pictures
    assert pictures.is_whole
    assert pictures.content is not None
    assert (pictures.content.title, pictures.content.text) == ("Chelsea the cat", "bundled:cat")
    assert pictures.content.rgb.shape == (300, 451, 3)


def test_what_is_unchanged_is_not_read_again(
    qtbot, keeper: PictureKeeper, store: Store[StyleState]
) -> None:
    content = keeper.pictures.content
    with qtbot.waitSignal(keeper.changed, timeout=TIMEOUT_MS):
        store.update("paint", styles=(StyleChoice(), StyleChoice("bundled:great-wave")))
    settle(qtbot, keeper)
    assert keeper.pictures.content is content
    assert len(keeper.pictures.styles) == 2
    with qtbot.assertNotEmitted(keeper.changed):
        store.update("paint", steps=20)
        store.update("paint", styles=(StyleChoice(), StyleChoice("bundled:great-wave", 0.5)))


def test_the_newest_choice_wins(qtbot, keeper: PictureKeeper, store: Store[StyleState]) -> None:
    for name in ("horses", "eagle", "giraffe"):
        store.update("paint", content=f"bundled:{name}")
        assert keeper.pictures.content is None  # nothing of the past is shown meanwhile
    settle(qtbot, keeper)
    assert keeper.pictures.content is not None
    assert keeper.pictures.content.text == "bundled:giraffe"


def test_a_picture_in_memory_stands_as_an_empty_text(
    keeper: PictureKeeper, store: Store[StyleState]
) -> None:
    keeper.hold(CONTENT, grey(7))
    assert store.state.paint.content == ""
    assert keeper.pictures.content is not None
    assert keeper.pictures.content.rgb[0, 0, 0] == 7
    keeper.hold(CONTENT, grey(9))  # the state is the same, and the picture another
    assert keeper.pictures.content.rgb[0, 0, 0] == 9


def test_a_state_from_a_scene_cannot_bring_a_picture_of_memory_back(
    qtbot, keeper: PictureKeeper, store: Store[StyleState]
) -> None:
    keeper.hold(CONTENT, grey(7))
    keeper.choose(CONTENT, "bundled:horses")
    settle(qtbot, keeper)
    store.update("paint", content="")
    assert keeper.pictures.content is None
    assert problem(keeper) == GONE


def test_styles_behind_one_that_is_removed_move_up(
    qtbot, keeper: PictureKeeper, store: Store[StyleState]
) -> None:
    choices = (StyleChoice(), StyleChoice("bundled:great-wave"), StyleChoice("", 0.25))
    store.update("paint", styles=choices)
    keeper.hold(2, grey(5))
    settle(qtbot, keeper)
    keeper.remove_style(0)
    settle(qtbot, keeper)
    assert store.state.paint.styles == choices[1:]
    first, second = keeper.pictures.styles
    assert first is not None
    assert first.text == "bundled:great-wave"
    assert second is not None
    assert second.rgb[0, 0, 0] == 5


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("/nowhere/at-all.jpg", "There is no file"),
        ("bundled:bikes", "moves"),
        ("bundled:no-such-thing", "Nothing bundled is called"),
    ],
)
def test_what_cannot_be_read_says_why(
    qtbot, keeper: PictureKeeper, store: Store[StyleState], text: str, words: str
) -> None:
    store.update("paint", content=text)
    settle(qtbot, keeper)
    assert keeper.pictures.content is None
    assert words in problem(keeper)
    assert not keeper.pictures.is_whole


def test_no_picture_and_a_damaged_one_say_why(
    qtbot, keeper: PictureKeeper, store: Store[StyleState], tmp_path: Path
) -> None:
    for name, data, words in (
        ("empty.png", b"", "is empty"),
        ("text.png", b"these are words", "is not a picture"),
        ("notes.txt", b"words", "is neither a picture"),
    ):
        (tmp_path / name).write_bytes(data)
        keeper.choose(0, str(tmp_path / name))
        settle(qtbot, keeper)
        assert words in problem(keeper, 0)


def test_too_small_a_picture_is_refused_wherever_it_comes_from(
    qtbot, keeper: PictureKeeper, tmp_path: Path
) -> None:
    save_rgb(tmp_path / "tiny.png", np.zeros((20, 50, 3), np.uint8))
    keeper.choose(CONTENT, str(tmp_path / "tiny.png"))
    settle(qtbot, keeper)
    assert problem(keeper) == "tiny.png: 50 × 20 px are too few: each side has 32 px or more."
    keeper.hold(0, grey(1, 8, 8))
    assert "8 × 8 px are too few" in problem(keeper, 0)


@pytest.mark.parametrize(
    ("sides", "words"),
    [
        ((10, 20_000), "20000 × 10 px are too few"),
        ((40, 20_000), "20,000 × 40 px are too long: scaled to 4,096 px, 4,096 × 8 px are left"),
    ],
)
def test_a_picture_that_is_all_length_says_its_own_size(
    qtbot, keeper: PictureKeeper, tmp_path: Path, sides: tuple[int, int], words: str
) -> None:
    path = tmp_path / "strip.png"
    save_rgb(path, np.zeros((*sides, 3), np.uint8))
    keeper.choose(CONTENT, str(path))
    settle(qtbot, keeper)
    assert words in problem(keeper)


def test_a_file_that_was_put_right_is_read_when_it_is_chosen_again(
    qtbot, keeper: PictureKeeper, tmp_path: Path
) -> None:
    path = tmp_path / "later.png"
    keeper.choose(CONTENT, str(path))
    settle(qtbot, keeper)
    assert "There is no file" in problem(keeper)
    save_rgb(path, np.full((40, 40, 3), 3, np.uint8))
    keeper.choose(CONTENT, str(path))
    settle(qtbot, keeper)
    assert keeper.pictures.content is not None


def test_one_channel_alpha_and_16_bit_become_rgb(
    qtbot, keeper: PictureKeeper, tmp_path: Path
) -> None:
    for name, pixels, expected in (
        ("grey.png", np.full((40, 60), 77, np.uint8), 77),
        ("alpha.png", np.dstack([np.zeros((40, 60, 3), np.uint8), np.zeros((40, 60), np.uint8)]),
         255),
        ("deep.png", np.full((40, 60, 3), 257 * 10, np.uint16), 10),
    ):  # fmt: skip
        assert cv2.imwrite(str(tmp_path / name), pixels)
        keeper.choose(CONTENT, str(tmp_path / name))
        settle(qtbot, keeper)
        content = keeper.pictures.content
        assert content is not None
        assert content.rgb.shape == (40, 60, 3)
        assert (content.rgb == expected).all()


def test_a_photograph_that_lies_on_its_side_is_turned(
    qtbot, keeper: PictureKeeper, tmp_path: Path
) -> None:
    _, encoded = cv2.imencode(".jpg", np.zeros((40, 60, 3), np.uint8))
    data, block = encoded.tobytes(), b"Exif\0\0" + clockwise()
    head = data[:2] + b"\xff\xe1" + struct.pack(">H", len(block) + 2)
    (tmp_path / "turned.jpg").write_bytes(head + block + data[2:])
    keeper.choose(CONTENT, str(tmp_path / "turned.jpg"))
    settle(qtbot, keeper)
    assert keeper.pictures.content is not None
    assert keeper.pictures.content.rgb.shape == (60, 40, 3)


def test_a_huge_picture_is_scaled_to_what_can_be_painted(
    qtbot, keeper: PictureKeeper, tmp_path: Path
) -> None:
    save_rgb(tmp_path / "huge.png", np.zeros((64, LARGEST_SIZE + 1000, 3), np.uint8))
    keeper.choose(CONTENT, str(tmp_path / "huge.png"))
    settle(qtbot, keeper)
    assert keeper.pictures.content is not None
    assert keeper.pictures.content.rgb.shape[1] == LARGEST_SIZE


def test_a_state_of_other_length_is_followed(
    keeper: PictureKeeper, store: Store[StyleState]
) -> None:
    four = tuple(StyleChoice(weight=place / 4) for place in range(4))
    store.set(replace(store.state, paint=PaintState(styles=four)))
    assert len(keeper.pictures.styles) == 4
    assert keeper.pictures.is_whole  # the same painting, four times
