"""The bundled network finds digits that it never saw, as well as its manifest says."""

from __future__ import annotations

import json

import pytest
import torch

from explorer.engine.assets import ASSETS
from explorer.engine.evaluation.tally import Tally
from explorer.engine.evaluation.truth import ground_truth
from explorer.engine.weights import manifest
from explorer.engine.yolo import load_detector
from explorer.engine.yolo.lecture import CLASS_NAMES, WEIGHTS, compose, load_lecture_network
from explorer.engine.yolo.lecture.evaluation import (
    HELD_OUT_SCENES,
    HELD_OUT_SEED,
    evaluate_held_out,
)

LEAST_MAP = 0.90
RECORD = ASSETS / "recordings/lecture-yolo-training.json"


def test_the_manifest_holds_the_figure_and_its_run() -> None:
    record = manifest()[WEIGHTS]
    assert record.measured["map_50"] >= LEAST_MAP
    assert set(record.measured["ap_50_by_class"]) == set(CLASS_NAMES)
    run = json.loads(RECORD.read_text(encoding="utf-8"))
    assert run["device"]
    assert run["versions"]["torch"]
    assert run["log"][0]["step"] == 0
    last = run["log"][-1]
    assert last["classes"] < 0.5 * run["log"][0]["classes"]


def test_the_anchors_are_those_of_training() -> None:
    (head,) = load_lecture_network().heads
    run = json.loads(RECORD.read_text(encoding="utf-8"))
    held, written = torch.tensor(head.anchors_px), torch.tensor(run["anchors"]["px"])
    assert torch.allclose(held, written)
    areas = [width * height for width, height in head.anchors_px]
    assert areas == sorted(areas)


def test_the_live_path_finds_the_digits_of_some_scenes() -> None:
    detector = load_detector("lecture", 608, device="cpu")
    tally = Tally(CLASS_NAMES)
    for index in range(12):
        scene = compose(HELD_OUT_SEED + 1, index)
        found = detector.detect(scene.rgb, score_threshold=0.01)
        tally.add(ground_truth(scene.boxes_xyxy, scene.class_ids), found)
    # Twelve scenes hold half a dozen of each digit: the figure of 500 is in the manifest.
    assert (tally.result().mean_ap("all-points") or 0) > 0.7


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_figure_of_the_manifest_is_measured_again() -> None:
    *_, last = evaluate_held_out(load_lecture_network(), torch.device("cpu"))
    result = last.result
    record = manifest()[WEIGHTS]
    assert result.pictures == HELD_OUT_SCENES
    # Another OpenCV may round a pixel otherwise.
    assert result.mean_ap("all-points") == pytest.approx(record.measured["map_50"], abs=0.01)
