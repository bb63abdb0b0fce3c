"""A settings file opened: the controls show it, what differs is said, and it is painted again."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox

from explorer.engine.images import save_rgb
from explorer.engine.style.multistyle_names import STYLES
from explorer.engine.style.settings import (
    BlendSettings,
    StyleSettingsError,
    made_here,
    picture_ref,
    pixels_sha256,
)
from explorer.engine.style.settings_form import to_json
from explorer.panels.style.described import Part, png_texts, way_to
from explorer.panels.style.exports import exports_of
from explorer.panels.style.plan import plan_of
from explorer.panels.style.reading import read
from explorer.panels.style.settings_files import open_settings
from explorer.panels.style.state import PaintState, StyleChoice
from explorer.panels.style.values import Picture, Pictures
from explorer.panels.style.writing import save_painting
from tests.panels.style.making import TIMEOUT_MS, make_plan, picture

if TYPE_CHECKING:
    from pathlib import Path

    from explorer.panels.style.settings_files import Opened
    from explorer.panels.style.shared import Shared

PRESENT = PaintState()
NONE = Pictures()
RICH = PaintState(
    content="bundled:coffee",
    styles=(StyleChoice("bundled:great-wave", 0.25), StyleChoice("bundled:summertime", 1.0)),
    size=512, steps=321, optimizer="adam", seed=7, content_weight=2.5, style_weight=33.0,
    variation_weight=0.0, content_layers=(("relu3_1", 0.5), ("relu4_1", 1.0)),
    style_layers=(("relu1_2", 1.0),), normalisation="gatys", style_scale=1.5, noise=0.4,
    pooling="average", colour="matched", coarse=True, learning_rate=0.05, picture_every=3,
    precision="float32",
)  # fmt: skip


def write(path: Path, *parts: Part, rgb: Any = None, keep_held: bool = False) -> Path:
    for _ in save_painting(path, parts, rgb, keep_held=keep_held):
        pass
    return path


def opened(path: Path, present: PaintState = PRESENT, pictures: Pictures = NONE) -> Opened:
    return open_settings(path, present, pictures, "cpu")


def pictures_of(state: PaintState) -> Pictures:
    found = [read(text) for text in (state.content, *(one.picture for one in state.styles))]
    assert all(isinstance(one, Picture) for one in found)
    return Pictures(found[0], tuple(found[1:]))  # type: ignore[arg-type]


@pytest.fixture
def own(tmp_path: Path) -> Part:
    """A painting from two files of somebody's own, in one folder."""
    for name in ("cat", "starry-night"):
        save_rgb(tmp_path / f"{name}.png", picture(name).rgb)
    plan = make_plan()
    files = [tmp_path / "cat.png", tmp_path / "starry-night.png"]
    content = replace(plan.content, text=str(files[0]))
    return Part(
        replace(plan, content=content, styles=(replace(plan.styles[0], text=str(files[1])),)), 12
    )


@pytest.mark.parametrize("state", [PaintState(), RICH], ids=["default", "rich"])
def test_every_choice_comes_back(tmp_path: Path, state: PaintState) -> None:
    plan = plan_of(state, pictures_of(state), "cpu")
    path = write(tmp_path / "a.json", Part(plan, state.steps))
    found = opened(path)
    assert found.paint == state
    assert found.remarks == ()
    assert found.live is None
    (again,) = found.stretches
    assert again.index == state.steps
    assert again.plan.config.coarse_sizes == plan.config.coarse_sizes


def test_a_png_opens_like_its_settings(tmp_path: Path, own: Part) -> None:
    rgb = own.plan.content.rgb
    one = opened(write(tmp_path / "a.json", own, rgb=rgb))
    other = opened(write(tmp_path / "a.png", own, rgb=rgb))
    assert one.paint == other.paint
    assert one.result_sha256 == other.result_sha256 == pixels_sha256(rgb)
    assert other.caption == "cat, painted like starry-night: 12 steps, 64 px"


def test_a_folder_may_be_moved(tmp_path: Path, own: Part) -> None:
    path = write(tmp_path / "a.json", own)
    named = [one["source"] for one in json.loads(path.read_text())["pictures"]]
    assert named == ["cat.png", "starry-night.png"]
    moved = tmp_path.rename(tmp_path.with_name(f"{tmp_path.name}-moved"))
    found = opened(moved / "a.json")
    assert found.paint is not None
    assert found.paint.content == str(moved / "cat.png")
    assert found.remarks == ()


