"""The page, driven as a person would."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt

from explorer.engine.residual.recording import RecordingError
from explorer.panels.residual.state import ResidualState, SurfaceState
from explorer.panels.residual.surface.exports import figure_image, figure_svg
from explorer.panels.residual.surface.page import LOST_PAIR, NO_PAIR, SurfacePage
from explorer.panels.residual.surface.pair_card import LEGEND
from explorer.services.jobs import JobState
from explorer.widgets import theme
from tests.panels.residual.conftest import TIMEOUT_MS, settle
from tests.panels.residual.surface.surface_fakes import FakeTrainings, make, recording, trained

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from explorer.panels.residual.surface.values import SurfaceRequest


def missing() -> Any:
    raise RecordingError("surfaces.json cannot be used. Restore it with git.")


@pytest.fixture
def open_page(qtbot, make_page, context) -> Callable[..., SurfacePage]:
    """Open the page with fake slices; the engine is loaded unless a test says otherwise."""

    def opened(
        surface: SurfaceState | None = None,
        *,
        result: Any = None,
        job: Any = make,
        read: Any = recording,
        engine: bool = True,
    ) -> SurfacePage:
        if engine:
            context.engine.start()
            qtbot.waitUntil(lambda: context.engine.is_ready, timeout=20_000)
        state = ResidualState(page="surface", surface=surface or SurfaceState())
        page: SurfacePage = make_page(SurfacePage, state, FakeTrainings(result), job, read)
        return page

    return opened


def facts(page: SurfacePage) -> list[dict[str, str]]:
    return [{fact.name: fact.value for fact in side.facts.facts()} for side in page.pair_card.sides]


def compute(qtbot, page: SurfacePage) -> None:
    qtbot.mouseClick(page.slice_card.start, Qt.MouseButton.LeftButton)
    settle(qtbot, page)


def test_the_recording_is_there_at_once(open_page) -> None:
    page = open_page(engine=False)
    assert page.result.kind == "recorded"
    assert [side.name.text() for side in page.pair_card.sides] == ["plain-56", "residual-56"]
    assert facts(page)[0]["flat as far as"] < facts(page)[1]["flat as far as"]
    assert page.pair_card.facts().startswith("as recorded")
    assert "a device, 2026-11-27" in page.networks_card._words.text()
    assert "2 times as far" in page.pair_card.verdict.text()
    assert page.pair_card.views[0].drawn() is not None
    assert page.weights_in_use() == ("residual-lab-56",)
    assert not page.slice_card.start.isEnabled()


def test_both_pictures_have_one_scale(open_page) -> None:
    page = open_page()
    first, second = (view.drawn() for view in page.pair_card.views)
    assert first is second
    assert (first.low, first.high) == pytest.approx((0.3, 10))


def test_another_pair_is_shown_with_its_own_recording(qtbot, open_page) -> None:
    page = open_page()
    page.networks_card.pair.currentChanged.emit("bundled-20")
    settle(qtbot, page)
    assert page.store.state.surface.pair == "bundled-20"
    assert page.result.landscapes[1].name == "residual-20"
    assert page.weights_in_use() == ("residual-lab",)


def test_computing_replaces_the_recording(qtbot, open_page) -> None:
    page = open_page(SurfaceState(points=11, images=64))
    assert "This slice is of other settings: 21 points" in page.pair_card.stale.text
    compute(qtbot, page)
    assert page.result.kind == "computed"
    assert page.result.asked.config.points == 11
    assert page.result.landscapes[0].test_error == 14
    assert page.pair_card.stale.text == ""
    assert page.slice_card.bar.isHidden()
    page.store.update("surface", seed=5)
    assert "seed 0" in page.pair_card.stale.text
    page.store.update("surface", seed=0)
    assert page.pair_card.stale.text == ""


def test_points_appear_from_coarse_to_fine_and_pausing_rests(qtbot, open_page) -> None:
    seen: list[int] = []
    page = open_page(SurfaceState(points=31))
    page.slices.changed.connect(
        lambda: page.result.kind == "computing" and seen.append(page.result.done)
    )
    qtbot.mouseClick(page.slice_card.start, Qt.MouseButton.LeftButton)
    page.slices.job.pause()
    settle(qtbot, page)
    assert page.slices.job.state is JobState.PAUSED
    assert not page.slice_card.bar.isHidden()
    page.slices.job.resume()
    settle(qtbot, page)
    assert seen == sorted(seen)
    assert (page.result.kind, page.result.done) == ("computed", 961)


def test_cancelling_brings_back_what_was_there(qtbot, open_page) -> None:
    page = open_page(SurfaceState(points=51))
    qtbot.mouseClick(page.slice_card.start, Qt.MouseButton.LeftButton)
    page.slices.job.pause()
    page.slices.job.cancel()
    qtbot.waitUntil(lambda: page.slices.job.state is JobState.CANCELLED)
    settle(qtbot, page)
    assert page.result.kind == "recorded"
    assert page.slice_card.bar.isHidden()
    assert page.pair_card.views[0].drawn().request.losses[0].shape == (21, 21)


def test_a_failing_job_leaves_the_page_usable(qtbot, open_page) -> None:
    page = open_page(SurfaceState(points=11, images=666))
    compute(qtbot, page)
    assert page.slice_card.message.text == "These pictures cannot be used."
    assert page.result.kind == "recorded"
    page.store.update("surface", images=64)
    compute(qtbot, page)
    assert page.result.kind == "computed"
    assert page.slice_card.message.text == ""


def test_without_a_recording_it_says_what_to_do(qtbot, open_page) -> None:
    page = open_page(read=missing)
    assert page.result is None
    assert "Restore it with git" in page.pair_card.views[0].accessibleDescription()
    assert page.entries() == []
    page.store.update("surface", points=11)
    compute(qtbot, page)
    assert page.result.kind == "computed"
    assert page.result.landscapes[0].test_error is None


def test_without_a_trained_pair_it_leads_to_one(qtbot, open_page) -> None:
    page = open_page(SurfaceState("trained"))
    assert page.pair_card.views[1].accessibleDescription() == NO_PAIR
    assert not page.slice_card.start.isEnabled()
    qtbot.mouseClick(page.networks_card.train, Qt.MouseButton.LeftButton)
    assert page.store.state.page == "train"


def test_a_pair_that_was_trained_is_computed_and_grows_stale(qtbot, open_page) -> None:
    page = open_page(SurfaceState("trained"), result=trained(40))
    assert page.result is None
    assert page.slice_card.start.isEnabled()
    page.present()
    settle(qtbot, page)
    assert page.result.asked.config.points == 11
    assert [side.name.text() for side in page.pair_card.sides] == ["plain-8", "residual-8"]
    assert page.pair_card.sides[0].reached.text() == "test error 30.00 %"
    page._trainings.result = trained(80)
    page._trainings.changed.emit()
    settle(qtbot, page)
    assert "other networks" in page.pair_card.stale.text
    page._trainings.result = trained(plain_diverged=True)
    page._trainings.changed.emit()
    assert not page.slice_card.start.isEnabled()
    assert page.networks_card._words.text() == LOST_PAIR


def test_what_is_computed_stays_in_sight_while_its_networks_learn_on(qtbot, open_page) -> None:
    release = threading.Event()

    def held(request: SurfaceRequest) -> Any:
        making = make(request)
        yield next(making)
        release.wait(TIMEOUT_MS / 1000)
        return (yield from making)

    page = open_page(SurfaceState("trained", points=11), result=trained(40), job=held)
    qtbot.mouseClick(page.slice_card.start, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.result is not None, timeout=TIMEOUT_MS)
    page._trainings.result = trained(80)
    page._trainings.changed.emit()
    under_way, stale = page.result, page.pair_card.stale.text
    release.set()
    settle(qtbot, page)
    assert under_way is not None
    assert under_way.kind == "computing"
    assert "other networks" in stale
    assert page.result.kind == "computed"


def test_presenting_a_bundled_pair_computes_nothing(open_page) -> None:
    page = open_page()
    page.present()
    assert page.slices.job is None


def test_pointing_reads_both_losses(qtbot, open_page) -> None:
    page = open_page()
    first, second = page.pair_card.views
    spot = first.pixel_of((12, 15))
    qtbot.mouseMove(first, spot.toPoint())
    first.probed.emit(first._point_at(spot))
    assert page.pair_card.reading.text() == (
        "a = +0.25, b = +0.10:  plain-56 4.940   residual-56 1.460"
    )
    assert second._probe == (12, 15)
    page.pair_card.probed.emit(None)
    assert page.pair_card.reading.text() == LEGEND


def test_arrow_keys_walk_over_the_map(qtbot, open_page) -> None:
    page = open_page()
    view = page.pair_card.views[0]
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Up):
        qtbot.keyClick(view, key)
    assert view._probe == (11, 12)
    assert page.pair_card.reading.text().startswith("a = +0.10, b = +0.05")


def test_a_surface_is_turned_by_dragging_and_by_keys(qtbot, open_page) -> None:
    page = open_page(SurfaceState(view="surface", azimuth=170.0, elevation=35.0))
    view = page.pair_card.views[1]
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    qtbot.mouseMove(view, QPoint(140, 80))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(140, 80))
    surface = page.store.state.surface
    assert (surface.azimuth, surface.elevation) == (-170, 25)
    qtbot.keyClick(view, Qt.Key.Key_Left)
    qtbot.keyClick(view, Qt.Key.Key_Up)
    settle(qtbot, page)
    surface = page.store.state.surface
    assert (surface.azimuth, surface.elevation) == (-175, 30)
    assert view.drawn().request.viewpoint.azimuth == -175
    assert page.viewpoint_card.azimuth.value() == -175
    for _ in range(20):
        qtbot.keyClick(view, Qt.Key.Key_Up)
    assert page.store.state.surface.elevation == 90


def test_a_point_of_a_surface_is_read_where_it_is_drawn(open_page) -> None:
    page = open_page(SurfaceState(view="surface", elevation=88.0))
    view = page.pair_card.views[0]
    assert view._point_at(view.pixel_of((10, 10))) == (10, 10)
    assert view._point_at(QPointF(0, 0)) is None


def test_contours_and_surface_are_two_looks_at_one_slice(qtbot, open_page) -> None:
    page = open_page()
    assert page.viewpoint_card.isHidden()
    page.pair_card.look.currentChanged.emit("surface")
    settle(qtbot, page)
    assert not page.viewpoint_card.isHidden()
    drawn = page.pair_card.views[0].drawn()
    assert drawn.request.kind == "surface"
    before = page.pair_card.views[0].grab().toImage()
    page.pair_card.look.currentChanged.emit("contours")
    settle(qtbot, page)
    assert page.pair_card.views[0].grab().toImage() != before


def test_pictures_are_as_large_as_their_places(qtbot, open_page) -> None:
    page = open_page()
    page.resize(1500, 900)
    qtbot.waitUntil(
        lambda: (
            page.is_idle()
            and page.pair_card.views[0].drawn().request.size
            == page.pair_card.views[0].picture_size()
        )
    )


def test_the_theme_is_followed(qapp, qtbot, open_page) -> None:
    page = open_page(SurfaceState(view="surface"))
    theme.apply_theme(qapp, "light")
    try:
        settle(qtbot, page)
        assert page.pair_card.views[0].drawn().request.ground == (255, 255, 255)
    finally:
        theme.apply_theme(qapp, "dark")


@pytest.mark.parametrize("view", ["contours", "surface"])
def test_everything_can_be_saved(open_page, save_to: Path, view: Any) -> None:
    page = open_page(SurfaceState(view=view))
    for _, save in page.entries():
        save()
    assert sorted(path.suffix for path in save_to.iterdir()) == [".csv", ".png", ".svg"]
    lines = (save_to / "loss-surface.csv").read_text().splitlines()
    assert lines[0] == "a,b,plain-56,residual-56"
    assert len(lines) == 1 + 441
    svg = (save_to / "loss-surface.svg").read_text()
    assert "plain-56" in svg
    assert svg.count("<polyline" if view == "contours" else "<poly") > 20
    assert figure_svg(page.pair_card, page.result) == svg
    assert figure_image(page.pair_card).width() == 2 * page.pair_card.figure_size().width()


def test_a_person_who_sees_nothing_is_told(open_page) -> None:
    page = open_page()
    view = page.pair_card.views[0]
    assert view.accessibleName() == "The loss around plain-56"
    assert "flat as far as" in view.accessibleDescription()
    scale = page.pair_card.scale.accessibleDescription()
    assert "0.300 to 10.000" in scale
    assert "what is higher" in scale
