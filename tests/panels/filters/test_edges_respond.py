"""Responses, scales and probes of the edge filters, against torch and worked by hand."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pytest

from explorer.engine.filters import KERNELS
from explorer.panels.filters.edges import facts
from explorer.panels.filters.edges.legend import SteadyLimit, kernel_limit, scale_limit
from explorer.panels.filters.edges.mathematics import outcome_text, probe_latex, weight_latex
from explorer.panels.filters.edges.probing import cell_under, centre_cell, read
from explorer.panels.filters.edges.request import EdgesRequest, request_of
from explorer.panels.filters.edges.respond import respond
from explorer.panels.filters.edges.symbols import symbolic_latex
from explorer.panels.filters.edges.tables import kernel_rows, probe_rows
from explorer.panels.filters.state import EdgesState
from explorer.widgets.engraving import engrave
from explorer.widgets.map_table import map_rows
from explorer.widgets.output_size import axis_sizes, dropped_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

WHERE = ": shaded in the input"
CHANNELS = ("luminance", "each", "volume")
SHOWN = ("signed", "absolute", "magnitude", "direction", "picture")


def request(**changes: object) -> EdgesRequest:
    return request_of(replace(EdgesState(), **changes))


def conv2d(values, weights, stride: int, padding: int, mode: str):
    """The response as torch computes it: float64 numpy (H', W')."""
    import torch
    from torch.nn import functional

    planes = torch.from_numpy(np.atleast_3d(values).astype(np.float64).transpose(2, 0, 1))[None]
    cube = np.broadcast_to(np.atleast_3d(weights), (*weights.shape[:2], planes.shape[1]))
    kernel = torch.from_numpy(cube.astype(np.float64).transpose(2, 0, 1).copy())[None]
    padded = functional.pad(planes, (padding,) * 4, mode=mode)
    return functional.conv2d(padded, kernel, stride=stride)[0, 0].numpy()


@pytest.mark.parametrize(
    ("border", "mode"), [("zero", "constant"), ("reflect", "reflect"), ("replicate", "replicate")]
)
@pytest.mark.parametrize("stride", [1, 3])
@pytest.mark.parametrize("channels", CHANNELS)
def test_the_response_is_what_torch_computes(rgb, channels, stride, border, mode) -> None:
    asked = request(channels=channels, stride=stride, padding=2, border=border,
                    channel_weights=(1, -0.5, 2))  # fmt: skip
    found = respond(rgb, asked)
    assert found.answer is not None
    planes = found.answer.planes
    kernel = np.array(asked.kernel)
    if channels == "each":
        for channel in range(3):
            expected = conv2d(found.seen.values[:, :, channel], kernel, stride, 2, mode)
            np.testing.assert_allclose(planes[channel].response, expected, atol=1e-5)
        total = sum(plane.response for plane in planes[:3])
        np.testing.assert_allclose(planes[3].response, total, atol=1e-5)
    else:
        expected = conv2d(found.seen.values, asked.weights(), stride, 2, mode)
        np.testing.assert_allclose(planes[0].response, expected, atol=1e-5)


@pytest.mark.parametrize(("channels", "shown"), list(product(CHANNELS, SHOWN)))
@pytest.mark.parametrize("geometry", [{}, {"stride": 2, "padding": 3, "border": "reflect"}])
def test_the_probe_is_the_map_at_every_cell(rgb, channels, shown, geometry) -> None:
    found = respond(rgb[:9, :11], request(channels=channels, shown=shown, **geometry))
    assert found.answer is not None
    for cell in np.ndindex(found.answer.sliding.output):
        reading = read(found, cell)
        assert reading is not None
        assert reading.cell == cell
        assert reading.agrees()
        np.testing.assert_allclose(reading.sums, reading.responses, atol=1e-5)
        if shown != "direction":
            assert reading.outcome() == pytest.approx(reading.values[-1], abs=1e-5)


def test_a_probe_that_differs_is_found_out(rgb) -> None:
    found = respond(rgb, request())
    assert found.answer is not None
    found.answer.planes[0].response[4, 5] += 0.01
    wrong, right = read(found, (4, 5)), read(found, (4, 6))
    assert wrong is not None
    assert not wrong.agrees()
    assert right is not None
    assert right.agrees()


def test_the_course_detector_by_hand() -> None:
    """Bright above dark: 3 · 1 at the edge's two rows, 0 elsewhere."""
    picture = np.zeros((6, 5, 3), np.uint8)
    picture[:3] = 255
    found = respond(picture, request(kernel=((1, 1, 1), (0, 0, 0), (-1, -1, -1)), padding="valid"))
    assert found.answer is not None
    np.testing.assert_allclose(
        found.answer.planes[0].values, np.array([[0], [3], [3], [0]]) * np.ones((1, 3)), atol=1e-6
    )
    assert found.answer.legend.colours == "diverging"
    assert found.answer.legend.low == -found.answer.legend.high


