"""Faces at hand: the bundled ones, and those of a gallery of any size."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pytest

from explorer.engine.verification import all_pairs, roc
from explorer.panels.faces.cabinet import Cabinet
from explorer.panels.faces.sample import SampleError, bundled_sample, gallery_sample
from explorer.panels.faces.sampler import Sampler

if TYPE_CHECKING:
    from pathlib import Path

    from explorer.engine.gallery import Gallery
    from explorer.panels.faces.keeper import GalleryKeeper
    from explorer.widgets.panel import PanelContext

TIMEOUT_MS = 60_000


def test_the_bundled_faces_are_those_of_thirty_people() -> None:
    sample = bundled_sample()
    assert sample is bundled_sample()  # read once
    assert len(sample) == 173
    assert sample.people_count == 30
    counts = Counter(sample.people)
    assert (min(counts.values()), max(counts.values())) == (4, 10)
    assert sample.chips.shape == (173, 150, 150, 3)
    assert sample.words() == "173 photographs of 30 people"
    pairs = all_pairs(sample.embeddings, sample.people)
    assert roc(pairs.genuine, pairs.impostor).auc > 0.985
    with pytest.raises(ValueError, match="read-only"):
        sample.embeddings[0] = 0


def cabinet(tmp_path: Path, people: dict[str, int]) -> Cabinet:
    made = Cabinet(tmp_path / "gallery.sqlite")
    made.open()
    generator = np.random.default_rng(0)
    for name, photographs in people.items():
        for _ in range(photographs):
            made.enrol(name, generator.normal(size=128), np.zeros((150, 150, 3), np.uint8))
    return made


def test_a_gallery_gives_all_its_faces(tmp_path: Path) -> None:
    made = cabinet(tmp_path, {"Ann": 2, "Бо": 1})
    sample = gallery_sample(made, 10)
    assert sample.people == ("Ann", "Ann", "Бо")
    assert sample.labels.tolist() == [0, 0, 1]
    assert sample.words() == "3 photographs of 2 people"
    made.close()


def test_of_a_large_gallery_whole_people_are_drawn(tmp_path: Path) -> None:
    people = {f"P{number:02}": 3 for number in range(8)}
    made = cabinet(tmp_path, people)
    sample = gallery_sample(made, 10)
    assert len(sample) == 9
    assert set(Counter(sample.people).values()) == {3}
    assert sample.words() == "9 photographs of 3 people, drawn from 24"
    made.close()


def test_faces_without_or_with_odd_thumbnails_have_chips_too(tmp_path: Path) -> None:
    made = Cabinet(tmp_path / "gallery.sqlite")
    made.open()
    gallery: Gallery = made._open_gallery()
    gallery.enrol("Ann", np.ones(128))
    gallery.enrol("Ann", np.zeros(128), np.full((80, 120, 3), 250, np.uint8))
    chips = gallery_sample(made, 10).chips
    assert (chips[0] == 128).all()
    assert (chips[1] > 240).all()
    made.close()


def test_an_empty_gallery_is_an_error(tmp_path: Path) -> None:
    made = cabinet(tmp_path, {})
    with pytest.raises(SampleError, match="Nobody is enrolled"):
        gallery_sample(made, 10)
    made.close()


def test_the_sampler_follows_the_gallery(
    qtbot, context: PanelContext, keeper: GalleryKeeper
) -> None:
    sampler = Sampler(keeper, context.errors, 10, keeper)
    sampler.want("gallery")
    qtbot.waitUntil(sampler.is_idle, timeout=TIMEOUT_MS)
    assert sampler.problem
    with qtbot.waitSignal(sampler.changed, timeout=TIMEOUT_MS):
        keeper.enrol("Ann", np.ones(128, np.float32), np.zeros((150, 150, 3), np.uint8))
    qtbot.waitUntil(lambda: sampler.is_idle() and keeper.is_idle(), timeout=TIMEOUT_MS)
    assert sampler.sample is not None
    assert sampler.sample.people == ("Ann",)
    sampler.want("bundled")
    sampler.want("gallery")
    sampler.want("bundled")  # only the last counts
    qtbot.waitUntil(sampler.is_idle, timeout=TIMEOUT_MS)
    assert sampler.sample is bundled_sample()
    sampler.shutdown()
