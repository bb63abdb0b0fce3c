"""The page of the embedding space, driven as a person drives it."""

from __future__ import annotations

import csv
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from explorer.engine.projection import ProjectionError, neighbour_layout, pca
from explorer.panels.faces.sample import bundled_sample
from explorer.panels.faces.space.exports import entries
from explorer.panels.faces.space.layout_run import settle
from explorer.panels.faces.space.page import SpacePage
from explorer.panels.faces.state import FacesState, SpaceState
from explorer.services.jobs import JobState
from explorer.widgets import theme
from tests.panels.driving import press, set_slider
from tests.panels.gated import Gated

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from explorer.panels.faces.keeper import GalleryKeeper
    from tests.panels.faces.still import StillPages

TIMEOUT_MS = 60_000
STATE = FacesState(page="space")
NEIGHBOURS = FacesState(page="space", space=SpaceState(layout="neighbours"))
at_once = partial(settle, pace_s=0.0)


def at(page: SpacePage, place: int) -> QPoint:
    x, y = page.view.pixels()[place]
    return QPoint(round(x), round(y))


def alone(page: SpacePage) -> int:
    """A face that no other face covers."""
    pixels = page.view.pixels()
    away = np.hypot(*(pixels[:, None] - pixels).T) + 1e9 * np.eye(len(pixels))
    return int(away.min(1).argmax())


def enrol(qtbot, keeper: GalleryKeeper, *people: tuple[str, int]) -> None:
    """Enrol bundled faces under names."""
    sample = bundled_sample()
    for name, place in people:
        keeper.enrol(name, np.array(sample.embeddings[place]), np.array(sample.chips[place]))
    qtbot.waitUntil(keeper.is_idle, timeout=TIMEOUT_MS)


def test_it_opens_on_the_principal_plane(pages: StillPages) -> None:
    page = pages(SpacePage, STATE)
    sample = bundled_sample()
    expected = pca(sample.embeddings)
    np.testing.assert_allclose(page.points, expected.coordinates)
    share = f"{expected.explained.sum():.0%}".replace("%", " %")
    assert page.view_card.facts() == f"173 photographs of 30 people · PCA, {share} of the variance"
    assert f"PCA shows {share}" in page.layout_card.words.text()
    assert "Point at a face" in page.neighbours_card.words.text()
    assert not page.layout_card.again.isEnabled()
    assert page.context.engine.device is None  # no network is needed
    assert page.weights_in_use() == ("mtcnn", "dlib-face")
    page.grab()


def test_pointing_at_a_face_lights_its_neighbours(qtbot, pages: StillPages) -> None:
    page = pages(SpacePage, STATE)
    place = alone(page)
    qtbot.mouseMove(page.view, at(page, place))
    assert page.neighbours.place == place
    assert page.view.meant == place
    sample = page.sample
    squared = np.square(sample.embeddings.astype(float) - sample.embeddings[place]).sum(1)
    order = np.argsort(squared, kind="stable")[1:9]
    assert page.view._lit == tuple(order)
    first = page.neighbours_card.table.texts()[0]
    d = squared[order[0]]
    assert first == [sample.name(order[0]), f"{d:.3f}", f"{d**0.5:.3f}"]
    near = int((squared < 0.36).sum()) - 1
    assert page.neighbours_card.words.text().startswith(f"{near} of its 172 neighbours ")
    page.grab()
    qtbot.mouseMove(page.view, QPoint(2, 2))
    assert page.neighbours is None
    assert page.neighbours_card.table.texts() == []


def test_a_click_keeps_a_face_and_another_lets_it_go(qtbot, pages: StillPages) -> None:
    page = pages(SpacePage, STATE)
    place = alone(page)
    left = Qt.MouseButton.LeftButton
    qtbot.mouseClick(page.view, left, pos=at(page, place))
    qtbot.mouseMove(page.view, QPoint(2, 2))
    assert page.pinned == place
    assert page.neighbours.place == place
    assert page.neighbours_card.facts() == f"{page.sample.name(place)} · kept"
    second = page.neighbours.places[1]
    page.neighbours_card.table.rowChosen.emit(1)
    assert page.pinned == second
    qtbot.keyClick(page.view, Qt.Key.Key_Escape)
    assert page.pinned == -1
    assert page.neighbours is None


