"""The worker's side, with the real networks: rows of blocks, classes, distances."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from explorer.engine.images import load_rgb
from explorer.engine.residual.accuracy import bundled_pictures, measure_classes
from explorer.engine.residual.gates import Operation, OperationError, deletions
from explorer.engine.residual.operate import ClassifierTheatre
from explorer.panels.residual.operate.accuracy import AccuracyRequest, class_pair, operations_of
from explorer.panels.residual.operate.chain import describe
from explorer.panels.residual.operate.session import MOST_FACES, Session
from explorer.panels.residual.operate.values import OperateRequest
from explorer.services.frames import Frame
from explorer.services.media import parse_source
from explorer.services.stills import Still

CLASSES = OperateRequest("efficientnet-lite0", "cpu", (), (), ())
FACES = OperateRequest("dlib-face", "cpu", (), (), (), "bundled:obama-congress")


@pytest.fixture(scope="module")
def session() -> Session:
    return Session("cpu")


@pytest.fixture(scope="module")
def theatre() -> ClassifierTheatre:
    return ClassifierTheatre(device="cpu")


def frame(name: str) -> Frame:
    spec = parse_source(f"bundled:{name}")
    return Frame(load_rgb(spec.location), 0, 0.0, spec)


def test_the_rows_hold_all_blocks_and_the_places_among_them() -> None:
    chains = describe()
    classes, faces = chains["efficientnet-lite0"], chains["dlib-face"]
    assert (len(classes.blocks), len(classes.places)) == (16, 9)
    assert (len(faces.blocks), len(faces.places)) == (14, 14)
    for chain in (classes, faces):
        for one, following in zip(chain.blocks, chain.blocks[1:], strict=False):
            assert one.output == following.input
        for place in chain.places:
            block = chain.block_of(place.index)
            assert (block.name, block.input) == (place.name, place.input)
            assert chain.place(block) is place
        changing = [block for block in chain.blocks if block.place is None]
        assert all(block.input != block.output for block in changing)


def test_what_f_does_is_written_in_the_order_it_runs() -> None:
    chains = describe()
    second = chains["efficientnet-lite0"].blocks[1]
    assert second.inside == "1×1→96, 3×3 depthwise stride 2, 1×1→24"
    assert chains["dlib-face"].blocks[3].inside == "3×3→64 stride 2, 3×3→64"


def test_classes_are_those_of_the_engine(session: Session, theatre: ClassifierTheatre) -> None:
    picture = frame("cat")
    view = session.respond(picture, replace(CLASSES, deleted=(3,), gates=((0, 0.5),)))
    wanted = theatre.look(picture.rgb, Operation.of(9, [(0, 0.5)], [3]))
    assert view.classes is not None
    assert [one.index for one in view.classes.outcome.after] == [one.index for one in wanted.after]
    assert view.classes.outcome.before_now == pytest.approx(wanted.before_now, abs=1e-5)
    assert view.operation == Operation.of(9, [(0, 0.5)], [3])


def test_an_untouched_network_moves_nothing(session: Session) -> None:
    view = session.respond(frame("obama-portrait"), FACES)
    assert view.faces is not None
    (only,) = view.faces.distances
    assert only.moved == 0
    assert only.before == only.after
    assert only.before is not None
    assert 0 < only.before < view.faces.tau


def test_distances_change_with_the_network(session: Session) -> None:
    picture = frame("obama-portrait")
    whole = session.respond(picture, FACES).faces
    without = session.respond(picture, replace(FACES, deleted=(3,))).faces
    assert whole is not None
    assert without is not None
    assert without.chips is whole.chips  # no face was looked for again
    assert without.distances[0].moved > 0
    assert without.distances[0].before == whole.distances[0].before
    assert without.distances[0].after != without.distances[0].before


def test_the_largest_faces_are_answered_for(session: Session) -> None:
    faces = session.respond(frame("five-people"), FACES).faces
    assert faces is not None
    assert len(faces) == MOST_FACES
    assert faces.left_out == 5 - MOST_FACES
    sides = faces.boxes_xyxy[:, 2:] - faces.boxes_xyxy[:, :2]
    assert list(np.argsort(-sides.prod(1))) == list(range(MOST_FACES))


def test_a_picture_without_a_face_is_an_answer(session: Session) -> None:
    faces = session.respond(frame("coffee"), FACES).faces
    assert faces is not None
    assert len(faces) == 0


@pytest.mark.parametrize(("other", "words"), [
    ("bundled:coffee", "No face"), ("bundled:bikes", "moves"), ("/nowhere.png", "There is no file"),
])  # fmt: skip
def test_a_second_picture_that_helps_nothing_says_why(
    session: Session, other: str, words: str
) -> None:
    faces = session.respond(frame("obama-portrait"), replace(FACES, other=other)).faces
    assert faces is not None
    assert words in faces.other.problem
    assert faces.distances[0].before is None
    assert faces.distances[0].moved == 0


def test_a_held_picture_needs_no_name(session: Session) -> None:
    picture = frame("obama-portrait")
    held = Still("Camera", picture.rgb)
    faces = session.respond(picture, replace(FACES, other="", held=held)).faces
    assert faces is not None
    assert faces.other.title == "Camera"
    assert faces.distances[0].before == pytest.approx(0, abs=1e-6)


def test_an_operation_of_another_network_is_refused(session: Session) -> None:
    with pytest.raises(OperationError, match="no place 12"):
        session.respond(frame("cat"), replace(CLASSES, deleted=(12,)))
    with pytest.raises(OperationError, match="cannot stand"):
        session.respond(frame("cat"), replace(CLASSES, swapped=((0, 8),)))


def test_what_is_set_is_measured_too_if_anything_is(theatre: ClassifierTheatre) -> None:
    request = AccuracyRequest("efficientnet-lite0", "cpu")
    assert operations_of(theatre.places, request) == deletions(theatre.places)
    swapped = operations_of(theatre.places, replace(request, swapped=((7, 8),)))
    assert swapped[-1] == Operation.of(9, swapped=((7, 8),))
    assert len(swapped) == 11


def test_a_pair_says_what_was_counted(theatre: ClassifierTheatre) -> None:
    (known,) = [one for one in bundled_pictures() if one.name == "cat"]
    steps = list(measure_classes(theatre, (known,), (Operation.of(9),)))
    pair = class_pair(steps[-1].bars[0])
    assert (pair.first, pair.second) == (1, 1)
    assert "agrees with the whole network on 1 of 1" in pair.words
    assert "3 % to 100 %" in pair.words.replace("%", " %").replace("  ", " ")
