"""The page of edge filters, driven as a person would."""

from __future__ import annotations

import csv
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from explorer.engine.filters import KERNELS, convolve
from explorer.engine.images import luminance
from explorer.panels.filters.edges.page import EdgesPage
from explorer.panels.filters.state import EdgesState, FiltersState
from explorer.widgets import theme
from tests.panels.driving import press, slider
from tests.panels.filters.driving import hover, run_entry, settle

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Make = Callable[..., EdgesPage]


def state(**changes: object) -> FiltersState:
    return FiltersState(edges=replace(EdgesState(), **changes))


def response(page: EdgesPage) -> NDArray[np.float32]:
    assert page.result is not None
    assert page.result.answer is not None
    return page.result.answer.planes[0].response


def words(page: Any) -> str:
    return " | ".join(label.text() for label in page.findChildren(QLabel))


def test_the_first_picture_says_all_its_numbers(make_page: Make, rgb) -> None:
    page = make_page(EdgesPage, rgb)
    expected = convolve(luminance(rgb), KERNELS["sobel-vertical"])
    np.testing.assert_allclose(response(page), expected)
    reading = page.probe_card.reading
    assert reading is not None
    assert reading.cell == (10, 15)
    assert reading.probe.total == pytest.approx(float(expected[10, 15]), abs=1e-5)
    said = words(page)
    assert "20 × 31 × 3 · luminance" in said
    assert "20 × 31 → 20 × 31" in said
    assert "= response ✓" in said
    assert "Each output sees 9 of 620 inputs" in said


def test_the_stride_changes_picture_and_size(make_page: Make, rgb, qtbot) -> None:
    page = make_page(EdgesPage, rgb)
    slider(page, "stride s").setValue(2)  # the third step: 3
    settle(qtbot, page)
    assert page.store.state.edges.stride == 3
    assert response(page).shape == (7, 11)
    assert "20 × 31 → 7 × 11" in words(page)


@pytest.mark.parametrize("channels", ["luminance", "each", "RGB volume"])
def test_every_way_of_showing_keeps_the_probe_true(make_page: Make, rgb, qtbot, channels) -> None:
    page = make_page(EdgesPage, rgb)
    press(page, f"Channels: {channels}")
    for shown in ("| · |", "√", "hue", "grey", "sum"):
        press(page, f"Shown: {shown}")
        qtbot.waitUntil(page.worker.is_idle)
        reading = page.probe_card.reading
        assert reading is not None
        assert reading.response.request.shown == page.store.state.edges.shown
        assert reading.agrees()
        visible = [view for view in page.pictures.response_views if view.isVisible()]
        assert len(visible) == (4 if channels == "each" else 1)
        assert all(view.image is not None for view in visible)


def test_a_kernel_is_chosen_edited_transposed_and_resized(make_page: Make, rgb, qtbot) -> None:
    page = make_page(EdgesPage, rgb)
    press(page, "Transpose")
    settle(qtbot, page)
    assert page.store.state.edges.kernel_name == "sobel-horizontal"
    np.testing.assert_allclose(
        response(page), convolve(luminance(rgb), KERNELS["sobel-horizontal"])
    )
    press(page, "Size: 5×5")
    settle(qtbot, page)
    assert len(page.store.state.edges.kernel) == 5
    press(page, "Random numbers")
    settle(qtbot, page)
    kernel = np.array(page.store.state.edges.kernel, np.float32)
    np.testing.assert_allclose(response(page), convolve(luminance(rgb), kernel), atol=1e-5)
    assert page.store.state.edges.kernel_name == "custom"


def test_hovering_probes_and_leaving_goes_back(make_page: Make, rgb) -> None:
    page = make_page(EdgesPage, rgb)
    hover(page.pictures.response_views[0], 4, 3)
    assert page.probe_card.reading.cell == (4, 3)
    assert page.store.state.edges.probe is None
    page.pictures.unhovered.emit()
    assert page.probe_card.reading.cell == (10, 15)


def test_a_click_on_the_input_keeps_the_window_under_it(make_page: Make, rgb, qtbot) -> None:
    page = make_page(EdgesPage, rgb, state(stride=2, padding=1))
    view = page.pictures.input_view
    # The canvas has a rim of one: the window of cell (3, 5) is centred on pixel (7, 11) of it.
    QTest.mouseClick(
        view, Qt.MouseButton.LeftButton, pos=view.placement().point(11.5, 7.5).toPoint()
    )
    assert page.store.state.edges.probe == (3, 5)
    settle(qtbot, page)
    reading = page.probe_card.reading
    assert (reading.probe.top, reading.probe.left) == (5, 9)


