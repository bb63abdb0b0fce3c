"""Folders with COCO's JSON, good and hostile."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from explorer.engine.evaluation.annotations import AnnotationError, open_annotations
from tests.engine.evaluation.folders import coco_content, coco_folder, picture

if TYPE_CHECKING:
    from pathlib import Path


def box(**changes: Any) -> dict[str, Any]:
    return {"id": 3, "image_id": 7, "category_id": 18, "bbox": [1, 1, 5, 5]} | changes


def with_boxes(*boxes: object) -> dict[str, Any]:
    return coco_content(annotations=list(boxes))


@pytest.mark.parametrize("where", ["annotations/instances_val.json", "_annotations.coco.json"])
def test_a_folder_is_read(tmp_path: Path, where: str) -> None:
    folder = open_annotations(coco_folder(tmp_path, coco_content(), where))
    assert (folder.form, folder.class_names, folder.problems) == ("coco", ("dog", "couch"), ())
    first, second = folder.pictures
    assert first.path == tmp_path / "val" / "a.png"
    assert first.truth.boxes_xyxy.tolist() == [[1, 2, 11.5, 22]]
    assert (first.truth.class_ids.tolist(), first.truth.crowd.tolist()) == ([0], [False])
    assert (second.truth.class_ids.tolist(), second.truth.crowd.tolist()) == ([1], [True])
    assert first.size == (64, 48)


@pytest.mark.parametrize("chosen", ["annotations", "val", "annotations/instances_val.json"])
def test_a_part_of_the_set_or_the_file_itself_may_be_chosen(tmp_path: Path, chosen: str) -> None:
    assert len(open_annotations(coco_folder(tmp_path, coco_content()) / chosen)) == 2


def test_of_several_files_the_one_whose_pictures_are_there(tmp_path: Path) -> None:
    root = coco_folder(tmp_path, coco_content())
    elsewhere = coco_content(images=[{"id": 7, "file_name": "elsewhere.png"}])
    key_points = coco_content(categories=[{"id": 18, "name": "person"}])
    captions = {"images": [], "annotations": []}
    found = coco_content(annotations=[box(score=0.9)])
    for name, content in {
        "instances_train": elsewhere,
        "captions": captions,
        "aa_key_points": key_points,
        "aa_detections": found,
    }.items():
        (root / "annotations" / f"{name}.json").write_text(json.dumps(content))
    folder = open_annotations(root)
    assert folder.source.name == "instances_val.json"
    told = {problem.file: problem.text for problem in folder.problems}
    assert set(told) == {"instances_train.json", "captions.json", "aa_detections.json"}
    assert "none of its 1 pictures is there" in told["instances_train.json"]
    assert "needs the lists" in told["captions.json"]
    assert "detections" in told["aa_detections.json"]


def test_of_equal_names_the_folder_that_is_meant(tmp_path: Path) -> None:
    picture(tmp_path / "other" / "a.png")
    picture(tmp_path / "zz" / "a.png")
    content = coco_content()
    assert open_annotations(coco_folder(tmp_path, content)).pictures[0].path.parent.name == "val"
    content["images"][0]["file_name"] = "zz/a.png"
    assert open_annotations(coco_folder(tmp_path, content)).pictures[0].path.parent.name == "zz"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", r"is empty \(0 bytes\)"),
        ("{", "not whole JSON"),
        ('{"images": [], "annot', "not whole JSON"),
        ("[" * 200_000, "nested too deep|not whole JSON"),
        ("[]", "no COCO annotation"),
        ("null", "no COCO annotation"),
        ('{"images": {}, "categories": [], "annotations": []}', "no COCO annotation"),
        ('{"images": [], "categories": [], "annotations": []}', "none of its 0 pictures"),
        ('{"images": [7, null, {}], "categories": [3], "annotations": [null]}', "none of its 3"),
        ('{"a": ' + "9" * 5000 + "}", "not whole JSON"),
        ("\udcff".encode("utf-8", "surrogatepass").decode("latin-1"), "not whole JSON"),
    ],
)
def test_a_file_that_is_of_no_use(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(AnnotationError, match=words):
        open_annotations(coco_folder(tmp_path, text))


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    root = coco_folder(tmp_path, "")
    (root / "annotations" / "instances_val.json").write_bytes(b"\xff\xfe\x00\xd8")
    with pytest.raises(AnnotationError, match="not whole JSON"):
        open_annotations(root)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (box(bbox=[1, 1, float("nan"), 5]), "without four finite numbers"),
        (box(bbox=[1, 1, float("inf"), 5]), "without four finite numbers"),
        (box(bbox=[1, 1, 10**4000, 5]), "without four finite numbers"),
        (box(bbox=[1, 1, "5", 5]), "without four finite numbers"),
        (box(bbox=[1, 1, 5]), "without four finite numbers"),
        (box(bbox=None), "without four finite numbers"),
        (box(bbox=[1, 1, -5, 5]), "turned round or empty"),
        (box(bbox=[1, 1, 0, 5]), "turned round or empty"),
        (box(bbox=[70, 1, 5, 5]), "outside the picture"),
        (box(category_id=1), "of a category that the file does not list"),
        (box(category_id=[]), "of a category that the file does not list"),
        (box(image_id=1), "of a picture that the file does not list"),
        (box(image_id={}), "of a picture that the file does not list"),
        ("text", "of a picture that the file does not list"),
        (box(id=4), "written twice: counted once"),
    ],
)
def test_a_hostile_box_is_told_and_left_out(tmp_path: Path, wrong: object, words: str) -> None:
    folder = open_annotations(coco_folder(tmp_path, with_boxes(box(id=4), wrong)))
    assert folder.boxes == 1
    (problem,) = folder.problems
    assert problem.text.startswith("1 box")
    assert words in problem.text


def test_a_box_that_reaches_out_is_cut(tmp_path: Path) -> None:
    content = with_boxes(box(bbox=[-5, -5, 100, 100]), box(id=4, bbox=[60, 40, 4.5, 8.5]))
    folder = open_annotations(coco_folder(tmp_path, content))
    assert folder.pictures[0].truth.boxes_xyxy.tolist() == [[0, 0, 64, 48], [60, 40, 64, 48]]
    assert [problem.text for problem in folder.problems] == ["1 box beyond the edge: cut there"]


def test_files_that_give_all_boxes_one_id_keep_them(tmp_path: Path) -> None:
    content = with_boxes(box(id=0), box(id=0, bbox=[2, 2, 5, 5]), box(id=0, image_id=9))
    folder = open_annotations(coco_folder(tmp_path, content))
    assert (folder.boxes, folder.problems) == (3, ())


def test_ids_that_are_there_twice_and_pictures_that_are_not_there(tmp_path: Path) -> None:
    content = coco_content()
    content["images"] += [
        {"id": 7, "file_name": "b.png"},
        {"id": 10, "file_name": "gone.png"},
        {"id": 10, "file_name": "a.png"},
        {"id": 11, "file_name": "../../secret.png"},
        {"id": 12},
        {"id": True, "file_name": "a.png"},
    ]
    content["categories"] += [{"id": 18, "name": "wolf"}, {"id": 19}, "x"]
    content["annotations"] += [box(image_id=10), box(image_id=11)]
    folder = open_annotations(coco_folder(tmp_path, content))
    assert (len(folder), folder.boxes, folder.class_names) == (2, 2, ("dog", "couch"))
    told = [str(problem) for problem in folder.problems]
    assert sum("is not there" in text for text in told) == 2
    assert sum("two pictures have the id" in text for text in told) == 2
    assert sum("two categories have the id 18" in text for text in told) == 1
    assert sum("no id or no file name" in text for text in told) == 2
    assert sum("no id or no name" in text for text in told) == 2


def test_ignored_annotations_are_difficult(tmp_path: Path) -> None:
    folder = open_annotations(coco_folder(tmp_path, with_boxes(box(ignore=1), box(id=5))))
    assert folder.pictures[0].truth.difficult.tolist() == [True, False]


def test_xml_of_another_kind_does_not_hide_the_json(tmp_path: Path) -> None:
    root = coco_folder(tmp_path, coco_content())
    (root / "sitemap.xml").write_text("<urlset/>")
    assert open_annotations(root).form == "coco"
