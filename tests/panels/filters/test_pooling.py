"""Pooling: values and winners against torch, the window's numbers, the page itself."""

from __future__ import annotations

import csv
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from explorer.panels.filters.pooling.facts_card import kept_text
from explorer.panels.filters.pooling.page import PoolingPage
from explorer.panels.filters.pooling.reading import read, window_latex, window_rows
from explorer.panels.filters.pooling.respond import Pooling, cell_under, request_of, respond
from explorer.panels.filters.state import FiltersState, PoolingState
from explorer.widgets.engraving import engrave
from tests.panels.driving import press, slider
from tests.panels.filters.driving import hover, run_entry, settle

if TYPE_CHECKING:
    from collections.abc import Callable

    Make = Callable[..., PoolingPage]


def pooled(rgb, **changes: object) -> Pooling:
    return respond(rgb, request_of(replace(PoolingState(coarse=1), **changes)))


def state(**changes: object) -> FiltersState:
    return FiltersState(pooling=replace(PoolingState(coarse=1), **changes))


def words(page: Any) -> str:
    return " | ".join(label.text() for label in page.findChildren(QLabel))


@pytest.mark.parametrize(("size", "stride"), [(2, 2), (3, 2), (3, 1), (2, 5)])
@pytest.mark.parametrize("mode", ["max", "average"])
def test_values_and_winners_are_what_torch_finds(rgb, mode, size, stride) -> None:
    import torch
    from torch.nn import functional

    found = pooled(rgb, mode=mode, size=size, stride=stride, channels="rgb")
    planes = torch.from_numpy(found.values.transpose(2, 0, 1).copy())[None]
    assert found.pooled is not None
    if mode == "average":
        expected = functional.avg_pool2d(planes, size, stride)
        assert found.winners is not None
        assert found.winners.points == ()
    else:
        expected, places = functional.max_pool2d(planes, size, stride, return_indices=True)
        width = found.input_size[1]
        np.testing.assert_array_equal(
            found.pooled.winner_rows.transpose(2, 0, 1) * width
            + found.pooled.winner_columns.transpose(2, 0, 1),
            places[0].numpy(),
        )
    np.testing.assert_allclose(
        found.pooled.values.transpose(2, 0, 1), expected[0].numpy(), atol=1e-6
    )


def test_winners_are_marked_once_each_where_windows_overlap() -> None:
    picture = np.zeros((3, 3, 3), np.uint8)
    picture[1, 1] = 255
    found = pooled(picture, size=2, stride=1)
    assert found.winners is not None
    np.testing.assert_array_equal(found.winners.points[0], [[1.5, 1.5]])
    assert found.winners.mask is None


def test_many_winners_become_a_mask() -> None:
    picture = np.random.default_rng(0).integers(0, 256, (200, 300, 3), np.uint8)
    found = pooled(picture, channels="rgb")
    assert found.winners is not None
    assert found.pooled is not None
    assert found.winners.mask is not None
    expected = np.zeros((200, 300), np.bool_)
    expected[found.pooled.winner_rows, found.pooled.winner_columns] = True
    np.testing.assert_array_equal(found.winners.mask[:, :, 3] > 0, expected)


def test_the_picture_is_averaged_first_and_the_share_is_counted(rgb) -> None:
    found = pooled(np.repeat(np.repeat(rgb, 4, 0), 4, 1), coarse=4, channels="rgb")
    np.testing.assert_array_equal(found.rgb, rgb)
    assert kept_text(found).startswith("450 of 1,860 numbers are left: 24.2 % (about 1/s² = 1/4)")
    exact = pooled(rgb[:20, :30])
    assert "150 of 600 numbers are left: 25.0 % (1/s² = 1/4)" in kept_text(exact)


@pytest.mark.parametrize("mode", ["max", "average"])
@pytest.mark.parametrize("channels", ["luminance", "rgb"])
@pytest.mark.parametrize("size", [1, 2, 8])
def test_the_window_gives_the_value_shown(rgb, mode, channels, size) -> None:
    found = pooled(rgb, mode=mode, channels=channels, size=size, stride=2)
    for cell in np.ndindex(found.output_size):
        reading = read(found, cell)
        assert reading is not None
        for channel, value in enumerate(reading.values):
            window = reading.window[:, :, channel]
            expected = window.max() if mode == "max" else window.mean()
            assert value == pytest.approx(float(expected), abs=1e-6)
            if mode == "max":
                assert window[reading.winners[channel]] == np.float32(value)
    for line in window_latex(reading).split("\n"):
        assert engrave(line).width > 0


def test_the_numbers_stand_in_the_formula() -> None:
    picture = np.array([[51, 102], [153, 0]], np.uint8)[:, :, None].repeat(3, 2)
    largest, mean = (read(pooled(picture, mode=mode), (0, 0)) for mode in ("max", "average"))
    assert largest is not None
    assert mean is not None
    assert window_latex(largest) == (
        r"y = \max\left\{0.200,\, 0.400,\, 0.600,\, 0.000\right\} = 0.600"
    )
    assert window_latex(mean) == (
        r"y = \frac{1}{4}\left(0.200 + 0.400 + 0.600 + 0.000\right) = 0.300"
    )
    rows = list(window_rows(largest))
    assert rows[3][:3] == ("Luminance", 1, 0)
    assert rows[3][4] == 1
    assert rows[-1] == ("max Luminance", "", "", "0.600000083", "")


