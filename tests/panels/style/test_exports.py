"""What leaves the panel: pictures with their settings, films, settings; whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PySide6.QtWidgets import QMessageBox

from explorer.engine.images import load_rgb
from explorer.engine.opencv import cv2
from explorer.engine.png_text import texts_in
from explorer.engine.style.settings import StyleSettings, pixels_sha256
from explorer.engine.style.settings_form import from_json
from explorer.panels.style.described import KEYWORD, evolution, way_names, way_to
from explorer.panels.style.evolution_dialog import EvolutionDialog
from explorer.panels.style.exports import entries, exports_of
from explorer.panels.style.values import Picture
from explorer.widgets import theme
from tests.panels.style.making import TIMEOUT_MS, make_plan

if TYPE_CHECKING:
    from pathlib import Path

    from explorer.panels.style.shared import Shared
    from explorer.panels.style.studio import Studio
    from explorer.panels.style.values import Plan

FAKES_NEED_A_SHELL = pytest.mark.skipif(sys.platform == "win32", reason="a program is a script")


def paint(qtbot, studio: Studio, plan: Plan | None = None) -> None:
    studio.start(plan or make_plan())
    qtbot.waitUntil(studio.is_idle, timeout=TIMEOUT_MS)


@pytest.fixture
def painted(qtbot, bare_page, shared: Shared) -> Shared:
    """Twelve steps, and a fork of the sixth with six more."""
    paint(qtbot, shared.studio)
    moment = next(one for one in shared.studio.branches[0].moments if one.index == 6)
    shared.studio.fork(moment, make_plan(style_weight=20.0))
    qtbot.waitUntil(shared.studio.is_idle, timeout=TIMEOUT_MS)
    return shared


def names(page: Any, shared: Shared) -> list[str]:
    return [name for name, _ in entries(page, shared, page.store.state.paint)]


def choose(page: Any, shared: Shared, name: str) -> None:
    """Choose an entry of the menu."""
    found = dict(entries(page, shared, page.store.state.paint))
    found[name]()


def wait_until_saved(qtbot, page: Any, shared: Shared) -> None:
    qtbot.waitUntil(exports_of(page, shared).is_idle, timeout=TIMEOUT_MS)


def settings_in(path: Path) -> StyleSettings:
    data = path.read_bytes()
    text = texts_in(data)[KEYWORD] if path.suffix == ".png" else data.decode()
    found = from_json(text)
    assert isinstance(found, StyleSettings)
    return found


def frames_of(path: Path) -> list[np.ndarray]:
    capture, found = cv2.VideoCapture(str(path)), []
    while (read := capture.read())[0]:
        found.append(read[1][:, :, ::-1])
    return found


def answer(page: Any, role: QMessageBox.ButtonRole) -> str:
    """Press a button of the question that is open; returns what was asked."""
    (box,) = page.findChildren(QMessageBox)
    button = next(one for one in box.buttons() if box.buttonRole(one) is role)
    text = box.text()
    button.click()
    return text


def test_before_anything_is_painted_settings_can_be_saved_and_opened(
    qtbot, bare_page, shared: Shared, save_to: Path
) -> None:
    assert names(bare_page, shared) == ["Settings file…", "Open settings…", "Whole view as PNG…"]
    choose(bare_page, shared, "Settings file…")
    wait_until_saved(qtbot, bare_page, shared)
    (path,) = save_to.iterdir()
    found = settings_in(path)
    assert found.result_sha256 == ""
    assert found.stretches[-1].index == bare_page.store.state.paint.steps
    assert [one.source for one in found.pictures] == ["bundled:cat", "bundled:starry-night"]
    assert bare_page.said == [("info", f"Saved as {path}.")]


def test_a_picture_has_its_settings_inside(
    qtbot, bare_page, painted: Shared, save_to: Path
) -> None:
    choose(bare_page, painted, "Picture as PNG, settings inside…")
    wait_until_saved(qtbot, bare_page, painted)
    (path,) = save_to.iterdir()
    moment = painted.studio.shown()
    assert moment is not None
    assert np.array_equal(load_rgb(path), moment.rgb)
    texts = texts_in(path.read_bytes())
    assert texts["Software"] == "ConvNet Explorer"
    assert texts["Description"] == "cat, painted like starry-night: 12 steps, 64 px"
    found = settings_in(path)
    assert found.result_sha256 == pixels_sha256(moment.rgb)
    assert [(one.index, one.goes_on_from) for one in found.stretches] == [(6, ""), (12, "state")]
    weights = [one.choices["style_weight"] for one in found.stretches]
    assert weights == [200.0, 20.0]


def test_the_best_picture_is_offered_where_another_is_shown(bare_page, painted: Shared) -> None:
    painted.studio.select(painted.studio.branches[1].moments[0])
    best = painted.studio.branches[1].best()
    assert best is not None
    words = f"Best picture (step {best.index}) as PNG, settings inside…"
    assert words in names(bare_page, painted)


def test_the_way_over_a_fork(painted: Shared) -> None:
    branches = painted.studio.branches
    moment = branches[1].moments[-1]
    assert [part.index for part in way_to(branches, moment)] == [6, 12]
    indices = [(one.branch, one.index) for one in evolution(branches, moment)]
    assert indices == [(0, 0), (0, 2), (0, 4), (0, 6), (1, 8), (1, 10), (1, 12)]
    assert way_names(branches, moment) == "A → B"


@pytest.mark.parametrize("is_saved", [True, False])
def test_a_picture_without_a_file_is_saved_beside_if_wanted(
    qtbot, bare_page, shared: Shared, save_to: Path, is_saved: bool
) -> None:
    plan = make_plan(steps=2)
    camera = Picture("Camera, 12:30", plan.content.rgb)
    paint(qtbot, shared.studio, replace(plan, content=camera))
    (save_to / "camera-12-30-painted-content.png").write_bytes(b"somebody else's")
    choose(bare_page, shared, "Settings file…")
    roles = QMessageBox.ButtonRole
    assert "Camera, 12:30 came from no file" in answer(
        bare_page, roles.AcceptRole if is_saved else roles.DestructiveRole
    )
    wait_until_saved(qtbot, bare_page, shared)
    found = settings_in(save_to / "camera-12-30-painted.json")
    beside = save_to / "camera-12-30-painted-content-2.png"
    assert beside.exists() == is_saved
    assert found.pictures[0].source == (beside.name if is_saved else "")
    if is_saved:
        assert found.pictures[0].difference(load_rgb(beside)) == ""
        assert f"Beside it lies {beside.name}" in bare_page.said[-1][1]


def test_nothing_is_written_where_the_question_is_left(
    qtbot, bare_page, shared: Shared, save_to: Path
) -> None:
    plan = make_plan(steps=2)
    paint(qtbot, shared.studio, replace(plan, content=Picture("Pasted", plan.content.rgb)))
    choose(bare_page, shared, "Picture as PNG, settings inside…")
    answer(bare_page, QMessageBox.ButtonRole.RejectRole)
    assert list(save_to.iterdir()) == []


def film(qtbot, page: Any, shared: Shared, suffix: str) -> EvolutionDialog:
    choose(page, shared, f"Evolution as {suffix[1:].upper()}…")
    (dialog,) = page.findChildren(EvolutionDialog)
    return dialog


def test_the_evolution_as_a_video(qtbot, bare_page, shared: Shared, save_to: Path) -> None:
    """Two sizes; every moment once, and the last one held."""
    paint(qtbot, shared.studio, make_plan(coarse_sizes=(32,)))
    dialog = film(qtbot, bare_page, shared, ".mp4")
    dialog.fps_row.set_value(5)
    dialog.hold_row.set_value(1)
    dialog.start.click()
    wait_until_saved(qtbot, bare_page, shared)
    (path,) = save_to.iterdir()
    assert path.suffix == ".mp4"
    frames, moments = frames_of(path), shared.studio.branches[0].moments
    assert len({moment.rgb.shape for moment in moments}) == 2
    assert len(frames) == len(moments) + 5
    height, width = moments[-1].rgb.shape[:2]
    assert frames[0].shape == (height + height % 2, width + width % 2, 3)
    shown = frames[-1][:height, :width].astype(int)
    assert np.abs(shown - moments[-1].rgb).mean() < 12  # H.264 keeps colours at half the size
    assert str(path) in dialog.message.text
    assert bare_page.said[-1] == ("info", f"Saved as {path}.")
    dialog.close()


def test_the_evolution_as_a_gif(qtbot, bare_page, painted: Shared, save_to: Path) -> None:
    dialog = film(qtbot, bare_page, painted, ".gif")
    dialog.start.click()
    wait_until_saved(qtbot, bare_page, painted)
    dialog.close()
    (path,) = save_to.iterdir()
    moment = painted.studio.shown()
    assert moment is not None
    frames = frames_of(path)
    assert len(frames) == 7
    assert frames[-1].shape == moment.rgb.shape
    assert np.abs(frames[-1].astype(int) - moment.rgb).mean() < 16  # 256 colours
    data = path.read_bytes()
    delays = [
        int.from_bytes(data[at + 4 : at + 6], "little")
        for at in range(len(data) - 8)
        if data[at : at + 3] == b"\x21\xf9\x04" and data[at + 7] == 0
    ]
    assert delays == [10] * 6 + [210]
    assert b"NETSCAPE2.0" in data


@FAKES_NEED_A_SHELL
@pytest.mark.parametrize("suffix", [".mp4", ".gif"])
def test_cancelling_a_film_leaves_nothing(
    qtbot, bare_page, painted: Shared, save_to: Path, monkeypatch, tmp_path_factory, suffix: str
) -> None:
    """An FFmpeg that does not read: the pipe is full, and the job is cancelled meanwhile."""
    fake_ffmpeg(monkeypatch, tmp_path_factory.mktemp("programs"), "exec sleep 2")
    dialog = film(qtbot, bare_page, painted, suffix)
    dialog.start.click()
    run = exports_of(bare_page, painted)._runs[-1]
    run.job.cancel()
    wait_until_saved(qtbot, bare_page, painted)
    assert list(save_to.iterdir()) == []
    assert "Cancelled" in dialog.message.text
    assert dialog.start.isEnabled()
    dialog.close()


def fake_ffmpeg(monkeypatch, folder: Path, script: str) -> None:
    path = folder / "ffmpeg"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", str(path))


@FAKES_NEED_A_SHELL
@pytest.mark.parametrize("suffix", [".mp4", ".gif"])
def test_a_disk_that_is_full_at_ffmpegs_end(
    qtbot, bare_page, painted: Shared, save_to: Path, monkeypatch, tmp_path_factory, suffix: str
) -> None:
    words = "cat > /dev/null; echo 'Error: No space left on device' >&2; exit 1"
    fake_ffmpeg(monkeypatch, tmp_path_factory.mktemp("programs"), words)
    dialog = film(qtbot, bare_page, painted, suffix)
    dialog.start.click()
    wait_until_saved(qtbot, bare_page, painted)
    assert list(save_to.iterdir()) == []
    assert "the disk is full" in dialog.message.text
    assert bare_page.said[-1] == ("error", dialog.message.text)
    dialog.close()


@pytest.mark.parametrize("name", ["Picture as PNG, settings inside…", "Settings file…"])
@pytest.mark.parametrize("at", [1, 2])
def test_a_disk_that_is_full_at_our_end(
    qtbot, bare_page, shared: Shared, save_to: Path, monkeypatch, name: str, at: int
) -> None:
    """Full at the picture beside it, or after it: what was written is taken away again."""
    plan = make_plan(steps=2)
    paint(qtbot, shared.studio, replace(plan, content=Picture("Pasted", plan.content.rgb)))
    (save_to / "pasted-painted.png").write_bytes(b"old")
    calls: list[int] = []

    def full(_handle: int) -> None:
        calls.append(1)
        if len(calls) == at:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    choose(bare_page, shared, name)
    answer(bare_page, QMessageBox.ButtonRole.AcceptRole)
    wait_until_saved(qtbot, bare_page, shared)
    assert len(calls) == at
    (kind, text) = bare_page.said[-1]
    assert kind == "error"
    assert "No space left on device" in text
    assert [one.name for one in save_to.iterdir()] == ["pasted-painted.png"]
    assert (save_to / "pasted-painted.png").read_bytes() == b"old"


@pytest.mark.parametrize("scale", [1.0, 1.35])
@pytest.mark.parametrize("suffix", [".mp4", ".gif"])
def test_the_dialog_says_what_is_written(
    qtbot, qapp, bare_page, painted: Shared, suffix: str, scale: float
) -> None:
    theme.apply_theme(qapp, "dark", scale)
    dialog = film(qtbot, bare_page, painted, suffix)
    assert dialog.facts.text() == "7 kept pictures of A → B, 64 × 42 px: 2.7 s."
    dialog.hold_row.set_value(0)
    dialog.hold_row.valueChanged.emit(0)
    assert dialog.facts.text().endswith(": 0.7 s.")
    for control in (dialog.start, dialog.leave):
        assert control.toolTip()
        assert control.accessibleName()
    assert dialog.minimumSizeHint().height() <= dialog.height()
    dialog.close()
    theme.apply_theme(qapp, "dark")