def test_pictures_beside_the_settings_are_found(tmp_path: Path, own: Part) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    path = write(folder / "a.json", own)
    named = [one["source"] for one in json.loads(path.read_text())["pictures"]]
    assert named == [str(tmp_path / "cat.png"), str(tmp_path / "starry-night.png")]
    for name in ("cat.png", "starry-night.png"):
        (tmp_path / name).rename(folder / name)
    assert opened(path).remarks == ()


def test_another_picture_under_the_name_is_said(tmp_path: Path, own: Part) -> None:
    path = write(tmp_path / "a.json", own)
    other = own.plan.content.rgb.copy()
    other[0, 0, 0] ^= 1
    save_rgb(tmp_path / "cat.png", other)
    found = opened(path)
    assert found.remarks == ("cat has other pixels than the picture that was painted with.",)
    assert found.stretches  # it can be painted, and will be another


def test_a_picture_that_is_gone_is_said(tmp_path: Path, own: Part) -> None:
    path = write(tmp_path / "a.json", own)
    (tmp_path / "starry-night.png").unlink()
    found = opened(path)
    assert "starry-night.png" in found.remarks[0]
    assert found.paint is not None
    assert found.paint.styles[0].picture == str(tmp_path / "starry-night.png")
    assert found.stretches == ()


def test_a_picture_without_a_file(tmp_path: Path, own: Part) -> None:
    """What is held now stays; it is said unless it is the very picture."""
    plan = own.plan
    held = Picture("Camera", plan.content.rgb)
    path = write(tmp_path / "a.json", Part(replace(plan, content=held), 12))
    found = opened(path, RICH)
    assert found.paint is not None
    assert found.paint.content == RICH.content
    assert "Camera came from no file" in found.remarks[0]
    assert found.stretches == ()
    present = replace(RICH, content="")
    found = opened(path, present, Pictures(held, ()))
    assert found.remarks == ()
    assert found.paint is not None
    assert found.paint.content == ""
    assert found.stretches


def test_a_picture_that_was_saved_beside(tmp_path: Path, own: Part) -> None:
    plan = own.plan
    held = Picture("Camera", plan.content.rgb)
    path = write(tmp_path / "a.json", Part(replace(plan, content=held), 12), keep_held=True)
    found = opened(path)
    assert found.paint is not None
    assert found.paint.content == str(tmp_path / "a-content.png")
    assert found.remarks == ()


def test_what_the_controls_cannot_show_is_said(tmp_path: Path, own: Part) -> None:
    config = replace(own.plan.config, coarse_sizes=(40, 50), history=7, style_mix=(4.0,))
    path = write(tmp_path / "a.json", Part(replace(own.plan, config=config), 12))
    found = opened(path)
    assert found.paint is not None
    assert found.paint.coarse
    assert found.paint.styles[0].weight == 1.0
    assert [one.partition(",")[0] for one in found.remarks] == [
        "It began at 40", "L-BFGS remembered 7 pairs; the controls paint with 20.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"size": 48}, "size is 48; it has to lie from 64 to 4096"), ({"seed": 12345}, "seed is")],
)
def test_what_the_panel_does_not_paint_is_refused(
    tmp_path: Path, own: Part, changes: dict[str, Any], words: str
) -> None:
    config = replace(own.plan.config, **changes)
    path = write(tmp_path / "a.json", Part(replace(own.plan, config=config), 12))
    with pytest.raises(StyleSettingsError, match=words) as caught:
        opened(path)
    assert caught.value.place == "stretches[0].choices"


def test_another_computer_is_said(tmp_path: Path, own: Part) -> None:
    path = write(tmp_path / "a.json", own)
    plain = json.loads(path.read_text())
    plain["made_with"]["torch"] = "1.0"
    path.write_text(json.dumps(plain))
    assert "with PyTorch 1.0" in opened(path).remarks[0]


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.png", None, "a.png holds no settings"),
        ("a.json", b"{}", "^a.json: .*no settings of a painted picture"),
        ("a.json", b"\xff\xfe\0", "holds no settings"),
        ("a.json", b" " * 5_000_000, "holds no settings"),
        ("gone.json", b"", r"^gone.json cannot be read \(No such file or directory\)"),
    ],
)
def test_files_that_hold_none(tmp_path: Path, name: str, data: bytes | None, words: str) -> None:
    path = tmp_path / name
    if data is None:
        save_rgb(path, picture("cat").rgb)
    elif data:
        path.write_bytes(data)
    with pytest.raises(StyleSettingsError, match=words):
        opened(path)


