"""Places, layout, mathematics and tables of the page "1×1 at a pixel", without a window."""

from __future__ import annotations

from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch

from explorer.engine.bottleneck.following import Following
from explorer.engine.bottleneck.pixel_dense import PixelDense, one_channel_step
from explorer.panels.bottleneck.pixel.dense_layout import DenseLayout, Hit
from explorer.panels.bottleneck.pixel.mathematics import (
    letters_latex,
    single_latex,
    sum_latex,
)
from explorer.panels.bottleneck.pixel.places import cell_corner, cell_size, cell_under
from explorer.panels.bottleneck.pixel.single_cards import window_about
from explorer.panels.bottleneck.pixel.tables import (
    matrix_rows,
    result_rows,
    terms_rows,
    vector_rows,
)
from explorer.panels.bottleneck.pixel.values import Ways
from explorer.widgets.engraving import engrave

CROP = (32.0, 16.0, 480.0, 464.0)


def found(channels: int = 5, made: int = 3, **changes: Any) -> Any:
    """A layer of easy numbers: x is 1, 2, 3, …, the weights of row k are k − 1, and b is ½."""
    x = torch.arange(1, channels + 1).float().view(1, channels, 1, 1)
    weights = (torch.arange(made).float() - 1)[:, None].repeat(1, channels)
    bias = torch.full((made,), 0.5)
    pixel = PixelDense(x, weights, bias).at(0, 0)
    after = changes.get("following", Following(activation="relu"))
    zeros = np.zeros(made)
    ways = Ways(
        pixel.by_dot, pixel.by_linear, pixel.by_conv, pixel.by_conv, zeros, zeros, "cpu"
    )  # fmt: skip
    made_of = {
        "pixel": pixel, "volume": SimpleNamespace(bias=bias), "sums": pixel.by_conv,
        "channels_in": channels, "channels": made, "following": after, "ways": ways,
        "normalised": after.normalised(pixel.by_conv), "outcome": after.applied(pixel.by_conv),
    }  # fmt: skip
    return SimpleNamespace(**(made_of | changes))


class TestPlaces:
    def test_a_cell_is_where_its_share_of_the_crop_is(self) -> None:
        assert cell_size(CROP, (56, 56)) == (8, 8)
        assert cell_corner((2, 3), CROP, (56, 56)) == (32 + 24, 16 + 16)

    @pytest.mark.parametrize("size", [(7, 7), (13, 13), (55, 55)])
    def test_the_middle_of_each_cell_finds_it(self, size: tuple[int, int]) -> None:
        width, height = cell_size(CROP, size)
        for cell in np.ndindex(*size):
            left, top = cell_corner(cell, CROP, size)
            assert cell_under(int(top + height / 2), int(left + width / 2), CROP, size) == cell

    def test_beyond_the_crop_is_the_nearest_cell(self) -> None:
        assert cell_under(0, 511, CROP, (7, 7)) == (0, 6)

    def test_a_window_stays_inside_the_map(self) -> None:
        assert window_about((0, 54), (55, 55)) == (slice(0, 5), slice(50, 55))
        assert window_about((3, 3), (7, 7)) == (slice(1, 6), slice(1, 6))
        assert window_about((1, 1), (2, 3)) == (slice(0, 2), slice(0, 3))


class TestLayout:
    @pytest.mark.parametrize("follows", [True, False])
    @pytest.mark.parametrize("has_bias", [True, False])
    @pytest.mark.parametrize("shape", [(16, 64), (1280, 320), (24, 144)])
    def test_parts_do_not_touch_and_fill_the_width(self, shape, has_bias, follows) -> None:
        layout = DenseLayout(*shape, 516, 300, follows, has_bias)
        areas = list(layout.parts.values())
        for one, other in pairwise(areas):
            assert one.left + one.width < other.left
        assert areas[-1].left + areas[-1].width == pytest.approx(516)
        assert {area.top + area.height for area in areas} == {300}

    def test_every_cell_is_hit_in_its_middle(self) -> None:
        layout = DenseLayout(16, 64, 516, 300, follows=True, has_bias=True)
        for part in layout.parts:
            for row in range(layout.rows(part)):
                area = layout.cell(part, row, 5 if part == "weights" else 0)
                x, y = area.left + area.width / 2, area.top + area.height / 2
                assert layout.hit(x, y) == Hit(part, row, 5 if part == "weights" else 0)
        assert layout.hit(1, 1) is None

    def test_numbers_stand_where_rows_are_high(self) -> None:
        assert DenseLayout(16, 64, 500, 300, follows=True, has_bias=True).shows_numbers
        assert not DenseLayout(96, 16, 500, 300, follows=True, has_bias=True).shows_numbers


