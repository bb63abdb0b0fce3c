"""A detector of one's own: Darknet's files opened in the panel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from explorer.panels.detector.live.page import BoxesPage
from tests.engine.darknet.files import SMALL, header, small_numbers, write_pair
from tests.panels.detector.conftest import TIMEOUT_MS, settle
from tests.panels.driving import press

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any

    Make = Callable[..., Any]


def test_the_weights_and_names_beside_a_cfg_are_taken(
    make_page: Make, qtbot, monkeypatch, tmp_path: Path
) -> None:
    cfg, beside = write_pair(tmp_path, SMALL, header() + small_numbers())
    cfg.with_suffix(".names").write_text("apple\npear\n", "utf-8")
    page = make_page(BoxesPage)
    asked: list[str] = []

    def answer(_parent: object, title: str, _start: str, _kinds: str) -> tuple[str, str]:
        asked.append(title)
        return str(cfg), ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", answer)
    press(page, "Detector: Your own…")
    settle(qtbot, page)
    assert len(asked) == 1  # the weights lie beside it
    model = page.store.state.model
    assert (model.name, model.weights) == ("own", str(beside))
    view = page.result.value
    assert view.model.class_names == ("apple", "pear")
    assert view.model.title == cfg.stem
    assert page.classes_card.facts() == "all 2"
    assert page.weights_in_use() == ()


def test_weights_that_are_cut_off_name_layer_and_byte_and_the_boxes_stay(
    make_page: Make, qtbot, monkeypatch, tmp_path: Path
) -> None:
    cfg, weights = write_pair(tmp_path, SMALL, (header() + small_numbers())[:-40])
    elsewhere = weights.rename(tmp_path / "other.weights")
    page = make_page(BoxesPage)
    before = page.result.value
    paths = iter((cfg, elsewhere))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(next(paths)), ""))
    page.own_model.choose()
    qtbot.waitUntil(lambda: page.model_card.problem() != "", timeout=TIMEOUT_MS)
    assert "layer" in page.model_card.problem()
    assert "byte" in page.model_card.problem()
    assert page.result.value is before


def test_nothing_chosen_changes_nothing(make_page: Make, monkeypatch) -> None:
    page = make_page(BoxesPage)
    before = page.store.state.model
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    page.own_model.choose()
    assert page.store.state.model == before


def test_files_that_were_put_right_are_opened_again(
    make_page: Make, qtbot, monkeypatch, tmp_path: Path
) -> None:
    content = header() + small_numbers()
    cfg, weights = write_pair(tmp_path, SMALL, content[:-40])
    page = make_page(BoxesPage)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(cfg), ""))
    page.own_model.choose()
    qtbot.waitUntil(lambda: "too short" in page.model_card.problem(), timeout=TIMEOUT_MS)
    weights.write_bytes(content)
    press(page, "Open other files")
    qtbot.waitUntil(lambda: page.result.value.model.title == cfg.stem, timeout=TIMEOUT_MS)
    assert page.model_card.problem() == ""