def test_keys_move_the_probe(make_page: Make, rgb, qtbot) -> None:
    page = make_page(EdgesPage, rgb)
    view = page.pictures.response_views[0]
    for key, cell in (
        (Qt.Key.Key_Right, (10, 16)),
        (Qt.Key.Key_Down, (11, 16)),
        (Qt.Key.Key_Home, (0, 0)),
        (Qt.Key.Key_Up, (0, 0)),
        (Qt.Key.Key_End, (19, 30)),
    ):
        QTest.keyClick(view, key)
        assert page.store.state.edges.probe == cell
    settle(qtbot, page)


def test_live_frames_change_the_numbers(make_page: Make, rgb, qtbot, context) -> None:
    page = make_page(EdgesPage, rgb)
    before = page.probe_card.reading.probe.total
    context.source.open_picture(255 - rgb)
    qtbot.waitUntil(lambda: page.probe_card.reading.probe.total != before)
    assert page.probe_card.reading.probe.total == pytest.approx(-before, abs=1e-4)
    settle(qtbot, page)


class TestWalk:
    def test_a_large_picture_is_sketched_and_walked_over(self, make_page: Make, qtbot) -> None:
        rgb = np.random.default_rng(3).integers(0, 256, (96, 144, 3), np.uint8)
        page = make_page(EdgesPage, rgb, state(steps_per_s=60))
        press(page, "Slide")
        assert page.walk.is_running()
        edges = page.store.state.edges
        assert (edges.sketch, edges.walking, edges.probe) == (24, True, (0, 0))
        qtbot.waitUntil(lambda: page.store.state.edges.probe >= (0, 3), timeout=5_000)
        press(page, "Slide")
        assert not page.walk.is_running()
        settle(qtbot, page)
        assert response(page).shape == (16, 24)

    def test_the_walk_stops_at_the_last_cell_and_begins_again(
        self, make_page: Make, rgb, qtbot
    ) -> None:
        page = make_page(EdgesPage, rgb, state(steps_per_s=60, walking=True, probe=(19, 28)))
        press(page, "Slide")
        qtbot.waitUntil(lambda: not page.walk.is_running(), timeout=5_000)
        assert page.store.state.edges.probe == (19, 30)
        press(page, "Slide")
        assert page.store.state.edges.probe == (0, 0)
        press(page, "End the walk and show the whole response")
        assert not page.store.state.edges.walking
        settle(qtbot, page)

    def test_the_pointer_does_not_stop_the_walk(self, make_page: Make, rgb, qtbot) -> None:
        page = make_page(EdgesPage, rgb, state(steps_per_s=60, sketch=24))
        page.pictures.cellHovered.emit(9, 9)
        press(page, "Slide")
        qtbot.waitUntil(lambda: page.probe_card.reading.cell >= (0, 2), timeout=5_000)
        page.pictures.cellHovered.emit(9, 8)
        assert page.probe_card.reading.cell[0] == 0
        press(page, "Slide")
        page.pictures.cellHovered.emit(9, 9)
        assert page.probe_card.reading.cell == (9, 9)
        settle(qtbot, page)

    def test_steps_go_over_strides(self, make_page: Make, rgb, qtbot) -> None:
        page = make_page(EdgesPage, rgb, state(stride=4, probe=(0, 7)))
        press(page, "One cell on")
        assert page.store.state.edges.probe == (1, 0)
        press(page, "One cell back")
        press(page, "One cell back")
        assert page.store.state.edges.probe == (0, 6)
        settle(qtbot, page)
        assert page.probe_card.reading.probe.left == 4 * 6 - 1

    def test_what_is_not_visited_is_faint(self, make_page: Make, rgb, qtbot) -> None:
        page = make_page(EdgesPage, rgb, state(walking=True, probe=(0, 0)))
        view = page.pictures.response_views[0]
        background = np.array(theme.current_theme().rgb("background"))
        faint = _last_pixel(view.rendered())
        page.store.update("edges", probe=(19, 30))
        settle(qtbot, page)
        page.store.update("edges", walking=False, probe=(0, 0))
        settle(qtbot, page)
        full = _last_pixel(view.rendered())
        assert np.abs(faint - background).sum() < np.abs(full - background).sum()

    def test_leaving_the_page_pauses(self, make_page: Make, rgb) -> None:
        page = make_page(EdgesPage, rgb)
        press(page, "Slide")
        page.deactivate()
        assert not page.walk.is_running()


def _last_pixel(image: QImage) -> NDArray[np.int64]:
    colour = image.pixelColor(image.width() - 2, image.height() - 2)
    return np.array([colour.red(), colour.green(), colour.blue()])