class TestMathematics:
    def test_the_sum_has_its_first_terms_and_its_last(self) -> None:
        lines = sum_latex(found(), 2).split("\n")
        assert lines[0] == r"z_{2} = \sum_{c=0}^{4} w_{2,c}\, x_c + b_{2}"
        assert lines[1] == (
            r"{} = 1 \cdot 1 + 1 \cdot 2 + 1 \cdot 3 + \ldots + 1 \cdot 5 + 0.5 = 15.5"
        )
        assert lines[2].endswith(r"\max\left(0,\; 15.5\right) = 15.5")

    def test_negative_factors_stand_in_brackets_and_are_cut_off(self) -> None:
        text = sum_latex(found(2), 0)
        assert r"\left({-}1\right) \cdot 1 + \left({-}1\right) \cdot 2 + 0.5 = {-}2.5" in text
        assert text.endswith(r"\max\left(0,\; {-}2.5\right) = 0")

    def test_a_normalisation_stands_between(self) -> None:
        after = Following(
            np.full(3, 2, np.float32), np.full(3, -1, np.float32), "relu6"
        )  # fmt: skip
        made = found(following=after, volume=SimpleNamespace(bias=None))
        lines = sum_latex(made, 2).split("\n")
        assert "+ b" not in lines[0]
        assert lines[2].endswith(r"= 2 \cdot 15.5 - 1 = 30")
        assert lines[3].endswith(r"\min\left(6,\; \max\left(0,\; 30\right)\right) = 6")
        assert lines[3].startswith(r"a_{2} = \mathrm{ReLU6}\left(y_{2}\right)")

    def test_all_of_it_can_be_set(self) -> None:
        after = Following(np.full(3, 2, np.float32), np.full(3, 1, np.float32), "relu6")
        single = one_channel_step(np.full((2, 2), 3, np.float32), -0.5)
        texts = [
            sum_latex(found(), 0), letters_latex(found(), 1), sum_latex(found(following=after), 1),
            letters_latex(found(following=after), 1), single_latex(single, 3, (1, 1)),
        ]  # fmt: skip
        for line in "\n".join(texts).split("\n"):
            assert engrave(line).width > 0
        assert texts[-1].endswith(r"\left({-}0.5\right) \cdot 3 = {-}1.5")


def test_tables_hold_vector_matrix_result_and_sum() -> None:
    made = found()
    assert list(vector_rows(made))[:2] == [("input_channel", "x"), (0, "1")]
    matrix = list(matrix_rows(made))
    assert matrix[0] == ["output_channel", 0, 1, 2, 3, 4, "bias"]
    assert matrix[3] == [2, "1", "1", "1", "1", "1", "0.5"]
    result = list(result_rows(made))
    assert result[3] == [2, "15.5", "15.5", "15.5", "15.5", "15.5", "15.5"]
    assert result[1][-2:] == ["-14.5", "0"]
    terms = list(terms_rows(made, 2))
    assert terms[5] == [4, "1", "5", "5"]
    assert terms[-2:] == [("bias", "", "", "0.5"), ("sum", "", "", "15.5")]


class TestWays:
    def ways(self, conv: float, network: float) -> Ways:
        one, bound = np.ones(1, np.float32), np.full(1, 1e-6)
        apart = np.float32(conv) * one
        return Ways(one, one, apart, np.float32(network) * one, bound, bound, "cpu")

    def test_rounding_is_told_from_a_fault(self) -> None:
        assert self.ways(1, 1).agree()
        assert self.ways(1 + 1e-6, 1).agree()
        assert not self.ways(1.001, 1.001).agree()
        assert self.ways(1.001, 1.001).network_agrees()
        assert not self.ways(1, 1.001).network_agrees()
        assert self.ways(1, 1.5).network_difference == 0.5