def test_one_volume_is_the_sum_of_three_channels(rgb) -> None:
    each, volume = (respond(rgb, request(channels=kind)).answer for kind in ("each", "volume"))
    assert each is not None
    assert volume is not None
    assert [plane.title for plane in each.planes] == ["Red", "Green", "Blue", "Sum"]
    np.testing.assert_allclose(each.planes[3].response, volume.planes[0].response, atol=1e-5)


def test_the_sum_of_absolute_values_does_not_cancel(rgb) -> None:
    answer = respond(rgb, request(channels="each", shown="absolute")).answer
    assert answer is not None
    parts = sum(np.abs(plane.response) for plane in answer.planes[:3])
    np.testing.assert_allclose(answer.planes[3].values, parts, atol=1e-6)
    assert (parts > np.abs(answer.planes[3].response) + 1e-3).any()


def test_the_slices_of_the_volume_are_the_kernel_times_the_weights(rgb) -> None:
    asked = request(channels="volume", channel_weights=(1, 0, -2))
    weights = asked.weights()
    assert weights.shape == (3, 3, 3)
    np.testing.assert_array_equal(weights[:, :, 2], -2 * KERNELS["sobel-vertical"])
    assert not weights[:, :, 1].any()


@pytest.mark.parametrize("name", ["laplacian", "blur", "identity"])
def test_where_there_is_no_direction_the_magnitude_is_shown(rgb, name: str) -> None:
    kernel = tuple(map(tuple, KERNELS[name].tolist()))
    answer = respond(rgb, request(kernel=kernel, shown="direction")).answer
    assert answer is not None
    assert answer.legend.colours == "viridis"
    np.testing.assert_allclose(answer.planes[0].values, answer.planes[0].strength(), atol=1e-6)


def test_an_even_picture_has_no_direction_and_the_kernels_scale() -> None:
    grey = np.full((12, 12, 3), 90, np.uint8)
    found = respond(grey, request(shown="direction", padding="valid"))
    reading = read(found, (3, 3))
    assert reading is not None
    assert reading.agrees()
    assert outcome_text(reading) == "no direction"
    assert found.answer is not None
    assert found.answer.legend.high == pytest.approx(4 * np.sqrt(2))


class TestScale:
    def test_the_kernels_own_limit(self) -> None:
        assert kernel_limit(request()) == 4
        assert kernel_limit(request(channels="volume", channel_weights=(1, 1, 0.5))) == 10
        assert kernel_limit(request(kernel=((0,) * 3,) * 3)) == 1

    def test_the_pictures_limit_leaves_out_stray_pixels(self) -> None:
        picture = np.zeros((60, 60, 3), np.uint8)
        picture[:, 30:] = 51  # one edge of 0.2 · 4 = 0.8 …
        picture[10, 10] = 255  # … and a spot of 2
        found = respond(picture, request(padding="valid"))
        assert found.answer is not None
        assert scale_limit(found.answer.planes, request()) == pytest.approx(0.8, abs=1e-5)

    def test_a_video_is_followed_slowly_and_another_request_at_once(self) -> None:
        steady = SteadyLimit()
        assert steady.follow("a", 2.0) == 2.0
        slow = steady.follow("a", 1.0)
        assert 1.8 < slow < 2.0
        for _ in range(60):
            slow = steady.follow("a", 1.0)
        assert slow == pytest.approx(1.0, abs=1e-3)
        assert steady.follow("b", 3.0) == 3.0

    def test_levels_are_centred_on_0(self, rgb) -> None:
        answer = respond(rgb, request()).answer
        assert answer is not None
        levels, values = answer.painted[0].levels, answer.planes[0].values
        assert levels is not None
        strong = np.abs(values) > answer.legend.high / 100
        np.testing.assert_array_equal((levels > 127)[strong], (values > 0)[strong])


