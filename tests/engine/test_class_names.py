"""Names that mean the same class."""

from __future__ import annotations

import pytest

from explorer.engine.class_names import COCO_IDS, canonical, coco_category, match_classes

VOC = (
    "aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair", "cow",
    "diningtable", "dog", "horse", "motorbike", "person", "pottedplant", "sheep", "sofa", "train",
    "tvmonitor",
)  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("aeroplane", "airplane"),
        ("motorbike", "motorcycle"),
        ("sofa", "couch"),
        ("pottedplant", "potted plant"),
        ("diningtable", "Dining-Table"),
        ("tvmonitor", "tv"),
        ("TV monitor", "tv"),
        ("traffic_light", "Traffic Light"),
    ],
)
def test_synonyms(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)


def test_different_classes_stay_different() -> None:
    assert len({canonical(name) for name in COCO_IDS}) == 80
    assert canonical("C") != canonical("C++")


def test_coco_has_80_classes_with_ids_up_to_90() -> None:
    ids = list(COCO_IDS.values())
    assert len(ids) == 80
    assert ids == sorted(ids)
    left_out = set(range(1, 91)) - set(ids)
    assert left_out == {12, 26, 29, 30, 45, 66, 68, 69, 71, 83}


def test_every_class_of_voc_is_one_of_coco() -> None:
    assert all(coco_category(name) is not None for name in VOC)
    assert coco_category("tvmonitor") == ("tv", 72)
    assert coco_category("unicorn") is None


def test_matching_says_what_is_missing() -> None:
    match = match_classes(["Sofa", "unicorn", "couch", "dog"], ["dog", "couch", "tv"])
    assert match.to_detector == (1, None, 1, 0)
    assert match.missing == ("unicorn",)
    assert match.shared == (0, 1)
