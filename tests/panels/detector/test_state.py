"""The panel's state as a value: what does not fit is refused, all else comes back from JSON."""

from __future__ import annotations

import json

import pytest

from explorer.panels.detector.models import MODELS, usual_size
from explorer.panels.detector.state import (
    CompareState,
    DecodeState,
    DetectorState,
    FilesState,
    GridState,
    ModelState,
    StepsState,
    ThresholdState,
)
from explorer.services.plain import StateError, from_plain, to_plain


def test_a_state_with_everything_chosen_comes_back_from_json() -> None:
    state = DetectorState(
        page="compare",
        model=ModelState("own", 512, "a.cfg", "a.weights", "a.names"),
        thresholds=ThresholdState(0.1, 0.7, 12, True, "soft-gaussian", ("dog", "cat")),
        compare=CompareState("sides", 0.25),
        steps=StepsState(3, (0, 4)),
        grid=GridState(1, (7, 8), 2, heat=False, anchors=False),
        decode=DecodeState(2.5),
    )
    assert from_plain(json.loads(json.dumps(to_plain(state))), DetectorState) == state
    assert from_plain(to_plain(DetectorState()), DetectorState) == DetectorState()


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: ModelState(size=400), "multiple of 32"),
        (lambda: ModelState(size=64), "from 96 to 1280"),
        (lambda: ThresholdState(score=1.2), "score is 1.2"),
        (lambda: ThresholdState(iou=-0.1), "iou is -0.1"),
        (lambda: ThresholdState(max_boxes=0), "max_boxes is 0"),
        (lambda: ThresholdState(max_boxes=301), "max_boxes is 301"),
        (lambda: CompareState(divider=2), "divider is 2"),
        (lambda: StepsState(step=-1), "counted from 0"),
        (lambda: StepsState(pair=(1, 2, 3)), "a pair is two boxes"),
        (lambda: GridState(cell=(-1, 0)), "counted from 0"),
        (lambda: DecodeState(stage=4.5), "stage is 4.5"),
        (lambda: ModelState("own", cfg="a\0b"), "NUL"),
        (lambda: FilesState(others=("a.png", "a\0b")), "NUL"),
    ],
)
def test_what_cannot_be_is_refused_with_its_number(make, said) -> None:
    with pytest.raises(ValueError, match=said):
        make()


def test_a_saved_state_that_does_not_fit_names_the_place() -> None:
    plain = to_plain(DetectorState())
    plain["thresholds"]["score"] = 7
    with pytest.raises(StateError, match="score"):
        from_plain(plain, DetectorState)


@pytest.mark.parametrize("name", ["", "yolov9", None])
def test_a_detector_that_there_is_not_is_refused(name) -> None:
    plain = to_plain(DetectorState())
    plain["model"]["name"] = name
    with pytest.raises(StateError, match="name"):
        from_plain(plain, DetectorState)


@pytest.mark.parametrize("name", MODELS)
def test_every_detector_is_offered_at_sizes_that_the_state_takes(name) -> None:
    assert usual_size(name) == MODELS[name].sizes[0]
    for size in MODELS[name].sizes:
        assert ModelState(name, size).size == size