def test_the_keyboard_walks_over_faces(qtbot, pages: StillPages) -> None:
    page = pages(SpacePage, STATE)
    qtbot.keyClick(page.view, Qt.Key.Key_Right)
    start = page.neighbours.place
    qtbot.keyClick(page.view, Qt.Key.Key_Down)
    assert page.neighbours.place != start
    qtbot.keyClick(page.view, Qt.Key.Key_Return)
    assert page.pinned == page.neighbours.place


def test_tau_decides_who_is_within_at_once(pages: StillPages) -> None:
    page = pages(SpacePage, STATE)
    page.present()
    assert page.pinned >= 0
    before = page.neighbours_card.words.text()
    set_slider(page, "τ, squared distance", 0.1)
    tau = page.store.state.recognition.tau
    assert tau == pytest.approx(0.1, abs=2e-3)
    assert page.neighbours_card.words.text() != before
    near, same = page.neighbours.within(tau)
    assert near == same  # strict: no stranger
    assert f"within τ = {tau:.3f}" in page.neighbours_card.words.text()


def test_faces_settle_so_that_neighbours_stay_neighbours(qtbot, pages: StillPages) -> None:
    page = pages(SpacePage, STATE, make=at_once)
    shown: list[int] = []
    page.run.previewed.connect(lambda step: shown.append(step.index))
    page.layout_card.layoutChosen.emit("neighbours")
    pages.rest(page)
    assert page.run.state() is JobState.DONE
    *_, last = neighbour_layout(bundled_sample().embeddings)
    np.testing.assert_array_equal(page.points, last.coordinates)
    assert shown == sorted(set(shown))
    assert shown[-1] == 400
    assert "step 400 of 400" in page.view_card.facts()
    assert "perplexity 15" in page.layout_card.words.text()
    job = page.run.job
    page.store.update("space", layout="pca")
    qtbot.waitUntil(page.view.is_idle)
    np.testing.assert_allclose(page.points, pca(bundled_sample().embeddings).coordinates)
    page.store.update("space", layout="neighbours")
    assert page.run.job is job  # it is laid out already
    np.testing.assert_array_equal(page.points, last.coordinates)
    press(page, "Again")
    assert page.run.job is not job
    pages.rest(page)
    np.testing.assert_array_equal(page.points, last.coordinates)


def test_a_layout_rests_goes_on_and_is_cancelled(qtbot, pages: StillPages) -> None:
    page = pages(SpacePage, NEIGHBOURS, rest=False, make=Gated(at_once, 40))
    qtbot.waitUntil(
        lambda: page.run.newest is not None and page.run.newest.index == 39, timeout=TIMEOUT_MS
    )
    press(page, "Pause")
    pages.rest(page)
    assert page.run.state() is JobState.PAUSED
    qtbot.mouseMove(page.view, at(page, alone(page)))  # neighbours light up meanwhile
    assert page.neighbours is not None
    press(page, "Go on")
    assert not page.is_idle()
    press(page, "Cancel")
    pages.rest(page)
    assert page.run.state() is JobState.CANCELLED
    assert page.points is page.run.newest.coordinates
    assert page.layout_card.bar.isHidden()


def test_a_layout_that_cannot_be_is_said(pages: StillPages) -> None:
    def refuse(_embeddings: Any) -> Generator[Any, None, Any]:
        raise ProjectionError("Too many points.")
        yield

    page = pages(SpacePage, NEIGHBOURS, make=refuse)
    assert page.layout_card.message.text == "Too many points."
    page.store.update("space", layout="pca")
    assert page.layout_card.message.text == ""


