from __future__ import annotations

import json
from pathlib import Path

import pytest

from explorer.app.scenes import Media, Scene, SceneError, media_of, read_scene, spec_of, write_scene
from explorer.engine.network import Network, Shape
from explorer.services.media import SourceSpec, bundled_media, camera_spec

PLAIN = {"format": "convnet-explorer-scene", "version": 1, "panel": "filters", "state": {}}


def test_a_scene_comes_back_as_it_was(tmp_path):
    path = tmp_path / "lesson.json"
    scene = Scene("filters", {"page": "edges"}, "Title", seed=3, media=Media("bundled:cat"))
    write_scene(path, scene)
    assert read_scene(path) == scene
    assert [entry.name for entry in tmp_path.iterdir()] == ["lesson.json"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not a scene file"),
        (b"\xff\xfe\x00", "not a scene file"),
        (b"[1, 2]", "not a scene file"),
        (b"{}", "not a scene of ConvNet Explorer"),
        (json.dumps(PLAIN | {"version": 99}).encode(), "version 99"),
        (json.dumps(PLAIN | {"state": 7}).encode(), r"\$\.state"),
        (json.dumps(PLAIN | {"media": {"sha256": 1}}).encode(), "damaged"),
        (json.dumps({k: v for k, v in PLAIN.items() if k != "panel"}).encode(), "panel"),
    ],
)
def test_a_file_that_is_no_scene_says_so(tmp_path, content, words):
    path = tmp_path / "scene.json"
    path.write_bytes(content)
    with pytest.raises(SceneError, match=words):
        read_scene(path)


def test_a_network_opens_in_the_layer_builder(tmp_path):
    path = tmp_path / "network.json"
    path.write_text(Network(Shape(8, 8, 1)).to_json(), encoding="utf-8")
    scene = read_scene(path)
    assert scene.panel == "layers"
    assert Network.from_json(json.dumps(scene.state["network"])) == Network(Shape(8, 8, 1))


def test_a_scene_that_is_not_there_says_so(tmp_path):
    with pytest.raises(SceneError, match="cannot be read"):
        read_scene(tmp_path / "none.json")


def test_a_folder_that_cannot_be_written_says_so(tmp_path):
    with pytest.raises(SceneError, match="cannot be written"):
        write_scene(tmp_path / "no" / "such" / "scene.json", Scene("filters", {}))


def test_a_bundled_picture_is_named_and_checked(tmp_path):
    picture = next(spec for spec in bundled_media() if spec.kind == "picture")
    media = media_of(picture, 5, tmp_path / "scene.json")
    assert media.source.startswith("bundled:")
    assert media.frame_index is None
    spec, warning = spec_of(media, tmp_path / "scene.json")
    assert (spec, warning) == (picture, "")


def test_a_picture_beside_the_scene_moves_with_it(tmp_path):
    data = Path(bundled_media()[-1].location).read_bytes()
    for folder in ("here", "there"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "mine.jpg").write_bytes(data)
    mine = SourceSpec("picture", str(tmp_path / "here" / "mine.jpg"), "mine.jpg")
    media = media_of(mine, None, tmp_path / "here" / "scene.json")
    assert media.source == "mine.jpg"
    spec, warning = spec_of(media, tmp_path / "there" / "scene.json")
    assert spec.location == str(tmp_path / "there" / "mine.jpg")
    assert warning == ""


def test_another_file_of_the_same_name_is_noticed(tmp_path):
    picture = tmp_path / "mine.jpg"
    picture.write_bytes(Path(bundled_media()[-1].location).read_bytes())
    media = media_of(SourceSpec("picture", str(picture), "mine.jpg"), None, tmp_path / "s.json")
    picture.write_bytes(picture.read_bytes() + b"x")
    _, warning = spec_of(media, tmp_path / "s.json")
    assert "not the file" in warning


def test_a_picture_that_is_gone_is_named(tmp_path):
    with pytest.raises(SceneError, match=r"gone\.jpg"):
        spec_of(Media("gone.jpg"), tmp_path / "scene.json")


def test_a_camera_enters_without_its_frames(tmp_path):
    assert media_of(camera_spec(0), 100, tmp_path / "s.json") == Media("camera:0")


def test_a_pasted_picture_cannot_enter(tmp_path):
    with pytest.raises(SceneError, match="pasted"):
        media_of(SourceSpec("memory", "", "Pasted"), 0, tmp_path / "s.json")


def test_a_digest_of_what_is_no_file_is_no_matter(tmp_path):
    spec, warning = spec_of(Media("camera:0", sha256="00"), tmp_path / "scene.json")
    assert spec.kind == "camera"
    assert warning == ""
