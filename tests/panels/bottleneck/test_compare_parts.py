"""The drawing, the bars and the words, without a widget."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from explorer.engine.bottleneck.curve import break_even, curve
from explorer.engine.bottleneck.variants import COURSE, BottleneckSpec, compare_variants
from explorer.engine.network import Shape
from explorer.panels.bottleneck.compare.bars import bar_groups, intensities, intensity_text
from explorer.panels.bottleneck.compare.cost_curve import curve_words
from explorer.panels.bottleneck.compare.two_ways import (
    ARROW,
    BOTTLENECKED,
    DEEPEST,
    DIRECT,
    TALLEST,
    ratio_text,
    ratio_tone,
    two_ways,
)

if TYPE_CHECKING:
    from explorer.widgets.drawing.figure import Solid

SPECS = (
    COURSE,
    BottleneckSpec(Shape(1, 1, 64), 1, 1000, 2000),
    BottleneckSpec(Shape(7, 14, 2048), 3, 512, 1),
    BottleneckSpec(Shape(512, 3, 3), 11, 64, 2),
)


def drawn(spec: BottleneckSpec) -> dict[tuple[int, ...], Solid]:
    figure = two_ways(compare_variants(spec), "macs")
    return {solid.place: solid for solid in figure.solids}


@pytest.mark.parametrize("spec", SPECS)
def test_all_volumes_share_one_scale(spec):
    solids = drawn(spec)
    given, output = solids[DIRECT[0]], solids[DIRECT[1]]
    again, narrow, behind = (solids[place] for place in BOTTLENECKED)
    for first, second in ((given, again), (output, behind)):
        assert (first.x, first.width, first.height, first.depth, first.shape) == (
            second.x, second.width, second.height, second.depth, second.shape)  # fmt: skip
    # Depths are as the square roots of the channels, heights as those of the rows.
    if min(narrow.depth, output.depth) > 3:
        assert narrow.depth / output.depth == pytest.approx((spec.width / spec.filters) ** 0.5)
    assert given.height == output.height == narrow.height
    assert max(solid.depth for solid in solids.values()) <= DEEPEST + 1e-9
    assert given.height <= TALLEST + 1e-9


@pytest.mark.parametrize("spec", SPECS)
def test_nothing_of_the_drawing_lies_on_anything_else(spec):
    figure = two_ways(compare_variants(spec), "macs")
    rooms = [solid.bounds for solid in figure.solids]
    rooms += [caption.room for caption in figure.captions]
    for at, room in enumerate(rooms):
        assert room.x >= 0
        assert room.y >= 0
        assert room.right <= figure.width
        assert room.bottom <= figure.height
        for other in rooms[at + 1 :]:
            across = min(room.right, other.right) - max(room.x, other.x)
            down = min(room.bottom, other.bottom) - max(room.y, other.y)
            assert min(across, down) < 1e-6, (room, other)
    assert all(link.points[1][0] - link.points[0][0] > ARROW / 2 for link in figure.links)


def test_outputs_and_costs_of_the_course_are_labelled():
    figure = two_ways(compare_variants(COURSE), "macs")
    said = [caption.texts[0] for caption in figure.captions]
    for text in (
        "120,422,400 MACs", "153,632 parameters", "2,408,448 MACs", "3,088 parameters",
        "10,035,200 MACs", "12,832 parameters", "12,443,648 MACs", "15,920 parameters",
        "9.68 times fewer MACs", "32 filters of 5×5×192", "16 filters of 1×1×192",
        "32 filters of 5×5×16",
    ):  # fmt: skip
        assert text in said
    shapes = [solid.shape_text for solid in figure.solids]
    assert shapes == ["28×28×192", "28×28×32", "28×28×192", "28×28×16", "28×28×32"]


def test_flops_are_said_where_they_are_chosen():
    said = [c.texts[0] for c in two_ways(compare_variants(COURSE), "flops").captions]
    assert "240,844,800 FLOPs" in said
    assert not any("MACs" in text for text in said)


def test_bars_are_stacked_of_the_layers():
    groups = {one.title: one for one in bar_groups(compare_variants(COURSE), "macs")}
    assert groups["MACs"].direct.parts == (("5×5", 120_422_400),)
    assert groups["MACs"].bottlenecked.parts == (("1×1", 2_408_448), ("5×5", 10_035_200))
    assert groups["MACs"].bottlenecked.total == 12_443_648
    assert groups["parameters"].bottlenecked.parts == (("1×1", 3_088), ("5×5", 12_832))
    assert groups["parameters"].direct.total == 153_632
    assert groups["activations"].tone == "bad"
    assert groups["activations"].bottlenecked.total == 28 * 28 * (16 + 32)
    # Read once, written once, in float32: input, weights, biases, output.
    assert groups["memory traffic, bytes"].direct.total == 4 * (28 * 28 * (192 + 32) + 153_632)
    assert groups["MACs"].longest == 120_422_400
    assert "1×1 2,408,448 + 5×5 10,035,200 = 12,443,648" in groups["MACs"].lines()[1]


def test_intensities_are_flops_over_bytes():
    direct, narrow, first, second = (value for _, value in intensities(compare_variants(COURSE)))
    assert direct == pytest.approx(240_844_800 / (4 * (28 * 28 * 224 + 153_632)))
    assert first < narrow < second < direct
    assert intensity_text(direct) == "182.9"
    assert intensity_text(first) == "7.25"


@pytest.mark.parametrize(
    ("ratio", "text", "tone"),
    [(9.677, "9.68 times fewer", "good"), (0.5, "2 times more", "bad"), (1.0, "as many", "muted"),
     (1234.5, "1,234 times fewer", "good"), (0.99999, "hardly more", "bad")],
)  # fmt: skip
def test_ratios_in_words(ratio, text, tone):
    assert ratio_text(ratio) == text
    assert ratio_tone(ratio) == tone


def test_words_of_the_curve():
    found = break_even(COURSE)
    assert found.width == Fraction(153_600, 992)
    assert curve_words(curve(COURSE), found) == (
        "Up to b = 154 the bottleneck saves MACs; today's 16 saves 89.7%."
    )
    hardly = BottleneckSpec(Shape(8, 8, 1024), 1024, 1024, 1024)
    assert curve_words(curve(hardly), break_even(hardly)).endswith("costs less than 0.1% more.")
    tiny = BottleneckSpec(Shape(8, 8, 1), 3, 4, 1)
    assert curve_words(curve(tiny), break_even(tiny)).startswith("No width saves MACs here")
