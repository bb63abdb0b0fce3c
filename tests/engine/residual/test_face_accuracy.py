from __future__ import annotations

import numpy as np
import pytest

from explorer.engine.faces.bundled import load_bundled_faces
from explorer.engine.residual.face_accuracy import KnownFaces, bundled_face_chips, measure_faces
from explorer.engine.residual.gates import Operation, deletions
from explorer.engine.residual.operate import FaceTheatre
from explorer.engine.verification import VerificationError, all_pairs, roc


@pytest.fixture(scope="module")
def faces() -> FaceTheatre:
    return FaceTheatre("cpu")


def people(count: int) -> KnownFaces:
    known = bundled_face_chips()
    chosen = [person in sorted(set(known.people))[:count] for person in known.people]
    return KnownFaces(known.chips[chosen], tuple(np.array(known.people)[chosen].tolist()))


def test_faces_are_told_apart(faces: FaceTheatre) -> None:
    known, operations = people(3), (Operation.of(14), Operation.of(14, deleted=[3]))
    steps = list(measure_faces(faces, known, operations))
    assert [one.people for one in steps] == [1, 2, 3]
    assert steps[0].bars == ()
    assert steps[-1].index == steps[-1].total == len(known.people)
    found = load_bundled_faces()
    pairs = all_pairs(found.embeddings[: len(known.people)], known.people)
    curve = roc(pairs.genuine, pairs.impostor)
    whole, broken = steps[-1].bars
    assert whole.auc == pytest.approx(curve.auc)
    assert whole.equal_error.rate == pytest.approx(curve.equal_error.rate)
    pairs = all_pairs(faces.embed(known.chips, operations[1]), known.people)
    assert broken.auc == pytest.approx(roc(pairs.genuine, pairs.impostor).auc, abs=1e-3)
    assert broken.auc < whole.auc


def test_the_photographs_of_few_people_are_taken_whole() -> None:
    some, every = bundled_face_chips(40), bundled_face_chips()
    assert len(every.people) == len(every.chips) == 173
    assert 30 <= len(some.people) <= 40
    for person in set(some.people):
        assert some.people.count(person) == every.people.count(person)
    first = every.people.index(some.people[0])
    assert np.array_equal(some.chips[0], every.chips[first])


@pytest.mark.parametrize("names", [("a",), ("a", "a"), ("a", "b")])
def test_faces_without_both_kinds_of_pairs_are_refused(
    faces: FaceTheatre, names: tuple[str, ...]
) -> None:
    known = KnownFaces(bundled_face_chips().chips[: len(names)], names)
    with pytest.raises(VerificationError, match="two people at least"):
        next(measure_faces(faces, known, deletions(faces.places)))


@pytest.mark.slow
@pytest.mark.timeout(600)  # 18 s of one core, if it has one
def test_the_chart_of_faces(faces: FaceTheatre) -> None:
    """What the documentation says of the bundled photographs."""
    *_, final = measure_faces(faces, bundled_face_chips(), deletions(faces.places))
    auc = [one.auc for one in final.bars]
    assert auc[0] == pytest.approx(0.9871, abs=5e-4)
    assert min(range(15), key=auc.__getitem__) == 4  # the first block that halves the maps
    assert auc[4] == pytest.approx(0.70, abs=5e-3)
    assert all(0.91 < one < 0.985 for index, one in enumerate(auc[1:12], 1) if index != 4)
    assert all(0.984 <= one < 0.989 for one in auc[12:])