class TestCanvas:
    def test_large_pictures_are_fitted_and_the_facts_say_so(self) -> None:
        found = respond(np.zeros((1500, 2000, 3), np.uint8), request())
        assert found.seen.size == (960, 1280)
        assert facts.input_facts(found) == "1500 × 2000 fitted to 960 × 1280 · luminance"

    def test_a_sketch_is_averaged_and_grey(self, rgb) -> None:
        found = respond(np.repeat(np.repeat(rgb, 8, 0), 8, 1), request(sketch=24))
        assert max(found.seen.size) == 24
        assert "averaged to" in facts.input_facts(found)
        assert (found.seen.rgb[:, :, 0] == found.seen.rgb[:, :, 2]).all()

    @pytest.mark.parametrize(
        ("border", "corner"), [("zero", (0, 0, 0)), ("replicate", None), ("reflect", None)]
    )
    def test_the_canvas_holds_the_padding(self, rgb, border, corner) -> None:
        found = respond(rgb, request(padding=2, border=border))
        assert found.canvas_rgb.shape == (24, 35, 3)
        np.testing.assert_array_equal(found.canvas_rgb[2:-2, 2:-2], rgb)
        expected = corner or tuple(rgb[2, 2] if border == "reflect" else rgb[0, 0])
        assert tuple(found.canvas_rgb[0, 0]) == tuple(expected)

    def test_the_window_over_the_border_is_marked(self, rgb) -> None:
        reading = read(respond(rgb, request()), (0, 0))
        assert reading is not None
        np.testing.assert_array_equal(reading.probe.padded[0], [True, True, True])
        assert not reading.probe.window[0].any()


class TestDoesNotFit:
    def test_a_kernel_larger_than_the_picture(self, rgb) -> None:
        found = respond(rgb[:4, :4], request(kernel=((1.0,) * 7,) * 7, padding="valid"))
        assert found.answer is None
        assert "7" in found.problem
        assert "4" in found.problem
        assert found.seen.size == (4, 4)
        assert read(found, (0, 0)) is None

    def test_a_reflection_that_is_too_large(self, rgb) -> None:
        found = respond(rgb[:8, :8], request(padding=8, border="reflect"))
        assert "at most 7, not 8" in found.problem


class TestOutputSize:
    def test_the_numbers_of_the_moment(self, rgb) -> None:
        found = respond(rgb, request(stride=2, padding="valid"))
        assert found.answer is not None
        height, width = axis_sizes(found.answer.sliding)
        assert (height.output, height.dropped) == (9, 1)
        assert (width.output, width.dropped) == (15, 0)
        assert r"\frac{20 + 2 \cdot 0 - 3}{2}" in height.latex()
        assert r"\frac{20 - 3}{2}" in height.latex(padded=False)
        assert dropped_text(*axis_sizes(found.answer.sliding), WHERE) == (
            "The floor drops 1 row (row 19): shaded in the input."
        )

    def test_padding_alone_can_be_dropped(self, rgb) -> None:
        found = respond(rgb, request(stride=2))
        assert found.answer is not None
        assert "1 row (of padding only)" in dropped_text(*axis_sizes(found.answer.sliding), WHERE)

    def test_what_is_shared(self) -> None:
        picture = np.zeros((512, 512, 3), np.uint8)
        asked = request()
        found = respond(picture, asked)
        assert found.answer is not None
        counts = facts.sharing(asked, found.answer.sliding)
        assert (counts.seen, counts.inputs, counts.weights) == (9, 262_144, 9)
        assert counts.dense_weights == 262_144**2
        assert "9 of 262,144 inputs (0.0034 %)" in counts.text
        assert "68.7 billion" in counts.text


