"""On the 173 bundled photographs of 30 people: found, and their eyes where people marked them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from explorer.engine.face_photographs import load_face_photographs
from explorer.engine.faces.locator import LocateError, Locator, locator

if TYPE_CHECKING:
    from explorer.engine.face_photographs import FacePhotograph
    from explorer.engine.faces.values import Face

CPU = torch.device("cpu")
LEAST = {"mtcnn": 172, "tiny": 171}
"""At least 99 %, and 98.8 %."""


@cache
def found(kind: str) -> tuple[tuple[FacePhotograph, list[Face]], ...]:
    finder = locator(kind, CPU)
    return tuple((one, finder.locate(one.rgb)) for one in load_face_photographs())


@pytest.mark.parametrize("kind", ["mtcnn", "tiny"])
def test_nearly_every_face_is_found_once(kind: str) -> None:
    counts = [len(faces) for _, faces in found(kind)]
    assert len(counts) == 173
    assert sum(count > 0 for count in counts) >= LEAST[kind]
    assert max(counts) == 1


@pytest.mark.parametrize("kind", ["mtcnn", "tiny"])
def test_eyes_are_where_people_marked_them(kind: str) -> None:
    off = [
        float(np.linalg.norm(faces[0].landmarks[:2] - one.eyes, axis=1).max())
        / float(np.linalg.norm(one.eyes[1] - one.eyes[0]))
        for one, faces in found(kind)
        if faces
    ]
    assert sum(value < 0.25 for value in off) >= LEAST[kind] - 1  # one lies half in shadow
    assert np.mean(off) < 0.08
    assert max(off) < 0.3


@pytest.mark.parametrize("kind", ["mtcnn", "tiny"])
def test_by_kind(kind: str) -> None:
    finder: Locator = locator(kind, CPU)
    assert finder.device == CPU
    with pytest.raises(LocateError, match="12 or more"):
        finder.locate(np.zeros((20, 20, 3), np.uint8), 5)


def test_another_kind() -> None:
    with pytest.raises(LocateError, match='"mtcnn" or "tiny", not "haar"'):
        locator("haar", CPU)
