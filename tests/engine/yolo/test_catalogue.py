from __future__ import annotations

import pytest

from explorer.engine.errors import ExplorerError
from explorer.engine.weights import manifest
from explorer.engine.yolo.catalogue import (
    DETECTORS,
    DetectorError,
    build_network,
    detector_info,
)


@pytest.mark.parametrize("name", DETECTORS)
def test_what_the_catalogue_says_fits_the_network(name: str) -> None:
    info = detector_info(name)
    network = build_network(name)
    assert info.name == name
    assert info.default_size in info.sizes
    assert info.weights in manifest()
    assert info.title
    assert info.credit
    assert info.description.endswith(".")
    assert len(set(info.class_names)) == len(info.class_names)
    for head in network.heads:
        assert head.classes == len(info.class_names)
        assert all(size % head.stride == 0 for size in info.sizes)
    assert not network.training


def test_an_unknown_name_says_which_there_are() -> None:
    for ask in (detector_info, build_network):
        with pytest.raises(
            DetectorError, match='No detector is called "yolov9"; there are "yolov3-t'
        ):
            ask("yolov9")
    assert issubclass(DetectorError, ExplorerError)


@pytest.mark.parametrize("size", [0, -416, 400, 417, 10**9, 416.5, "416"])
def test_a_size_that_it_does_not_take_says_which_it_takes(size: int) -> None:
    with pytest.raises(DetectorError, match="takes pictures of 320, 416, 512, 608 pixels, not"):
        detector_info("yolov3-tiny").checked_size(size)


def test_its_own_size_where_none_is_wanted() -> None:
    assert detector_info("yolov3-tiny").checked_size(None) == 416
    assert detector_info("yolov3-tiny").checked_size(608) == 608
    assert detector_info("lecture").checked_size(None) == 608
