from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from explorer.services import media
from explorer.services.media import SourceError, SourceSpec, parse_source


@pytest.fixture
def assets(tmp_path, monkeypatch):
    """An assets folder of the test's own."""
    for file in ("clips/bikes.mp4", "clips/street.mp4", "images/astronaut.jpg", "images/cat.png"):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_bytes(b"x")
    monkeypatch.setattr(media, "ASSETS", tmp_path)
    media.bundled_records.cache_clear()
    yield tmp_path
    media.bundled_records.cache_clear()


def write_list(assets, *files):
    entries = [{"file": f, "kind": "x", "title": f.upper(), "sha256": "00"} for f in files]
    (assets / "media.json").write_text(json.dumps(entries), "utf-8")


@pytest.mark.parametrize("number", [0, 1, 17])
def test_a_camera(number):
    spec = parse_source(f"camera:{number}")
    assert spec == SourceSpec("camera", str(number), f"Camera {number}")
    assert parse_source(spec.text) == spec


@pytest.mark.parametrize("text", ["camera:", "camera:one", "camera:-1", "camera:1.5", "camera:²"])
def test_no_camera(text):
    with pytest.raises(SourceError, match="camera:0"):
        parse_source(text)


@pytest.mark.parametrize(("name", "kind"), [("a.MP4", "video"), ("b.JPeG", "picture")])
def test_a_file(tmp_path, name, kind):
    (tmp_path / name).write_bytes(b"")
    spec = parse_source(f" {tmp_path / name} ")
    assert (spec.kind, spec.location, spec.title) == (kind, str(tmp_path / name), name)
    assert parse_source(spec.text) == spec


def test_a_relative_path_and_a_home_path(tmp_path, monkeypatch):
    (tmp_path / "a.png").write_bytes(b"")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert parse_source("a.png").location == str(tmp_path / "a.png")
    assert parse_source("~/a.png").location == str(tmp_path / "a.png")


def test_a_missing_file_names_what_may_have_been_meant(tmp_path, assets):
    (tmp_path / "holiday.jpg").write_bytes(b"")
    with pytest.raises(SourceError, match=r"Did you mean holiday\.jpg"):
        parse_source(str(tmp_path / "holidy.jpg"))
    with pytest.raises(SourceError, match="bundled:astronaut"):
        parse_source(str(tmp_path / "astronout.jpg"))


@pytest.mark.parametrize(("name", "words"), [("notes.txt", "neither a picture"), ("", "folder")])
def test_what_is_no_picture_is_refused(tmp_path, name, words):
    if name:
        (tmp_path / name).write_bytes(b"")
    with pytest.raises(SourceError, match=words):
        parse_source(str(tmp_path / name))


def test_nothing_is_refused_with_examples():
    with pytest.raises(SourceError, match="camera:0"):
        parse_source("  ")


def test_bundled_media_have_the_titles_of_the_list_clips_first(assets):
    write_list(assets, "images/cat.png", "clips/street.mp4", "clips/gone.mp4")
    assert [(spec.kind, spec.title) for spec in media.bundled_media()] == [
        ("video", "CLIPS/STREET.MP4"),
        ("picture", "IMAGES/CAT.PNG"),
    ]
    assert [record.file for record in media.bundled_records()][1] == "clips/gone.mp4"
    assert media.bundled_records()[0].sha256 == "00"


@pytest.mark.parametrize("text", [None, "{", '[{"file": 3}]', "[1]", "{}", '[{"file": "x/y"}]'])
def test_without_a_readable_list_the_files_are_found_by_name(assets, text):
    if text is not None:
        (assets / "media.json").write_text(text)
    titles = {spec.title for spec in media.bundled_media()}
    assert titles == {"Bikes", "Street", "Astronaut", "Cat"}


def test_bundled_by_name(assets):
    spec = parse_source("bundled:bikes")
    assert spec.location == str(assets / "clips" / "bikes.mp4")
    assert spec.text == "bundled:bikes"
    with pytest.raises(SourceError, match="Did you mean astronaut"):
        parse_source("bundled:astro")
    with pytest.raises(SourceError, match="Nothing bundled is called 'zebra'"):
        parse_source("bundled:zebra")


def test_the_clip_that_plays_without_a_camera(assets):
    assert media.default_clip().title == "Bikes"
    (assets / "clips" / "bikes.mp4").unlink()
    assert media.default_clip().title == "Street"
    (assets / "clips" / "street.mp4").unlink()
    assert media.default_clip() is None


def test_what_the_project_bundles_is_there():
    specs = media.bundled_media()
    assert {spec.kind for spec in specs} == {"picture", "video"}
    assert len(specs) == len(media.bundled_records())
    assert media.default_clip().text == f"bundled:{media.DEFAULT_CLIP}"
    for spec in specs:
        assert parse_source(spec.text) == spec


HEAVY = {"numpy", "cv2", "torch", "msgspec", "pyqtgraph", "platformdirs"}


def test_the_window_can_import_the_services_before_it_is_painted():
    """Nothing heavy comes with any of them: the first picture of the window is not to wait."""
    folder = Path(media.__file__).parent
    names = [f"explorer.services.{file.stem}" for file in folder.glob("[!_]*.py")]
    code = f"import sys, {', '.join(names)}; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not HEAVY & set(run.stdout.split())
