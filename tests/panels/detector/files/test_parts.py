"""The parts without a window: what paths mean, free names, curves, lent detectors."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from explorer.engine.evaluation.curves import Curve
from explorer.engine.evaluation.results import ClassResult
from explorer.engine.picture_folder import FolderError
from explorer.panels.detector.files.evaluate.curves import curves_of
from explorer.panels.detector.files.pictures.work import free_name
from explorer.panels.detector.files.shelf import DetectorShelf
from explorer.panels.detector.files.sources import (
    names_of,
    pictures_of,
    source_words,
    task_for,
    video_of,
)
from explorer.panels.detector.files.video.values import Annotated
from explorer.panels.detector.state import FilesState, ModelState, ThresholdState
from explorer.panels.detector.values import DetectRequest
from explorer.widgets.counting import many


def test_one_is_said_otherwise_than_many() -> None:
    assert [many(count, "box", "boxes") for count in (0, 1, 1200)] == [
        "0 boxes", "1 box", "1,200 boxes",
    ]  # fmt: skip
    assert Annotated(Path("a.mp4"), 1, 1, 2.0).text().startswith("1 frame with 1 box, 0.5 frames/s")


def test_what_is_done_with_what_was_dropped(tmp_path: Path) -> None:
    folder = str(tmp_path)
    assert task_for([folder], "pictures") == "pictures"
    assert task_for([folder], "video") == "pictures"
    assert task_for([folder], "evaluate") == "evaluate"
    assert task_for([folder, folder], "evaluate") == "pictures"
    assert task_for(["a.JPG", "b.png"], "video") == "pictures"
    assert task_for(["a.mp4"], "pictures") == "video"
    assert task_for(["a.json"], "evaluate") == "evaluate"
    assert task_for(["a.json"], "pictures") is None  # a scene, for the window
    assert task_for(["a.txt"], "evaluate") is None
    assert task_for([], "pictures") is None


def test_what_a_path_means(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match="No picture was chosen"):
        pictures_of(FilesState())
    with pytest.raises(FolderError, match="holds no picture"):
        pictures_of(FilesState(path=str(tmp_path)))
    (one,) = pictures_of(FilesState(path="bundled:horses"))
    assert one.name == "horses.jpg"
    assert video_of(FilesState("video", "bundled:bikes")).name == "bikes.mp4"
    assert video_of(FilesState("video", "x/y.mp4")) == Path("x/y.mp4")
    assert source_words(FilesState()) == ""


def test_equal_names_are_told_apart() -> None:
    paths = [Path("one/a.jpg"), Path("two/a.jpg"), Path("two/b.jpg")]
    assert names_of(paths) == (str(paths[0]), str(paths[1]), "b.jpg")


def test_a_free_name_is_free(tmp_path: Path) -> None:
    assert free_name(tmp_path, "a", ".png").name == "a-boxes.png"
    (tmp_path / "a-boxes.png").touch()
    (tmp_path / "a-boxes-2.png").touch()
    assert free_name(tmp_path, "a", ".png").name == "a-boxes-3.png"


def result_of(outcomes: list[int], truths: int, name: str = "dog") -> ClassResult:
    """Of detections whose scores fall from 0.9 in steps of 0.1."""
    right = np.cumsum(outcomes)
    scores = 0.9 - 0.1 * np.arange(len(outcomes))
    curve = Curve(scores.astype(np.float64), right.astype(np.int64), truths)
    return ClassResult(0, name, truths, 0, len(outcomes), curve, None, None, None, ())


def test_a_curves_points_by_hand() -> None:
    (curve,) = curves_of([result_of([1, 0, 0, 1, 0], 4)], ("cat", "dog"))
    np.testing.assert_allclose(curve.recall, [0.25, 0.25, 0.25, 0.5, 0.5])
    np.testing.assert_allclose(curve.precision, [1, 1 / 2, 1 / 3, 1 / 2, 2 / 5])
    assert curve.corners().tolist() == [0, 2, 3, 4]  # 1 lies on the way from 0 down to 2
    assert curve.at(0.9) == (1, 0)
    assert curve.at(0.65) == (1, 2)
    assert curve.at(0.0) == (2, 3)
    assert curve.at(0.95) == (0, 0)
    assert curve.words(3) == (
        "dog, score ≥ 0.600: precision 0.500, recall 0.500 (2 right, 2 wrong, 2 missed)"
    )


def test_a_score_that_is_the_threshold_counts() -> None:
    (curve,) = curves_of([result_of([1, 1], 2)], ("dog",))
    assert curve.at(float(curve.scores[1])) == (2, 0)


def test_classes_without_objects_have_no_curve() -> None:
    assert curves_of([result_of([0, 0], 0)], ("dog",)) == ()
    (nothing_found,) = curves_of([result_of([], 3)], ("dog",))
    assert nothing_found.corners().tolist() == []
    assert nothing_found.at(0.0) == (0, 0)


def request(size: int = 416) -> DetectRequest:
    return DetectRequest(ModelState(size=size), ThresholdState(), "cpu")


def test_a_detector_is_lent_to_one_and_kept_for_the_next() -> None:
    loads: list[int] = []

    def load(model: ModelState, _device: str) -> Any:
        loads.append(model.size)
        return SimpleNamespace(size=model.size)

    shelf = DetectorShelf(load)
    with shelf.lent(request()) as first:
        with shelf.lent(request()) as second:  # another thread, at the same time
            assert second is not first
        with shelf.lent(request(608)) as third:
            assert third.size == 608
    with shelf.lent(request()) as again:
        assert again is first
    with pytest.raises(RuntimeError), shelf.lent(request()):
        raise RuntimeError
    with shelf.lent(request()) as kept:
        assert kept is first
    assert loads == [416, 416, 608]
