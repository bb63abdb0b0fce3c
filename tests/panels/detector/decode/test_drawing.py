"""What is drawn at a stage, on predictions made by hand."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from explorer.engine.boxes import xyxy_from_cxcywh
from explorer.engine.yolo import Head, Letterbox, RawPredictions
from explorer.panels.detector.centres import Centres
from explorer.panels.detector.decode.drawing import between, heat_overlay, overlays
from explorer.panels.detector.decode.stages import mix_at
from explorer.panels.detector.decode.values import DecodeView, decode_view
from explorer.panels.detector.decode.words import count_text, latex, sentence
from explorer.panels.detector.state import ThresholdState
from explorer.widgets.detections.boxes import BoxesOverlay
from explorer.widgets.overlays import Grid, Heat
from tests.panels.detector.making import NAMES, view_of_maps

PERSON = (7.0, -7.0, -7.0)


def raw_predictions() -> RawPredictions:
    """Two grids of one anchor each: two people much alike on the coarse, a third on the fine."""
    coarse = Head(((60.0, 80.0),), len(NAMES), 32, "logistic")
    fine = Head(((20.0, 24.0),), len(NAMES), 16, "logistic")
    maps = (torch.full((1, 8, 13, 13), -7.0), torch.full((1, 8, 26, 26), -7.0))
    for numbers, row, column, values in (
        (maps[0], 4, 7, (0.0, 0.0, 0.5, 0.0, 4.0)),
        (maps[0], 4, 8, (-4.0, 0.0, 0.5, 0.0, 3.0)),
        (maps[1], 20, 3, (1.0, -1.0, 0.0, 0.7, 2.0)),
    ):
        numbers[0, :, row, column] = torch.tensor((*values, *PERSON))
    return RawPredictions((coarse, fine), maps, Letterbox(416, (416, 208)), NAMES)


def decoded(**thresholds: object) -> DecodeView:
    limits = ThresholdState(**thresholds)  # type: ignore[arg-type]
    return decode_view(view_of_maps(raw_predictions(), limits), limits)


def kinds(view: DecodeView, stage: float) -> list[str]:
    """Return what is drawn, boxes by their style."""
    return [
        str(one.styles) if isinstance(one, BoxesOverlay) else type(one).__name__
        for one in overlays(view, mix_at(stage))
    ]


def test_the_stages_add_heat_anchors_boxes_and_names() -> None:
    view = decoded()
    assert kinds(view, 0) == ["Grid", "Grid"]
    assert kinds(view, 1) == ["Heat", "Grid", "Grid"]
    assert kinds(view, 2) == ["Heat", "Grid", "Grid", "suppressed", "Centres"]
    assert kinds(view, 2.5) == ["Heat", "Grid", "Grid", "suppressed", "kept", "Centres"]
    assert kinds(view, 3) == ["Heat", "Grid", "Grid", "kept", "Centres"]
    assert kinds(view, 3.5) == ["Heat", "Grid", "Grid", "kept", "Centres", "kept"]
    assert kinds(view, 4) == ["kept"]


def test_in_the_end_the_kept_boxes_alone_are_there_with_their_names() -> None:
    view = decoded()
    assert len(view) == 3
    assert view.left == 2
    last = overlays(view, mix_at(4))[0]
    assert isinstance(last, BoxesOverlay)
    assert last.labels == ("person 0.98", "person 0.88")
    assert np.array_equal(last.boxes_xyxy, view.boxes_xyxy[[0, 2]])
    assert last.opacities is not None
    assert last.opacities.tolist() == [1, 1]


def test_while_boxes_are_dropped_they_fade_and_the_others_stay() -> None:
    view = decoded()
    opacities = []
    for stage in (3.0, 3.4, 3.8):
        bold = next(one for one in overlays(view, mix_at(stage)) if isinstance(one, BoxesOverlay))
        assert bold.opacities is not None
        opacities.append(float(bold.opacities[1]))
    assert opacities[0] > opacities[1] > opacities[2] > 0


def test_anchors_stand_around_their_cells_middles_and_grow_into_the_boxes() -> None:
    view = decoded()
    letterbox = Letterbox(416, (416, 208))
    middles = torch.tensor(
        [[240.0, 144, 60, 80], [272.0, 144, 60, 80], [56.0, 328, 20, 24]]
    )  # (column + ½, row + ½)·stride
    wanted = view.square.placed(letterbox.undo(xyxy_from_cxcywh(middles)).numpy())
    assert np.allclose(between(view, 0), wanted, atol=1e-3)
    assert np.allclose(between(view, 1), view.boxes_xyxy, atol=1e-4)
    half = (wanted + view.boxes_xyxy) / 2
    assert np.allclose(between(view, 0.5), half, atol=1e-3)


def test_heat_is_the_largest_at_a_place_over_all_grids() -> None:
    view = decoded()
    assert view.heat.shape == (26, 26)
    sure = 1 / (1 + np.exp(-4.0))
    # A coarse cell is four fine ones.
    assert np.allclose(view.heat[8:10, 14:16], sure)
    assert view.heat[20, 3] == pytest.approx(1 / (1 + np.exp(-2.0)))
    assert view.heat[0, 0] < 0.01
    assert sorted(zip(*np.nonzero(view.passes), strict=True)) == sorted(
        [(row, column) for row in (8, 9) for column in (14, 15, 16, 17)] + [(20, 3)]
    )


def test_cells_where_nothing_passes_lose_their_colour() -> None:
    view = decoded()
    before, half, after = (heat_overlay(view, mix_at(stage)).rgba[..., 3] for stage in (1, 1.5, 2))
    assert (after[~view.passes] == 0).all()
    assert np.array_equal(after[view.passes], before[view.passes])
    assert (half[~view.passes] <= before[~view.passes]).all()
    assert half[0, 0] > 0


def test_more_boxes_than_can_be_seen_are_thin_lines_without_centres() -> None:
    view = decoded(score=0)
    assert len(view) == view.predictions == 13 * 13 + 26 * 26
    assert kinds(view, 2.5) == ["Heat", "Grid", "Grid", "candidate"]
    drawn = overlays(view, mix_at(2.5))
    assert not any(isinstance(one, Centres) for one in drawn)
    assert [type(one) for one in drawn[:2]] == [Heat, Grid]


def test_where_nothing_passes_nothing_is_left_to_draw() -> None:
    view = decoded(score=1)
    assert kinds(view, 2) == ["Heat", "Grid", "Grid"]
    assert kinds(view, 4) == []
    assert "none has a score of 1.00 or more" in sentence(view, 2)
    assert "The largest score is 0.98." in sentence(view, 2)
    assert sentence(view, 3).startswith("Nothing passed the threshold")
    assert sentence(view, 4) == "There is no box to suppress."
    assert latex(view, 2).endswith("= 0.98 < 1.00")


def test_every_stage_is_counted() -> None:
    view = decoded()
    assert [count_text(view, stage) for stage in range(5)] == [
        "845", "3 are ≥ 0.5", "845 → 3", "3 boxes", "3 → 2",
    ]  # fmt: skip
    assert sentence(view, 0) == (
        "13×13 cells with 1 anchor each and 26×26 cells with 1 anchor each: 845 predictions, "
        "whatever the picture shows."
    )
    assert sentence(view, 1).endswith("Of 845, 3 are 0.5 or more; the largest is 0.98.")
    assert sentence(view, 2) == (
        "Of 845 predictions, 3 pass: their scores, p_c times the class’s, are 0.25 or more."
    )
    assert sentence(view, 3).startswith("The 3 anchors that are left become boxes")
    assert sentence(view, 4) == (
        "3 → 2: one box overlaps a better one of its class by an IoU above 0.45 and goes."
    )


def test_thresholds_and_ways_of_suppression_are_named() -> None:
    assert sentence(decoded(shown=("dog",)), 2).startswith(
        "Of 845 predictions, and of the classes that are looked for, none has"
    )
    assert sentence(decoded(iou=0.95), 4) == (
        "3 → 3: no box overlaps a better one of its class so much: all stay."
    )
    agnostic = sentence(decoded(class_agnostic=True), 4)
    assert agnostic == "3 → 2: one box overlaps a better one by an IoU above 0.45 and goes."
    assert "Only the best 1 are shown." in sentence(decoded(max_boxes=1), 4)
    soft = decoded(suppression="soft-linear", score=0.6)
    assert "soft-NMS lowers the scores" in sentence(soft, 4)
    assert r"1 - \mathrm{IoU}" in latex(soft, 4)


def test_the_formulas_have_the_numbers_of_the_best_prediction() -> None:
    view = decoded()
    assert latex(view, 0) == r"13 \cdot 13 \cdot 1 + 26 \cdot 26 \cdot 1 = 845"
    assert latex(view, 1) == r"p_c = \sigma(t_o) = \sigma({4.00}) = 0.98"
    rule, best = latex(view, 2).splitlines()
    assert rule == r"p_c \cdot P(\text{class}) \geq 0.25"
    assert best == r"P(\text{person}): \quad 0.98 \cdot 1.00 = 0.98 \geq 0.25"
    assert r"> 0.45" in latex(view, 4)
