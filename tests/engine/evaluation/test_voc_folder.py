"""Folders with VOC's XML, good and hostile."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from explorer.engine.evaluation.annotations import AnnotationError, open_annotations
from explorer.engine.evaluation.safe_xml import parse_xml
from tests.engine.evaluation.folders import picture, voc_folder, voc_object, voc_text

if TYPE_CHECKING:
    from pathlib import Path

DOG = voc_object("dog", (1, 1, 10, 20))


def test_a_folder_is_read_with_pixels_counted_from_0(tmp_path: Path) -> None:
    cat = voc_object("cat", (11, 21, 64, 48), difficult="1")
    folder = open_annotations(
        voc_folder(tmp_path, p2=voc_text("p2.jpg", DOG, cat), p10=voc_text("p10.jpg"))
    )
    assert (folder.form, folder.class_names, folder.problems) == ("voc", ("cat", "dog"), ())
    assert [item.path.name for item in folder.pictures] == ["p2.jpg", "p10.jpg"]
    truth = folder.pictures[0].truth
    assert truth.boxes_xyxy.tolist() == [[0, 0, 10, 20], [10, 20, 64, 48]]
    assert truth.class_ids.tolist() == [1, 0]
    assert truth.difficult.tolist() == [False, True]
    assert folder.pictures[0].size == (64, 48)
    assert (len(folder), folder.boxes, len(folder.pictures[1].truth)) == (2, 2, 0)


@pytest.mark.parametrize("chosen", [".", "Annotations", "JPEGImages", ".."])
def test_any_folder_of_the_set_may_be_chosen(tmp_path: Path, chosen: str) -> None:
    root = voc_folder(tmp_path / "VOC2007", a=voc_text("a.jpg", DOG))
    assert len(open_annotations(root / chosen)) == 1


def test_xml_beside_the_pictures(tmp_path: Path) -> None:
    picture(tmp_path / "a.png")
    (tmp_path / "a.xml").write_text(voc_text("C:\\photos\\a.png", DOG))
    assert open_annotations(tmp_path).pictures[0].path == tmp_path / "a.png"


def test_a_picture_is_found_by_the_name_of_the_xml_file(tmp_path: Path) -> None:
    folder = open_annotations(voc_folder(tmp_path, a=voc_text("renamed.jpg", DOG)))
    assert folder.pictures[0].path.name == "a.jpg"


def test_parts_of_a_body_are_no_objects(tmp_path: Path) -> None:
    person = voc_object("person", (1, 1, 20, 20)).replace(
        "</object>", "<part><name>head</name></part></object>"
    )
    assert open_annotations(voc_folder(tmp_path, a=voc_text("a.jpg", person))).class_names == (
        "person",
    )


BILLION_LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    "<annotation><filename>&b;</filename></annotation>"
)
OUTSIDE = (
    '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    "<annotation><filename>&x;</filename></annotation>"
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("   \n", "is empty"),
        ("<annotation><object>", "not whole XML"),
        ("no xml", "not whole XML"),
        ("<svg/>", "no VOC annotation"),
        (BILLION_LAUGHS, "document type"),
        (OUTSIDE, "document type"),
        ("<annotation>" + "<a>" * 100_000, "nested too deep"),
        ('<?xml version="1.0" encoding="no-such"?><annotation/>', "not whole XML|decoded"),
        ('<?xml version="1.0" encoding="utf-7"?><annotation/>', "not whole XML|decoded"),
        (voc_text("../../../etc/passwd"), "not there"),
        (voc_text(".."), "not there"),
        (voc_text(""), "not there"),
    ],
)
def test_a_hostile_file_is_told_and_the_rest_goes_on(tmp_path: Path, text: str, words: str) -> None:
    root = voc_folder(tmp_path, good=voc_text("good.jpg", DOG), bad=text)
    (root / "JPEGImages" / "bad.jpg").unlink()
    folder = open_annotations(root)
    assert [item.path.name for item in folder.pictures] == ["good.jpg"]
    (problem,) = folder.problems
    assert problem.file == "bad.xml"
    assert re.search(words, problem.text)


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (voc_object("dog", (20, 1, 10, 20)), "1 box turned round or empty: left out"),
        (voc_object("dog", (100, 1, 110, 20)), "1 box outside the picture: left out"),
        (voc_object("dog", ("nan", 1, 10, 20)), "without four finite numbers"),
        (voc_object("dog", ("1e400", 1, 10, 20)), "without four finite numbers"),
        (voc_object("dog", ("left", 1, 10, 20)), "without four finite numbers"),
        (voc_object("", (1, 1, 10, 20)), "without a class name"),
        (voc_object("d" * 101, (1, 1, 10, 20)), "without a class name"),
        ("<object><name>dog</name></object>", "without four finite numbers"),
    ],
)
def test_a_hostile_box_is_told_and_left_out(tmp_path: Path, item: str, words: str) -> None:
    folder = open_annotations(voc_folder(tmp_path, a=voc_text("a.jpg", item, DOG)))
    assert folder.boxes == 1
    (problem,) = folder.problems
    assert words in problem.text
    assert str(problem) == f"a.jpg: {problem.text}."


def test_a_box_that_reaches_out_is_cut(tmp_path: Path) -> None:
    far, near = voc_object("dog", (-20, 1, 90, 20)), voc_object("dog", (0, 0, 10, 10))
    folder = open_annotations(voc_folder(tmp_path, a=voc_text("a.jpg", far, near)))
    assert folder.pictures[0].truth.boxes_xyxy.tolist() == [[0, 0, 64, 20], [0, 0, 10, 10]]
    assert [problem.text for problem in folder.problems] == ["1 box beyond the edge: cut there"]


def test_a_size_of_0_means_unknown(tmp_path: Path) -> None:
    folder = open_annotations(voc_folder(tmp_path, a=voc_text("a.jpg", DOG, size=None)))
    assert folder.pictures[0].size is None
    assert folder.boxes == 1


def test_nothing_to_use_is_an_error_that_says_why(tmp_path: Path) -> None:
    with pytest.raises(AnnotationError, match=r"None of the 2 XML files.*a.xml: is empty"):
        open_annotations(voc_folder(tmp_path, a="", b="x"))


def test_a_folder_without_annotations_and_none_at_all(tmp_path: Path) -> None:
    with pytest.raises(AnnotationError, match="holds no annotations"):
        open_annotations(tmp_path)
    with pytest.raises(AnnotationError, match="not a folder"):
        open_annotations(tmp_path / "none")


def test_xml_too_large_is_not_read(tmp_path: Path) -> None:
    root = voc_folder(tmp_path, good=voc_text("good.jpg", DOG), bad="x" * 8_000_001)
    assert "8 MB" in open_annotations(root).problems[0].text


def test_too_many_elements_are_refused() -> None:
    with pytest.raises(AnnotationError, match="too many elements"):
        parse_xml(b"<annotation>" + b"<a/>" * 200_001 + b"</annotation>")