def test_a_pixel_finds_its_window(rgb) -> None:
    found = pooled(rgb, size=3, stride=3)
    for row, column in np.ndindex(18, 30):
        assert cell_under(row, column, found) == (row // 3, column // 3)


class TestPage:
    def test_sliders_change_output_and_words(self, make_page: Make, rgb, qtbot) -> None:
        page = make_page(PoolingPage, rgb, state())
        assert page.result.output_size == (10, 15)
        slider(page, "window f").setValue(2)
        slider(page, "stride s").setValue(2)
        settle(qtbot, page)
        assert page.result.output_size == (6, 10)
        assert "20 × 31 → 6 × 10" in words(page)
        assert "2 rows (rows 18–19) and 1 column (column 30)" in words(page)
        press(page, "Pooling: average")
        settle(qtbot, page)
        assert page.window_card.reading.winners == ()

    def test_the_winner_is_marked_on_the_input(self, make_page: Make, rgb, qtbot) -> None:
        page = make_page(PoolingPage, rgb, state())
        with_winners = page.pictures.input_view.rendered()
        press(page, "Mark the winners")
        assert not page.store.state.pooling.winners
        assert page.pictures.input_view.rendered() != with_winners
        settle(qtbot, page)

    def test_hover_click_and_keys(self, make_page: Make, rgb, qtbot) -> None:
        page = make_page(PoolingPage, rgb, state())
        view = page.pictures.input_view
        hover(view, 4, 9)
        assert page.window_card.reading.cell == (2, 4)
        place = view.placement().point(9.5, 4.5).toPoint()
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=place)
        assert page.store.state.pooling.probe == (2, 4)
        for key, cell in (
            (Qt.Key.Key_Left, (2, 3)),
            (Qt.Key.Key_End, (9, 14)),
            (Qt.Key.Key_Home, (0, 0)),
        ):
            QTest.keyClick(page.pictures.output_view, key)
            assert page.store.state.pooling.probe == cell
        settle(qtbot, page)

    def test_a_window_larger_than_the_picture(self, make_page: Make, rgb, qtbot) -> None:
        page = make_page(PoolingPage, rgb, state(coarse=8))
        slider(page, "window f").setValue(7)
        settle(qtbot, page)
        assert "does not fit" in words(page.pool_card)
        assert page.pictures.input_view.image is not None
        assert page.window_card.reading is None
        assert "→" not in words(page.size_card), "sizes of an earlier picture"
        slider(page, "coarse pixels").setValue(0)
        settle(qtbot, page)
        assert "does not fit" not in words(page.pool_card)
        assert page.result.input_size == (20, 31)

    def test_it_is_live(self, make_page: Make, rgb, qtbot, context) -> None:
        page = make_page(PoolingPage, rgb, state(mode="average"))
        before = page.window_card.reading.values
        context.source.open_picture(255 - rgb)
        qtbot.waitUntil(lambda: page.window_card.reading.values != before)
        assert page.window_card.reading.values[0] == pytest.approx(1 - before[0], abs=1e-5)
        settle(qtbot, page)

    def test_restored_and_nothing_announced(self, make_page: Make, rgb, qtbot) -> None:
        page = make_page(PoolingPage, rgb)
        announced: list[FiltersState] = []
        page.store.changed.connect(announced.append)
        restored = FiltersState(
            pooling=PoolingState("average", 4, 3, "rgb", 2, winners=False, probe=(1, 1))
        )
        page.store.set(restored)
        settle(qtbot, page)
        assert announced == [restored]
        assert page.result.pooled.values.shape == (3, 4, 3)
        assert slider(page, "window f").value() == 3

    def test_exports(self, make_page: Make, rgb, qtbot, save_to) -> None:
        page = make_page(PoolingPage, rgb, state(channels="rgb"))
        for entry in ("Green, pooled as CSV…", "Window as CSV…"):
            run_entry(page, entry)
            qtbot.waitUntil(page.exports.is_idle)
        run_entry(page, "Pooled picture as PNG…")
        rows = list(csv.reader((save_to / "green-pooled.csv").open()))
        saved = np.array([row[1:] for row in rows[1:]], np.float32)
        np.testing.assert_array_equal(saved, page.result.pooled.values[:, :, 1])
        assert (save_to / "pooled.png").exists()
        assert (save_to / "window.csv").read_text().startswith("channel,picture_row")

    @pytest.mark.parametrize("changes", [{"size": 0}, {"stride": 9}, {"coarse": 0}, {"size": 99}])
    def test_a_state_outside_its_range_is_refused(self, changes) -> None:
        with pytest.raises(ValueError, match="has to lie"):
            PoolingState(**changes)