def test_a_blend_opens_as_a_blend(tmp_path: Path) -> None:
    rgb = picture("cat").rgb
    weights = (0.5, 0.25, *[0.0] * 24)
    blend = BlendSettings(
        picture_ref(rgb, "Cat", "cat.png"), weights, 320, made_here("cpu", "float32"),
        pixels_sha256(rgb),
    )  # fmt: skip
    (tmp_path / "a.json").write_text(to_json(blend))
    save_rgb(tmp_path / "b.png", rgb, png_texts(blend))
    for name in ("a.json", "b.png"):
        found = opened(tmp_path / name)
        assert found.paint is None
        assert found.live is not None
        assert (found.live.weights, found.live.size) == (weights, 320)
        names = [style.name for style in STYLES]
        assert found.caption == f"Cat, painted in 67% {names[0]}, 33% {names[1]}"


# With the panel


def press(page: Any, text: str) -> str:
    (box,) = page.findChildren(QMessageBox)
    said = f"{box.text()} {box.informativeText()}"
    next(button for button in box.buttons() if button.text() == text).click()
    return said


def open_in(qtbot, page: Any, shared: Shared, path: Path) -> None:
    exports_of(page, shared).opener.open(path)
    qtbot.waitUntil(exports_of(page, shared).is_idle, timeout=TIMEOUT_MS)


def test_a_dialog_is_asked_and_the_controls_follow(
    qtbot, monkeypatch, bare_page, shared: Shared, tmp_path: Path, own: Part
) -> None:
    path = write(tmp_path / "a.json", own)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    opener = exports_of(bare_page, shared).opener
    opener.ask()
    qtbot.waitUntil(opener.is_idle, timeout=TIMEOUT_MS)
    assert "painted like starry-night" in press(bare_page, "Close")
    assert bare_page.store.state.page == "paint"
    assert bare_page.store.state.paint.content == str(tmp_path / "cat.png")
    assert shared.studio.branches == ()
    qtbot.waitUntil(shared.pictures.is_idle, timeout=TIMEOUT_MS)


def test_what_is_wrong_becomes_a_notice(qtbot, bare_page, shared: Shared, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{}")
    before = bare_page.store.state
    open_in(qtbot, bare_page, shared, tmp_path / "a.json")
    assert bare_page.said[-1][0] == "error"
    assert bare_page.store.state == before


@pytest.mark.parametrize("goes_on_from", ["state", "picture"])
def test_painting_again_gives_the_same_pixels(
    qtbot, bare_page, shared: Shared, tmp_path: Path, own: Part, goes_on_from: str
) -> None:
    studio = shared.studio
    studio.start(own.plan)
    qtbot.waitUntil(studio.is_idle, timeout=TIMEOUT_MS)
    moment = next(one for one in studio.branches[0].moments if one.index == 4)
    if goes_on_from == "picture":
        moment = replace(moment, planes=None)
    other = replace(own.plan, config=replace(own.plan.config, style_weight=20.0, steps=10))
    studio.fork(moment, other)
    qtbot.waitUntil(studio.is_idle, timeout=TIMEOUT_MS)
    wanted = next(one for one in studio.branches[1].moments if one.index == 8)
    path = write(tmp_path / "a.png", *way_to(studio.branches, wanted), rgb=wanted.rgb)
    open_in(qtbot, bare_page, shared, path)
    said = press(bare_page, "Paint it again")
    assert "in 2 parts, with other settings from step 4 on" in said
    qtbot.waitUntil(lambda: len(bare_page.said) > 0, timeout=TIMEOUT_MS)
    assert bare_page.said == [("info", "It is the same picture as in a.png, pixel by pixel.")]
    shown = studio.shown()
    assert shown is not None
    assert np.array_equal(shown.rgb, wanted.rgb)
    qtbot.waitUntil(lambda: studio.is_idle() and shared.pictures.is_idle(), timeout=TIMEOUT_MS)
