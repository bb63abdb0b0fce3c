"""The lesson speaks of what there is: pages by their titles, grids and channels as they are."""

from __future__ import annotations

import re
from importlib.resources import files

from explorer.engine.yolo.catalogue import build_network
from explorer.panels.detector.panel import PAGES

LESSON = " ".join(
    files("explorer.panels.detector").joinpath("lesson.md").read_text("utf-8").split()
)


def test_every_page_that_is_to_be_tried_exists_and_all_but_the_first_are() -> None:
    named = re.findall(r"\*Try it\* on \*\*(.+?)\*\*", LESSON)
    titles = [title for title, _ in PAGES.values()]
    assert sorted(set(named)) == sorted(set(titles) - {"Boxes"})


def test_the_grids_are_those_of_the_networks() -> None:
    (lecture,) = build_network("lecture").heads
    tiny = build_network("yolov3-tiny").heads
    side = 608 // lecture.stride
    assert f"**Lecture's YOLO** here finds 10 digits: {side}×{side}×{lecture.depth}" in LESSON
    assert f"Each cell has {len(lecture.anchors_px)} **anchors**" in LESSON
    for size in (416, 608):
        grids = " and ".join(f"{size // head.stride}×{size // head.stride}" for head in tiny)
        assert f"{grids} at {size}" in LESSON
    assert {head.depth for head in tiny} == {255}
    assert "3·(5 + 80) = 255 channels" in LESSON
    assert (lecture.class_scores, tiny[0].class_scores) == ("softmax", "logistic")