class TestWhatDoesNotFit:
    def test_it_is_said_and_the_rest_goes_on(self, make_page: Make, rgb, qtbot) -> None:
        page = make_page(EdgesPage, rgb[:5, :5])
        press(page, "What the padding holds: reflect")
        slider(page, "padding p").setValue(9)
        settle(qtbot, page)
        assert "at most 4, not 9" in words(page.geometry_card)
        assert page.pictures.input_view.image is not None
        assert page.probe_card.reading is None
        press(page, "Padding: same")
        settle(qtbot, page)
        assert "at most" not in words(page.geometry_card)
        assert page.probe_card.reading is not None
        assert page.probe_card.reading.agrees()

    def test_one_pixel(self, make_page: Make) -> None:
        page = make_page(EdgesPage, np.full((1, 1, 3), 200, np.uint8))
        assert page.probe_card.reading.probe.total == 0

    @pytest.mark.parametrize(
        "changes",
        [
            {"kernel": ((1.0, 2.0), (3.0, 4.0))},
            {"kernel": ((float("nan"),) * 3,) * 3},
            {"stride": 0},
            {"padding": -1},
            {"sketch": 25},
            {"steps_per_s": 7},
            {"probe": (-1, 0)},
            {"channel_weights": (1.0, 3.0, 1.0)},
        ],
    )
    def test_a_state_outside_its_range_is_refused(self, changes) -> None:
        with pytest.raises(ValueError, match=r"to be|has to lie|squared|counted"):
            EdgesState(**changes)

    def test_a_probe_beyond_the_response_stands_at_its_edge(self, make_page: Make, rgb) -> None:
        page = make_page(EdgesPage, rgb, state(probe=(500, 4)))
        assert page.probe_card.reading.cell == (19, 4)


def test_a_restored_state_is_shown_and_nothing_is_announced(make_page: Make, rgb, qtbot) -> None:
    page = make_page(EdgesPage, rgb)
    announced: list[FiltersState] = []
    page.store.changed.connect(announced.append)
    restored = state(
        kernel_name="gabor", kernel=((0.0, 1.0, 0.0),) * 3, gabor_angle_deg=70, channels="volume",
        channel_weights=(0.5, -1.0, 2.0), shown="absolute", scale="kernel", stride=2, padding=3,
        border="replicate", sketch=48, probe=(1, 1), walking=True, steps_per_s=10,
    )  # fmt: skip
    page.store.set(restored)
    settle(qtbot, page)
    assert announced == [restored]
    assert slider(page, "angle θ").isVisible()
    assert slider(page, "padding p").value() == 3
    assert response(page).shape == (12, 18)


class TestExports:
    def test_map_kernel_probe_and_view(self, make_page: Make, rgb, qtbot, save_to) -> None:
        page = make_page(EdgesPage, rgb, state(shown="absolute"))
        for entry in ("Response as CSV…", "Kernel as CSV…", "Probe as CSV…"):
            run_entry(page, entry)
            qtbot.waitUntil(page.exports.is_idle)
        for entry in ("Response as PNG…", "Input as PNG…", "Whole view as PNG…"):
            run_entry(page, entry)
        rows = list(csv.reader((save_to / "response.csv").open()))
        saved = np.array([row[1:] for row in rows[1:]], np.float32)
        np.testing.assert_array_equal(saved, np.abs(response(page)))
        assert (save_to / "kernel.csv").read_text().splitlines()[2] == "all,1,2,0,-2"
        total = (save_to / "probe.csv").read_text().splitlines()[-1].split(",")[-1]
        assert float(total) == pytest.approx(page.probe_card.reading.probe.total, abs=1e-6)
        assert not QImage(str(save_to / "response.png")).isNull()
        assert QImage(str(save_to / "edge-filters.png")).size() == page.size()

    def test_each_channel_is_a_map_of_its_own(self, make_page: Make, rgb, qtbot, save_to) -> None:
        page = make_page(EdgesPage, rgb, state(channels="each"))
        run_entry(page, "Blue as CSV…")
        qtbot.waitUntil(page.exports.is_idle)
        assert (save_to / "blue.csv").exists()


def test_the_theme_recolours_the_response_at_once(make_page: Make, rgb, qapp, qtbot) -> None:
    flat = np.full_like(rgb, 128)
    page = make_page(EdgesPage, flat, state(padding="valid"))
    view = page.pictures.response_views[0]
    try:
        theme.apply_theme(qapp, "light")
        colour = view.image.pixelColor(0, 0)
        assert (colour.red(), colour.green(), colour.blue()) == theme.current_theme().rgb(
            "background"
        )
    finally:
        theme.apply_theme(qapp, "dark")
    settle(qtbot, page)


def test_the_page_fits_the_smallest_window(make_page: Make, rgb, qtbot) -> None:
    page = make_page(EdgesPage, rgb, state(channels="each", shown="direction"))
    for changes in ({"kernel": ((0.11,) * 7,) * 7}, {"channels": "volume"}):
        page.store.update("edges", **changes)
        settle(qtbot, page)
        assert page.minimumSizeHint().width() <= 1196
        assert page.minimumSizeHint().height() <= 660