class TestCells:
    def test_a_pixel_of_the_canvas_finds_its_window(self, rgb) -> None:
        found = respond(rgb, request(stride=3, padding=1))
        assert found.answer is not None
        sliding = found.answer.sliding
        for cell in np.ndindex(sliding.output):
            assert cell_under(3 * cell[0] + 1, 3 * cell[1] + 1, sliding) == cell
        assert cell_under(999, -5, sliding) == (sliding.output[0] - 1, 0)
        assert centre_cell(sliding) == (sliding.output[0] // 2, sliding.output[1] // 2)


class TestTables:
    def test_a_map_is_read_back_exactly(self, rgb) -> None:
        answer = respond(rgb, request()).answer
        assert answer is not None
        rows = list(map_rows(answer.planes[0].values))
        read_back = np.array([row[1:] for row in rows[1:]], np.float32)
        np.testing.assert_array_equal(read_back, answer.planes[0].values)

    def test_the_products_add_up_to_the_sum(self, rgb) -> None:
        reading = read(respond(rgb, request(channels="volume")), (0, 3))
        assert reading is not None
        header, *rows = probe_rows(reading)
        products = [float(row[8]) for row in rows if not str(row[0]).startswith("sum")]
        assert len(products) == 27
        assert sum(products) == pytest.approx(float(rows[-1][8]), abs=1e-6)
        first = dict(zip(header, rows[0], strict=True))
        assert (first["picture_row"], first["picture_column"], first["padded"]) == (-1, 2, 1)

    def test_the_kernel_of_a_volume_has_three_slices(self) -> None:
        asked = request(channels="volume", channel_weights=(1, 2, 0))
        rows = list(kernel_rows(asked.weights()))
        assert len(rows) == 10
        assert rows[4] == ("Green", 0, "2", "0", "-2")


def _latex(rgb: NDArray[np.uint8], **changes: object) -> str:
    reading = read(respond(rgb, request(**changes)), (2, 2))
    assert reading is not None
    return probe_latex(reading)


class TestMathematics:
    @pytest.mark.parametrize(("channels", "shown"), list(product(CHANNELS, SHOWN)))
    @pytest.mark.parametrize("size", [3, 7])
    def test_every_formula_can_be_set(self, rgb, channels, shown, size) -> None:
        kernel = tuple(tuple((i - j) / 3 for j in range(size)) for i in range(size))
        for line in _latex(rgb, channels=channels, shown=shown, kernel=kernel).split("\n"):
            assert engrave(line).width > 0

    def test_the_numbers_of_one_row_stand_on_one_line(self) -> None:
        picture = np.full((5, 5, 3), 51, np.uint8)
        picture[:, 3:] = 102
        lines = _latex(picture, padding="valid").split("\n")
        assert lines[1] == r"{} = 0.200 \cdot 1 + 0.400 \cdot ({-}1)"
        assert lines[3].endswith(" = {-}0.800")

    def test_a_kernel_of_zeros(self, rgb) -> None:
        assert _latex(rgb, kernel=((0,) * 3,) * 3).endswith("= 0 = 0.000")


@pytest.mark.parametrize("channels", ["luminance", "volume", "each"])
@pytest.mark.parametrize("shown", ["signed", "absolute", "magnitude", "direction"])
@pytest.mark.parametrize("name", ["sobel-vertical", "horizontal", "laplacian"])
def test_moving_pictures_get_as_many_lines_and_none_of_their_numbers(channels, shown, name) -> None:
    kernel = tuple(tuple(row) for row in KERNELS[name].tolist())
    edges = EdgesState(kernel_name=name, kernel=kernel, channels=channels, shown=shown)
    rng = np.random.default_rng(5)
    texts = set()
    for _ in range(2):
        rgb = rng.integers(0, 256, (12, 16, 3), np.uint8)
        reading = read(respond(rgb, request_of(edges)), (4, 5))
        texts.add(symbolic_latex(reading))
        assert len(probe_latex(reading).split("\n")) == len(symbolic_latex(reading).split("\n"))
    assert len(texts) == 1


@pytest.mark.parametrize(
    ("weight", "latex"),
    [
        (1e6, r"1 \cdot 10^{6}"),
        (-2.5e-5, r"({-}2.5 \cdot 10^{{-}5})"),
        (-1234, "({-}1234)"),
        (2, "2"),
    ],
)
def test_a_large_or_small_weight_is_set_as_a_power_of_ten(weight, latex) -> None:
    assert weight_latex(weight) == latex
    assert engrave(latex).height > 0
