"""The worker's memory: what is loaded once, and what is loaded anew."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import numpy as np
import pytest

from explorer.engine.darknet import DarknetError
from explorer.panels.detector.loading import LoadedDetector, load
from explorer.panels.detector.session import Session
from explorer.panels.detector.state import ModelState, ThresholdState
from explorer.panels.detector.values import DetectRequest
from explorer.services.frames import Frame
from explorer.services.media import SourceSpec
from tests.engine.darknet.files import SMALL, header, small_numbers, write_pair

if TYPE_CHECKING:
    from pathlib import Path

    from explorer.panels.detector.values import DetectView


class Counted:
    """A session over one .cfg, and how often it has loaded."""

    def __init__(self, folder: Path, content: bytes) -> None:
        self.cfg, self.weights = write_pair(folder, SMALL, content)
        self.model = ModelState("own", 96, str(self.cfg), str(self.weights))
        self.loads = 0
        self._session = Session(self._load)

    def see(self, shade: int = 0) -> DetectView:
        """Look at another picture."""
        spec = SourceSpec("memory", "", "Grey")
        frame = Frame(np.full((60, 80, 3), shade, np.uint8), 0, 0.0, spec)
        return self._session.respond(frame, DetectRequest(self.model, ThresholdState(), "cpu"))

    def write(self, content: bytes) -> None:
        """Put other weights there, some time later."""
        later_ns = self.weights.stat().st_mtime_ns + 1_000_000_000
        self.weights.write_bytes(content)
        os.utime(self.weights, ns=(later_ns, later_ns))

    def _load(self, model: ModelState, device: str) -> LoadedDetector:
        self.loads += 1
        return load(model, device)


def test_files_that_cannot_be_used_are_not_read_again_for_every_picture(tmp_path: Path) -> None:
    counted = Counted(tmp_path, (header() + small_numbers())[:-40])
    for shade in range(5):
        with pytest.raises(DarknetError, match="too short") as caught:
            counted.see(shade)
    assert counted.loads == 1
    assert len(caught.traceback) < 20, "the error does not grow with every picture"


def test_files_that_were_put_right_are_read(tmp_path: Path) -> None:
    counted = Counted(tmp_path, (header() + small_numbers())[:-40])
    with pytest.raises(DarknetError):
        counted.see()
    counted.write(header() + small_numbers())
    assert counted.see().model.title == counted.cfg.stem
    counted.see(9)
    assert counted.loads == 2


def test_other_weights_under_the_same_name_are_another_detector(tmp_path: Path) -> None:
    counted = Counted(tmp_path, header() + small_numbers(seed=1))
    before = counted.see().predictions.scores
    counted.write(header() + small_numbers(seed=7))
    after = counted.see().predictions.scores
    assert counted.loads == 2
    assert not np.allclose(before, after)


def test_weights_that_went_bad_are_said_to_be_and_what_was_loaded_stays(tmp_path: Path) -> None:
    counted = Counted(tmp_path, header() + small_numbers())
    counted.see()
    counted.weights.unlink()
    with pytest.raises(DarknetError, match="cannot be read"):
        counted.see(1)
