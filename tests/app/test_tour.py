from __future__ import annotations

import pytest

from explorer.app import tour
from explorer.app.main import main

SCENES = ("detector-01-boxes", "detector-02-clip")


@pytest.mark.usefixtures("qtbot")
def test_every_picture_of_the_tour_shows_the_source_of_its_scene(tmp_path, monkeypatch):
    paths = [path for path in tour.bundled_scenes("detector") if path.stem in SCENES]
    shown = []

    def note(application, path):
        frame = application.context.source.current_frame()
        shown.append((path.stem, frame.spec.text, frame.index))

    monkeypatch.setattr(tour, "bundled_scenes", lambda _: paths)
    monkeypatch.setattr(tour, "grab", note)
    assert main(["--tour", str(tmp_path), "--panel", "detector", "--theme", "dark"]) == 0
    assert shown == [
        ("detector-01-boxes-dark", "bundled:person-dog-horse", 0),
        ("detector-02-clip-dark", "bundled:bikes", 136),
    ]