def test_zooming_by_buttons(pages: StillPages) -> None:
    page = pages(SpacePage, STATE)
    press(page, "Zoom in (+)")
    assert page.view.sight.zoom == 1.5
    press(page, "Zoom out (−)")
    assert page.view.sight.zoom == 1
    press(page, "Zoom in (+)")
    press(page, "Show all faces (0)")
    assert page.view.sight.zoom == 1


def test_an_empty_gallery_offers_the_bundled_faces(qtbot, pages: StillPages) -> None:
    page = pages(SpacePage, FacesState(page="space", space=SpaceState("gallery")))
    assert "Nobody is enrolled" in page.sample_card.message.text
    assert page.view_card.facts() == ""
    with qtbot.waitSignal(page.view.actionRequested):
        page.view._action.click()
    pages.rest(page)
    assert page.sample is bundled_sample()


def test_those_enrolled_are_drawn_over_the_bundled_faces(
    qtbot, pages: StillPages, keeper: GalleryKeeper
) -> None:
    page = pages(SpacePage, STATE)
    before = page.points
    enrol(qtbot, keeper, ("Ann", 0), ("Бо <b>", 60))
    press(page, "gallery over them")
    pages.rest(page)
    assert page.store.state.space.with_gallery
    assert page.sample.people[173:] == ("Ann (gallery)", "Бо <b> (gallery)")
    assert page.view._crowd.over == 173
    np.testing.assert_allclose(page.points[:173], before)
    np.testing.assert_allclose(page.points[173], before[0], atol=1e-5)
    page.view.clicked.emit(174)
    assert page.neighbours.places[0] == 60
    page.grab()
    enrol(qtbot, keeper, ("Ann", 1))
    pages.rest(page)
    assert len(page.sample) == 176
    keeper.forget_everyone()
    qtbot.waitUntil(keeper.is_idle, timeout=TIMEOUT_MS)
    pages.rest(page)
    assert len(page.sample) == 173
    press(page, "gallery over them")
    pages.rest(page)
    assert page.sample_card.message.text == ""


@pytest.mark.parametrize("count", [1, 2, 3])
def test_very_small_galleries_are_shown(
    qtbot, pages: StillPages, keeper: GalleryKeeper, count: int
) -> None:
    enrol(qtbot, keeper, *((f"P{place}", 9 * place) for place in range(count)))
    state = FacesState(page="space", space=SpaceState("gallery", "neighbours"))
    page = pages(SpacePage, state, make=at_once)
    assert page.run.state() is JobState.DONE
    page.view.clicked.emit(0)
    assert f"of its {count - 1} neighbours" in page.neighbours_card.words.text()
    page.grab()
    page.store.update("space", layout="pca")
    page.grab()


def test_everything_can_be_saved(pages: StillPages, save_to: Path) -> None:
    page = pages(SpacePage, STATE)
    page.present()
    for _, save in entries(page):
        save()
    names = {path.name for path in save_to.iterdir()}
    assert names == {
        "embedding-space.png", "embedding-space.svg", "embedding-space.csv", "neighbours.csv",
    }  # fmt: skip
    rows = list(csv.reader((save_to / "neighbours.csv").open(encoding="utf-8")))
    assert len(rows) == 173
    assert float(rows[1][3]) == pytest.approx(page.neighbours.distances[0], rel=1e-6)
    points = list(csv.reader((save_to / "embedding-space.csv").open(encoding="utf-8")))
    assert len(points) == 174
    assert float(points[5][2]) == pytest.approx(page.points[4, 0])


@pytest.mark.parametrize(("choice", "scale"), [("light", 1.0), ("dark", 1.35)])
def test_it_is_painted_in_other_looks(qapp, pages: StillPages, choice: Any, scale: float) -> None:
    page = pages(SpacePage, replace(STATE))
    page.present()
    theme.apply_theme(qapp, choice, scale)
    assert not page.grab().isNull()
    page.faces_shown.click()
    page.grab()
    theme.apply_theme(qapp, "dark")
