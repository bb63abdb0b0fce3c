"""The page of the reconstructions, with the real network on small pictures, and with stand-ins."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from explorer.engine.style.errors import StyleError
from explorer.engine.style.reconstruct import LOSSES, ReconstructionStep, Target
from explorer.panels.style.keeps.close_card import LEFT_OUT, NOTHING
from explorer.panels.style.keeps.exports import close_entries, grid_entries
from explorer.panels.style.keeps.page import KeepsPage
from explorer.panels.style.keeps.values import PREVIEW_SIZE, absorbed, note_of
from explorer.panels.style.keeps.words import loss_words, share_text
from explorer.panels.style.state import KeepsState, PaintState, StyleState
from explorer.services.jobs import JobState
from tests.panels.style.conftest import settle
from tests.panels.style.making import TIMEOUT_MS

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from explorer.panels.style.keeps.values import KeepsRequest
    from explorer.panels.style.shared import Shared

    OpenPage = Callable[..., KeepsPage]

PAINT = PaintState(content="bundled:cat")
QUICK = StyleState(page="keeps", paint=PAINT, keeps=KeepsState(steps=10, size=64, blocks=(1,)))


def made_step(target: Target, index: int, total: int = 3, fraction: float = 0.0):
    picture = np.full((8, 12, 3), 20 * index, np.uint8)
    return ReconstructionStep(
        target, index, total, 1.0 / (1 + index), 1.0, picture, picture, 0.5, fraction
    )


def quick(request: KeepsRequest) -> Generator[ReconstructionStep, None, None]:
    """Make all steps at once, without a network."""
    targets = [Target(loss, block) for block in request.blocks for loss in LOSSES]
    for at, target in enumerate(targets):
        for index in range(4):
            yield made_step(target, index, 3, (at + index / 3) / len(targets))


class Gate:
    """A job that waits after its first step until it is let go on."""

    def __init__(self) -> None:
        self.opened = threading.Event()

    def __call__(self, request: KeepsRequest) -> Generator[ReconstructionStep, None, None]:
        yield made_step(Target("content", 1), 1)
        while not self.opened.wait(0.01):
            yield made_step(Target("content", 1), 1)
        yield made_step(Target("content", 1), 3)


def test_the_grid_fills_and_says_what_is_kept(qtbot, open_page: OpenPage, shared: Shared):
    page = open_page(KeepsPage, replace(QUICK, keeps=replace(QUICK.keeps, enlarged="content 1")))
    assert page.close_card.numbers.text() == NOTHING
    page.run_card.start.click()
    settle(qtbot, page, shared)
    view = page.view
    assert list(view.cells) == [Target("content", 1), Target("style", 1)]
    assert all(cell.step.is_last and cell.picture is not None for cell in view.cells.values())
    content, style = view.cells.values()
    assert content.alike > 0.5 > style.alike
    assert not view.is_stale
    assert "SSIM to the original" in page.close_card.numbers.text()
    assert "never knew positions" in page.sums_card.words.text()
    assert page.run.state() is JobState.DONE
    assert page.run_card.bar.job() is None


def test_a_click_and_the_arrows_choose_what_is_enlarged(open_page: OpenPage, qtbot):
    page = open_page(KeepsPage, QUICK, quick)
    left, top, width, height = page.grid.layout_of().cell(1, 4)
    where = QPoint(round(left + width / 2), round(top + height / 3))
    qtbot.mouseClick(page.grid, Qt.MouseButton.LeftButton, pos=where)
    assert page.view.chosen == Target("style", 4)
    assert page.close_card.numbers.text() == LEFT_OUT
    qtbot.keyClick(page.grid, Qt.Key.Key_Up)
    qtbot.keyClick(page.grid, Qt.Key.Key_Right)
    qtbot.keyClick(page.grid, Qt.Key.Key_Right)
    assert page.store.state.keeps.enlarged == "content 5"
    assert "relu5_1" in page.close_card.accessibleName()


def test_other_settings_mark_what_is_shown(qtbot, open_page: OpenPage, shared: Shared):
    page = open_page(KeepsPage, QUICK, quick)
    page.run_card.start.click()
    settle(qtbot, page, shared)
    assert not page.run_card.message.text
    page.store.update("keeps", steps=20)
    assert page.view.is_stale
    assert "other settings" in page.run_card.message.text
    page.store.update("keeps", steps=10)
    assert not page.view.is_stale
    page.store.update("paint", content="bundled:coffee")
    settle(qtbot, page, shared)
    assert page.view.is_stale
    assert page.view.originals[0].text == "bundled:cat", "that is what was found again"


def test_pause_and_cancel_keep_what_there_is(qtbot, open_page: OpenPage, shared: Shared):
    page = open_page(KeepsPage, QUICK, Gate())
    page.run_card.start.click()
    qtbot.waitUntil(lambda: bool(page.view.cells), timeout=TIMEOUT_MS)
    page.run.job.pause()
    assert page.view.is_running
    page.run.job.resume()
    page.run.job.cancel()
    settle(qtbot, page, shared)
    assert page.run.state() is JobState.CANCELLED
    assert not page.view.is_running
    assert page.view.cells[Target("content", 1)].step.index == 1


def test_what_cannot_be_made_is_said(qtbot, open_page: OpenPage, shared: Shared):
    def fails(_request: KeepsRequest) -> Generator[ReconstructionStep, None, None]:
        yield made_step(Target("content", 1), 0)
        raise StyleError("64 px are too many here.", "size")

    page = open_page(KeepsPage, QUICK, fails)
    page.run_card.start.click()
    settle(qtbot, page, shared)
    assert page.run_card.message.text == "64 px are too many here."
    assert page.run_card.start.isEnabled()


def test_layers_are_left_out_but_never_all(open_page: OpenPage):
    page = open_page(KeepsPage, QUICK, quick)
    assert not page.run_card.blocks[0].isEnabled()
    page.run_card.blocks[2].click()
    assert page.store.state.keeps.blocks == (1, 3)
    assert page.run_card.blocks[0].isEnabled()
    page.store.update("keeps", enlarged="style 2")
    assert page.close_card.numbers.text() == LEFT_OUT


def test_a_missing_picture_cannot_be_found_again(open_page: OpenPage):
    state = replace(QUICK, paint=replace(PAINT, content="/no/such.jpg"))
    page = open_page(KeepsPage, state, quick)
    assert not page.run_card.start.isEnabled()
    assert "such.jpg" in page.run_card.message.text
    page.present()
    assert page.is_idle()


def test_present_takes_a_quick_look_and_says_so(qtbot, open_page: OpenPage, shared: Shared):
    page = open_page(KeepsPage, replace(QUICK, keeps=KeepsState(steps=100, size=160)), quick)
    page.present()
    settle(qtbot, page, shared)
    assert page.view.request.size == PREVIEW_SIZE
    assert page.run_card.message.text.startswith("A quick look: 96 px")
    assert not page.view.is_stale
    before = page.run.job
    page.present()
    assert page.run.job is before
    page.store.update("paint", pooling="average")
    assert page.view.is_stale


def test_the_line_is_remembered(open_page: OpenPage):
    page = open_page(KeepsPage, QUICK, quick)
    page.close_card.picture.shareChanged.emit(0.25)
    assert page.store.state.keeps.divide == 0.25


def test_grid_pictures_and_numbers_are_saved(qtbot, open_page, shared: Shared, save_to: Path):
    page = open_page(KeepsPage, replace(QUICK, keeps=replace(QUICK.keeps, enlarged="style 1")),
                     quick)  # fmt: skip
    page.run_card.start.click()
    settle(qtbot, page, shared)
    for _, save in (*grid_entries(page), *close_entries(page)):
        save()
    assert len(list(save_to.glob("*.png"))) == 2  # the comparison is saved under the same name
    (table,) = save_to.glob("*.csv")
    lines = table.read_text().splitlines()
    assert len(lines) == 3
    assert lines[2].startswith("style,relu1_1,3,3,0.25,1.0")


def test_notes_leave_out_the_pictures_on_the_way():
    target = Target("style", 2)
    first, last = made_step(target, 1), made_step(target, 3)
    assert note_of(first).picture is None
    assert note_of(last) is last
    cells = absorbed(absorbed({}, [first]), [note_of(replace(first, index=2))])
    assert cells[target].step.index == 2
    assert cells[target].picture is first.picture


@pytest.mark.parametrize(("share", "text"), [(1.0, "100%"), (0.0214, "2.1%"), (0.0004, "0.04%")])
def test_small_parts_are_not_nothing(share, text):
    assert share_text(share) == text


def test_a_cell_says_loss_and_part():
    cells = absorbed({}, [made_step(Target("content", 1), 3)])
    assert loss_words(cells[Target("content", 1)]) == "0.25 · 25%"


def test_a_scene_of_it_names_the_pictures_and_not_the_source(
    open_page: OpenPage, context, monkeypatch
):
    page = open_page(KeepsPage, QUICK)
    monkeypatch.setattr(context.source, "current_frame", object)
    assert page.frame() is None
    assert page.weights_in_use() == ("vgg16",)
