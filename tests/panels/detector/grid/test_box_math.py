"""The formulae's numbers are those of decoding, whatever the raw numbers are."""

from __future__ import annotations

import re

import pytest
import torch

from explorer.engine.boxes import cxcywh_from_xyxy
from explorer.engine.yolo import Head, Letterbox, RawPredictions
from explorer.panels.detector.grid.box_math import (
    box_math,
    latex_text,
    picture_latex,
    score_latex,
    sigmoid,
    square_latex,
)
from explorer.panels.detector.grid.chosen import chosen_of
from explorer.panels.detector.state import GridState
from tests.panels.detector.making import NAMES, lecture_raw, view_of_maps


def random_raw(xy_scale: float, kind: str) -> RawPredictions:
    made = torch.Generator().manual_seed(7)
    heads = tuple(
        Head(anchors, len(NAMES), stride, kind, xy_scale)  # type: ignore[arg-type]
        for stride, anchors in (
            (32, ((81.0, 82.0), (135.5, 169.0))),
            (16, ((23.0, 27.0), (37.0, 58.0))),
        )
    )
    maps = tuple(torch.randn(2, 8, side, side, generator=made) * 2 for side in (13, 26))
    return RawPredictions(heads, maps, Letterbox(416, (640, 424)), NAMES)


def last_numbers(latex: str) -> list[float]:
    """Return the number after the last sign of equality in each formula."""
    return [float(part) for part in re.findall(r"= (-?[\d.]+)(?=,|\n|$)", latex)]


@pytest.mark.parametrize("xy_scale", [1.0, 1.05])
@pytest.mark.parametrize("kind", ["softmax", "logistic"])
def test_every_number_is_that_of_decoding(xy_scale: float, kind: str) -> None:
    raw = random_raw(xy_scale, kind)
    view = view_of_maps(raw)
    for number in range(0, len(raw), 37):
        cell = raw.cell(number)
        chosen = chosen_of(view, GridState(cell.head, (cell.row, cell.column), cell.anchor))
        assert chosen.number == number
        box = box_math(view, chosen)
        decoded = cxcywh_from_xyxy(view.predictions.boxes_xyxy[number]).tolist()
        assert box.picture_cxcywh == pytest.approx(decoded, rel=1e-4, abs=2e-3)
        assert box.p_c == pytest.approx(float(view.predictions.objectness[number]), abs=1e-6)
        assert box.score == pytest.approx(float(view.predictions.scores[number]), abs=1e-6)
        assert last_numbers(picture_latex(box)) == pytest.approx(decoded, abs=0.06)
        p_c, score = last_numbers(score_latex(box))
        assert p_c == pytest.approx(box.p_c, abs=6e-4)
        assert score == pytest.approx(float(view.predictions.scores[number]), abs=6e-4)
        of_head = raw.heads[cell.head].boxes_cxcywh(raw.maps[cell.head])
        wanted = of_head[cell.anchor, cell.row, cell.column].tolist()
        assert last_numbers(square_latex(box)) == pytest.approx(wanted, abs=0.06)


def test_a_case_worked_by_hand() -> None:
    raw = lecture_raw({(1, 4, 7): (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)}, picture=(608, 304))
    view = view_of_maps(raw)
    box = box_math(view, chosen_of(view, GridState(0, (4, 7), 1)))
    # σ(0) = ½: the middle of the cell; e⁰ = 1: the anchor; three classes share 1.
    assert box.centre == (240.0, 144.0)
    assert box.size == (90.0, 70.0)
    assert box.score == pytest.approx(1 / 6)
    # The picture is as wide as the square and half as high: bars of 152 pixels.
    assert box.picture_cxcywh == (240.0, -8.0, 90.0, 70.0)
    assert square_latex(box).splitlines()[0] == (
        r"b_x = (\sigma(t_x) + c_x) \cdot s = (\sigma({0.000}) + 7) \cdot 32 = 240.0"
    )
    assert square_latex(box).splitlines()[2] == r"b_w = p_w\, e^{t_w} = 90\, e^{{0.000}} = 90.0"
    assert picture_latex(box).splitlines()[1] == r"y = (b_y - 152) / 1.0000 = -8.0"


def test_the_scale_of_centres_is_shown_where_there_is_one() -> None:
    view = view_of_maps(lecture_raw(xy_scale=1.05))
    latex = square_latex(box_math(view, chosen_of(view, GridState())))
    assert r"b_x = (1.05\,\sigma(t_x) - 0.025 + c_x) \cdot s" in latex


def test_sides_without_bounds_are_written_as_powers_of_ten() -> None:
    raw = lecture_raw({(0, 9, 9): (0.0, 0.0, 90.0, 12.0, 0.0, 0.0, 0.0, 0.0)})
    view = view_of_maps(raw)
    latex = square_latex(box_math(view, chosen_of(view, GridState(0, (9, 9), 0)))).splitlines()
    assert latex[2].endswith(r"e^{\min({90.000}, 30)} = 4.27 \cdot 10^{14}")
    assert latex[3].endswith(r"= 9.77 \cdot 10^{6}")


def test_a_class_s_name_is_no_command() -> None:
    assert latex_text("50% off_{x}") == r"\text{50 offx}"


def test_the_logistic_function_does_not_overflow() -> None:
    assert (sigmoid(-1000.0), sigmoid(0.0), sigmoid(1000.0)) == (0.0, 0.5, 1.0)
