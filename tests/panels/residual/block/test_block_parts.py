"""Layout, values, sentences, mathematics and tables of the page "The block", without a window."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from explorer.engine.assets import ASSETS
from explorer.engine.colormaps import TOP_LEVEL, ZERO_LEVEL
from explorer.engine.images import load_rgb
from explorer.engine.residual.block_values import FORMS, STAGES, Form, Numbers
from explorer.panels.residual.block import words
from explorer.panels.residual.block.layout import CAPTION_WIDTH, Rect, block_layout, tile_rects
from explorer.panels.residual.block.mathematics import (
    general_latex,
    gradient_latex,
    letters_latex,
    numbers_latex,
)
from explorer.panels.residual.block.respond import CURVE_STEPS, GradientWork, Responder
from explorer.panels.residual.block.tables import gradient_rows, pixel_rows, place_rows
from explorer.panels.residual.block.values import (
    BlockRequest,
    Found,
    input_channel,
    output_channel,
)
from explorer.services.frames import Frame
from explorer.services.media import parse_source
from explorer.widgets.engraving import engrave

if TYPE_CHECKING:
    from collections.abc import Callable

    Look = Callable[..., Found]


@pytest.fixture(scope="module")
def look() -> Look:
    """Ask one worker for the block of one picture."""
    frame = Frame(load_rgb(ASSETS / "images" / "cat.jpg"), 0, 0.0, parse_source("bundled:cat"))
    responder = Responder()

    def answer(form: Form = "same", alpha: float = 1.0, zeroed: bool = False, **others) -> Found:
        choices = {"place": "a2", "channel": 5, "room": (300, 200)} | others
        found = responder(frame, BlockRequest(True, form, alpha, zeroed, **choices)).found
        assert found is not None
        return found

    return answer


class TestLayout:
    @pytest.mark.parametrize("form", FORMS)
    @pytest.mark.parametrize(
        ("width", "height", "scale"),
        [
            (766, 262, 1),
            (926, 340, 1),
            (766, 210, 1),
            (572, 180, 1),
            (572, 140, 1),
            (1240, 400, 1.35),
            (1018, 208, 1.35),
        ],
    )
    def test_all_maps_are_seen_and_none_covers_another(
        self, form: Form, width: float, height: float, scale: float
    ) -> None:
        layout = block_layout(width, height, form, scale)
        assert set(layout.maps) == set(STAGES)
        parts = [*layout.maps.values(), *(step.rect for step in layout.steps), layout.factor]
        parts += [layout.picture] + ([layout.shortcut] if layout.shortcut else [])
        for part in parts:
            assert part.left >= 0
            assert part.top >= 0
            assert part.right <= width
            assert part.bottom <= height
        assert not [pair for pair in combinations(parts, 2) if overlap(*pair)]
        for key, caption in layout.captions.items():
            assert caption.top >= 0
            assert caption.bottom <= height + 1
            half, middle = CAPTION_WIDTH * scale / 2, layout.maps[key].middle.x
            assert key == "skip" or half <= middle <= width - half

    def test_the_way_around_leads_from_the_input_to_the_addition(self) -> None:
        layout = block_layout(800, 300, "same")
        plus = layout.steps[3]
        assert plus.text == "+"
        first, last = layout.skip[0], layout.skip[-1]
        assert layout.maps["a0"].right < first.x < layout.steps[0].rect.left
        assert (last.x, last.y) == (plus.rect.middle.x, plus.rect.top)
        assert layout.maps["skip"].bottom < layout.maps["a0"].top

    def test_no_g_follows_a_linear_addition(self) -> None:
        assert block_layout(800, 300, "same").steps[-1].text == "g"
        linear = block_layout(800, 300, "linear")
        assert linear.steps[-1].text == ""
        assert len(linear.arrows) == len(block_layout(800, 300, "same").arrows) - 1

    def test_only_other_shapes_need_something_on_the_way(self) -> None:
        has = {form: block_layout(800, 300, form).shortcut is not None for form in FORMS}
        assert has == {"same": False, "A": True, "B": True, "linear": False}

    def test_a_point_leads_to_its_map(self) -> None:
        layout = block_layout(800, 300, "same")
        for key, rect in layout.maps.items():
            assert layout.place_at(*rect.middle) == key
        assert layout.place_at(0, 299) is None

    def test_tiles_fill_a_room_in_rows(self) -> None:
        tiles = tile_rects(Rect(10, 20, 200, 60), 16, 2)
        assert len(tiles) == 16
        assert {tile.top for tile in tiles[:8]} != {tile.top for tile in tiles[8:]}
        assert tiles[0].left >= 10
        assert tiles[-1].right <= 210
        assert tiles[-1].bottom <= 80


def overlap(one: Rect, other: Rect) -> bool:
    across = min(one.right, other.right) - max(one.left, other.left)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    return across > 0.01 and down > 0.01


class TestChannels:
    def test_with_option_a_the_channel_that_is_added_is_shown(self) -> None:
        assert [input_channel("A", channel, 8, 16) for channel in (0, 4, 7, 11, 15)] == [
            0, 0, 3, 7, 7,
        ]  # fmt: skip

    @pytest.mark.parametrize("form", FORMS)
    def test_each_channel_of_the_input_can_be_reached(self, form: Form) -> None:
        channels = 16 if form in ("A", "B") else 8
        for given in range(8):
            channel = output_channel(form, given, 8, channels)
            assert 0 <= channel < channels
            assert input_channel(form, channel, 8, channels) == given

    def test_another_form_follows_the_channel(self, look: Look) -> None:
        assert look("same", channel=4).channel_in("A") == 8
        assert look("A", channel=8).channel_in("linear") == 4


class TestSession:
    def test_maps_are_the_tensors_on_one_scale(self, look: Look) -> None:
        found = look(alpha=0.5)
        for key, place in found.places.items():
            tensor = found.view.stage(key).tensor[found.channel].numpy()
            low = -found.limit if place.signed else 0.0
            span = found.limit - low
            expected = (np.clip(tensor, low, found.limit) - low) / span * TOP_LEVEL
            np.testing.assert_allclose(place.levels, expected, atol=0.51)
        assert [key for key, one in found.places.items() if one.signed] == ["z1", "z2", "sum"]

    def test_what_goes_around_fades_with_alpha(self, look: Look) -> None:
        levels = [int(look(alpha=alpha).places["skip"].levels.sum()) for alpha in (0, 0.3, 1)]
        assert levels[0] == 0
        assert levels[0] < levels[1] < levels[2]
        assert look(alpha=0.3).limit == look(alpha=1.0).limit

    def test_the_mosaic_is_on_the_same_scale(self, look: Look) -> None:
        tiles = look(alpha=0.3, place="z2").enlarged.mosaic
        assert tiles.signed
        assert tiles.high == pytest.approx(look().limit)
        assert not look(place="a1").enlarged.mosaic.signed

    def test_option_a_pads_and_says_which_channels(self, look: Look) -> None:
        found = look("A")
        around = found.around
        assert around.tiles is not None
        empty = [channel for channel in range(16) if around.is_padding(channel)]
        assert empty == [0, 1, 2, 3, 12, 13, 14, 15]
        assert not found.view.around[empty].any()
        assert look("A", channel=1).places["skip"].is_padding
        assert not found.places["skip"].is_padding

    def test_option_b_shows_its_weights(self, look: Look) -> None:
        found = look("B")
        assert found.around.weights is not None
        assert found.around.weights.shape == (16, 8)
        assert found.around.tiles is None
        assert found.places["skip"].signed

    def test_a_difference_of_0_is_the_middle_of_the_scale(self, look: Look) -> None:
        assert (look(zeroed=True).difference == ZERO_LEVEL).all()
        assert (look().difference != ZERO_LEVEL).any()

    def test_the_weights_come_back(self, look: Look) -> None:
        before = look().view.stage("a2").tensor
        look(zeroed=True)
        assert torch.equal(look().view.stage("a2").tensor, before)

    def test_a_channel_there_is_not_becomes_the_last(self, look: Look) -> None:
        assert look(channel=99).channel == 7

    def test_nothing_is_computed_before_torch_is_there(self) -> None:
        rgb = np.zeros((8, 8, 3), np.uint8)
        request = BlockRequest(False, "same", 1.0, False, "a2", 0, (1, 1))
        frame = Frame(rgb, 0, 0.0, parse_source("bundled:cat"))
        assert Responder()(frame, request).found is None


class TestWords:
    @pytest.mark.parametrize("form", ["same", "linear"])
    def test_weights_of_0_make_the_identity(self, look: Look, form: Form) -> None:
        found = look(form, zeroed=True)
        assert words.verdict(found) == ("largest difference: exactly 0", "good")
        assert words.compared(found) == "a[l+2] − a[l]"
        assert "never equal" not in words.reason(found)

    def test_reasons(self, look: Look) -> None:
        assert "came out of a ReLU" in words.reason(look("same", zeroed=True))
        assert "no g is in the way" in words.reason(look("linear", zeroed=True))
        padded = words.reason(look("A", zeroed=True))
        assert "a[l] itself is 112 × 112 × 8, a[l+2] is 56 × 56 × 16: never equal." in padded
        projected = look("B", zeroed=True)
        assert words.verdict(projected)[1] == ""
        assert "Option B is no identity" in words.reason(projected)

    def test_without_weights_and_skip_the_signal_dies(self, look: Look) -> None:
        found = look(zeroed=True, alpha=0.0)
        assert not found.view.stage("a2").tensor.any()
        assert "The signal dies here" in words.reason(found)
        assert "plain block" in words.reason(look(alpha=0.0))

    def test_the_gradient_in_words(self, look: Look) -> None:
        work = GradientWork()
        zeroed = work(look(zeroed=True).experiment, 0.5)
        said = words.gradient_words(zeroed)
        assert "α = 0.50" in said
        assert "0 through F" in said
        assert "no weight of the block" in words.gradient_reason(zeroed, "same", zeroed=True)
        dead = work(look(zeroed=True).experiment, 0.0)
        assert dead.now == (0, 0, 0)
        assert "no gradient arrives" in words.gradient_reason(dead, "same", zeroed=True)

    def test_with_a_projection_the_gradient_meets_its_weights(self, look: Look) -> None:
        said = {
            form: words.gradient_reason(
                GradientWork()(look(form).experiment, 1.0), form, zeroed=False
            )
            for form in FORMS
        }
        assert "but those of W_s" in said["B"]
        assert "no weight" in said["A"]
        assert {form for form in FORMS if "D is 1" in said[form]} == {"same", "A", "B"}

    def test_a_plain_block_without_g_is_f_alone(self, look: Look) -> None:
        assert words.reason(look("linear", alpha=0.0)).endswith("its output is F(a[l]) alone.")
        assert words.reason(look("same", alpha=0.0)).endswith("its output is g(F(a[l])) alone.")


class TestMathematics:
    NUMBERS = Numbers(z2=-0.25, alpha=0.5, around=1.5, total=0.5, output=0.5)

    @pytest.mark.parametrize("form", FORMS)
    def test_every_line_can_be_set(self, form: Form) -> None:
        texts = [general_latex(form), letters_latex(form), numbers_latex(form, self.NUMBERS)]
        for line in "\n".join([*texts, gradient_latex(form)]).split("\n"):
            assert engrave(line).width > 0

    def test_what_the_gradient_meets_around_the_block(self) -> None:
        assert [form for form in FORMS if r"W_s^T" in gradient_latex(form)] == ["B"]
        assert [form for form in FORMS if r"\, S^T" in gradient_latex(form)] == ["A"]
        assert [form for form in FORMS if r"D\," in gradient_latex(form)] == ["same", "A", "B"]

    def test_the_numbers_stand_in_it(self) -> None:
        lines = numbers_latex("same", self.NUMBERS).split("\n")
        assert lines[1] == r"{} = g\left({-}0.25 + 0.5 \cdot 1.5\right)"
        assert lines[2] == r"{} = g\left(0.5\right) = \max(0, 0.5)"
        assert lines[3] == "{} = 0.5"
        assert "g" not in "".join(numbers_latex("linear", self.NUMBERS).split("\n")[1:])


def test_the_curve_is_kept_for_as_long_as_the_block_is_the_same(look: Look) -> None:
    work = GradientWork()
    first = work(look().experiment, 0.0)
    assert first.curve.alphas == tuple(step / CURVE_STEPS for step in range(CURVE_STEPS + 1))
    assert work(look(alpha=0.4).experiment, 0.4).curve is first.curve
    assert work(look(zeroed=True).experiment, 0.4).curve is not first.curve
    assert first.now == pytest.approx(
        (first.curve.through[0], first.curve.around[0], first.curve.total[0])
    )


def test_tables(look: Look) -> None:
    found = look(alpha=0.5)
    rows = list(place_rows(found))
    assert [row[0] for row in rows[1:]] == [stage.title for stage in found.view.stages]
    assert rows[1][1:4] == (112, 112, 8)
    pixels = list(pixel_rows(found, 20, 30))
    assert len(pixels) == 9
    one = found.view.numbers(2, 20, 30)
    assert float(str(pixels[3][-1])) == pytest.approx(one.output)
    gradient = GradientWork()(found.experiment, 0.5)
    assert len(list(gradient_rows(gradient))) == CURVE_STEPS + 2
